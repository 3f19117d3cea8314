package org.nightbeam.signal;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Processing of the stored numbers of every frame before anything else. Masters fit lights only if
 * both have the same preparation.
 *
 * @param overscanSection {@code NONE}, {@code HEADER}, or a section as {@link
 *     org.nightbeam.fits.FitsSection} reads it
 * @param trimSection the same, of what is kept
 * @param overscan how the level of the overscan is found
 * @param linearity how counts are corrected
 */
public record Preparation(
    String overscanSection, String trimSection, OverscanSettings overscan, Linearity linearity)
    implements Serializable {
  /** Preparation that does nothing. */
  public static final String NO_SECTION = "NONE";

  /** The section is the one that the header of a frame names. */
  public static final String BY_HEADER = "HEADER";

  /** Nothing is done. */
  public static final Preparation NONE =
      new Preparation(NO_SECTION, NO_SECTION, OverscanSettings.DEFAULTS, Linearity.NONE);

  /** Returns whether an overscan is subtracted. */
  public boolean subtractsOverscan() {
    return !overscanSection.equals(NO_SECTION);
  }

  /** Returns whether frames are trimmed. */
  public boolean trims() {
    return !trimSection.equals(NO_SECTION);
  }

  /**
   * Returns the preparation in words, by which frames and masters are told apart; empty if nothing
   * is done.
   *
   * @param overscanOfFrame section of the frame at hand; null for none
   * @param trimOfFrame section of the frame at hand; null for none
   */
  public String description(String overscanOfFrame, String trimOfFrame) {
    List<String> steps = new ArrayList<>();
    if (overscanOfFrame != null) {
      steps.add("overscan " + overscanOfFrame + " " + overscan.description());
    }
    if (trimOfFrame != null) {
      steps.add("trimmed to " + trimOfFrame);
    }
    if (linearity.isOn()) {
      steps.add(linearity.toString());
    }
    return String.join(", ", steps);
  }
}
