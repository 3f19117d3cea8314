package org.nightbeam.stack;

import java.io.Serializable;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.resample.Resampling;

/**
 * Settings for stacking lights.
 *
 * @param over which lights of a field and filter go into one stack
 * @param resampling how lights get onto the grid of the reference
 * @param finer pixels of the stack per pixel of the reference, along an axis
 * @param combine which values are rejected
 * @param weight what a light counts for
 * @param withOdd whether lights go in whose shape or sky is odd
 * @param track motion of the object that the stack goes with; null for the stars
 */
public record StackSettings(
    Over over,
    Resampling resampling,
    double finer,
    CombineSettings combine,
    StackWeight weight,
    boolean withOdd,
    Motion track)
    implements Serializable {

  /** Choice of the lights of a field and filter that go into one stack. */
  public enum Over {
    /** Those of a night. */
    NIGHT,
    /** All of the input. */
    ALL
  }
}
