package org.nightbeam.fits.product;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.storage.LocalStorage;

class ProductCompressionTest {
  private static final int WIDTH = 211;
  private static final int HEIGHT = 97;

  @TempDir Path folder;

  /** Writes two images, with a value that is known only when all pixels are written. */
  private Path write(ProductCompression compression, boolean primary, boolean alternately)
      throws IOException {
    Path file = folder.resolve("product" + compression.suffix());
    ProductHeader first =
        primary
            ? ProductHeader.ofImage(WIDTH, HEIGHT)
            : ProductHeader.ofExtension(ProductHeader.Pixels.FLOAT, WIDTH, HEIGHT);
    ProductHeader second = ProductHeader.ofExtension(ProductHeader.Pixels.BYTE, WIDTH, HEIGHT);
    second.add("EXTNAME", "MASK", "");
    Random random = new Random(5);
    try (ProductWriter product = compression.begin(new LocalStorage().create(file.toString()))) {
      ProductHeader last = first;
      if (!primary) {
        last = ProductHeader.ofNoImage();
        product.add(last);
      }
      last.add("NBFPRINT", "0000", "");
      ProductWriter.Image floats = product.add(first);
      ProductWriter.Image bytes = product.add(second);
      ByteBuffer mask = ByteBuffer.allocate(WIDTH * HEIGHT);
      for (int y = 0; y < HEIGHT; y++) {
        ByteBuffer row = ByteBuffer.allocate(4 * WIDTH);
        for (int x = 0; x < WIDTH; x++) {
          row.putFloat(x == y ? Float.NaN : (float) (100 + random.nextGaussian()));
          mask.put((byte) (x == y ? 0x88 : 0));
        }
        floats.write(row.flip());
        if (alternately) {
          bytes.write(mask.duplicate().flip().position(y * WIDTH));
        }
      }
      if (!alternately) {
        bytes.write(mask.flip());
      }
      last.set("NBFPRINT", "abcd");
      product.finish(written -> {});
    }
    return file;
  }

  @ParameterizedTest
  @EnumSource(ProductCompression.class)
  void imagesAreThoseOfThePlainFile(ProductCompression compression) throws IOException {
    Path plain = write(ProductCompression.NONE, true, false);
    Path file = write(compression, true, false);
    try (FileChannel expected = FileChannel.open(plain);
        FileChannel channel = FileChannel.open(file)) {
      List<ImageHdu> ofPlain = FitsScanner.scan(expected).images();
      List<ImageHdu> images = FitsScanner.scan(channel).images();
      assertEquals(2, images.size());
      for (int i = 0; i < 2; i++) {
        assertEquals(ofPlain.get(i).width(), images.get(i).width());
        assertEquals(ofPlain.get(i).format(), images.get(i).format());
        assertEquals(
            ofPlain.get(i).header().text("DATASUM"), images.get(i).header().text("DATASUM"));
      }
      assertEquals("abcd", images.get(0).header().text("NBFPRINT").orElseThrow());
      assertEquals("MASK", images.get(1).header().text("EXTNAME").orElseThrow());
    }
  }

  @ParameterizedTest
  @EnumSource(ProductCompression.class)
  void valueSetLastIsInAPrimaryHeaderWithoutPixels(ProductCompression compression)
      throws IOException {
    Path file = write(compression, false, false);
    try (FileChannel channel = FileChannel.open(file)) {
      FitsContents contents = FitsScanner.scan(channel);
      assertEquals("abcd", contents.primary().text("NBFPRINT").orElseThrow());
      assertEquals(List.of(1, 2), contents.images().stream().map(ImageHdu::index).toList());
    }
  }

  @Test
  void gzippedFileIsThePlainOne() throws IOException {
    byte[] plain = Files.readAllBytes(write(ProductCompression.NONE, false, false));
    byte[] gzipped = Files.readAllBytes(write(ProductCompression.GZIP, false, false));

    assertArrayEquals(plain, new GZIPInputStream(new ByteArrayInputStream(gzipped)).readAllBytes());
  }

  @Test
  void orderInWhichImagesAreFilledDoesNotShow() throws IOException {
    byte[] one = Files.readAllBytes(write(ProductCompression.TILES, true, false));
    assertArrayEquals(one, Files.readAllBytes(write(ProductCompression.TILES, true, true)));
    byte[] plain = Files.readAllBytes(write(ProductCompression.NONE, true, false));
    assertArrayEquals(plain, Files.readAllBytes(write(ProductCompression.NONE, true, true)));
    assertTrue(one.length < plain.length);
  }

  @Test
  void gzippedImagesAreFilledOneAfterTheOther() {
    assertThrows(IllegalStateException.class, () -> write(ProductCompression.GZIP, true, true));
    assertFalse(Files.exists(folder.resolve("product.gz")));
  }
}
