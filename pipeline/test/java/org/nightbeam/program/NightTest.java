package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.Sensor;
import org.nightbeam.synthetic.SyntheticNight;

/** A whole night of known truth, against the definition of the arithmetic and against physics. */
class NightTest {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(321, 240, 24, 9, 6, 4, List.of("V", "R"), 4711);

  @TempDir static Path folder;
  private static Path raw;
  private static Path reduced;
  private static Map<String, Map<String, String>> table;

  @BeforeAll
  static void calibrateTheNight() throws IOException {
    raw = folder.resolve("raw");
    reduced = folder.resolve("first/reduced");
    NIGHT.writeTo(raw);
    Program program = Program.calibrate(raw, reduced);
    assertEquals(0, program.status(), program.err());
    table = Program.table(reduced);
  }

  // --- Against the definition, in double precision, written out plainly.

  private static List<Path> rawFiles(String prefix) throws IOException {
    return Program.files(raw).entrySet().stream()
        .filter(file -> file.getKey().startsWith(prefix))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static double exposure(Path file) throws IOException {
    return Program.header(file).getDoubleValue("EXPTIME");
  }

  private static double[][] combine(List<double[][]> stack, ToDoubleFunction<double[]> statistic) {
    int height = stack.get(0).length;
    int width = stack.get(0)[0].length;
    double[][] combined = new double[height][width];
    double[] column = new double[stack.size()];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int k = 0; k < column.length; k++) {
          column[k] = stack.get(k)[y][x];
        }
        combined[y][x] = statistic.applyAsDouble(column.clone());
      }
    }
    return combined;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int n = values.length;
    return (values[(n - 1) / 2] + values[n / 2]) / 2;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double clippedMean(double[] values) {
    double[] left = values;
    for (int iteration = 0; iteration < 5; iteration++) {
      double median = median(left.clone());
      double mean = mean(left);
      double variance =
          Arrays.stream(left).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      double limit = 2.37 * Math.sqrt(variance); // no ties: integers never meet it
      double[] kept = Arrays.stream(left).filter(v -> Math.abs(v - median) <= limit).toArray();
      if (kept.length == left.length) {
        break;
      }
      left = kept;
    }
    return mean(left);
  }

  private static double[][] expected(
      Path light, String filter, ToDoubleFunction<double[]> statistic) throws IOException {
    List<double[][]> biases = new ArrayList<>();
    for (Path file : rawFiles("Bias")) {
      biases.add(Program.pixels(file));
    }
    double[][] bias = combine(biases, statistic);
    List<double[][]> rates = new ArrayList<>();
    for (Path file : rawFiles("Darks")) {
      double[][] rate = Program.pixels(file);
      double seconds = exposure(file);
      each(rate, (y, x) -> rate[y][x] = (rate[y][x] - bias[y][x]) / seconds);
      rates.add(rate);
    }
    double[][] dark = combine(rates, statistic);
    List<double[][]> flats = new ArrayList<>();
    for (Path file : rawFiles("Flats/flat_" + filter)) {
      double[][] flat = Program.pixels(file);
      double seconds = exposure(file);
      each(flat, (y, x) -> flat[y][x] -= bias[y][x] + dark[y][x] * seconds);
      double level = Arrays.stream(flat).flatMapToDouble(Arrays::stream).average().orElseThrow();
      each(flat, (y, x) -> flat[y][x] /= level);
      flats.add(flat);
    }
    double[][] flat = combine(flats, statistic);
    double[][] pixels = Program.pixels(light);
    double seconds = exposure(light);
    each(
        pixels,
        (y, x) -> pixels[y][x] = (pixels[y][x] - bias[y][x] - dark[y][x] * seconds) / flat[y][x]);
    return pixels;
  }

  private interface Pixel {
    void visit(int y, int x);
  }

  private static void each(double[][] image, Pixel pixel) {
    for (int y = 0; y < image.length; y++) {
      for (int x = 0; x < image[0].length; x++) {
        pixel.visit(y, x);
      }
    }
  }

  private static void assertEveryLight(
      Path output, ToDoubleFunction<double[]> statistic, boolean minusOne) throws IOException {
    for (String filter : NIGHT.filters()) {
      for (Path light : rawFiles("ScienceImages/field_" + filter)) {
        double[][] wanted = expected(light, filter, statistic);
        if (minusOne) {
          each(
              wanted,
              (y, x) ->
                  wanted[y][x] =
                      wanted[y][x] < 0 || !Double.isFinite(wanted[y][x]) ? -1 : wanted[y][x]);
        }
        double[][] got =
            Program.pixels(output.resolve("calibrated").resolve(raw.relativize(light)));
        each(
            got,
            (y, x) -> {
              double tolerance = 1e-3 + 2e-6 * Math.abs(wanted[y][x]);
              if (!(Math.abs(got[y][x] - wanted[y][x]) <= tolerance)
                  // The rule is not continuous at 0: a value within the tolerance may fall to -1.
                  && !(minusOne && Math.abs(wanted[y][x]) <= tolerance && got[y][x] == -1)) {
                throw new AssertionError(
                    String.format(
                        "%s [%d][%d]: got %s, expected %s", light, y, x, got[y][x], wanted[y][x]));
              }
            });
      }
    }
  }

  @Test
  void everyPixelOfEveryLightIsRight() throws IOException {
    assertEveryLight(reduced, NightTest::median, false);
  }

  @Test
  void alsoWithTheMeanAndTheOlderRuleForInvalidPixels() throws IOException {
    Path output = folder.resolve("mean/reduced");
    assertEquals(
        0, Program.calibrate(raw, output, "--combine=MEAN", "--invalidPixels=MINUS_ONE").status());
    assertEveryLight(output, NightTest::mean, true);
  }

  @Test
  void alsoWithSigmaClipping() throws IOException {
    Path output = folder.resolve("clip/reduced");
    Program program =
        Program.calibrate(
            raw, output, "--combine=sigma_clip", "--sigmaLow=2.37", "--sigmaHigh=2.37");
    assertEquals(0, program.status(), program.err());
    assertEveryLight(output, NightTest::clippedMean, false);
  }

  // --- Against physics.

  @Test
  void theNoiseOfAMasterBiasFallsWithTheSquareRootOfTheNumberOfFrames() throws IOException {
    // A raw value has the read noise and that of rounding to whole ADU.
    double single = Math.sqrt(Sensor.READ_NOISE * Sensor.READ_NOISE + 1 / 12.0);
    double ofMedian = 1.2533 * single / Math.sqrt(NIGHT.biases());
    assertEquals(ofMedian, scatterAroundTruth(reduced), 0.03 * ofMedian);
    Path mean = folder.resolve("meanBias/reduced");
    assertEquals(0, Program.calibrate(raw, mean, "--combine=MEAN").status());
    double ofMean = single / Math.sqrt(NIGHT.biases());
    assertEquals(ofMean, scatterAroundTruth(mean), 0.03 * ofMean);
  }

  private static double scatterAroundTruth(Path output) throws IOException {
    Path master =
        Program.files(output.resolve("masters")).entrySet().stream()
            .filter(file -> file.getKey().contains("bias-"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow();
    double[][] bias = Program.pixels(master);
    float[][] truth = NIGHT.sensor().bias();
    double squares = 0;
    for (int y = 0; y < bias.length; y++) {
      for (int x = 0; x < bias[0].length; x++) {
        squares += Math.pow(bias[y][x] - truth[y][x], 2);
      }
    }
    return Math.sqrt(squares / (bias.length * bias[0].length));
  }

  @Test
  void starsInTheCornersComeBackToTheirTrueFlux() throws IOException {
    int compared = 0;
    double rawDeficit = 0;
    for (SyntheticNight.Star star : NIGHT.stars()) {
      boolean corner =
          Math.abs(star.x() / NIGHT.width() - 0.5) > 0.3
              && Math.abs(star.y() / NIGHT.height() - 0.5) > 0.3;
      if (!corner || hasNeighbour(star)) {
        continue;
      }
      for (String filter : NIGHT.filters()) {
        assertFluxComesBack(star, filter);
        rawDeficit += 1 - NIGHT.sensor().flat(filter)[(int) star.y()][(int) star.x()];
        compared++;
      }
    }
    assertTrue(compared >= 6, "only " + compared + " stars could be compared");
    assertTrue(rawDeficit / compared > 0.05, "the corners were not dark: the test shows nothing");
  }

  private static void assertFluxComesBack(SyntheticNight.Star star, String filter)
      throws IOException {
    double sum = 0;
    for (int i = 1; i <= NIGHT.lightsPerFilter(); i++) {
      String light = String.format("calibrated/ScienceImages/field_%s_%03d.fits", filter, i);
      sum += aperture(reduced.resolve(light), star);
    }
    double flux = sum / NIGHT.lightsPerFilter();
    double photons = star.flux() + APERTURE_PIXELS * (SyntheticNight.SKY + 3);
    double noise =
        Math.sqrt(
            (photons / Sensor.GAIN + APERTURE_PIXELS * Sensor.READ_NOISE * Sensor.READ_NOISE)
                / NIGHT.lightsPerFilter());
    // The masters' own noise is in all lights alike: 6 flats, 9 darks.
    assertEquals(star.flux(), flux, 4 * noise + 0.01 * star.flux(), filter + " " + star);
  }

  private static final int RADIUS = 7;
  private static final int APERTURE_PIXELS = (2 * RADIUS + 1) * (2 * RADIUS + 1);

  private static boolean hasNeighbour(SyntheticNight.Star star) {
    boolean outside =
        star.x() < RADIUS + 1
            || star.y() < RADIUS + 1
            || star.x() > NIGHT.width() - RADIUS - 2
            || star.y() > NIGHT.height() - RADIUS - 2;
    return outside
        || NIGHT.stars().stream()
            .anyMatch(
                other ->
                    !other.equals(star)
                        && Math.abs(other.x() - star.x()) < 2.2 * RADIUS
                        && Math.abs(other.y() - star.y()) < 2.2 * RADIUS);
  }

  private static double aperture(Path file, SyntheticNight.Star star) throws IOException {
    double[][] pixels = Program.pixels(file);
    double sum = 0;
    int centreX = (int) Math.round(star.x());
    int centreY = (int) Math.round(star.y());
    for (int y = centreY - RADIUS; y <= centreY + RADIUS; y++) {
      for (int x = centreX - RADIUS; x <= centreX + RADIUS; x++) {
        sum += pixels[y][x] - SyntheticNight.SKY;
      }
    }
    return sum;
  }

  @Test
  void theSkyIsFlatAndItsNegativeResidualsStay() throws IOException {
    double[][] pixels =
        Program.pixels(reduced.resolve("calibrated/ScienceImages/field_R_002.fits"));
    List<Double> residuals = new ArrayList<>();
    each(
        pixels,
        (y, x) -> {
          boolean starry =
              NIGHT.stars().stream()
                  .anyMatch(s -> Math.hypot(s.x() - x, s.y() - y) < 6 * SyntheticNight.STAR_SIGMA);
          if (!starry) {
            residuals.add(pixels[y][x] - SyntheticNight.SKY);
          }
        });
    double mean = residuals.stream().mapToDouble(v -> v).average().orElseThrow();
    double sigma = Math.sqrt(residuals.stream().mapToDouble(v -> v * v).average().orElseThrow());
    assertTrue(residuals.size() > 5000, "too few sky pixels");
    // The masters' own noise is common to all pixels' means only through their number.
    assertEquals(0, mean, 4 * sigma / Math.sqrt(residuals.size()));
    long negative = residuals.stream().filter(v -> v < 0).count();
    assertEquals(0.5, (double) negative / residuals.size(), 0.03);
  }

  // --- Reproducible to the last bit.

  private static void assertSameProducts(Path one, Path other) throws IOException {
    for (String part : List.of("calibrated", "masters")) {
      Map<String, Path> files = Program.files(one.resolve(part));
      Map<String, Path> twins = Program.files(other.resolve(part));
      assertEquals(files.keySet(), twins.keySet());
      for (Map.Entry<String, Path> file : files.entrySet()) {
        assertArrayEquals(
            Files.readAllBytes(file.getValue()),
            Files.readAllBytes(twins.get(file.getKey())),
            file.getKey());
      }
    }
    assertArrayEquals(
        Files.readAllBytes(one.resolve("frames.csv")),
        Files.readAllBytes(other.resolve("frames.csv")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--targetParallelism=1",
        "--bandRows=1",
        "--bandRows=7",
        "--bandRows=1000",
        "--enforceImmutability=true"
      })
  void howTheWorkIsCutDoesNotShow(String option) throws IOException {
    Path output = folder.resolve(option.substring(2).replace('=', '_') + "/reduced");
    Program program = Program.calibrate(raw, output, option);
    assertEquals(0, program.status(), program.err());
    assertSameProducts(reduced, output);
  }

  @Test
  void theOrderOfTheInputDoesNotShow() throws IOException {
    Path output = folder.resolve("order/reduced");
    List<Object> arguments = new ArrayList<>(List.of("--output=" + output));
    for (String part : List.of("ScienceImages", "Flats", "Darks", "Bias")) {
      arguments.add("--input=" + raw + "/" + part);
    }
    arguments.add("--input=" + raw);
    Program program = Program.run(arguments.toArray());
    assertEquals(0, program.status(), program.err());
    assertSameProducts(reduced, output);
  }

  @Test
  void aSecondRunIntoTheSameOutputGivesTheSame() throws IOException {
    Path output = folder.resolve("twice/reduced");
    assertEquals(0, Program.calibrate(raw, output).status());
    assertEquals(0, Program.calibrate(raw, output, "--force").status());
    assertSameProducts(reduced, output);
  }

  // --- What a user finds.

  @Test
  void everyFileHasItsRowInOrderOfTime() throws IOException {
    assertEquals(Program.files(raw).keySet(), new java.util.TreeSet<>(table.keySet()));
    List<String> times = table.values().stream().map(row -> row.get("time_utc")).toList();
    assertEquals(times.stream().sorted().toList(), times);
    String header = Files.readAllLines(reduced.resolve("frames.csv")).get(0);
    assertTrue(
        header.startsWith(
            "path,hdu,status,reason,type,night,camera,filter,exposure_s,temperature_c,xbin,ybin,"
                + "bias,dark,flat,output"),
        header);
    Map<String, String> light = table.get("ScienceImages/field_R_003.fits");
    assertEquals("calibrated", light.get("status"));
    assertEquals("light", light.get("type"));
    assertEquals("2026-01-15", light.get("night"));
    assertEquals("60", light.get("exposure_s"));
    assertEquals("calibrated/ScienceImages/field_R_003.fits", light.get("output"));
    for (String master : List.of("bias", "dark", "flat")) {
      assertTrue(Files.exists(reduced.resolve(light.get(master))), light.get(master));
    }
    assertTrue(light.get("flat").contains("/flat-R-"), light.get("flat"));
  }

  @Test
  void aMasterListsItsInputs() throws IOException {
    String dark = table.get("Darks/dark_001.fits").get("output");
    var header = Program.header(reduced.resolve(dark));
    assertEquals(9, header.getIntValue("NCOMBINE"));
    assertEquals("Darks/dark_001.fits", header.getStringValue("NBIN0001"));
    assertEquals("Darks/dark_009.fits", header.getStringValue("NBIN0009"));
    assertEquals("adu/s", header.getStringValue("BUNIT"));
    assertEquals("Nightbeam Demo", header.getStringValue("INSTRUME"));
    assertEquals(table.get("Darks/dark_001.fits").get("bias"), header.getStringValue("NBBIAS"));
    assertTrue(
        dark.contains(header.getStringValue("NBHASH").substring(0, 12)), "the name has the hash");
  }

  @Test
  void nothingTemporaryStays() throws IOException {
    assertTrue(
        Program.files(reduced).keySet().stream()
            .allMatch(
                name ->
                    name.matches(
                        "(calibrated|masters)/.*\\.fits|frames.csv|run.json|.nightbeam-journal"
                            + "|report.html|previews/(.*\\.fits\\.(jpg|json)|masters.json)")),
        Program.files(reduced).keySet().toString());
    try (var scratch = Files.list(folder.resolve("first/scratch"))) {
      assertEquals(List.of("masters"), scratch.map(f -> f.getFileName().toString()).toList());
    }
  }

  @Test
  void thePlanForesawWhatTheRunDid() throws IOException {
    Program plan = Program.run("plan", "--input=" + raw, "--format=CSV");
    assertEquals(0, plan.status(), plan.err());
    List<String> planned =
        plan.out().lines().map(line -> line.split(",")[0] + line.split(",")[2]).toList();
    List<String> done =
        Files.readAllLines(reduced.resolve("frames.csv")).stream()
            .map(line -> line.split(",")[0] + line.split(",")[2])
            .toList();
    assertEquals(done, planned);
    String text = Program.run("plan", "--input=" + raw).out();
    assertTrue(text.contains("Night 2026-01-15"), text);
    assertTrue(text.contains("8 of 8 lights would be calibrated"), text);
    assertTrue(text.contains("2026-01-15/dark-60s--10C-Nightbeam_Demo"), text);
  }

  @Test
  void runJsonCountsWhatWasDone() throws IOException {
    var json =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(reduced.resolve("run.json").toFile());
    assertEquals(8, json.get("counts").get("calibrated").asInt());
    assertEquals(45, json.get("counts").get("used-in-master").asInt());
    assertEquals(4, json.get("masters").size());
    assertEquals("MEDIAN", json.get("options").get("combine").asText());
    assertEquals("2.70.0", json.get("beam").asText());
  }
}
