package org.nightbeam.master;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.FitsSection;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.storage.Storage;

/**
 * Quantities that determine the noise of a master, as in its header.
 *
 * @param sha256 the master, whole
 * @param factor variance of a combined value, in units of that of one frame; NaN if not known, as
 *     of masters of other software
 * @param seconds exposure time of its inputs; 0 of a bias
 * @param levels of a flat, in ADU: those of {@link FlatLevel}, the harmonic mean over its inputs,
 *     in the order of the section that is used; empty else
 * @param bias hash of the bias that was subtracted from its inputs; null for none
 * @param dark hash of the dark that was subtracted from its inputs; null for none
 */
public record MasterNoise(
    String sha256, double factor, double seconds, List<Double> levels, String bias, String dark) {
  static final String FACTOR = "NBVARFAC";
  static final String SECONDS = "NBSECOND";
  static final String LEVEL = "NBLEVEL";

  /**
   * Reads it.
   *
   * @param master null for none
   * @return null for none
   */
  public static MasterNoise read(Storage storage, MasterReference master) throws IOException {
    if (master == null) {
      return null;
    }
    FitsHeader header;
    try (SeekableByteChannel channel = storage.open(master.uri())) {
      header = FitsScanner.scan(channel).primary();
    }
    List<Double> levels = new ArrayList<>();
    for (int channel = 1; channel <= 4 && header.has(LEVEL + channel); channel++) {
      levels.add(header.number(LEVEL + channel).orElse(Double.NaN));
    }
    FitsSection part = master.section();
    return new MasterNoise(
        master.sha256(),
        header.number(FACTOR).orElse(Double.NaN),
        header.number(SECONDS).orElse(0),
        levels.size() == 4 ? from(part, levels) : List.of(),
        header.text("NBBIASH").orElse(null),
        header.text("NBDARKH").orElse(null));
  }

  /** Returns the levels in the order of the first cell of a section; null for the whole master. */
  private static List<Double> from(FitsSection part, List<Double> levels) {
    int first = part == null ? 0 : (part.rowsFrom() & 1) * 2 + (part.columnsFrom() & 1);
    return IntStream.range(0, levels.size()).mapToObj(k -> levels.get(k ^ first)).toList();
  }

  /** Returns whether the noise follows from what is known. */
  public boolean isKnown() {
    return !Double.isNaN(factor);
  }

  /**
   * Returns one by the level of a flat at a pixel, 1/ADU; 0 if it is not known.
   *
   * @param y row of what is used of the master
   * @param x column of what is used of the master
   */
  public double inverseLevel(int y, int x) {
    return levels.isEmpty() ? 0 : 1 / levels.get((y & 1) * 2 + (x & 1));
  }
}
