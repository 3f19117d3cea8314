package org.nightbeam.fits.product;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nightbeam.fits.CompressedFiles;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.TileCompression;
import org.nightbeam.fits.TileLayout;
import org.nightbeam.fits.TiledPixels;

@Timeout(60)
class TileEncoderTest {
  private static final int[][] SIZES = {
    {1, 1}, {1, 101}, {101, 1}, {13, 17}, {127, 131}, {1021, 97}, {40_009, 3}, {3, 40_009}
  };

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TileCompression.class)
  void floatsComeBackBitByBit(TileCompression method) throws IOException {
    for (int[] size : SIZES) {
      byte[] pixels = floats(size[0], size[1]);
      byte[] plain = CompressedFiles.product(size[0], size[1], pixels);
      byte[] file = CompressedFiles.compressed(plain, method);
      assertArrayEquals(pixels, pixels(file, 0), method + " " + Arrays.toString(size));
      assertTrue(contents(file).images().get(0).tiles().isLossless());
    }
  }

  @ParameterizedTest
  @CsvSource({"8, GZIP_2", "16, GZIP_2", "32, GZIP_2", "8, GZIP_1", "16, GZIP_1", "32, GZIP_1"})
  void integersComeBack(int bitpix, TileCompression method) throws IOException {
    for (int[] size : SIZES) {
      for (byte[] pixels : integers(bitpix, size[0], size[1])) {
        byte[] plain = FitsBuilder.primary(bitpix, size).data(pixels).bytes();
        byte[] file = CompressedFiles.compressed(plain, method);
        assertArrayEquals(pixels, pixels(file, 0), method + " " + Arrays.toString(size));
      }
    }
  }

  /**
   * Pixels of what {@link TileEncoder} writes are read by others as they were, and the sums hold.
   */
  @ParameterizedTest
  @EnumSource(TileCompression.class)
  void nomTamReadsThemToo(TileCompression method) throws Exception {
    int width = 211;
    int height = 313;
    byte[] pixels = floats(width, height);
    byte[] plain = CompressedFiles.product(width, height, pixels);
    Path path = Files.write(folder.resolve("a.fits.fz"), CompressedFiles.compressed(plain, method));
    try (Fits fits = new Fits(path.toFile())) {
      CompressedImageHDU hdu = (CompressedImageHDU) fits.getHDU(1);
      float[][] read = (float[][]) hdu.asImageHDU().getKernel();
      ByteBuffer expected = ByteBuffer.wrap(pixels);
      for (float[] row : read) {
        for (float pixel : row) {
          assertEquals(expected.getInt(), Float.floatToRawIntBits(pixel));
        }
      }
    }
    try (Fits fits = new Fits(path.toFile())) {
      BasicHDU<?> hdu = fits.getHDU(1);
      assertTrue(hdu.verifyIntegrity());
      assertTrue(hdu.verifyDataIntegrity());
    }
  }

  @Test
  void headerIsRestoredCardByCard() throws IOException {
    byte[] plain = CompressedFiles.product(60, 50, floats(60, 50));
    byte[] file = CompressedFiles.compressed(plain, TileCompression.GZIP_2);
    FitsContents contents = contents(file);
    assertEquals(0, contents.images().get(0).index());
    assertEquals(
        CompressedFiles.cards(CompressedFiles.hdus(plain).get(0).header()),
        contents.images().get(0).header().cards());
  }

  @Test
  void cardsThatATableHasTooAreRenamedAndOthersStay() throws IOException {
    byte[] plain =
        FitsBuilder.extension("IMAGE", 16, 20, 10)
            .card("PCOUNT  =                    0")
            .card("GCOUNT  =                    1")
            .card("EXTNAME = 'MASK    '")
            .card("BZERO   =                32768")
            .card("BLANK   =                    7")
            .card("DATASUM = '0       '")
            .card("CHECKSUM= '0000000000000000'")
            .card("TTYPE1  = 'mine    '")
            .card("ZSCALE  =                  2.0")
            .card("ZHECKSUM= 'a very long text that goes on in the next of the cards, like &'")
            .card("CONTINUE  'this'")
            .card("CONTINUE  'that'")
            .bytes();
    CompressedFiles.Hdu hdu = CompressedFiles.hdus(plain).get(0);
    ByteArrayOutputStream heap = new ByteArrayOutputStream();
    TileEncoder encoder = CompressedFiles.encoder(hdu, TileCompression.GZIP_2, heap);
    ByteBuffer before = ByteBuffer.wrap(hdu.header());
    encoder.add(ByteBuffer.wrap(hdu.data()));
    ByteBuffer bytes = encoder.finish().header(before);
    assertEquals(encoder.headerBytes(before), bytes.remaining());
    assertEquals(0, before.position());
    String header = new String(bytes.array(), StandardCharsets.US_ASCII);
    List<String> cards = CompressedFiles.cards(header.getBytes(StandardCharsets.US_ASCII));
    List<String> tail = cards.stream().skip(14).map(String::stripTrailing).toList();
    assertEquals(
        List.of(
            "ZTENSION= 'IMAGE   '",
            "ZBITPIX = 16",
            "ZNAXIS  = 2",
            "ZNAXIS1 = 20",
            "ZNAXIS2 = 10",
            "ZPCOUNT =                    0",
            "ZGCOUNT =                    1",
            "EXTNAME = 'MASK    '",
            "BZERO   =                32768",
            "BLANK   =                    7",
            "ZDATASUM= '0       '",
            "ZHECKSUM= '0000000000000000'",
            "COMMENT TTYPE1  = 'mine    '",
            "COMMENT ZSCALE  =                  2.0",
            "COMMENT ZHECKSUM= 'a very long text that goes on in the next of the cards, like",
            "COMMENT &'",
            "COMMENT CONTINUE  'this'",
            "CONTINUE  'that'"),
        tail.subList(0, tail.size() - 2));
    assertTrue(tail.get(tail.size() - 2).startsWith("DATASUM = "));
    assertTrue(tail.get(tail.size() - 1).startsWith("CHECKSUM= "));
    assertEquals("XTENSION= 'BINTABLE'           / binary table", cards.get(0).stripTrailing());
  }

  @Test
  void allImagesOfAFileComeBack() throws IOException {
    byte[] floats = floats(301, 40);
    byte[] mask = integers(8, 301, 40).get(1);
    byte[] plain =
        FitsBuilder.concat(
            FitsBuilder.primary(8).card("OBJECT  = 'M 31    '").bytes(),
            FitsBuilder.extension("IMAGE", -32, 301, 40)
                .card("EXTNAME = 'SCI     '")
                .data(floats)
                .bytes(),
            FitsBuilder.extension("IMAGE", 8, 301, 40)
                .card("EXTNAME = 'MASK    '")
                .data(mask)
                .bytes());
    byte[] file = CompressedFiles.compressed(plain, TileCompression.GZIP_2);
    FitsContents contents = contents(file);
    assertEquals(List.of(1, 2), contents.images().stream().map(ImageHdu::index).toList());
    assertEquals("MASK", contents.images().get(1).header().text("EXTNAME").orElse(""));
    assertArrayEquals(floats, pixels(file, 0));
    assertArrayEquals(mask, pixels(file, 1));
  }

  @Test
  void piecesInWhichPixelsAreAddedDoNotMatter() throws IOException {
    CompressedFiles.Hdu hdu =
        CompressedFiles.hdus(CompressedFiles.product(333, 500, floats(333, 500))).get(0);
    byte[] once = heap(hdu, hdu.data().length);
    for (int piece : new int[] {1, 4 * 333, 131_072, 250_007}) {
      assertArrayEquals(once, heap(hdu, piece));
    }
  }

  private static byte[] heap(CompressedFiles.Hdu hdu, int piece) throws IOException {
    ByteArrayOutputStream heap = new ByteArrayOutputStream();
    TileEncoder encoder = CompressedFiles.encoder(hdu, TileCompression.GZIP_2, heap);
    ByteBuffer pixels = ByteBuffer.allocateDirect(hdu.data().length).put(hdu.data()).flip();
    while (pixels.position() < pixels.capacity()) {
      pixels.limit(Math.min(pixels.capacity(), pixels.position() + piece));
      encoder.add(pixels);
    }
    encoder.finish();
    return heap.toByteArray();
  }

  @Test
  void heapInMemoryIsWrittenAsItWas() throws IOException {
    Random random = new Random(1);
    TileHeap heap = new TileHeap();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int i = 0; i < 50; i++) {
      byte[] tile = new byte[random.nextInt(200_000)];
      random.nextBytes(tile);
      expected.writeBytes(tile);
      heap.append(ByteBuffer.wrap(tile));
    }
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    heap.writeTo(Channels.newChannel(written));
    assertArrayEquals(expected.toByteArray(), written.toByteArray());
  }

  /** Places beyond 2^31 need 64 bits; whether they may occur is known by the size of the image. */
  @Test
  void placesInALargeHeapHave64Bits() {
    TileLayout small = new TileLayout(TileCompression.GZIP_2, -32, 20_000, 23_000);
    TileLayout large = new TileLayout(TileCompression.GZIP_2, -32, 20_000, 27_000);
    assertFalse(small.isLarge());
    assertEquals(8 * 23_000, small.tableBytes());
    assertTrue(large.isLarge());
    assertEquals(16 * 27_000, large.tableBytes());
    int[] lengths = new int[large.tiles()];
    Arrays.fill(lengths, 100_000);
    CompressedImage image = new CompressedImage(large, lengths, 2_700_000_000L, 0, 0);
    ByteBuffer table = image.table();
    assertEquals(large.tableBytes(), table.remaining());
    assertEquals(100_000, table.getLong(16 * 26_999));
    assertEquals(2_699_900_000L, table.getLong(16 * 26_999 + 8));
    ByteBuffer plain = ByteBuffer.wrap(FitsBuilder.primary(-32).bytes());
    String header = StandardCharsets.US_ASCII.decode(image.header(plain)).toString();
    assertTrue(header.contains("TFORM1  = '1QB(100000)'"), header);
    assertTrue(header.contains("PCOUNT  =           2700000000"), header);
  }

  @Test
  void tilesAreWholeRowsOfAtMost64KiB() {
    assertEquals(4, new TileLayout(TileCompression.GZIP_2, -32, 4096, 4096).tileHeight());
    assertEquals(3, new TileLayout(TileCompression.GZIP_2, 16, 9576, 6388).tileHeight());
    assertEquals(2130, new TileLayout(TileCompression.GZIP_2, 16, 9576, 6388).tiles());
    assertEquals(1, new TileLayout(TileCompression.GZIP_2, -32, 50_000, 10).tileHeight());
    assertEquals(10, new TileLayout(TileCompression.GZIP_2, 8, 50, 10).tileHeight());
    assertEquals(1, new TileLayout(TileCompression.GZIP_2, 8, 50, 10).tiles());
  }

  @Test
  void imageWithTooFewOrTooManyPixelsIsRefused() throws IOException {
    TileEncoder encoder = new TileEncoder(TileCompression.GZIP_2, 16, 10, 10, bytes -> {});
    encoder.add(ByteBuffer.allocate(198));
    IllegalStateException few = assertThrows(IllegalStateException.class, encoder::finish);
    assertEquals("198 bytes of pixels; expected 200", few.getMessage());
    ByteBuffer more = ByteBuffer.allocate(3);
    IllegalStateException many = assertThrows(IllegalStateException.class, () -> encoder.add(more));
    assertEquals("201 bytes of pixels; expected 200", many.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "64 | 10 | 10 | BITPIX = 64; expected 8, 16, 32 or -32",
        "-32 | 0 | 10 | an image of 0 x 10",
        "-32 | 10 | 0 | an image of 10 x 0"
      })
  void wrongArgumentsAreRefused(int bitpix, int width, int height, String reason) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new TileEncoder(TileCompression.GZIP_2, bitpix, width, height, bytes -> {}));
    assertTrue(refused.getMessage().startsWith(reason), refused.getMessage());
  }

  @Test
  void diskThatIsFullIsToldOf() {
    IOException full = new IOException("no space left on device");
    IOException told =
        assertThrows(
            IOException.class,
            () -> {
              TileEncoder encoder =
                  new TileEncoder(
                      TileCompression.GZIP_2,
                      8,
                      1000,
                      1000,
                      bytes -> {
                        throw full;
                      });
              encoder.add(ByteBuffer.allocate(1_000_000));
              encoder.finish();
            });
    assertEquals(full, told);
  }

  /** The product that funpack restores is the plain one, to the byte. */
  @ParameterizedTest
  @EnumSource(TileCompression.class)
  void funpackRestoresTheProduct(TileCompression method) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/funpack")), "funpack is not installed");
    for (int[] size : new int[][] {{1, 1}, {127, 131}, {1021, 97}}) {
      byte[] plain = CompressedFiles.product(size[0], size[1], floats(size[0], size[1]));
      byte[] mask =
          FitsBuilder.extension("IMAGE", 8, size)
              .card("PCOUNT  =                    0")
              .card("GCOUNT  =                    1")
              .card("EXTNAME = 'MASK    '")
              .card("DATASUM = '0       '")
              .data(integers(8, size[0], size[1]).get(1))
              .bytes();
      byte[] whole = FitsBuilder.concat(plain, mask);
      Path packed = Files.write(folder.resolve("a.fz"), CompressedFiles.compressed(whole, method));
      Path unpacked = folder.resolve("b.fits");
      Files.deleteIfExists(unpacked);
      Process funpack =
          new ProcessBuilder("/usr/bin/funpack", "-C", "-O", unpacked.toString(), packed.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(funpack.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, funpack.waitFor(), said);
      List<CompressedFiles.Hdu> restored = CompressedFiles.hdus(Files.readAllBytes(unpacked));
      List<CompressedFiles.Hdu> expected = CompressedFiles.hdus(whole);
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(expected.get(i).data(), restored.get(i).data());
      }
      List<String> cards = CompressedFiles.cards(restored.get(0).header());
      assertEquals(CompressedFiles.cards(expected.get(0).header()), cards);
    }
  }

  /** Noise, and what else floats can be: NaNs with and without a payload, infinities, -0 ... */
  private static byte[] floats(int width, int height) {
    int[] odd = {
      0x7fc00000,
      0xffffffff,
      0x7f800001,
      0x7f800000,
      0xff800000,
      0x80000000,
      0,
      1,
      0x807fffff,
      0x7f7fffff
    };
    Random random = new Random(31L * width + height);
    ByteBuffer pixels = ByteBuffer.allocate(4 * width * height);
    for (int i = 0; i < width * height; i++) {
      boolean isOdd = random.nextInt(40) == 0 || i / 300 % 11 == 3;
      int at = i / 300 % 11 == 3 ? i / 3300 : random.nextInt(odd.length);
      float level = (float) (250 + 12 * random.nextGaussian());
      pixels.putInt(isOdd ? odd[at % odd.length] : Float.floatToRawIntBits(level));
    }
    return pixels.array();
  }

  /** Noise around a level, a mask, and all values there are. */
  private static List<byte[]> integers(int bitpix, int width, int height) {
    Random random = new Random(bitpix + 31L * width + height);
    ByteBuffer noise = ByteBuffer.allocate(width * height * bitpix / 8);
    ByteBuffer mask = ByteBuffer.allocate(noise.capacity());
    for (int i = 0; i < width * height; i++) {
      int level = (int) (100 + 9 * random.nextGaussian());
      int flag = i / 50 % 9 == 2 || random.nextInt(300) == 0 ? 0x80 | i % 3 : 0;
      switch (bitpix) {
        case 8 -> {
          noise.put((byte) level);
          mask.put((byte) flag);
        }
        case 16 -> {
          noise.putShort((short) level);
          mask.putShort((short) (flag << 8));
        }
        default -> {
          noise.putInt(level);
          mask.putInt(flag << 24);
        }
      }
    }
    byte[] all = new byte[noise.capacity()];
    random.nextBytes(all);
    return List.of(noise.array(), mask.array(), all);
  }

  private FitsContents contents(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("a.fits.fz"), file);
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      FitsContents contents = FitsScanner.scan(channel);
      assertEquals(List.of(), contents.unusable());
      return contents;
    }
  }

  private byte[] pixels(byte[] file, int image) throws IOException {
    ImageHdu hdu = contents(file).images().get(image);
    ByteBuffer bytes = ByteBuffer.allocate((int) hdu.dataBytes());
    try (SeekableByteChannel channel = Files.newByteChannel(folder.resolve("a.fits.fz"));
        TiledPixels tiles = new TiledPixels(channel, hdu.tiles())) {
      while (bytes.hasRemaining()) {
        assertTrue(tiles.read(bytes) >= 0);
      }
    }
    return bytes.array();
  }
}
