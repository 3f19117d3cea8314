package org.nightbeam.synthetic;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Many nights of many small frames, to see how the cost of a run grows with their number. Each
 * night has a folder, in it one for each of three cameras with its biases, darks, flats and lights
 * in four filters: all that is needed to calibrate every light. Ten times the frames are ten times
 * the nights. The same settings give the same files.
 *
 * @param frames number of files, {@link #FEWEST} to {@link #MOST}
 * @param seed of all that is random
 */
public record SyntheticCampaign(int frames, long seed) implements MakerProgram.Frames {

  /** Pixels per row, and rows. */
  public static final int SIZE = 16;

  /** Names of the cameras. */
  static final List<String> CAMERAS = List.of("North", "South", "Guide");

  /** Names of the filters. */
  static final List<String> FILTERS = List.of("B", "V", "R", "I");

  /** The first night. */
  static final LocalDate FIRST_NIGHT = LocalDate.of(2024, 9, 1);

  private static final int BIASES = 10;
  private static final int DARKS = 10;
  private static final int FLATS_PER_FILTER = 5;
  private static final int SERIES = CAMERAS.size() * FILTERS.size();
  private static final int CALIBRATION_FRAMES_A_NIGHT =
      CAMERAS.size() * (BIASES + DARKS) + SERIES * FLATS_PER_FILTER;
  private static final double NIGHTS_A_FRAME = 300 / 100_000d;

  /** Frames of the smallest campaign: one night with a light in each filter of each camera. */
  static final int FEWEST = CALIBRATION_FRAMES_A_NIGHT + SERIES;

  /** Frames of the largest campaign. */
  public static final int MOST = 10_000_000;

  /**
   * @throws IllegalArgumentException if the number of frames is out of its range
   */
  public SyntheticCampaign {
    if (frames < FEWEST || frames > MOST) {
      throw new IllegalArgumentException(
          String.format("%d frames: expected %d to %d", frames, FEWEST, MOST));
    }
  }

  /** Returns the campaign of a number of frames with the seed of the published measurements. */
  static SyntheticCampaign of(int frames) {
    return new SyntheticCampaign(frames, 20240901);
  }

  /** Returns the number of nights: 300 for 100,000 frames, and in proportion, at least one. */
  int nights() {
    return (int) Math.max(1, Math.round(frames * NIGHTS_A_FRAME));
  }

  /** Returns the number of lights. */
  int lights() {
    return frames - nights() * CALIBRATION_FRAMES_A_NIGHT;
  }

  /**
   * Writes the files of the campaign below a folder.
   *
   * @throws IOException if a file cannot be written
   */
  @Override
  public void writeTo(Path folder) throws IOException {
    List<Camera> cameras = new ArrayList<>();
    for (String name : CAMERAS) {
      cameras.add(Camera.of(name, seed + cameras.size()));
    }
    try {
      IntStream.range(0, nights())
          .parallel()
          .forEach(
              night -> {
                try {
                  writeNight(folder, cameras, night);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private record Camera(String name, Sensor sensor, Map<String, float[][]> flats) {
    static Camera of(String name, long seed) {
      Sensor sensor = new Sensor(SIZE, SIZE, seed);
      Map<String, float[][]> flats = new HashMap<>();
      FILTERS.forEach(filter -> flats.put(filter, sensor.flat(filter)));
      return new Camera(name, sensor, flats);
    }

    void expose(Exposure exposure, Path folder, SplittableRandom noise) throws IOException {
      boolean open = exposure.filter() != null;
      float[][] light = open ? sensor.evenly(exposure.level()) : null;
      float[][] flat = open ? flats.get(exposure.filter()) : null;
      exposure.write(folder, sensor, light, flat, noise);
    }
  }

  private void writeNight(Path folder, List<Camera> cameras, int night) throws IOException {
    int number = firstOfNight(night);
    int lights = firstOfNight(night + 1) - number - CALIBRATION_FRAMES_A_NIGHT;
    LocalDate date = FIRST_NIGHT.plusDays(night);
    for (int c = 0; c < cameras.size(); c++) {
      Camera camera = cameras.get(c);
      Map<String, Integer> byFilter = new LinkedHashMap<>();
      for (int f = 0; f < FILTERS.size(); f++) {
        int series = c * FILTERS.size() + f;
        byFilter.put(
            FILTERS.get(f), share(lights, SERIES, series + 1) - share(lights, SERIES, series));
      }
      List<Exposure> exposures =
          Exposure.ofNight(
              date + "/" + camera.name + "/",
              "Nightbeam " + camera.name,
              date.atTime(17, 30),
              BIASES,
              DARKS,
              FLATS_PER_FILTER,
              byFilter);
      for (Exposure exposure : exposures) {
        camera.expose(exposure, folder, new SplittableRandom(seed * 1_000_003 + number));
        number++;
      }
    }
  }

  /** Returns the number of frames in the nights before. */
  private int firstOfNight(int night) {
    return share(frames, nights(), night);
  }

  /** Returns what the first of so many parts hold together, when a number is parted evenly. */
  private static int share(int number, int parts, int first) {
    return (int) ((long) number * first / parts);
  }

  /**
   * Makes a campaign.
   *
   * @param arguments the folder, which must be empty or not there yet, and the number of frames
   */
  public static void main(String[] arguments) {
    System.exit(run(System.out, System.err, arguments));
  }

  /** Runs the program; returns its exit status: 1 if it failed, 2 if the arguments are wrong. */
  static int run(PrintStream out, PrintStream err, String... arguments) {
    MakerProgram program = new MakerProgram("campaign", out, err);
    if (arguments.length != 2) {
      return program.refuse("expected two arguments: FOLDER NUMBER_OF_FRAMES");
    }
    SyntheticCampaign campaign;
    try {
      campaign = of(Integer.parseInt(arguments[1]));
    } catch (NumberFormatException noNumber) {
      return program.refuse(
          String.format(
              "%s: expected a whole number of frames, %d to %d", arguments[1], FEWEST, MOST));
    } catch (IllegalArgumentException outOfRange) {
      return program.refuse(outOfRange.getMessage());
    }
    return program.make(campaign, arguments[0]);
  }

  @Override
  public String inWords() {
    return String.format(
        "%d frames of %d x %d, %d of them lights, of %d night%s",
        frames, SIZE, SIZE, lights(), nights(), nights() == 1 ? "" : "s");
  }
}
