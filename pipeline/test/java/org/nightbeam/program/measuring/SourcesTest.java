package org.nightbeam.program.measuring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.Header;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** Catalogues of a night whose stars are known. */
class SourcesTest {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(300, 240, 5, 5, 5, 4, List.of("V"), 3);

  @TempDir static Path folder;
  private static Path night;
  private static Path plain;
  private static Path measured;

  @BeforeAll
  static void calibrate() throws IOException {
    night = folder.resolve("night");
    NIGHT.writeTo(night);
    plain = folder.resolve("plain");
    measured = folder.resolve("measured");
    Program without = Program.calibrate(night, plain);
    assertEquals(0, without.status(), without.out());
    Program with = Program.calibrate(night, measured, "--sources");
    assertEquals(0, with.status(), with.out());
  }

  private static Map<String, Path> catalogues(Path output) throws IOException {
    return Program.files(output.resolve("sources"));
  }

  @Test
  void productsAreTheSameBytesWithAndWithout() throws IOException {
    Map<String, Path> expected = Program.files(plain.resolve("calibrated"));
    Map<String, Path> found = Program.files(measured.resolve("calibrated"));
    assertEquals(expected.keySet(), found.keySet());
    for (String name : expected.keySet()) {
      assertArrayEquals(
          Files.readAllBytes(expected.get(name)), Files.readAllBytes(found.get(name)), name);
    }
    assertFalse(Files.exists(plain.resolve("sources")));
  }

  @Test
  void eachLightHasACatalogueOfItsStars() throws Exception {
    Map<String, Path> all = catalogues(measured);
    assertEquals(4, all.size(), all.keySet().toString());
    for (Path file : all.values()) {
      try (Fits fits = new Fits(file.toFile())) {
        BinaryTableHDU table = (BinaryTableHDU) fits.getHDU(1);
        Header header = table.getHeader();
        double[] x = (double[]) table.getColumn("xwin");
        double[] y = (double[]) table.getColumn("ywin");
        int found = 0;
        int bright = 0;
        for (SyntheticNight.Star star : NIGHT.stars()) {
          boolean inside = star.x() > 8 && star.x() < 292 && star.y() > 8 && star.y() < 232;
          if (star.flux() > 20 * header.getDoubleValue("LIMFLUX") && inside) {
            bright++;
            for (int i = 0; i < x.length; i++) {
              if (Math.hypot(x[i] - 1 - star.x(), y[i] - 1 - star.y()) < 0.7) {
                found++;
                break;
              }
            }
          }
        }
        assertTrue(bright >= 3, bright + " bright stars");
        assertTrue(found >= 0.9 * bright, found + " of " + bright + " in " + file);
        assertEquals(
            SyntheticNight.SKY, header.getDoubleValue("SKYLEVEL"), 0.2 * SyntheticNight.SKY);
        assertEquals("V", header.getStringValue("FILTER"));
        Path light = measured.resolve("calibrated").resolve(nameOfLight(file));
        assertEquals(
            Program.header(light).getStringValue("NBFPRINT"), header.getStringValue("NBFPRINT"));
      }
    }
  }

  private static String nameOfLight(Path catalogue) {
    String below = measured.resolve("sources").relativize(catalogue).toString();
    return below.replace(".cat.fits", ".fits");
  }

  @Test
  void aSecondRunMakesNothingAgain() throws IOException {
    Path output = folder.resolve("again");
    assertEquals(0, Program.calibrate(night, output, "--sources").status());
    Map<String, Path> before = catalogues(output);
    for (Map.Entry<String, Path> file : before.entrySet()) {
      assertArrayEquals(
          Files.readAllBytes(catalogues(measured).get(file.getKey())),
          Files.readAllBytes(file.getValue()));
    }
    Program second = Program.calibrate(night, output, "--sources");
    assertEquals(0, second.status());
    assertTrue(
        Program.table(output).values().stream()
            .filter(row -> row.get("type").equals("light"))
            .allMatch(row -> row.get("status").equals("up-to-date")),
        second.out());
    assertEquals(before.keySet(), catalogues(output).keySet());
  }

  @Test
  void aLightWhoseCatalogueIsGoneIsMadeAgainAndNoOther() throws IOException {
    Path output = folder.resolve("gone");
    String[] options = {"--sources", "--compress=GZIP"};
    assertEquals(0, Program.calibrate(night, output, options).status());
    Map<String, Path> before = catalogues(output);
    assertEquals(catalogues(measured).keySet(), before.keySet());
    Path gone = before.values().iterator().next();
    byte[] bytes = Files.readAllBytes(gone);
    Files.delete(gone);
    assertEquals(0, Program.calibrate(night, output, options).status());
    assertArrayEquals(bytes, Files.readAllBytes(gone));
    List<String> made =
        Program.table(output).values().stream()
            .filter(row -> row.get("type").equals("light"))
            .filter(row -> row.get("status").equals("calibrated"))
            .map(row -> row.get("output").replaceFirst(".*/", ""))
            .toList();
    assertEquals(List.of(gone.getFileName().toString().replace(".cat.fits", ".fits.gz")), made);
  }

