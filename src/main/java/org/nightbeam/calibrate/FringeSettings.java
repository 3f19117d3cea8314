package org.nightbeam.calibrate;

import java.io.Serializable;
import java.util.List;

/**
 * The fringe masters that lights may have.
 *
 * @param files their URIs; empty for none
 * @param state what the files were when the run began: others are other masters
 */
public record FringeSettings(List<String> files, List<String> state) implements Serializable {
  /** There are none. */
  public static final FringeSettings NONE = new FringeSettings(List.of(), List.of());

  /** Whether fringes are looked for. */
  public boolean isOn() {
    return !files.isEmpty();
  }
}
