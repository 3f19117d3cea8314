package org.nightbeam.preview;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The centre and the four corners of a frame, pixel by pixel, in one picture: the centre between
 * them, as they lie in the frame. The stretch is one that shows the shape of stars: {@code asinh}.
 * On a sensor with a colour filter array each pixel is the mean of a square of four, one of each
 * colour of the array.
 */
public final class Crops {
  /** Rows and columns of the centre; corners have half of them. */
  static final int CENTRE = 192;

  private static final int CORNER = CENTRE / 2;
  private static final int WIDTH = CENTRE + 2 * CORNER;

  /** Units of the stretch that are white, and how many fit into the range of z-scale. */
  private static final double WHITE = 60;

  private static final double OF_RANGE = 0.5;

  private final int width;
  private final int height;
  private final boolean colour;
  private final float[] pixels = new float[WIDTH * CENTRE];

  private Crops(int width, int height, boolean colour) {
    this.width = width;
    this.height = height;
    this.colour = colour;
    Arrays.fill(pixels, Float.NaN);
  }

  /** Returns whether there is such a picture of a frame: a small one is seen whole as it is. */
  public static boolean areMadeOf(double width, double height) {
    return Math.min(width, height) >= CENTRE && Math.max(width, height) > LightPreview.SIDE;
  }

  /** Returns those of a frame; null for none. */
  static Crops of(int width, int height, boolean colour) {
    return areMadeOf(width, height) ? new Crops(width, height, colour) : null;
  }

  /** Takes a row of the frame. */
  void add(int y, float[] row) {
    int bottom = (height - CENTRE) / 2;
    if (y >= bottom && y < bottom + CENTRE) {
      System.arraycopy(row, (width - CENTRE) / 2, pixels, (y - bottom) * WIDTH + CORNER, CENTRE);
    }
    if (y < CORNER) {
      corners(row, y * WIDTH);
    }
    if (y >= height - CORNER) {
      corners(row, (y - height + CENTRE) * WIDTH);
    }
  }

  private void corners(float[] row, int at) {
    System.arraycopy(row, 0, pixels, at, CORNER);
    System.arraycopy(row, width - CORNER, pixels, at + CORNER + CENTRE, CORNER);
  }

  /** Returns the bytes of a JPEG file, when all rows were added. */
  ByteBuffer jpeg() {
    if (colour) {
      mixColours();
    }
    ZScale limits = ZScale.of(pixels);
    double unit = OF_RANGE * (limits.high() - limits.low());
    if (unit > 0) {
      stretch((float) limits.low(), (float) (1 / unit));
      return GreyJpeg.of(WIDTH, CENTRE, new ZScale(0, asinh(WHITE)), pixels);
    }
    return GreyJpeg.of(WIDTH, CENTRE, pixels);
  }

  private void stretch(float low, float factor) {
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = asinh(Math.max(0, (pixels[i] - low) * factor));
    }
  }

  private static float asinh(double value) {
    return (float) Math.log(value + Math.sqrt(value * value + 1));
  }

  private void mixColours() {
    for (int y = 0; y < CENTRE; y++) {
      int up = y == CENTRE - 1 || y == CORNER - 1 ? -WIDTH : WIDTH; // corners end halfway up
      for (int x = 0; x < WIDTH; x++) {
        int at = y * WIDTH + x;
        boolean last = x == CORNER - 1 || x == CORNER + CENTRE - 1 || x == WIDTH - 1;
        int right = last ? -1 : 1;
        if (up > 0 && right > 0) { // those before are mixed already
          pixels[at] =
              (pixels[at] + pixels[at + right] + pixels[at + up] + pixels[at + up + right]) / 4;
        } else {
          pixels[at] = pixels[at + (last ? -1 : 0) + (up < 0 ? up : 0)];
        }
      }
    }
  }
}
