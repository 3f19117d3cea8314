package org.nightbeam.quality.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.quality.MadeUpCamera;
import org.nightbeam.quality.noise.PhotonTransfer.Pair;
import org.nightbeam.quality.noise.PhotonTransfer.Result;

class PhotonTransferTest {
  private static final int HEIGHT = 280;
  private static final int WIDTH = 300;

  private static Pair pair(MadeUpCamera camera, double first, double second, boolean colour) {
    return new Pair(
        camera.boxes(MadeUpCamera.Light.even(first), colour),
        camera.boxes(MadeUpCamera.Light.even(second), colour));
  }

  private static List<Pair> pairs(MadeUpCamera camera, int count, double electrons) {
    List<Pair> pairs = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      pairs.add(pair(camera, electrons, electrons, false));
    }
    return pairs;
  }

  private static Result measure(List<Pair> biases, List<Pair> flats) {
    return PhotonTransfer.measure(biases, flats, Double.NaN);
  }

  /** Gain and read noise come back within their errors, and the errors are what they are called. */
  @ParameterizedTest
  @CsvSource({
    "0.25, 3, 1, false",
    "1, 10, 1, false",
    "1.5, 8, 1, true",
    "4, 5, 1, false", // the noise of a bias is 1.25 ADU
    "4, 12, 1, true",
    "0.23, 6.5, 16, true", // 12 bits in 16
    "0.9, 9, 16, false" // the noise of a bias is 0.6 steps
  })
  void knownGainAndReadNoiseComeBack(double gain, double readNoise, double step, boolean colour) {
    int runs = 16;
    double gainPulls = 0;
    double noisePulls = 0;
    double gains = 0;
    double noises = 0;
    for (int seed = 0; seed < runs; seed++) {
      MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, seed);
      camera.gain = gain;
      camera.readNoise = readNoise;
      camera.step = step;
      if (colour) {
        camera.channels = new double[] {0.5, 1, 0.9, 0.4};
      }
      double electrons = 30_000 * Math.min(1, gain);
      Result found =
          measure(
              List.of(pair(camera, 0, 0, colour)),
              List.of(pair(camera, electrons, electrons, colour)));
      assertEquals(step, found.step());
      double gainPull = (found.gain() - gain) / found.gainError();
      double noisePull = (found.readNoise() - readNoise / gain) / found.readNoiseError();
      assertTrue(Math.abs(gainPull) < 4, found.toString());
      assertTrue(Math.abs(noisePull) < 4, found.toString());
      assertEquals(found.gain() * found.readNoise(), found.readNoiseElectrons());
      gainPulls += gainPull * gainPull / runs;
      noisePulls += noisePull * noisePull / runs;
      gains += found.gain() / gain / runs;
      noises += found.readNoise() * gain / readNoise / runs;
    }
    // The mean of 16 squares of normal values is 1 +- 0.35.
    assertTrue(gainPulls > 0.25 && gainPulls < 2.4, "gain: " + gainPulls);
    assertTrue(noisePulls > 0.25 && noisePulls < 2.4, "read noise: " + noisePulls);
    assertEquals(1, gains, 0.004);
    assertEquals(1, noises, 0.004);
  }

  @Test
  void morePairsGiveSmallerErrors() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 5);
    Result one = measure(pairs(camera, 1, 0), pairs(camera, 1, 20_000));
    Result many = measure(pairs(camera, 9, 0), pairs(camera, 9, 20_000));
    assertEquals(9, many.biasPairs());
    assertEquals(9, many.flatPairs());
    assertEquals(9 * one.boxes(), many.boxes());
    assertEquals(1.5, many.gain(), 4 * many.gainError());
    // By the scatter of nine pairs it may come out larger than by that of their boxes.
    assertEquals(0.5 * one.gainError(), many.gainError(), 0.2 * one.gainError());
    assertTrue(many.readNoiseError() < 0.6 * one.readNoiseError(), many.toString());
    assertTrue(many.notes().isEmpty(), many.notes().toString());
  }

  /** Light that falls off by half from one side to the other, and dust with a sharp edge. */
  @Test
  void gradientsDoNoHarm() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 6);
    camera.corner = 0.4;
    MadeUpCamera.Light light =
        (y, x) -> 30_000 * (0.5 + 0.5 * x / WIDTH) * (Math.hypot(y - 60, x - 80) < 20 ? 0.8 : 1);
    Result found =
        measure(
            pairs(camera, 2, 0),
            List.of(new Pair(camera.boxes(light, false), camera.boxes(light, false))));
    assertEquals(1.5, found.gain(), 4 * found.gainError());
    assertEquals(1.5, found.gain(), 0.03);
  }

  /** Twilight: the level falls and the gradient turns from one flat to the next. */
  @ParameterizedTest
  @CsvSource({"0.98", "0.9", "1.1", "0.7", "1.4"})
  void secondFlatMayBeFainterOrBrighter(double ratio) {
    double gains = 0;
    for (int seed = 0; seed < 8; seed++) {
      MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, seed);
      PixelBoxes first = camera.boxes((y, x) -> 20_000 * (1 + 0.02 * x / WIDTH), false);
      PixelBoxes second = camera.boxes((y, x) -> 20_000 * ratio * (1 + 0.02 * y / HEIGHT), false);
      Result found = measure(pairs(camera, 2, 0), List.of(new Pair(first, second)));
      assertEquals(1.5, found.gain(), 4 * found.gainError());
      gains += found.gain() / 8;
    }
    assertEquals(1.5, gains, 0.01);
  }

  /** At low levels the factor's part of the read noise counts. */
  @Test
  void faintFlatsOfDifferentLevelAreScaledRightly() {
    double gains = 0;
    for (int seed = 0; seed < 12; seed++) {
      MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 100 + seed);
      camera.readNoise = 20;
      gains += measure(pairs(camera, 3, 0), List.of(pair(camera, 1300, 1000, false))).gain() / 12;
    }
    assertEquals(1.5, gains, 0.025);
  }

  /** A lamp that flickers faster than a rolling shutter reads: the rows of each flat differ. */
  @Test
  void flickerFromRowToRowDoesNoHarm() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 8);
    PixelBoxes first = camera.boxes((y, x) -> 20_000 * (1 + 0.1 * Math.sin(y)), false);
    PixelBoxes second = camera.boxes((y, x) -> 20_000 * (1 + 0.1 * Math.sin(y + 2)), false);
    Result found = measure(pairs(camera, 1, 0), List.of(new Pair(first, second)));
    assertEquals(1.5, found.gain(), 0.03);
  }

  /** Cosmic rays, hot pixels, dead columns, pixels without a value. */
  @Test
  void outliersAreClipped() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 9);
    SplittableRandom random = new SplittableRandom(9);
    List<PixelBoxes> frames = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      PixelBoxes boxes = new PixelBoxes(HEIGHT, WIDTH, false);
      for (int y : PixelBoxes.rows(HEIGHT).all()) {
        float[] row = camera.row(y, MadeUpCamera.Light.even(k < 2 ? 0 : 20_000), 0);
        for (int x = 0; x < WIDTH; x++) {
          double dice = random.nextDouble();
          row[x] = dice < 0.005 ? 65_535 : dice < 0.01 ? Float.NaN : dice < 0.015 ? 0 : row[x];
        }
        row[17] = 0;
        boxes.add(y, row);
      }
      frames.add(boxes);
    }
    Result found =
        measure(
            List.of(new Pair(frames.get(0), frames.get(1))),
            List.of(new Pair(frames.get(2), frames.get(3))));
    assertEquals(1.5, found.gain(), 0.03);
    assertEquals(8 / 1.5, found.readNoise(), 0.06);
  }

  @Test
  void overscanIsNoLight() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 10);
    MadeUpCamera.Light light = (y, x) -> x < WIDTH - 40 ? 20_000 : 0;
    Result found =
        measure(
            pairs(camera, 2, 0),
            List.of(new Pair(camera.boxes(light, false), camera.boxes(light, false))));
    assertEquals(1.5, found.gain(), 4 * found.gainError());
  }

  @Test
  void saturatedFlatsAreRefused() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 11);
    camera.saturation = 20_000;
    List<Pair> biases = pairs(camera, 1, 0);
    // Known, or seen by the pile of largest values.
    for (double saturation : new double[] {20_000, Double.NaN}) {
      Result found = PhotonTransfer.measure(biases, pairs(camera, 1, 40_000), saturation);
      assertTrue(Double.isNaN(found.gain()), found.toString());
      assertEquals(0, found.flatPairs());
      String note = found.notes().get(0);
      assertTrue(
          note.matches("pair 1 of flats is not used: in \\d+ of 144 boxes pixels are saturated"),
          note);
    }
    // One that is stated, and has no pile.
    camera.saturation = 65_535;
    Result stated = PhotonTransfer.measure(biases, pairs(camera, 1, 20_000), 12_000);
    assertTrue(Double.isNaN(stated.gain()), stated.toString());
    // The read noise is known all the same.
    assertEquals(8 / 1.5, stated.readNoise(), 0.1);
  }

  @Test
  void unequalAndFaintFlatsAreRefusedAndOthersUsed() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 12);
    Result found =
        measure(
            pairs(camera, 2, 0),
            List.of(
                pair(camera, 20_000, 10_000, false),
                pair(camera, 30, 30, false),
                pair(camera, 20_000, 20_000, false)));
    assertEquals(1.5, found.gain(), 4 * found.gainError());
    assertEquals(1, found.flatPairs());
    assertEquals(
        List.of(
            "pair 1 of flats is not used: in 144 of 144 boxes the levels differ by more than a"
                + " factor of 1.5",
            "pair 2 of flats is not used: in 144 of 144 boxes there is less photon noise than read"
                + " noise"),
        found.notes());
  }

  @Test
  void readNoiseFarBelowTheStepIsSaidToBeUnknown() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 13);
    camera.gain = 10;
    camera.readNoise = 1;
    Result found = measure(pairs(camera, 1, 0), pairs(camera, 1, 100_000));
    assertEquals(10, found.gain(), 4 * found.gainError());
    assertTrue(found.readNoise() < 0.3, found.toString());
    assertTrue(found.readNoiseError() > 0, found.toString());
    assertEquals(
        List.of("the read noise is below 0.3 ADU, too small to measure with values in steps of 1"),
        found.notes());
  }

  @Test
  void valuesThatAreNoIntegersHaveNoStep() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 14);
    camera.step = 1.0 / 1024;
    Result found = measure(pairs(camera, 1, 0), pairs(camera, 1, 20_000));
    assertEquals(0, found.step());
    assertEquals(1.5, found.gain(), 4 * found.gainError());
    assertEquals(8 / 1.5, found.readNoise(), 4 * found.readNoiseError());
  }

  @Test
  void withoutFlatsThereIsReadNoiseInAduAlone() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 15);
    Result found = measure(pairs(camera, 2, 0), List.of());
    assertTrue(Double.isNaN(found.gain()) && Double.isNaN(found.readNoiseElectrons()));
    assertEquals(8 / 1.5, found.readNoise(), 4 * found.readNoiseError());
  }

  @Test
  void smallAndEmptyFrames() {
    for (int[] size : new int[][] {{1, 40}, {3, 5}, {40, 1}, {17, 33}}) {
      MadeUpCamera camera = new MadeUpCamera(size[0], size[1], 16);
      Result found = measure(pairs(camera, 1, 0), pairs(camera, 1, 20_000));
      assertTrue(Double.isNaN(found.gain()) || found.gain() > 0.5, found.toString());
    }
    PixelBoxes empty = new PixelBoxes(40, 40, true);
    for (int y = 0; y < 40; y++) {
      float[] row = new float[40];
      java.util.Arrays.fill(row, Float.NaN);
      empty.add(y, row);
    }
    List<Pair> pairs = List.of(new Pair(empty, empty));
    Result found = measure(pairs, pairs);
    assertTrue(Double.isNaN(found.gain()) && Double.isNaN(found.readNoise()));
    assertEquals("pair 1 of biases is not used: it has no valid pixels", found.notes().get(0));
  }

  @Test
  void framesOfDifferentSizeAreRefused() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 17);
    PixelBoxes colour = camera.boxes(MadeUpCamera.NONE, true);
    PixelBoxes mono = camera.boxes(MadeUpCamera.NONE, false);
    assertThrows(IllegalArgumentException.class, () -> new Pair(mono, colour));
    Exception refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> measure(List.of(new Pair(mono, mono)), List.of(new Pair(colour, colour))));
    assertEquals("frames of more than one size or camera configuration", refused.getMessage());
    assertThrows(IllegalArgumentException.class, () -> measure(List.of(), List.of()));
  }
}
