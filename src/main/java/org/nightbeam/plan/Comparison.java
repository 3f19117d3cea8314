package org.nightbeam.plan;

import java.util.Map;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.FrameType;

/**
 * A candidate master compared with the requirements.
 *
 * @param master the master as it is
 * @param judged the master as it is judged: of one that other software made, what is not known of
 *     it or of the frame is taken to agree
 * @param wanted what it must agree with
 * @param rules how closely
 */
record Comparison(MasterSpec master, MasterSpec judged, Wanted wanted, MatchingRules rules) {

  /** Compares a master as a frame would be given it. */
  static Comparison of(MasterSpec master, Wanted wanted, MatchingRules rules) {
    return new Comparison(
        master, master.processing().isMaster() ? master.assuming(wanted) : master, wanted, rules);
  }

  /** Compares a master without taking anything to agree that is not known. */
  static Comparison strict(MasterSpec master, Wanted wanted, MatchingRules rules) {
    return new Comparison(master, master, wanted, rules);
  }

  /** Returns the type of the master. */
  FrameType type() {
    return master.type();
  }

  /** Returns the camera that is wanted, as far as masters of the type must agree with it. */
  CameraConfiguration camera() {
    return wanted.configurationFor(type());
  }

  /** Returns the settings that are wanted and not ignored, by name. */
  Map<String, String> settingsThatMatter() {
    return rules.comparable(camera()).settings();
  }

  /** Returns the settings of a configuration that are not ignored, by name. */
  Map<String, String> settingsThatMatter(MasterSpec of) {
    return rules.comparable(of.configuration()).settings();
  }
}
