package org.nightbeam.photometry;

import org.nightbeam.sources.DetectedSource;
import org.nightbeam.sources.SkySubtracted;
import org.nightbeam.statistics.Spread;

/**
 * Tells what is narrower than a star can be, as cosmic rays and hot pixels are: its brightest pixel
 * stands out from the eight around it by more than that of a star in the middle of a pixel does.
 */
final class Sharpness {
  /** How certain it must be, in standard deviations. */
  private static final double SIGMAS = 5;

  /** Stars are taken to be narrower than they are by this part, for the seeing changes. */
  private static final double NARROWER = 0.75;

  private Sharpness() {}

  /**
   * Returns whether a source is narrower than a star.
   *
   * @param fwhm of stars, in pixels
   * @param variance of a pixel of the sky
   */
  static boolean isSharp(SkySubtracted frame, DetectedSource source, double fwhm, double variance) {
    int at = frame.brightestAround(source.peakY(), source.peakX());
    if (at < 0) {
      return false;
    }
    int x = at % frame.width();
    int y = at / frame.width();
    float best = frame.pixels()[y][x];
    if (x < 1 || y < 1 || x > frame.width() - 2 || y > frame.height() - 2) {
      return false;
    }
    double sum = 0;
    int count = 0;
    for (int j = y - 1; j <= y + 1; j++) {
      for (int i = x - 1; i <= x + 1; i++) {
        if ((i != x || j != y) && frame.isUsable(j, i)) {
          sum += frame.pixels()[j][i];
          count++;
        }
      }
    }
    if (count < 4) {
      return false;
    }
    double mean = sum / count;
    double sigma = Math.max(0.5, NARROWER * fwhm / Spread.FWHM_OF_SIGMA);
    double squares = 2 * sigma * sigma;
    double ofStar = (Math.exp(-1 / squares) + Math.exp(-2 / squares)) / 2;
    double excess = best * ofStar - mean;
    double photons = frame.photonVariance(x, y) * Math.max(0, best);
    double noise =
        Math.sqrt(
            (variance + photons) * ofStar * ofStar + variance / count + photons * ofStar / count);
    return excess > SIGMAS * noise;
  }
}
