package org.nightbeam.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.registration.Transform;
import org.nightbeam.resample.Mosaic;

/**
 * A light that goes into a stack, by reference: its pixels stay where they are.
 *
 * @param product path of its product, below the output
 * @param hdu number of its image in the raw file, as a product may have several
 * @param transform where places of the reference are on it, both from 0
 * @param scale that its fluxes are multiplied by, to be those of the stack; of a colour sensor
 *     those in green
 * @param sky level of its sky, in its own unit
 * @param noise standard deviation of a pixel of its sky, in its own unit
 * @param fwhm of its stars in its pixels; NaN if not known
 * @param exposure in seconds
 * @param start of the exposure; null if not known
 * @param gain of the sensor in e-/ADU; NaN if not known
 * @param saturation of the sensor in ADU; NaN if not known
 * @param stored where its pixels are; null before its product is looked at
 * @param cell colours of the first pixels of a mosaic, such as {@code RGGB}; empty of a monochrome
 *     sensor
 * @param skies of its colours, red, green, blue; none of a monochrome sensor
 */
public record StackLight(
    String product,
    int hdu,
    Transform transform,
    double scale,
    double sky,
    double noise,
    double fwhm,
    double exposure,
    Instant start,
    double gain,
    double saturation,
    StoredLight stored,
    String cell,
    List<ColourSky> skies) {
  /** The colours of a mosaic, in the order of the planes of a stack. */
  static final String COLOURS = "RGB";

  private static final int PLACES = 17; // of each side that are looked at

  /** Returns the same light, whose product was looked at. */
  StackLight at(StoredLight where, List<ColourSky> ofColours) {
    return with(transform, scale, sky, noise, where, ofColours);
  }

  /**
   * Returns the same light on a grid that goes with an object.
   *
   * @param columns of the stack by which the object has gone on
   * @param rows of the stack
   */
  StackLight moved(double columns, double rows) {
    Transform where =
        new Transform(
            transform.centreX() - columns,
            transform.centreY() - rows,
            transform.unit(),
            transform.xs(),
            transform.ys());
    return with(where, scale, sky, noise, stored, skies);
  }

  /** Returns whether some of the places of a stack, {@code [height][width]}, lie on the light. */
  boolean meets(int width, int height) {
    for (int i = 0; i < PLACES; i++) {
      for (int j = 0; j < PLACES; j++) {
        double x = (width - 1.0) * i / (PLACES - 1);
        double y = (height - 1.0) * j / (PLACES - 1);
        double column = transform.x(x, y);
        double row = transform.y(x, y);
        if (column >= 0 && column < stored.width() && row >= 0 && row < stored.height()) {
          return true;
        }
      }
    }
    return false;
  }

  private StackLight with(
      Transform where,
      double by,
      double level,
      double ofPixel,
      StoredLight pixels,
      List<ColourSky> ofColours) {
    return new StackLight(
        product,
        hdu,
        where,
        by,
        level,
        ofPixel,
        fwhm,
        exposure,
        start,
        gain,
        saturation,
        pixels,
        cell,
        ofColours);
  }

  /** Returns it as one that is left out, for a reason. */
  LeftOut leftOut(String why) {
    return new LeftOut(product, hdu, why);
  }

  /** Returns whether it is of a colour sensor. */
  boolean isColour() {
    return !cell.isEmpty();
  }

  /** Returns the same light as far as one of its colours goes; of a monochrome sensor the light. */
  StackLight of(int colour) {
    if (!isColour()) {
      return this;
    }
    ColourSky sky = skies.get(colour);
    return with(transform, sky.scale(), sky.level(), sky.noise(), stored, skies);
  }

  /** Returns the pixels that have a colour; null for all. */
  Mosaic mosaic(int colour) {
    return isColour() ? new Mosaic(cell, COLOURS.charAt(colour)) : null;
  }

  /** Returns the electrons per unit of its pixels; NaN if not known. */
  double electronsPerUnit() {
    return stored.inElectrons() ? 1 : gain;
  }

  /** Returns the middle of the exposure; null if not known. */
  Instant middle() {
    return start == null ? null : start.plus(Duration.ofNanos(Math.round(exposure * 0.5e9)));
  }

  /** Returns the same light with fluxes on the scale of another one, colour by colour. */
  StackLight onScaleOf(StackLight other) {
    List<ColourSky> scaled = new ArrayList<>();
    for (int c = 0; c < skies.size(); c++) {
      scaled.add(skies.get(c).scaled(skies.get(c).scale() / other.skies.get(c).scale()));
    }
    return with(transform, scale / other.scale, sky, noise, stored, List.copyOf(scaled));
  }

  /** Returns whether it is the light that others are registered to. */
  boolean isOf(FieldReference reference) {
    return product.equals(reference.light()) && hdu == reference.hdu();
  }

  /** Returns whether another is the same image, whatever it is scaled by. */
  boolean isOf(StackLight other) {
    return product.equals(other.product) && hdu == other.hdu;
  }

  /**
   * Returns what values of its pixels are multiplied by in the middle of the stack: its scale, and
   * how many of its pixels one of the stack covers.
   */
  double factor() {
    return scale * transform.scale() * transform.scale();
  }

  /** Returns the weight of the light, not yet divided by that of all. */
  double weight(StackWeight by) {
    return StackedFrame.of(transform, 0, 0, sky, scale, by, noise, fwhm, exposure).weight();
  }

  /** Returns what goes into the sums of a stack. */
  StackedFrame frame(StackWeight by) {
    return StackedFrame.of(
        transform, stored.width(), stored.height(), sky, scale, by, noise, fwhm, exposure);
  }

  /** Returns the FWHM of its stars in pixels of the stack; NaN if not known. */
  double fwhmOnStack() {
    return fwhm / transform.scale();
  }
}
