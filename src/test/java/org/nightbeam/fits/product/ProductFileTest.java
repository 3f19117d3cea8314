package org.nightbeam.fits.product;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.fits.checksum.DataSum;
import org.nightbeam.storage.LocalStorage;

class ProductFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, 1", "36, 20", "7, 103", "721, 1", "300, 200"})
  void pixelsAreReadBackByNomTamAndTheSumsHold(int width, int height) throws Exception {
    float[][] pixels = pixels(width, height);
    Path file = folder.resolve("product.fits");
    write(file, pixels);

    try (Fits fits = new Fits(file.toFile())) {
      BasicHDU<?> hdu = fits.getHDU(0);
      float[][] read = (float[][]) hdu.getKernel();
      assertEquals(height, read.length);
      for (int y = 0; y < height; y++) {
        assertArrayEquals(pixels[y], read[y]);
      }
      assertEquals("kept", hdu.getHeader().getStringValue("NBTEXT"));
    }
    try (Fits fits = new Fits(file.toFile())) {
      BasicHDU<?> hdu = fits.getHDU(0);
      assertTrue(hdu.verifyIntegrity());
      assertTrue(hdu.verifyDataIntegrity());
    }
  }

  @Test
  void fileFillsWholeBlocksWithZeros() throws Exception {
    Path file = folder.resolve("product.fits");
    write(file, pixels(10, 10));
    byte[] bytes = Files.readAllBytes(file);

    assertEquals(2 * 2880, bytes.length);
    for (int at = 2880 + 400; at < bytes.length; at++) {
      assertEquals(0, bytes[at]);
    }
  }

  @Test
  void valueSetWhilePixelsAreWrittenIsInTheFile() throws Exception {
    Path file = folder.resolve("product.fits");
    ProductHeader header = ProductHeader.ofImage(2, 1);
    header.add("NBRAWSUM", "0", "sum");
    try (ProductFile product = new ProductFile(new LocalStorage().create(file.toString()))) {
      product.add(header).write(ByteBuffer.allocate(8));
      header.set("NBRAWSUM", "12345");
      product.finish(whole -> {});
    }
    try (Fits fits = new Fits(file.toFile())) {
      BasicHDU<?> hdu = fits.getHDU(0);
      assertEquals("12345", hdu.getHeader().getStringValue("NBRAWSUM"));
      assertTrue(hdu.verifyIntegrity());
    }
  }

  @Test
  void nothingIsUnderTheFinalNameBeforeTheFileIsFinished() throws Exception {
    Path file = folder.resolve("new/product.fits");
    try (ProductFile product = open(file)) {
      image(product, 2, 2).write(ByteBuffer.allocate(16));
      assertFalse(Files.exists(file));
      product.finish(whole -> {});
      assertTrue(Files.exists(file));
    }
    assertEquals(List.of(file), filesIn(file.getParent()));
  }

  @Test
  void fileOfThatNameIsReplacedWhenTheNewOneIsFinished() throws Exception {
    Path file = folder.resolve("product.fits");
    Files.writeString(file, "old");
    try (ProductFile product = open(file)) {
      image(product, 2, 2).write(ByteBuffer.allocate(16));
      assertEquals("old", Files.readString(file));
      product.finish(whole -> {});
    }

    assertEquals(2 * 2880, Files.size(file));
  }

  @Test
  void nothingStaysOfAFileThatIsClosedUnfinished() throws Exception {
    Path file = folder.resolve("product.fits");
    try (ProductFile product = open(file)) {
      image(product, 2, 2).write(ByteBuffer.allocate(16));
      assertEquals(1, filesIn(folder).size());
    }

    assertEquals(List.of(), filesIn(folder));
  }

  @Test
  void oldFileStaysWhenTheNewOneIsClosedUnfinished() throws Exception {
    Path file = folder.resolve("product.fits");
    Files.writeString(file, "old");
    try (ProductFile product = open(file)) {
      image(product, 2, 2).write(ByteBuffer.allocate(8));
    }

    assertEquals(List.of(file), filesIn(folder));
    assertEquals("old", Files.readString(file));
  }

  @ParameterizedTest
  @CsvSource({"12", "20"})
  void imageWithTooFewOrTooManyPixelsIsNotFinished(int bytes) throws Exception {
    Path file = folder.resolve("product.fits");
    try (ProductFile product = open(file)) {
      image(product, 2, 2).write(ByteBuffer.allocate(bytes));
      IllegalStateException refusal =
          assertThrows(IllegalStateException.class, () -> product.finish(whole -> {}));
      assertTrue(refusal.getMessage().contains(bytes + " bytes"), refusal.getMessage());
    }

    assertEquals(List.of(), filesIn(folder));
  }

  @Test
  void headerThatOutgrowsItsRoomIsNotWrittenOverThePixels() throws Exception {
    ProductHeader header = ProductHeader.ofImage(2, 2);
    try (ProductFile product =
        new ProductFile(new LocalStorage().create(folder.resolve("product.fits").toString()))) {
      product.add(header).write(ByteBuffer.allocate(16));
      for (int i = 0; i < 36; i++) {
        header.add("KEY" + i, i, "too late");
      }
      assertThrows(IllegalStateException.class, () -> product.finish(whole -> {}));
    }

    assertEquals(List.of(), filesIn(folder));
  }

  @Test
  void imagesThatAreFilledAlternatelyStandOneBehindTheOther() throws Exception {
    Path file = folder.resolve("product.fits");
    int width = 7; // rows of bytes begin within a word of the sum
    int height = 433;
    float[][] pixels = pixels(width, height);
    ProductFile.Written written;
    try (ProductFile product = open(file)) {
      product.add(ProductHeader.ofNoImage());
      ProductWriter.Image floats =
          product.add(ProductHeader.ofExtension(ProductHeader.Pixels.FLOAT, width, height));
      ProductWriter.Image bytes =
          product.add(ProductHeader.ofExtension(ProductHeader.Pixels.BYTE, width, height));
      ProductWriter.Image shorts =
          product.add(ProductHeader.ofExtension(ProductHeader.Pixels.SHORT, 3, 2));
      shorts.write(ByteBuffer.allocate(12).putShort(4, (short) -5));
      for (int y = 0; y < height; y++) {
        ByteBuffer row = ByteBuffer.allocate(4 * width);
        row.asFloatBuffer().put(pixels[y]);
        byte[] flags = new byte[width];
        Arrays.fill(flags, (byte) (200 + y % 50));
        if (y % 2 == 0) {
          floats.write(row);
          bytes.write(ByteBuffer.wrap(flags));
        } else {
          bytes.write(ByteBuffer.wrap(flags));
          floats.write(row);
        }
      }
      written = product.finish(whole -> {});
    }
    try (Fits fits = new Fits(file.toFile())) {
      fits.read();
      assertEquals(4, fits.getNumberOfHDUs());
      float[][] floats = (float[][]) fits.getHDU(1).getKernel();
      byte[][] bytes = (byte[][]) fits.getHDU(2).getKernel();
      for (int y = 0; y < height; y++) {
        assertArrayEquals(pixels[y], floats[y]);
        assertEquals((byte) (200 + y % 50), bytes[y][y % width]);
      }
      assertEquals(-5, ((short[][]) fits.getHDU(3).getKernel())[0][2]);
      for (int hdu = 0; hdu < 4; hdu++) {
        assertTrue(fits.getHDU(hdu).verifyIntegrity());
        assertTrue(hdu == 0 || fits.getHDU(hdu).verifyDataIntegrity());
      }
    }
    // What a later run compares: all behind the first header.
    byte[] all = Files.readAllBytes(file);
    DataSum sum = new DataSum();
    sum.add(
        ByteBuffer.wrap(all, (int) written.dataOffset(), all.length - (int) written.dataOffset())
            .slice());
    assertEquals(sum.value(), written.sum());
  }

  private static ProductFile open(Path file) throws IOException {
    return new ProductFile(new LocalStorage().create(file.toString()));
  }

  private static ProductWriter.Image image(ProductFile product, int width, int height) {
    ProductHeader header = ProductHeader.ofImage(width, height);
    header.add("NBTEXT", "kept", "a text");
    return product.add(header);
  }

  /** Writes all rows but the last, then the last, as bands of a frame are. */
  private static void write(Path file, float[][] pixels) throws IOException {
    int width = pixels[0].length;
    try (ProductFile product = open(file)) {
      ProductWriter.Image image = image(product, width, pixels.length);
      ByteBuffer bytes = ByteBuffer.allocateDirect(4 * width * pixels.length);
      for (int y = 0; y < pixels.length; y++) {
        if (y == pixels.length - 1) {
          image.write(bytes.flip());
          bytes.clear();
        }
        for (float pixel : pixels[y]) {
          bytes.putFloat(pixel);
        }
      }
      image.write(bytes.flip());
      product.finish(whole -> {});
    }
  }

  private static float[][] pixels(int width, int height) {
    Random random = new Random(width * 1000L + height);
    float[][] pixels = new float[height][width];
    for (float[] row : pixels) {
      for (int x = 0; x < width; x++) {
        row[x] = random.nextInt(20) == 0 ? Float.NaN : (float) (1000 * random.nextGaussian());
      }
    }
    return pixels;
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
