package org.nightbeam.fits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FitsScannerTest {
  @TempDir Path folder;

  // Files that another library wrote.

  @Test
  void primaryImageIsFoundWithItsPixels() throws Exception {
    byte[] file = written(Fits.makeHDU(shortImage(5, 7, 100)));

    FitsContents contents = scan(file);

    assertEquals(1, contents.images().size());
    ImageHdu image = contents.images().get(0);
    assertEquals(0, image.index());
    assertEquals(7, image.width());
    assertEquals(5, image.height());
    assertEquals(new PixelFormat(16, 1, 0, null), image.format());
    assertEquals(100, shortAt(file, image, 0, 0));
    assertEquals(100 + 3 * 7 + 2, shortAt(file, image, 2, 3));
    assertEquals(100 + 4 * 7 + 6, shortAt(file, image, 6, 4));
    assertFalse(contents.gzipped());
    assertTrue(contents.unusable().isEmpty());
    assertTrue(contents.others().isEmpty());
  }

  @Test
  void headerOfSeveralBlocksIsReadToItsEnd() throws Exception {
    BasicHDU<?> hdu = Fits.makeHDU(shortImage(3, 4, 7));
    for (int i = 0; i < 100; i++) {
      hdu.addValue("KEY" + i, i, "a card");
    }
    byte[] file = written(hdu);

    ImageHdu image = scan(file).images().get(0);

    assertEquals(3 * 2880, image.dataOffset());
    assertEquals(7 + 4 + 2, shortAt(file, image, 2, 1));
    assertEquals(99, image.header().integer("KEY99").orElseThrow());
  }

  @Test
  void imageExtensionsBehindAnEmptyPrimaryHduAreFound() throws Exception {
    byte[] file = twoExtensions();

    FitsContents contents = scan(file);

    assertEquals(List.of(1, 2), contents.images().stream().map(ImageHdu::index).toList());
    ImageHdu first = contents.images().get(0);
    ImageHdu second = contents.images().get(1);
    assertEquals(200 + 8, shortAt(file, first, 8, 0));
    assertEquals(new PixelFormat(-32, 1, 0, null), second.format());
    assertEquals(
        300.5f + 2 * 6 + 1, ByteBuffer.wrap(file).getFloat((int) second.dataOffset() + 4 * 13));
    assertTrue(contents.primary().has("SIMPLE"));
    assertEquals("left", second.header().text("EXTNAME").orElseThrow());
  }

  @Test
  void imageBehindATableIsFoundAndTheTableIsNamed() throws Exception {
    BasicHDU<?> table =
        BinaryTable.fromColumnMajor(new Object[] {new int[] {1, 2, 3}, new double[] {4, 5, 6}})
            .toHDU();
    table.addValue("EXTNAME", "STARS", null);
    byte[] file = written(BasicHDU.getDummyHDU(), table, Fits.makeHDU(shortImage(6, 5, 40)));

    FitsContents contents = scan(file);

    assertEquals(List.of("BINTABLE STARS"), contents.others());
    assertEquals(2, contents.images().get(0).index());
    assertEquals(40 + 5 * 3 + 1, shortAt(file, contents.images().get(0), 1, 3));
  }

  @Test
  void fileWithATableOnlyHasNoImage() throws Exception {
    BasicHDU<?> table = BinaryTable.fromColumnMajor(new Object[] {new int[] {1, 2, 3}}).toHDU();

    FitsContents contents = scan(written(BasicHDU.getDummyHDU(), table));

    assertTrue(contents.images().isEmpty());
    assertTrue(contents.unusable().isEmpty());
    assertEquals(List.of("BINTABLE"), contents.others());
  }

  @Test
  void gzippedImageIsFoundAtItsPlaceAfterDecompression() throws Exception {
    byte[] plain = written(Fits.makeHDU(shortImage(5, 7, 100)));

    FitsContents contents = scan(FitsBuilder.gzip(plain));

    assertTrue(contents.gzipped());
    assertEquals(1, contents.images().size());
    assertEquals(100 + 3 * 7 + 2, shortAt(plain, contents.images().get(0), 2, 3));
  }

  @Test
  void allExtensionsOfAGzippedFileAreFound() throws Exception {
    byte[] plain = twoExtensions();

    FitsContents contents = scan(FitsBuilder.gzip(plain));

    assertEquals(scan(plain).images().size(), contents.images().size());
    assertEquals(List.of(1, 2), contents.images().stream().map(ImageHdu::index).toList());
    assertEquals(200 + 8, shortAt(plain, contents.images().get(0), 8, 0));
    assertEquals(
        300.5f, ByteBuffer.wrap(plain).getFloat((int) contents.images().get(1).dataOffset()));
  }

  @Test
  void gzippedFileOfSeveralMembersIsReadToItsEnd() throws Exception {
    byte[] plain = twoExtensions();
    byte[] members =
        FitsBuilder.concat(
            FitsBuilder.gzip(Arrays.copyOf(plain, 4000)),
            FitsBuilder.gzip(Arrays.copyOfRange(plain, 4000, plain.length)));

    assertEquals(2, scan(members).images().size());
    assertEquals(
        plain.length, new GZIPInputStream(new ByteArrayInputStream(members)).readAllBytes().length);
  }

  @Test
  void gzippedFileWithOneImageIsNotDecompressedBehindItsHeader() throws Exception {
    byte[] pixels = new byte[2 * 400 * 300];
    new Random(5).nextBytes(pixels);
    byte[] file = FitsBuilder.gzip(FitsBuilder.primary(16, 400, 300).data(pixels).bytes());
    Arrays.fill(file, file.length / 2, file.length - 8, (byte) 0xff); // but the recorded length

    assertEquals(1, scan(file).images().size());
  }

  // What headers say.

  @Test
  void scalingAndBlankAreRead() throws Exception {
    ImageHdu image =
        scan(FitsBuilder.primary(16, 3, 2)
                .card("BZERO   =              32768.0")
                .card("BSCALE  =                  0,5")
                .card("BLANK   =               -32768")
                .bytes())
            .images()
            .get(0);

    assertEquals(new PixelFormat(16, 0.5, 32768, -32768L), image.format());
    assertEquals(12, image.dataBytes());
  }

  @Test
  void blankOfFloatingPixelsHasNoMeaning() throws Exception {
    byte[] number = FitsBuilder.primary(-32, 3, 2).card("BLANK   = 0").bytes();
    byte[] text = FitsBuilder.primary(-32, 3, 2).card("BLANK   = 'none'").bytes();

    assertNull(scan(number).images().get(0).format().blank());
    assertNull(scan(text).images().get(0).format().blank());
  }

  @Test
  void thirdAxisOfOnePlaneIsNoCube() throws Exception {
    ImageHdu image = scan(FitsBuilder.primary(16, 4, 3, 1).bytes()).images().get(0);

    assertEquals(4, image.width());
    assertEquals(3, image.height());
  }

  @Test
  void cubeIsNotUsable() throws Exception {
    FitsContents contents = scan(FitsBuilder.primary(16, 4, 3, 2).bytes());

    assertTrue(contents.images().isEmpty());
    assertReason(contents, 0, "4 x 3 x 2", "NAXIS = 3", "width x height");
  }

  @Test
  void spectrumIsNotUsable() throws Exception {
    assertReason(scan(FitsBuilder.primary(-32, 500).bytes()), 0, "500", "NAXIS = 1");
  }

  @Test
  void imageBehindACubeIsFound() throws Exception {
    byte[] cube = FitsBuilder.primary(16, 40, 30, 2).bytes();
    byte[] image = FitsBuilder.extension("IMAGE", 8, 3, 1).data((byte) 5, (byte) 6).bytes();

    FitsContents contents = scan(FitsBuilder.concat(cube, image));

    assertEquals(0, contents.unusable().get(0).index());
    assertEquals(1, contents.images().get(0).index());
    assertEquals(cube.length + 2880, contents.images().get(0).dataOffset());
  }

  @Test
  void tableWithAHeapIsSkippedWithItsHeap() throws Exception {
    byte[] table =
        FitsBuilder.extension("BINTABLE", 8, 8, 2)
            .card("PCOUNT  = 5000")
            .card("GCOUNT  = 1")
            .data(new byte[16 + 5000])
            .bytes();
    byte[] file =
        FitsBuilder.concat(
            FitsBuilder.primary(8).bytes(),
            table,
            FitsBuilder.extension("IMAGE", 16, 2, 2).bytes());

    FitsContents contents = scan(file);

    assertEquals(2 * 2880 + 2 * 2880 + 2880, contents.images().get(0).dataOffset());
  }

  @Test
  void tableOfTilesThatDoesNotSayOfWhatIsNotUsable() throws Exception {
    byte[] file =
        FitsBuilder.concat(
            FitsBuilder.primary(8).bytes(),
            FitsBuilder.extension("BINTABLE", 8, 8, 2).card("ZIMAGE  = T").bytes());

    assertReason(scan(file), 1, "ZIMAGE = T", "BITPIX");
  }

  @Test
  void randomGroupsAreNotUsable() throws Exception {
    byte[] file =
        FitsBuilder.ofCards(
                "SIMPLE  = T",
                "BITPIX  = 16",
                "NAXIS   = 2",
                "NAXIS1  = 0",
                "NAXIS2  = 3",
                "GROUPS  = T",
                "PCOUNT  = 2",
                "GCOUNT  = 10")
            .data(new byte[100])
            .bytes();

    assertReason(scan(file), 0, "GROUPS = T");
  }

  @Test
  void scaleOfZeroIsNotUsable() throws Exception {
    assertReason(scan(FitsBuilder.primary(16, 3, 2).card("BSCALE  = 0").bytes()), 0, "BSCALE = 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BZERO   = 'high'   | BZERO = high",
        "BSCALE  = 'none'   | BSCALE = none",
        "BZERO   =          | BZERO = (nothing)",
        "BLANK   = 1.5      | BLANK = 1.5",
        "BLANK   = 'none'   | BLANK = none"
      })
  void scalingThatIsNoNumberIsNamedWithItsValue(String card, String message) throws Exception {
    assertReason(scan(FitsBuilder.primary(16, 3, 2).card(card).bytes()), 0, message);
  }

  @Test
  void primaryHduWithoutDataIsNothing() throws Exception {
    FitsContents contents = scan(FitsBuilder.primary(8).bytes());

    assertTrue(contents.images().isEmpty());
    assertTrue(contents.unusable().isEmpty());
    assertTrue(contents.others().isEmpty());
    assertEquals(Optional.of("T"), contents.primary().text("SIMPLE"));
  }

  // Damage.

  @Test
  void truncatedDataAreCountedAndNotUsable() throws Exception {
    byte[] whole = FitsBuilder.primary(16, 100, 80).bytes();
    FitsContents contents = scan(Arrays.copyOf(whole, 2880 + 16_000 - 1234));

    assertTrue(contents.images().isEmpty());
    assertReason(contents, 0, "truncated", "16000 bytes", "1234 of them");
  }

  @Test
  void truncatedExtensionDoesNotSpoilTheImagesBeforeIt() throws Exception {
    byte[] whole =
        FitsBuilder.concat(
            FitsBuilder.primary(16, 10, 10).bytes(),
            FitsBuilder.extension("IMAGE", 16, 100, 100).bytes());
    FitsContents contents = scan(Arrays.copyOf(whole, 3 * 2880 + 5000));

    assertEquals(List.of(0), contents.images().stream().map(ImageHdu::index).toList());
    assertReason(contents, 1, "truncated", "20000 bytes", "15000 of them");
  }

  @Test
  void lastBlockNeedNotBeFilledUp() throws Exception {
    byte[] file = FitsBuilder.primary(16, 10, 10).bytesWithoutPadding();

    assertEquals(1, scan(file).images().size());
    assertEquals(1, scan(FitsBuilder.gzip(file)).images().size());
  }

  @Test
  void oneMissingByteIsOneTooMany() throws Exception {
    byte[] file = FitsBuilder.primary(16, 10, 10).bytesWithoutPadding();
    FitsContents contents = scan(Arrays.copyOf(file, file.length - 1));

    assertReason(contents, 0, "truncated", "200 bytes", "1 of them");
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 200, 2879, 2880, 5000, 5760})
  void headerWithoutItsEndIsRefused(int length) {
    FitsBuilder builder = FitsBuilder.primary(16, 10, 10);
    for (int i = 0; i < 80; i++) {
      builder.card("COMMENT line " + i);
    }
    byte[] whole = builder.bytes();

    assertRefused(Arrays.copyOf(whole, length), "no END card", length / 80 * 80 + " bytes");
  }

  @Test
  void headerOfAnExtensionWithoutItsEndIsReported() throws Exception {
    FitsBuilder extension = FitsBuilder.extension("IMAGE", 16, 10, 10);
    for (int i = 0; i < 40; i++) {
      extension.card("COMMENT line " + i);
    }
    byte[] whole = FitsBuilder.concat(FitsBuilder.primary(16, 5, 5).bytes(), extension.bytes());
    FitsContents contents = scan(Arrays.copyOf(whole, 3 * 2880));

    assertEquals(1, contents.images().size());
    assertReason(contents, 1, "extension 1", "no END card");
  }

  @Test
  void emptyFileIsRefused() {
    assertRefused(new byte[0], "empty", "0 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "SIM", "SIMPLETON", "hello, world\n", "<html><body>404</body></html>"})
  void textFileIsRefusedByItsBeginning(String text) {
    String shown = text.substring(0, Math.min(20, text.length())).replace('\n', '?');

    assertRefused(
        text.getBytes(StandardCharsets.US_ASCII), "not a FITS file", "\"" + shown + "\"", "SIMPLE");
  }

  @Test
  void fileOfZerosIsRefused() {
    assertRefused(new byte[5760], "not a FITS file");
  }

  @Test
  void bzip2IsRefusedByName() {
    assertRefused(
        new byte[] {'B', 'Z', 'h', '9', 0x31, 0x41, 0x59, 0x26}, "bzip2", "decompress it first");
  }

  @Test
  void compressIsRefusedByName() {
    assertRefused(new byte[] {0x1f, (byte) 0x9d, (byte) 0x90, 1, 2}, "(.Z)");
  }

  @Test
  void zipIsRefusedByName() {
    assertRefused(new byte[] {'P', 'K', 3, 4, 0, 0}, "zip");
  }

  @Test
  void gzippedTextIsRefusedByItsBeginning() {
    assertRefused(
        FitsBuilder.gzip("hello".getBytes(StandardCharsets.US_ASCII)),
        "not a FITS file",
        "\"hello\"");
  }

  @Test
  void gzippedFileThatIsCutShortIsRefused() {
    byte[] whole = FitsBuilder.gzip(noise());

    assertRefused(Arrays.copyOf(whole, whole.length / 2), "gzip", "cut short");
    assertRefused(Arrays.copyOf(whole, 12), "gzip", "cut short");
  }

  @Test
  void damagedGzipDataAreRefused() {
    byte[] whole = FitsBuilder.gzip(noise());
    Arrays.fill(whole, 20, 60, (byte) 0xff);

    assertRefused(whole, "gzip", "damaged");
  }

  @Test
  void gzippedFileWhoseContentsAreCutShortIsNotUsable() throws Exception {
    byte[] plain = FitsBuilder.primary(16, 100, 80).bytes();
    FitsContents contents = scan(FitsBuilder.gzip(Arrays.copyOf(plain, 2880 + 15_000)));

    assertTrue(contents.images().isEmpty());
    assertReason(contents, 0, "truncated", "1000 of them");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 79, 2880, 3000, 10_000})
  void junkAfterTheLastHduIsIgnored(int length) throws Exception {
    byte[] junk = new byte[length];
    Arrays.fill(junk, (byte) 0x1a);
    byte[] image = FitsBuilder.primary(16, 10, 10).data(new short[100]).bytes();
    FitsContents contents = scan(FitsBuilder.concat(image, junk));

    assertEquals(1, contents.images().size());
    assertTrue(contents.unusable().isEmpty());
  }

  // Structure cards that say nothing or nonsense: the messages name keyword and value.

  @Test
  void absentBitpixIsNamed() throws Exception {
    assertReason(
        scan(
            FitsBuilder.ofCards("SIMPLE  = T", "NAXIS   = 2", "NAXIS1  = 3", "NAXIS2  = 2")
                .bytes()),
        0,
        "BITPIX",
        "no such card");
  }

  @Test
  void absentAxisIsNamed() throws Exception {
    assertReason(
        scan(
            FitsBuilder.ofCards("SIMPLE  = T", "BITPIX  = 16", "NAXIS   = 2", "NAXIS2  = 2")
                .bytes()),
        0,
        "NAXIS1",
        "no such card");
  }

  @ParameterizedTest
  @CsvSource({
    "BITPIX, 12, BITPIX = 12",
    "BITPIX, -16, BITPIX = -16",
    "BITPIX, 0, BITPIX = 0",
    "NAXIS, -1, NAXIS = -1",
    "NAXIS, 1000, NAXIS = 1000",
    "NAXIS1, -5, NAXIS1 = -5",
    "NAXIS2, 2.5, its value is 2.5",
    "NAXIS2, 'abc', its value is abc",
    "NAXIS2, 9223372036854775807, more data than any file can hold",
    "NAXIS2, 1E30, more data than any file can hold",
    "NAXIS2, 1152921504606846976, more data than any file can hold",
  })
  void nonsenseInAStructureCardIsNamedWithItsValue(String keyword, String value, String message)
      throws Exception {
    String[] cards = {"SIMPLE  = T", "BITPIX  = 16", "NAXIS   = 2", "NAXIS1  = 4", "NAXIS2  = 3"};
    String start = String.format("%-8s= ", keyword);
    for (int i = 0; i < cards.length; i++) {
      cards[i] = cards[i].startsWith(start) ? start + value : cards[i];
    }
    FitsContents contents = scan(FitsBuilder.ofCards(cards).data(new byte[24]).bytes());

    assertTrue(contents.images().isEmpty());
    assertReason(contents, 0, message);
  }

  @Test
  void axisThatNoFileHoldsIsReportedAsTruncated() throws Exception {
    byte[] file =
        FitsBuilder.ofCards(
                "SIMPLE  = T",
                "BITPIX  = 16",
                "NAXIS   = 2",
                "NAXIS1  = 100000",
                "NAXIS2  = 100000")
            .bytes();

    assertReason(scan(file), 0, "truncated", "20000000000 bytes");
    assertReason(scan(FitsBuilder.gzip(file)), 0, "truncated", "20000000000 bytes");
  }

  private static byte[] noise() {
    byte[] pixels = new byte[20_000];
    new Random(9).nextBytes(pixels);
    return FitsBuilder.primary(16, 100, 100).data(pixels).bytes();
  }

  private byte[] twoExtensions() throws FitsException, IOException {
    float[][] floats = new float[4][6];
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 6; x++) {
        floats[y][x] = 300.5f + y * 6 + x;
      }
    }
    BasicHDU<?> named = Fits.makeHDU(floats);
    named.addValue("EXTNAME", "left", null);
    return written(BasicHDU.getDummyHDU(), Fits.makeHDU(shortImage(300, 9, 200)), named);
  }

  private static short[][] shortImage(int height, int width, int first) {
    short[][] image = new short[height][width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image[y][x] = (short) (first + y * width + x);
      }
    }
    return image;
  }

  private static int shortAt(byte[] file, ImageHdu image, int x, int y) {
    return ByteBuffer.wrap(file).getShort((int) image.dataOffset() + 2 * (y * image.width() + x));
  }

  private byte[] written(BasicHDU<?>... hdus) throws FitsException, IOException {
    Path file = folder.resolve("written.fits");
    try (Fits fits = new Fits()) {
      for (BasicHDU<?> hdu : hdus) {
        fits.addHDU(hdu);
      }
      fits.write(file.toFile());
    }
    return Files.readAllBytes(file);
  }

  private FitsContents scan(byte[] bytes) throws IOException {
    Path file = folder.resolve("scanned");
    Files.write(file, bytes);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      return FitsScanner.scan(channel);
    }
  }

  private void assertRefused(byte[] bytes, String... words) {
    UnreadableFileException refusal =
        assertThrows(UnreadableFileException.class, () -> scan(bytes));
    assertContains(refusal.getMessage(), words);
  }

  private static void assertReason(FitsContents contents, int index, String... words) {
    assertEquals(1, contents.unusable().size());
    assertEquals(index, contents.unusable().get(0).index());
    assertContains(contents.unusable().get(0).reason().text(), words);
  }

  private static void assertContains(String message, String... words) {
    for (String word : words) {
      assertTrue(message.contains(word), message + " does not say: " + word);
    }
  }
}
