package org.nightbeam.master;

import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.pixels.Overscan;

/**
 * A frame that is ready to be combined.
 *
 * @param frame the frame
 * @param overscan that is subtracted; null for none
 * @param level of a flat, by which it will be normalised; null for other types
 */
public record MasterInput(Frame frame, Overscan overscan, FlatLevel level) {
  /**
   * Returns what it counts for in a weighted mean: the inverse of its variance, but for a factor.
   * That of a rate is from the read noise, of a normalised flat from the light.
   */
  double weight(FrameType type) {
    if (type == FrameType.FLAT) {
      return level.at(0, 0);
    }
    double seconds = frame.darkSeconds();
    return type.isDark() && seconds > 0 ? seconds * seconds : 1;
  }
}
