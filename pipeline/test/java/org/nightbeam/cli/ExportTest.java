package org.nightbeam.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.synthetic.SyntheticNight;

/** Masters in the form of other programs. */
class ExportTest {
  @TempDir Path folder;
  private Path raw;
  private Path reduced;
  private Path exported;

  @BeforeEach
  void makeTheMasters() throws IOException {
    raw = folder.resolve("raw");
    reduced = folder.resolve("reduced");
    exported = folder.resolve("exported");
    new SyntheticNight(64, 130, 3, 3, 3, 2, List.of("V"), 5).writeTo(raw);
    Program program = Program.calibrate(raw, reduced);
    assertEquals(0, program.status(), program.out() + program.err());
  }

  private Program export(Object... more) {
    Object[] words = new Object[3 + more.length];
    words[0] = "export";
    words[1] = "--masters=" + reduced.resolve("masters");
    words[2] = "--output=" + exported;
    System.arraycopy(more, 0, words, 3, more.length);
    return Program.run(words);
  }

  private static Path of(Path masters, String type) throws IOException {
    return Program.files(masters).values().stream()
        .filter(file -> file.getFileName().toString().startsWith(type))
        .findFirst()
        .orElseThrow();
  }

  private static Header header(Path file) throws IOException, FitsException {
    try (Fits fits = new Fits(file.toFile())) {
      return fits.getHDU(0).getHeader();
    }
  }

  @Test
  void aDarkHasItsBiasAndItsExposureTime() throws IOException, FitsException {
    Program program = export();
    assertEquals(0, program.status(), program.out() + program.err());
    assertEquals(3, program.out().lines().count(), program.out());
    double[][] bias = Program.pixels(of(reduced.resolve("masters"), "bias"));
    double[][] rate = Program.pixels(of(reduced.resolve("masters"), "dark"));
    Path file = of(exported, "dark");
    Header header = header(file);
    double seconds = header.getDoubleValue("EXPTIME");
    assertEquals(60, seconds);
    assertFalse(
        header.findCard("COMMENT") != null
            && header.findCard("COMMENT").getComment().contains("EXPTIME"));
    assertEquals("Master Dark", header.getStringValue("IMAGETYP"));
    assertEquals("adu", header.getStringValue("BUNIT"));
    assertFalse(header.containsKey("NBMASTER"));
    double[][] dark = Program.pixels(file);
    for (int y = 0; y < rate.length; y++) {
      for (int x = 0; x < rate[0].length; x++) {
        assertEquals(rate[y][x] * seconds + bias[y][x], dark[y][x], 2e-4);
      }
    }
  }

  /** Read back as masters of other software, they calibrate as the run's own did. */
  @Test
  void whatIsExportedCalibratesAlike() throws IOException {
    double[][] flat = Program.pixels(of(reduced.resolve("masters"), "flat"));
    int invalid = 0;
    for (String darks : List.of("WITH_BIAS", "BIAS_SUBTRACTED")) {
      exported = folder.resolve(darks);
      assertEquals(0, export("--exportDarks=" + darks).status());
      Path again = folder.resolve("again " + darks);
      // The header of a dark without its bias says so by itself.
      String stated = darks.equals("WITH_BIAS") ? darks : "UNKNOWN";
      Program program =
          Program.calibrate(
              raw.resolve("ScienceImages"),
              again,
              "--masters=" + exported,
              "--foreignDarks=" + stated);
      assertEquals(0, program.status(), program.out() + program.err());
      Map<String, Path> lights = Program.files(reduced.resolve("calibrated/ScienceImages"));
      assertEquals(lights.keySet(), Program.files(again.resolve("calibrated")).keySet());
      for (Map.Entry<String, Path> light : lights.entrySet()) {
        double[][] expected = Program.pixels(light.getValue());
        double[][] found = Program.pixels(again.resolve("calibrated").resolve(light.getKey()));
        for (int y = 0; y < expected.length; y++) {
          for (int x = 0; x < expected[0].length; x++) {
            if (Double.isNaN(expected[y][x])) {
              invalid++; // of the light, or of the flat, whose exported form has no NaN
              continue;
            }
            // The flat divides the rounding of the dark; its mean is 1 with the invalid pixels now.
            double tolerance = 5e-4 / Math.abs(flat[y][x]) + 2e-5 * Math.abs(expected[y][x]);
            assertEquals(expected[y][x], found[y][x], tolerance, darks);
          }
        }
      }
    }
    assertTrue(invalid < 2 * 2 * 64 * 130 / 20, invalid + " invalid pixels");
  }

