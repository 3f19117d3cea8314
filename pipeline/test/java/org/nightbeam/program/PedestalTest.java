package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import nom.tam.fits.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** {@code --pedestal}: a constant in the pixels that nothing else sees. */
class PedestalTest {
  private static final String LIGHT = "calibrated/ScienceImages/field_V_001.fits";

  @TempDir Path folder;

  @Test
  void itIsInThePixelsAndTheHeaderAndNowhereElse() throws IOException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(96, 64, 4, 4, 4, 3, List.of("V"), 5).writeTo(raw);
    Path plain = folder.resolve("plain");
    Path raised = folder.resolve("raised");
    assertEquals(0, Program.calibrate(raw, plain, "--sources").status());
    Program run = Program.calibrate(raw, raised, "--sources", "--pedestal=500");
    assertEquals(0, run.status(), run.err());

    double[][] before = Program.pixels(plain.resolve(LIGHT));
    double[][] after = Program.pixels(raised.resolve(LIGHT));
    for (int y = 0; y < before.length; y++) {
      for (int x = 0; x < before[y].length; x++) {
        assertEquals(before[y][x] + 500, after[y][x], 1e-3 + 1e-6 * Math.abs(after[y][x]));
      }
    }
    Header header = Program.header(raised.resolve(LIGHT));
    assertEquals(500, header.getDoubleValue("PEDESTAL"));
    Map<String, Map<String, String>> rows = Program.table(plain);
    Program.table(raised)
        .forEach((path, row) -> assertEquals(rows.get(path), row, "statistics of " + path));
    String catalogue = "sources/ScienceImages/field_V_001.cat.fits";
    assertArrayEquals(
        table(plain.resolve(catalogue)), table(raised.resolve(catalogue)), "the same sources");
    for (String master : Program.files(plain.resolve("masters")).keySet()) {
      assertArrayEquals(
          Files.readAllBytes(plain.resolve("masters/" + master)),
          Files.readAllBytes(raised.resolve("masters/" + master)));
    }
  }

  /** Returns the bytes of a catalogue behind its headers, which name the product. */
  private static byte[] table(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    int end = new String(all, StandardCharsets.ISO_8859_1).lastIndexOf("END     ");
    int data = (end / 2880 + 1) * 2880;
    return Arrays.copyOfRange(all, data, all.length);
  }

  @Test
  void contradictionsAreRefused() {
    Program run =
        Program.calibrate(
            folder, folder.resolve("out"), "--pedestal=5", "--invalidPixels=MINUS_ONE");
    assertEquals(2, run.status());
    assertTrue(run.err().contains("--pedestal and --invalidPixels=MINUS_ONE"), run.err());
  }
}
