package org.nightbeam.synthetic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A night whose truth is known, as an observer would bring it home: folders {@code Bias}, {@code
 * Darks}, {@code Flats} and {@code ScienceImages} with 16-bit FITS frames that do not name their
 * own type. The same settings give the same files.
 *
 * @param width pixels a row
 * @param height rows
 * @param biases number of bias frames
 * @param darks number of dark frames
 * @param flatsPerFilter number of flats in each filter
 * @param lightsPerFilter number of lights in each filter
 * @param filters names of the filters
 * @param seed of all that is random
 */
public record SyntheticNight(
    int width,
    int height,
    int biases,
    int darks,
    int flatsPerFilter,
    int lightsPerFilter,
    List<String> filters,
    long seed) {

  /** Exposure of darks and lights, in seconds. */
  public static final double LIGHT_EXPOSURE = Exposure.LIGHT_SECONDS;

  /** Exposure of the first flat of a filter, in seconds; each next one is longer. */
  public static final double FLAT_EXPOSURE = Exposure.FLAT_SECONDS;

  /** Sky brightness in ADU a light. */
  public static final double SKY = Exposure.SKY;

  /** Standard deviation of a star's image, in pixels. */
  public static final double STAR_SIGMA = 1.8;

  private static final int STARS = 48;

  /**
   * A star of the made-up field.
   *
   * @param x centre, in pixels from the centre of the first pixel
   * @param y centre, in rows from the centre of the first row
   * @param flux in ADU, over all its pixels, of a light of {@link #LIGHT_EXPOSURE}
   */
  public record Star(double x, double y, double flux) {}

  /** A small night for a first look. */
  public static SyntheticNight demo() {
    return new SyntheticNight(1024, 1024, 12, 12, 10, 8, List.of("V", "R"), 20260101);
  }

  /** The camera. */
  public Sensor sensor() {
    return new Sensor(width, height, seed);
  }

  /** The stars of the field; every fourth is in a corner, where the flat field matters most. */
  public List<Star> stars() {
    SplittableRandom random = new SplittableRandom(seed + 1);
    List<Star> stars = new ArrayList<>();
    for (int i = 0; i < STARS; i++) {
      double margin = 0.03;
      double x = margin + (1 - 2 * margin) * random.nextDouble();
      double y = margin + (1 - 2 * margin) * random.nextDouble();
      if (i % 4 == 0) {
        x = (i & 4) == 0 ? 0.03 + 0.17 * x : 0.97 - 0.17 * x;
        y = (i & 8) == 0 ? 0.03 + 0.17 * y : 0.97 - 0.17 * y;
      }
      double flux = 20000 * Math.pow(20, random.nextDouble());
      stars.add(new Star(x * width, y * height, flux));
    }
    return stars;
  }

  /** Number of files of the night. */
  public int frames() {
    return biases + darks + filters.size() * (flatsPerFilter + lightsPerFilter);
  }

  /**
   * Writes the night's files below a folder.
   *
   * @throws IOException if a file cannot be written
   */
  public void writeTo(Path folder) throws IOException {
    List<Exposure> exposures = exposures();
    Sensor sensor = sensor();
    float[][] sky = skyWithStars();
    try {
      IntStream.range(0, exposures.size())
          .parallel()
          .forEach(
              number -> {
                try {
                  write(folder, exposures.get(number), number, sensor, sky);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private List<Exposure> exposures() {
    Map<String, Integer> lights = new LinkedHashMap<>();
    filters.forEach(filter -> lights.put(filter, lightsPerFilter));
    return Exposure.ofNight(
        "",
        "Nightbeam Demo",
        LocalDateTime.of(2026, 1, 15, 17, 30),
        biases,
        darks,
        flatsPerFilter,
        lights);
  }

  private float[][] skyWithStars() {
    float[][] light = sensor().evenly(SKY);
    int reach = (int) Math.ceil(5 * STAR_SIGMA);
    for (Star star : stars()) {
      for (int y = (int) star.y - reach; y <= star.y + reach; y++) {
        for (int x = (int) star.x - reach; x <= star.x + reach; x++) {
          if (y >= 0 && y < height && x >= 0 && x < width) {
            double r2 = (x - star.x) * (x - star.x) + (y - star.y) * (y - star.y);
            light[y][x] +=
                (float)
                    (star.flux
                        * Math.exp(-r2 / (2 * STAR_SIGMA * STAR_SIGMA))
                        / (2 * Math.PI * STAR_SIGMA * STAR_SIGMA));
          }
        }
      }
    }
    return light;
  }

  private void write(Path folder, Exposure exposure, int number, Sensor sensor, float[][] sky)
      throws IOException {
    float[][] light = null;
    float[][] flat = null;
    if (exposure.filter() != null) {
      flat = sensor.flat(exposure.filter());
      light = exposure.isLight() ? sky : sensor.evenly(exposure.level());
    }
    SplittableRandom noise = new SplittableRandom(seed * 1_000_003 + number);
    exposure.write(folder, sensor, light, flat, noise);
  }
}