  @Test
  void aDarkWhoseBiasIsMissingIsRefusedAndTheOthersAreWritten() throws IOException {
    Files.delete(of(reduced.resolve("masters"), "bias"));
    Program program = export();
    assertEquals(3, program.status(), program.err());
    assertTrue(program.err().contains("dark-60s"), program.err());
    assertTrue(
        program.err().contains("the bias that was subtracted is not among --masters"),
        program.err());
    assertEquals(1, Program.files(exported).size());
    assertEquals(0, export("--exportDarks=BIAS_SUBTRACTED").status());
  }

  @Test
  void darksThatWereNeverFreeOfTheirBiasHaveItStill() throws IOException {
    Path noBias = folder.resolve("no bias");
    Program made =
        Program.calibrate(
            raw.resolve("Darks"), noBias, "--missingMasters=SKIP_STEP", "--report=false");
    assertEquals(0, made.status(), made.err());
    reduced = noBias;
    Program program = export();
    assertEquals(0, program.status(), program.err());
    double[][] rate = Program.pixels(of(noBias.resolve("masters"), "dark"));
    double[][] dark = Program.pixels(of(exported, "dark"));
    assertEquals(rate[3][4] * 60, dark[3][4], 2e-4);
    assertTrue(dark[3][4] > 500, "it has its bias");
    Program refused = export("--exportDarks=BIAS_SUBTRACTED");
    assertEquals(1, refused.status());
    assertTrue(refused.err().contains("its bias was never subtracted"), refused.err());
  }

  @Test
  void darksOfPreparedFramesAreOfNoUseWithTheirBias() throws IOException {
    reduced = folder.resolve("prepared");
    Program made = Program.calibrate(raw, reduced, "--trim=3:62,1:130");
    assertEquals(0, made.status(), made.err());
    Program program = export();
    assertEquals(3, program.status(), program.err());
    assertTrue(program.err().contains("its frames were corrected for overscan"), program.err());
    assertEquals(0, export("--exportDarks=BIAS_SUBTRACTED").status());
  }

  @Test
  void aDamagedMasterIsNotExported() throws IOException {
    Path flat = of(reduced.resolve("masters"), "flat");
    try (RandomAccessFile file = new RandomAccessFile(flat.toFile(), "rw")) {
      file.seek(file.length() - 5000);
      file.write(42);
    }
    Program program = export();
    assertEquals(3, program.status(), program.err());
    assertTrue(program.err().contains("changed or damaged"), program.err());
    assertFalse(Program.files(exported).keySet().stream().anyMatch(name -> name.contains("flat")));
  }

  @Test
  void anOutputAmongTheMastersIsAMistake() {
    exported = reduced.resolve("masters/siril");
    Program program = export();
    assertEquals(2, program.status());
    assertTrue(program.err().contains("name another folder"), program.err());
  }

  @Test
  void darksOfBothKindsDoNotReplaceEachOther() throws IOException {
    assertEquals(0, export().status());
    assertEquals(0, export("--exportDarks=BIAS_SUBTRACTED").status());
    assertEquals(
        List.of(true, true),
        List.of("-with-bias.fits", "-bias-subtracted.fits").stream()
            .map(end -> exported().stream().anyMatch(name -> name.endsWith(end)))
            .toList());
    assertEquals(4, exported().size(), exported().toString());
  }

  private Set<String> exported() {
    try {
      return Program.files(exported).keySet();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void noMasterIsReplaced() throws IOException {
    Path bias = of(reduced.resolve("masters"), "bias");
    byte[] before = Files.readAllBytes(bias);
    Program program =
        Program.run("export", "--masters=" + bias, "--output=" + bias.getParent().getParent());
    assertEquals(2, program.status(), program.out());
    assertTrue(program.err().contains("is a master of --masters"), program.err());
    assertArrayEquals(before, Files.readAllBytes(bias));
  }

  @Test
  void ofTwoMastersOfOneNameTheSecondIsLeft() throws IOException {
    Path library = folder.resolve("library");
    for (String type : List.of("bias", "flat")) {
      Path camera = library.resolve("camera of " + type);
      Files.createDirectories(camera);
      Files.copy(of(reduced.resolve("masters"), type), camera.resolve("master.fits"));
    }
    Program program = Program.run("export", "--masters=" + library, "--output=" + exported);
    assertEquals(3, program.status(), program.err());
    assertTrue(program.err().contains("another master is master.fits too"), program.err());
    assertEquals(1, Program.files(exported).size());
  }

  @Test
  void whereThereIsNoMasterNothingIsWritten() {
    Program program = Program.run("export", "--masters=" + raw, "--output=" + exported);
    assertEquals(1, program.status());
    assertTrue(program.err().contains("there is no master"), program.err());
    assertTrue(program.err().endsWith("nightbeam: nothing was exported\n"), program.err());
    assertFalse(Files.exists(exported));
  }
}
