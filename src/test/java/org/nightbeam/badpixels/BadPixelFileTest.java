package org.nightbeam.badpixels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.TiledFiles;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fixture.Headers;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.BytesInMemory;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.signal.Linearity;
import org.nightbeam.signal.OverscanSettings;
import org.nightbeam.signal.Preparation;

class BadPixelFileTest {
  private static final String URI = "/calibration/badpix.fits";
  private static final Frame LIGHT = light(5, 3, 0);

  // Images.

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32, 64, -32, -64})
  void whatIsNotZeroIsBad(int bitpix) throws IOException {
    double[] values = {0, 1, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 127, 0, 0};
    BadPixelMap map = read(image(bitpix, 5, 3).data(stored(bitpix, values)).bytes()).of(LIGHT);
    assertEquals(5, map.width());
    assertEquals(3, map.height());
    assertEquals(3, count(map));
    assertArrayEquals(
        new boolean[][] {
          {false, true, false, false, true},
          {false, false, false, false, false},
          {false, false, true, false, false}
        },
        flags(map));
    boolean[] row = {true, true, true, true, true, true};
    map.row(0, row);
    assertArrayEquals(new boolean[] {false, true, false, false, true, true}, row);
    assertTrue(flags(map)[2][2]);
    assertFalse(flags(map)[2][1]);
  }

  /** Of a camera's size it is read in pieces, whose bytes are no whole words. */
  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void aMapWithOddRowsIsReadInPieces(int bitpix) throws IOException {
    int width = 1391;
    int height = 1039;
    double[] values = new double[width * height];
    values[5] = 1;
    values[1038 * width + 1390] = 1;
    BadPixelMap map =
        read(image(bitpix, width, height).data(stored(bitpix, values)).bytes())
            .of(light(width, height, 0));
    boolean[] row = new boolean[width];
    int bad = 0;
    for (int y = 0; y < height; y++) {
      map.row(y, row);
      for (int x = 0; x < width; x++) {
        assertEquals(values[y * width + x] != 0, row[x]);
        bad += row[x] ? 1 : 0;
      }
    }
    assertEquals(2, bad);
  }

  @ParameterizedTest
  @ValueSource(ints = {-32, -64})
  void notANumberIsBad(int bitpix) throws IOException {
    double[] values = new double[15];
    values[3] = Double.NaN;
    values[4] = Double.NEGATIVE_INFINITY;
    values[5] = -0.0;
    values[6] = -1e-30;
    assertArrayEquals(
        new int[] {3, 4, 6}, bad(read(image(bitpix, 5, 3).data(stored(bitpix, values)).bytes())));
  }

  /** {@code [height][width]}, true for a bad pixel. */
  private static boolean[][] flags(BadPixelMap map) {
    boolean[][] flags = new boolean[map.height()][map.width()];
    for (int y = 0; y < flags.length; y++) {
      map.row(y, flags[y]);
    }
    return flags;
  }

  private static int count(BadPixelMap map) {
    int count = 0;
    for (boolean[] row : flags(map)) {
      for (boolean bad : row) {
        count += bad ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void blankIsBadAndThePhysicalValueCounts() throws IOException {
    double[] values = new double[15];
    Arrays.fill(values, -32768); // physical 0
    values[2] = 0;
    values[9] = 17;
    byte[] file =
        image(16, 5, 3)
            .card("BZERO   =                32768")
            .card("BLANK   =                   17")
            .data(stored(16, values))
            .bytes();
    assertArrayEquals(new int[] {2, 9}, bad(read(file)));
  }

  @Test
  void compressedFilesGiveTheSame() throws IOException {
    RandomGenerator random = new SplittableRandom(1);
    double[] values = new double[200 * 70];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(20) == 0 ? random.nextInt(1, 100) : 0;
    }
    byte[] plain =
        image(16, 200, 70).card("EXTEND  =                    T").data(stored(16, values)).bytes();
    Frame light = light(200, 70, 0);
    boolean[][] expected = flags(read(plain).of(light));
    assertArrayEquals(expected, flags(read(FitsBuilder.gzip(plain)).of(light)));
    for (String algorithm : new String[] {"RICE_1", "GZIP_1", "HCOMPRESS_1"}) {
      byte[] tiled = TiledFiles.compressed(plain, algorithm, null, 200, 1);
      assertArrayEquals(expected, flags(read(tiled).of(light)), algorithm);
    }
  }

  @Test
  void ofSeveralImagesEachBelongsToItsHdu() throws IOException {
    BadPixelFile file = read(severalImages());
    assertArrayEquals(new int[] {0}, bad(file, light(5, 3, 1)));
    assertArrayEquals(new int[] {14}, bad(file, light(5, 3, 2)));
    String message = refusal(file, light(5, 3, 3));
    assertTrue(message.contains(URI + ": no map of bad pixels for HDU 3"), message);
    assertTrue(message.contains("1, 2"), message);
  }

  @Test
  void tiledImagesHaveTheNumbersTheyHadBefore() throws IOException {
    BadPixelFile file = read(TiledFiles.compressed(severalImages(), "RICE_1", null, 5, 1));
    assertArrayEquals(new int[] {0}, bad(file, light(5, 3, 1)));
    assertArrayEquals(new int[] {14}, bad(file, light(5, 3, 2)));
  }

  private static byte[] severalImages() {
    double[] first = new double[15];
    first[0] = 1;
    double[] second = new double[15];
    second[14] = 1;
    return FitsBuilder.concat(
        FitsBuilder.primary(8).card("EXTEND  =                    T").bytes(),
        extension().data(stored(16, first)).bytes(),
        extension().data(stored(16, second)).bytes());
  }

  private static FitsBuilder extension() {
    return FitsBuilder.extension("IMAGE", 16, 5, 3)
        .card("PCOUNT  =                    0")
        .card("GCOUNT  =                    1");
  }

  @Test
  void aSingleImageBelongsToAllLights() throws IOException {
    double[] values = new double[15];
    values[7] = 1;
    BadPixelFile file = read(image(8, 5, 3).data(stored(8, values)).bytes());
    assertArrayEquals(new int[] {7}, bad(file, light(5, 3, 0)));
    assertArrayEquals(new int[] {7}, bad(file, light(5, 3, 2)));
  }

  // Sizes.

  @Test
  void mapOfTheStoredLightIsCroppedToWhatIsKept() throws IOException {
    double[] values = new double[15];
    values[0] = 1;
    values[6] = 1; // column 1 of row 1
    values[13] = 1; // column 3 of row 2
    BadPixelFile file = read(image(8, 5, 3).data(stored(8, values)).bytes());
    BadPixelMap kept = file.of(trimmed("[2:4,2:3]"));
    assertArrayEquals(new boolean[][] {{true, false, false}, {false, false, true}}, flags(kept));
    assertEquals(2, count(kept));
  }

  @Test
  void mapOfTheSizeThatIsKeptIsUsedAsItIs() throws IOException {
    double[] values = {0, 0, 1, 1, 0, 0};
    BadPixelFile file = read(image(8, 3, 2).data(stored(8, values)).bytes());
    assertArrayEquals(
        new boolean[][] {{false, false, true}, {true, false, false}},
        flags(file.of(trimmed("[2:4,2:3]"))));
  }

  @Test
  void mapOfAnotherSizeIsRefusedWithAllSizes() throws IOException {
    BadPixelFile file = read(image(8, 4, 3).bytes());
    String message = refusal(file, LIGHT);
    for (String part : new String[] {URI, "4 x 3", "5 x 3", "Lights/a.fits"}) {
      assertTrue(message.contains(part), message);
    }
    String ofPart =
        assertThrows(UnreadableFileException.class, () -> file.of(trimmed("[2:4,2:3]")))
            .getMessage();
    assertTrue(ofPart.contains("or 3 x 2 as the part of it that is kept"), ofPart);
  }

  // Lists.

  @Test
  void listNamesRectanglesAndPixelsFromOneOn() throws IOException {
    String list =
        """
        # RCA1 CCD untrimmed

          2  2\t1 3   # a column
        4 5 3 3
        1 1
        """;
    assertArrayEquals(new int[] {0, 1, 6, 11, 13, 14}, bad(readText(list)));
    assertArrayEquals(new int[] {0, 1, 6, 11, 13, 14}, bad(readText(list.replace("\n", "\r\n"))));
    BadPixelMap kept = readText(list).of(trimmed("[2:5,2:3]"));
    assertArrayEquals(
        new boolean[][] {{true, false, false, false}, {true, false, true, true}}, flags(kept));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 2 3",
        "1 2 3 3 3",
        "0 1 1 1",
        "2 1 1 1",
        "1 1 2 1",
        "1.5 2 1 1",
        "a b",
        "-1 1",
        "1,1",
        "99999999999 1"
      })
  void lineThatIsNoRegionIsRefusedWithItsNumber(String line) {
    String message = refusedText("1 1 1 1\n# comment\n" + line + "\n");
    assertTrue(message.contains(URI + ", line 3: expected \"x y\""), message);
  }

  @ParameterizedTest
  @CsvSource({"6 6 1 1", "1 1 1 4", "5 6", "1 99999 1 1"})
  void regionBeyondTheLightIsRefused(String line) throws IOException {
    String message = refusal(readText("1 1\n" + line), LIGHT);
    assertTrue(message.contains(URI + ", line 2: columns "), message);
    assertTrue(message.contains("5 x 3"), message);
  }

  // What is no map.

  @Test
  void whatIsNoMapIsRefusedByName() {
    assertTrue(refusedText("").contains(URI + ": neither a FITS image nor a list"));
    assertTrue(refusedText("# nothing\n").contains("it is empty"));
    assertTrue(refused(new byte[] {0, 1, 2, 3, 4, 5, 6}).contains(URI + ", line 1: expected"));
    String withoutImage = refused(FitsBuilder.primary(8).bytes());
    assertTrue(withoutImage.startsWith(URI + ": no image in the file"), withoutImage);
    assertFalse(withoutImage.contains("type"), withoutImage);
  }

  @Test
  void missingFileIsNamed() {
    UnreadableFileException refused =
        assertThrows(
            UnreadableFileException.class,
            () -> BadPixelFile.read(new BytesInMemory("/other", new byte[0]), URI, true));
    assertEquals(URI + ": there is no such file", refused.getMessage());
  }

  @Test
  void fileThatWasCutShortIsRefused() {
    double[] values = new double[200 * 70];
    values[9] = 1;
    byte[] file = image(16, 200, 70).data(stored(16, values)).bytes();
    String message = refused(Arrays.copyOf(file, file.length - 5760));
    assertTrue(message.startsWith(URI), message);
    byte[] gzip = FitsBuilder.gzip(file);
    message = refused(Arrays.copyOf(gzip, gzip.length - 20));
    assertTrue(message.startsWith(URI), message);
  }

  @Test
  void changedPixelsAreRefusedIfChecksumsAreVerified() throws IOException {
    byte[] file = image(8, 5, 3).card("DATASUM = '123456'").bytes();
    String message = refused(file);
    assertTrue(message.contains(URI + ", HDU 0: DATASUM = 123456"), message);
    assertEquals(0, count(BadPixelFile.read(new BytesInMemory(URI, file), URI, false).of(LIGHT)));
  }

  @Test
  void invertedMapIsRefused() {
    double[] values = new double[15];
    Arrays.fill(values, 1);
    values[3] = 0;
    String message = refused(image(8, 5, 3).data(stored(8, values)).bytes());
    assertTrue(message.contains("14 of 15 pixels are not 0"), message);
  }

  /** The light of 5 x 3 pixels, of which a section is kept. */
  private static Frame trimmed(String section) {
    Preparation preparation =
        new Preparation(Preparation.NO_SECTION, section, OverscanSettings.DEFAULTS, Linearity.NONE);
    HeaderRules rules = Headers.rules().preparation(preparation).build();
    byte[] file = FitsBuilder.primary(16, 5, 3).bytes();
    return new FrameReader(rules)
        .read(new BytesInMemory("a", file), "a", "Lights/a.fits")
        .frames()
        .get(0);
  }

  private static Frame light(int width, int height, int hdu) {
    FitsBuilder image =
        hdu == 0
            ? FitsBuilder.primary(16, width, height)
            : FitsBuilder.extension("IMAGE", 16, width, height)
                .card("PCOUNT  =                    0")
                .card("GCOUNT  =                    1");
    byte[] file = image.bytes();
    for (int k = hdu; k > 0; k--) {
      file =
          FitsBuilder.concat(
              k == 1
                  ? FitsBuilder.primary(8).card("EXTEND  =                    T").bytes()
                  : extension().bytes(),
              file);
    }
    Frame.Reading reading =
        new FrameReader(HeaderRules.DEFAULTS)
            .read(new BytesInMemory("a", file), "a", "Lights/a.fits");
    return reading.frames().get(reading.frames().size() - 1);
  }

  private static FitsBuilder image(int bitpix, int width, int height) {
    return FitsBuilder.primary(bitpix, width, height);
  }

  private static byte[] stored(int bitpix, double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Math.abs(bitpix) / 8);
    for (double value : values) {
      switch (bitpix) {
        case 8 -> bytes.put((byte) value);
        case 16 -> bytes.putShort((short) value);
        case 32 -> bytes.putInt((int) value);
        case 64 -> bytes.putLong((long) value);
        case -32 -> bytes.putFloat((float) value);
        default -> bytes.putDouble(value);
      }
    }
    return bytes.array();
  }

  private static BadPixelFile read(byte[] file) throws IOException {
    return BadPixelFile.read(new BytesInMemory(URI, file), URI, true);
  }

  private static BadPixelFile readText(String list) throws IOException {
    return read(list.getBytes(StandardCharsets.UTF_8));
  }

  /** Numbers of the bad pixels of 5 x 3. */
  private static int[] bad(BadPixelFile file) throws IOException {
    return bad(file, LIGHT);
  }

  private static int[] bad(BadPixelFile file, Frame light) throws IOException {
    BadPixelMap map = file.of(light);
    int[] numbers = new int[15];
    int found = 0;
    for (int i = 0; i < 15; i++) {
      if (flags(map)[i / 5][i % 5]) {
        numbers[found++] = i;
      }
    }
    return Arrays.copyOf(numbers, found);
  }

  private static String refused(byte[] file) {
    return assertThrows(UnreadableFileException.class, () -> read(file)).getMessage();
  }

  private static String refusedText(String list) {
    return refused(list.getBytes(StandardCharsets.UTF_8));
  }

  private static String refusal(BadPixelFile file, Frame light) {
    return assertThrows(UnreadableFileException.class, () -> file.of(light)).getMessage();
  }
}
