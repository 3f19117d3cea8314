package org.nightbeam.correction;

import java.io.Serializable;

/**
 * A correction of lights: a record of its settings, which travels to the workers and is part of the
 * recipe by which a rerun decides whether a product is up to date. Its components are those that
 * {@code RecordCoder} knows.
 *
 * <p>In a process that calibrates lights it begins once, and makes one {@link Step} per light,
 * which does the work. To add a correction, write such a record and put it into the list of {@code
 * LightOptions}, which is the order of all of them.
 */
public interface Correction extends Serializable {
  /** Returns whether the correction is switched on; if not, none of its other methods is called. */
  default boolean isOn() {
    return true;
  }

  /** Returns whether its steps need all rows of a light in memory at a time. */
  default boolean needsWholeFrame() {
    return false;
  }

  /** Returns whether its steps need the flags of pixels, even if no plane MASK is written. */
  default boolean needsFlags() {
    return false;
  }

  /** Starts the correction in a process, before its first light. */
  Corrector begin(LightServices on);
}
