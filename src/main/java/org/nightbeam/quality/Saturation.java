package org.nightbeam.quality;

/**
 * Pixels that are saturated: by the value that a camera is known to saturate at, or, where that is
 * not known or is said wrongly, by many pixels that all have the largest value. Noise does not pile
 * up: of a distribution that ends by itself, fewer pixels have the largest value than have the one
 * below it. Pixels that all have one value are such a pile, too.
 */
public final class Saturation {
  /** So large a part of the pixels makes a pile. */
  private static final double PILE = 0.01;

  /** Ratio to the number of pixels with the value below. */
  private static final double STEEP = 2;

  private final double saturation;
  private int count;
  private int saturated;
  private float lowest = Float.POSITIVE_INFINITY;
  private float largest = Float.NEGATIVE_INFINITY;
  private float second = Float.NEGATIVE_INFINITY;
  private int atLargest;
  private int atSecond;

  /**
   * @param saturation the ADU from which a pixel is saturated; NaN if not known
   */
  Saturation(double saturation) {
    this.saturation = saturation;
  }

  /**
   * Returns the part of some pixels that is saturated.
   *
   * @param values finite, in ADU; at least one
   * @param saturation the ADU from which a pixel is saturated; NaN if not known
   */
  public static double part(float[] values, double saturation) {
    Saturation pixels = new Saturation(saturation);
    pixels.add(values);
    return pixels.part();
  }

  /**
   * Takes pixels.
   *
   * @param values in ADU; those that are not finite are left out
   */
  void add(float[] values) {
    for (float value : values) {
      if (Float.isFinite(value)) {
        count++;
        saturated += value >= saturation ? 1 : 0;
        lowest = value < lowest ? value : lowest;
        if (value >= second) {
          noteHigh(value);
        }
      }
    }
  }

  private void noteHigh(float value) {
    if (value > largest) {
      second = largest;
      atSecond = atLargest;
      largest = value;
      atLargest = 1;
    } else if (value == largest) {
      atLargest++;
    } else if (value > second) {
      second = value;
      atSecond = 1;
    } else {
      atSecond++;
    }
  }

  /** Returns how many of the pixels have a value. */
  int count() {
    return count;
  }

  /** Returns the smallest value in ADU; NaN if there is none. */
  double lowest() {
    return count == 0 ? Double.NaN : lowest;
  }

  /** Returns the largest value in ADU; NaN if there is none. */
  double highest() {
    return count == 0 ? Double.NaN : largest;
  }

  /** Returns the part of the pixels with a value that is saturated; 0 if there is none. */
  double part() {
    boolean pile = atLargest >= PILE * count && atLargest > STEEP * atSecond;
    return count == 0 ? 0 : (double) Math.max(saturated, pile ? atLargest : 0) / count;
  }
}
