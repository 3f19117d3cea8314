package org.nightbeam.preview;

import java.nio.ByteBuffer;

/** Images as grey JPEG files, which are a fifth of what PNG makes of noise. */
final class GreyJpeg {
  /** Factor on the steps of annex K: a quality of 60 %. */
  static final double QUANTISATION = 0.8;

  private static final int GREYS = 256;

  private GreyJpeg() {}

  /**
   * Returns the bytes of a file with images of one size, one below the other, each by its own
   * z-scale.
   *
   * @param images {@code [height * width]} each, the first row at the bottom, as FITS has it;
   *     pixels without a value are shown black
   */
  static ByteBuffer of(int width, int height, float[]... images) {
    byte[] greys = new byte[images.length * height * width];
    for (int i = 0; i < images.length; i++) {
      stretch(images[i], width, height, ZScale.of(images[i]), greys, i * width * height);
    }
    return new JpegEncoder(QUANTISATION).encode(greys, width, images.length * height);
  }

  /**
   * Returns the bytes of a file with one image.
   *
   * @param limits values that are black and white
   */
  static ByteBuffer of(int width, int height, ZScale limits, float[] image) {
    byte[] greys = new byte[height * width];
    stretch(image, width, height, limits, greys, 0);
    return new JpegEncoder(QUANTISATION).encode(greys, width, height);
  }

  /** Puts an image into greys, the last row first. */
  static void stretch(float[] pixels, int width, int height, ZScale limits, byte[] greys, int at) {
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
}
