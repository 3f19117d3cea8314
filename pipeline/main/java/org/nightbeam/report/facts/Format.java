package org.nightbeam.report.facts;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Formats values for readers. */
public final class Format {
  private static final String UNKNOWN = "–";
  private static final double LEAST = 1e-5; // of a whole
  private static final String PLAIN = "-._~/"; // in a URL, beside letters and digits

  private Format() {}

  /** Returns a number with so many digits that count; a dash where it is not known. */
  public static String number(double value, int digits) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
    if (Math.abs(value) >= 1e7 || value != 0 && Math.abs(value) < 1e-4) {
      return rounded.doubleValue() + "";
    }
    return value == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** Returns a measured value with so many significant digits, zeros at the end among them. */
  public static String measured(double value, int digits) {
    if (!Double.isFinite(value) || value == 0 || Math.abs(value) >= 1e7 || Math.abs(value) < 1e-4) {
      return number(value, digits);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
    int decimals = rounded.scale() + digits - rounded.precision();
    return rounded.setScale(Math.max(0, decimals), RoundingMode.HALF_UP).toPlainString();
  }

  /** Returns a count, with thin spaces between thousands. */
  public static String count(double value) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    StringBuilder text =
        new StringBuilder(new BigDecimal(value).setScale(0, RoundingMode.HALF_UP).toPlainString());
    int first = text.charAt(0) == '-' ? 1 : 0;
    for (int at = text.length() - 3; at > first; at -= 3) {
      text.insert(at, '\u202f');
    }
    return text.toString();
  }

  /** Returns a part of a whole in per cent. */
  public static String percent(double fraction) {
    if (fraction > 0 && fraction < LEAST) {
      return "< " + number(100 * LEAST, 2) + " %";
    }
    return Double.isFinite(fraction) ? number(100 * fraction, 2) + " %" : UNKNOWN;
  }

  /** Returns a number of things, in the singular where it is one. */
  public static String count(long number, String thing) {
    return count(number) + " " + thing + (number == 1 ? "" : "s");
  }

  /** Returns seconds as a person says them. */
  public static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return UNKNOWN;
    }
    if (seconds < 60) {
      return number(seconds, 2) + " s";
    }
    long all = Math.round(seconds);
    return all < 3600
        ? all / 60 + " min" + (all % 60 == 0 ? "" : " " + all % 60 + " s")
        : all / 3600 + " h" + (all / 60 % 60 == 0 ? "" : " " + all / 60 % 60 + " min");
  }

  /** Returns the last part of a path. */
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Returns a path as a relative URL. */
  public static String url(String path) {
    StringBuilder url = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
        url.append(c);
      } else {
        url.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return url.toString();
  }
}
