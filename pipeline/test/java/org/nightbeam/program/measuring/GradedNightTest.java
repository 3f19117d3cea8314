package org.nightbeam.program.measuring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nom.tam.fits.Fits;
import nom.tam.fits.ImageHDU;
import nom.tam.util.FitsFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** A night of which some lights are spoilt: what the table, the list and the terminal say. */
class GradedNightTest {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(360, 300, 3, 3, 3, 9, List.of("V"), 3);

  @TempDir static Path folder;
  private static Path night;
  private static Path output;
  private static Program first;

  private interface Change {
    double of(short[][] pixels, int x, int y);
  }

  /** The raw values of a light, 0 to 65535, are changed. */
  private static void change(String name, Change change) throws Exception {
    Path file = night.resolve("ScienceImages/" + name);
    try (Fits fits = new Fits(file.toFile())) {
      ImageHDU image = (ImageHDU) fits.getHDU(0);
      short[][] pixels = (short[][]) image.getKernel();
      short[][] changed = new short[pixels.length][pixels[0].length];
      for (int y = 0; y < pixels.length; y++) {
        for (int x = 0; x < pixels[0].length; x++) {
          changed[y][x] = (short) (Math.rint(change.of(pixels, x, y)) - 32768);
        }
      }
      for (int y = 0; y < pixels.length; y++) {
        System.arraycopy(changed[y], 0, pixels[y], 0, pixels[y].length);
      }
      Path other = file.resolveSibling("changed");
      try (FitsFile out = new FitsFile(other.toFile(), "rw")) {
        fits.write(out);
      }
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Takes away the light of stars that cloud holds back; the noise of what is left stays. */
  private static void dim(String name, double transmission) throws Exception {
    float[][] flat = NIGHT.sensor().flat("V");
    double variance = SyntheticNight.STAR_SIGMA * SyntheticNight.STAR_SIGMA;
    change(
        name,
        (p, x, y) -> {
          double light = 0;
          for (SyntheticNight.Star star : NIGHT.stars()) {
            double r2 = Math.pow(x - star.x(), 2) + Math.pow(y - star.y(), 2);
            light += star.flux() * Math.exp(-r2 / (2 * variance)) / (2 * Math.PI * variance);
          }
          return raw(p, x, y) - (1 - transmission) * light * flat[y][x];
        });
  }

  private static double raw(short[][] pixels, int x, int y) {
    return pixels[y][x] + 32768;
  }

  @BeforeAll
  static void calibrate() throws Exception {
    night = folder.resolve("night");
    output = folder.resolve("reduced");
    NIGHT.writeTo(night);
    dim("field_V_003.fits", 0.3);
    change(
        "field_V_005.fits",
        (p, x, y) -> {
          double sum = 0;
          for (int k = 0; k < 8; k++) {
            sum += raw(p, Math.min(x + k, p[0].length - 1), y);
          }
          return sum / 8;
        });
    change(
        "field_V_007.fits",
        (p, x, y) ->
            raw(p, x, y) + 400 * Math.exp(-Math.pow(y - 20 - 0.7 * x, 2) / (2 * 1.8 * 1.8 * 1.49)));
    first = Program.calibrate(night, output, "--sources");
    assertEquals(0, first.status(), first.out() + first.err());
  }

  private static Map<String, Map<String, String>> lights(Path of) throws IOException {
    Map<String, Map<String, String>> lights = new TreeMap<>();
    for (Map<String, String> row : Program.table(of).values()) {
      if (row.get("type").equals("light")) {
        lights.put(row.get("path").replaceFirst(".*/", ""), row);
      }
    }
    return lights;
  }

  @Test
  void theTableMarksWhatIsOdd() throws IOException {
    Map<String, Map<String, String>> lights = lights(output);
    assertEquals(9, lights.size());
    for (Map.Entry<String, Map<String, String>> light : lights.entrySet()) {
      Map<String, String> row = light.getValue();
      String expected =
          switch (light.getKey()) {
            case "field_V_003.fits" -> "cloud";
            case "field_V_005.fits" -> "trailed";
            case "field_V_007.fits" -> "satellite trail";
            default -> "";
          };
      assertEquals(expected, row.get("odd"), light.toString());
      assertEquals("made-up field", row.get("object"));
      double transparency = Double.parseDouble(row.get("transparency"));
      assertEquals(expected.equals("cloud") ? 0.3 : 1, transparency, 0.06, light.toString());
      if (expected.isEmpty()) {
        assertEquals(
            2.3548 * SyntheticNight.STAR_SIGMA, Double.parseDouble(row.get("fwhm_px")), 0.2);
        assertEquals(1, Double.parseDouble(row.get("elongation")), 0.06);
      }
      assertFalse(row.get("limiting_mag").isEmpty());
    }
    Map<String, String> trailed = lights.get("field_V_005.fits");
    assertEquals(0, Double.parseDouble(trailed.get("elongation_deg")), 5);
    assertTrue(Double.parseDouble(trailed.get("elongation")) > 1.5, trailed.toString());
  }

  @Test
  void theOthersAreListedForOtherPrograms() throws IOException {
    List<String> good = Files.readAllLines(output.resolve("good.txt"));
    List<String> expected =
        lights(output).values().stream()
            .filter(row -> row.get("odd").isEmpty())
            .map(row -> row.get("output"))
            .sorted()
            .toList();
    assertEquals(6, expected.size());
    assertEquals(expected, good);
    good.forEach(path -> assertTrue(Files.exists(output.resolve(path)), path));
  }

  @Test
  void theTerminalSaysWhatIsOddAndWhereAllIs() {
    List<String> lines = first.out().lines().toList();
    assertTrue(
        lines.contains(
            "  odd           3 of 9 lights (1 cloud, 1 trailed, 1 satellite trail), see the column odd"
                + " of frames.csv"),
        first.out());
    assertTrue(first.out().contains("  sources/ (a catalogue per light)"), first.out());
    assertTrue(first.out().contains("good.txt"), first.out());
  }

  @Test
  void aLaterRunComparesAgainWhatItDoesNotMakeAgain() throws IOException {
    Path again = folder.resolve("again");
    assertEquals(0, Program.calibrate(night, again, "--sources").status());
    byte[] good = Files.readAllBytes(again.resolve("good.txt"));
    Map<String, Map<String, String>> before = lights(again);
    assertEquals(0, Program.calibrate(night, again, "--sources").status());
    assertArrayEquals(good, Files.readAllBytes(again.resolve("good.txt")));
    for (Map.Entry<String, Map<String, String>> light : lights(again).entrySet()) {
      Map<String, String> made = before.get(light.getKey());
      assertEquals("calibrated", made.put("status", "up-to-date"));
      assertEquals(made, light.getValue());
    }
    String[] mild = {
      "--sources", "--cloudLimit=5", "--trailedLimit=10", "--satelliteLimit=1", "--focusLimit=9"
    };
    Program third = Program.calibrate(night, again, mild);
    assertEquals(0, third.status());
    for (Map<String, String> row : lights(again).values()) {
      assertEquals("up-to-date", row.get("status"), "limits measure nothing again");
      assertEquals("", row.get("odd"), row.toString());
    }
    assertFalse(third.out().contains("  odd "), third.out());
    assertEquals(9, Files.readAllLines(again.resolve("good.txt")).size());
    assertEquals(0, Program.calibrate(night, again).status());
    assertFalse(Files.exists(again.resolve("good.txt")), "nothing was compared");
  }
}
