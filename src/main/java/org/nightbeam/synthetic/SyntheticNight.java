package org.nightbeam.synthetic;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
 * @param width pixels per row
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
    long seed)
    implements MakerProgram.Frames {

  /** Smallest {@link #of size}. */
  public static final int SMALLEST = 16;

  /** Largest {@link #of size}: more memory is taken than 20 bytes for each of its pixels. */
  public static final int LARGEST = 8192;

  /** Most frames of a type in a night {@link #of a size}. */
  public static final int MOST = 500;

  /** Sky brightness in ADU per light. */
  public static final double SKY = Exposure.SKY;

  /** Standard deviation of a star's image, in pixels. */
  public static final double STAR_SIGMA = 1.8;

  private static final int STARS = 48;
  private static final LocalDateTime DUSK = LocalDateTime.of(2026, 1, 15, 17, 30);

  /** Before the date of the night changes, by the default of the program. */
  private static final Duration LONGEST = Duration.ofHours(16);

  /**
   * A star of the made-up field.
   *
   * @param x centre, in pixels from the centre of the first pixel
   * @param y centre, in rows from the centre of the first row
   * @param flux in ADU, over all its pixels, of a light of 60 s
   */
  public record Star(double x, double y, double flux) {}

  /** Returns a small night for a first look. */
  public static SyntheticNight demo() {
    return new SyntheticNight(1024, 1024, 12, 12, 10, 8, List.of("V", "R"), 20260101);
  }

  /**
   * Returns the night of the published measurements: 20 biases, darks and flats, 60 lights in one
   * filter.
   *
   * @param size pixels per row, and rows
   * @throws IllegalArgumentException if it is out of its range
   */
  public static SyntheticNight of(int size) {
    return of(size, 20, 20, 20, 60);
  }

  /**
   * Returns such a night with other numbers of frames.
   *
   * @throws IllegalArgumentException if a number is out of its range, or the frames take longer
   *     than a night
   */
  public static SyntheticNight of(int size, int biases, int darks, int flats, int lights) {
    inRange("SIZE", size, SMALLEST, LARGEST);
    inRange("BIASES", biases, 1, MOST);
    inRange("DARKS", darks, 1, MOST);
    inRange("FLATS", flats, 1, MOST);
    inRange("LIGHTS", lights, 1, MOST);
    SyntheticNight night =
        new SyntheticNight(size, size, biases, darks, flats, lights, List.of("V"), 20260201);
    Duration taken = night.duration();
    if (taken.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          String.format(
              "%d frames that take %d hours: expected at most %d hours",
              night.frames(), taken.toHours() + 1, LONGEST.toHours()));
    }
    return night;
  }

  private static void inRange(String name, int number, int least, int most) {
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          String.format("%s = %d: expected %d to %d", name, number, least, most));
    }
  }

  private Duration duration() {
    List<Exposure> exposures = exposures();
    return Duration.between(DUSK, exposures.get(exposures.size() - 1).start());
  }

  /** Returns the camera. */
  public Sensor sensor() {
    return new Sensor(width, height, seed);
  }

  /**
   * Returns the stars of the field; every fourth is in a corner, where the flat field matters most.
   */
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

  /** Returns the number of files of the night. */
  public int frames() {
    return biases + darks + filters.size() * (flatsPerFilter + lightsPerFilter);
  }

  /**
   * Writes the night's files below a folder.
   *
   * @throws IOException if a file cannot be written
   */
  @Override
  public void writeTo(Path folder) throws IOException {
    List<Exposure> exposures = exposures();
    Sensor sensor = sensor();
    float[][] sky = skyWithStars();
    Map<String, float[][]> flats = new HashMap<>();
    filters.forEach(filter -> flats.put(filter, sensor.flat(filter)));
    try {
      IntStream.range(0, exposures.size())
          .parallel()
          .forEach(
              number -> {
                try {
                  write(folder, exposures.get(number), number, sensor, sky, flats);
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
    return Exposure.ofNight("", "Nightbeam Demo", DUSK, biases, darks, flatsPerFilter, lights);
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

  private void write(
      Path folder,
      Exposure exposure,
      int number,
      Sensor sensor,
      float[][] sky,
      Map<String, float[][]> flats)
      throws IOException {
    float[][] light = null;
    float[][] flat = null;
    if (exposure.filter() != null) {
      flat = flats.get(exposure.filter());
      light = exposure.isLight() ? sky : sensor.evenly(exposure.level());
    }
    SplittableRandom noise = new SplittableRandom(seed * 1_000_003 + number);
    exposure.write(folder, sensor, light, flat, noise);
  }

  @Override
  public String inWords() {
    return String.format(
        "%d frames of %d x %d, %d of them lights",
        frames(), width, height, filters.size() * lightsPerFilter);
  }

  /**
   * Makes the night of the published measurements, or one with other numbers of frames.
   *
   * @param arguments the folder, which must be empty or not there yet; the size; and, all four or
   *     none, the numbers of biases, darks, flats and lights
   */
  public static void main(String[] arguments) {
    System.exit(run(System.out, System.err, arguments));
  }

  /** Runs the program; returns its exit status: 1 if it failed, 2 if the arguments are wrong. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    MakerProgram program = new MakerProgram("night", out, err);
    if (arguments.length != 2 && arguments.length != 6) {
      return program.refuse("expected arguments: FOLDER SIZE [BIASES DARKS FLATS LIGHTS]");
    }
    int[] numbers = new int[arguments.length - 1];
    for (int i = 0; i < numbers.length; i++) {
      try {
        numbers[i] = Integer.parseInt(arguments[i + 1]);
      } catch (NumberFormatException noNumber) {
        return program.refuse(arguments[i + 1] + ": expected a whole number");
      }
    }
    SyntheticNight night;
    try {
      night =
          numbers.length == 1
              ? of(numbers[0])
              : of(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    } catch (IllegalArgumentException outOfRange) {
      return program.refuse(outOfRange.getMessage());
    }
    return program.make(night, arguments[0]);
  }
}
