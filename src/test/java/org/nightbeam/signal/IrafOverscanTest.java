package org.nightbeam.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.RawFrames;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.combine.Combiner;
import org.nightbeam.fits.FitsSection;

/**
 * Frames that an observer has reduced by IRAF, where there are any: the folder {@code shared}
 * beside the project. Their overscan was fitted by {@code ccdproc} with one pass of rejection at 3
 * standard deviations, over the lines that were not trimmed off; then they were trimmed. What is
 * left between the two is IRAF's single precision.
 *
 * <p>{@code ccdproc} was run interactively, so that the number of pieces changed during the run, as
 * the frames themselves show: 7 for the first, then 10, and 9 from bias5 on (the parameter file has
 * the last).
 */
class IrafOverscanTest {
  private static final Path SET =
      Path.of("..", "..", "shared", "frames", "set01_sbig_st7_iraf").toAbsolutePath().normalize();

  private static final List<String> BIASES =
      List.of(
          "bias10", "bias1", "bias2", "bias3", "bias4", "bias5", "bias6", "bias7", "bias8",
          "bias9");
  private static final List<String> BLUE_FLATS = List.of("b10", "b11", "b12", "b13", "b3");
  private static final List<String> GREEN_FLATS = List.of("g4", "g5", "g6", "g7", "g8", "g9");

  @BeforeEach
  void onlyWhereThereAreRealFrames() {
    Assumptions.assumeTrue(Files.isDirectory(SET), "no real frames in " + SET);
  }

  @ParameterizedTest
  @CsvSource({
    "bias1, 10, 935.3366, 0.0018",
    "b10, 10, 964.7211, 0.0059",
    "alpind_b1, 7, 934.8704, 0.0015"
  })
  void frameIsThatOfIraf(String name, int pieces, double mean, double greatest) throws Exception {
    assertNear(reference(name + ".fit.gz"), trimmed(name, pieces), greatest);
    // IRAF has logged the mean of the fit, with seven digits.
    assertEquals(
        mean, DoubleStream.of(levels(raw(name), pieces)).limit(511).average().orElse(0), 5e-4);
  }

  @Test
  void masterBiasIsThatOfZerocombine() throws Exception {
    assertNear(reference("M_bias.fits.gz"), masterBias(), 0.00082);
  }

  @Test
  void masterFlatsAreThoseOfFlatcombine() throws Exception {
    float[][] blue = masterFlat(BLUE_FLATS, 10);
    assertNear(reference("M_flat_b.fits.gz"), blue, 0.0059);
    assertNear(reference("M_flat_g.fits.gz"), masterFlat(GREEN_FLATS, 9), 0.0059);

    float[][] bias = masterBias();
    for (int y = 0; y < blue.length; y++) {
      for (int x = 0; x < blue[y].length; x++) {
        blue[y][x] -= bias[y][x];
      }
    }
    assertNear(reference("SM_flat_b.fits.gz"), blue, 0.0079);
  }

