package org.nightbeam.correction;

/**
 * The work of one correction on one light. The steps of a light stand in the order of their
 * corrections: each row passes all of them, and where a step needs the whole frame, rows wait for
 * each other there. Used by one thread.
 *
 * <p>The loop over the pixels of a row is best a small static method: that is what the JVM compiles
 * to vector instructions, once for all lights.
 */
public interface Step {
  /** Nothing is done. */
  Step NONE = new Step() {};

  /**
   * Writes down what will be done, before a pixel is read: a header is laid out then. A card whose
   * value follows from the pixels is added now, and gets its value in {@link #end}.
   */
  default void declare(StepLog log) {}

  /** Corrects the next row; not called where the step needs the whole frame. */
  default void row(LightRow row) {}

  /** Returns whether {@link #frame} is to be called in place of {@link #row}. */
  default boolean needsWholeFrame() {
    return false;
  }

  /** Corrects the whole light. */
  default void frame(WholeLight light) {}

  /**
   * Puts a row, which all steps have corrected, into the unit in which it is written: steps reckon
   * in ADU.
   */
  default void convert(LightRow row) {}

  /** Changes a row as it is written: what measures lights has seen it, and does not see this. */
  default void write(LightRow row) {}

  /** Writes down what became known from the pixels, when all steps are done. */
  default void end(StepLog log) {}
}
