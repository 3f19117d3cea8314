package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.storage.FileStamp;

/** Files with an extension an amplifier: to products of the same structure, or to one image. */
class AmplifiersTest {
  private static final Object[] OPTIONS = {
    "--overscan=HEADER",
    "--overscanFunction=EACH_LINE",
    "--trim=HEADER",
    "--planes=UNCERT,MASK",
    "--unit=ELECTRON"
  };

  @TempDir Path folder;
  private Path raw;
  private Path output;

  @BeforeEach
  void makeANight() throws IOException {
    raw = folder.resolve("raw");
    output = folder.resolve("reduced");
    AmplifierNight.writeExtensions(raw);
  }

  private static Program run(Path input, Path output, Object... more) {
    List<Object> options = new ArrayList<>(List.of(OPTIONS));
    options.addAll(List.of(more));
    return Program.calibrate(input, output, options.toArray());
  }

  /** What is in the HDUs of a file. */
  private record Hdus(List<Header> headers, List<Object> pixels) {
    static Hdus of(Path file) throws IOException {
      Hdus hdus = new Hdus(new ArrayList<>(), new ArrayList<>());
      try (Fits fits = new Fits(file.toFile())) {
        for (BasicHDU<?> hdu : fits.read()) {
          hdus.headers.add(hdu.getHeader());
          hdus.pixels.add(hdu.getKernel());
        }
      } catch (FitsException e) {
        throw new IOException(e);
      }
      return hdus;
    }

    static Hdus ofLight(Path output, int light) throws IOException {
      return of(output.resolve("calibrated/Lights/" + light + ".fits"));
    }

    List<String> names() {
      return headers.stream()
          .map(
              header ->
                  header.getStringValue("EXTNAME")
                      + (header.containsKey("EXTVER") ? header.getIntValue("EXTVER") : ""))
          .toList();
    }

    float[][] floats(int hdu) {
      return (float[][]) pixels.get(hdu);
    }

    byte[][] bytes(int hdu) {
      return (byte[][]) pixels.get(hdu);
    }
  }

  private static Map<String, String> light(Path output, int light, int hdu) throws IOException {
    return Program.table(output).get("Lights/" + light + ".fits#" + hdu);
  }

  @Test
  void everyExtensionIsWhatItWouldBeAsAFileOfItsOwn() throws IOException {
    Program program = run(raw, output);
    assertEquals(0, program.status(), program.out() + program.err());
    Hdus product = Hdus.ofLight(output, 2);
    // HDU k is HDU k of the raw file; what is written beside the pixels is behind.
    assertEquals(
        List.of(
            "null",
            "AMP1",
            "AMP2",
            "AMP3",
            "UNCERT_1",
            "MASK_1",
            "UNCERT_2",
            "MASK_2",
            "UNCERT_3",
            "MASK_3"),
        product.names());
    for (int i = 0; i < AmplifierNight.AMPLIFIERS; i++) {
      int hdu = i + 1;
      Path alone = folder.resolve("alone" + i);
      AmplifierNight.writeSingle(alone, i, true);
      Path aloneReduced = folder.resolve("reduced" + i);
      assertEquals(0, run(alone, aloneReduced).status());
      Hdus single = Hdus.ofLight(aloneReduced, 2);
      assertArrayEquals(single.floats(0), product.floats(hdu));
      assertArrayEquals(single.floats(1), product.floats(2 + 2 * hdu));
      assertArrayEquals(single.bytes(2), product.bytes(3 + 2 * hdu));
      Header header = product.headers().get(hdu);
      assertEquals(hdu, header.getIntValue("NBRAWHDU"));
      assertEquals("BDF", header.getStringValue("CALSTAT"));
      assertTrue(header.getBooleanValue("INHERIT"));
      assertEquals(10.5 - 3, header.getDoubleValue("CRPIX1"));
      assertEquals(9.25 - 2, header.getDoubleValue("CRPIX2"));
      assertEquals(1, header.getDoubleValue("EGAIN"));
      // The primary header said so in ADU, for all; in electrons they differ.
      assertEquals(
          AmplifierNight.SATURATION * AmplifierNight.GAIN[i], header.getDoubleValue("SATURATE"));
      assertEquals("calibrated", light(output, 2, hdu).get("status"));
    }
    assertFalse(product.headers().get(0).containsKey("SATURATE"));
    assertEquals("CAM", product.headers().get(0).getStringValue("INSTRUME"));
  }

