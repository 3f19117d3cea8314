package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.util.ArrayFuncs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.cli.Program;

/** Frames with overscan, planes beside the pixels, and electrons. */
class PreparedNightTest {
  private static final int AMPLIFIER = 1;
  private static final double GAIN = AmplifierNight.GAIN[AMPLIFIER];
  private static final String[] BY_HEADER = {
    "--overscan=HEADER", "--overscanFunction=EACH_LINE", "--trim=HEADER"
  };

  @TempDir static Path folder;
  private static Path raw;
  private static Path reduced;

  @BeforeAll
  static void calibrateTheNight() throws IOException {
    raw = folder.resolve("raw");
    AmplifierNight.writeSingle(raw, AMPLIFIER, true);
    // Of one light a pixel has no value.
    AmplifierNight.edit(
        raw.resolve("Lights/2.fits"),
        fits -> {
          fits.getHDU(0).getHeader().addValue("BLANK", -32768, "");
          ((short[][]) fits.getHDU(0).getKernel())[2 + 9][3 + 4] = -32768;
        });
    reduced = folder.resolve("reduced");
    Program program =
        Program.calibrate(
            raw, reduced, BY_HEADER[0], BY_HEADER[1], BY_HEADER[2], "--planes=UNCERT,MASK");
    assertEquals(0, program.status(), program.out() + program.err());
  }

  private static Path light(Path output, int number) {
    return output.resolve("calibrated/Lights/" + number + ".fits");
  }

  private static double[][] plane(Path file, int hdu) throws IOException {
    try (Fits fits = new Fits(file.toFile())) {
      return (double[][])
          ArrayFuncs.convertArray(fits.getHDU(hdu).getKernel(), double.class, false);
    } catch (FitsException e) {
      throw new IOException(e);
    }
  }

  private static void assertClose(double[][] expected, double[][] got) {
    assertEquals(expected.length, got.length);
    for (int y = 0; y < expected.length; y++) {
      assertEquals(expected[y].length, got[y].length);
      for (int x = 0; x < expected[y].length; x++) {
        assertEquals(expected[y][x], got[y][x], 1e-3 + 2e-6 * Math.abs(expected[y][x]));
      }
    }
  }

  @Test
  void levelThatDriftsWithTheRowsIsGoneWithTheOverscan() throws IOException {
    Path without = folder.resolve("without");
    Path withoutReduced = folder.resolve("withoutReduced");
    AmplifierNight.writeSingle(without, AMPLIFIER, false);
    assertEquals(0, Program.calibrate(without, withoutReduced).status());

    assertClose(plane(light(withoutReduced, 1), 0), plane(light(reduced, 1), 0));
    // It would not be gone by itself.
    Path drifting = folder.resolve("drifting");
    assertEquals(0, Program.calibrate(raw, drifting, "--trim=HEADER").status());
    double[][] left = plane(light(drifting, 1), 0);
    double[][] right = plane(light(reduced, 1), 0);
    assertTrue(Math.abs(left[0][0] - right[0][0]) > 5, left[0][0] + " and " + right[0][0]);
  }

  @Test
  void sectionsThatAreStatedDoWhatThoseOfTheHeaderDo() throws IOException {
    Path stated = folder.resolve("stated");
    Program program =
        Program.calibrate(
            raw,
            stated,
            "--overscan=" + AmplifierNight.OVERSCAN_SECTION.replace("1:21", "*"),
            "--trim=" + AmplifierNight.TRIM_SECTION,
            BY_HEADER[1],
            "--planes=UNCERT,MASK");
    assertEquals(0, program.status(), program.err());
    Map<String, Path> products = Program.files(reduced);
    Map<String, Path> others = Program.files(stated);
    assertEquals(products.keySet(), others.keySet());
    for (String product : products.keySet()) {
      if (product.endsWith(".fits")) {
        assertArrayEquals(
            Files.readAllBytes(products.get(product)), Files.readAllBytes(others.get(product)));
      }
    }
  }

  /** Siril opens no file whose second image is of floats as the first. */
  @Test
  void planesStandInTheOrderInWhichTheyAreAskedFor() throws IOException, FitsException {
    Path turned = folder.resolve("turned");
    Program program =
        Program.calibrate(
            raw, turned, BY_HEADER[0], BY_HEADER[1], BY_HEADER[2], "--planes=MASK,UNCERT");
    assertEquals(0, program.status(), program.err());
    Path light = Program.files(turned.resolve("calibrated")).values().iterator().next();
    try (Fits fits = new Fits(light.toFile())) {
      assertEquals("MASK", fits.getHDU(1).getHeader().getStringValue("EXTNAME"));
      assertEquals("UNCERT", fits.getHDU(2).getHeader().getStringValue("EXTNAME"));
    }
  }

