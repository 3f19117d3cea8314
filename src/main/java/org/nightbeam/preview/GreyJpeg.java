package org.nightbeam.preview;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images as grey JPEG files, which are a fifth of what PNG makes of noise. */
final class GreyJpeg {
  private static final float QUALITY = 0.6f;
  private static final int GREYS = 256;

  private GreyJpeg() {}

  /**
   * The bytes of a file with images of one size, one below the other, each by its own z-scale.
   *
   * @param images {@code [height * width]} each, the first row at the bottom, as FITS has it;
   *     pixels without a value are shown black
   */
  static ByteBuffer of(int width, int height, float[]... images) throws IOException {
    BufferedImage image =
        new BufferedImage(width, images.length * height, BufferedImage.TYPE_BYTE_GRAY);
    byte[] greys = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < images.length; i++) {
      stretch(images[i], width, height, ZScale.of(images[i]), greys, i * width * height);
    }
    return encoded(image);
  }

  private static void stretch(
      float[] pixels, int width, int height, ZScale limits, byte[] greys, int at) {
    double range = limits.high() - limits.low();
    float scale = range > 0 ? (float) ((GREYS - 1) / range) : 0;
    float low = (float) limits.low();
    for (int y = 0; y < height; y++) {
      stretch(pixels, (height - 1 - y) * width, width, low, scale, greys, at + y * width);
    }
  }

  private static void stretch(
      float[] pixels, int from, int length, float low, float scale, byte[] greys, int at) {
    for (int x = 0; x < length; x++) {
      float grey = (pixels[from + x] - low) * scale + 0.5f;
      greys[at + x] = (byte) Math.max(0, Math.min(GREYS - 1, (int) grey)); // NaN is 0
    }
  }

  private static ByteBuffer encoded(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(QUALITY);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
      try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
        writer.setOutput(out);
        writer.write(null, new IIOImage(image, null, null), how);
      }
      return ByteBuffer.wrap(bytes.toByteArray());
    } finally {
      writer.dispose();
    }
  }
}
