package org.nightbeam.photometry;

/** The scintillation of stars in the air above a telescope, which is independent for each star. */
public final class Scintillation {
  /** Coefficient of a typical site (Osborn et al. 2015, MNRAS 452, 1707). */
  private static final double C = 1.5;

  private Scintillation() {}

  /**
   * Returns the variance of a relative flux: Young's formula as Osborn et al. have it, {@code 1e-5
   * C^2 D^(-4/3) sec^3(z) / t}, at the level of the sea.
   *
   * @param diameter in metres; NaN if not known
   * @param airmass NaN if not known: the zenith is taken
   * @param exposure in seconds
   * @return 0 where the diameter or the exposure is not known
   */
  public static double variance(double diameter, double airmass, double exposure) {
    if (!(diameter > 0) || !(exposure > 0)) {
      return 0;
    }
    double air = airmass >= 1 ? airmass : 1;
    return 1e-5 * C * C * Math.pow(diameter, -4 / 3d) * air * air * air / exposure;
  }
}
