package org.nightbeam.calibrate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.fits.product.ProductHeader;

/**
 * Joins the images of a detector's amplifiers in memory into one image {@code [height][width]}, the
 * smallest that holds all of them. Pixels that no amplifier covers have no value.
 */
final class AmplifierMosaic {
  private final int left;
  private final int bottom;
  private final int width;
  private final int height;
  private final Layer pixels;
  private final Map<Plane, Layer> planes = new EnumMap<>(Plane.class);

  AmplifierMosaic(Collection<AmplifierPlace> places, LightSettings settings) {
    int right = 0;
    int top = 0;
    int leftmost = Integer.MAX_VALUE;
    int lowest = Integer.MAX_VALUE;
    for (AmplifierPlace place : places) {
      leftmost = Math.min(leftmost, place.left());
      lowest = Math.min(lowest, place.bottom());
      right = Math.max(right, place.left() + place.width());
      top = Math.max(top, place.bottom() + place.height());
    }
    left = leftmost;
    bottom = lowest;
    width = right - left;
    height = top - bottom;
    pixels = new Layer(ProductHeader.Pixels.FLOAT, Float.NaN, width, height);
    for (Plane plane : settings.lightPlanes()) {
      planes.put(plane, new Layer(plane.pixels(), plane.none(), width, height));
    }
  }

  /** Rows of the whole image, as they are written. */
  private static final class Layer {
    private final ProductHeader.Pixels type;
    final ByteBuffer[] rows;

    /**
     * @param none the value of pixels that no amplifier covers
     */
    Layer(ProductHeader.Pixels type, float none, int width, int height) {
      this.type = type;
      rows = new ByteBuffer[height];
      for (int y = 0; y < height; y++) {
        rows[y] = ByteBuffer.allocate(width * type.bytes());
        while (rows[y].hasRemaining()) {
          put(rows[y], none);
        }
        rows[y].clear();
      }
    }

    private void put(ByteBuffer row, float value) {
      switch (type) {
        case FLOAT -> row.putFloat(value);
        case SHORT -> row.putShort((short) value);
        case BYTE -> row.put((byte) value);
      }
    }

    /**
     * Moves the next pixel of an amplifier to its place.
     *
     * @param factor of float pixels
     */
    private void move(ByteBuffer from, ByteBuffer row, int column, float factor) {
      switch (type) {
        case FLOAT -> row.putFloat(column * Float.BYTES, from.getFloat() * factor);
        case SHORT -> row.putShort(column * Short.BYTES, from.getShort());
        case BYTE -> row.put(column, from.get());
      }
    }
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Returns the detector's column of the first one, from 0. */
  int left() {
    return left;
  }

  /** Returns the detector's row of the first one, from 0. */
  int bottom() {
    return bottom;
  }

  /**
   * Returns where the rows of an amplifier go to.
   *
   * @param factor of its pixels, by which amplifiers agree with each other
   */
  LightSink sink(AmplifierPlace place, float factor) {
    return new LightSink() {
      private final Map<Layer, Integer> next = new HashMap<>();

      @Override
      public void pixels(ByteBuffer rows) {
        place(rows, pixels, factor);
      }

      @Override
      public void plane(Plane plane, ByteBuffer rows) {
        place(rows, planes.get(plane), plane.isInUnitOfPixels() ? factor : 1);
      }

      private void place(ByteBuffer rows, Layer into, float times) {
        int y = next.getOrDefault(into, 0);
        for (; rows.hasRemaining(); y++) {
          ByteBuffer row = into.rows[place.rowOf(y) - bottom];
          for (int x = 0; x < place.width(); x++) {
            into.move(rows, row, place.columnOf(x) - left, times);
          }
        }
        next.put(into, y);
      }
    };
  }

  /** Writes all of it. */
  void writeTo(LightSink sink) throws IOException {
    for (int y = 0; y < height; y++) {
      sink.pixels(pixels.rows[y].duplicate());
      for (Map.Entry<Plane, Layer> layer : planes.entrySet()) {
        sink.plane(layer.getKey(), layer.getValue().rows[y].duplicate());
      }
    }
  }
}
