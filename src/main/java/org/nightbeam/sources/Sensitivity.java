package org.nightbeam.sources;

/**
 * Sensitivity of the pixels of a frame relative to their mean: the flat field by which it was
 * divided. A unit of a pixel that was divided by 1.2 is 1.2 times the photons.
 */
public interface Sensitivity {
  /** All pixels are alike, or nothing is known of it. */
  Sensitivity EVEN = (x, y) -> 1;

  /**
   * Returns the mean sensitivity of the pixels about a place, as large as the core of a star.
   *
   * @param x column, from 0
   * @param y row, from 0
   * @return above 0
   */
  double about(double x, double y);
}
