package org.nightbeam.grading;

import java.time.Instant;
import java.time.LocalDate;

/**
 * The properties by which a light is compared with others of its camera and filter. Unknown values
 * are NaN, or null.
 *
 * @param night local date at the noon before; null if not known
 * @param time start of the exposure; null if not known
 * @param exposure in seconds
 * @param sky level of the sky in the unit of the light
 * @param noise of a pixel of the sky
 * @param saturated part of its raw pixels that are saturated
 * @param quality what was measured in it
 */
public record GradedLight(
    LocalDate night,
    Instant time,
    double exposure,
    double sky,
    double noise,
    double saturated,
    LightQuality quality) {

  /** Returns seconds since 1970; NaN if not known. */
  double seconds() {
    return time == null ? Double.NaN : time.toEpochMilli() / 1000.0;
  }

  /**
   * Returns the magnitudes that its exposure makes stars brighter than they are in one of a second.
   */
  double ofExposure() {
    return exposure > 0 ? 2.5 * Math.log10(exposure) : 0;
  }
}
