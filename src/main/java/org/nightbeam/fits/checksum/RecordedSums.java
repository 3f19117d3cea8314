package org.nightbeam.fits.checksum;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;

/**
 * What the header of an HDU says its bytes sum up to (FITS 4.0, section 4.4.2.7 and appendix J).
 *
 * @param dataSum the sum of the data, by DATASUM; null if the header does not say
 * @param headerSum the sum of the header's own bytes, where it has a CHECKSUM, by which header and
 *     data together give all ones; null if it has none
 */
public record RecordedSums(Long dataSum, Long headerSum) {
  private static final long ALL_ONES = 0xffffffffL;

  /** Returns the sums that a header records; null if it records none. */
  public static RecordedSums of(FitsHeader header) {
    String text = header.text("DATASUM").orElse("");
    Long dataSum = text.matches("\\d{1,10}") ? Long.valueOf(text) : null;
    String encoded = header.text("CHECKSUM").orElse("");
    Long headerSum = encoded.length() == 16 && !encoded.matches("0*") ? sum(header) : null;
    return dataSum == null && headerSum == null ? null : new RecordedSums(dataSum, headerSum);
  }

  /**
   * Returns the sums of an image that was compressed; null if there are none. The compressor has
   * written its header anew, so where DATASUM tells of the pixels, CHECKSUM tells nothing more.
   */
  public static RecordedSums ofCompressed(FitsHeader header) {
    RecordedSums sums = of(header);
    return sums == null || sums.dataSum == null ? sums : new RecordedSums(sums.dataSum, null);
  }

  private static Long sum(FitsHeader header) {
    StringBuilder text = new StringBuilder();
    header.cards().forEach(text::append);
    text.append("END");
    text.append(" ".repeat((int) FitsScanner.padded(text.length()) - text.length()));
    DataSum sum = new DataSum();
    sum.add(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1)));
    return sum.value();
  }

  /**
   * Returns what does not agree, for a person to read; empty if all does.
   *
   * @param found sum of the data as they are
   */
  public Optional<String> mismatch(long found) {
    if (dataSum != null && dataSum != found) {
      return Optional.of(
          String.format(
              "DATASUM = %d, but the pixels sum up to %d: they were changed or damaged"
                  + " after it was written; copy the file again, or set --verifyChecksums=false",
              dataSum, found));
    }
    if (headerSum != null && DataSum.sum(headerSum, found) != ALL_ONES) {
      return Optional.of(
          "CHECKSUM does not agree with header and pixels: one of them was changed or"
              + " damaged after it was written; copy the file again, or set"
              + " --verifyChecksums=false");
    }
    return Optional.empty();
  }
}
