package org.nightbeam.plan;

import java.math.BigDecimal;
import java.math.MathContext;

/** Readable values of criteria. */
final class CriterionText {
  /** Stands for a value that is not known. */
  static final String NOT_GIVEN = "(not given)";

  private static final MathContext SEVEN_DIGITS = new MathContext(7);

  private CriterionText() {}

  /** Returns a text or a date; {@link #NOT_GIVEN} for null and for an empty text. */
  static String of(Object value) {
    return value == null || value.equals("") ? NOT_GIVEN : value.toString();
  }

  /** Returns an angle in degrees, to a tenth. */
  static String angle(double degrees) {
    return Double.isNaN(degrees) ? NOT_GIVEN : number(tenths(degrees)) + " degrees";
  }

  /** Returns a temperature in degrees Celsius, to a tenth. */
  static String celsius(double degrees) {
    return Double.isNaN(degrees) ? NOT_GIVEN : number(tenths(degrees)) + " C";
  }

  private static double tenths(double value) {
    return Math.rint(value * 10) / 10;
  }

  /** Returns a number to seven digits: no exposure is known better, and 60 is not 60.0. */
  static String number(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(SEVEN_DIGITS).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }
}
