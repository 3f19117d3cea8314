package org.nightbeam.master;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.RawFrames;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.checksum.DataSum;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.store.MappedMaster;
import org.nightbeam.master.store.MappedPixels;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.pixels.Overscan;
import org.nightbeam.signal.Linearity;
import org.nightbeam.signal.OverscanFunction;
import org.nightbeam.signal.OverscanSettings;
import org.nightbeam.signal.OverscanStatistic;
import org.nightbeam.signal.Preparation;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

class BandCombinerTest {
  @TempDir Path folder;

  private FramePixels pixels() {
    return new FramePixels(new LocalStorage(), folder.resolve("decompressed"));
  }

  private Frame frame(String name, Object stored, double exposure) throws IOException {
    Path file =
        RawFrames.write(
            folder.resolve(name),
            stored,
            header -> {
              if (stored instanceof short[][]) {
                header.addValue("BZERO", 32768, "");
              }
              header.addValue("EXPTIME", exposure, "");
            });
    return RawFrames.read(folder, file);
  }

  private static short[][] uint16(int[][] values) {
    short[][] stored = new short[values.length][values[0].length];
    for (int y = 0; y < values.length; y++) {
      for (int x = 0; x < values[0].length; x++) {
        stored[y][x] = (short) (values[y][x] - 32768);
      }
    }
    return stored;
  }

  private float[][] combine(
      FrameType type, CombineSettings settings, List<MasterInput> inputs, Pedestal pedestal)
      throws IOException {
    return combine(type, settings, inputs, pedestal, 1 << 20, 1000);
  }

  private float[][] combine(
      FrameType type,
      CombineSettings settings,
      List<MasterInput> inputs,
      Pedestal pedestal,
      int tileBytes,
      int bandRows)
      throws IOException {
    List<float[]> rows = new ArrayList<>();
    BandCombiner combiner = new BandCombiner(pixels(), settings, Linearity.NONE, tileBytes);
    int height = inputs.get(0).frame().height();
    for (int y = 0; y < height; y += bandRows) {
      combiner.combine(
          type,
          inputs,
          pedestal,
          y,
          Math.min(bandRows, height - y),
          false,
          (row, counts) -> rows.add(row.clone()));
    }
    return rows.toArray(float[][]::new);
  }

