package org.nightbeam.quality.noise;

import java.util.Arrays;
import org.nightbeam.quality.Saturation;
import org.nightbeam.statistics.ClippedMoments;

/**
 * A box of two flats, and the gain that it gives. Each row of the second flat is scaled to the
 * level of the first, by r: then, with light s in ADU, gain g and the variance v of a bias in
 * ADU^2, the difference has the variance {@code s (1 + r) / g + (1 + r^2) v}. For equal levels that
 * is Janesick's formula. Row by row, as twilight fades, gradients turn, and a lamp that flickers
 * gives each row of a rolling shutter another level. From both flats the mean of two biases is
 * taken off pixel by pixel, so that structure of the bias does not come back by way of r; that adds
 * {@code (1 - r)^2 v / 2}.
 */
final class FlatPairBox {
  private static final int FEWEST_PIXELS = 32;
  private static final int FEWEST_OF_ROW = 4;

  /** Flats of a pair may differ by this factor. */
  private static final double LARGEST_RATIO = 1.5;

  /** Part of the pixels of a box that may be saturated: hot ones. */
  private static final double MOST_SATURATED = 0.01;

  /** Pixels further from the level of their box are hot, or have no light. */
  private static final double SIGMAS_OF_LEVEL = 5;

  /** Why a box is of no use. */
  enum Refusal {
    NO_PIXELS("there are too few valid pixels"),
    SATURATED("pixels are saturated"),
    TOO_DARK("there is less photon noise than read noise"),
    UNEQUAL("the levels differ by more than a factor of " + LARGEST_RATIO);

    private final String reason;

    Refusal(String reason) {
      this.reason = reason;
    }

    /** Returns the refusal for a person to read. */
    String reason() {
      return reason;
    }
  }

  private final PhotonTransfer.Pair flat;
  private final int box;
  private final int step;

  /** Less the mean of two biases; NaN where a frame has no value. */
  private final float[] first;

  private final float[] second;
  private Refusal refusal;

  FlatPairBox(PhotonTransfer.Pair bias, PhotonTransfer.Pair flat, int box, int step) {
    this.flat = flat;
    this.box = box;
    this.step = step;
    first = flat.first().box(box);
    second = flat.second().box(box);
    float[] one = bias.first().box(box);
    float[] other = bias.second().box(box);
    for (int i = 0; i < first.length; i++) {
      float level = (one[i] + other[i]) / 2;
      first[i] -= level;
      second[i] -= level;
    }
  }

  /** Returns why the last call gave no value; null if it gave one. */
  Refusal refusal() {
    return refusal;
  }

  /** Returns the variance of one bias in ADU^2, by the difference of two; NaN of too few pixels. */
  static double biasVariance(PhotonTransfer.Pair bias, int box, int step) {
    float[] first = bias.first().box(box);
    float[] second = bias.second().box(box);
    keepValid(first, second);
    Differences differences = new Differences(first.length, step);
    int length = bias.first().rowLength(box);
    for (int from = 0; from < first.length; from += length) {
      float[] one = row(first, from, length);
      if (one.length >= FEWEST_OF_ROW) {
        differences.add(one, 1, row(second, from, length));
      }
    }
    return differences.variance() / 2;
  }

