package org.nightbeam.calibrate;

import java.io.Closeable;
import java.io.IOException;
import org.nightbeam.master.Pedestal;
import org.nightbeam.master.store.MappedMaster;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.master.store.MasterStore;

/** Some rows of the masters of lights of one exposure, read once for all of them. */
final class MasterRows implements Closeable {
  private final Pedestal pedestal;
  private final MappedMaster flatField; // null for none
  private final boolean withBias;
  private final boolean withDark;
  private final double seconds;
  private final int width;
  private final float[][] pedestalRows;
  private final float[][] biasRows;
  private final float[][] darkRows;
  private final float[][] flatRows;

  /**
   * @param bias null for none
   * @param dark null for none
   * @param flat null for none
   * @param seconds exposure of the lights
   * @param rows how many are read at a time, at most
   * @param apart whether bias and dark current are wanted apart as well
   */
  MasterRows(
      MasterStore masters,
      MasterReference bias,
      MasterReference dark,
      MasterReference flat,
      double seconds,
      int width,
      int rows,
      boolean apart)
      throws IOException {
    this.seconds = seconds;
    this.width = width;
    this.withBias = apart && bias != null;
    this.withDark = apart && dark != null;
    pedestal = Pedestal.open(masters, bias, dark);
    try {
      flatField = flat == null ? null : masters.open(flat);
    } catch (Throwable e) {
      try (pedestal) {
        throw e;
      }
    }
    pedestalRows = new float[pedestal.isEmpty() ? 0 : rows][width];
    biasRows = new float[withBias ? rows : 0][width];
    darkRows = new float[withDark ? rows : 0][width];
    flatRows = new float[flat == null ? 0 : rows][width];
  }

  /** Reads rows. */
  void read(int y, int rows) {
    for (int r = 0; r < rows; r++) {
      if (!pedestal.isEmpty()) {
        pedestal.read(y + r, 0, width, seconds, pedestalRows[r]);
      }
      if (withBias) {
        pedestal.readBias(y + r, 0, width, biasRows[r]);
      }
      if (withDark) {
        pedestal.readDark(y + r, 0, width, seconds, darkRows[r]);
      }
      if (flatField != null) {
        flatField.read(y + r, 0, width, flatRows[r]);
      }
    }
  }

  /** Bias and dark current in ADU, of the r-th row that was read; null for none. */
  float[] pedestal(int r) {
    return pedestal.isEmpty() ? null : pedestalRows[r];
  }

  /** Bias in ADU, of the r-th row that was read; null for none, or if it is not wanted. */
  float[] bias(int r) {
    return withBias ? biasRows[r] : null;
  }

  /** Dark current in ADU, of the r-th row that was read; null for none, or if it is not wanted. */
  float[] dark(int r) {
    return withDark ? darkRows[r] : null;
  }

  /** The flat field, of the r-th row that was read; null for none. */
  float[] flat(int r) {
    return flatField == null ? null : flatRows[r];
  }

  @Override
  public void close() throws IOException {
    try (pedestal;
        flatField) {
      return; // both are closed, also when one fails
    }
  }
}