  @Test
  void cataloguesAreNoInputWhereProductsAreBesideTheirFrames() throws IOException {
    Path both = folder.resolve("both");
    NIGHT.writeTo(both);
    assertEquals(0, Program.calibrate(both, both, "--sources").status());
    int frames = Program.table(both).size();
    assertEquals(4, catalogues(both).size());
    assertEquals(0, Program.calibrate(both, both, "--sources").status());
    assertEquals(frames, Program.table(both).size());
  }

  @Test
  void radiiThatAreNoneAreRefused() {
    for (String radii : List.of("3,2", "0,1", "one", "1,1", "-1", "NaN")) {
      Program program =
          Program.calibrate(night, folder.resolve("none"), "--sources", "--apertures=" + radii);
      assertEquals(2, program.status(), program.out());
      assertTrue(
          (program.out() + program.err()).contains("--apertures=" + radii + ": expected"),
          program.out() + program.err());
    }
  }

  @Test
  void theMapOfTheSkyIsAPlaneWithAndWithoutACatalogue() throws Exception {
    Path alone = folder.resolve("sky");
    Path both = folder.resolve("sky-and-sources");
    assertEquals(0, Program.calibrate(night, alone, "--planes=BACKGROUND,MASK").status());
    Program withSources = Program.calibrate(night, both, "--planes=BACKGROUND,MASK", "--sources");
    assertEquals(0, withSources.status(), withSources.out());
    assertFalse(Files.exists(alone.resolve("sources")));
    assertEquals(catalogues(measured).keySet(), catalogues(both).keySet());
    Map<String, Path> lights = Program.files(alone.resolve("calibrated"));
    assertEquals(4, lights.size());
    for (Map.Entry<String, Path> light : lights.entrySet()) {
      byte[] bytes = Files.readAllBytes(light.getValue());
      assertArrayEquals(
          bytes, Files.readAllBytes(Program.files(both.resolve("calibrated")).get(light.getKey())));
      try (Fits fits = new Fits(light.getValue().toFile());
          Fits without = new Fits(plain.resolve("calibrated").resolve(light.getKey()).toFile())) {
        float[][] pixels = (float[][]) fits.getHDU(0).getKernel();
        assertArrayEquals((float[][]) without.getHDU(0).getKernel(), pixels);
        Header header = fits.getHDU(1).getHeader();
        assertEquals("BACKGROUND", header.getStringValue("EXTNAME"));
        assertEquals("adu", header.getStringValue("BUNIT"));
        float[][] sky = (float[][]) fits.getHDU(1).getKernel();
        int above = 0;
        for (int y = 0; y < pixels.length; y++) {
          for (int x = 0; x < pixels[y].length; x++) {
            above += pixels[y][x] > sky[y][x] ? 1 : 0;
            assertEquals(SyntheticNight.SKY, sky[y][x], 0.2 * SyntheticNight.SKY);
          }
        }
        // Of the sky, half is above its level; stars add some, and their faint wings.
        assertEquals(0.52, above / (240.0 * 300), 0.03, light.getKey());
      }
    }
  }

  /** A run with another threshold is killed when a catalogue of it is there, and no product. */
  @Test
  void aCatalogueOfAnotherRunIsNotTakenForThatOfThisOne() throws IOException {
    Path raw = folder.resolve("raw");
    Path output = folder.resolve("reduced");
    new SyntheticNight(120, 100, 3, 3, 3, 2, List.of("V"), 5).writeTo(raw);
    Object[] first = {"--sources", "--sourceSigma=4"};
    assertEquals(0, Program.calibrate(raw, output, first).status());
    Path journal = output.resolve(".nightbeam-journal");
    Map<String, String> last = new TreeMap<>(); // so few lines that none is left out
    Files.readAllLines(journal).forEach(line -> last.put(line.split(" ")[0], line));
    String before = String.join("\n", last.values()) + "\n";
    Files.writeString(journal, before);
    Map<String, byte[]> made = new TreeMap<>();
    for (Map.Entry<String, Path> file : Program.files(output).entrySet()) {
      made.put(file.getKey(), Files.readAllBytes(file.getValue()));
    }
    Path light = raw.resolve("ScienceImages/field_V_002.fits");
    Files.move(light, folder.resolve("away"));
    assertEquals(0, Program.calibrate(raw, output, "--sources", "--sourceSigma=30").status());
    Files.move(folder.resolve("away"), light);
    String name = "sources/ScienceImages/field_V_001.cat.fits";
    byte[] other = Files.readAllBytes(output.resolve(name));
    assertFalse(Arrays.equals(made.get(name), other));
    // The state in between: all that was noted before a product of the second run is announced.
    String after = Files.readString(journal).substring(before.length());
    StringBuilder noted = new StringBuilder(before);
    for (String line : after.lines().toList()) {
      if (!line.split(" ")[1].equals("-")) {
        break;
      }
      noted.append(line).append('\n');
    }
    for (Map.Entry<String, byte[]> file : made.entrySet()) {
      Files.write(output.resolve(file.getKey()), file.getValue());
    }
    Files.write(output.resolve(name), other);
    Files.writeString(journal, noted);
    assertEquals(0, Program.calibrate(raw, output, first).status());
    assertArrayEquals(made.get(name), Files.readAllBytes(output.resolve(name)));
  }
}
