package org.nightbeam.synthetic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.FitsFactory;
import nom.tam.fits.Header;

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
  public static final double LIGHT_EXPOSURE = 60;

  /** Exposure of the first flat of a filter, in seconds; each next one is longer. */
  public static final double FLAT_EXPOSURE = 2;

  /** Sky brightness in ADU a light. */
  public static final double SKY = 250;

  /** Standard deviation of a star's image, in pixels. */
  public static final double STAR_SIGMA = 1.8;

  private static final double FLAT_LEVEL = 28000;
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
      exposures.parallelStream()
          .forEach(
              exposure -> {
                try {
                  write(folder, exposure, sensor, sky);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private record Exposure(
      int number, String file, String filter, double seconds, double level, LocalDateTime start) {}

  private List<Exposure> exposures() {
    List<Exposure> exposures = new ArrayList<>();
    LocalDateTime clock = LocalDateTime.of(2026, 1, 15, 17, 30);
    for (String filter : filters) {
      for (int i = 0; i < flatsPerFilter; i++) {
        double seconds = FLAT_EXPOSURE + 0.5 * i;
        // Twilight fades: levels differ, and are normalised away.
        double level = FLAT_LEVEL * (1 - 0.02 * i);
        String file = String.format("Flats/flat_%s_%03d.fits", filter, i + 1);
        exposures.add(new Exposure(exposures.size(), file, filter, seconds, level, clock));
        clock = clock.plusSeconds(20);
      }
    }
    for (int i = 0; i < biases; i++) {
      String file = String.format("Bias/bias_%03d.fits", i + 1);
      exposures.add(new Exposure(exposures.size(), file, null, 0, 0, clock));
      clock = clock.plusSeconds(5);
    }
    for (String filter : filters) {
      for (int i = 0; i < lightsPerFilter; i++) {
        String file = String.format("ScienceImages/field_%s_%03d.fits", filter, i + 1);
        exposures.add(new Exposure(exposures.size(), file, filter, LIGHT_EXPOSURE, SKY, clock));
        clock = clock.plus(Duration.ofSeconds(75));
      }
    }
    for (int i = 0; i < darks; i++) {
      String file = String.format("Darks/dark_%03d.fits", i + 1);
      exposures.add(new Exposure(exposures.size(), file, null, LIGHT_EXPOSURE, 0, clock));
      clock = clock.plusSeconds(65);
    }
    return exposures;
  }

  private float[][] skyWithStars() {
    float[][] light = new float[height][width];
    for (float[] row : light) {
      Arrays.fill(row, (float) SKY);
    }
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

  private void write(Path folder, Exposure exposure, Sensor sensor, float[][] sky)
      throws IOException {
    SplittableRandom noise = new SplittableRandom(seed * 1_000_003 + exposure.number);
    float[][] light = null;
    float[][] flat = null;
    if (exposure.filter != null) {
      flat = sensor.flat(exposure.filter);
      light = exposure.file.startsWith("Flats") ? evenly(exposure.level) : sky;
    }
    int[][] raw = sensor.expose(light, flat, exposure.seconds, noise);
    short[][] stored = new short[height][width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        stored[y][x] = (short) (raw[y][x] - 32768);
      }
    }
    Path file = folder.resolve(exposure.file);
    Files.createDirectories(file.getParent());
    try (Fits fits = new Fits()) {
      BasicHDU<?> hdu = FitsFactory.hduFactory(stored);
      Header header = hdu.getHeader();
      header.addValue("BZERO", 32768, "physical = BZERO + BSCALE * stored");
      header.addValue("BSCALE", 1, "physical = BZERO + BSCALE * stored");
      header.addValue("INSTRUME", "Nightbeam Demo", "made-up camera");
      header.addValue("TELESCOP", "none", "made up");
      header.addValue(
          "DATE-OBS", exposure.start.format(DateTimeFormatter.ISO_LOCAL_DATE_TIME), "[UTC] start");
      header.addValue("EXPTIME", exposure.seconds, "[s] exposure time");
      header.addValue("CCD-TEMP", -10.0, "[degC] sensor temperature");
      header.addValue("XBINNING", 1, "binning along the row");
      header.addValue("YBINNING", 1, "binning along the column");
      header.addValue("EGAIN", Sensor.GAIN, "[e-/adu] electrons an ADU");
      if (exposure.filter != null) {
        header.addValue("FILTER", exposure.filter, "filter");
        header.addValue(
            "OBJECT", exposure.file.startsWith("Flats") ? "twilight" : "made-up field", "");
      }
      fits.addHDU(hdu);
      fits.write(file.toFile());
    } catch (FitsException e) {
      throw new IOException("cannot write " + file, e);
    }
  }

  private float[][] evenly(double level) {
    float[] row = new float[width];
    Arrays.fill(row, (float) level);
    float[][] light = new float[height][];
    Arrays.fill(light, row);
    return light;
  }
}
