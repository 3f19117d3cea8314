package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.FitsFactory;
import nom.tam.fits.ImageHDU;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/**
 * Masters of other software, given by {@code --masters}: the pixels of a run's own masters, written
 * as other programs write them, must calibrate as those did.
 */
class ForeignMastersTest {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(40, 30, 3, 3, 3, 2, List.of("V"), 5);

  @TempDir Path folder;
  private Path raw;
  private Path own;
  private Path given;
  private Path second;

  @BeforeEach
  void makeTheMasters() throws IOException {
    raw = folder.resolve("raw");
    own = folder.resolve("own");
    given = folder.resolve("given");
    second = folder.resolve("second");
    NIGHT.writeTo(raw);
    Files.createDirectories(given);
    assertEquals(0, Program.calibrate(raw, own).status());
  }

  @Test
  void darksWithTheirBias() throws IOException {
    bias("mbias.fits", value -> value, "NCOMBINE", 3);
    double[][] dark = ofOwn("dark");
    double[][] bias = ofOwn("bias");
    double seconds = ownExposure();
    write(
        "mdark.fits",
        (y, x) -> dark[y][x] * seconds + bias[y][x],
        "NCOMBINE",
        3,
        "EXPTIME",
        seconds);
    flat("mflat_V.fits", 1, "FILTER", "V", "NCOMBINE", 3);
    Program program = calibrate("--foreignDarks=WITH_BIAS");
    assertEquals(0, program.status(), program.out() + program.err());
    assertSameLights();
    for (Map<String, String> row : Program.table(second).values()) {
      if (!row.get("type").equals("light")) {
        assertEquals("used-in-master", row.get("status"));
        assertTrue(row.get("reason").startsWith("a master of other software"), row.toString());
      }
    }
  }

  @Test
  void darksWithoutTheirBiasAndFlatsOfAnyLevel() throws IOException {
    bias("superbias.fits", value -> value);
    double[][] dark = ofOwn("dark");
    double seconds = ownExposure();
    write(
        "d.fits",
        (y, x) -> dark[y][x] * seconds,
        "IMAGETYP",
        "Master Dark",
        "EXPTIME",
        seconds,
        "CALSTAT",
        "B");
    flat("f.fits", 21_000, "IMAGETYP", "Master Flat", "FILTER", "V");
    Program program = calibrate();
    assertEquals(0, program.status(), program.out() + program.err());
    assertSameLights();
  }

  @Test
  void darksPerSecond() throws IOException {
    bias("master_bias.fits", value -> value);
    double[][] dark = ofOwn("dark");
    write("master_dark.fits", (y, x) -> dark[y][x], "BUNIT", "adu/s", "EXPTIME", ownExposure());
    flat("master_flat.fits", 1, "FILTER", "V");
    Program program = calibrate();
    assertEquals(0, program.status(), program.out() + program.err());
    assertSameLights();
    // And the masters made of them are a library like any other.
    Path third = folder.resolve("third");
    Program again =
        Program.calibrate(
            raw.resolve("ScienceImages"), third, "--masters=" + second.resolve("masters"));
    assertEquals(0, again.status(), again.out() + again.err());
    for (Map.Entry<String, Path> light : Program.files(second.resolve("calibrated")).entrySet()) {
      assertArrayEquals(
          Program.pixels(light.getValue()),
          Program.pixels(third.resolve("calibrated").resolve(light.getKey())));
    }
  }

  @Test
  void sirilsFloatsBetweenZeroAndOne() throws IOException {
    double[][] dark = ofOwn("dark");
    double[][] bias = ofOwn("bias");
    double seconds = ownExposure();
    bias("bias_stacked.fits", value -> value / 65535, "PROGRAM", "Siril v1.0.6", "STACKCNT", 3);
    write(
        "dark_stacked.fits",
        (y, x) -> (dark[y][x] * seconds + bias[y][x]) / 65535,
        "PROGRAM",
        "Siril v1.0.6",
        "STACKCNT",
        3,
        "EXPTIME",
        seconds);
    flat("pp_flat_stacked.fits", 0.4, "PROGRAM", "Siril v1.0.6", "STACKCNT", 3, "FILTER", "V");
    Program program = calibrate("--foreignDarks=WITH_BIAS");
    assertEquals(0, program.status(), program.out() + program.err());
    assertSameLights();
  }

  @Test
  void nothingIsGuessed() throws IOException {
    double[][] dark = ofOwn("dark");
    write("master_dark.fits", (y, x) -> dark[y][x], "EXPTIME", ownExposure());
    bias("master_bias.fits", value -> value / 65535);
    flat("electrons.fits", 1, "IMAGETYP", "Master Dark", "BUNIT", "electron", "EXPTIME", 60.);
    flat("both.fits", 1, "IMAGETYP", "Bias Frame", "OBSTYPE", "Flat", "NCOMBINE", 4);
    flat("name.fits", 1, "NCOMBINE", 4);
    Path rawBias = Program.files(raw.resolve("Bias")).values().iterator().next();
    Files.copy(rawBias, Files.createDirectories(given.resolve("Bias")).resolve("b1.fits"));
    Path light = Program.files(raw.resolve("ScienceImages")).values().iterator().next();
    Files.copy(light, Files.createDirectories(given.resolve("Lights")).resolve("light.fits"));
    Files.writeString(given.resolve("text.fits"), "no FITS");
    Program program = calibrate();
    assertEquals(3, program.status(), program.out());
    String said = program.err();
    for (String line :
        List.of(
            "master_dark.fits is not used as a master: its header does not say whether the bias is"
                + " still in this dark; say --foreignDarks=WITH_BIAS, BIAS_SUBTRACTED or PER_SECOND",
            "master_bias.fits is not used as a master: its first row is at 0.0",
            "electrons.fits is not used as a master: BUNIT = ELECTRON; expected pixels in ADU",
            "both.fits is not used as a master: claims differ: IMAGETYP = Bias Frame, OBSTYPE ="
                + " Flat",
            "name.fits is not used as a master: neither header, folder nor name says",
            "Bias/b1.fits is not used as a master: folder Bias, but nothing says that frames were"
                + " combined in it",
            "Lights/light.fits is not used as a master: folder Lights; expected a master bias, dark or"
                + " flat",
            "text.fits is not used as a master: ",
            "there is no master")) {
      assertTrue(said.contains("nightbeam: warning: ") && said.contains(line), line + said);
    }
    assertFalse(Files.exists(second.resolve("masters")));
  }

