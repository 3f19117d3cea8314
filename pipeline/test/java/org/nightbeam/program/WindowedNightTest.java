package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.FitsFactory;
import nom.tam.fits.Header;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** A night of which some frames are a window of the chip: to cut first or last is the same. */
class WindowedNightTest {
  private static final int SIDE = 96;
  private static final int X = 21;
  private static final int Y = 33;
  private static final int WIDTH = 40;
  private static final int HEIGHT = 30;
  private static final String SECTION = "[22:61,34:63]";
  private static final int PEDESTAL = 1000; // about that of the bias, in ADU
  private static final String LIGHT = "ScienceImages/field_V_001.fits";

  @TempDir Path folder;
  private Path night;

  @BeforeEach
  void makeTheNight() throws IOException {
    night = folder.resolve("night");
    new SyntheticNight(SIDE, SIDE, 5, 5, 5, 1, List.of("V"), 7).writeTo(night);
  }

  /** Copies the night; of some frames, only the window. */
  private Path windowed(String name, Predicate<String> isWindowed) throws IOException {
    return windowed(name, isWindowed, false);
  }

  private Path windowed(String name, Predicate<String> isWindowed, boolean colours)
      throws IOException {
    Path copy = folder.resolve(name);
    for (Map.Entry<String, Path> file : Program.files(night).entrySet()) {
      try (Fits fits = new Fits(file.getValue().toFile())) {
        BasicHDU<?> raw = fits.getHDU(0);
        short[][] pixels = (short[][]) raw.getKernel();
        boolean cut = isWindowed.test(file.getKey());
        if (colours && file.getKey().startsWith("Flats")) {
          darken(pixels);
        }
        Path target = copy.resolve(file.getKey());
        Files.createDirectories(target.getParent());
        BasicHDU<?> hdu = FitsFactory.hduFactory(cut ? window(pixels) : pixels);
        Header header = hdu.getHeader();
        for (String keyword :
            List.of("BZERO", "EXPTIME", "FILTER", "DATE-OBS", "CCD-TEMP", "INSTRUME")) {
          if (raw.getHeader().containsKey(keyword)) {
            header.addLine(raw.getHeader().findCard(keyword));
          }
        }
        header.addValue("XORGSUBF", cut ? X : 0, "");
        header.addValue("YORGSUBF", cut ? Y : 0, "");
        if (colours) {
          header.addValue("BAYERPAT", cut ? "BGGR" : "RGGB", "");
          header.addValue("EGAIN", 1.5, "");
          header.addValue("RDNOISE", 5.0, "");
        }
        try (Fits written = new Fits()) {
          written.addHDU(hdu);
          written.write(target.toFile());
        }
      } catch (FitsException e) {
        throw new IOException(file.getKey(), e);
      }
    }
    return copy;
  }

  /** Gives each place of the cell a level of its own. */
  private static void darken(short[][] pixels) {
    double[] passes = {0.3, 1, 0.8, 0.15};
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double above = pixels[y][x] - Short.MIN_VALUE - PEDESTAL; // stored with BZERO
        pixels[y][x] =
            (short) (Math.round(PEDESTAL + above * passes[y % 2 * 2 + x % 2]) + Short.MIN_VALUE);
      }
    }
  }

  private static short[][] window(short[][] pixels) {
    return Arrays.stream(pixels, Y, Y + HEIGHT)
        .map(row -> Arrays.copyOfRange(row, X, X + WIDTH))
        .toArray(short[][]::new);
  }

  private static Path run(Path input, Object... options) throws IOException {
    Path output = input.resolveSibling(input.getFileName() + "-out");
    Program run = Program.calibrate(input, output, options);
    assertEquals(0, run.status(), run.err() + run.out());
    return output;
  }

  private static double[][] light(Path output) throws IOException {
    return Program.pixels(output.resolve("calibrated").resolve(LIGHT));
  }

  @Test
  void lightOfAWindowIsThatPartOfTheLightOfTheWholeChip() throws IOException {
    Path windowed = windowed("windowed", path -> path.startsWith("Science"));
    Path cut = run(windowed);
    double[][] all = light(run(windowed("whole", path -> false)));
    double[][] part = light(cut);
    assertEquals(HEIGHT, part.length);
    for (int y = 0; y < HEIGHT; y++) {
      assertArrayEquals(Arrays.copyOfRange(all[Y + y], X, X + WIDTH), part[y], "row " + y);
    }
    Map<String, String> row = Program.table(cut).get(LIGHT);
    assertTrue(row.get("bias").endsWith(".fits" + SECTION), row.toString());
    assertTrue(row.get("reason").contains("cut to this window of the chip"), row.toString());
    Header header = Program.header(cut.resolve("calibrated").resolve(LIGHT));
    for (String keyword : List.of("NBBIAS", "NBDARK", "NBFLAT")) {
      assertTrue(header.getStringValue(keyword).endsWith(SECTION), keyword);
    }
    Program again = Program.calibrate(windowed, cut);
    assertTrue(again.out().contains("up to date    1 of 1 lights"), again.out());
  }

  /** What the noise of a flat adds depends on the level of the colour. */
  @Test
  void uncertaintyOfAWindowIsThatOfTheWholeChip() throws IOException {
    Object[] planes = {"--planes=UNCERT"};
    Path cut = run(windowed("part", path -> path.startsWith("Science"), true), planes);
    Path whole = run(windowed("all", path -> false, true), planes);
    float[][] part = uncertainty(cut);
    float[][] all = uncertainty(whole);
    assertEquals(HEIGHT, part.length);
    for (int y = 0; y < HEIGHT; y++) {
      assertArrayEquals(Arrays.copyOfRange(all[Y + y], X, X + WIDTH), part[y], "row " + y);
    }
  }

  private static float[][] uncertainty(Path output) throws IOException {
    try (Fits fits = new Fits(output.resolve("calibrated").resolve(LIGHT).toFile())) {
      return (float[][]) fits.getHDU(1).getKernel();
    } catch (FitsException e) {
      throw new IOException(e);
    }
  }

  @Test
  void mastersOfAWindowAreThoseOfANightOfWindows() throws IOException {
    Path cut =
        run(windowed("cut", path -> path.startsWith("Flats") || path.startsWith("ScienceImages")));
    Path windows = run(windowed("windows", path -> true));
    assertArrayEquals(light(windows), light(cut));
    Map<String, String> flat = Program.table(cut).get("Flats/flat_V_001.fits");
    assertTrue(flat.get("bias").endsWith(SECTION), flat.toString());
    assertTrue(flat.get("dark").endsWith(SECTION), flat.toString());
  }

  @Test
  void mastersOfAnEarlierRunAreCutToo() throws IOException {
    Path whole = run(windowed("earlier", path -> false));
    Path lights = windowed("lights", path -> path.startsWith("Science")).resolve("ScienceImages");
    Path output = folder.resolve("later");
    Program run = Program.calibrate(lights, output, "--masters=" + whole.resolve("masters"));
    assertEquals(0, run.status(), run.err() + run.out());
    double[][] part = Program.pixels(output.resolve("calibrated/field_V_001.fits"));
    double[][] all = light(whole);
    for (int y = 0; y < HEIGHT; y++) {
      assertArrayEquals(Arrays.copyOfRange(all[Y + y], X, X + WIDTH), part[y], "row " + y);
    }
  }
}
