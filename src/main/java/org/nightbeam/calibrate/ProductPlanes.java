package org.nightbeam.calibrate;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.fits.product.ProductWriter;

/** The HDUs of a calibrated light: its pixels, and what is written beside them. */
final class ProductPlanes implements LightSink {
  private final ProductWriter.Image pixels;
  private ProductWriter.Image sigmas; // null if they are not wanted
  private ProductWriter.Image flags; // null if they are not wanted

  /** Adds the HDU of the pixels. */
  ProductPlanes(ProductWriter product, ProductHeader header) {
    this.pixels = product.add(header);
  }

  /** Adds the HDUs of the other planes, of the size of the light. */
  void addOthers(ProductWriter product, LightHeader description, LightSettings settings) {
    addOthers(product, description, settings, description.width(), description.height());
  }

  /** Adds the HDUs of the other planes. */
  void addOthers(
      ProductWriter product,
      LightHeader description,
      LightSettings settings,
      int width,
      int height) {
    sigmas =
        settings.withUncertainty() ? product.add(description.uncertainty(width, height)) : null;
    flags = settings.withMask() ? product.add(description.mask(width, height)) : null;
  }

  @Override
  public void pixels(ByteBuffer rows) throws IOException {
    pixels.write(rows);
  }

  @Override
  public void sigmas(ByteBuffer rows) throws IOException {
    sigmas.write(rows);
  }

  @Override
  public void flags(ByteBuffer rows) throws IOException {
    flags.write(rows);
  }
}
