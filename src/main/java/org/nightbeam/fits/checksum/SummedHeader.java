package org.nightbeam.fits.checksum;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import nom.tam.fits.utilities.FitsCheckSum;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.RawCard;

/** Ends headers with the sums over header and data (FITS 4.0, section 4.4.2.7 and appendix J). */
public final class SummedHeader {
  /** Cards that are added: DATASUM, CHECKSUM, END. */
  private static final int ADDED = 3;

  /** Where the value of CHECKSUM begins in its card, and its length. */
  private static final int VALUE = 11;

  private static final int LENGTH = 16;

  private SummedHeader() {}

  /** Returns the number of bytes of a header with so many other cards, in whole blocks. */
  public static long size(int cards) {
    return FitsScanner.padded((cards + (long) ADDED) * FitsHeader.CARD);
  }

  /**
   * Returns a header's bytes, in whole blocks, with DATASUM and CHECKSUM.
   *
   * @param cards all others, without END
   * @param dataSum of the data unit that follows, see {@link DataSum}
   * @param ofWhat the data sum is, for its comment
   */
  public static ByteBuffer bytes(List<String> cards, long dataSum, String ofWhat) {
    int size = Math.toIntExact(size(cards.size()));
    StringBuilder text = new StringBuilder(size);
    cards.forEach(text::append);
    text.append(text("DATASUM", Long.toString(dataSum), ofWhat));
    int checksumAt = text.length() + VALUE;
    text.append(text("CHECKSUM", "0".repeat(LENGTH), "checksum of the HDU"));
    text.append(RawCard.padded("END"));
    text.append(" ".repeat(size - text.length()));
    DataSum headerSum = new DataSum();
    headerSum.add(StandardCharsets.US_ASCII.encode(text.toString()));
    String checksum = FitsCheckSum.encode(DataSum.sum(headerSum.value(), dataSum), true);
    text.replace(checksumAt, checksumAt + LENGTH, checksum);
    return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns a card with a text that fits. */
  public static String text(String keyword, String value, String comment) {
    // Comments from column 34 on, as CFITSIO and astropy have them: astropy checks its own
    // rendering.
    String quoted = String.format("'%-8s'", value);
    return RawCard.padded(String.format("%-8s= %-20s / %s", keyword, quoted, comment));
  }
}
