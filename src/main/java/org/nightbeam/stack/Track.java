package org.nightbeam.stack;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;

/**
 * Motion of an object among the stars, so that lights can be stacked on it.
 *
 * @param rate in its unit
 * @param unit of the rate
 * @param angle in degrees: on the sky the position angle, from north over east; in pixels from the
 *     columns of the reference to its rows
 */
public record Track(double rate, Unit unit, double angle) implements Motion {
  private static final Pattern TEXT =
      Pattern.compile(
          "\\s*(?<rate>[0-9.]+(?:[eE][-+]?\\d+)?)\\s*(?<unit>[a-zA-Z/]+)\\s*@\\s*(?<angle>-?[0-9.]+)\\s*");

  private static final double SECONDS_PER_HOUR = 3600;
  private static final double ARCSECONDS_PER_DEGREE = 3600;
  private static final int WHOLE_TURN = 360;

  /** Unit of a rate. */
  public enum Unit {
    /** Seconds of arc per minute of time. */
    ARCSEC_PER_MINUTE("arcsec/min", 1 / (60 * ARCSECONDS_PER_DEGREE)),
    /** Seconds of arc per hour. */
    ARCSEC_PER_HOUR("arcsec/h", 1 / (SECONDS_PER_HOUR * ARCSECONDS_PER_DEGREE)),
    /** Pixels of the reference per minute. */
    PIXELS_PER_MINUTE("px/min", 1 / 60.0),
    /** Pixels of the reference per hour. */
    PIXELS_PER_HOUR("px/h", 1 / SECONDS_PER_HOUR);

    private final String text;
    private final double perSecond; // degrees, or pixels

    Unit(String text, double perSecond) {
      this.text = text;
      this.perSecond = perSecond;
    }
  }

  /**
   * Reads a text such as {@code 0.85arcsec/min@123.5}.
   *
   * @throws IllegalArgumentException if it is none; the message says what was expected
   */
  public static Track of(String text) {
    Matcher parts = TEXT.matcher(text);
    if (parts.matches()) {
      for (Unit unit : Unit.values()) {
        if (unit.text.equals(parts.group("unit").toLowerCase(Locale.ROOT))) {
          try {
            double rate = Double.parseDouble(parts.group("rate"));
            double angle = Double.parseDouble(parts.group("angle"));
            if (rate > 0 && Math.abs(angle) <= WHOLE_TURN) {
              return new Track(rate, unit, angle);
            }
          } catch (NumberFormatException e) {
            break;
          }
        }
      }
    }
    throw new IllegalArgumentException(
        "a rate and an angle expected, such as 0.85arcsec/min@123.5 or 51arcsec/h@123.5, by position"
            + " angle, or 12px/h@30, from columns to rows; the rate above 0 in arcsec/min, arcsec/h,"
            + " px/min or px/h, the angle from -360 to 360; found "
            + text);
  }

  /**
   * Returns how the object moves on the reference, in its pixels per second.
   *
   * @param reference header of the reference; null if it is gone
   * @return columns and rows; null if it is not known how the reference lies on the sky
   */
  double[] onReference(FitsHeader reference) {
    double moved = rate * unit.perSecond;
    double along = Math.toRadians(angle);
    if (unit == Unit.PIXELS_PER_HOUR || unit == Unit.PIXELS_PER_MINUTE) {
      return new double[] {moved * Math.cos(along), moved * Math.sin(along)};
    }
    double[][] cd = reference == null ? null : degreesPerPixel(reference);
    if (cd == null) {
      return null;
    }
    double determinant = cd[0][0] * cd[1][1] - cd[0][1] * cd[1][0];
    double east = moved * Math.sin(along);
    double north = moved * Math.cos(along);
    double[] pixels = {
      (cd[1][1] * east - cd[0][1] * north) / determinant,
      (cd[0][0] * north - cd[1][0] * east) / determinant
    };
    return Double.isFinite(pixels[0]) && Double.isFinite(pixels[1]) ? pixels : null;
  }

  /**
   * Returns the linear part of the coordinates of an image, degrees to the east and to the north
   * per pixel (FITS 4.0, section 8.1); null if the header does not say it.
   */
  private static double[][] degreesPerPixel(FitsHeader header) {
    if (!header.text("CTYPE1").orElse("").startsWith("RA--")) {
      return null;
    }
    double[][] cd = new double[2][2];
    if (header.has("CD1_1") || header.has("CD1_2")) {
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 2; j++) {
          cd[i][j] = header.number("CD" + (i + 1) + "_" + (j + 1)).orElse(0);
        }
      }
      return cd;
    }
    double across = header.number("CDELT1").orElse(Double.NaN);
    double down = header.number("CDELT2").orElse(Double.NaN);
    if (header.has("PC1_1") || header.has("PC1_2")) {
      for (int j = 0; j < 2; j++) {
        cd[0][j] = across * header.number("PC1_" + (j + 1)).orElse(j == 0 ? 1 : 0);
        cd[1][j] = down * header.number("PC2_" + (j + 1)).orElse(j == 1 ? 1 : 0);
      }
    } else {
      double turned = Math.toRadians(header.number("CROTA2").orElse(0));
      cd[0][0] = across * Math.cos(turned);
      cd[0][1] = -down * Math.sin(turned);
      cd[1][0] = across * Math.sin(turned);
      cd[1][1] = down * Math.cos(turned);
    }
    return Double.isNaN(across) || Double.isNaN(down) ? null : cd;
  }

  @Override
  public Way over(FitsHeader reference, double finer, Instant from) {
    double[] speed = onReference(reference);
    if (speed == null) {
      return null;
    }
    double across = speed[0] * finer;
    double down = speed[1] * finer;
    return time -> {
      double seconds = Duration.between(from, time).toNanos() * 1e-9;
      return new double[] {across * seconds, down * seconds};
    };
  }

  @Override
  public String unknownAt(Instant time) {
    return null;
  }

  @Override
  public String option() {
    return "--track=" + this;
  }

  @Override
  public String needs() {
    return "coordinates (CTYPE1 with CD1_1 or CDELT1)";
  }

  @Override
  public String remedy() {
    return "give the rate as px/h";
  }

  @Override
  public String doubt() {
    return "is the rate right?";
  }

  /** Returns the motion as a part of the name of a file, such as {@code track-12px_h_30}. */
  @Override
  public String name() {
    return "track-" + plain(rate) + unit.text.replace('/', '_') + "_" + plain(angle);
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  @Override
  public String toString() {
    return rate + unit.text + "@" + angle;
  }
}
