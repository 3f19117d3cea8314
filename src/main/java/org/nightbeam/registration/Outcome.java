package org.nightbeam.registration;

import java.util.Locale;

/** Outcome of registering a light, as a code for programs. Texts may change; codes do not. */
public enum Outcome {
  /** Registration was not tried. */
  NONE,
  /** The light is the one that others are registered to. */
  REFERENCE,
  /** The transform was found. */
  REGISTERED,
  /** There are too few stars on the light, or on its reference. */
  TOO_FEW_STARS,
  /** No pattern of stars is common to both beyond chance. */
  NO_MATCH,
  /** Too small a part of it lies on the reference. */
  LITTLE_IN_COMMON,
  /** There is no catalogue of the light, or it cannot be read. */
  NO_CATALOGUE;

  /** Returns the code; empty where it was not tried. */
  public String label() {
    return this == NONE ? "" : name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
