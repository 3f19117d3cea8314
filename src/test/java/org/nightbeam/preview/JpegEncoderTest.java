package org.nightbeam.preview;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files are read by the JDK's decoder, which is libjpeg, and compared with those it writes. */
class JpegEncoderTest {
  /** What the JDK makes of a quality of 60 %. */
  private static final double SCALE = 0.8;

  private static byte[] encoded(byte[] greys, int width, int height, double scale) {
    ByteBuffer file = new JpegEncoder(scale).encode(greys, width, height);
    byte[] bytes = new byte[file.remaining()];
    file.get(bytes);
    return bytes;
  }

  private static byte[] decoded(byte[] file, int width, int height) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
    assertEquals(width, image.getWidth());
    assertEquals(height, image.getHeight());
    assertEquals(BufferedImage.TYPE_BYTE_GRAY, image.getType());
    return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
  }

  private static byte[] byTheJdk(byte[] greys, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    System.arraycopy(
        greys, 0, ((DataBufferByte) image.getRaster().getDataBuffer()).getData(), 0, greys.length);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    how.setCompressionQuality(0.6f);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    }
    writer.dispose();
    return bytes.toByteArray();
  }

  /** A sky with noise and stars. */
  private static byte[] sky(int width, int height) {
    Random random = new Random(7);
    byte[] greys = new byte[width * height];
    for (int i = 0; i < greys.length; i++) {
      double grey = 60 + 12 * random.nextGaussian() + 20.0 * (i % width) / width;
      greys[i] = (byte) Math.max(0, Math.min(255, grey));
    }
    for (int star = 0; star < greys.length / 900; star++) {
      greys[random.nextInt(greys.length)] = (byte) 255;
    }
    return greys;
  }

  private static double meanSquare(byte[] a, byte[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (a[i] & 0xff) - (b[i] & 0xff);
      sum += difference * difference;
    }
    return sum / a.length;
  }

  @ParameterizedTest
  @CsvSource({"384, 768", "256, 512", "8, 8", "17, 33", "7, 9", "1, 1", "100, 3"})
  void aPictureIsAsGoodAndAsSmallAsLibjpegMakesIt(int width, int height) throws IOException {
    byte[] greys = sky(width, height);
    byte[] file = encoded(greys, width, height, SCALE);
    byte[] reference = byTheJdk(greys, width, height);

    double error = meanSquare(greys, decoded(file, width, height));
    double expected = meanSquare(greys, decoded(reference, width, height));
    assertTrue(error <= 1.01 * expected + 0.5, error + " against " + expected);
    assertEquals(reference.length, file.length, 8 + 0.01 * reference.length);
    assertTrue(
        meanSquare(decoded(file, width, height), decoded(reference, width, height))
            < 0.02 * expected + 0.5,
        "the same picture but for the rounding of its transform");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "127", "128", "200", "255"})
  void oneGreyIsThatGreyEverywhere(int grey) throws IOException {
    byte[] greys = new byte[40 * 24];
    Arrays.fill(greys, (byte) grey);

    assertArrayEquals(greys, decoded(encoded(greys, 40, 24, 0.01), 40, 24));
  }

  @Test
  void withTheFinestStepsPixelsComeBackButForTheirRounding() throws IOException {
    // Noise over the whole range has the longest codes, and bytes 0xFF that must not be markers.
    byte[] greys = new byte[200 * 120];
    new Random(3).nextBytes(greys);
    byte[] back = decoded(encoded(greys, 200, 120, 0.001), 200, 120);

    for (int i = 0; i < greys.length; i++) {
      assertEquals(greys[i] & 0xff, back[i] & 0xff, 2, "pixel " + i);
    }
  }

  @Test
  void longRunsOfZerosAreWrittenInPieces() throws IOException {
    // The highest frequency alone: all 62 coefficients between it and the mean are zero.
    byte[] greys = new byte[8 * 8];
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        double wave = Math.cos((2 * x + 1) * 7 * Math.PI / 16);
        greys[8 * y + x] =
            (byte) Math.round(128 + 120 * wave * Math.cos((2 * y + 1) * 7 * Math.PI / 16));
      }
    }
    byte[] back = decoded(encoded(greys, 8, 8, 0.1), 8, 8);

    assertTrue(meanSquare(greys, back) < 4, "mean square " + meanSquare(greys, back));
  }
}
