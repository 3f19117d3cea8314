package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Nightbeam;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** Memory is bounded by the band, not by the number of frames. */
class MemoryTest {
  private static final int FRAMES = 200;
  private static final int SIDE = 2048;

  @TempDir Path folder;

  @Test
  void aMasterOfTwoHundredFramesFitsInHalfAGigabyte() throws Exception {
    // 1.6 GB of frames: a few files under many names.
    Path few = folder.resolve("few");
    new SyntheticNight(SIDE, SIDE, 4, 0, 0, 0, List.of(), 3).writeTo(few);
    Path raw = Files.createDirectories(folder.resolve("raw/Bias"));
    for (int i = 0; i < FRAMES; i++) {
      Files.createLink(
          raw.resolve(String.format("bias_%03d.fits", i)),
          few.resolve(String.format("Bias/bias_%03d.fits", 1 + i % 4)));
    }
    Path output = folder.resolve("reduced");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Nightbeam.class.getName(),
                "--misfits=KEEP", // copies count
                "--input=" + raw,
                "--output=" + output,
                "--scratch=" + folder.resolve("scratch"))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), said);
    assertEquals(0, process.exitValue(), said);
    Path master = Program.files(output.resolve("masters")).values().iterator().next();
    assertEquals(FRAMES, Program.header(master).getIntValue("NCOMBINE"));
    // Each value occurs fifty times: the median is that of the four frames.
    double[][][] frames = new double[4][][];
    for (int i = 0; i < 4; i++) {
      frames[i] = Program.pixels(few.resolve(String.format("Bias/bias_%03d.fits", 1 + i)));
    }
    double[][] got = Program.pixels(master);
    for (int y = 0; y < SIDE; y += 127) {
      for (int x = 0; x < SIDE; x++) {
        double[] column = {frames[0][y][x], frames[1][y][x], frames[2][y][x], frames[3][y][x]};
        java.util.Arrays.sort(column);
        assertEquals((column[1] + column[2]) / 2, got[y][x]);
      }
    }
  }
}
