package org.nightbeam.cosmicrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.calibrate.Exposures;

/**
 * astroscrappy 1.1 finds the same hits and replaces them by the same values (Debian: {@code
 * python3-astroscrappy}).
 */
class AstroscrappyTest {
  private static final Path FRAMES =
      Path.of("..", "..", "shared", "frames").toAbsolutePath().normalize();

  /**
   * Reads height, width, gain, read noise, saturation, iterations, and the folder; or a FITS file
   * in place of height and width.
   */
  private static final String SCRIPT =
      """
      import sys
      import numpy as np
      import astroscrappy
      size, gain, noise, saturation, niter, folder = sys.argv[1:7]
      if size[0].isdigit():
          shape = [int(n) for n in size.split('x')]
          data = np.fromfile(folder + '/image', '<f4').reshape(shape)
          bad = np.fromfile(folder + '/bad', np.uint8).reshape(shape) > 0
      else:
          from astropy.io import fits
          data = fits.getdata(size).astype('<f4')
          data.tofile(folder + '/image')
          bad = np.zeros(data.shape, bool)
      hit, clean = astroscrappy.detect_cosmics(
          data, inmask=bad, sigclip=4.5, sigfrac=0.3, objlim=5.0, gain=float(gain),
          readnoise=float(noise), satlevel=float(saturation), niter=int(niter), sepmed=True,
          cleantype='meanmask', fsmode='median')
      hit.astype(np.uint8).tofile(folder + '/hit')
      clean.astype('<f4').tofile(folder + '/clean')
      print('%dx%d' % data.shape)
      """;

  private static String python;

  @TempDir Path folder;

