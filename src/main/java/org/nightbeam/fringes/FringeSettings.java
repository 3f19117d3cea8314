package org.nightbeam.fringes;

import java.io.Serializable;
import java.util.List;

/**
 * The fringe masters that lights may have.
 *
 * @param files of the masters; empty for none
 * @param state what the files were when the run began, and what the user's own files say of their
 *     headers: others are other masters
 */
public record FringeSettings(List<Master> files, List<String> state) implements Serializable {
  /**
   * The file of a fringe master.
   *
   * @param uri where it is
   * @param path its path below the input that named it: facts are stated of files by it
   */
  public record Master(String uri, String path) implements Serializable {}

  /** There are none. */
  public static final FringeSettings NONE = new FringeSettings(List.of(), List.of());

  /** Whether fringes are looked for. */
  public boolean isOn() {
    return !files.isEmpty();
  }
}
