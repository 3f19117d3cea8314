package org.nightbeam.plan;

/**
 * A light with the name of its product.
 *
 * @param light the light
 * @param name of the product below the output, ending in {@code .fits} whatever its compression;
 *     the images of one file have the same
 */
public record NamedLight(LightFrame light, String name) {

  /** Returns what the calibrated frame goes by, see {@link CalibratedName#id}. */
  public String id() {
    return CalibratedName.id(light.frame(), name);
  }
}
