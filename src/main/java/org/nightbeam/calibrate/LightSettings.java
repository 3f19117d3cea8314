package org.nightbeam.calibrate;

import java.io.Serializable;
import java.util.List;
import java.util.TreeSet;
import org.nightbeam.badpixels.BadPixelSettings;
import org.nightbeam.cosmicrays.CosmicRayRule;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.fits.product.ProductCompression;
import org.nightbeam.frame.Sensor;
import org.nightbeam.fringes.FringeSettings;
import org.nightbeam.master.MasterPlanes;

/**
 * What is done with lights beside bias, dark and flat.
 *
 * @param invalidPixels what becomes of pixels without a valid value
 * @param unit of the pixels
 * @param planes what is written beside them
 * @param compression of the products
 * @param assembly whether amplifiers are put together
 * @param badPixels which they are, and what becomes of them
 * @param fringes the masters of them
 * @param cosmicRays what is done about them
 * @param stated what is stated of the sensor, and goes before the header
 */
public record LightSettings(
    InvalidPixels invalidPixels,
    PixelUnit unit,
    List<Plane> planes,
    ProductCompression compression,
    Assembly assembly,
    BadPixelSettings badPixels,
    FringeSettings fringes,
    CosmicRayRule cosmicRays,
    Sensor stated)
    implements Serializable {

  /** Nothing beside bias, dark and flat. */
  public static final LightSettings PLAIN =
      new LightSettings(
          InvalidPixels.NAN,
          PixelUnit.ADU,
          List.of(),
          ProductCompression.NONE,
          Assembly.NONE,
          BadPixelSettings.NONE,
          FringeSettings.NONE,
          CosmicRayRule.NONE,
          Sensor.UNKNOWN);

  /** Each plane once, in their order. */
  public LightSettings {
    planes = List.copyOf(new TreeSet<>(planes));
  }

  /** Whether the noise of pixels is written. */
  public boolean withUncertainty() {
    return planes.contains(Plane.UNCERT);
  }

  /** Whether it is written what is wrong with pixels. */
  public boolean withMask() {
    return planes.contains(Plane.MASK);
  }

  /** What is written beside the pixels of masters. */
  public MasterPlanes masterPlanes() {
    return new MasterPlanes(withUncertainty(), planes.contains(Plane.COUNT), stated);
  }

  /** Bytes that a pixel takes in a product. */
  public long bytesPerPixel() {
    return Float.BYTES + (withUncertainty() ? Float.BYTES : 0) + (withMask() ? 1 : 0);
  }

  /** Whether a frame has to be in memory as a whole. */
  public boolean needsWholeFrame() {
    return cosmicRays.isOn()
        || fringes.isOn()
        || badPixels.treatment() == BadPixelSettings.Treatment.INTERPOLATE;
  }

  /** Whether it matters what is wrong with a pixel. */
  boolean needsFlags() {
    return withMask() || badPixels.treatment() != BadPixelSettings.Treatment.KEEP;
  }

  /** Whether as little as can be should be in memory at a time. */
  public boolean needsMuchMemory() {
    return needsWholeFrame() || assembly != Assembly.NONE;
  }
}
