package org.nightbeam.resample;

import org.nightbeam.registration.Transform;

/**
 * Resamples frames onto the grid of their reference, row by row. The value of a pixel does not
 * depend on which others are computed with it.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public interface RowResampler {
  /**
   * Returns the pixels of a frame that some pixels of the result need.
   *
   * @param firstRow of the result
   * @param rows of the result
   * @param firstColumn of the result
   * @param columns of the result
   * @param frameWidth pixels per row of the frame
   * @param frameHeight rows of the frame
   */
  Resampler.Needed needed(
      Transform transform,
      int firstRow,
      int rows,
      int firstColumn,
      int columns,
      int frameWidth,
      int frameHeight);

  /**
   * Computes part of a row.
   *
   * @param x the first pixel, a multiple of 16
   * @param y row of the result
   * @param rows of the frame, all that are {@link #needed}
   * @param sky level per pixel of the frame, which is subtracted
   * @param out receives the pixels from the first on
   */
  void row(Transform transform, int x, int y, FrameRows rows, double sky, ResampledRow out);

  /**
   * Counts where the nearest pixel of the frame is saturated.
   *
   * @param x the first pixel of the result
   * @param y row of the result
   * @param counts each of which grows by 1 there
   */
  void countSaturated(Transform transform, int x, int y, FrameRows rows, int[] counts);
}
