package org.nightbeam.lightcurve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.MeasuredSource;
import org.nightbeam.photometry.Scintillation;
import org.nightbeam.photometry.SourceFlag;
import org.nightbeam.pixels.ProductImage;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.registration.Transform;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.RecordFormat;

/** Lights of stars of known brightness, from pixels to curves. */
class MadeUpLightsTest {
  private static final int SIZE = 200;
  private static final int LIGHTS = 40;
  private static final double SKY = 200; // electrons
  private static final double READ_NOISE = 5;
  private static final int COMPARISONS = 25;
  private static final int TARGETS = 12;

  @TempDir Path folder;

  private final Random random = new Random(4);
  private final double[] x = new double[COMPARISONS + TARGETS];
  private final double[] y = new double[COMPARISONS + TARGETS];
  private final double[] flux = new double[COMPARISONS + TARGETS];
  private double depth; // of the transits of the targets

  /** Stars on a grid, none near another. */
  private FieldStars stars() {
    int count = x.length;
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      x[i] = 18 + 27 * (i % 7) + random.nextDouble();
      y[i] = 18 + 30 * (i / 7) + random.nextDouble();
      flux[i] = i < COMPARISONS ? 30_000 * Math.pow(8, random.nextDouble()) : 60_000;
      names[i] = i < COMPARISONS ? "" : "target-" + i;
    }
    double[] unknown = new double[count];
    Arrays.fill(unknown, Double.NaN);
    return new FieldStars(
        "field",
        "V",
        "calibrated/first.fits",
        0,
        SIZE,
        SIZE,
        4,
        "electron",
        x.clone(),
        y.clone(),
        flux.clone(),
        Arrays.stream(flux).map(Math::sqrt).toArray(),
        new int[count],
        names,
        unknown,
        unknown,
        List.of());
  }

  private Transform transform(int light) {
    return new Transform(
        0, 0, 1, new double[] {0.15 * light, 1, 0.001}, new double[] {-0.1 * light, -0.001, 1});
  }

  /** Each target has its own transit, of 16 lights. */
  private static boolean isInTransit(int star, int light) {
    return star >= COMPARISONS && Math.abs(light - 19.5 - 3 * (star % 5 - 2)) < 8;
  }

  private double air(int light) {
    return light > 25 && light < 32 ? 0.6 : 1 - 0.003 * light;
  }

  private ProductImage image(int light) {
    double sigma = (4 + 0.6 * Math.sin(light / 5.0)) / 2.3548;
    float[][] pixels = new float[SIZE][SIZE];
    Transform to = transform(light);
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        pixels[row][column] = (float) SKY;
      }
    }
    for (int i = 0; i < x.length; i++) {
      double x0 = to.x(x[i], y[i]);
      double y0 = to.y(x[i], y[i]);
      for (int row = (int) y0 - 14; row <= y0 + 14; row++) {
        for (int column = (int) x0 - 14; column <= x0 + 14; column++) {
          if (row >= 0 && column >= 0 && row < SIZE && column < SIZE) {
            double r2 = (column - x0) * (column - x0) + (row - y0) * (row - y0);
            pixels[row][column] +=
                (float)
                    (flux[i]
                        * air(light)
                        * (isInTransit(i, light) ? 1 - depth : 1)
                        * Math.exp(-r2 / (2 * sigma * sigma))
                        / (2 * Math.PI * sigma * sigma));
          }
        }
      }
    }
    for (float[] row : pixels) {
      for (int column = 0; column < SIZE; column++) {
        double electrons = row[column] + Math.sqrt(row[column]) * random.nextGaussian();
        row[column] = (float) (electrons + READ_NOISE * random.nextGaussian());
      }
    }
    return new ProductImage(new FitsHeader(List.of()), pixels, null, null);
  }

  private static MeasuredFrame noSources() {
    return new MeasuredFrame(List.of(), SKY, 15, 4, 1, 0, new double[0], new double[0], 1);
  }

  private MeasuredLight.About about(int light) {
    return new MeasuredLight.About(
        String.format("light_%02d.fits", light),
        "2026-01-15",
        9000 + light / 1000.0,
        60,
        1.2,
        4 + 0.6 * Math.sin(light / 5.0),
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        "SKY+PHOTONS");
  }

  private List<byte[]> night(FieldStars stars) throws IOException {
    List<byte[]> blocks = new ArrayList<>();
    for (int light = 0; light < LIGHTS; light++) {
      blocks.add(
          new LightMeasurer(stars, 64)
              .measure(about(light), image(light), noSources(), 1, transform(light), "")
              .coded());
    }
    return blocks;
  }

  @Test
  void errorsOfTargetsAreTrue() throws IOException {
    FieldStars stars = stars();
    double squares = 0;
    int points = 0;
    for (int night = 0; night < 3; night++) {
      FieldCurves curves = new FieldSolver(stars, CurveSettings.DEFAULT).solve(night(stars));
      assertTrue(curves.comparisonStars() > 20, curves.comparisonStars() + " comparison stars");
      for (LightCurve curve : curves.curves()) {
        assertEquals(LIGHTS, curve.points(), curve.name());
        double weight = 0;
        double mean = 0;
        for (int t = 0; t < LIGHTS; t++) {
          double w = 1 / (curve.error()[t] * curve.error()[t]);
          weight += w;
          mean += w * curve.flux()[t];
        }
        for (int t = 0; t < LIGHTS; t++) {
          double pull = (curve.flux()[t] - mean / weight) / curve.error()[t];
          squares += pull * pull;
        }
        points += LIGHTS - 1;
      }
    }
    assertEquals(1, Math.sqrt(squares / points), 0.04, points + " points");
  }

  /**
   * The depth of a transit, from pixels to the curve, is within its error in 68 % of the cases, and
   * right in the mean: clouds, seeing and a drift notwithstanding. {@code
   * -Dnightbeam.transitNights=} asks for more nights than is usual.
   */
  @Test
  void theErrorsOfDepthsAreTrue() throws IOException {
    depth = 0.015;
    int nights = Integer.getInteger("nightbeam.transitNights", 10);
    int within = 0;
    int all = 0;
    double sum = 0;
    double squares = 0;
    for (int night = 0; night < nights; night++) {
      FieldStars stars = stars();
      for (LightCurve curve :
          new FieldSolver(stars, CurveSettings.DEFAULT).solve(night(stars)).curves()) {
        if (!stars.isTarget(curve.star())) {
          continue;
        }
        double[] weights = new double[2]; // out of transit, in it
        double[] means = new double[2];
        for (int t = 0; t < LIGHTS; t++) {
          int at = isInTransit(curve.star(), t) ? 1 : 0;
          double w = 1 / (curve.error()[t] * curve.error()[t]);
          weights[at] += w;
          means[at] += w * curve.flux()[t];
        }
        double out = means[0] / weights[0];
        double in = means[1] / weights[1];
        double error = Math.sqrt(1 / weights[0] + 1 / weights[1]) / out;
        double off = (1 - in / out - depth) / error;
        within += Math.abs(off) < 1 ? 1 : 0;
        sum += off;
        squares += off * off;
        all++;
      }
    }
    double mean = sum / all;
    String figures =
        String.format(
            "%d transits: %.1f %% within their errors, pulls %.3f +- %.3f",
            all, 100.0 * within / all, mean, Math.sqrt(squares / all - mean * mean));
    double sigma = Math.sqrt(0.6827 * 0.3173 / all);
    assertEquals(0.6827, within / (double) all, 0.02 + 2.5 * sigma, figures);
    assertEquals(0, mean, 0.1 + 2.5 / Math.sqrt(all), figures);
  }

  @Test
  void theOrderOfTheLightsDoesNotMatter() throws IOException {
    FieldStars stars = stars();
    List<byte[]> blocks = night(stars);
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    write(stars, blocks, first);
    Collections.reverse(blocks);
    write(stars, blocks, second);
    try (var files = Files.list(first.resolve("lightcurves"))) {
      for (Path file : files.toList()) {
        assertArrayEquals(
            Files.readAllBytes(file),
            Files.readAllBytes(second.resolve("lightcurves").resolve(file.getFileName())),
            file.toString());
      }
    }
  }

  private static void write(FieldStars stars, List<byte[]> blocks, Path output) throws IOException {
    Files.createDirectories(output.resolve("lightcurves"));
    CurveSettings settings =
        new CurveSettings("", "", 100, 3, 0.4, List.of(CurveSettings.Trend.X), "ABC", true);
    LightCurves curves = new LightCurves(new LocalStorage(), output.toString(), settings, "1");
    List<KeptLight> files = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      String name = "lightcurves/measured/" + i;
      Path file = output.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[64]);
      Files.write(file, blocks.get(i), StandardOpenOption.APPEND);
      files.add(new KeptLight("2026-01-15", name));
    }
    curves.finish(List.of(curves.solve(stars, files, List.of())), java.util.Set.of("2026-01-15"));
    LocalStorage.deleteFolder(output.resolve("lightcurves/measured"));
  }

  @Test
  void filesHaveARowPerLightAndSayWhatIsNotKnown() throws IOException {
    FieldStars stars = stars();
    write(stars, night(stars), folder);
    Path curves = folder.resolve("lightcurves");
    List<String> lines = Files.readAllLines(curves.resolve("target-25-V.csv"));
    List<String> rows = lines.stream().filter(line -> !line.startsWith("#")).toList();
    assertEquals(LIGHTS + 1, rows.size());
    assertTrue(rows.get(0).startsWith("time_bjd_tdb,jd_utc_mid,flux,flux_err,mag,mag_err,airmass"));
    assertTrue(rows.get(1).startsWith(",2460545.000000000,"), rows.get(1));
    assertTrue(lines.stream().anyMatch(line -> line.contains("no coordinates are known")));
    assertTrue(lines.stream().anyMatch(line -> line.contains("scintillation of a telescope")));
    List<String> aavso = Files.readAllLines(curves.resolve("target-25-V.aavso.txt"));
    assertEquals("#TYPE=EXTENDED", aavso.get(0));
    assertEquals("#OBSCODE=ABC", aavso.get(1));
    String[] last = aavso.get(aavso.size() - 1).split(",");
    assertEquals(15, last.length);
    String[] ofLast = rows.get(rows.size() - 1).split(",");
    double sum =
        0; // of the comparison stars' fluxes, each in the aperture that it has in the table
    FieldCurves solved =
        new FieldSolver(stars, new CurveSettings("", "", 100, 3, 0.4, List.of(), "", false))
            .solve(night(stars));
    for (StarSummary star : solved.summaries()) {
      sum += star.comparison() ? star.flux() : 0;
    }
    double level = solved.summaries().get(stars.count() - TARGETS).flux();
    double relative = Double.parseDouble(ofLast[2]);
    assertEquals(-2.5 * Math.log10(relative * level / sum), Double.parseDouble(last[2]), 0.15);
    assertEquals("DIF,ENSEMBLE,na", String.join(",", last[6], last[7], last[8]));
    assertTrue(last[9].startsWith("star-"), last[9]);
    int check = Integer.parseInt(last[9].substring(5)) - 1;
    double ofCheck = solved.summaries().get(check).flux();
    double[] magnitudes =
        aavso.stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split(",")[10])
            .filter(text -> !text.equals("na"))
            .mapToDouble(Double::parseDouble)
            .sorted()
            .toArray();
    assertEquals(LIGHTS, magnitudes.length);
    assertEquals(
        -2.5 * Math.log10(ofCheck / (sum - ofCheck)), magnitudes[magnitudes.length / 2], 0.15);
    List<String> exoClock = Files.readAllLines(curves.resolve("target-25-V.exoclock.txt"));
    assertEquals(3, exoClock.get(exoClock.size() - 1).split(" ").length);
    String list = Files.readString(curves.resolve("curves.json"));
    var json = new com.fasterxml.jackson.databind.ObjectMapper().readTree(new StringReader(list));
    assertEquals(TARGETS, json.path("fields").get(0).path("curves").size());
    assertEquals(LIGHTS, json.path("fields").get(0).path("lights").asInt());
  }

  @Test
  void withoutComparisonStarsNothingIsSaidToBeKnownAndNoPictureIsNamed() throws IOException {
    FieldStars stars = stars();
    Arrays.fill(stars.flags(), 0, COMPARISONS, SourceFlag.SATURATED.bit());
    List<byte[]> blocks = night(stars);
    write(stars, blocks, folder);
    Path curves = folder.resolve("lightcurves");
    var json =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(Files.readString(curves.resolve("curves.json")));
    var field = json.path("fields").get(0);
    assertEquals(0, field.path("comparison_stars").asInt());
    assertTrue(field.path("scatter_chart").isMissingNode(), field.toString());
    assertTrue(field.path("curves").size() >= TARGETS);
    for (var curve : field.path("curves")) {
      assertEquals(0, curve.path("points").asInt());
      assertTrue(curve.path("chart").isNull(), curve.toString());
      assertTrue(curve.path("step_scatter_mag").isNull(), curve.toString());
      assertTrue(Files.exists(folder.resolve(curve.path("file").asText())), curve.toString());
    }
  }

  @Test
  void namesThatDifferGiveFilesThatDo() {
    assertEquals("HAT-P-32", CurveFile.safe("HAT-P-32"));
    List<String> names = List.of("TOI 1", "TOI/1", "β Per", "δ Per", "r", "r'", ".r", "_r");
    assertEquals(names.size(), names.stream().map(CurveFile::safe).distinct().count());
    assertEquals("TOI_1", CurveFile.safe("TOI 1"));
    for (String name : names) {
      assertTrue(CurveFile.safe(name).matches("[A-Za-z0-9_+-][A-Za-z0-9._+-]*"), name);
    }
  }

  /** Fluxes of nothing, half of them below 0, over a median of about 0 would be anything. */
  @Test
  void whereNoStarIsFluxesAreNotOverTheirMedian() throws IOException {
    FieldStars stars = stars();
    double first = stars.flux()[COMPARISONS];
    flux[COMPARISONS] = 0; // what the lights show
    LightCurve curve =
        new FieldSolver(stars, CurveSettings.DEFAULT).solve(night(stars)).curves().get(0);
    assertTrue(first > 0, "the reference shows it");
    assertEquals("target-25", curve.name());
    assertFalse(curve.isRelative(), curve.level() + "");
    assertEquals(LIGHTS, curve.points());
    for (int t = 0; t < LIGHTS; t++) {
      assertTrue(curve.error()[t] > 1, "error of " + curve.error()[t] + " ADU");
      assertTrue(Math.abs(curve.flux()[t]) < 5 * curve.error()[t], "" + curve.flux()[t]);
    }
  }

  @Test
  void lightsThatAreLeftOutAreTold() throws IOException {
    FieldStars stars = stars();
    RecordFormat<FieldResult> format = RecordFormat.of(FieldResult.class); // as it travels
    FieldResult result =
        format.of(
            format.bytes(
                FieldResult.of(
                    new FieldSolver(stars, CurveSettings.DEFAULT).solve(night(stars)),
                    List.of("light_50.fits is gone"))));
    assertEquals(List.of("light_50.fits is gone"), result.leftOut());
    assertTrue(result.scatterChart());
    assertTrue(result.curves().stream().allMatch(FieldResult.Written::chart));
    CurveList.write(new LocalStorage(), folder.toString(), List.of(result), List.of());
    String list = Files.readString(folder.resolve("lightcurves/curves.json"));
    assertTrue(list.contains("light_50.fits is gone"), list);
  }

  @Test
  void ofAProductWithoutTheFirstImageTheOthersAreFoundByTheirNumbersInTheRawFile()
      throws IOException {
    Path product = folder.resolve("product.fits");
    Files.write(
        product,
        FitsBuilder.concat(
            FitsBuilder.primary(8).bytes(),
            image("CHIP2", 2, 20),
            image("CHIP3", 3, 30),
            image("MASK_2", -1, 1),
            image("MASK_3", -1, 4)));
    for (int hdu = 2; hdu <= 3; hdu++) {
      ProductImage found = ProductImage.read(new LocalStorage(), product.toString(), hdu);
      assertEquals(10 * hdu, found.pixels()[0][0]);
      assertEquals(hdu == 2 ? 1 : 4, found.flags()[0][0]);
      assertEquals(
          "CHIP" + hdu,
          ProductImage.header(new LocalStorage(), product.toString(), hdu)
              .text("EXTNAME")
              .orElse(""));
    }
    UnreadableFileException none =
        assertThrows(
            UnreadableFileException.class,
            () -> ProductImage.read(new LocalStorage(), product.toString(), 1));
    assertTrue(none.getMessage().contains("HDU 1 of the raw file (NBRAWHDU)"), none.getMessage());
  }

  private static byte[] image(String name, int rawHdu, int value) {
    FitsBuilder image = FitsBuilder.extension("IMAGE", 16, 2, 1);
    image.card("EXTNAME = '" + name + "'");
    if (rawHdu >= 0) {
      image.card("NBRAWHDU= " + rawHdu);
    }
    return image.data((short) value, (short) value).bytes();
  }

  @Test
  void aStarOffTheFrameOrSaturatedLosesThatPointOnly() throws IOException {
    FieldStars stars = stars();
    List<byte[]> blocks = night(stars);
    MeasuredLight light = MeasuredLight.of(blocks.get(7));
    light.flags()[COMPARISONS] = (byte) SourceFlag.SATURATED.bit();
    Arrays.fill(
        light.flux(),
        (COMPARISONS + 1) * ApertureSet.COUNT,
        (COMPARISONS + 2) * ApertureSet.COUNT,
        Float.NaN);
    blocks.set(7, light.coded());
    FieldCurves curves = new FieldSolver(stars, CurveSettings.DEFAULT).solve(blocks);
    Map<String, Integer> lost = Map.of("target-25", 1, "target-26", 1);
    for (LightCurve curve : curves.curves()) {
      assertEquals(LIGHTS - lost.getOrDefault(curve.name(), 0), curve.points(), curve.name());
    }
  }

  @Test
  void greenPixelsOfAColourSensorAreMeasuredByThemselves() throws IOException {
    FieldStars stars = stars();
    ProductImage image = image(0);
    ProductImage colour = image(0);
    for (int row = 0; row < SIZE; row++) {
      for (int column = 0; column < SIZE; column++) {
        if ((row + column) % 2 == 0) { // red and blue see something else
          colour.pixels()[row][column] = 10_000;
        }
      }
    }
    MeasuredLight all =
        new LightMeasurer(stars, 64).measure(about(0), image, noSources(), 1, transform(0), "");
    MeasuredLight green =
        new LightMeasurer(stars, 64)
            .measure(about(0), colour, noSources(), 1, transform(0), "RGGB");
    int large = ApertureSet.COUNT - 1;
    for (int i = 0; i < stars.count(); i++) {
      int at = i * ApertureSet.COUNT + large;
      double error = Math.hypot(all.error()[at], 2 * green.error()[at]);
      assertEquals(all.flux()[at], 2 * green.flux()[at], 5 * error, "star " + i);
      assertEquals(all.x()[i], green.x()[i], 0.2);
    }
  }

  private static MeasuredSource source(double x, double y, double flat, int cell, int flags) {
    double[] none = new double[0];
    double unknown = Double.NaN;
    return new MeasuredSource(
        x, y, x, y, unknown, unknown, (int) x, (int) y, unknown, 100, unknown, unknown, none, none,
        unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown, 9, flat, cell,
        flags);
  }

  private static MeasuredFrame catalogue(List<MeasuredSource> sources) {
    return new MeasuredFrame(sources, SKY, 15, 4, 1, 0, new double[0], new double[0], 1);
  }

  /** Sources of red and blue are a little nearer to each star than those of green. */
  @Test
  void sourcesOfOtherColoursSayNothingOfGreen() throws IOException {
    FieldStars stars = stars();
    Transform to = transform(0);
    int saturated = SourceFlag.SATURATED.bit();
    List<MeasuredSource> green = new ArrayList<>();
    List<MeasuredSource> all = new ArrayList<>();
    for (int i = 0; i < stars.count(); i++) {
      double x0 = to.x(x[i], y[i]);
      double y0 = to.y(x[i], y[i]);
      green.add(source(x0 + 1, y0, 1.3, 2, 0));
      green.add(source(x0, y0 + 1, 1.3, 3, i == 3 ? saturated : 0));
      all.add(source(x0, y0, 0.3, 1, i == 5 ? saturated : 0));
      all.add(source(x0, y0, 0.3, 4, 0));
    }
    all.addAll(green);
    ProductImage image = image(0);
    float[][] again = Arrays.stream(image.pixels()).map(float[]::clone).toArray(float[][]::new);
    MeasuredLight ofGreen =
        new LightMeasurer(stars, 64).measure(about(0), image, catalogue(green), 1, to, "RGGB");
    MeasuredLight ofAll =
        new LightMeasurer(stars, 64)
            .measure(
                about(0),
                new ProductImage(image.header(), again, null, null),
                catalogue(all),
                1,
                to,
                "RGGB");
    assertTrue(ofAll.error()[0] > 0);
    assertArrayEquals(ofGreen.error(), ofAll.error());
    assertEquals(saturated, ofAll.flags()[3] & saturated);
    assertEquals(0, ofAll.flags()[5] & saturated);
  }

  /** The middle of spilt charge is far from the star: its flag is found by the length of it. */
  @Test
  void aBleedingStarIsSaturatedWhereverItsMiddleIsFound() throws IOException {
    FieldStars stars = stars();
    Transform to = transform(0);
    double unknown = Double.NaN;
    double[] none = new double[0];
    double x0 = to.x(x[3], y[3]);
    double y0 = to.y(x[3], y[3]) + 9;
    MeasuredSource bleeding =
        new MeasuredSource(
            x0,
            y0,
            x0,
            y0,
            unknown,
            unknown,
            (int) x0,
            (int) y0,
            unknown,
            100,
            unknown,
            unknown,
            none,
            none,
            unknown,
            unknown,
            8,
            1.5,
            90,
            unknown,
            unknown,
            unknown,
            90,
            1,
            0,
            SourceFlag.SATURATED.bit());
    MeasuredLight light =
        new LightMeasurer(stars, 64)
            .measure(about(0), image(0), catalogue(List.of(bleeding)), 1, to, "");
    for (int i = 0; i < stars.count(); i++) {
      assertEquals(i == 3 ? SourceFlag.SATURATED.bit() : 0, light.flags()[i], "star " + i);
    }
  }

  /** Of a telescope at the pole all stars of a declination stand equally high, all night. */
  @Test
  void scintillationIsThatOfTheAltitudeWhereTheHeaderHasNoAirmass() throws IOException {
    FieldStars known = stars();
    Arrays.fill(known.ra(), 100);
    double[] dec = new double[known.count()];
    Arrays.fill(dec, 30);
    FieldStars stars =
        new FieldStars(
            known.name(),
            known.filter(),
            known.reference(),
            known.hdu(),
            known.width(),
            known.height(),
            known.fwhm(),
            known.unit(),
            known.x(),
            known.y(),
            known.flux(),
            known.error(),
            known.flags(),
            known.targets(),
            known.ra(),
            dec,
            List.of());
    List<byte[]> blocks = new ArrayList<>();
    for (byte[] block : night(stars)) {
      MeasuredLight light = MeasuredLight.of(block);
      MeasuredLight.About about = light.about();
      blocks.add(
          new MeasuredLight(
                  new MeasuredLight.About(
                      about.frame(),
                      about.night(),
                      about.mid(),
                      about.exposure(),
                      Double.NaN,
                      about.fwhm(),
                      Double.NaN,
                      Double.NaN,
                      0,
                      90,
                      about.errors()),
                  light.flux(),
                  light.error(),
                  light.x(),
                  light.y(),
                  light.sky(),
                  light.flags())
              .coded());
    }
    double diameter = 0.05;
    CurveSettings settings = new CurveSettings("", "", 100, 0, diameter, List.of(), "", false);
    LightCurve curve = new FieldSolver(stars, settings).solve(blocks).curves().get(0);
    double least = Scintillation.variance(diameter, 1.99, 60);
    for (int t = 0; t < LIGHTS; t++) {
      double relative = curve.error()[t] / curve.flux()[t];
      assertTrue(relative * relative > least, relative + ", the air alone " + Math.sqrt(least));
    }
  }

  @Test
  void whatMayBeAnotherStarIsTold() throws IOException {
    List<Targets.Target> targets =
        Targets.read(
            "A: {frame: l.fits, x: 51, y: 51}\nB: {frame: l.fits, x: 53, y: 51}\n"
                + "C: {frame: l.fits, x: 105.5, y: 51}\n",
            "t.yaml");
    List<MeasuredSource> sources = new ArrayList<>();
    for (MeasuredSource near : List.of(source(50, 50, 1, 0, 0), source(100, 50, 1, 0, 0))) {
      sources.add(
          new MeasuredSource(
              near.x(),
              near.y(),
              near.xWin(),
              near.yWin(),
              0.01,
              0.01,
              near.xPeak(),
              near.yPeak(),
              100,
              100,
              1000,
              10,
              new double[0],
              new double[0],
              0,
              4,
              2,
              2,
              0,
              1,
              0,
              3,
              20,
              1,
              0,
              0));
    }
    FieldStarsMaker maker =
        new FieldStarsMaker(catalogue(sources), SIZE, SIZE, 0, new FitsHeader(List.of()));
    List<String> notes = new ArrayList<>();
    Map<Targets.Target, double[]> places = new java.util.LinkedHashMap<>();
    Map<String, Transform> lights =
        Map.of("l.fits", new Transform(0, 0, 1, new double[] {0, 1, 0}, new double[] {0, 0, 1}));
    for (Targets.Target target : targets) {
      places.put(target, maker.place(target, lights, notes));
    }
    FieldReference reference = new FieldReference("l.fits", 0, SIZE, SIZE);
    maker.stars("field", "V", reference, "adu", 10, places, notes);
    FieldStars stars = maker.stars("field", "R", reference, "adu", 10, places, notes);
    assertEquals(2, stars.notes().size(), stars.notes().toString());
    assertTrue(
        stars.notes().get(0).startsWith("target B is the same source as target A, at x = 51"));
    assertTrue(
        stars.notes().get(1).contains("C is taken to be the source at x = 101.0, y = 51.0"),
        stars.notes().get(1));
    assertTrue(stars.notes().get(1).contains("4.5 pixels"), stars.notes().get(1));
  }

  @Test
  void longNamesAreWholeInTheTableOfStars() throws IOException {
    FieldStars stars = stars();
    stars.targets()[COMPARISONS] = "a target with quite a long name, longer than most";
    FieldCurves curves = new FieldSolver(stars, CurveSettings.DEFAULT).solve(night(stars));
    Files.createDirectories(folder.resolve("lightcurves"));
    StarsFile.write(
        new LocalStorage(), folder.toString(), List.of(FieldResult.of(curves, List.of())), "1");
    byte[] bytes = Files.readAllBytes(folder.resolve("lightcurves/stars.fits"));
    String text = new String(bytes, java.nio.charset.StandardCharsets.US_ASCII);
    assertTrue(text.contains("'49A"), "TFORM of the names");
    assertTrue(text.contains(stars.targets()[COMPARISONS]));
    assertEquals(0, bytes.length % 2880);
  }

  @Test
  void blocksTravelAsTheyAre() throws IOException {
    FieldStars stars = stars();
    FieldStars again = FieldStars.of(stars.coded());
    assertEquals(stars, again);
    assertArrayEquals(stars.coded(), again.coded());
    byte[] block = night(stars).get(3);
    assertArrayEquals(block, MeasuredLight.of(block).coded());
    assertEquals(about(3), MeasuredLight.of(block).about());
  }
}
