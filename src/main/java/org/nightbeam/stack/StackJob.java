package org.nightbeam.stack;

import java.util.ArrayList;
import java.util.List;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.resample.NoiseCorrelation;

/**
 * A stack to be made.
 *
 * @param path of its file, below the output
 * @param object what it is of, as headers say it; empty if they do not
 * @param reference the light whose grid it has
 * @param settings how it is made
 * @param lights that go in, in the order of their sums
 * @param level number of the light whose fluxes the stack has; -1 without lights
 * @param leftOut lights of the field and filter that do not
 * @param fingerprint of all that shapes it; empty before products were looked at
 */
public record StackJob(
    String path,
    String object,
    FieldReference reference,
    StackSettings settings,
    List<StackLight> lights,
    int level,
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

  /**
   * Returns a stack of some lights, at the fluxes of one of them: the reference if it is among
   * them, else the one that counts most. The reference may be of another filter or exposure.
   *
   * @param lights scaled to one light, whichever it is
   */
  static StackJob of(
      String path,
      String object,
      FieldReference reference,
      StackSettings settings,
      List<StackLight> lights,
      List<LeftOut> leftOut) {
    int level = -1;
    for (int k = 0; k < lights.size(); k++) {
      StackLight light = lights.get(k);
      if (light.product().equals(reference.light()) && light.hdu() == reference.hdu()) {
        level = k;
        break;
      }
      if (level < 0
          || light.weight(settings.weight()) > lights.get(level).weight(settings.weight())) {
        level = k;
      }
    }
    List<StackLight> scaled = new ArrayList<>();
    for (StackLight light : lights) {
      scaled.add(light.scaled(light.scale() / lights.get(level).scale()));
    }
    return new StackJob(path, object, reference, settings, scaled, level, leftOut, "");
  }

  /** Returns the light whose fluxes the stack has. */
  StackLight fluxes() {
    return lights.get(level);
  }

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

  /** Returns the level of the sky that the stack has: the mean, at its scale and grid. */
  double sky() {
    double[] parts = parts();
    double sky = 0;
    for (int k = 0; k < parts.length; k++) {
      sky += parts[k] * lights.get(k).factor() * lights.get(k).sky();
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
  StackJob with(List<StackLight> good, List<LeftOut> alsoLeftOut) {
    return of(path, object, reference, settings, good, alsoLeftOut);
  }

  /** Returns the same with the fingerprint of all that shapes it. */
  StackJob known(String by) {
    return new StackJob(path, object, reference, settings, lights, level, leftOut, by);
  }
}