  /**
   * Returns one over the gain, in ADU/e-; NaN if the box is of no use, see {@link #refusal}.
   *
   * @param biasVariance of one bias in ADU^2
   * @param saturation the ADU from which a pixel is saturated; NaN if not known
   */
  double aduPerElectron(double biasVariance, double saturation) {
    if (isSaturated(flat.first(), saturation) || isSaturated(flat.second(), saturation)) {
      return refused(Refusal.SATURATED);
    }
    keepValid(first, second);
    keepNearLevel();
    Differences differences = new Differences(first.length, step);
    double light = 0; // in the sum of both variances, in ADU
    double ofFirst = 0;
    double ofSecond = 0;
    double biases = 0; // in the difference, as variances
    int pixels = 0;
    int length = flat.first().rowLength(box);
    for (int from = 0; from < first.length; from += length) {
      float[] one = row(first, from, length);
      float[] other = row(second, from, length);
      if (one.length >= FEWEST_OF_ROW) {
        double ofOne = ClippedMoments.of(one, one.length, step).mean();
        double ofOther = ClippedMoments.of(other, other.length, step).mean();
        double ratio = ofOne / ofOther;
        differences.add(one, ratio, other);
        light += one.length * ofOne * (1 + ratio);
        biases += one.length * (1 + ratio * ratio + (1 - ratio) * (1 - ratio) / 2);
        ofFirst += one.length * ofOne;
        ofSecond += one.length * ofOther;
        pixels += one.length;
      }
    }
    double ofBias = biases / pixels * biasVariance;
    double ofPhotons = differences.variance() - ofBias;
    if (Double.isNaN(ofPhotons) && !(pixels >= FEWEST_PIXELS)) {
      return refused(Refusal.NO_PIXELS);
    }
    if (!(ofFirst > 0 && ofSecond > 0 && ofPhotons > ofBias)) {
      return refused(Refusal.TOO_DARK);
    }
    if (Math.max(ofFirst / ofSecond, ofSecond / ofFirst) > LARGEST_RATIO) {
      return refused(Refusal.UNEQUAL);
    }
    refusal = null;
    return ofPhotons / (light / pixels);
  }

  private double refused(Refusal why) {
    refusal = why;
    return Double.NaN;
  }

  private boolean isSaturated(PixelBoxes frame, double saturation) {
    float[] values = finite(frame.box(box));
    return values.length > 0 && Saturation.part(values, saturation) > MOST_SATURATED;
  }

  /** Takes away the values of pixels that have none in one of two frames. */
  private static void keepValid(float[] first, float[] second) {
    for (int i = 0; i < first.length; i++) {
      if (!Float.isFinite(first[i]) || !Float.isFinite(second[i])) {
        first[i] = Float.NaN;
        second[i] = Float.NaN;
      }
    }
  }

  /** Leaves out pixels without light, such as overscan, and hot ones. */
  private void keepNearLevel() {
    float[] values = finite(first);
    if (values.length < FEWEST_PIXELS) {
      return;
    }
    ClippedMoments light = ClippedMoments.of(values, values.length, step);
    double reach = SIGMAS_OF_LEVEL * Math.sqrt(light.variance()) + step;
    for (int i = 0; i < first.length; i++) {
      if (!(Math.abs(first[i] - light.mean()) <= reach)) {
        first[i] = Float.NaN;
        second[i] = Float.NaN;
      }
    }
  }

  private static float[] row(float[] values, int from, int length) {
    return finite(Arrays.copyOfRange(values, from, Math.min(values.length, from + length)));
  }

  private static float[] finite(float[] values) {
    float[] finite = new float[values.length];
    int count = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        finite[count++] = value;
      }
    }
    return Arrays.copyOf(finite, count);
  }

  /** Differences of two frames about the mean of each row. */
  private static final class Differences {
    private final float[] values;
    private final int step;
    private int count;
    private int rows;

    Differences(int most, int step) {
      this.values = new float[most];
      this.step = step;
    }

    void add(float[] first, double ratio, float[] second) {
      float[] differences = new float[first.length];
      for (int i = 0; i < first.length; i++) {
        differences[i] = (float) (first[i] - ratio * second[i]);
      }
      double mean = ClippedMoments.of(differences, differences.length, step).mean();
      for (float difference : differences) {
        values[count++] = (float) (difference - mean);
      }
      rows++;
    }

    /**
     * Returns the variance, so scaled that the median over boxes, not their mean, is the true one.
     * NaN of too few pixels.
     */
    double variance() {
      if (count < FEWEST_PIXELS) {
        return Double.NaN;
      }
      ClippedMoments moments = ClippedMoments.of(values, count, step);
      double freedom = Math.max(1, moments.count() - rows);
      // The median of chi^2 (E. B. Wilson and M. M. Hilferty, PNAS 17, 684, 1931).
      double root = 1 - 2 / (9.0 * freedom);
      return moments.variance() * (moments.count() - 1) / freedom / (root * root * root);
    }
  }
}
