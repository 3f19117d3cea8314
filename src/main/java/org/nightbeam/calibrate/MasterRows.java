package org.nightbeam.calibrate;

import java.io.Closeable;
import java.io.IOException;
import org.nightbeam.correction.LightRow;
import org.nightbeam.correction.MatchedLight;
import org.nightbeam.master.Pedestal;
import org.nightbeam.master.store.MappedMaster;
import org.nightbeam.master.store.MasterStore;

/** Some rows of the masters of lights of one exposure, read once for all of them. */
final class MasterRows implements Closeable {
  private final Pedestal pedestal;
  private final MappedMaster flatField; // null for none
  private final double seconds;
  private final int width;
  private final LightRow.MasterRow[] rows;

  /**
   * @param light any of the lights
   * @param rowsAtOnce rows that are read at a time, at most
   * @param apart whether bias and dark current are wanted apart as well
   */
  MasterRows(MasterStore masters, MatchedLight light, int rowsAtOnce, boolean apart)
      throws IOException {
    seconds = light.light().frame().exposure();
    width = light.light().frame().width();
    pedestal = Pedestal.open(masters, light.bias(), light.dark());
    try {
      flatField = light.flat() == null ? null : masters.open(light.flat());
    } catch (Throwable e) {
      try (pedestal) {
        throw e;
      }
    }
    rows = new LightRow.MasterRow[rowsAtOnce];
    for (int r = 0; r < rowsAtOnce; r++) {
      rows[r] =
          new LightRow.MasterRow(
              rowIf(!pedestal.isEmpty()),
              rowIf(apart && light.bias() != null),
              rowIf(apart && light.dark() != null),
              rowIf(flatField != null));
    }
  }

  private float[] rowIf(boolean wanted) {
    return wanted ? new float[width] : null;
  }

  /** Reads the next rows. */
  void read(int y, int count) {
    for (int r = 0; r < count; r++) {
      LightRow.MasterRow row = rows[r];
      if (row.pedestal() != null) {
        pedestal.read(y + r, 0, width, seconds, row.pedestal());
      }
      if (row.bias() != null) {
        pedestal.readBias(y + r, 0, width, row.bias());
      }
      if (row.dark() != null) {
        pedestal.readDark(y + r, 0, width, seconds, row.dark());
      }
      if (row.flat() != null) {
        flatField.read(y + r, 0, width, row.flat());
      }
    }
  }

  /** Returns the r-th row that was read. */
  LightRow.MasterRow row(int r) {
    return rows[r];
  }

  @Override
  public void close() throws IOException {
    try (pedestal;
        flatField) {
      return; // both are closed, also when one fails
    }
  }
}
