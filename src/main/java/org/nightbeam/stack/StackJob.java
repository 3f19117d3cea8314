package org.nightbeam.stack;

import java.util.List;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.resample.NoiseCorrelation;

/**
 * A stack to be made.
 *
 * @param path of its file, below the output
 * @param object what it is of, as headers say it; empty if they do not
 * @param reference the light whose grid and fluxes it has
 * @param settings how it is made
 * @param lights that go in, in the order of their sums
 * @param leftOut lights of the field and filter that do not
 * @param fingerprint of all that shapes it; empty before products were looked at
 */
public record StackJob(
    String path,
    String object,
    FieldReference reference,
    StackSettings settings,
    List<StackLight> lights,
    List<LeftOut> leftOut,
    String fingerprint) {
  private static final int ROWS = 32;
  private static final int FEWEST_ROWS = 4;

  /** Columns come in so many. */
  private static final int COLUMNS = 64;

  /** Of the pixels that are computed together. */
  private static final long MOST_BYTES = 64L << 20;

  /** Stacks are made of so many lights at least. */
  public static final int FEWEST = 2;

  /** Returns whether there are lights enough. */
  public boolean canBeMade() {
    return lights.size() >= FEWEST;
  }

  /** Returns the pixels per row. */
  public int width() {
    return reference.width();
  }

  /** Returns the rows. */
  public int height() {
    return reference.height();
  }

  /** Returns the rows of a band, the unit of work. */
  public int rowsOfBand() {
    int rows = ROWS;
    while (rows > FEWEST_ROWS
        && BandStacker.bytesPerPixel(lights.size()) * rows * COLUMNS > MOST_BYTES) {
      rows /= 2;
    }
    return rows;
  }

  /** Returns the columns that are computed together, so that memory does not grow with lights. */
  int columns() {
    long columns = MOST_BYTES / (BandStacker.bytesPerPixel(lights.size()) * rowsOfBand());
    return (int) Math.max(1, Math.min(columns, (width() + COLUMNS - 1L)) / COLUMNS) * COLUMNS;
  }

  /** Returns what goes into the sums. */
  List<StackedFrame> frames() {
    return lights.stream().map(light -> light.frame(settings.weight())).toList();
  }

  /** Returns the parts of lights in the stack, which sum up to 1. */
  double[] parts() {
    double[] parts = frames().stream().mapToDouble(StackedFrame::weight).toArray();
    double sum = 0;
    for (double part : parts) {
      sum += part;
    }
    for (int k = 0; k < parts.length; k++) {
      parts[k] /= sum;
    }
    return parts;
  }

  /** Returns the level of the sky that the stack has: the mean, at the scale of the reference. */
  double sky() {
    double[] parts = parts();
    double sky = 0;
    for (int k = 0; k < parts.length; k++) {
      sky += parts[k] * lights.get(k).scale() * lights.get(k).sky();
    }
    return sky;
  }

  /** Returns how the noise of its pixels is related, of the sky. */
  NoiseCorrelation noise() {
    double[] variances =
        lights.stream().mapToDouble(light -> light.noise() * light.noise()).toArray();
    return stacker().noise(height(), variances);
  }

  /** Returns what stacks its rows. */
  BandStacker stacker() {
    return new BandStacker(settings.kernel(), settings.combine(), frames(), width());
  }

  /** Returns the same without lights that proved unusable. */
  StackJob with(List<StackLight> good, List<LeftOut> alsoLeftOut, String print) {
    return new StackJob(path, object, reference, settings, good, alsoLeftOut, print);
  }
}
