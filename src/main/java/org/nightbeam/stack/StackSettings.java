package org.nightbeam.stack;

import java.io.Serializable;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.resample.Kernel;

/**
 * How lights become stacks.
 *
 * @param over which lights of a field and filter go into one stack
 * @param kernel by which values between pixels follow from those about them
 * @param combine which values are rejected
 * @param weight what a light counts for
 * @param withOdd whether lights go in whose shape or sky is odd
 */
public record StackSettings(
    Over over, Kernel kernel, CombineSettings combine, StackWeight weight, boolean withOdd)
    implements Serializable {

  /** Which lights of a field and filter go into one stack. */
  public enum Over {
    /** Those of a night. */
    NIGHT,
    /** All of the input. */
    ALL
  }
}
