package org.nightbeam.fits.checksum;

import java.nio.ByteBuffer;

/** The sum of a data unit, see {@link DataSum}, that is taken in pieces of any length. */
public final class PieceSum {
  private final DataSum ofPiece = new DataSum();
  private long bytes;
  private long sum;

  /** Adds the bytes between position and limit, and leaves both alone. */
  public void add(ByteBuffer piece) {
    ofPiece.reset();
    ofPiece.add(piece);
    sum = DataSum.sum(sum, DataSum.at(bytes, ofPiece.value()));
    bytes += piece.remaining();
  }

  /** Returns how many bytes were added. */
  public long bytes() {
    return bytes;
  }

  /** Returns the sum of all pieces. */
  public long value() {
    return sum;
  }
}
