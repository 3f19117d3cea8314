package org.nightbeam.master.store;

import java.io.Closeable;
import java.io.IOException;
import org.nightbeam.fits.FitsSection;

/**
 * A master's pixels {@code [height][width]}, mapped from its cache file, in ADU (bias), ADU/s
 * (dark) or without a unit (flat). Until it is closed, the cache file is not removed. The pixels
 * are shared by all who open the master; safe for use by several threads, which wait for each
 * other: better, each opens its own.
 */
public final class MappedMaster implements Closeable {
  private final int width;
  private final FitsSection section; // null for all
  private final Closeable whenClosed;
  private MappedPixels pixels; // null when closed

  /**
   * @param pixels at least as many as will be read
   * @param whenClosed closed once, after the last read
   */
  public MappedMaster(MappedPixels pixels, int width, Closeable whenClosed) {
    this(pixels, width, null, whenClosed);
  }

  /**
   * Maps a master of which only a section is used.
   *
   * @param pixels of all of it, {@code [height][width]}
   * @param section null for all
   * @param whenClosed closed once, after the last read
   */
  MappedMaster(MappedPixels pixels, int width, FitsSection section, Closeable whenClosed) {
    this.pixels = pixels;
    this.width = width;
    this.section = section;
    this.whenClosed = whenClosed;
  }

  /**
   * Copies part of a row.
   *
   * @param y row
   * @param x first pixel
   * @param length number of pixels
   * @param out {@code [>= length]}, receives them
   * @throws IllegalStateException if the master is closed
   */
  // Synchronized, as a read of pixels that are unmapped meanwhile would end the process.
  public synchronized void read(int y, int x, int length, float[] out) {
    if (pixels == null) {
      throw new IllegalStateException("the master is closed");
    }
    int row = section == null ? y : y + section.rowsFrom();
    int column = section == null ? x : x + section.columnsFrom();
    pixels.read((long) row * width + column, length, out);
  }

  /**
   * Returns the sums of all pixels that are used; computed once as long as the master is mapped.
   *
   * @throws IllegalStateException if the master is closed
   */
  public synchronized ChannelSums channelSums(int height) {
    if (pixels == null) {
      throw new IllegalStateException("the master is closed");
    }
    return pixels.channelSums(
        width, section == null ? new FitsSection(0, width, 0, height) : section);
  }

  /** Gives the pixels back. To close it again does nothing. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (pixels == null) {
        return;
      }
      pixels = null;
    }
    whenClosed.close();
  }
}