  private Map<String, FileStamp> stamps() throws IOException {
    Map<String, FileStamp> stamps = new TreeMap<>();
    for (Map.Entry<String, Path> file : Program.files(output).entrySet()) {
      if (file.getKey().endsWith(".fits")) {
        stamps.put(file.getKey(), FileStamp.of(file.getValue()));
      }
    }
    return stamps;
  }

  private Set<String> writtenSince(Map<String, FileStamp> before) throws IOException {
    Set<String> written = new TreeSet<>();
    stamps()
        .forEach(
            (product, stamp) -> {
              if (!stamp.equals(before.get(product))) {
                written.add(product);
              }
            });
    return written;
  }

  @Test
  void secondRunMakesAgainWhatChangedAndThatAsAWhole() throws IOException {
    assertEquals(0, run(raw, output).status());
    Map<String, FileStamp> before = stamps();
    Program again = run(raw, output);
    assertTrue(again.out().contains("up to date    6 of 6 lights"), again.out() + again.err());
    assertEquals(Set.of(), writtenSince(before));

    AmplifierNight.edit(
        raw.resolve("Lights/1.fits"),
        fits -> ((short[][]) fits.getHDU(2).getKernel())[9][9] += 100);
    Program changed = run(raw, output);
    assertTrue(changed.out().contains("up to date    3 of 6 lights"), changed.out());
    assertEquals(Set.of("calibrated/Lights/1.fits"), writtenSince(before));
    Path fresh = folder.resolve("fresh");
    assertEquals(0, run(raw, fresh).status());
    assertArrayEquals(
        Files.readAllBytes(fresh.resolve("calibrated/Lights/1.fits")),
        Files.readAllBytes(output.resolve("calibrated/Lights/1.fits")));

    // A byte of the last plane is changed by somebody.
    Path product = output.resolve("calibrated/Lights/2.fits");
    byte[] bytes = Files.readAllBytes(product);
    bytes[bytes.length - 2880 + 3] ^= 1;
    Files.write(product, bytes);
    before = stamps();
    assertTrue(run(raw, output).out().contains("up to date    3 of 6 lights"));
    assertEquals(Set.of("calibrated/Lights/2.fits"), writtenSince(before));
  }

  @Test
  void extensionWithoutMastersOrWithDamageIsLeftOutAndTheOthersAreThere() throws IOException {
    assertEquals(0, run(raw, output).status());
    Hdus whole = Hdus.ofLight(output, 1);
    AmplifierNight.edit(
        raw.resolve("Lights/1.fits"),
        fits -> fits.getHDU(3).getHeader().addValue("FILTER", "R", ""));
    Path damaged = raw.resolve("Lights/2.fits");
    byte[] bytes = Files.readAllBytes(damaged);
    long at;
    try (Fits fits = new Fits(damaged.toFile())) {
      at = fits.getHDU(2).getData().getFileOffset();
    } catch (FitsException e) {
      throw new IOException(e);
    }
    bytes[(int) at + 1] ^= 1; // in the first row, which is trimmed off
    Files.write(damaged, bytes);
    Program program = run(raw, output);
    assertEquals(3, program.status());

    assertEquals("uncalibrated", light(output, 1, 3).get("status"));
    assertTrue(light(output, 1, 3).get("reason").contains("flat"));
    assertEquals("rejected", light(output, 2, 2).get("status"));
    assertTrue(light(output, 2, 2).get("reason").startsWith("DATASUM = "));
    Hdus withoutFlat = Hdus.ofLight(output, 1);
    assertEquals(
        List.of("null", "AMP1", "AMP2", "UNCERT_1", "MASK_1", "UNCERT_2", "MASK_2"),
        withoutFlat.names());
    assertArrayEquals(whole.floats(2), withoutFlat.floats(2));
    assertArrayEquals(whole.floats(6), withoutFlat.floats(5));
    assertEquals(
        List.of("null", "AMP1", "AMP3", "UNCERT_1", "MASK_1", "UNCERT_3", "MASK_3"),
        Hdus.ofLight(output, 2).names());

    Map<String, FileStamp> before = stamps();
    Program again = run(raw, output);
    assertTrue(again.out().contains("up to date    4 of 6 lights"), again.out());
    assertEquals(3, again.status());
    assertEquals(Set.of(), writtenSince(before));
  }