  @Test
  void mastersThatWereMadeWithoutOverscanAreNotForLightsWithIt() throws IOException {
    Path library = folder.resolve("library");
    assertEquals(0, Program.calibrate(raw, library).status());
    Path lights = folder.resolve("lights/Lights");
    Files.createDirectories(lights);
    Files.copy(raw.resolve("Lights/1.fits"), lights.resolve("1.fits"));
    Path output = folder.resolve("byLibrary");
    Program program =
        Program.calibrate(
            lights.getParent(),
            output,
            "--masters=" + library.resolve("masters"),
            "--overscan=HEADER");
    assertEquals(3, program.status(), program.out());
    Map<String, String> row = Program.table(output).get("Lights/1.fits");
    assertEquals("uncalibrated", row.get("status"));
    for (String type : List.of("bias", "dark", "flat")) {
      assertTrue(row.get("reason").contains("no master " + type + " matches"), row.get("reason"));
    }
    assertTrue(
        row.get("reason").contains("preparation (not given), expected overscan [27:34,1:21]"),
        row.get("reason"));
    // The same way they are.
    assertEquals(
        0,
        Program.calibrate(
                lights.getParent(),
                folder.resolve("byLibraryWithout"),
                "--masters=" + library.resolve("masters"))
            .status());
  }

