package org.nightbeam.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nightbeam.frame.FrameType;
import org.nightbeam.quality.MadeUpCamera.Light;
import org.nightbeam.quality.Misfits.Found;
import org.nightbeam.quality.Misfits.Kind;
import org.nightbeam.quality.Misfits.Misfit;

class MisfitsTest {
  private static final int HEIGHT = GoodGroups.HEIGHT;
  private static final int WIDTH = GoodGroups.WIDTH;
  private static final int GROUPS = 150;

  /** Of six hundred groups of good frames, none loses one. */
  @ParameterizedTest
  @EnumSource(
      value = FrameType.class,
      names = {"BIAS", "DARK", "DARK_FLAT", "FLAT"})
  void goodFramesBelong(FrameType type) {
    SplittableRandom random = new SplittableRandom(type.ordinal());
    for (int k = 0; k < GROUPS; k++) {
      int frames = 1 + random.nextInt(random.nextBoolean() ? 5 : 25);
      Found found = GoodGroups.of(type, frames, random.nextLong()).find();
      assertEquals(List.of(), found.misfits(), type + ", group " + k + " of " + frames);
    }
  }

  /** What a misfit of a kind looks like among the frames of a group. */
  private static FrameSample misfit(Kind kind, GoodGroups.Group group, SplittableRandom random) {
    MadeUpCamera camera = group.camera();
    double noise = camera.readNoise / camera.gain;
    double level = group.frames().get(0).level();
    return switch (kind) {
      case CONSTANT -> {
        FrameSample.Builder builder = new FrameSample.Builder(HEIGHT, WIDTH, Double.NaN);
        int rows = random.nextBoolean() ? 0 : HEIGHT / 2;
        for (int y = 0; y < HEIGHT; y++) {
          float[] good = camera.row(y, Light.even((level - camera.biasLevel) * camera.gain), 0);
          builder.add(y, y < rows ? good : new float[WIDTH]);
        }
        yield builder.build();
      }
      case SATURATED -> {
        double full = 65_535 * camera.gain / camera.channels[0] / camera.corner;
        yield camera.sample((y, x) -> full * (0.3 + 1.5 * x / WIDTH), 0);
      }
      case NO_LIGHT -> camera.sample(MadeUpCamera.NONE, noise * random.nextDouble());
      case LEVEL -> {
        double light = Math.max(60 * noise, 0.5 * level) * (1 + 10 * random.nextDouble());
        yield camera.sample(Light.even((level - camera.biasLevel + light) * camera.gain), 0);
      }
      case STRUCTURE -> {
        // A leak in one corner; of a flat, half of it in shadow.
        double light = level - camera.biasLevel;
        double leak = Math.max(80 * noise, 0.5 * level + 3 * light) * camera.gain;
        if (group.type() == FrameType.FLAT) {
          double shadow = 0.3 * random.nextDouble();
          yield camera.sample((y, x) -> (x < 0.4 * WIDTH ? shadow : 1) * light * camera.gain, 0);
        }
        yield camera.sample(
            (y, x) -> light * camera.gain + (Math.hypot(y, x) < WIDTH / 2 ? leak : 0), 0);
      }
      case NOISE -> {
        double before = camera.readNoise;
        camera.readNoise = 5 * camera.gain * Math.max(group.frames().get(0).noise(), camera.step);
        FrameSample noisy = camera.sample(MadeUpCamera.NONE, 0);
        camera.readNoise = before;
        yield noisy;
      }
    };
  }

  /** One wrong frame among good ones is found, with its kind, and no other is. */
  @ParameterizedTest
  @CsvSource({
    "BIAS, CONSTANT",
    "BIAS, LEVEL",
    "BIAS, STRUCTURE",
    "BIAS, NOISE",
    "DARK, CONSTANT",
    "DARK, LEVEL",
    "DARK, STRUCTURE",
    "FLAT, CONSTANT",
    "FLAT, SATURATED",
    "FLAT, NO_LIGHT",
    "FLAT, STRUCTURE"
  })
  void oneMisfitIsFound(FrameType type, Kind kind) {
    SplittableRandom random = new SplittableRandom(type.ordinal() * 10 + kind.ordinal());
    for (int k = 0; k < 50; k++) {
      GoodGroups.Group group = GoodGroups.of(type, 4 + random.nextInt(12), random.nextLong());
      List<FrameSample> frames = new ArrayList<>(group.frames());
      int where = random.nextInt(frames.size() + 1);
      frames.add(where, misfit(kind, group, random));
      Found found = Misfits.find(type, frames, group.pedestal());
      assertEquals(1, found.misfits().size(), k + ": " + found);
      Misfit misfit = found.misfits().get(0);
      assertEquals(where, misfit.index(), k + ": " + found);
      assertEquals(kind, misfit.kind(), k + ": " + found);
      assertEquals("", found.doubt());
    }
  }

