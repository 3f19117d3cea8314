package org.nightbeam.fringes;

import java.io.Serializable;
import java.util.List;
import org.nightbeam.correction.Correction;
import org.nightbeam.correction.Corrector;
import org.nightbeam.correction.LightServices;

/**
 * Settings for fringes: the fringe masters available to lights.
 *
 * @param files of the masters; empty for none
 * @param state what the files were when the run began, and what the user's own files say of their
 *     headers: others are other masters
 */
public record FringeSettings(List<Master> files, List<String> state) implements Correction {
  /**
   * The file of a fringe master.
   *
   * @param uri where it is
   * @param path its path below the input that named it: facts are stated of files by it
   */
  public record Master(String uri, String path) implements Serializable {}

  /** There are none. */
  public static final FringeSettings NONE = new FringeSettings(List.of(), List.of());

  /** Returns whether fringes are looked for. */
  @Override
  public boolean isOn() {
    return !files.isEmpty();
  }

  @Override
  public boolean needsWholeFrame() {
    return true;
  }

  @Override
  public Corrector begin(LightServices on) {
    return new FringeFinder(on.storage(), this, on.headers());
  }
}
