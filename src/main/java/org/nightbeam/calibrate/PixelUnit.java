package org.nightbeam.calibrate;

/** Unit of the pixels of calibrated frames. */
public enum PixelUnit {
  /** As the camera counts. */
  ADU("adu"),
  /** Electrons: ADU times the gain in e-/ADU. */
  ELECTRON("electron");

  private final String bunit;

  PixelUnit(String bunit) {
    this.bunit = bunit;
  }

  /** Returns the unit as BUNIT has it (FITS 4.0, section 4.3; the names that astropy knows). */
  String bunit() {
    return bunit;
  }
}
