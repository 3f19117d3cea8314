package org.nightbeam.quality;

/**
 * Pixels that are saturated: by the value that a camera is known to saturate at, or, where that is
 * not known or is said wrongly, by many pixels that all have the largest value. Noise does not pile
 * up: of a distribution that ends by itself, fewer pixels have the largest value than have the one
 * below it. Pixels that all have one value are such a pile, too.
 */
final class Saturation {
  /** So large a part of the pixels makes a pile. */
  private static final double PILE = 0.01;

  /** So many times as many pixels as have the value below it. */
  private static final double STEEP = 2;

  private Saturation() {}

  /**
   * The part of some pixels that is saturated.
   *
   * @param values finite, in ADU
   * @param count how many of them, at least 1
   * @param saturation the ADU from which a pixel is saturated; NaN if not known
   */
  static double part(float[] values, int count, double saturation) {
    int above = 0;
    for (int i = 0; i < count; i++) {
      if (values[i] >= saturation) {
        above++;
      }
    }
    return Math.max((double) above / count, pile(values, count));
  }

  private static double pile(float[] values, int count) {
    float largest = Float.NEGATIVE_INFINITY;
    float second = Float.NEGATIVE_INFINITY;
    int atLargest = 0;
    int atSecond = 0;
    for (int i = 0; i < count; i++) {
      float value = values[i];
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
      } else if (value == second) {
        atSecond++;
      }
    }
    boolean pile = atLargest >= PILE * count && atLargest > STEEP * atSecond;
    return pile ? (double) atLargest / count : 0;
  }
}
