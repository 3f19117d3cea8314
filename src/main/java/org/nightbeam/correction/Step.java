package org.nightbeam.correction;

/**
 * The work of one correction on one light. The steps of a light stand in the order of their
 * corrections: each row passes all of them, and a step that needs the whole frame waits for all
 * rows. Used by one thread.
 *
 * <p>The loop over the pixels of a row is best a small static method: that is what the JVM compiles
 * to vector instructions, once for all lights.
 */
public interface Step {
  /** Step that does nothing. */
  Step NONE = new Step() {};

  /**
   * Records what will be done, before a pixel is read, so that the header can be laid out. A card
   * whose value follows from the pixels is added now, and gets its value in {@link #end}.
   */
  default void declare(StepLog log) {}

  /** Corrects the next row; not called if the step needs the whole frame. */
  default void row(LightRow row) {}

  /** Returns whether {@link #frame} is to be called instead of {@link #row}. */
  default boolean needsWholeFrame() {
    return false;
  }

  /** Corrects the whole light. */
  default void frame(WholeLight light) {}

  /**
   * Converts a row that all steps have corrected to the unit in which it is written: steps work in
   * ADU.
   */
  default void convert(LightRow row) {}

  /** Changes a row as it is written, after the measurements, which do not see the change. */
  default void write(LightRow row) {}

  /** Records what became known from the pixels, after all steps. */
  default void end(StepLog log) {}
}
