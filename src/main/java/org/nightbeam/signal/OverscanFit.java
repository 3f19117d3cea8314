package org.nightbeam.signal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.reason.ReasonCode;

/**
 * The level of the overscan, line by line: first that of a line's own overscan pixels, then that of
 * a curve along the lines, which smooths the noise. A line is what is read out at once, by rule a
 * row of the frame.
 *
 * <p>Fit and rejection are those of IRAF's {@code icfit}: the standard deviation is the root of the
 * mean square of the residuals of the lines that take part; a line is rejected if its residual is
 * beyond the limit, not on it; rejected lines stay so; of fewer than 5 lines none is rejected.
 * There are two departures: IRAF computes in single precision, which moves levels of 1000 ADU by
 * some thousandths; and it silently lowers an order that the lines do not suffice for, which is
 * refused here.
 */
public final class OverscanFit {
  private static final int FEWEST_TO_REJECT = 5;

  private final OverscanSettings settings;
  private final double[] measured;

  /** Number of the first of the lines, from 1, for messages. */
  private final int firstNumber;

  /** The lines that take part in the next fit. */
  private final boolean[] fitted;

  private final int usable;
  private int left;

  private OverscanFit(double[] measured, int firstNumber, OverscanSettings settings) {
    this.measured = measured;
    this.firstNumber = firstNumber;
    this.settings = settings;
    fitted = new boolean[measured.length];
    for (int i = 0; i < measured.length; i++) {
      fitted[i] = Double.isFinite(measured[i]);
      left += fitted[i] ? 1 : 0;
    }
    usable = left;
  }

  /**
   * Returns the level of one line, in ADU.
   *
   * @param values in ADU; those that are not finite do not take part
   * @param from the first overscan pixel
   * @param length how many
   * @return NaN if none is finite
   */
  public static double lineLevel(
      float[] values, int from, int length, OverscanStatistic statistic) {
    Objects.checkFromIndexSize(from, length, values.length);
    double[] finite = new double[length];
    int count = 0;
    for (int i = from; i < from + length; i++) {
      if (Float.isFinite(values[i])) {
        finite[count++] = values[i];
      }
    }
    return level(finite, count, statistic);
  }

