package org.nightbeam.registration;

/**
 * Alignment of a frame with its reference, or the reason why it is not known.
 *
 * @param outcome whether it was found
 * @param transform from places of the reference to those of the frame; null if it was not found
 * @param model of the transform; null if it was not found
 * @param stars of the frame that were compared, {@link Registrar#MOST_STARS} at most: those that
 *     fall on the reference if the transform was found
 * @param matched how many of them have a partner there
 * @param rms root mean square of the distances of the stars that the transform was fitted to, in
 *     pixels of the frame; NaN if there are none
 * @param excess their mean square over what the errors of the places allow, 1 where these tell all
 * @param fluxRatio fluxes on the frame over those on the reference, summed over the stars that
 *     agree on it: of frames of one exposure and filter the transparency of the sky; NaN if it was
 *     not found, or no star has its whole flux on both; of a colour sensor that of green
 * @param colours the same of its other colours
 * @param logChance decimal logarithm of the number of transforms that would agree as well by chance
 * @param failure why it was not found; empty if it was
 */
public record Registration(
    Outcome outcome,
    Transform transform,
    Model model,
    int stars,
    int matched,
    double rms,
    double excess,
    double fluxRatio,
    ColourRatios colours,
    double logChance,
    String failure) {
  static Registration failed(
      Outcome outcome, int stars, int matched, double logChance, String failure) {
    return new Registration(
        outcome,
        null,
        null,
        stars,
        matched,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        ColourRatios.NONE,
        logChance,
        failure);
  }

  /** Returns whether the transform was found. */
  public boolean isFound() {
    return transform != null;
  }
}