  /** A bias by its figures alone. */
  private static FrameSample flatBias(double level, double noise) {
    List<FrameSample.Part> parts = new ArrayList<>();
    for (int k = 0; k < 64; k++) {
      parts.add(new FrameSample.Part(level, false));
    }
    return new FrameSample(
        100, 100, level, noise, 0, 2 * level, 1, 0, 8, parts, List.of(), List.of());
  }

  private static List<FrameSample> flatBiases(double... levels) {
    List<FrameSample> frames = new ArrayList<>();
    for (double level : levels) {
      frames.add(flatBias(level, 6));
    }
    return frames;
  }

  private static Found bias(double... levels) {
    return Misfits.find(FrameType.BIAS, flatBiases(levels), Double.NaN);
  }

  @Test
  void reasonsHaveTheFigures() {
    double[] levels = new double[20];
    for (int i = 0; i < 20; i++) {
      levels[i] = i == 7 ? 3120 : 1000 + 0.2 * i;
    }
    // Of 0 to 3.8 but 1.4 the median is 2; the distances from it have a median of 1.
    assertEquals(
        List.of(
            new Misfit(
                7,
                Kind.LEVEL,
                "level 3120 ADU, the other 19 biases have 1002 +- 1.48: light in it?")),
        bias(levels).misfits());
    levels[7] = 312;
    assertEquals(
        "level 312 ADU, the other 19 biases have 1002 +- 1.48: other settings of the camera?",
        bias(levels).misfits().get(0).reason());
    Found dark = Misfits.find(FrameType.DARK, flatBiases(1010, 1012, 3120, 1011), 1000);
    assertEquals(
        "level 3120 ADU, the other 3 darks have 1011 +- 1.48: light in it, or a warmer sensor?",
        dark.misfits().get(0).reason());
  }

  /** Limits: 10 sigma of a pixel's noise of 6, or 5 % of the level; below 6 frames 20 sigma. */
  @ParameterizedTest
  @CsvSource({
    "400, 6, 461, LEVEL",
    "400, 6, 459, ",
    "400, 6, 339, LEVEL",
    "400, 5, 521, LEVEL",
    "400, 5, 519, ",
    "4000, 8, 4201, LEVEL",
    "4000, 8, 4199, ",
    "400, 2, 30000, "
  })
  void onlyWhatIsGross(double level, int frames, double other, Kind expected) {
    double[] levels = new double[frames];
    Arrays.fill(levels, level);
    levels[frames - 1] = other;
    List<Misfit> misfits = bias(levels).misfits();
    assertEquals(expected == null ? 0 : 1, misfits.size(), misfits.toString());
  }

  @Test
  void ofTwoFramesNoneIsLeftOutButBothAreNamed() {
    Found found = bias(1002, 3120);
    assertEquals(List.of(), found.misfits());
    assertEquals(
        "the levels of the two biases are 1002 and 3120 ADU; with only two, it is not clear"
            + " which is right",
        found.doubt());
    assertEquals("", bias(1002, 1030).doubt());
    assertEquals(List.of(1), bias(1002, 3120, 1003).misfits().stream().map(Misfit::index).toList());
  }

  @Test
  void aGroupOfTwoKindsIsLeftAsItIs() {
    Found found = bias(1000, 1001, 1002, 1300, 1301, 1302);
    assertEquals(List.of(), found.misfits());
    found = bias(1000, 1001, 1002, 1003, 1300, 1301, 1302);
    assertEquals(List.of(), found.misfits());
    assertEquals(
        "3 of 7 biases are unlike the others, too many to leave them out; one has: level 1300 ADU,"
            + " the other 4 biases have 1002 +- 1.48: light in it?",
        found.doubt());
    assertEquals(2, bias(1000, 1001, 1002, 1003, 1001, 1300, 1302).misfits().size());
  }

