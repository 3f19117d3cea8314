package org.nightbeam.synthetic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A night on one field in which something happens: a planet passes before a star, another star
 * pulsates, clouds come and go, the telescope drifts and the seeing varies. All of it is known. The
 * same settings give the same files.
 *
 * @param size pixels per row, and rows
 * @param calibrations number of biases, darks and flats each
 * @param lights number of lights
 * @param seed of all that is random
 */
public record SyntheticTransit(int size, int calibrations, int lights, long seed)
    implements MakerProgram.Frames {
  /** Name of the field, and of the star that the planet passes. */
  public static final String TARGET = "NB-1";

  /** The part of the star's light that the planet takes. */
  public static final double DEPTH = 0.015;

  /** Place of the target in pixels from the centre of the first, on the first light. */
  private static final double PLACE = 0.47; // of the size

  /** Half of the variation of the other star, relative to its mean. */
  public static final double AMPLITUDE = 0.06;

  private static final double TARGET_FLUX = 200_000; // ADU in a light
  private static final double VARIABLE_FLUX = 90_000;
  private static final int OTHERS = 70;
  private static final LocalDateTime DUSK = LocalDateTime.of(2026, 1, 15, 17, 30);

  /** Parts of the lights: when the transit begins and ends, and how long the edges take. */
  private static final double BEGIN = 0.33;

  private static final double END = 0.67;
  private static final double EDGE = 0.05;

  private static final double EXTINCTION = 0.12; // magnitudes per airmass

  /** Cards of the lights: field, place on the sky, site. */
  private static final Map<String, Object> CARDS =
      Map.of(
          "OBJECT",
          TARGET,
          "OBJCTRA",
          "05 00 00.00",
          "OBJCTDEC",
          "+30 00 00.0",
          "SITELAT",
          48.0,
          "SITELONG",
          11.0);

  /** Returns the night of the demonstration. */
  public static SyntheticTransit demo() {
    return new SyntheticTransit(512, 12, 120, 20260115);
  }

  /**
   * A star of the field.
   *
   * @param x column on the first light, from 0
   * @param y row on the first light, from 0
   * @param flux in ADU of a light through clear air
   */
  public record Star(double x, double y, double flux) {}

  /** Returns the stars: the target first, then the one that pulsates. */
  public List<Star> stars() {
    SplittableRandom random = new SplittableRandom(seed + 1);
    List<Star> stars = new ArrayList<>();
    stars.add(new Star(PLACE * size, PLACE * size, TARGET_FLUX));
    stars.add(new Star(0.7 * size, 0.3 * size, VARIABLE_FLUX));
    while (stars.size() < OTHERS + 2) {
      double x = (0.05 + 0.85 * random.nextDouble()) * size;
      double y = (0.05 + 0.85 * random.nextDouble()) * size;
      double flux = 8000 * Math.pow(40, random.nextDouble());
      if (stars.stream().noneMatch(star -> Math.hypot(star.x - x, star.y - y) < 24)) {
        stars.add(new Star(x, y, flux));
      }
    }
    return stars;
  }

  /** Returns the flux of the target in a light of the night, 1 outside the transit. */
  public double transit(int light) {
    double part = (light + 0.5) / lights;
    double in = Math.min(part - BEGIN, END - part) / EDGE + 0.5;
    return 1 - DEPTH * Math.max(0, Math.min(1, in));
  }

  /** Returns the light of the star that pulsates, relative to its mean. */
  public double pulsation(int light) {
    return 1 + AMPLITUDE * Math.sin(2 * Math.PI * 2.3 * light / lights);
  }

  /** Returns what the air lets through. */
  public double transparency(int light) {
    double part = (light + 0.5) / lights;
    double airmass = 1.05 + 0.9 * (part - 0.35) * (part - 0.35);
    double clouds =
        part > 0.72 && part < 0.9
            ? 0.45
                * Math.pow(Math.sin(Math.PI * (part - 0.72) / 0.18), 2)
                * (1 + 0.3 * Math.sin(light * 1.7))
            : 0;
    return Math.pow(10, -0.4 * EXTINCTION * airmass) * (1 - clouds);
  }

  private double flux(int star, Star of, int light) {
    double varying = star == 0 ? transit(light) : star == 1 ? pulsation(light) : 1;
    return of.flux * varying * transparency(light);
  }

  private double sigma(int light) {
    return SyntheticNight.STAR_SIGMA * (1 + 0.12 * Math.sin(light / 13.0));
  }

  private float[][] scene(int light) {
    SplittableRandom guiding = new SplittableRandom(seed * 31 + light);
    double dx = 9.0 * light / lights + 0.3 * guiding.nextGaussian();
    double dy = -5.0 * light / lights + 0.3 * guiding.nextGaussian();
    double sigma = sigma(light);
    float[][] scene = new float[size][size];
    float sky = (float) (SyntheticNight.SKY * (1 + 0.2 * light / lights));
    for (float[] row : scene) {
      java.util.Arrays.fill(row, sky);
    }
    List<Star> stars = stars();
    int reach = (int) Math.ceil(5 * sigma);
    for (int i = 0; i < stars.size(); i++) {
      double x0 = stars.get(i).x + dx;
      double y0 = stars.get(i).y + dy;
      double peak = flux(i, stars.get(i), light) / (2 * Math.PI * sigma * sigma);
      for (int y = Math.max(0, (int) y0 - reach); y < Math.min(size, y0 + reach); y++) {
        for (int x = Math.max(0, (int) x0 - reach); x < Math.min(size, x0 + reach); x++) {
          double r2 = (x - x0) * (x - x0) + (y - y0) * (y - y0);
          scene[y][x] += (float) (peak * Math.exp(-r2 / (2 * sigma * sigma)));
        }
      }
    }
    return scene;
  }

  private List<Exposure> exposures() {
    Map<String, Integer> ofFilter = new LinkedHashMap<>();
    ofFilter.put("R", lights);
    return Exposure.ofNight(
        "", "Nightbeam Demo", DUSK, calibrations, calibrations, calibrations, ofFilter);
  }

  /** Returns the middle of a light, after dusk. */
  public Duration middle(int light) {
    Exposure exposure = exposures().stream().filter(Exposure::isLight).toList().get(light);
    return Duration.between(DUSK, exposure.start())
        .plusMillis(Math.round(500 * exposure.seconds()));
  }

  /** Returns the number of files of the night. */
  public int frames() {
    return 3 * calibrations + lights;
  }

  /**
   * Writes the night's files below a folder.
   *
   * @throws IOException if a file cannot be written
   */
  @Override
  public void writeTo(Path folder) throws IOException {
    List<Exposure> exposures = exposures();
    List<Exposure> ofSky = exposures.stream().filter(Exposure::isLight).toList();
    Sensor sensor = new Sensor(size, size, seed);
    float[][] flat = sensor.flat("R");
    try {
      IntStream.range(0, exposures.size())
          .parallel()
          .forEach(
              number -> {
                Exposure exposure = exposures.get(number);
                int light = ofSky.indexOf(exposure);
                SplittableRandom noise = new SplittableRandom(seed * 1_000_003 + number);
                try {
                  if (light >= 0) {
                    exposure.write(folder, sensor, scene(light), flat, noise, CARDS);
                  } else if (exposure.filter() != null) {
                    exposure.write(
                        folder, sensor, sensor.evenly(exposure.level()), flat, noise, Map.of());
                  } else {
                    exposure.write(folder, sensor, null, null, noise, Map.of());
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public String inWords() {
    return String.format("%d frames of %d x %d, %d of them lights", frames(), size, size, lights);
  }
}
