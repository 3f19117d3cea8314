package org.nightbeam.fits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TiledPixelsTest {
  private static final int WIDTH = 50;
  private static final int HEIGHT = 37;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "RICE_1, 8",
    "RICE_1, 16",
    "RICE_1, 32",
    "GZIP_1, 8",
    "GZIP_1, 16",
    "GZIP_1, 32",
    "GZIP_1, -32",
    "GZIP_1, -64",
    "GZIP_1, 64",
    "GZIP_2, 8",
    "GZIP_2, 16",
    "GZIP_2, 32",
    "GZIP_2, -32",
    "GZIP_2, -64",
    "GZIP_2, 64",
    "HCOMPRESS_1, 8",
    "HCOMPRESS_1, 16",
    "HCOMPRESS_1, 32",
    "NOCOMPRESS, 16",
    "NOCOMPRESS, 32",
    "NOCOMPRESS, -32"
  })
  void losslessPixelsAreThoseThatWereCompressed(String algorithm, int bitpix) throws IOException {
    byte[] data = data(bitpix);
    byte[] plain = FitsBuilder.primary(bitpix, WIDTH, HEIGHT).data(data).bytes();
    for (int[] tile : new int[][] {{WIDTH, 1}, {WIDTH, 10}, {20, 16}, {WIDTH, HEIGHT}}) {
      byte[] file = TiledFiles.compressed(plain, algorithm, null, tile[0], tile[1]);
      ImageHdu image = image(file);
      assertEquals(0, image.index());
      assertTrue(image.tiles().isLossless());
      assertArrayEquals(data, pixels(file), algorithm + " " + Arrays.toString(tile));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RICE_1, NO_DITHER",
    "RICE_1, SUBTRACTIVE_DITHER_1",
    "HCOMPRESS_1, SUBTRACTIVE_DITHER_2",
    "RICE_1, SUBTRACTIVE_DITHER_2",
    "GZIP_2, SUBTRACTIVE_DITHER_1"
  })
  void quantisedPixelsAreNearThoseThatWereCompressed(String algorithm, String quantizer)
      throws IOException {
    for (int bitpix : List.of(-32, -64)) {
      byte[] data = data(bitpix);
      byte[] plain = FitsBuilder.primary(bitpix, WIDTH, HEIGHT).data(data).bytes();
      byte[] file = TiledFiles.compressed(plain, algorithm, quantizer, WIDTH, 10);
      assertFalse(image(file).tiles().isLossless());
      ByteBuffer expected = ByteBuffer.wrap(data);
      ByteBuffer found = ByteBuffer.wrap(pixels(file));
      while (expected.hasRemaining()) {
        double difference =
            bitpix == -32
                ? expected.getFloat() - found.getFloat()
                : expected.getDouble() - found.getDouble();
        assertEquals(0, difference, 6); // the noise is 20, a step of quantisation a quarter
      }
    }
  }

  /** So astropy writes a tile in which a pixel is NaN. */
  @ParameterizedTest
  @CsvSource({
    "RICE_1, NO_DITHER, -32, ZSCALE",
    "RICE_1, SUBTRACTIVE_DITHER_1, -64, ZSCALE",
    "RICE_1, SUBTRACTIVE_DITHER_2, -32, ZZERO",
    "GZIP_2, SUBTRACTIVE_DITHER_1, -32, ZZERO"
  })
  void tileOfAScaleThatIsNoNumberHasNoValues(
      String algorithm, String quantizer, int bitpix, String column) throws IOException {
    byte[] plain = FitsBuilder.primary(bitpix, WIDTH, HEIGHT).data(data(bitpix)).bytes();
    byte[] file = TiledFiles.compressed(plain, algorithm, quantizer, WIDTH, 10);
    byte[] before = pixels(file);
    TileTable table = image(file).tiles();
    int second = (int) image(file).dataOffset() + table.rowBytes() + table.column(column).offset();
    byte[] holed = file.clone();
    ByteBuffer.wrap(holed).putDouble(second, Double.NaN);
    ByteBuffer after = ByteBuffer.wrap(pixels(holed));
    ByteBuffer expected = ByteBuffer.wrap(before);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      double value = bitpix == -32 ? after.getFloat() : after.getDouble();
      double was = bitpix == -32 ? expected.getFloat() : expected.getDouble();
      assertEquals(i / (10 * WIDTH) == 1 ? Double.NaN : was, value, "pixel " + i);
    }
    // A scale that is infinite is no such tile.
    ByteBuffer.wrap(holed).putDouble(second, Double.POSITIVE_INFINITY);
    assertThrows(UnreadableFileException.class, () -> pixels(holed));
  }

  @Test
  void gzippedTileOfManyBytesIsWhole() throws IOException {
    byte[] data = new byte[8 * 300 * 100];
    new Random(3).nextBytes(data);
    for (int i = 0; i < data.length; i += 3) {
      data[i] = 3; // so that it gets smaller
    }
    byte[] plain = FitsBuilder.primary(-64, 300, 100).data(data).bytes();
    assertArrayEquals(data, pixels(TiledFiles.compressed(plain, "GZIP_1", null, 300, 100)));
    assertArrayEquals(data, pixels(TiledFiles.compressed(plain, "GZIP_2", null, 300, 100)));
  }

  /** Whatever is damaged: pixels come out, or a reason, and in time. */
  @ParameterizedTest
  @ValueSource(strings = {"RICE_1", "GZIP_1", "GZIP_2", "HCOMPRESS_1", "NOCOMPRESS"})
  void damagedTilesAreRefused(String algorithm) throws IOException {
    byte[] plain = FitsBuilder.primary(16, WIDTH, HEIGHT).data(data(16)).bytes();
    byte[] whole = TiledFiles.compressed(plain, algorithm, null, WIDTH, 16);
    int table = (int) image(whole).dataOffset();
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] damaged = whole.clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        int end = table + (int) image(whole).tiles().storedBytes();
        damaged[table + random.nextInt(end - table)] = (byte) random.nextInt(256);
      }
      try {
        assertEquals(2 * WIDTH * HEIGHT, pixels(damaged).length);
      } catch (UnreadableFileException reason) {
        refused++;
        assertTrue(reason.getMessage().contains("is damaged (" + algorithm), reason.getMessage());
      }
    }
    int least = algorithm.startsWith("GZIP") ? 390 : 2; // the others have no sums
    assertTrue(refused >= least, algorithm + ": " + refused);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ZCMPTYPE= | ZCMPTYPE= 'FOO_1   ' | ZCMPTYPE = FOO_1; expected one of [RICE_1",
        "ZTILE1  = | ZTILE1  = 0 | ZTILE1 is no number of pixels",
        "ZTILE2  = | ZTILE2  = 36 | it has 3 tiles; expected 2",
        "ZNAXIS1 = | ZNAXIS1 = 1048576 | tiles; expected",
        "ZNAXIS1 = | ZNAXIS1 = 999999999 | pixels per row",
        "ZNAXIS2 = | ZNAXIS2 = 2000000000 | it has 3 tiles; expected",
        "ZNAXIS2 = | ZNAXIS2 = -1 | NAXIS2 = -1",
        "ZNAXIS2 = | ZNAXIS2 = 0 | it has no pixels",
        "ZNAXIS  = | ZNAXIS  = 1 | expected one image",
        "ZBITPIX = | ZBITPIX = 12 | BITPIX = 12",
        "ZBITPIX = | ZBITPIX = 64 | expected integers of at most 32 bits",
        "ZBITPIX = | ZBITPIX = -32 | expected integers of at most 32 bits",
        "TFORM1  = | TFORM1  = '99999999D' | its columns are longer",
        "TFORM1  = | TFORM1  = 'hello   ' | is no format",
        "TTYPE1  = | TTYPE1  = 'X       ' | it has no column COMPRESSED_DATA",
        "ZNAME1  = | ZNAME1  = 'BLOCKSIZE' | BLOCKSIZE",
        "TFIELDS = | TFIELDS = 0 | it has no column",
        "PCOUNT  = | THEAP   = 1 | outside"
      })
  void tablesThatCannotBeDecodedAreRefused(String card, String replacement, String reason)
      throws IOException {
    byte[] plain = FitsBuilder.primary(16, WIDTH, HEIGHT).data(data(16)).bytes();
    byte[] file = TiledFiles.compressed(plain, "RICE_1", null, WIDTH, 16);
    if (card.startsWith("ZNAME1")) {
      file = TiledFiles.edited(file, "ZVAL1   =", "ZVAL1   = 17");
    }
    FitsContents contents = scan(TiledFiles.edited(file, card, replacement));
    assertEquals(List.of(), contents.images());
    assertEquals(1, contents.unusable().size());
    String found = contents.unusable().get(0).reason().text();
    assertTrue(found.contains(reason), found);
  }

  @Test
  void hugeTilesAreRefused() throws IOException {
    byte[] plain = FitsBuilder.primary(16, WIDTH, HEIGHT).data(data(16)).bytes();
    byte[] file = TiledFiles.compressed(plain, "RICE_1", null, WIDTH, HEIGHT);
    file = TiledFiles.edited(file, "ZTILE2  =", "ZTILE2  = 999999999");
    file = TiledFiles.edited(file, "ZNAXIS2 =", "ZNAXIS2 = 999999999");
    String reason = scan(file).unusable().get(0).reason().text();
    assertTrue(reason.contains("pixels side by side"), reason);
  }

  @Test
  void sizeThatATileSaysOfItselfIsNotBelieved() throws IOException {
    byte[] plain = FitsBuilder.primary(16, WIDTH, HEIGHT).data(data(16)).bytes();
    byte[] file = TiledFiles.compressed(plain, "HCOMPRESS_1", null, WIDTH, 16);
    TileTable tiles = image(file).tiles();
    int at = (int) tiles.heapOffset();
    assertEquals((byte) 0xDD, file[at]);
    ByteBuffer.wrap(file).putInt(at + 2, Integer.MAX_VALUE);
    UnreadableFileException refused =
        assertThrows(UnreadableFileException.class, () -> pixels(file));
    assertTrue(refused.getMessage().contains(" x 2147483647"), refused::getMessage);
  }

  @Test
  void fileThatIsCutShortIsTruncated() throws IOException {
    byte[] plain = FitsBuilder.primary(16, WIDTH, HEIGHT).data(data(16)).bytes();
    byte[] file = TiledFiles.compressed(plain, "RICE_1", null, WIDTH, 16);
    ImageHdu image = image(file);
    for (long kept : new long[] {0, 10, image.tiles().storedBytes() - 1}) {
      byte[] cut = Arrays.copyOf(file, (int) (image.dataOffset() + kept));
      FitsContents contents = scan(cut);
      assertEquals(List.of(), contents.images());
      assertTrue(contents.unusable().get(0).reason().text().contains("truncated"));
      // As if it was cut after it was planned.
      Path path = Files.write(folder.resolve("cut.fz"), cut);
      assertThrows(UnreadableFileException.class, () -> pixels(path, image));
    }
  }

  @Test
  void tilesWithinGzipAreNamed() throws IOException {
    byte[] plain = FitsBuilder.primary(16, WIDTH, HEIGHT).data(data(16)).bytes();
    byte[] file = FitsBuilder.gzip(TiledFiles.compressed(plain, "RICE_1", null, WIDTH, 16));
    assertTrue(scan(file).unusable().get(0).reason().text().contains("gunzip it"));
  }

  @Test
  void blankOfIntegersIsThatOfTheTable() throws IOException {
    byte[] plain = FitsBuilder.primary(16, WIDTH, HEIGHT).data(data(16)).bytes();
    byte[] file = TiledFiles.compressed(plain, "GZIP_1", null, WIDTH, 16);
    assertEquals(null, image(file).format().blank());
    file = TiledFiles.edited(file, "ZTILE1  =", "ZBLANK  = -7");
    assertEquals(-7, image(file).format().blank());
  }

  private static byte[] data(int bitpix) {
    Random random = new Random(bitpix);
    ByteBuffer data = ByteBuffer.allocate(WIDTH * HEIGHT * Math.abs(bitpix) / 8);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      double level = i % 131 < 20 ? 30_000 : 1000 + 20 * random.nextGaussian();
      switch (bitpix) {
        case 8 -> data.put((byte) (level / 127));
        case 16 -> data.putShort((short) level);
        case 32 -> data.putInt((int) level * 40);
        case 64 -> data.putLong((long) level << 40);
        case -32 -> data.putFloat((float) (1000 + 20 * random.nextGaussian()));
        default -> data.putDouble(1000 + 20 * random.nextGaussian());
      }
    }
    return data.array();
  }

  private FitsContents scan(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("a.fits.fz"), file);
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      return FitsScanner.scan(channel);
    }
  }

  private ImageHdu image(byte[] file) throws IOException {
    FitsContents contents = scan(file);
    assertEquals(
        List.of(), contents.unusable().stream().map(FitsContents.UnusableHdu::reason).toList());
    return contents.images().get(0);
  }

  private byte[] pixels(byte[] file) throws IOException {
    FitsContents contents = scan(file);
    return pixels(folder.resolve("a.fits.fz"), contents.images().get(0));
  }

  private static byte[] pixels(Path file, ImageHdu image) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) image.dataBytes());
    try (SeekableByteChannel channel = Files.newByteChannel(file);
        TiledPixels tiles = new TiledPixels(channel, image.tiles())) {
      while (bytes.hasRemaining()) {
        assertTrue(tiles.read(bytes) >= 0);
      }
    }
    return bytes.array();
  }
}
