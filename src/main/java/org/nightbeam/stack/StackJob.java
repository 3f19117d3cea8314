package org.nightbeam.stack;

import java.time.Instant;
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
 * @param from when a grid that goes with an object is that of the reference; null for the stars
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
    Instant from,
    String fingerprint) {
  private static final double ROUNDING = 1e-9;

  private static final int ROWS = 32;
  private static final int FEWEST_ROWS = 4;

  /** Columns come in so many. */
  private static final int COLUMNS = 64;

  /** Pixels that are read of a light per pixel that is computed, at most, where rows can be cut. */
  private static final double MOST_READ = 8;

  /** Most bytes of pixels that are computed together. */
  private static final long MOST_BYTES = 64L << 20;

  /** Fewest lights of a stack. */
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
      if (light.isOf(reference)) {
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
      scaled.add(light.onScaleOf(lights.get(level)));
    }
    return new StackJob(path, object, reference, settings, scaled, level, leftOut, null, "");
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
    return finer(reference.width());
  }

  /** Returns the rows of a plane. */
  public int height() {
    return finer(reference.height());
  }

  private int finer(int size) {
    return (int) Math.ceil(size * settings.finer() - ROUNDING);
  }

  /** Returns the planes: one, or red, green and blue. */
  public int colours() {
    return isColour() ? StackLight.COLOURS.length() : 1;
  }

  /** Returns whether it is of a colour sensor. */
  boolean isColour() {
    return !lights.isEmpty() && lights.get(0).isColour();
  }

  /** Returns the rows of all planes, one plane behind the other. */
  public int rows() {
    return height() * colours();
  }

  /** Returns the rows of a band, the unit of work. */
  public int rowsOfBand() {
    int rows = ROWS;
    while (rows > FEWEST_ROWS && bytesPerPixel() * rows * COLUMNS > MOST_BYTES) {
      rows /= 2;
    }
    return rows;
  }

  /**
   * Returns the columns that are computed together, so that memory does not grow with lights. Of a
   * light that is turned, long rows cross many of its rows: then they are fewer, as the pixels are
   * read of a rectangle about those that are needed.
   */
  int columns() {
    long most = MOST_BYTES / (bytesPerPixel() * rowsOfBand());
    int columns = (int) Math.max(1, Math.min(most, (width() + COLUMNS - 1L)) / COLUMNS) * COLUMNS;
    while (columns > COLUMNS && pixelsRead(columns) > MOST_READ * columns * rowsOfBand()) {
      columns = (columns / 2 + COLUMNS - 1) / COLUMNS * COLUMNS;
    }
    return columns;
  }

  /**
   * Returns the size of that rectangle, in pixels of the stack, on the light that is turned most.
   */
  private double pixelsRead(int columns) {
    double most = 0;
    for (StackLight light : lights) {
      double[][] slopes = light.transform().derivatives(width() / 2.0, height() / 2.0);
      double across = Math.abs(slopes[0][0]) * columns + Math.abs(slopes[0][1]) * rowsOfBand();
      double down = Math.abs(slopes[1][0]) * columns + Math.abs(slopes[1][1]) * rowsOfBand();
      double area = Math.abs(light.transform().area(width() / 2.0, height() / 2.0));
      most = Math.max(most, across * down / area);
    }
    return most;
  }

  private long bytesPerPixel() {
    return BandStacker.bytesPerPixel(settings.resampling(), lights.size());
  }

  /** Returns the lights as far as a colour goes. */
  List<StackLight> lights(int colour) {
    return lights.stream().map(light -> light.of(colour)).toList();
  }

  private List<StackedFrame> frames(int colour) {
    return lights.stream()
        .map(light -> light.of(colour).frame(settings.weight()).of(light.mosaic(colour)))
        .toList();
  }

  /** Returns the parts of lights in a plane of the stack, which sum up to 1. */
  double[] parts(int colour) {
    double[] parts = frames(colour).stream().mapToDouble(StackedFrame::weight).toArray();
    double sum = 0;
    for (double part : parts) {
      sum += part;
    }
    for (int k = 0; k < parts.length; k++) {
      parts[k] /= sum;
    }
    return parts;
  }

  /** Returns the level of the sky that a plane has: the mean, at its scale and grid. */
  double sky(int colour) {
    double[] parts = parts(colour);
    double sky = 0;
    for (int k = 0; k < parts.length; k++) {
      StackLight light = lights.get(k).of(colour);
      sky += parts[k] * light.factor() * light.sky();
    }
    return sky;
  }

  /** Returns how the noise of pixels of a plane is related, of the sky. */
  NoiseCorrelation noise(int colour) {
    double[] variances =
        lights(colour).stream().mapToDouble(light -> light.noise() * light.noise()).toArray();
    return stacker(colour).noise(height(), variances);
  }

  /** Returns what stacks the rows of a plane. */
  BandStacker stacker(int colour) {
    return new BandStacker(settings.resampling(), settings.combine(), frames(colour), width());
  }

  /** Returns the same without lights that proved unusable. */
  StackJob with(List<StackLight> good, List<LeftOut> alsoLeftOut) {
    return of(path, object, reference, settings, good, alsoLeftOut).from(from);
  }

  /** Returns the same, whose grid goes with an object from an instant on; null for the stars. */
  StackJob from(Instant when) {
    return new StackJob(
        path, object, reference, settings, lights, level, leftOut, when, fingerprint);
  }

  /** Returns the same with the fingerprint of all that shapes it. */
  StackJob known(String by) {
    return new StackJob(path, object, reference, settings, lights, level, leftOut, from, by);
  }
}
