package org.nightbeam.preview;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.nightbeam.statistics.Spread;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

/**
 * Makes a picture of a stack while it is written, in which faint things are seen: every pixel goes
 * into it, and greys go along the curve of midtones that PixInsight and Siril stretch pictures by,
 * with the sky at a quarter of white.
 */
public final class StackPreview {
  /** Pixels of the longer side. */
  private static final int LONGEST_SIDE = 1024;

  /** Standard deviations below the sky that are black. */
  private static final double BLACK = 2.8;

  /** Grey of the sky, where white is 1. */
  private static final double SKY = 0.25;

  /** Factor on the steps of annex K of the JPEG standard: a quality of 75 %. */
  private static final double QUANTISATION = 0.5;

  private static final int WHITE = 255;

  private final int width;
  private final int box;
  private final int boxesAcross;
  private final int boxesDown;
  private final int height;
  private final double[][] sums; // by plane
  private final int[][] counts;
  private final float[] row;

  /**
   * @param width of the stack
   * @param height of the stack
   * @param planes one, or red, green and blue
   */
  public StackPreview(int width, int height, int planes) {
    this.width = width;
    this.height = height;
    this.box = Math.max(1, (Math.max(width, height) + LONGEST_SIDE - 1) / LONGEST_SIDE);
    this.boxesAcross = (width + box - 1) / box;
    this.boxesDown = (height + box - 1) / box;
    this.sums = new double[planes][boxesAcross * boxesDown];
    this.counts = new int[planes][boxesAcross * boxesDown];
    this.row = new float[width];
  }

  /**
   * Takes rows.
   *
   * @param firstRow counted over all planes, one behind the other
   * @param pixels float32, big-endian, from position to limit, which stay where they are; NaN is no
   *     value
   */
  public void add(int firstRow, ByteBuffer pixels) {
    ByteBuffer left = pixels.duplicate().order(ByteOrder.BIG_ENDIAN);
    for (int y = firstRow; left.remaining() >= width * Float.BYTES; y++) {
      left.asFloatBuffer().get(row);
      left.position(left.position() + width * Float.BYTES);
      int plane = y / height;
      int at = y % height / box * boxesAcross;
      for (int x = 0; x < width; x++) {
        float value = row[x];
        if (value - value == 0) {
          sums[plane][at + x / box] += value;
          counts[plane][at + x / box]++;
        }
      }
    }
  }

  /** Writes the picture, with the first row at the bottom; what has no value is black. */
  public void write(Storage storage, String uri) throws IOException {
    JpegEncoder encoder = new JpegEncoder(QUANTISATION);
    ByteBuffer jpeg =
        sums.length == 1
            ? encoder.encode(greys(0), boxesAcross, boxesDown)
            : encoder.encode(greys(0), greys(1), greys(2), boxesAcross, boxesDown);
    try (NewFile file = storage.createReplaceable(uri)) {
      file.write(jpeg);
      file.commit();
    }
  }

  /**
   * Returns the greys of a plane. Those of a colour are by the stretch of green, about the sky of
   * their own: the sky is grey, and what is brighter has its colour.
   */
  byte[] greys(int plane) {
    double[] means = means(plane);
    double[] known = known(means);
    byte[] greys = new byte[means.length];
    int leading = sums.length / 2;
    double[] all = plane == leading ? known : known(means(leading));
    if (known.length == 0 || all.length == 0) {
      return greys;
    }
    Spread sky = Spread.of(all);
    double white = Arrays.stream(all).max().orElseThrow();
    double black =
        Math.max(Arrays.stream(all).min().orElseThrow(), sky.level() - BLACK * sky.scatter());
    double range = white - black;
    double level = (sky.level() - black) / range;
    double shift = plane == leading ? 0 : Spread.of(known).level() - sky.level();
    // The midtone by which the sky comes to its grey.
    double midtone = level * (SKY - 1) / (2 * SKY * level - SKY - level);
    for (int y = 0; y < boxesDown; y++) {
      for (int x = 0; x < boxesAcross; x++) {
        double part = (means[(boxesDown - 1 - y) * boxesAcross + x] - shift - black) / range;
        part = Math.min(1, part); // NaN stays
        double grey = (midtone - 1) * part / ((2 * midtone - 1) * part - midtone);
        int of = part > 0 && grey == grey ? (int) Math.min(WHITE, grey * WHITE + 0.5) : 0;
        greys[y * boxesAcross + x] = (byte) of;
      }
    }
    return greys;
  }

  /** Returns the means of the boxes of a plane; NaN of those without any value. */
  private double[] means(int plane) {
    double[] means = new double[sums[plane].length];
    for (int i = 0; i < means.length; i++) {
      means[i] = sums[plane][i] / counts[plane][i];
    }
    return means;
  }

  private static double[] known(double[] means) {
    return Arrays.stream(means).filter(Double::isFinite).toArray();
  }
}