  @Test
  void planesSayTheNoiseOfEachPixelAndWhatIsWrongWithIt() throws IOException {
    double[][] values = plane(light(reduced, 2), 0);
    double[][] sigmas = plane(light(reduced, 2), 1);
    double[][] flags = plane(light(reduced, 2), 2);
    int[] hot = AmplifierNight.SATURATED;
    for (int y = 0; y < AmplifierNight.HEIGHT; y++) {
      for (int x = 0; x < AmplifierNight.WIDTH; x++) {
        int flag = y == hot[0] && x == hot[1] ? 2 : y == 9 && x == 4 ? 8 : 0;
        assertEquals(flag, flags[y][x], y + ", " + x);
        assertEquals(flag == 8, Double.isNaN(values[y][x]));
        assertEquals(flag == 8, Double.isNaN(sigmas[y][x]));
      }
    }

    // Errors propagated to first order, each master's own noise once.
    Map<String, String> row = Program.table(reduced).get("Lights/2.fits");
    Header ofDark = Program.header(reduced.resolve(row.get("dark")));
    Header ofFlat = Program.header(reduced.resolve(row.get("flat")));
    double[][] dark = plane(reduced.resolve(row.get("dark")), 0);
    double[][] flat = plane(reduced.resolve(row.get("flat")), 0);
    double factor = ofDark.getDoubleValue("NBVARFAC"); // of a median of 3
    assertEquals(0.449, factor, 0.01); // 1 - sqrt(3)/pi, by order statistics
    double level = ofFlat.getDoubleValue("NBLEVEL1");
    double t = AmplifierNight.LIGHT_SECONDS;
    double ofDarks = AmplifierNight.DARK_SECONDS;
    double ofFlats = AmplifierNight.FLAT_SECONDS;
    // Less an overscan of 8 pixels per row.
    double readout = Math.pow(AmplifierNight.READ_NOISE / GAIN, 2) * (1 + 1.0 / 8);
    for (int y = 0; y < AmplifierNight.HEIGHT; y++) {
      for (int x = 0; x < AmplifierNight.WIDTH; x++) {
        if (Double.isNaN(values[y][x])) {
          continue;
        }
        double c = values[y][x];
        double f = flat[y][x];
        double signal = Math.max(0, c * f + dark[y][x] * t);
        double variance = signal / GAIN + readout;
        double biasCounts = -1 + t / ofDarks + c / level * (1 - ofFlats / ofDarks);
        variance += biasCounts * biasCounts * factor * readout;
        double darkCounts = -t + c / level * ofFlats;
        variance +=
            darkCounts
                * darkCounts
                * factor
                * (readout / (ofDarks * ofDarks) + Math.max(0, dark[y][x]) / (GAIN * ofDarks));
        variance += c * c * factor * (f / (GAIN * level) + readout / (level * level));
        assertEquals(Math.sqrt(variance) / f, sigmas[y][x], 1e-5 * sigmas[y][x], y + ", " + x);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--badPixels=INVALIDATE, --badPixelMap=, 1",
    "--cosmicRays=INVALIDATE, --cosmicRaySigma=2, 4"
  })
  void pixelThatIsMadeInvalidHasNoNoise(String treatment, String how, int flag) throws IOException {
    Path map = Files.writeString(folder.resolve("bad.pl"), "5 7 3 4\n");
    Path output = folder.resolve("invalid" + flag);
    Program program =
        Program.calibrate(
            raw,
            output,
            BY_HEADER[0],
            BY_HEADER[1],
            BY_HEADER[2],
            "--planes=UNCERT,MASK",
            treatment,
            how.endsWith("=") ? how + map : how);
    assertEquals(0, program.status(), program.err());
    double[][] values = plane(light(output, 2), 0);
    double[][] sigmas = plane(light(output, 2), 1);
    double[][] flags = plane(light(output, 2), 2);
    int invalid = 0;
    for (int y = 0; y < AmplifierNight.HEIGHT; y++) {
      for (int x = 0; x < AmplifierNight.WIDTH; x++) {
        boolean flagged = ((int) flags[y][x] & (flag | 8)) != 0;
        assertEquals(flagged, Double.isNaN(values[y][x]), y + ", " + x);
        assertEquals(flagged, Double.isNaN(sigmas[y][x]), y + ", " + x);
        invalid += ((int) flags[y][x] & flag) != 0 ? 1 : 0;
      }
    }
    assertTrue(invalid > 0);
  }

  @Test
  void electronsAreCountsTimesTheGainAndTheHeaderSaysSo() throws IOException {
    Path electrons = folder.resolve("electrons");
    Program program =
        Program.calibrate(
            raw,
            electrons,
            BY_HEADER[0],
            BY_HEADER[1],
            BY_HEADER[2],
            "--planes=UNCERT,MASK",
            "--unit=ELECTRON");
    assertEquals(0, program.status(), program.err());
    for (int hdu = 0; hdu < 2; hdu++) {
      double[][] counts = plane(light(reduced, 1), hdu);
      double[][] times = plane(light(electrons, 1), hdu);
      for (int y = 0; y < counts.length; y++) {
        for (int x = 0; x < counts[y].length; x++) {
          assertEquals(GAIN * counts[y][x], times[y][x], 2e-7 * Math.abs(times[y][x]));
        }
      }
    }
    assertArrayEquals(plane(light(reduced, 1), 2), plane(light(electrons, 1), 2));
    Header before = Program.header(light(reduced, 1));
    Header header = Program.header(light(electrons, 1));
    assertEquals("adu", before.getStringValue("BUNIT"));
    assertEquals(GAIN, before.getDoubleValue("EGAIN"));
    assertEquals(AmplifierNight.SATURATION, before.getDoubleValue("SATURATE"));
    assertEquals("electron", header.getStringValue("BUNIT"));
    assertEquals(1, header.getDoubleValue("EGAIN"));
    assertEquals(AmplifierNight.SATURATION * GAIN, header.getDoubleValue("SATURATE"));
    assertEquals(GAIN, header.getDoubleValue("NBEGAIN"));
    assertEquals(7.5, header.getDoubleValue("CRPIX1"));
    assertFalse(header.containsKey("TRIMSEC"), "it is of the stored image");
  }

  @Test
  void noiseThatIsNotKnownIsNotGuessed() throws IOException {
    Path unknown = folder.resolve("unknown");
    AmplifierNight.writeSingle(unknown, AMPLIFIER, false);
    AmplifierNight.edit(
        unknown.resolve("Lights/1.fits"), fits -> fits.getHDU(0).getHeader().deleteKey("EGAIN"));
    AmplifierNight.edit(
        unknown.resolve("Lights/2.fits"), fits -> fits.getHDU(0).getHeader().deleteKey("RDNOISE"));
    Path output = folder.resolve("unknownReduced");
    // The gain is a setting of the camera as well; here it is missing.
    Object[] options = {"--planes=UNCERT", "--ignoreSettings=GAIN"};
    assertEquals(3, Program.calibrate(unknown, output, options).status());
    Map<String, Map<String, String>> rows = Program.table(output);
    String noGain = rows.get("Lights/1.fits").get("reason");
    String noNoise = rows.get("Lights/2.fits").get("reason");
    assertEquals("rejected", rows.get("Lights/1.fits").get("status"));
    assertTrue(noGain.startsWith("--planes=UNCERT needs the gain in e-/ADU"), noGain);
    assertTrue(noGain.endsWith("say --electronsPerAdu"), noGain);
    assertEquals("rejected", rows.get("Lights/2.fits").get("status"));
    assertTrue(noNoise.startsWith("--planes=UNCERT needs the read noise"), noNoise);
    assertTrue(noNoise.endsWith("say --readNoise"), noNoise);
    assertEquals(
        0,
        Program.calibrate(
                unknown,
                output,
                options[0],
                options[1],
                "--readNoise=6",
                "--electronsPerAdu=1.5",
                "--unit=ELECTRON")
            .status());
  }
}
