package org.nightbeam.frame;

import org.nightbeam.fits.FitsSection;
import org.nightbeam.signal.Preparation;

/**
 * Location of image and overscan within the stored pixels.
 *
 * @param width stored pixels per row
 * @param height stored rows
 * @param image what is kept, within width and height
 * @param overscan null for none
 */
public record RawLayout(int width, int height, FitsSection image, FitsSection overscan) {

  /** Returns the layout of a frame that is all image. */
  public static RawLayout whole(int width, int height) {
    return new RawLayout(
        width, height, new FitsSection(0, Math.max(1, width), 0, Math.max(1, height)), null);
  }

  /** Returns whether stored pixels are left away. */
  public boolean isTrimmed() {
    return image.columns() < width || image.rows() < height;
  }

  /**
   * Returns whether the overscan is a strip below or above the image, with a level of each column;
   * else it is beside the image. By what it takes of the stored width and height: of a few rows
   * that were read, a strip beside them is wider than high.
   */
  public boolean isOverscanOfColumns() {
    return (long) overscan.columns() * height > (long) overscan.rows() * width;
  }

  /** Returns the layout in words, for matching: see {@link Preparation#description}. */
  public String description(Preparation preparation) {
    return preparation.description(
        overscan == null ? null : overscan.toString(), isTrimmed() ? image.toString() : null);
  }
}
