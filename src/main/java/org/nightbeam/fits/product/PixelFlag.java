package org.nightbeam.fits.product;

/** Flags of a pixel: the bits of the plane MASK, which is 0 for a good pixel. */
public enum PixelFlag {
  /** The pixel is in the map of bad pixels. */
  BAD(1, "in the map of bad pixels"),
  /** Its raw value is at saturation, or above. */
  SATURATED(2, "by its raw value in ADU"),
  /** Hit by a cosmic ray. */
  COSMIC_RAY(4, "hit by a cosmic ray"),
  /** It has no valid value: the raw frame has none, or a master. */
  NO_DATA(8, "the raw frame or a master has no valid value"),
  /** Far more dark current than others. */
  HOT(16, "much dark current"),
  /** Far less light than its surroundings get. */
  COLD(32, "less sensitive than those around it"),
  /** So little of the light gets there that dividing by the flat says nothing. */
  LOW_FLAT(64, "so little light that the flat says nothing"),
  /** Its value was made up from those around it. */
  INTERPOLATED(128, "value taken from pixels around it");

  private final int bit;
  private final String meaning;

  PixelFlag(int bit, String meaning) {
    this.bit = bit;
    this.meaning = meaning;
  }

  /** Returns its bit. */
  public byte bit() {
    return (byte) bit;
  }

  /** Returns the keyword of the card that explains its bit. */
  String keyword() {
    return "NBBIT" + bit;
  }

  /** Returns what it says, for a person to read. */
  String meaning() {
    return meaning;
  }
}