  @Test
  void whatIsNotKnownIsSaidAndWhatDiffersIsNoMatch() throws IOException {
    bias("master_bias.fits", value -> value);
    double[][] dark = ofOwn("dark");
    write("master_dark.fits", (y, x) -> dark[y][x], "BUNIT", "adu/s", "EXPTIME", ownExposure());
    flat("master_flat.fits", 1, "FILTER", "V");
    Program program = calibrate();
    assertEquals(0, program.status(), program.out() + program.err());
    for (Map<String, String> row : lights().values()) {
      // The masters have neither camera nor date.
      assertTrue(
          row.get("reason")
              .contains(
                  "camera, gain, night of the frame or its foreign bias, flat not known, taken to agree"),
          row.get("reason"));
      assertTrue(
          row.get("reason")
              .contains(
                  "camera, gain, temperature, night of the frame or its foreign dark not known, taken to"
                      + " agree"),
          row.get("reason"));
    }
    assertTrue(program.out().contains("with a remark"), program.out());
    Files.delete(given.resolve("master_flat.fits"));
    flat("master_flat.fits", 1, "FILTER", "V", "INSTRUME", "another");
    Program other = Program.calibrate(raw.resolve("ScienceImages"), folder.resolve("x"), masters());
    assertEquals(3, other.status());
    assertTrue(other.out().contains("there are flats of another, none of Nightbeam"), other.out());
    Program matches = Program.run("plan", "--format=MATCHES", "--input=" + raw, masters());
    assertTrue(matches.out().contains(",not known\n"), matches.out());
  }

  private interface Pixel {
    double at(int y, int x);
  }

  private void bias(String name, DoubleUnaryOperator scale, Object... cards) throws IOException {
    double[][] bias = ofOwn("bias");
    write(name, (y, x) -> scale.applyAsDouble(bias[y][x]), cards);
  }

  private void flat(String name, double level, Object... cards) throws IOException {
    double[][] flat = ofOwn("flat");
    write(name, (y, x) -> level * flat[y][x], cards);
  }

  /** Writes a master of float32 with these keywords and values. */
  private void write(String name, Pixel pixel, Object... cards) throws IOException {
    double[][] like = ofOwn("bias");
    float[][] values = new float[like.length][like[0].length];
    for (int y = 0; y < values.length; y++) {
      for (int x = 0; x < values[y].length; x++) {
        values[y][x] = (float) pixel.at(y, x);
      }
    }
    try (Fits fits = new Fits()) {
      ImageHDU hdu = (ImageHDU) FitsFactory.hduFactory(values);
      for (int i = 0; i < cards.length; i += 2) {
        String keyword = cards[i].toString();
        if (cards[i + 1] instanceof Number number) {
          hdu.getHeader().addValue(keyword, number, "");
        } else {
          hdu.getHeader().addValue(keyword, cards[i + 1].toString(), "");
        }
      }
      fits.addHDU(hdu);
      fits.write(given.resolve(name).toFile());
    } catch (FitsException e) {
      throw new IOException(e);
    }
  }

  private double[][] ofOwn(String type) throws IOException {
    return Program.pixels(ownMaster(type));
  }

  private Path ownMaster(String type) throws IOException {
    return Program.files(own.resolve("masters")).entrySet().stream()
        .filter(file -> file.getKey().contains("/" + type + "-"))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  private double ownExposure() throws IOException {
    return Program.header(ownMaster("dark")).getDoubleValue("NBEXPTIM");
  }

  private String masters() {
    return "--masters=" + given;
  }

  private Program calibrate(Object... more) {
    Object[] arguments = new Object[more.length + 1];
    arguments[0] = masters();
    System.arraycopy(more, 0, arguments, 1, more.length);
    return Program.calibrate(raw.resolve("ScienceImages"), second, arguments);
  }

  private Map<String, Map<String, String>> lights() throws IOException {
    Map<String, Map<String, String>> rows = Program.table(second);
    rows.values().removeIf(row -> !row.get("type").equals("light"));
    return rows;
  }

  private void assertSameLights() throws IOException {
    Map<String, Map<String, String>> lights = lights();
    assertEquals(2, lights.size());
    for (String light : lights.keySet()) {
      double[][] before = Program.pixels(own.resolve("calibrated/ScienceImages").resolve(light));
      double[][] after = Program.pixels(second.resolve("calibrated").resolve(light));
      for (int y = 0; y < before.length; y++) {
        for (int x = 0; x < before[y].length; x++) {
          // The mean of a master flat is only nearly 1, and is taken as 1 once more.
          assertEquals(before[y][x], after[y][x], 5e-3 + 2e-5 * Math.abs(before[y][x]));
        }
      }
    }
  }
}
