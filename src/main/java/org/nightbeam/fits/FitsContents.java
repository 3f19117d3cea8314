package org.nightbeam.fits;

import java.util.List;
import org.nightbeam.reason.Reason;

/**
 * Contents of a FITS file, from its headers alone.
 *
 * @param primary header of the primary HDU; that of the first image, where compression put an empty
 *     one before it
 * @param images its two-dimensional images, in file order
 * @param unusable HDUs with data that might be an image but cannot be used as one
 * @param others names of the other extensions with data (tables), in file order
 * @param gzipped whether the file as a whole is compressed by gzip
 */
public record FitsContents(
    FitsHeader primary,
    List<ImageHdu> images,
    List<UnusableHdu> unusable,
    List<String> others,
    boolean gzipped) {

  /** Returns whether there is no other image, not even one that cannot be used. */
  public boolean hasOneImage() {
    return images.size() == 1 && unusable.isEmpty();
  }

  /**
   * An HDU that cannot be used as an image.
   *
   * @param index number of the HDU
   * @param header its header
   * @param reason why, for the person who reads the table of frames
   */
  public record UnusableHdu(int index, FitsHeader header, Reason reason) {}
}
