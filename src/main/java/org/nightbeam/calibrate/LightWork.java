package org.nightbeam.calibrate;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.nightbeam.correction.LightRow;

/** Arrays for some rows, used by one light of a thread after the other. */
final class LightWork {
  private ByteBuffer raw = ByteBuffer.allocateDirect(0);
  private ByteBuffer results = ByteBuffer.allocateDirect(0);
  private ByteBuffer sigmas = ByteBuffer.allocateDirect(0);
  private ByteBuffer flagBytes = ByteBuffer.allocateDirect(0);
  private FloatBuffer resultRows = results.asFloatBuffer(); // the same memory
  private FloatBuffer sigmaRows = sigmas.asFloatBuffer();
  private float[] values = new float[0];
  private float[] sigma = new float[0];
  private byte[] flags = new byte[0];

  /**
   * Makes room for rows.
   *
   * @param rowBytes of a row as it is stored
   */
  void reserve(int rowBytes, int width, int rows, LightSettings settings) {
    raw = atLeast(rowBytes * rows, raw);
    results = atLeast(Float.BYTES * width * rows, results);
    sigmas = atLeast(settings.withUncertainty() ? Float.BYTES * width * rows : 0, sigmas);
    flagBytes = atLeast(settings.withMask() ? width * rows : 0, flagBytes);
    resultRows = results.clear().asFloatBuffer();
    sigmaRows = sigmas.clear().asFloatBuffer();
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
    resultRows.clear();
    sigmaRows.clear();
    flagBytes.clear();
  }

  /** Puts a finished row behind those that are there. */
  void put(LightRow row, LightSettings settings) {
    resultRows.put(row.values(), 0, row.width());
    if (settings.withUncertainty()) {
      sigmaRows.put(row.sigma(), 0, row.width());
    }
    if (settings.withMask()) {
      flagBytes.put(row.flags(), 0, row.width());
    }
  }

  /** Returns the values of the rows that were put, as they are written. */
  ByteBuffer resultBytes() {
    return results.clear().limit(Float.BYTES * resultRows.position());
  }

  /** Returns the standard deviations of the rows that were put, as they are written. */
  ByteBuffer sigmaBytes() {
    return sigmas.clear().limit(Float.BYTES * sigmaRows.position());
  }

  /** Returns the flags of the rows that were put, as they are written. */
  ByteBuffer flagBytes() {
    return flagBytes.flip();
  }
}
