package org.nightbeam.fits;

import java.io.IOException;
import java.nio.ByteBuffer;
import nom.tam.fits.compression.algorithm.quant.RandomSequence;
import org.nightbeam.fits.TileTable.Quantizer;

/**
 * Makes floating-point pixels of the integers that were compressed in their place (FITS 4.0,
 * section 10.2 and appendix I), bit by bit as CFITSIO does: the random sequence is one of floats.
 * That of nom-tam-fits is one of doubles, and pixels without dither are half a step off there.
 */
final class Dequantizer {
  private static final float[] RANDOM = random();
  private static final double OFFSETS = 500;

  /** The NaN that CFITSIO writes. */
  private static final double NO_VALUE = Double.longBitsToDouble(-1);

  private static final float NO_FLOAT = Float.intBitsToFloat(-1);

  /** Stands for 0 where dithered pixels keep their zeros. */
  private static final int ZERO = Integer.MIN_VALUE + 2;

  private final Quantizer quantizer;
  private final long seed;
  private final boolean isDouble;

  Dequantizer(TileTable table) {
    this.quantizer = table.quantizer();
    this.seed = table.ditherSeed();
    this.isDouble = table.bitpix() == -64;
  }

  private static float[] random() {
    float[] random = new float[RandomSequence.length()];
    for (int i = 0; i < random.length; i++) {
      random[i] = (float) RandomSequence.get(i);
    }
    return random;
  }

  /**
   * Scaling of one tile.
   *
   * @param scale factor; NaN if no pixel of the tile has a value
   * @param zero summand; NaN if no pixel of the tile has a value
   * @param blank integer of pixels without a value; null if there is none
   */
  record Scaling(double scale, double zero, Integer blank) {
    private boolean isWithoutValues() {
      return Double.isNaN(scale) || Double.isNaN(zero);
    }
  }

  /**
   * Writes the pixels of a tile.
   *
   * @param tile its number, from 0
   * @param out receives them, big-endian
   * @throws IOException if they are dithered, and the header does not say how
   */
  void write(int[] integers, int length, int tile, Scaling scaling, ByteBuffer out)
      throws IOException {
    boolean dithered =
        quantizer == Quantizer.SUBTRACTIVE_DITHER_1 || quantizer == Quantizer.SUBTRACTIVE_DITHER_2;
    boolean hasBlank = scaling.blank != null;
    int blank = hasBlank ? scaling.blank : 0;
    boolean withoutValues = scaling.isWithoutValues();
    int start = dithered ? start(tile) : 0;
    int next = (int) (RANDOM[start] * OFFSETS);
    for (int i = 0; i < length; i++) {
      int integer = integers[i];
      double value;
      boolean isBlank = withoutValues || hasBlank && integer == blank;
      if (isBlank) {
        value = NO_VALUE;
      } else if (!dithered) {
        value = integer * scaling.scale + scaling.zero;
      } else if (quantizer == Quantizer.SUBTRACTIVE_DITHER_2 && integer == ZERO) {
        value = 0;
      } else {
        value = ((double) integer - RANDOM[next] + 0.5) * scaling.scale + scaling.zero;
      }
      if (isDouble) {
        out.putDouble(value);
      } else if (isBlank) {
        out.putFloat(NO_FLOAT);
      } else {
        out.putFloat((float) value);
      }
      next++;
      if (next == RANDOM.length) {
        start = (start + 1) % RANDOM.length;
        next = (int) (RANDOM[start] * OFFSETS);
      }
    }
  }

  private int start(int tile) throws IOException {
    if (seed < 1 || seed > RANDOM.length) {
      throw new IOException("ZDITHER0 = " + seed + "; expected 1 to " + RANDOM.length);
    }
    return (int) ((tile + seed - 1) % RANDOM.length);
  }
}