  private static double level(double[] values, int count, OverscanStatistic statistic) {
    if (count == 0) {
      return Double.NaN;
    }
    if (statistic == OverscanStatistic.MEDIAN) {
      Arrays.sort(values, 0, count);
      return (values[(count - 1) / 2] + values[count / 2]) / 2;
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i];
    }
    return sum / count;
  }

  /**
   * Returns the levels to subtract. The curve runs from the first to the last line that takes part,
   * and its ends are held beyond them, as a polynomial or spline soon leaves the data there. For
   * {@link OverscanFunction#EACH_LINE}, a line between others that has no level of its own gets one
   * by linear interpolation.
   *
   * @param perLine {@code [lines]}, the level of each line in ADU; those that are not finite take
   *     no part in the fit
   * @param from the first line that may take part, from 0; IRAF: the first that is not trimmed off
   * @param length how many
   * @return {@code [lines]}, in ADU, all finite
   * @throws UnreadableFileException if there are too few lines for the curve
   */
  public static double[] levels(double[] perLine, int from, int length, OverscanSettings settings)
      throws UnreadableFileException {
    Objects.checkFromIndexSize(from, length, perLine.length);
    int first = from;
    int end = from + length;
    while (first < end && !Double.isFinite(perLine[first])) {
      first++;
    }
    while (end > first && !Double.isFinite(perLine[end - 1])) {
      end--;
    }
    if (first == end) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION,
          String.format(
              Locale.ROOT,
              "none of the lines %d to %d has an overscan pixel with a value; is the"
                  + " overscan section right?",
              from + 1,
              from + length));
    }
    double[] fit =
        new OverscanFit(Arrays.copyOfRange(perLine, first, end), first + 1, settings).levels();
    double[] levels = new double[perLine.length];
    Arrays.fill(levels, 0, first, fit[0]);
    System.arraycopy(fit, 0, levels, first, fit.length);
    Arrays.fill(levels, end, levels.length, fit[fit.length - 1]);
    return levels;
  }

  private double[] levels() throws UnreadableFileException {
    if (settings.function() == OverscanFunction.EACH_LINE) {
      return withoutGaps();
    }
    double[] levels = curve();
    for (int i = 0; i < settings.iterations() && reject(levels); i++) {
      levels = curve();
    }
    return levels;
  }

  /** Returns levels without gaps; the first and the last line have one. */
  private double[] withoutGaps() {
    double[] levels = measured.clone();
    int last = 0;
    for (int i = 1; i < levels.length; i++) {
      if (fitted[i]) {
        for (int gap = last + 1; gap < i; gap++) {
          double part = (double) (gap - last) / (i - last);
          levels[gap] = levels[last] + part * (levels[i] - levels[last]);
        }
        last = i;
      }
    }
    return levels;
  }

  private double[] curve() throws UnreadableFileException {
    double[] levels = new double[measured.length];
    if (settings.function() == OverscanFunction.CONSTANT) {
      Arrays.fill(levels, constant());
      return levels;
    }
    LineFunctions functions =
        new LineFunctions(settings.function(), settings.order(), measured.length);
    if (left < functions.count()) {
      throw refusal(
          String.format(
              Locale.ROOT,
              "%s of order %d needs %d",
              settings.function(),
              settings.order(),
              functions.count()));
    }
    BandedLeastSquares squares = new BandedLeastSquares(functions.count(), functions.width());
    double[] values = new double[functions.width()];
    for (int i = 0; i < levels.length; i++) {
      if (fitted[i]) {
        int index = functions.at(i, values);
        squares.add(values, index, measured[i]);
      }
    }
    int undetermined = squares.undetermined();
    if (undetermined >= 0) {
      int[] support = functions.support(undetermined);
      throw refusal(
          String.format(
              Locale.ROOT,
              "lines %d to %d have too few for %s of order %d",
              firstNumber + support[0],
              firstNumber + support[1],
              settings.function(),
              settings.order()));
    }
    double[] coefficients = squares.solve();
    for (int i = 0; i < levels.length; i++) {
      int index = functions.at(i, values);
      for (int k = 0; k < values.length; k++) {
        levels[i] += coefficients[index + k] * values[k];
      }
    }
    return levels;
  }

  private double constant() throws UnreadableFileException {
    if (left == 0) {
      throw refusal("none is left");
    }
    double[] values = new double[left];
    int count = 0;
    for (int i = 0; i < measured.length; i++) {
      if (fitted[i]) {
        values[count++] = measured[i];
      }
    }
    return level(values, count, settings.statistic());
  }

  private UnreadableFileException refusal(String reason) {
    int rejected = usable - left;
    return new UnreadableFileException(
        ReasonCode.CORRECTION,
        rejected == 0
            ? usable + " lines have an overscan level: " + reason + "; lower the order"
            : usable
                + " lines have an overscan level, of which "
                + rejected
                + " were rejected: "
                + reason
                + "; raise the limits of rejection, or lower the order");
  }

  /** Rejects lines that are far from the curve; returns whether there are such. */
  private boolean reject(double[] levels) {
    if (left < FEWEST_TO_REJECT) {
      return false;
    }
    double squares = 0;
    for (int i = 0; i < levels.length; i++) {
      if (fitted[i]) {
        double residual = measured[i] - levels[i];
        squares += residual * residual;
      }
    }
    double sigma = Math.sqrt(squares / left);
    double low = settings.lowReject() > 0 ? -settings.lowReject() * sigma : -Double.MAX_VALUE;
    double high = settings.highReject() > 0 ? settings.highReject() * sigma : Double.MAX_VALUE;
    int before = left;
    for (int i = 0; i < levels.length; i++) {
      double residual = measured[i] - levels[i];
      // As in IRAF, a line that is rejected as a neighbour has no neighbours rejected in turn.
      if (fitted[i] && (residual < low || residual > high)) {
        int end = Math.min(levels.length, i + settings.grow() + 1);
        for (int j = Math.max(0, i - settings.grow()); j < end; j++) {
          left -= fitted[j] ? 1 : 0;
          fitted[j] = false;
        }
      }
    }
    return left < before;
  }
}
