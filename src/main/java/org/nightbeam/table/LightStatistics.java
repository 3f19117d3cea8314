package org.nightbeam.table;

import org.nightbeam.grading.LightQuality;

/**
 * Statistics of a light. Without a catalogue they come from some of its pixels: rough, to compare
 * the frames of a night.
 *
 * @param sky level of the calibrated sky in ADU, see {@link org.nightbeam.preview.PixelSample#sky};
 *     NaN if not known
 * @param noise of a calibrated pixel in ADU, see {@link org.nightbeam.preview.PixelSample#noise};
 *     NaN if not known
 * @param saturated fraction of the raw pixels at or above the saturation that the header says, else
 *     at the largest value that integer pixels can have; NaN where there is neither
 * @param stars of the whole frame, see {@link org.nightbeam.preview.StarField}; NaN if not known
 * @param fwhm median width of stars at half their height in pixels; NaN if not known
 * @param quality what its catalogue says of it
 */
public record LightStatistics(
    double sky, double noise, double saturated, double stars, double fwhm, LightQuality quality) {
  /** Nothing is known. */
  public static final LightStatistics UNKNOWN =
      new LightStatistics(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** Of a light without a catalogue. */
  public LightStatistics(double sky, double noise, double saturated, double stars, double fwhm) {
    this(sky, noise, saturated, stars, fwhm, LightQuality.NONE);
  }
}