  @Test
  void amplifiersPutTogetherAreTheirPiecesTimesWhatMakesTheirFlatsAgree() throws Exception {
    assertEquals(0, run(raw, folder.resolve("pieces")).status());
    Program program = run(raw, output, "--assemble=DETSEC");
    assertEquals(0, program.status(), program.out() + program.err());
    Hdus pieces = Hdus.ofLight(folder.resolve("pieces"), 1);
    Hdus mosaic = Hdus.ofLight(output, 1);
    assertEquals(List.of("null", "UNCERT", "MASK"), mosaic.names());

    int n = AmplifierNight.AMPLIFIERS;
    double[] electrons = new double[n]; // of the flats
    for (int i = 0; i < n; i++) {
      Path flat = output.resolve(light(output, 1, i + 1).get("flat"));
      electrons[i] = Program.header(flat).getDoubleValue("NBLEVEL1") * AmplifierNight.GAIN[i];
    }
    double mean = Arrays.stream(electrons).average().orElseThrow();
    int width = AmplifierNight.WIDTH;
    int height = AmplifierNight.HEIGHT;
    float[][] values = mosaic.floats(0);
    assertEquals(2 * height, values.length);
    assertEquals(2 * width, values[0].length);
    for (int y = 0; y < 2 * height; y++) {
      for (int x = 0; x < 2 * width; x++) {
        int i = y < height ? x / width : 2;
        if (y >= height && x >= width) { // no amplifier is there
          assertTrue(Float.isNaN(values[y][x]) && Float.isNaN(mosaic.floats(1)[y][x]));
          assertEquals(8, mosaic.bytes(2)[y][x]);
          continue;
        }
        int column = i == 1 ? 2 * width - 1 - x : x;
        int row = i == 2 ? 2 * height - 1 - y : y;
        double factor = mean / electrons[i];
        double value = factor * pieces.floats(i + 1)[row][column];
        double sigma = factor * pieces.floats(4 + 2 * i)[row][column];
        assertEquals(value, values[y][x], 1e-3 + 2e-6 * Math.abs(value));
        assertEquals(sigma, mosaic.floats(1)[y][x], 2e-6 * sigma);
        assertEquals(pieces.bytes(5 + 2 * i)[row][column], mosaic.bytes(2)[y][x]);
      }
    }
    Header header = mosaic.headers().get(0);
    assertEquals("BDF", header.getStringValue("CALSTAT"));
    assertEquals("electron", header.getStringValue("BUNIT"));
    assertEquals(1, header.getDoubleValue("EGAIN"));
    assertEquals(AmplifierNight.READ_NOISE, header.getDoubleValue("RDNOISE"));
    double saturation = Double.POSITIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      double one = AmplifierNight.SATURATION * AmplifierNight.GAIN[i] * mean / electrons[i];
      saturation = Math.min(saturation, one);
    }
    assertEquals(saturation, header.getDoubleValue("SATURATE"), 1e-9 * saturation);
    for (String ofAnAmplifier : List.of("DETSEC", "CRPIX1", "EXTNAME", "BIASSEC")) {
      assertFalse(header.containsKey(ofAnAmplifier), ofAnAmplifier);
    }
    Program again = run(raw, output, "--assemble=DETSEC");
    assertTrue(again.out().contains("up to date    6 of 6 lights"), again.out());
    // An amplifier that says it lies elsewhere than its masters do is left out.
    AmplifierNight.edit(
        raw.resolve("Lights/1.fits"),
        fits -> fits.getHDU(2).getHeader().addValue("DETSEC", "[1:5,1:5]", ""));
    assertEquals(3, run(raw, output, "--assemble=DETSEC").status());
    String why = light(output, 1, 2).get("reason");
    assertTrue(why.contains("has window 23,0:-x, expected 0,0"), why);
    assertEquals(2 * height, Hdus.ofLight(output, 1).floats(0).length);
    assertEquals(width, Hdus.ofLight(output, 1).floats(0)[0].length);
  }

  @Test
  void historyOfAmplifiersPutTogetherSaysWhatStepsCameTo() throws Exception {
    Program program = run(raw, output, "--assemble=DETSEC", "--cosmicRays=REPLACE");
    assertEquals(0, program.status(), program.out() + program.err());
    String history = Program.history(output.resolve("calibrated/Lights/1.fits"));
    for (int hdu = 1; hdu <= AmplifierNight.AMPLIFIERS; hdu++) {
      assertTrue(
          history.matches(
              ".*Nightbeam: HDU "
                  + hdu
                  + ": cosmic rays: \\d+ pixels hit, [1-4] of 4 iterations.*"),
          history);
    }
    assertFalse(history.contains("not done yet"), history);
  }
}
