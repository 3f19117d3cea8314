package org.nightbeam.calibrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import nom.tam.fits.Fits;
import nom.tam.fits.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.RawFrames;
import org.nightbeam.correction.Correction;
import org.nightbeam.correction.LightRow;
import org.nightbeam.correction.LightServices;
import org.nightbeam.correction.MatchedLight;
import org.nightbeam.correction.Measurement;
import org.nightbeam.correction.Measurer;
import org.nightbeam.correction.Measuring;
import org.nightbeam.cosmicrays.CosmicRayRule;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.fixture.Frames;
import org.nightbeam.fixture.Headers;
import org.nightbeam.fixture.Lights;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Sensor;
import org.nightbeam.header.NightRule;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.signal.Linearity;
import org.nightbeam.signal.OverscanFunction;
import org.nightbeam.signal.OverscanSettings;
import org.nightbeam.signal.OverscanStatistic;
import org.nightbeam.signal.Preparation;
import org.nightbeam.storage.LocalStorage;

class LightCalibratorTest {
  @TempDir Path folder;

  private MasterReference master(FrameType type, float... row) throws Exception {
    return master(type, new float[][] {row});
  }

  private MasterReference master(FrameType type, float[][] rows) throws Exception {
    Path file =
        RawFrames.write(folder.resolve("masters/" + type.label() + ".fits"), rows, header -> {});
    ByteBuffer bytes = ByteBuffer.allocate(4 * rows.length * rows[0].length);
    for (float[] row : rows) {
      for (float value : row) {
        bytes.putFloat(value);
      }
    }
    String hash =
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    String name = "masters/" + type.label() + ".fits";
    return new MasterReference(
        name, type, file.toString(), name, rows[0].length, rows.length, 2880, hash);
  }

  private Path calibrate(
      Frame light,
      MasterReference bias,
      MasterReference dark,
      MasterReference flat,
      InvalidPixels invalid)
      throws IOException {
    Path target = folder.resolve("out/light.fits");
    calibrateTo(target, calibrator(invalid), light, bias, dark, flat);
    return target;
  }

  private static void calibrateTo(
      Path target,
      LightCalibrator calibrator,
      Frame light,
      MasterReference bias,
      MasterReference dark,
      MasterReference flat)
      throws IOException {
    UnreadableFileException failure =
        calibrator
            .calibrate(List.of(matched(light, bias, dark, flat, target)), LightCalibrator.NOBODY)
            .get(0)
            .failure();
    if (failure != null) {
      throw failure;
    }
  }

  private static MatchedLight matched(
      Frame light, MasterReference bias, MasterReference dark, MasterReference flat, Path target) {
    LightFrame planned = new LightFrame(light, null, null, null, null);
    return new MatchedLight(planned, bias, dark, flat, "", "", target.toString(), null);
  }

  private LightCalibrator calibrator(InvalidPixels invalid) {
    return calibrator(invalid, Preparation.NONE);
  }

  private LightCalibrator calibrator(InvalidPixels invalid, Preparation preparation) {
    LightSettings settings = Lights.settings().invalidPixels(invalid).build();
    return calibrator(settings, preparation);
  }

  private LightCalibrator calibrator(LightSettings settings, Preparation preparation) {
    LocalStorage storage = new LocalStorage();
    NightRule night = NightRule.behindUtc(Duration.ZERO);
    LightServices services =
        new LightServices(
            storage,
            new FramePixels(storage, folder.resolve("tmp")),
            new MasterStore(storage, folder.resolve("cache"), Long.MAX_VALUE),
            Headers.rules().nights(night).preparation(preparation).build(),
            "test");
    return new LightCalibrator(new Reduction(services, settings), 1);
  }

