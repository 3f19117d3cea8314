package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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

/** Cosmic rays in lights, from the option to the product. */
class CosmicRaysTest {
  private static final int HEADER = 2880;
  private static final int WIDTH = 96;
  private static final int[][] HITS = {{40, 20}, {40, 21}, {41, 22}, {55, 70}, {30, 60}};

  @TempDir Path folder;
  private Path raw;
  private Path undisturbed;

  @BeforeEach
  void makeANight() throws IOException {
    raw = folder.resolve("raw");
    undisturbed = folder.resolve("undisturbed");
    new SyntheticNight(WIDTH, 80, 5, 5, 5, 2, List.of("V"), 5).writeTo(raw);
    assertEquals(0, Program.calibrate(raw, undisturbed).status());
    // A few thousand ADU into single pixels of the first light.
    Path light = raw.resolve("ScienceImages/field_V_001.fits");
    byte[] bytes = Files.readAllBytes(light);
    ByteBuffer pixels = ByteBuffer.wrap(bytes);
    for (int[] hit : HITS) {
      int at = HEADER + 2 * (hit[0] * WIDTH + hit[1]);
      pixels.putShort(at, (short) (pixels.getShort(at) + 4000));
    }
    Files.write(light, bytes);
  }

  private double[][] product(Path output, int number) throws IOException {
    return Program.pixels(output.resolve("calibrated/ScienceImages/field_V_00" + number + ".fits"));
  }

  @Test
  void hitsAreReplacedAndAllElseStays() throws IOException {
    Path output = folder.resolve("replaced");
    Program program = Program.calibrate(raw, output, "--cosmicRays=REPLACE", "--readNoise=20");
    assertEquals(0, program.status(), program.out() + program.err());
    double[][] before = product(undisturbed, 1);
    double[][] after = product(output, 1);
    for (int[] hit : HITS) {
      assertEquals(before[hit[0]][hit[1]], after[hit[0]][hit[1]], 120);
    }
    int other = 0;
    for (int y = 0; y < before.length; y++) {
      for (int x = 0; x < WIDTH; x++) {
        other += before[y][x] != after[y][x] ? 1 : 0;
      }
    }
    Path light = output.resolve("calibrated/ScienceImages/field_V_001.fits");
    var header = Program.header(light);
    int counted = Integer.parseInt(header.getStringValue("NBCRHITS"));
    assertTrue(counted >= HITS.length, "" + counted);
    assertTrue(other <= counted, other + " of " + counted);
    int iterations = header.getIntValue("NBCRITER");
    assertTrue(iterations >= 1 && iterations <= 4, "" + iterations);
    String history = Program.history(light);
    assertTrue(
        history.contains(
            "Nightbeam: cosmic rays: "
                + counted
                + " pixels hit, "
                + iterations
                + " of 4 iterations"),
        history);
    // A second run knows it; another parameter is another product.
    Program again = Program.calibrate(raw, output, "--cosmicRays=REPLACE", "--readNoise=20");
    assertTrue(again.out().contains("up to date    2 of 2 lights"), again.out());
    Program lenient =
        Program.calibrate(
            raw, output, "--cosmicRays=REPLACE", "--readNoise=20", "--cosmicRaySigma=1000");
    assertTrue(lenient.out().contains("calibrated    2 of 2 lights"), lenient.out());
    assertArrayEquals(product(undisturbed, 2), product(output, 2));
  }

  @Test
  void hitsBecomeInvalidWhereThatIsAskedFor() throws IOException {
    Path output = folder.resolve("invalid");
    Program program =
        Program.calibrate(
            raw, output, "--cosmicRays=INVALIDATE", "--readNoise=20", "--electronsPerAdu=1.5");
    assertEquals(0, program.status(), program.out() + program.err());
    double[][] after = product(output, 1);
    for (int[] hit : HITS) {
      assertTrue(Double.isNaN(after[hit[0]][hit[1]]), hit[0] + ", " + hit[1]);
    }
  }

  @Test
  void noiseThatIsNotKnownIsNotGuessed() throws IOException {
    Path output = folder.resolve("unknown");
    Program program = Program.calibrate(raw, output, "--cosmicRays=REPLACE");
    assertEquals(3, program.status());
    for (Map<String, String> row : Program.table(output).values()) {
      if (row.get("type").equals("light")) {
        assertEquals("rejected", row.get("status"));
        assertTrue(row.get("reason").endsWith("say --readNoise"), row.get("reason"));
      }
    }
  }
}
