package org.nightbeam.lightcurve;

import java.io.IOException;
import org.nightbeam.storage.RecordFormat;

/**
 * Measurements of a field's stars in one light, as columns that travel as one block.
 *
 * @param about what is known of the light as a whole
 * @param flux {@code [star * apertures + aperture]}; NaN for none
 * @param error standard deviations of the fluxes
 * @param x columns of the middles of the apertures, from 0; NaN off the frame
 * @param y rows of the same
 * @param sky level about each star that was subtracted, per pixel
 * @param flags bits of {@link org.nightbeam.photometry.SourceFlag}
 */
public record MeasuredLight(
    About about, float[] flux, float[] error, float[] x, float[] y, float[] sky, byte[] flags) {
  private static final RecordFormat<MeasuredLight> FORMAT = RecordFormat.of(MeasuredLight.class);

  /**
   * A light as a whole.
   *
   * @param frame path of the raw frame
   * @param night as in the table of frames, such as {@code 2026-01-15}; empty if not known
   * @param mid middle of the exposure in days since J2000.0, UTC; NaN if not known
   * @param exposure in seconds
   * @param airmass NaN if not known
   * @param fwhm of stars in pixels
   * @param rightAscension of the target by the header, in degrees; NaN if not known
   * @param declination of the same
   * @param longitude of the telescope, in degrees east; NaN if not known
   * @param latitude of the telescope, in degrees north; NaN if not known
   * @param errors what errors of its fluxes are from, as its catalogue says it (NBERRORS)
   */
  public record About(
      String frame,
      String night,
      double mid,
      double exposure,
      double airmass,
      double fwhm,
      double rightAscension,
      double declination,
      double longitude,
      double latitude,
      String errors) {}

  /** Returns it as bytes. */
  public byte[] coded() throws IOException {
    return FORMAT.bytes(this);
  }

  /** Reads it again. */
  public static MeasuredLight of(byte[] coded) throws IOException {
    return FORMAT.of(coded);
  }
}
