package org.nightbeam.stack;

import java.io.Serializable;
import java.time.Instant;
import org.nightbeam.fits.FitsHeader;

/** How an object moves among the stars, so that lights can be stacked on it. */
public interface Motion extends Serializable {
  /** The way of an object over a stack. */
  interface Way {
    /**
     * Returns how far the object has come since the stack was as the reference.
     *
     * @return columns and rows of the stack; NaN where it is not on its half of the sky
     */
    double[] to(Instant time);
  }

  /**
   * Returns the way of the object.
   *
   * @param reference header of the reference; null if it is gone
   * @param finer pixels of the stack per pixel of the reference, along an axis
   * @param from when the stack is as the reference; the motion is known then
   * @return null if it is not known how the reference lies on the sky
   */
  Way over(FitsHeader reference, double finer, Instant from);

  /** Returns why the motion is not known at an instant, for a person to read; null if it is. */
  String unknownAt(Instant time);

  /** Returns the option that gave the motion, with its value. */
  String option();

  /** Returns what {@link #over} needs in the header of the reference. */
  String needs();

  /** Returns what to do where that is not there. */
  String remedy();

  /** Returns what to ask where the object leaves the lights. */
  String doubt();

  /** Returns the part of the name of a stack that tells the motion, without the hyphen before. */
  String name();
}
