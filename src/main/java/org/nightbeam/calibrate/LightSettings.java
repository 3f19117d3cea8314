package org.nightbeam.calibrate;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.nightbeam.correction.Correction;
import org.nightbeam.correction.Measurement;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.fits.product.ProductCompression;
import org.nightbeam.frame.Sensor;
import org.nightbeam.master.MasterPlanes;

/**
 * Settings for calibrating lights into products.
 *
 * @param invalidPixels value of pixels without a valid value
 * @param unit of the pixels
 * @param planes written with the pixels
 * @param compression of the products
 * @param assembly whether the amplifiers of a detector are joined
 * @param corrections in the order in which they are done
 * @param measurements of the finished lights
 * @param stated what is stated of the sensor, and goes before its header
 */
public record LightSettings(
    InvalidPixels invalidPixels,
    PixelUnit unit,
    List<Plane> planes,
    ProductCompression compression,
    Assembly assembly,
    List<Correction> corrections,
    List<Measurement> measurements,
    Sensor stated)
    implements Serializable {

  /** Bias, dark and flat, in ADU; invalid pixels are NaN, and no planes are written. */
  public static final LightSettings DEFAULTS =
      new LightSettings(
          InvalidPixels.NAN,
          PixelUnit.ADU,
          List.of(),
          ProductCompression.NONE,
          Assembly.NONE,
          List.of(new OverscanSubtraction(), new BiasAndDark(), new FlatField(), new Gain()),
          List.of(),
          Sensor.UNKNOWN);

  /** Keeps each plane once, in the order given, and the corrections that are on. */
  public LightSettings {
    planes = List.copyOf(new LinkedHashSet<>(planes));
    corrections = corrections.stream().filter(Correction::isOn).toList();
    measurements = List.copyOf(measurements);
  }

  /** Returns the planes of calibrated lights. */
  List<Plane> lightPlanes() {
    return planes.stream().filter(Plane::isOfLights).toList();
  }

  /** Returns the planes of calibrated lights whose rows are known when those of the pixels are. */
  List<Plane> rowPlanes() {
    return lightPlanes().stream().filter(plane -> !plane.isOfWholeFrame()).toList();
  }

  /** Returns the planes to write with the pixels of masters. */
  public MasterPlanes masterPlanes() {
    return new MasterPlanes(planes.stream().filter(Plane::isOfMasters).toList(), stated);
  }

  /** Returns the bytes per pixel of a product. */
  public long bytesPerPixel() {
    return Float.BYTES + lightPlanes().stream().mapToInt(plane -> plane.pixels().bytes()).sum();
  }

  /** Returns whether a frame has to be in memory as a whole. */
  public boolean needsWholeFrame() {
    return corrections.stream().anyMatch(Correction::needsWholeFrame);
  }

  /** Returns whether the flags of pixels are needed, be it that they are not written. */
  boolean needsFlags() {
    return lightPlanes().stream().anyMatch(Plane::needsFlags)
        || corrections.stream().anyMatch(Correction::needsFlags)
        || measurements.stream().anyMatch(Measurement::needsFlags);
  }

  /**
   * Returns whether a plane follows from standard deviations: then gain and read noise must be
   * known.
   */
  boolean writesNoise() {
    return lightPlanes().stream().anyMatch(Plane::needsNoise);
  }

  /** Returns whether standard deviations are needed, of lights whose noise is known. */
  boolean needsNoise() {
    return writesNoise() || measurements.stream().anyMatch(Measurement::needsNoise);
  }

  /** Returns whether a measurement keeps frames in memory as a whole. */
  public boolean measuresWholeFrames() {
    return measurements.stream().anyMatch(Measurement::keepsWholeFrame);
  }

  /** Returns the correction of a kind, if it is on. */
  public <C extends Correction> Optional<C> correction(Class<C> kind) {
    return corrections.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /**
   * Returns whether one light needs so much memory that lights must be calibrated one at a time.
   */
  public boolean needsMuchMemory() {
    return needsWholeFrame() || assembly != Assembly.NONE;
  }
}
