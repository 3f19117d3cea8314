package org.nightbeam.master;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.nightbeam.master.store.ChannelSums;
import org.nightbeam.master.store.MappedMaster;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.master.store.MasterStore;

/**
 * The part of a frame that is not light: bias and dark current, {@code B + D t} in ADU. A step
 * without a master adds nothing.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public final class Pedestal implements Closeable {
  private final MappedMaster bias;
  private final MappedMaster dark;
  private float[] darkRow = new float[0];

  /**
   * @param bias master bias in ADU, closed with the pedestal; null for none
   * @param dark master dark in ADU/s, closed with the pedestal; null for none
   */
  public Pedestal(MappedMaster bias, MappedMaster dark) {
    this.bias = bias;
    this.dark = dark;
  }

  /**
   * Opens the masters of a pedestal.
   *
   * @param bias null for none
   * @param dark null for none
   */
  public static Pedestal open(MasterStore masters, MasterReference bias, MasterReference dark)
      throws IOException {
    MappedMaster openBias = bias == null ? null : masters.open(bias);
    try {
      return new Pedestal(openBias, dark == null ? null : masters.open(dark));
    } catch (Throwable e) {
      try (openBias) {
        throw e;
      }
    }
  }

  /** Returns whether there is nothing to subtract. */
  public boolean isEmpty() {
    return bias == null && dark == null;
  }

  /** Returns whether there is a dark current to subtract. */
  boolean hasDark() {
    return dark != null;
  }

  /**
   * Computes part of a row.
   *
   * @param y row
   * @param x first pixel
   * @param length number of pixels
   * @param exposure in seconds
   * @param out {@code [>= length]}, receives ADU
   */
  public void read(int y, int x, int length, double exposure, float[] out) {
    readBias(y, x, length, out);
    if (dark != null) {
      if (darkRow.length < length) {
        darkRow = new float[length];
      }
      dark.read(y, x, length, darkRow);
      addScaled(out, darkRow, (float) exposure, length);
    }
  }

  /**
   * Reads part of a row of the bias alone.
   *
   * @param y row
   * @param x first pixel
   * @param length number of pixels
   * @param out {@code [>= length]}, receives ADU; 0 without a bias
   */
  public void readBias(int y, int x, int length, float[] out) {
    if (bias != null) {
      bias.read(y, x, length, out);
    } else {
      Arrays.fill(out, 0, length, 0f);
    }
  }

  /**
   * Computes part of a row of its dark current alone.
   *
   * @param y row
   * @param x first pixel
   * @param length number of pixels
   * @param exposure in seconds
   * @param out {@code [>= length]}, receives ADU; 0 without a dark
   */
  public void readDark(int y, int x, int length, double exposure, float[] out) {
    if (dark == null) {
      Arrays.fill(out, 0, length, 0f);
    } else {
      readDarkRate(y, x, length, out);
      scale(out, (float) exposure, length);
    }
  }

  /**
   * Reads part of a row of its dark current; only if there is one.
   *
   * @param y row
   * @param x first pixel
   * @param length number of pixels
   * @param out {@code [>= length]}, receives ADU/s
   */
  void readDarkRate(int y, int x, int length, float[] out) {
    dark.read(y, x, length, out);
  }

  /** Returns the mean of its pixels in ADU, without dark current; NaN if one has no value. */
  double mean(int height, int width) {
    double total = channelSums(height, 0).total();
    return Double.isFinite(total) ? total / ((double) height * width) : Double.NaN;
  }

  /**
   * Returns the sums of its pixels, in ADU: what {@link #read} gives, but for rounding.
   *
   * @param height rows
   * @param exposure in seconds
   */
  ChannelSums channelSums(int height, double exposure) {
    ChannelSums sums = bias == null ? ChannelSums.NONE : bias.channelSums(height);
    return dark == null ? sums : sums.plus((float) exposure, dark.channelSums(height));
  }

  @Override
  public void close() throws IOException {
    try (bias;
        dark) {
      return; // both are closed, also when one fails
    }
  }

  private static void scale(float[] rate, float time, int length) {
    for (int i = 0; i < length; i++) {
      rate[i] *= time;
    }
  }

  private static void addScaled(float[] sum, float[] rate, float time, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += rate[i] * time;
    }
  }
}