  /** nlow = 0, nhigh = 1. */
  private static float[][] masterBias() throws Exception {
    float[][][] frames = new float[BIASES.size()][][];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = trimmed(BIASES.get(i), i < 5 ? 10 : 9);
    }
    return average(frames, 0, 1);
  }

  /** Scaled to the mean of their modes; nlow = 1, nhigh = 1. */
  private static float[][] masterFlat(List<String> names, int pieces) throws Exception {
    float[][][] frames = new float[names.size()][][];
    double[] modes = new double[frames.length];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = trimmed(names.get(i), pieces);
      modes[i] = mode(frames[i]);
    }
    double mean = DoubleStream.of(modes).average().orElseThrow();
    for (int i = 0; i < frames.length; i++) {
      for (float[] row : frames[i]) {
        for (int x = 0; x < row.length; x++) {
          row[x] = (float) (row[x] * (mean / modes[i]));
        }
      }
    }
    return average(frames, 1, 1);
  }

  private static float[][] average(float[][][] frames, int rejectLow, int rejectHigh) {
    Combiner combiner =
        new Combiner(new CombineSettings(CombineMethod.MIN_MAX, 3, 3, 1, rejectLow, rejectHigh));
    float[][] out = new float[frames[0].length][frames[0][0].length];
    for (int y = 0; y < out.length; y++) {
      float[][] stack = new float[frames.length][];
      for (int i = 0; i < frames.length; i++) {
        stack[i] = frames[i][y];
      }
      combiner.combine(stack, stack.length, out[y].length, out[y]);
    }
    return out;
  }

  /**
   * The mode as IRAF's {@code combine} has it: of every seventh pixel of every seventh row, so that
   * there are fewer than 10,000, the middle one of those within the tenth of the range that holds
   * most. The range leaves out a tenth of the pixels at each end; it is searched in steps of a
   * hundredth.
   */
  private static double mode(float[][] frame) {
    float[] sample = new float[10_000];
    int size = 0;
    for (int y = 0; y < frame.length; y += 7) {
      for (int x = 0; x < frame[y].length; x += 7) {
        sample[size++] = frame[y][x];
      }
    }
    Arrays.sort(sample, 0, size);
    int from = (int) (size * 0.1);
    int end = (int) (size * 0.9);
    float range = sample[end] - sample[from];
    float step = 0.01f * range;
    float width = 0.1f * range;
    int to = from;
    int most = 0;
    float mode = 0;
    for (float low = sample[from]; to < end; low += step) {
      while (from < end && sample[from] < low) {
        from++;
      }
      while (to < end && sample[to] < low + width) {
        to++;
      }
      if (to - from > most) {
        most = to - from;
        // IRAF counts from 1 and halves the sum.
        mode = sample[(from + to + 2) / 2 - 1];
      }
    }
    return mode;
  }

  /** biassec = [768:795,512:540], of which the columns count; trimsec = [1:767,1:511]. */
  private static float[][] trimmed(String name, int pieces) throws Exception {
    float[][] raw = raw(name);
    double[] levels = levels(raw, pieces);
    FitsSection kept = FitsSection.parse("[1:767,1:511]").within(raw[0].length, raw.length);
    float[][] trimmed = new float[kept.rows()][kept.columns()];
    for (int y = 0; y < trimmed.length; y++) {
      for (int x = 0; x < trimmed[y].length; x++) {
        trimmed[y][x] =
            (float)
                (raw[kept.rowsFrom() + y][kept.columnsFrom() + x] - levels[kept.rowsFrom() + y]);
      }
    }
    return trimmed;
  }

  private static double[] levels(float[][] raw, int pieces) throws Exception {
    FitsSection overscan = FitsSection.parse("[768:795,512:540]").within(raw[0].length, raw.length);
    double[] perLine = new double[raw.length];
    for (int y = 0; y < raw.length; y++) {
      perLine[y] =
          OverscanFit.lineLevel(
              raw[y], overscan.columnsFrom(), overscan.columns(), OverscanStatistic.MEAN);
    }
    return OverscanFit.levels(
        perLine,
        0,
        511,
        new OverscanSettings(OverscanStatistic.MEAN, OverscanFunction.SPLINE3, pieces, 3, 3, 1, 0));
  }

  private static float[][] raw(String name) throws IOException {
    Path file = SET.resolve("raw").resolve(name + ".fit");
    if (!Files.exists(file)) {
      file = SET.resolve("raw").resolve(name + ".fit.gz");
    }
    try (Fits fits = new Fits(file.toFile())) {
      short[][] stored = (short[][]) fits.getHDU(0).getKernel();
      float[][] pixels = new float[stored.length][stored[0].length];
      for (int y = 0; y < stored.length; y++) {
        for (int x = 0; x < stored[y].length; x++) {
          pixels[y][x] = stored[y][x] + 32768f;
        }
      }
      return pixels;
    } catch (FitsException e) {
      throw new IOException(e);
    }
  }

  private static float[][] reference(String file) throws IOException {
    return RawFrames.pixels(SET.resolve("iraf_ref").resolve(file));
  }

  private static void assertNear(float[][] iraf, float[][] ours, double most) {
    assertEquals(iraf.length, ours.length);
    double greatest = 0;
    String where = "";
    for (int y = 0; y < iraf.length; y++) {
      assertEquals(iraf[y].length, ours[y].length);
      for (int x = 0; x < iraf[y].length; x++) {
        double difference = Math.abs((double) iraf[y][x] - ours[y][x]);
        if (!(difference <= greatest)) {
          greatest = difference;
          where = " ADU, in row " + y + ", column " + x;
        }
      }
    }
    assertTrue(greatest <= most, "greatest difference: " + greatest + where);
  }
}
