package org.nightbeam.signal;

import java.io.Serializable;
import java.util.List;

/**
 * Correction for a sensor whose counts are not proportional to the light: {@code c0 + c1 x + c2 x^2
 * + ...} of the counts x above bias, in ADU, dark current included.
 *
 * @param coefficients c0, c1, ...; empty for none
 */
public record Linearity(List<Double> coefficients) implements Serializable {
  /** No correction. */
  public static final Linearity NONE = new Linearity(List.of());

  /** Refuses what would leave no signal. */
  public Linearity {
    coefficients = List.copyOf(coefficients);
    if (coefficients.size() == 1 || coefficients.stream().anyMatch(c -> !Double.isFinite(c))) {
      throw new IllegalArgumentException(
          "linearity "
              + coefficients
              + "; expected two finite coefficients at least: c0,c1,c2,...");
    }
  }

  /** Returns whether there is something to correct. */
  public boolean isOn() {
    return !coefficients.isEmpty();
  }

  /**
   * Corrects values.
   *
   * @param values {@code [>= length]}, in ADU above bias; NaN stays
   */
  public void correct(float[] values, int length) {
    if (!isOn()) {
      return;
    }
    double[] c = coefficients.stream().mapToDouble(Double::doubleValue).toArray();
    for (int i = 0; i < length; i++) {
      double sum = 0;
      for (int k = c.length - 1; k >= 0; k--) {
        sum = sum * values[i] + c[k];
      }
      values[i] = (float) sum;
    }
  }

  @Override
  public String toString() {
    return "linearity " + coefficients;
  }
}
