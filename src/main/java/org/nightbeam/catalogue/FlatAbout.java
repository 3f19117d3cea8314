package org.nightbeam.catalogue;

import java.io.Closeable;
import java.io.IOException;
import org.nightbeam.master.store.MappedMaster;
import org.nightbeam.sources.Sensitivity;

/** The flat field by which a light was divided, around its sources; only few pixels are read. */
final class FlatAbout implements Sensitivity, Closeable {
  private static final int SIDE = 3;

  private final MappedMaster flat;
  private final int width;
  private final int height;
  private final int step;
  private final float[] row;

  /**
   * @param flat closed with this
   * @param width of the light
   * @param height of the light
   * @param step from a pixel to the next one of the same colour
   */
  FlatAbout(MappedMaster flat, int width, int height, int step) {
    this.flat = flat;
    this.width = width;
    this.height = height;
    this.step = step;
    this.row = new float[(SIDE - 1) * step + 1];
  }

  @Override
  public double about(double x, double y) {
    int left = first(x, width);
    int top = first(y, height);
    int length = Math.min(row.length, width - left);
    double sum = 0;
    int count = 0;
    for (int j = top; j < Math.min(height, top + row.length); j += step) {
      flat.read(j, left, length, row);
      for (int i = 0; i < length; i += step) {
        // Pixels without sensitivity have no value in the light.
        boolean sensitive = row[i] > 0 && row[i] <= Float.MAX_VALUE;
        sum += sensitive ? row[i] : 0;
        count += sensitive ? 1 : 0;
      }
    }
    return count > 0 ? sum / count : 1;
  }

  /**
   * Returns the first of the pixels in one direction: those next to the place, on the frame, and of
   * the colour of the pixel that is there.
   */
  private int first(double place, int size) {
    int nearest = (int) Math.rint(place);
    int colour = Math.floorMod(nearest, step);
    int last = size - 1 - Math.floorMod(size - 1 - colour, step);
    int middle = Math.max(colour, Math.min(last, nearest));
    return Math.max(colour, middle - (SIDE / 2) * step);
  }

  @Override
  public void close() throws IOException {
    flat.close();
  }
}