  @BeforeAll
  static void findAstroscrappy() throws Exception {
    python = Files.exists(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";
    Process process;
    try {
      process =
          new ProcessBuilder(python, "-c", "import astroscrappy; print(astroscrappy.__version__)")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      Assumptions.abort("there is no python3");
      return;
    }
    String version = new String(process.getInputStream().readAllBytes()).trim();
    Assumptions.assumeTrue(process.waitFor() == 0, "astroscrappy is not installed");
    Assumptions.assumeTrue(version.startsWith("1.1"), "this astroscrappy is " + version);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 5.0, 1.0, 0, true",
    "300, 6.5, 1.0, 0, true",
    "1000, 10.0, 1.0, 0, true",
    "300, 6.5, 1.0, 10, true",
    "300, 6.5, 1.7, 3, true",
    "300, 6.5, 0.6, 0, false",
    "500, 8.0, 1.0, 5, false",
    "500, 8.0, 2.0, 5, false"
  })
  void syntheticFrames(
      double sky, double readNoise, double gain, int badPerThousand, boolean digitized)
      throws Exception {
    Exposures exposure =
        new Exposures(301, 647, (long) (sky + 10 * gain + badPerThousand))
            .sky(sky)
            .stars(150)
            .noise(readNoise)
            .cosmicRays(150);
    if (digitized) {
      exposure.digitized();
    }
    CosmicRaySettings settings = Exposures.settings(gain, readNoise, 65535, 4);
    boolean[][] bad = exposure.badPixels(badPerThousand);
    write(exposure.pixels, bad);
    run("301x647", settings);
    compare(bad, settings, 301, 647, 1000);
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "9, 7", "8, 30", "40, 8", "9, 9", "13, 11", "20, 600"})
  void smallFrames(int height, int width) throws Exception {
    Exposures exposure =
        new Exposures(height, width, width).sky(300).noise(6.5).cosmicRays(8).digitized();
    boolean[][] bad = new boolean[height][width];
    write(exposure.pixels, bad);
    run(height + "x" + width, Exposures.CCDPROC);
    compare(bad, Exposures.CCDPROC, height, width, 0);
  }

  @Test
  void brightBackgroundThatSaturates() throws Exception {
    Exposures exposure = new Exposures(120, 150, 5).sky(9000).stars(40).noise(10);
    exposure.cosmicRays(60).digitized();
    CosmicRaySettings settings = Exposures.settings(1, 6.5, 20000, 4);
    boolean[][] bad = exposure.badPixels(2);
    write(exposure.pixels, bad);
    run("120x150", settings);
    compare(bad, settings, 120, 150, 100);
  }

  /**
   * A sky that was taken off: the noise is of what is left, and that may be negative. Then most
   * pixels are hit, and any rounding would decide about some: whole numbers have none.
   */
  @ParameterizedTest
  @CsvSource({"0, 6.5", "-100, 3", "-10, 0"})
  void frameWithoutItsSky(double sky, double readNoise) throws Exception {
    Exposures exposure = new Exposures(120, 300, 6).sky(300).stars(20).noise(6.5);
    exposure.cosmicRays(60).digitized().sky(sky - 300);
    CosmicRaySettings settings = Exposures.settings(1, readNoise, 65535, 4);
    boolean[][] bad = exposure.badPixels(2);
    write(exposure.pixels, bad);
    run("120x300", settings);
    compare(bad, settings, 120, 300, 100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set04_arcsat_maxim/LPSEB35_g_20250530_034359.fits",
        "set01_sbig_st7_iraf/raw/alpind_b1.fit",
        "set01_sbig_st7_iraf/raw/alpind_g1.fit.gz",
        "set01_sbig_st7_iraf/raw/std_b1.fit.gz"
      })
  void realFrames(String name) throws Exception {
    Path frame = FRAMES.resolve(name);
    Assumptions.assumeTrue(Files.exists(frame), "there is no " + frame);
    CosmicRaySettings settings = Exposures.settings(1.5, 10, 1.5 * 65535, 4);
    String[] size = run(frame.toString(), settings).split("x");
    int height = Integer.parseInt(size[0]);
    int width = Integer.parseInt(size[1]);
    compare(null, settings, height, width, 20);
  }

  private void write(float[][] pixels, boolean[][] bad) throws IOException {
    int width = pixels[0].length;
    ByteBuffer image =
        ByteBuffer.allocate(4 * pixels.length * width).order(ByteOrder.LITTLE_ENDIAN);
    byte[] mask = new byte[pixels.length * width];
    for (int y = 0; y < pixels.length; y++) {
      for (int x = 0; x < width; x++) {
        image.putFloat(pixels[y][x]);
        mask[y * width + x] = (byte) (bad[y][x] ? 1 : 0);
      }
    }
    Files.write(folder.resolve("image"), image.array());
    Files.write(folder.resolve("bad"), mask);
  }

  private String run(String sizeOrFile, CosmicRaySettings settings) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                python,
                "-c",
                SCRIPT,
                sizeOrFile,
                Double.toString(settings.gain()),
                Double.toString(settings.readNoise()),
                Double.toString(settings.saturation()),
                Integer.toString(settings.iterations()),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), "astroscrappy does not end");
    String text = Files.readString(output);
    assertEquals(0, process.exitValue(), text);
    List<String> lines = text.lines().toList();
    return lines.get(lines.size() - 1);
  }

  private void compare(
      boolean[][] bad, CosmicRaySettings settings, int height, int width, int atLeast)
      throws IOException {
    float[][] image = floats("image", height, width);
    float[][] clean = floats("clean", height, width);
    byte[] hit = Files.readAllBytes(folder.resolve("hit"));
    CosmicRays.Found found = CosmicRays.find(image, bad, settings, 2);
    int theirs = 0;
    int different = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean their = hit[y * width + x] != 0;
        theirs += their ? 1 : 0;
        if (their != found.hit()[y][x]) {
          different++;
        } else {
          float value = clean[y][x];
          assertEquals(value, found.cleaned()[y][x], 2e-6f * Math.abs(value) + 1e-6f);
        }
      }
    }
    assertTrue(theirs >= atLeast, theirs + " hits");
    // Where rounding decides, one of some thousand may differ; none does in what is tested here.
    assertEquals(0, different, "different among " + theirs);
  }

  private float[][] floats(String name, int height, int width) throws IOException {
    FloatBuffer values =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name)))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[][] rows = new float[height][width];
    for (float[] row : rows) {
      values.get(row);
    }
    return rows;
  }
}
