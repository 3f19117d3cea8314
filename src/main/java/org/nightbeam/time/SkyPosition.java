package org.nightbeam.time;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in the sky in the ICRS.
 *
 * @param ra right ascension in degrees, 0 to 360
 * @param dec declination in degrees
 */
public record SkyPosition(double ra, double dec) {
  private static final double DEGREES_PER_HOUR = 15;
  private static final String NUMBER = "[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+";
  private static final Pattern DECIMAL =
      Pattern.compile("([+-]?)(" + NUMBER + ")(?:[eE]([+-]?\\d+))?");

  /** Two or three numbers, with any of the usual signs between them. */
  private static final Pattern PARTS =
      Pattern.compile(
          "([+-]?)\\s*(\\d{1,3})\\s*[:hd°\\s]\\s*(\\d{1,2}(?:\\.\\d*)?)"
              + "(?:\\s*[:m'′\\s]\\s*(\\d{1,2}(?:\\.\\d*)?)\\s*(?:s|\"|''|″)?)?\\s*[m'′]?");

  /** Checks them. */
  public SkyPosition {
    if (!(ra >= 0 && ra < 360 && Math.abs(dec) <= 90)) {
      throw new IllegalArgumentException(
          "a right ascension of 0 to 360 and a declination of -90 to 90 degrees expected, found "
              + ra
              + " and "
              + dec);
    }
  }

  /**
   * Reads a right ascension: hours, minutes and seconds, such as {@code 02 04 10.28}, {@code
   * 02:04:10} or {@code 2h04m10s}; a single number is in degrees.
   *
   * @return degrees; empty if it is none
   */
  public static Optional<Double> rightAscension(String text) {
    return angle(text, DEGREES_PER_HOUR, 24).filter(degrees -> degrees >= 0 && degrees < 360);
  }

  /**
   * Reads a declination: degrees, minutes and seconds, such as {@code +46 41 16.2}; a single number
   * is in degrees.
   *
   * @return degrees; empty if it is none
   */
  public static Optional<Double> declination(String text) {
    return angle(text, 1, 90.1).filter(degrees -> Math.abs(degrees) <= 90);
  }

  private static Optional<Double> angle(String text, double unit, double most) {
    String stripped = text.strip().replace('\u2212', '-');
    Matcher decimal = DECIMAL.matcher(stripped);
    if (decimal.matches()) {
      return Optional.of(Double.parseDouble(stripped));
    }
    Matcher parts = PARTS.matcher(stripped.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      return Optional.empty();
    }
    double minutes = Double.parseDouble(parts.group(3));
    double seconds = parts.group(4) == null ? 0 : Double.parseDouble(parts.group(4));
    double whole = Integer.parseInt(parts.group(2));
    if (minutes >= 60 || seconds >= 60.001 || whole >= most) {
      return Optional.empty();
    }
    double value = unit * (whole + minutes / 60 + seconds / 3600);
    return Optional.of(parts.group(1).equals("-") ? -value : value);
  }

  /** Returns the vector of length 1 that points there. */
  double[] direction() {
    double alpha = Math.toRadians(ra);
    double delta = Math.toRadians(dec);
    return new double[] {
      Math.cos(delta) * Math.cos(alpha), Math.cos(delta) * Math.sin(alpha), Math.sin(delta)
    };
  }
}
