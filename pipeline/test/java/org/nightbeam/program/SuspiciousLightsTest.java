package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** Lights that are none by their pixels: calibrated, as nothing is sure, but with a warning. */
class SuspiciousLightsTest {
  @TempDir Path folder;

  @Test
  void flatsAndBiasesAmongTheLightsAreFlagged() throws IOException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(160, 120, 5, 5, 5, 4, List.of("V"), 5).writeTo(raw);
    Path lights = raw.resolve("ScienceImages");
    // Which frame of a folder it is does not matter.
    Path flat = Program.files(raw.resolve("Flats")).values().iterator().next();
    Path bias = Program.files(raw.resolve("Bias")).values().iterator().next();
    Files.move(flat, lights.resolve("a-flat.fits"));
    Files.move(bias, lights.resolve("a-bias.fits"));
    Path facts =
        Files.writeString(
            folder.resolve("facts.yaml"),
            "'*/a-*.fits': {filter: V, night: 2026-01-15, temperature: -10}\n"
                + "'*/a-bias.fits': {exposure: 60}\n");
    Path output = folder.resolve("reduced");
    Program program = Program.calibrate(raw, output, "--facts=" + facts);
    assertEquals(0, program.status(), program.out() + program.err());
    for (Map.Entry<String, Map<String, String>> row : Program.table(output).entrySet()) {
      String warnings = row.getValue().get("warnings");
      if (row.getKey().endsWith("a-flat.fits")) {
        assertTrue(warnings.contains("is it a flat?"), warnings);
      } else if (row.getKey().endsWith("a-bias.fits")) {
        assertTrue(warnings.contains("is it a bias or a dark"), warnings);
      } else {
        assertEquals("", warnings, row.getKey());
      }
    }
    assertTrue(program.out().contains("warnings      2 frames"), program.out());
  }
}
