package org.nightbeam.correction;

import java.io.Serializable;
import java.util.Optional;
import org.nightbeam.frame.Frame;
import org.nightbeam.table.LightStatistics;

/**
 * Examines lights when their last rows are finished, and writes the results next to the product: a
 * record of its settings, as a {@link Correction} is. It changes nothing.
 */
public interface Measurement extends Serializable {
  /**
   * Returns whether standard deviations are wanted, also where no plane UNCERT is written. They are
   * there where gain and read noise are known.
   */
  default boolean needsNoise() {
    return false;
  }

  /** Returns whether flags are wanted, also where no plane MASK is written. */
  default boolean needsFlags() {
    return false;
  }

  /** Returns whether a frame is kept in memory as a whole: then fewer are calibrated at a time. */
  default boolean keepsWholeFrame() {
    return false;
  }

  /**
   * Returns the file that is written beside the product of an image, below the output: a product
   * without it is not up to date. Null if none is written.
   *
   * @param product path of the product below the output, before compression
   * @param frame the raw frame
   */
  String file(String product, Frame frame);

  /** Returns what its files are, and in which folder, for a person to read; empty for none. */
  String describeFiles();

  /** Returns why a light cannot be measured, for a person to read; empty if it can. */
  default Optional<String> lacks(Frame frame) {
    return Optional.empty();
  }

  /** Returns whether it tells the quality of lights, by which they are compared. */
  default boolean tellsQuality() {
    return false;
  }

  /**
   * Returns whether what it finds is among what is known of a light: one of which it is not, as an
   * earlier version left it out, is not up to date.
   */
  default boolean isIn(LightStatistics known) {
    return true;
  }

  /** Begins in a process, before its first light. */
  Measurer begin(LightServices on);
}
