package org.nightbeam.correction;

import java.util.List;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Sensor;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.signal.Preparation;

/**
 * A light as its corrections see it before its pixels are read.
 *
 * @param matched the light, its masters and its product
 * @param sensor what is known of its sensor
 * @param preparation what is done to raw values of lights and masters alike
 * @param inElectrons whether the product is in electrons, and not in ADU
 * @param planes written with the pixels
 * @param withNoise whether the standard deviations of pixels are wanted, see {@link LightRow#sigma}
 * @param withFlags whether the flags of pixels are wanted, see {@link LightRow#flags}
 */
public record LightContext(
    MatchedLight matched,
    Sensor sensor,
    Preparation preparation,
    boolean inElectrons,
    List<Plane> planes,
    boolean withNoise,
    boolean withFlags) {

  /** Returns the light. */
  public LightFrame light() {
    return matched.light();
  }

  /** Returns the raw frame. */
  public Frame frame() {
    return matched.light().frame();
  }

  /** Returns whether a plane that follows from standard deviations is written. */
  public boolean writesNoise() {
    return planes.stream().anyMatch(Plane::needsNoise);
  }

  /** Returns whether a plane is written with the pixels. */
  public boolean writes(Plane plane) {
    return planes.contains(plane);
  }
}
