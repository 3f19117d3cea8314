package org.nightbeam.master;

import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Overscan;

/**
 * A frame that is ready to be combined.
 *
 * @param frame the frame
 * @param overscan that is subtracted; null for none
 * @param level of a flat, by which it will be normalised; null for other types
 */
public record MasterInput(Frame frame, Overscan overscan, FlatLevel level) {
  /** Without overscan. */
  public MasterInput(Frame frame, FlatLevel level) {
    this(frame, null, level);
  }
}