  @Test
  void framesTogetherAreCalibratedAsEachAlone() throws Exception {
    int height = 40; // more rows than are worked on at a time
    Random random = new Random(2);
    float[][] rows = new float[height][5];
    for (float[] row : rows) {
      for (int x = 0; x < row.length; x++) {
        row[x] = 1 + random.nextFloat();
      }
    }
    MasterReference bias = master(FrameType.BIAS, rows);
    MasterReference dark = master(FrameType.DARK, rows);
    MasterReference flat = master(FrameType.FLAT, rows);
    List<MatchedLight> lights = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      // Stored as integers, as floats, as integers ...
      Object stored = i % 2 == 0 ? new short[height][5] : new float[height][5];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < 5; x++) {
          Array.setShort(Array.get(stored, y), x, (short) random.nextInt(3000));
        }
      }
      Path file =
          RawFrames.write(
              folder.resolve("Lights/" + i + ".fits"),
              stored,
              header -> header.addValue("EXPTIME", 10.0, ""));
      Frame frame = RawFrames.read(folder, file);
      lights.add(
          matched(
              i == 2 ? movedBy(frame, 2880 - 30 * 10) : frame,
              bias,
              dark,
              flat,
              folder.resolve("together/" + i + ".fits")));
    }
    List<LightCalibrator.Outcome> outcomes =
        calibrator(InvalidPixels.NAN).calibrate(lights, LightCalibrator.NOBODY);
    for (int i = 0; i < 4; i++) {
      if (i == 2) {
        assertTrue(
            outcomes.get(i).failure().getMessage().contains("truncated"), outcomes.toString());
        assertFalse(Files.exists(Path.of(lights.get(i).product())));
      } else {
        assertNull(outcomes.get(i).failure());
        Path alone = calibrate(lights.get(i).light().frame(), bias, dark, flat, InvalidPixels.NAN);
        assertArrayEquals(
            Files.readAllBytes(alone), Files.readAllBytes(Path.of(lights.get(i).product())));
      }
    }
    try (Stream<Path> files = Files.list(folder.resolve("together"))) {
      assertEquals(3, files.count(), "something unfinished is left");
    }
  }

  private Frame light(Object stored, RawFrames.Cards cards) throws IOException {
    Path file =
        RawFrames.write(
            folder.resolve("Lights/light.fits"),
            stored,
            header -> {
              header.addValue("EXPTIME", 10.0, "[s] exposure");
              cards.addTo(header);
            });
    return RawFrames.read(folder, file);
  }

  @Test
  void subtractsBiasAndScaledDarkAndDividesByFlat() throws Exception {
    Frame light = light(new int[][] {{1000, 90, 500, 70000}}, header -> {});
    Path product =
        calibrate(
            light,
            master(FrameType.BIAS, 100, 100, 100, 100),
            master(FrameType.DARK, 1, 0, 5, 2),
            master(FrameType.FLAT, 0.5f, 1, 2, 1.25f),
            InvalidPixels.NAN);
    // (1000-100-10)/0.5, (90-100)/1: negative stays, (500-100-50)/2, (70000-100-20)/1.25
    assertArrayEquals(new float[] {1780, -10, 175, 55904}, RawFrames.pixels(product)[0]);
  }

  @Test
  void invalidPixelsBecomeNaN() throws Exception {
    float nan = Float.NaN;
    Frame light =
        light(new short[][] {{-32768, 5, 5, 5}}, header -> header.addValue("BLANK", -32768, ""));
    Path product =
        calibrate(
            light,
            master(FrameType.BIAS, 1, 1, nan, 1),
            null,
            master(FrameType.FLAT, 1, nan, 1, 2),
            InvalidPixels.NAN);
    assertArrayEquals(new float[] {nan, nan, nan, 2}, RawFrames.pixels(product)[0]);
    Header header = RawFrames.header(product);
    assertFalse(header.containsKey("BLANK"), "BLANK has no meaning for floats");
  }

  @Test
  void theOlderRuleMakesEveryNegativeOrInvalidPixelMinusOne() throws Exception {
    Frame light = light(new int[][] {{10, 20, 20, 21}}, header -> {});
    Path product =
        calibrate(
            light,
            master(FrameType.BIAS, 20, 20, 10, 20),
            null,
            master(FrameType.FLAT, 1, 1, Float.NaN, 2),
            InvalidPixels.MINUS_ONE);
    assertArrayEquals(new float[] {-1, 0, -1, 0.5f}, RawFrames.pixels(product)[0]);
  }

  @Test
  void infiniteRawValuesAreInvalid() throws Exception {
    Frame light =
        light(new float[][] {{Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 7}}, h -> {});
    Path product = calibrate(light, null, null, null, InvalidPixels.NAN);
    assertArrayEquals(new float[] {Float.NaN, Float.NaN, 7}, RawFrames.pixels(product)[0]);
  }

  @Test
  void theHeaderKeepsTheRawCardsAndSaysWhatWasDone() throws Exception {
    Frame light =
        light(
            new short[][] {{1, 2, 3, 4}},
            header -> {
              header.addValue("BZERO", 32768, "");
              header.addValue("OBJECT", "NGC 7000", "the target");
              header.addValue("DATAMAX", 5, "no longer true");
              header.insertHistory("taken by hand");
            });
    MasterReference bias = master(FrameType.BIAS, 1, 1, 1, 1);
    Path product = calibrate(light, bias, null, null, InvalidPixels.NAN);
    Header header = RawFrames.header(product);
    assertEquals("NGC 7000", header.getStringValue("OBJECT"));
    assertEquals("the target", header.findCard("OBJECT").getComment());
    assertEquals(10.0, header.getDoubleValue("EXPTIME"));
    assertFalse(header.containsKey("BZERO"));
    assertFalse(header.containsKey("DATAMAX"));
    assertEquals("B", header.getStringValue("CALSTAT"));
    assertEquals("adu", header.getStringValue("BUNIT"));
    assertEquals("Lights/light.fits", header.getStringValue("NBRAW"));
    assertEquals(bias.path(), header.getStringValue("NBBIAS"));
    assertEquals(bias.sha256(), header.getStringValue("NBBIASH"));
    assertEquals("NONE", header.getStringValue("NBDARK"));
    // Raw data unit: shorts 1 2 3 4, as 32-bit words 0x00010002 + 0x00030004.
    assertEquals(Long.toString(0x00040006L), header.getStringValue("NBRAWSUM"));
    String text = Files.readString(product, StandardCharsets.ISO_8859_1);
    assertTrue(text.matches("(?s).*HISTORY +taken by hand .*"), text);
    assertTrue(text.contains("HISTORY Nightbeam: bias subtracted: masters/bias.fits"));
  }

  @Test
  void aTruncatedLightIsRefused() throws Exception {
    Frame light = light(new short[400][400], header -> {});
    try (var file = new RandomAccessFile(light.uri(), "rw")) {
      file.setLength(100_000);
    }
    UnreadableFileException refused =
        assertThrows(
            UnreadableFileException.class,
            () -> calibrate(light, null, null, null, InvalidPixels.NAN));
    assertTrue(refused.getMessage().contains("has changed"), refused.getMessage());
  }

  @Test
  void aFailureHalfWayLeavesNothingBehind() throws Exception {
    Frame whole = light(new short[400][400], header -> {});
    Frame tooLong = movedBy(whole, 100_000);
    UnreadableFileException refused =
        assertThrows(
            UnreadableFileException.class,
            () -> calibrate(tooLong, null, null, null, InvalidPixels.NAN));
    assertTrue(refused.getMessage().contains("truncated"), refused.getMessage());
    try (var left = Files.list(folder.resolve("out"))) {
      assertEquals(0, left.count());
    }
  }

  private static final int STORED_WIDTH = 30;
  private static final int STORED_HEIGHT = 50;
  private static final Preparation OVERSCAN_AND_TRIM =
      new Preparation(
          "[25:30,*]",
          "[4:23,5:44]",
          new OverscanSettings(OverscanStatistic.MEAN, OverscanFunction.EACH_LINE, 1, 0, 0, 0, 0),
          Linearity.NONE);

  private static Preparation with(Linearity linearity) {
    return new Preparation(
        OVERSCAN_AND_TRIM.overscanSection(),
        OVERSCAN_AND_TRIM.trimSection(),
        OVERSCAN_AND_TRIM.overscan(),
        linearity);
  }

  /** Noise of some hundred ADU on a level that drifts from row to row, with its DATASUM. */
  private Path drifting(int[][] values) throws Exception {
    Random random = new Random(12);
    short[][] stored = new short[STORED_HEIGHT][STORED_WIDTH];
    for (int y = 0; y < STORED_HEIGHT; y++) {
      for (int x = 0; x < STORED_WIDTH; x++) {
        values[y][x] = 1000 + 20 * y + random.nextInt(x < 24 ? 40_000 : 15);
        stored[y][x] = (short) (values[y][x] - 32768);
      }
    }
    Path plain =
        RawFrames.write(
            folder.resolve("plain.fits"),
            stored,
            header -> {
              header.addValue("BZERO", 32768, "");
              header.addValue("EXPTIME", 10.0, "");
            });
    Path summed = folder.resolve("Lights/drifting.fits");
    Files.createDirectories(summed.getParent());
    try (Fits fits = new Fits(plain.toFile())) {
      fits.read();
      fits.setChecksum();
      fits.write(summed.toFile());
    }
    return summed;
  }

  private static float[][] noise(long seed, double from, double range) {
    Random random = new Random(seed);
    float[][] rows = new float[40][20];
    for (float[] row : rows) {
      for (int x = 0; x < row.length; x++) {
        row[x] = (float) (from + range * random.nextDouble());
      }
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void overscanTrimAndLinearityComeBeforeTheMasters(boolean linear) throws Exception {
    int[][] values = new int[STORED_HEIGHT][STORED_WIDTH];
    double[] c = linear ? new double[] {2, 1.01, -3e-7, 1e-12} : new double[] {0, 1, 0, 0};
    Preparation preparation =
        linear ? with(new Linearity(List.of(c[0], c[1], c[2], c[3]))) : OVERSCAN_AND_TRIM;
    Frame light = RawFrames.read(folder, drifting(values), preparation);
    float[][] bias = noise(1, 90, 20);
    float[][] dark = noise(2, 1, 3);
    float[][] flat = noise(3, 0.7, 0.6);
    Path target = folder.resolve("out/light.fits");
    calibrateTo(
        target,
        calibrator(InvalidPixels.NAN, preparation),
        light,
        master(FrameType.BIAS, bias),
        master(FrameType.DARK, dark),
        master(FrameType.FLAT, flat));
    float[][] got = RawFrames.pixels(target);
    assertEquals(40, got.length);
    for (int y = 0; y < 40; y++) {
      double level = Arrays.stream(values[y + 4], 24, 30).average().orElseThrow();
      assertEquals(20, got[y].length);
      for (int x = 0; x < 20; x++) {
        double v = values[y + 4][x + 3] - level - bias[y][x];
        v = c[0] + c[1] * v + c[2] * v * v + c[3] * v * v * v;
        v = (v - 10.0 * dark[y][x]) / flat[y][x];
        assertEquals(v, got[y][x], 1e-3 + 2e-6 * Math.abs(v), y + ", " + x);
      }
    }
    Header header = RawFrames.header(target);
    assertEquals(20, header.getIntValue("NAXIS1"));
    assertEquals(40, header.getIntValue("NAXIS2"));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "3, 29", "4, 3", "20, 27", "44, 10", "49, 29"})
  void changedByteIsFoundAlsoWhereItIsTrimmedOff(int y, int x) throws Exception {
    Path file = drifting(new int[STORED_HEIGHT][STORED_WIDTH]);
    Frame light = RawFrames.read(folder, file, OVERSCAN_AND_TRIM);
    Path target = folder.resolve("o.fits");
    LightCalibrator calibrator = calibrator(InvalidPixels.NAN, OVERSCAN_AND_TRIM);
    calibrateTo(target, calibrator, light, null, null, null);
    try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long at = light.dataOffset() + 2L * (y * STORED_WIDTH + x) + 1;
      bytes.seek(at);
      int before = bytes.read();
      bytes.seek(at);
      bytes.write(before ^ 4);
    }
    Frame changed = RawFrames.read(folder, file, OVERSCAN_AND_TRIM);
    UnreadableFileException found =
        assertThrows(
            UnreadableFileException.class,
            () -> calibrateTo(target, calibrator, changed, null, null, null));
    assertTrue(found.getMessage().startsWith("DATASUM = "), found.getMessage());
  }

  /** Keeps what it was shown of lights. */
  private static final class Witness implements Measurement {
    private static final long serialVersionUID = 1L;
    private final transient List<String> seen = new ArrayList<>();

    @Override
    public boolean needsNoise() {
      return true;
    }

    @Override
    public boolean needsFlags() {
      return true;
    }

    @Override
    public String file(String product, Frame frame) {
      return product + ".seen";
    }

    @Override
    public String describeFiles() {
      return "*.seen (what was seen)";
    }

    @Override
    public Measurer begin(LightServices on) {
      return light ->
          new Measuring() {
            @Override
            public void row(LightRow row) {
              seen.add(
                  String.format(
                      Locale.ROOT,
                      "%d %s %s %s",
                      row.y(),
                      Arrays.toString(Arrays.copyOf(row.values(), row.width())),
                      row.sigma() == null ? "none" : row.sigma()[0],
                      row.flags()[1]));
            }

            @Override
            public void finish(ProductHeader header, String fingerprint) {
              seen.add(
                  fingerprint.equals(header.text("NBFPRINT").orElseThrow())
                      + " "
                      + Files.exists(Path.of(light.matched().product())));
            }
          };
    }
  }

  private static LightSettings measured(
      Measurement measurement, Correction correction, Sensor sensor) {
    return Lights.settings()
        .invalidPixels(InvalidPixels.MINUS_ONE)
        .unit(PixelUnit.ELECTRON)
        .then(correction)
        .measurements(measurement == null ? List.of() : List.of(measurement))
        .sensor(sensor)
        .build();
  }

  @ParameterizedTest
  @EnumSource(CosmicRayRule.Treatment.class)
  void measurementSeesTheFinishedRowsInOrderAndLeavesNoTrace(CosmicRayRule.Treatment treatment)
      throws Exception {
    CosmicRayRule rays = new CosmicRayRule(treatment, 4.5, 0.3, 5, 4);
    Sensor sensor = new Sensor(2, 6, Double.NaN);
    Frame light = light(new float[][] {{0, Float.NaN}, {-8, 2}, {8, 4}}, header -> {});
    Witness witness = new Witness();
    Path with = folder.resolve("with.fits");
    calibrateTo(
        with,
        calibrator(measured(witness, rays, sensor), Preparation.NONE),
        light,
        null,
        null,
        null);
    int noData = PixelFlag.NO_DATA.bit();
    // Noise in electrons: that of reading, and of signal above 0.
    assertEquals(
        List.of(
            "0 [0.0, NaN] 6.0 " + noData,
            "1 [-16.0, 4.0] 6.0 0",
            "2 [16.0, 8.0] " + (float) Math.sqrt(36 + 16) + " 0",
            "true false"),
        witness.seen);
    Path without = folder.resolve("without.fits");
    calibrateTo(
        without,
        calibrator(measured(null, rays, sensor), Preparation.NONE),
        light,
        null,
        null,
        null);
    assertArrayEquals(Files.readAllBytes(without), Files.readAllBytes(with));
    assertArrayEquals(new float[] {0, -1}, RawFrames.pixels(with)[0]);
  }

  /** What is left of a saturated pixel after the bias is below the saturation of the raw frame. */
  @Test
  void saturatedStarsAreNoCosmicRays() throws Exception {
    int full = 30_000;
    Random random = new Random(4);
    int[][] stored = new int[96][96];
    float[][] bias = new float[96][96];
    for (int y = 0; y < 96; y++) {
      Arrays.fill(bias[y], 1000);
      for (int x = 0; x < 96; x++) {
        double away = Math.hypot(x - 48.3, y - 47.6);
        double light = 300 + 5e5 * Math.pow(1 + away * away / 6, -3);
        double noise = Math.sqrt(light + 9) * random.nextGaussian();
        stored[y][x] = (int) Math.min(full, 1000 + light + noise);
      }
    }
    stored[20][20] += 9000;
    LightSettings settings =
        Lights.settings()
            .then(new CosmicRayRule(CosmicRayRule.Treatment.REPLACE, 4.5, 0.3, 5, 4))
            .sensor(new Sensor(1, 3, full))
            .build();
    Path target = folder.resolve("rays.fits");
    MasterReference master = master(FrameType.BIAS, bias);
    calibrateTo(
        target,
        calibrator(settings, Preparation.NONE),
        light(stored, header -> {}),
        master,
        null,
        null);
    float[][] pixels = RawFrames.pixels(target);
    assertEquals(300, pixels[20][20], 100, "the cosmic ray");
    for (int y = 30; y < 66; y++) {
      for (int x = 30; x < 66; x++) {
        assertEquals(stored[y][x] - 1000, pixels[y][x], "row " + y + ", column " + x);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cosmicRaysOfAMosaicAreLookedForInEachColour(boolean mosaic) throws Exception {
    // In a mono frame every other pixel would stand out.
    Random random = new Random(4);
    int[][] stored = new int[64][64];
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        double sky = mosaic && x % 2 == y % 2 ? 500 : 1000;
        stored[y][x] = (int) Math.rint(sky + Math.sqrt(sky) * random.nextGaussian());
      }
    }
    stored[30][30] += 5000;
    Frame light =
        light(
            stored,
            header -> {
              if (mosaic) {
                header.addValue("BAYERPAT", "RGGB", null);
              }
            });
    LightSettings settings =
        Lights.settings()
            .then(new CosmicRayRule(CosmicRayRule.Treatment.REPLACE, 4.5, 0.3, 5, 4))
            .sensor(new Sensor(1, 3, Double.NaN))
            .build();
    Path target = folder.resolve("rays.fits");
    calibrateTo(target, calibrator(settings, Preparation.NONE), light, null, null, null);
    float[][] pixels = RawFrames.pixels(target);
    assertEquals(mosaic ? 500 : 1000, pixels[30][30], 50);
    int changed = 0;
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        changed += pixels[y][x] == stored[y][x] ? 0 : 1;
      }
    }
    assertTrue(changed >= 1 && changed < 5, changed + " pixels were replaced");
    String header = Files.readString(target, StandardCharsets.ISO_8859_1);
    assertEquals(
        mosaic,
        header.contains("HISTORY Nightbeam: cosmic rays (L.A.Cosmic on each of the four channels"));
    assertEquals(!mosaic, header.contains("HISTORY Nightbeam: cosmic rays (L.A.Cosmic, sigma 4.5"));
  }

  @Test
  void measurementOfALightWhoseNoiseIsNotKnownSeesNone() throws Exception {
    Frame light = light(new float[][] {{1, 2}}, header -> {});
    Witness witness = new Witness();
    LightSettings settings =
        measured(witness, Lights.KEEPING_COSMIC_RAYS, new Sensor(2, Double.NaN, Double.NaN));
    Path target = folder.resolve("o.fits");
    calibrateTo(target, calibrator(settings, Preparation.NONE), light, null, null, null);
    assertEquals(List.of("0 [2.0, 4.0] none 0", "true false"), witness.seen);
  }

  @Test
  void linearityWithoutAZeroPointIsRefused() throws Exception {
    Preparation preparation =
        new Preparation(
            "NONE", "NONE", OverscanSettings.DEFAULTS, new Linearity(List.of(0.0, 1.0, 1e-7)));
    Frame light = light(new short[3][4], header -> {});
    UnreadableFileException refused =
        assertThrows(
            UnreadableFileException.class,
            () ->
                calibrateTo(
                    folder.resolve("o.fits"),
                    calibrator(InvalidPixels.NAN, preparation),
                    light,
                    null,
                    null,
                    null));
    assertTrue(
        refused.getMessage().contains("neither a master bias nor an overscan"),
        refused.getMessage());
    assertFalse(Files.exists(folder.resolve("o.fits")));
  }

  /** A frame whose pixels begin so many bytes later than they do, so that the file is too short. */
  private static Frame movedBy(Frame frame, long bytes) {
    return Frames.like(frame).dataOffset(frame.dataOffset() + bytes).build();
  }
}
