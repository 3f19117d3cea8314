package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** DATASUM and CHECKSUM of the input, as nom-tam-fits writes them. */
class ChecksumTest {
  private static final int HEADER = 2880;
  private static final List<String> CHANGED =
      List.of(
          "Bias/bias_002.fits",
          "Darks/dark_002.fits",
          "Flats/flat_V_002.fits",
          "ScienceImages/field_V_001.fits");

  @TempDir Path folder;
  private Path raw;
  private Path output;

  @BeforeEach
  void makeANightWithSums() throws IOException {
    raw = folder.resolve("raw");
    output = folder.resolve("reduced");
    // Of odd width: a band of one row begins within a word of the sum.
    new SyntheticNight(41, 31, 4, 4, 4, 3, List.of("V"), 5).writeTo(raw);
    for (Path file : Program.files(raw).values()) {
      try (Fits fits = new Fits(file.toFile())) {
        fits.read();
        fits.setChecksum();
        Path summed = file.resolveSibling("summed");
        fits.write(summed.toFile());
        Files.move(summed, file, StandardCopyOption.REPLACE_EXISTING);
      } catch (FitsException e) {
        throw new IOException(e);
      }
    }
  }

  @Test
  void framesThatAgreeAreUsed() throws IOException {
    Program program = Program.calibrate(raw, output, "--bandRows=1");
    assertEquals(0, program.status(), program.out() + program.err());
  }

  @Test
  void changedPixelsAreRejectedAndTheOthersGoOn() throws IOException {
    CHANGED.forEach(this::changePixel);
    Program program = Program.calibrate(raw, output, "--bandRows=1");
    assertEquals(3, program.status(), program.out() + program.err());
    Map<String, Map<String, String>> rows = Program.table(output);
    for (Map.Entry<String, Map<String, String>> row : rows.entrySet()) {
      boolean changed = CHANGED.contains(row.getKey());
      assertEquals(changed, row.getValue().get("status").equals("rejected"), row.toString());
      assertEquals(changed, row.getValue().get("reason").startsWith("DATASUM = "), row.toString());
    }
    // As if the changed ones had never been there.
    for (String path : CHANGED) {
      Files.delete(raw.resolve(path));
    }
    Path without = folder.resolve("without");
    assertEquals(0, Program.calibrate(raw, without).status());
    Map<String, Path> products = Program.files(without.resolve("calibrated"));
    assertEquals(2, products.size());
    for (Map.Entry<String, Path> product : products.entrySet()) {
      assertArrayEquals(
          Files.readAllBytes(product.getValue()),
          Files.readAllBytes(output.resolve("calibrated").resolve(product.getKey())));
    }
  }

  @Test
  void changedPixelsAreUsedWhereThatIsAskedFor() throws IOException {
    CHANGED.forEach(this::changePixel);
    Program program = Program.calibrate(raw, output, "--verifyChecksums=false");
    assertEquals(0, program.status(), program.out() + program.err());
  }

  @Test
  void changedHeaderIsRejected() throws IOException {
    Path light = raw.resolve(CHANGED.get(3));
    byte[] bytes = Files.readAllBytes(light);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Files.writeString(
        light, text.replaceFirst("'V       '", "'R       '"), StandardCharsets.ISO_8859_1);
    Program program = Program.calibrate(raw, output, "--missingMasters=SKIP_STEP");
    assertEquals(3, program.status(), program.out() + program.err());
    Map<String, String> row = Program.table(output).get(CHANGED.get(3));
    assertEquals("rejected", row.get("status"));
    assertTrue(row.get("reason").startsWith("CHECKSUM does not agree"), row.get("reason"));
    assertTrue(Files.notExists(output.resolve("calibrated").resolve(CHANGED.get(3))));
  }

  private void changePixel(String path) {
    try {
      byte[] bytes = Files.readAllBytes(raw.resolve(path));
      bytes[HEADER + 2 * 41 * 17 + 11] ^= 4;
      Files.write(raw.resolve(path), bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
