package org.nightbeam.fits.product;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.nightbeam.fits.TileLayout;
import org.nightbeam.fits.checksum.DataSum;

/**
 * An image that {@link TileEncoder} has compressed: what is written around its heap. An HDU is
 * {@link #header}, {@link #table}, the heap, and zeros up to a whole block.
 */
public final class CompressedImage {
  private final TileLayout layout;
  private final int[] lengths;
  private final long heapBytes;
  private final long heapSum;
  private final long pixelSum;

  CompressedImage(TileLayout layout, int[] lengths, long heapBytes, long heapSum, long pixelSum) {
    this.layout = layout;
    this.lengths = lengths;
    this.heapBytes = heapBytes;
    this.heapSum = heapSum;
    this.pixelSum = pixelSum;
  }

  /** Returns the sum of the pixels, see {@link DataSum}, as DATASUM of the plain image has it. */
  long pixelSum() {
    return pixelSum;
  }

  /** Returns the number of bytes of table and heap, without what fills the last block. */
  public long dataBytes() {
    return layout.tableBytes() + heapBytes;
  }

  /** Returns the table: for each tile its length and its place in the heap. */
  public ByteBuffer table() {
    ByteBuffer table = ByteBuffer.allocate(Math.toIntExact(layout.tableBytes()));
    long place = 0;
    for (int length : lengths) {
      if (layout.isLarge()) {
        table.putLong(length).putLong(place);
      } else {
        table.putInt(length).putInt((int) place);
      }
      place += length;
    }
    return table.flip();
  }

  /**
   * Returns the header of the table, in whole blocks, from which readers restore the plain header:
   * funpack card by card.
   *
   * @param plain header of the image as it would be without compression, in whole blocks, with
   *     DATASUM and CHECKSUM if it shall have them; see {@link #pixelSum}
   */
  public ByteBuffer header(ByteBuffer plain) {
    DataSum sum = new DataSum();
    sum.add(table()); // a multiple of 8 bytes
    long dataSum = DataSum.sum(sum.value(), heapSum);
    int longest = Arrays.stream(lengths).max().orElse(0);
    return CompressedHeader.bytes(layout, heapBytes, longest, dataSum, plain);
  }
}
