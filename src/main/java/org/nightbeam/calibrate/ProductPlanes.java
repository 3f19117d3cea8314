package org.nightbeam.calibrate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.fits.product.ProductWriter;

/** The HDUs of a calibrated light: its pixels, and the planes written with them. */
final class ProductPlanes implements LightSink {
  private final ProductWriter.Image pixels;
  private final Map<Plane, ProductWriter.Image> others = new EnumMap<>(Plane.class);

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
    for (Plane plane : settings.lightPlanes()) {
      others.put(plane, product.add(description.header(plane, width, height)));
    }
  }

  @Override
  public void pixels(ByteBuffer rows) throws IOException {
    pixels.write(rows);
  }

  @Override
  public void plane(Plane plane, ByteBuffer rows) throws IOException {
    others.get(plane).write(rows);
  }
}
