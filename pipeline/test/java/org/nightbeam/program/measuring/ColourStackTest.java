package org.nightbeam.program.measuring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.util.ArrayFuncs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** A night of a one-shot-colour camera, whose lights are stacked colour by colour. */
class ColourStackTest {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(420, 330, 3, 3, 3, 7, List.of("V"), 8);

  @TempDir static Path folder;
  private static Path raw;
  private static Path facts;
  private static Path output;

  @BeforeAll
  static void makeTheNight() throws IOException {
    raw = folder.resolve("raw");
    NIGHT.writeTo(raw);
    facts = Files.writeString(folder.resolve("facts.yaml"), "\"**\": {cfaPattern: GRBG}\n");
    output = folder.resolve("reduced");
    Program program = run(output, "--report=true");
    assertEquals(0, program.status(), program.out() + program.err());
    assertTrue(program.out().contains("7 lights, 1 stack"), program.out());
  }

  private static Program run(Path to, String... more) {
    Object[] options = new Object[more.length + 2];
    options[0] = "--facts=" + facts;
    options[1] = "--stack";
    System.arraycopy(more, 0, options, 2, more.length);
    return Program.calibrate(raw, to, options);
  }

  private static Path stackOf(Path in) throws IOException {
    for (var row : Program.table(in).values()) {
      if (!row.get("stack").isEmpty()) {
        return in.resolve(row.get("stack"));
      }
    }
    throw new AssertionError("no stack in " + in);
  }

  private static float[][][] planes(Path file, int hdu) throws IOException {
    try (Fits fits = new Fits(file.toFile())) {
      BasicHDU<?> of = fits.getHDU(hdu);
      assertTrue(of.verifyIntegrity(), "sums");
      return (float[][][]) ArrayFuncs.convertArray(of.getKernel(), float.class, false);
    } catch (FitsException e) {
      throw new IOException(file.toString(), e);
    }
  }

  @Test
  void itIsACubeOfRedGreenAndBlueWithItsPlanes() throws IOException {
    Path stack = stackOf(output);
    Header header = Program.header(stack);
    assertEquals(3, header.getIntValue("NAXIS3"));
    assertEquals("RGB", header.getStringValue("CTYPE3"));
    assertFalse(header.containsKey("BAYERPAT"), "it is no mosaic");
    float[][][] values = planes(stack, 0);
    float[][][] sigmas = planes(stack, 4);
    float[][][] coverage = planes(stack, 1);
    float[][][] rejected = planes(stack, 2);
    for (int c = 0; c < 3; c++) {
      String of = "_" + "RGB".charAt(c);
      double sky = header.getDoubleValue("SKYLEV" + of);
      double squares = 0;
      double predicted = 0;
      double used = 0;
      int n = 0;
      for (int y = 40; y < 290; y++) {
        for (int x = 40; x < 380; x++) {
          double off = values[c][y][x] - sky;
          assertEquals(7, coverage[c][y][x] + rejected[c][y][x], "lights at " + x + ", " + y);
          used += coverage[c][y][x] / (250.0 * 340);
          if (Math.abs(off) < 3 * sigmas[c][y][x]) {
            squares += off * off;
            predicted += sigmas[c][y][x] * sigmas[c][y][x];
            n++;
          }
        }
      }
      assertTrue(used > 6.85, used + " lights");
      assertTrue(n > 60_000, n + " pixels without stars");
      // Of normal values within three standard deviations 0.973 of the variance is left; stars and
      // the noise of the masters, which is not known here, add to it.
      assertEquals(1, Math.sqrt(squares / n / 0.973 / (predicted / n)), 0.12, "noise" + of);
      double skyNoise = header.getDoubleValue("SKYNOI" + of);
      assertEquals(1, skyNoise / Math.sqrt(predicted / n), 0.05, "SKYNOI" + of);
    }
    // Green has twice the pixels.
    assertEquals(
        Math.sqrt(2),
        header.getDoubleValue("SKYNOI_R") / header.getDoubleValue("SKYNOI_G"),
        0.1,
        "red over green");
    assertEquals(
        2, header.getDoubleValue("GAIN_G") / header.getDoubleValue("GAIN_R"), 0.02, "its light");
  }

  @Test
  void thePictureIsInColourAndItsSkyIsGrey() throws IOException {
    BufferedImage picture =
        ImageIO.read(
            output.resolve("previews/" + output.relativize(stackOf(output)) + ".jpg").toFile());
    assertEquals(420, picture.getWidth());
    assertEquals(330, picture.getHeight());
    assertEquals(3, picture.getRaster().getNumBands());
    double[] sums = new double[3];
    for (int y = 40; y < 290; y++) {
      for (int x = 40; x < 380; x++) {
        for (int c = 0; c < 3; c++) {
          sums[c] += picture.getRaster().getSample(x, y, c) / (250.0 * 340);
        }
      }
    }
    assertEquals(sums[1], sums[0], 4, "red");
    assertEquals(sums[1], sums[2], 4, "blue");
    assertTrue(sums[1] > 40 && sums[1] < 120, "sky " + sums[1]);
  }

  @Test
  void aStackWithoutAPictureGetsItLater() throws IOException {
    Path picture = output.resolve("previews/" + output.relativize(stackOf(output)) + ".jpg");
    byte[] before = Files.readAllBytes(picture);
    Files.delete(picture);
    assertEquals(0, run(output).status());
    assertArrayEquals(before, Files.readAllBytes(picture));
  }

  @Test
  void dropsOnAFinerGridAreAWayTooAndWhatIsThereStays() throws IOException {
    Path to = folder.resolve("drizzled");
    String[] options = {"--stackKernel=DRIZZLE", "--stackPixfrac=0.9", "--stackScale=1.5"};
    Program first = run(to, options);
    assertEquals(0, first.status(), first.err());
    Path stack = stackOf(to);
    Header header = Program.header(stack);
    assertEquals("DRIZZLE", header.getStringValue("NBKERNEL"));
    assertEquals(0.9, header.getDoubleValue("NBPIXFRC"));
    assertEquals(1.5, header.getDoubleValue("NBFINER"));
    assertEquals(630, header.getIntValue("NAXIS1"));
    assertEquals(495, header.getIntValue("NAXIS2"));
    byte[] before = Files.readAllBytes(stack);
    var time = Files.getLastModifiedTime(stack);
    assertEquals(0, run(to, options).status());
    assertEquals(time, Files.getLastModifiedTime(stack), "it was written again");
    Files.delete(stack);
    assertEquals(0, run(to, options).status());
    assertArrayEquals(before, Files.readAllBytes(stack));
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() {
    Path to = folder.resolve("refused");
    Program coarse = run(to, "--stackScale=0.5");
    assertEquals(2, coarse.status());
    assertTrue(coarse.err().contains("--stackKernel=DRIZZLE"), coarse.err());
    Program drops = run(to, "--stackPixfrac=0.5");
    assertEquals(2, drops.status());
    assertTrue(drops.err().contains("it is for --stackKernel=DRIZZLE"), drops.err());
    assertFalse(Files.exists(to), "nothing was begun");
  }
}
