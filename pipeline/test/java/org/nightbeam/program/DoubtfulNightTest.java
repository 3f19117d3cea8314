package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** Calibration frames that do not go together, and what the user hears of it. */
class DoubtfulNightTest {
  private static final int SIDE = 96;
  private static final List<String> BIASES =
      List.of("Bias/bias_001.fits", "Bias/bias_002.fits", "Bias/bias_003.fits");

  @TempDir Path folder;
  private Path raw;
  private Path out;

  @BeforeEach
  void makeANightWithTwoKindsOfBias() throws IOException {
    raw = folder.resolve("raw");
    out = folder.resolve("out");
    new SyntheticNight(SIDE, SIDE, 5, 3, 3, 1, List.of("V"), 5).writeTo(raw);
    raise(BIASES.get(0), 2000);
    raise(BIASES.get(1), 2000);
  }

  private void raise(String frame, int adu) throws IOException {
    Path file = raw.resolve(frame);
    byte[] bytes = Files.readAllBytes(file);
    int data = bytes.length - (SIDE * SIDE * 2 + 2879) / 2880 * 2880;
    ByteBuffer pixels = ByteBuffer.wrap(bytes);
    for (int at = data; at < data + 2 * SIDE * SIDE; at += 2) {
      pixels.putShort(at, (short) (pixels.getShort(at) + adu));
    }
    Files.write(file, bytes);
  }

  @Test
  void warningReachesTableSummaryAndReportAlsoOfALaterRun() throws IOException {
    Program first = Program.calibrate(raw, out);
    checkWarned(first);
    Program again = Program.calibrate(raw, out);
    assertTrue(again.out().contains("up to date    1 of 1 lights"), again.out());
    checkWarned(again);
  }

  @Test
  void misfitIsKeptByTheOptionThatItsReasonNamesAlsoInALaterRun() throws IOException {
    raise(BIASES.get(1), -2000);
    Program.calibrate(raw, out);
    Map<String, String> misfit = Program.table(out).get(BIASES.get(0));
    assertEquals("rejected", misfit.get("status"));
    assertTrue(misfit.get("reason").contains("--misfits=KEEP"), misfit.toString());

    Program kept = Program.calibrate(raw, out, "--misfits=KEEP");
    assertEquals(0, kept.status(), kept.err());
    assertEquals("used-in-master", Program.table(out).get(BIASES.get(0)).get("status"));
  }

  private void checkWarned(Program run) throws IOException {
    assertEquals(0, run.status(), run.err());
    String doubt = "2 of 5 biases are unlike the others, too many to leave them out";
    Map<String, Map<String, String>> rows = Program.table(out);
    for (String bias : BIASES) {
      assertEquals("used-in-master", rows.get(bias).get("status"));
      assertTrue(rows.get(bias).get("warnings").contains(doubt), rows.get(bias).toString());
    }
    assertEquals("", rows.get("Darks/dark_001.fits").get("warnings"));
    assertTrue(run.out().contains("5 x " + doubt), run.out());
    StringBuilder pages = new StringBuilder();
    for (Map.Entry<String, Path> file : Program.files(out).entrySet()) {
      if (file.getKey().endsWith(".html")) {
        pages.append(Files.readString(file.getValue()));
      }
    }
    assertTrue(pages.toString().contains(doubt), "not in the report");
  }
}
