package org.nightbeam.grading;

import java.io.Serializable;

/**
 * Limits beyond which a light is odd.
 *
 * @param cloud magnitudes by which its stars are fainter than those of the best lights of its
 *     field, beyond what the air takes at its altitude
 * @param elongation of its stars beyond the shape that those of the other lights have, long axis
 *     over short one
 * @param width of its stars, as a multiple of that of the sharper lights of its night
 * @param sky level of its sky, as a multiple of that of the darker lights of its night
 * @param trail length of a straight line that crosses it, as a part of its diagonal
 * @param saturated part of its raw pixels that are saturated
 */
public record GradingLimits(
    double cloud, double elongation, double width, double sky, double trail, double saturated)
    implements Serializable {
  /** The defaults. */
  public static final GradingLimits DEFAULT = new GradingLimits(0.4, 1.08, 1.5, 2.5, 0.1, 0.005);
}
