package org.nightbeam.calibrate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.nightbeam.correction.LightRow;
import org.nightbeam.fits.product.Plane;

/** Arrays for some rows, used by one light of a thread after the other. */
final class LightWork {
  private final Room results = new Room();
  private final List<PlaneRoom> planes;
  private ByteBuffer raw = ByteBuffer.allocateDirect(0);
  private float[] values = new float[0];
  private float[] sigma = new float[0];
  private byte[] flags = new byte[0];

  /**
   * @param planes written with the pixels
   */
  LightWork(List<Plane> planes) {
    this.planes = planes.stream().map(PlaneRoom::new).toList();
  }

  /** Room for finished rows, as they are written. */
  private static class Room {
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private FloatBuffer floats = bytes.asFloatBuffer(); // the same memory

    void reserve(int length) {
      bytes = atLeast(length, bytes);
      floats = bytes.clear().asFloatBuffer();
    }

    void clear() {
      bytes.clear();
      floats.clear();
    }

    void put(float[] row, int width) {
      floats.put(row, 0, width);
    }

    void put(byte[] row, int width) {
      bytes.put(row, 0, width);
    }

    /** Returns what was put, by one of both. */
    ByteBuffer bytes() {
      return floats.position() > 0
          ? bytes.clear().limit(Float.BYTES * floats.position())
          : bytes.flip();
    }
  }

  /** Room for finished rows of a plane. */
  private static final class PlaneRoom extends Room {
    private final Plane plane;
    private final Consumer<LightRow> source;

    PlaneRoom(Plane plane) {
      this.plane = plane;
      // An expression, so that the compiler asks for the source of each new plane.
      this.source =
          switch (plane) {
            case UNCERT -> row -> put(row.sigma(), row.width());
            case MASK -> row -> put(row.flags(), row.width());
            case BACKGROUND, COUNT ->
                throw new IllegalStateException("rows of lights have no plane " + plane);
          };
    }

    /** Puts the plane's part of a row. */
    void put(LightRow row) {
      source.accept(row);
    }
  }

  /**
   * Makes room for rows.
   *
   * @param rowBytes of a row as it is stored
   */
  void reserve(int rowBytes, int width, int rows) {
    raw = atLeast(rowBytes * rows, raw);
    results.reserve(Float.BYTES * width * rows);
    for (PlaneRoom room : planes) {
      room.reserve(room.plane.pixels().bytes() * width * rows);
    }
    if (values.length < width) {
      values = new float[width];
      sigma = new float[width];
      flags = new byte[width];
    }
  }

  private static ByteBuffer atLeast(int bytes, ByteBuffer buffer) {
    return buffer.capacity() < bytes ? ByteBuffer.allocateDirect(bytes) : buffer;
  }

  /** Returns room for the rows as they are stored. */
  ByteBuffer raw() {
    return raw;
  }

  /** Returns room for the values of a row. */
  float[] values() {
    return values;
  }

  /** Returns room for the standard deviations of a row. */
  float[] sigma() {
    return sigma;
  }

  /** Returns room for the flags of a row. */
  byte[] flags() {
    return flags;
  }

  /** Forgets the rows that were put. */
  void clear() {
    results.clear();
    planes.forEach(Room::clear);
  }

  /** Puts a finished row behind those that are there. */
  void put(LightRow row) {
    results.put(row.values(), row.width());
    for (PlaneRoom room : planes) {
      room.put(row);
    }
  }

  /** Writes the rows that were put. */
  void writeTo(LightSink sink) throws IOException {
    sink.pixels(results.bytes());
    for (PlaneRoom room : planes) {
      sink.plane(room.plane, room.bytes());
    }
  }
}
