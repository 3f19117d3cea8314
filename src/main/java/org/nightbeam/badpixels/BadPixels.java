package org.nightbeam.badpixels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.store.MappedMaster;
import org.nightbeam.quality.MasterStatistics;
import org.nightbeam.statistics.LocalLevel;
import org.nightbeam.storage.Sha256;

/**
 * Bad pixels of lights with the same masters, by row. They are few, so positions are kept, not a
 * whole image. Immutable.
 */
public final class BadPixels {
  private static final int MOST_BAD = 10; // of a hundred; more is no camera, but a wrong limit

  private final int[][] places;
  private final byte[][] flags;
  private final int count;
  private final String hash;

  private BadPixels(int[][] places, byte[][] flags) {
    this.places = places;
    this.flags = flags;
    this.count = Arrays.stream(places).mapToInt(row -> row.length).sum();
    this.hash = hash(places, flags);
  }

  /** Returns a hash of where they are and why. */
  String hash() {
    return hash;
  }

  private static String hash(int[][] places, byte[][] flags) {
    MessageDigest digest = Sha256.digest();
    for (int y = 0; y < places.length; y++) {
      ByteBuffer row = ByteBuffer.allocate(Integer.BYTES * (places[y].length + 1));
      row.putInt(places[y].length);
      row.asIntBuffer().put(places[y]);
      digest.update(row.array());
      digest.update(flags[y]);
    }
    return Sha256.shortHex(digest);
  }

  /** Returns how many there are. */
  int count() {
    return count;
  }

  /** Returns that there are none. */
  static BadPixels none(Frame light) {
    return new BadPixels(new int[light.height()][0], new byte[light.height()][0]);
  }

  /** Adds the flags of a row to those that are there. */
  void mark(int y, byte[] row) {
    for (int i = 0; i < places[y].length; i++) {
      row[places[y][i]] |= flags[y][i];
    }
  }

  /**
   * Finds them.
   *
   * @param light any of the lights
   * @param dark null for none
   * @param flat null for none
   * @param map null for none
   */
  static BadPixels find(
      Frame light, MappedMaster dark, MappedMaster flat, BadPixelMap map, BadPixelRules rules)
      throws IOException {
    int width = light.width();
    int height = light.height();
    boolean colour = light.configuration().isColour();
    Judge ofDark = dark == null ? null : new Judge(dark, width, height, colour);
    Judge ofFlat = flat == null ? null : new Judge(flat, width, height, colour);
    int[][] places = new int[height][];
    byte[][] flags = new byte[height][];
    byte[] row = new byte[width];
    boolean[] listed = new boolean[width];
    for (int y = 0; y < height; y++) {
      Arrays.fill(row, (byte) 0);
      if (ofDark != null) {
        ofDark.read(y);
        rules.markHot(ofDark.values, ofDark.local, ofDark.statistics, width, row);
      }
      if (ofFlat != null) {
        ofFlat.read(y);
        rules.markFlat(
            ofFlat.values, ofFlat.local, ofFlat.statistics.level(), ofFlat.scatter, width, row);
      }
      toFlags(row, width);
      if (map != null) {
        map.row(y, listed);
        for (int x = 0; x < width; x++) {
          row[x] |= listed[x] ? PixelFlag.BAD.bit() : 0;
        }
      }
      places[y] = places(row);
      flags[y] = new byte[places[y].length];
      for (int i = 0; i < flags[y].length; i++) {
        flags[y][i] = row[places[y][i]];
      }
    }
    return new BadPixels(places, flags);
  }

  /** Returns whether there are so many that a limit, or a master, must be wrong. */
  boolean areTooMany(Frame light) {
    return 100L * count > (long) MOST_BAD * light.width() * light.height();
  }

  private static void toFlags(byte[] bits, int width) {
    for (int x = 0; x < width; x++) {
      if (bits[x] != 0) {
        byte found = bits[x];
        bits[x] =
            (byte)
                (((found & BadPixelRules.HOT) != 0 ? PixelFlag.HOT.bit() : 0)
                    | ((found & BadPixelRules.COLD) != 0 ? PixelFlag.COLD.bit() : 0)
                    | ((found & BadPixelRules.LOW_FLAT) != 0 ? PixelFlag.LOW_FLAT.bit() : 0));
      }
    }
  }

  private static int[] places(byte[] row) {
    int found = 0;
    for (byte flags : row) {
      found += flags == 0 ? 0 : 1;
    }
    int[] places = new int[found];
    for (int x = 0, i = 0; i < found; x++) {
      if (row[x] != 0) {
        places[i++] = x;
      }
    }
    return places;
  }

  /** A master and what its pixels are compared with. */
  private static final class Judge {
    private final MappedMaster master;
    private final int width;
    private final LocalLevel level;
    private final MasterStatistics statistics;
    private final double scatter;
    private final float[] values;
    private final float[] local;

    Judge(MappedMaster master, int width, int height, boolean colour) throws IOException {
      this.master = master;
      this.width = width;
      this.values = new float[width];
      this.local = new float[width];
      MasterStatistics.Sampler sampler = new MasterStatistics.Sampler(height, width);
      for (int y = 0; y < height; y++) {
        master.read(y, 0, width, values);
        sampler.add(values);
      }
      statistics = sampler.build();
      level = new LocalLevel((y, out) -> master.read(y, 0, width, out), height, width, colour);
      scatter = level.relativeScatter();
    }

    void read(int y) throws IOException {
      master.read(y, 0, width, values);
      level.read(y, local);
    }
  }
}