  private MappedMaster mapped(String name, float[][] values) throws IOException {
    Path file = folder.resolve(name);
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * values.length * values[0].length).order(ByteOrder.nativeOrder());
    for (float[] row : values) {
      for (float value : row) {
        bytes.putFloat(value);
      }
    }
    Files.write(file, bytes.array());
    return new MappedMaster(MappedPixels.map(file), values[0].length, () -> {});
  }

  private static final Pedestal NOTHING = new Pedestal(null, null);

  /** A light of the middle exposure has just the bias subtracted that is in the darks. */
  @Test
  void theBiasThatStaysInADarkIsOfOneExposure() throws IOException {
    List<MasterInput> inputs = new ArrayList<>();
    double[] exposures = {60.05, 60, 60.02};
    for (int k = 0; k < exposures.length; k++) {
      short[][] pixels = uint16(new int[][] {{1000, 1001, 999 + k}});
      inputs.add(new MasterInput(frame("d" + k + ".fits", pixels, exposures[k]), null, null));
    }
    for (CombineSettings settings :
        List.of(CombineSettings.median(), new CombineSettings(CombineMethod.MEAN, 3, 3, 5))) {
      float[][] rate = combine(FrameType.DARK, settings, inputs, NOTHING);
      assertArrayEquals(
          new float[] {1000, 1001, 1000},
          new float[] {60.02f * rate[0][0], 60.02f * rate[0][1], 60.02f * rate[0][2]},
          1e-3f);
    }
  }

  @Test
  void biasIsTheMedianOfOddAndEvenNumbersOfFrames() throws IOException {
    List<MasterInput> inputs = new ArrayList<>();
    inputs.add(
        new MasterInput(frame("Bias/1.fits", uint16(new int[][] {{10, 65535, 0}}), 0), null, null));
    inputs.add(
        new MasterInput(
            frame("Bias/2.fits", uint16(new int[][] {{13, 65535, 65535}}), 0), null, null));
    inputs.add(
        new MasterInput(frame("Bias/3.fits", uint16(new int[][] {{11, 65534, 3}}), 0), null, null));
    assertArrayEquals(
        new float[] {11, 65535, 3},
        combine(FrameType.BIAS, CombineSettings.median(), inputs, NOTHING)[0]);
    inputs.add(
        new MasterInput(frame("Bias/4.fits", uint16(new int[][] {{20, 65533, 4}}), 0), null, null));
    assertArrayEquals(
        new float[] {12, 65534.5f, 3.5f},
        combine(FrameType.BIAS, CombineSettings.median(), inputs, NOTHING)[0]);
  }

  @ParameterizedTest
  @EnumSource(CombineMethod.class)
  void darkIsARateByTheDefinitionForEqualAndForMixedExposures(CombineMethod method)
      throws IOException {
    CombineSettings settings = new CombineSettings(method, 3, 3, 5);
    Pedestal bias = new Pedestal(mapped("bias", new float[][] {{100.5f, 99.25f}}), null);
    List<MasterInput> equal =
        List.of(
            new MasterInput(
                frame("Darks/1.fits", uint16(new int[][] {{160, 130}}), 60), null, null),
            new MasterInput(
                frame("Darks/2.fits", uint16(new int[][] {{166, 133}}), 60), null, null));
    float[] expected = {(float) ((163 - 100.5) / 60), (float) ((131.5 - 99.25) / 60)};
    assertArrayEquals(expected, combine(FrameType.DARK, settings, equal, bias)[0], 1e-7f);
    List<MasterInput> mixed =
        List.of(
            equal.get(0),
            new MasterInput(
                frame("Darks/3.fits", uint16(new int[][] {{226, 163}}), 120), null, null));
    // Of twice the exposure, a rate has half the read noise: four times the weight.
    double weight = method == CombineMethod.WEIGHTED_MEAN ? 4 : 1;
    float[] rates = {
      (float) (((160 - 100.5) / 60 + weight * (226 - 100.5) / 120) / (1 + weight)),
      (float) (((130 - 99.25) / 60 + weight * (163 - 99.25) / 120) / (1 + weight))
    };
    assertArrayEquals(rates, combine(FrameType.DARK, settings, mixed, bias)[0], 1e-7f);
  }

  @Test
  void flatsAreNormalisedEachByItsOwnLevel() throws IOException {
    MappedMaster bias = mapped("bias", new float[][] {{100, 100, 100, 100}});
    MappedMaster dark = mapped("dark", new float[][] {{1, 1, 2, 1}});
    Pedestal pedestal = new Pedestal(bias, dark);
    Frame shortFlat = frame("Flats/1.fits", uint16(new int[][] {{1110, 2110, 3120, 110}}), 10);
    Frame longFlat = frame("Flats/2.fits", uint16(new int[][] {{2120, 4120, 6140, 120}}), 20);
    List<MasterInput> inputs = new ArrayList<>();
    for (Frame flat : List.of(shortFlat, longFlat)) {
      inputs.add(
          new MasterInput(
              flat, null, FlatLevel.measure(flat, pixels(), pedestal, null, Linearity.NONE)));
    }
    assertEquals(1500, inputs.get(0).level().evenEven(), 1e-9);
    assertEquals(3000, inputs.get(1).level().evenEven(), 1e-9);
    float[] flat = combine(FrameType.FLAT, CombineSettings.median(), inputs, pedestal)[0];
    assertArrayEquals(
        new float[] {1000 / 1500f, 2000 / 1500f, 3000 / 1500f, Float.NaN}, flat, 1e-6f);
  }

  @Test
  void aColourSensorHasALevelAChannel() throws IOException {
    int[][] values = {{100, 200, 100, 200}, {300, 400, 300, 400}};
    Path file =
        RawFrames.write(
            folder.resolve("Flats/c.fits"),
            uint16(values),
            header -> {
              header.addValue("BZERO", 32768, "");
              header.addValue("EXPTIME", 1.0, "");
              header.addValue("BAYERPAT", "RGGB", "");
            });
    Frame flat = RawFrames.read(folder, file);
    FlatLevel level = FlatLevel.measure(flat, pixels(), NOTHING, null, Linearity.NONE);
    assertEquals(new FlatLevel(100, 200, 300, 400), level);
    float[][] normalised =
        combine(
            FrameType.FLAT,
            CombineSettings.median(),
            List.of(new MasterInput(flat, null, level)),
            NOTHING);
    for (float[] row : normalised) {
      assertArrayEquals(new float[] {1, 1, 1, 1}, row, 1e-6f);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theLevelIsTheMeanOfValidPixelsHoweverTheyAreStored(boolean gapInDark) throws IOException {
    Random random = new Random(11);
    int height = 600; // more rows than are summed as integers at a time
    int[][] values = new int[height][7];
    float[][] asFloats = new float[height][7];
    float[][] bias = new float[height][7];
    float[][] dark = new float[height][7];
    double sum = 0;
    int count = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < 7; x++) {
        values[y][x] = 30000 + random.nextInt(35000);
        asFloats[y][x] = values[y][x];
        bias[y][x] = 100 + random.nextFloat();
        dark[y][x] = gapInDark && y == 5 && x == 3 ? Float.NaN : random.nextFloat();
        if (!Float.isNaN(dark[y][x])) {
          sum += values[y][x] - (double) bias[y][x] - 2.5 * dark[y][x];
          count++;
        }
      }
    }
    Pedestal pedestal = new Pedestal(mapped("bias", bias), mapped("dark", dark));
    Frame integers = frame("Flats/i.fits", uint16(values), 2.5);
    Frame floats = frame("Flats/f.fits", asFloats, 2.5);
    double level = FlatLevel.measure(integers, pixels(), pedestal, null, Linearity.NONE).oddEven();
    assertEquals(sum / count, level, 1e-7 * level);
    assertEquals(
        level,
        FlatLevel.measure(floats, pixels(), pedestal, null, Linearity.NONE).evenOdd(),
        1e-7 * level);
  }

  @Test
  void aFlatWithoutLightIsRefused() throws IOException {
    Frame dark = frame("Flats/d.fits", uint16(new int[][] {{90, 95}}), 1);
    Pedestal bias = new Pedestal(mapped("bias", new float[][] {{100, 100}}), null);
    UnreadableFileException refused =
        assertThrows(
            UnreadableFileException.class,
            () -> FlatLevel.measure(dark, pixels(), bias, null, Linearity.NONE));
    assertTrue(refused.getMessage().contains("-7.5"), refused.getMessage());
  }

  @Test
  void missingValuesTakeNoPart() throws IOException {
    List<MasterInput> inputs =
        List.of(
            new MasterInput(
                frame("Bias/1.fits", new float[][] {{1, Float.NaN, Float.NaN}}, 0), null, null),
            new MasterInput(frame("Bias/2.fits", new float[][] {{2, 5, Float.NaN}}, 0), null, null),
            new MasterInput(
                frame("Bias/3.fits", new float[][] {{Float.POSITIVE_INFINITY, 7, Float.NaN}}, 0),
                null,
                null));
    assertArrayEquals(
        new float[] {1.5f, 6, Float.NaN},
        combine(FrameType.BIAS, CombineSettings.median(), inputs, NOTHING)[0]);
  }

  @ParameterizedTest
  @EnumSource(CombineMethod.class)
  void howRowsAreCutDoesNotMatter(CombineMethod method) throws IOException {
    Random random = new Random(5);
    MappedMaster bias = mapped("bias", random(random, 23, 301));
    MappedMaster dark = mapped("dark", random(random, 23, 301));
    Pedestal pedestal = new Pedestal(bias, dark);
    List<MasterInput> inputs = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int[][] values = new int[23][301];
      for (int[] row : values) {
        for (int x = 0; x < row.length; x++) {
          row[x] = 20000 + random.nextInt(1000);
        }
      }
      Frame flat = frame("Flats/" + i + ".fits", uint16(values), 1 + i % 3);
      inputs.add(
          new MasterInput(
              flat, null, FlatLevel.measure(flat, pixels(), pedestal, null, Linearity.NONE)));
    }
    CombineSettings settings = new CombineSettings(method, 2, 2, 5);
    float[][] whole = combine(FrameType.FLAT, settings, inputs, pedestal);
    for (int bandRows : new int[] {1, 4, 22}) {
      for (int tileBytes : new int[] {1, 30000}) {
        float[][] cut = combine(FrameType.FLAT, settings, inputs, pedestal, tileBytes, bandRows);
        for (int y = 0; y < 23; y++) {
          assertArrayEquals(whole[y], cut[y]);
        }
      }
    }
  }

  private static float[][] random(Random random, int height, int width) {
    float[][] values = new float[height][width];
    for (float[] row : values) {
      for (int x = 0; x < width; x++) {
        row[x] = random.nextFloat() * 10;
      }
    }
    return values;
  }

  @Test
  void aFrameThatBecameShorterIsNamed() throws IOException {
    Frame frame = frame("Bias/short.fits", uint16(new int[100][100]), 0);
    try (var file = new java.io.RandomAccessFile(frame.uri(), "rw")) {
      file.setLength(2880 + 5000);
    }
    IOException named =
        assertThrows(
            BandCombiner.InputException.class,
            () ->
                combine(
                    FrameType.BIAS,
                    CombineSettings.median(),
                    List.of(new MasterInput(frame, null, null)),
                    NOTHING));
    assertTrue(named.getMessage().contains("Bias/short.fits"), named.getMessage());
    assertTrue(named.getMessage().contains("truncated"), named.getMessage());
  }

  private static double median(double... values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /**
   * Five frames, whose level drifts from row to row, and what their master should be: computed in
   * double precision, one step after the other.
   */
  @ParameterizedTest
  @CsvSource({
    "BIAS, '[36:41,*]', false",
    "DARK, '[36:41,*]', false",
    "DARK, '[36:41,*]', true",
    "FLAT, '[36:41,*]', false",
    "FLAT, '[36:41,*]', true",
    "FLAT, '[*,1:4]', true",
  })
  void overscanTrimAndLinearityComeBeforeAllElse(FrameType type, String section, boolean linear)
      throws Exception {
    boolean ofRows = section.endsWith("*]");
    double[] c = linear ? new double[] {1, 1.02, -4e-7} : new double[] {0, 1, 0};
    Linearity linearity = linear ? new Linearity(List.of(c[0], c[1], c[2])) : Linearity.NONE;
    OverscanSettings settings =
        new OverscanSettings(OverscanStatistic.MEAN, OverscanFunction.EACH_LINE, 1, 0, 0, 0, 0);
    Preparation preparation = new Preparation(section, "[4:34,6:28]", settings, linearity);
    int height = 23;
    int width = 31;
    Random random = new Random(31);
    float[][] bias = random(random, height, width);
    float[][] dark = random(random, height, width);
    Pedestal pedestal =
        type == FrameType.BIAS
            ? NOTHING
            : new Pedestal(
                mapped("bias", bias), type == FrameType.FLAT ? mapped("dark", dark) : null);
    double[][][] expected = new double[5][height][width];
    List<MasterInput> inputs = new ArrayList<>();
    List<Long> sums = new ArrayList<>();
    for (int k = 0; k < 5; k++) {
      int[][] values = new int[30][41];
      for (int y = 0; y < 30; y++) {
        for (int x = 0; x < 41; x++) {
          boolean isOverscan = ofRows ? x >= 35 : y < 4;
          values[y][x] =
              500 + 10 * k + (ofRows ? 15 * y : 9 * x) + random.nextInt(isOverscan ? 9 : 20_000);
        }
      }
      double seconds = 3 + k % 2;
      Path file = Path.of(frame(type.label() + "/" + k + ".fits", uint16(values), seconds).uri());
      if (k == 3) {
        file = Files.write(Path.of(file + ".gz"), FitsBuilder.gzip(Files.readAllBytes(file)));
      }
      Frame frame = RawFrames.read(folder, file, preparation);
      DataSum dataSum = new DataSum();
      dataSum.add(ByteBuffer.wrap(frameBytes(values)));
      sums.add(dataSum.value());
      double sum = 0;
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int column = x + 3;
          double level =
              ofRows
                  ? Arrays.stream(values[y + 5], 35, 41).average().orElseThrow()
                  : IntStream.range(0, 4).map(r -> values[r][column]).average().orElseThrow();
          double v = values[y + 5][column] - level;
          if (type != FrameType.BIAS) {
            v -= bias[y][x];
            v = c[0] + c[1] * v + c[2] * v * v;
          }
          v -= type == FrameType.FLAT ? seconds * dark[y][x] : 0;
          sum += v;
          expected[k][y][x] = type == FrameType.DARK ? v / seconds : v;
        }
      }
      Overscan overscan = Overscan.measure(frame, pixels(), settings);
      FlatLevel level = null;
      if (type == FrameType.FLAT) {
        level = FlatLevel.measure(frame, pixels(), pedestal, overscan, linearity);
        double mean = sum / (height * width);
        assertEquals(mean, level.evenOdd(), 2e-6 * mean);
        for (double[] row : expected[k]) {
          Arrays.setAll(row, x -> row[x] / mean);
        }
      }
      inputs.add(new MasterInput(frame, overscan, level));
    }
    for (int bandRows : new int[] {100, 7}) {
      BandCombiner combiner =
          new BandCombiner(pixels(), CombineSettings.median(), linearity, 1 << 20);
      List<float[]> rows = new ArrayList<>();
      long[] found = new long[5];
      for (int y = 0; y < height; y += bandRows) {
        List<Long> ofBand =
            combiner.combine(
                type,
                inputs,
                pedestal,
                y,
                Math.min(bandRows, height - y),
                false,
                (row, counts) -> rows.add(row.clone()));
        Arrays.setAll(found, k -> DataSum.sum(found[k], ofBand.get(k)));
      }
      assertEquals(height, rows.size());
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int row = y;
          int column = x;
          double v = median(Arrays.stream(expected).mapToDouble(one -> one[row][column]).toArray());
          double tolerance = type == FrameType.FLAT ? 3e-6 : 1e-3 + 2e-6 * Math.abs(v);
          assertEquals(v, rows.get(y)[x], tolerance, y + ", " + x);
        }
      }
      // Of all that is stored, overscan and what is trimmed off too.
      assertEquals(sums, Arrays.stream(found).boxed().toList());
    }
  }

  private static byte[] frameBytes(int[][] values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length * values[0].length);
    for (short[] row : uint16(values)) {
      bytes.asShortBuffer().put(row);
      bytes.position(bytes.position() + 2 * row.length);
    }
    return bytes.array();
  }

  /** Storage that is far away: a read takes a while, and others may be under way meanwhile. */
  private static final class SlowStorage implements Storage {
    private final LocalStorage local = new LocalStorage();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch allStarted;
    private final AtomicInteger underWay = new AtomicInteger();

    SlowStorage(int together) {
      allStarted = new CountDownLatch(together);
    }

    @Override
    public SeekableByteChannel open(String uri) throws IOException {
      return local.open(uri);
    }

    @Override
    public NewFile create(String uri) throws IOException {
      return local.create(uri);
    }

    @Override
    public CompletableFuture<Void> read(String uri, long position, ByteBuffer bytes) {
      underWay.incrementAndGet();
      allStarted.countDown();
      return CompletableFuture.supplyAsync(
              () -> {
                try {
                  if (!allStarted.await(10, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the reads wait for each other");
                  }
                  Thread.sleep(uri.contains("slow") ? 50 : 0);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                return local.read(uri, position, bytes);
              },
              threads)
          .thenCompose(read -> read)
          .whenComplete((done, failed) -> underWay.decrementAndGet());
    }
  }

  @Test
  void theReadsOfATileAreUnderWayTogether() throws IOException {
    List<MasterInput> inputs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      inputs.add(
          new MasterInput(
              frame("Bias/" + i + ".fits", uint16(new int[][] {{i, 2 * i}}), 0), null, null));
    }
    SlowStorage storage = new SlowStorage(20);
    FramePixels far = new FramePixels(storage, folder.resolve("decompressed"));
    new BandCombiner(far, CombineSettings.median(), Linearity.NONE, 1 << 20)
        .combine(
            FrameType.BIAS,
            inputs,
            NOTHING,
            0,
            1,
            false,
            (row, counts) -> assertArrayEquals(new float[] {9.5f, 19}, row));
  }

  @Test
  void theFirstFrameThatFailsIsNamedWhenNoReadIsUnderWayAnyMore() throws IOException {
    List<MasterInput> inputs = new ArrayList<>();
    for (String name : List.of("1", "2-short-slow", "3-short", "4-slow")) {
      inputs.add(
          new MasterInput(frame("Bias/" + name + ".fits", uint16(new int[90][90]), 0), null, null));
    }
    for (int i : new int[] {1, 2}) {
      try (var file = new java.io.RandomAccessFile(inputs.get(i).frame().uri(), "rw")) {
        file.setLength(2880 + 5000);
      }
    }
    SlowStorage storage = new SlowStorage(4);
    FramePixels far = new FramePixels(storage, folder.resolve("decompressed"));
    BandCombiner combiner =
        new BandCombiner(far, CombineSettings.median(), Linearity.NONE, 1 << 20);
    BandCombiner.InputException named =
        assertThrows(
            BandCombiner.InputException.class,
            () ->
                combiner.combine(
                    FrameType.BIAS, inputs, NOTHING, 0, 90, false, (row, counts) -> {}));
    assertEquals(0, storage.underWay.get());
    assertEquals(inputs.get(1).frame(), named.frame());
    assertTrue(named.getMessage().contains("truncated"), named.getMessage());
  }
}