  /** A third and fewer go, each with its own reason. */
  @Test
  void severalMisfitsOfSeveralKinds() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 5);
    List<FrameSample> flats = new ArrayList<>();
    for (double electrons : new double[] {20_000, 0, 30_000, 200_000, 25_000, 40_000, 15_000}) {
      flats.add(camera.sample(Light.even(electrons), 0));
    }
    List<Misfit> misfits = Misfits.find(FrameType.FLAT, flats, 1001.5).misfits();
    assertEquals(2, misfits.size(), misfits.toString());
    assertEquals(new Misfit(1, Kind.NO_LIGHT, misfits.get(0).reason()), misfits.get(0));
    assertTrue(
        misfits
            .get(0)
            .reason()
            .matches(
                "level 1\\d+ ADU, -?[\\d.]+ ADU above bias and dark current, with a noise of"
                    + " 5\\.\\d+ ADU per pixel: too little light for a flat; expected 5 times the"
                    + " noise"),
        misfits.get(0).reason());
    assertEquals(Kind.CONSTANT, misfits.get(1).kind());
    assertEquals("every pixel looked at is 65535 ADU", misfits.get(1).reason());
  }

  @Test
  void saturatedFlatsAreSaidToBe() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 6);
    FrameSample flat = camera.sample(Light.even(60_000), 0, 35_000);
    List<Misfit> misfits = Misfits.find(FrameType.FLAT, List.of(flat), Double.NaN).misfits();
    assertTrue(
        misfits
            .get(0)
            .reason()
            .matches(
                "\\d\\d % of its pixels are saturated \\(level 3\\d{4}, largest value 4\\d{4} ADU\\);"
                    + " expected at most 5 %"),
        misfits.toString());
  }

  @Test
  void structureIsSaidWithItsPlace() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 7);
    List<FrameSample> frames = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      boolean leak = i == 2;
      frames.add(camera.sample((y, x) -> leak ? 2000 * Math.exp(-x / 10.0 - y / 10.0) : 0, i % 2));
    }
    List<Misfit> misfits = Misfits.find(FrameType.DARK, frames, 1001.5).misfits();
    assertEquals(1, misfits.size(), misfits.toString());
    assertTrue(
        misfits
            .get(0)
            .reason()
            .matches(
                "around column 4, row 4 it is \\d{3} ADU brighter than in the other 7 darks, relative"
                    + " to the rest of the frame: a light leak\\?"),
        misfits.toString());
  }

  /** Darkness of a quiet camera without offset is 0 nearly everywhere: that is no fault. */
  @Test
  void framesThatAreAllConstantBelong() {
    MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 8);
    camera.biasLevel = -60;
    List<FrameSample> frames = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      frames.add(camera.sample(MadeUpCamera.NONE, 0));
    }
    assertTrue(frames.get(0).isConstant());
    assertEquals(List.of(), Misfits.find(FrameType.BIAS, frames, Double.NaN).misfits());
    // So are flats that somebody has made up.
    assertEquals(List.of(), Misfits.find(FrameType.FLAT, frames, Double.NaN).misfits());
  }

  private static FrameSample constant(float value) {
    FrameSample.Builder builder = new FrameSample.Builder(64, 64, Double.NaN);
    float[] row = new float[64];
    Arrays.fill(row, value);
    for (int y = 0; y < 64; y++) {
      builder.add(y, row);
    }
    return builder.build();
  }

  /** Frames without noise are made up, as in a test of a statistic, and mean what they say. */
  @Test
  void framesWithoutNoiseAreNotComparedButASaturatedFlatIsNone() {
    List<FrameSample> levels = List.of(constant(100), constant(101), constant(102), constant(9000));
    assertEquals(List.of(), Misfits.find(FrameType.BIAS, levels, Double.NaN).misfits());
    assertEquals(List.of(), Misfits.find(FrameType.DARK, levels, 100).misfits());
    assertEquals(List.of(), Misfits.find(FrameType.FLAT, levels, 0).misfits());
    assertEquals(
        2,
        Misfits.find(FrameType.FLAT, List.of(constant(65535), constant(65535)), 0)
            .misfits()
            .size());
  }

  @Test
  void framesWithoutAValueNeverBelong() {
    FrameSample.Builder builder = new FrameSample.Builder(8, 8, Double.NaN);
    for (int y = 0; y < 8; y++) {
      float[] row = new float[8];
      Arrays.fill(row, Float.NaN);
      builder.add(y, row);
    }
    Found found = Misfits.find(FrameType.DARK, List.of(builder.build()), 1000);
    assertEquals(
        List.of(new Misfit(0, Kind.CONSTANT, "none of the pixels looked at has a value")),
        found.misfits());
  }

  @Test
  void whatIsNoGroupIsRefused() {
    List<FrameSample> one = List.of(flatBias(1000, 6));
    assertThrows(
        IllegalArgumentException.class, () -> Misfits.find(FrameType.LIGHT, one, Double.NaN));
    FrameSample other = new MadeUpCamera(40, 60, 1).sample(MadeUpCamera.NONE, 0);
    Exception refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Misfits.find(FrameType.BIAS, List.of(one.get(0), other), Double.NaN));
    assertEquals("frames of 100 x 100 and of 60 x 40 pixels in one group", refused.getMessage());
    assertEquals(new Found(List.of(), ""), Misfits.find(FrameType.BIAS, List.of(), Double.NaN));
  }
}
