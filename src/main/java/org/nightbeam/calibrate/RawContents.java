package org.nightbeam.calibrate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.zip.CRC32C;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.checksum.PieceSum;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.RawHeader;
import org.nightbeam.master.Fingerprint;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.storage.Storage;

/**
 * A hash of everything that a product takes from its raw frame: the header, and sums of the pixels.
 * It identifies a file that was copied, or given other permissions, as unchanged.
 */
public final class RawContents {
  private static final int BUFFER = 1 << 18;

  private RawContents() {}

  /**
   * Returns the hash of a frame as it is now; all its pixels are read.
   *
   * @throws UnreadableFileException if it cannot be read
   */
  public static String of(Storage storage, Frame frame) throws UnreadableFileException {
    Pixels seen = new Pixels();
    ByteBuffer piece = ByteBuffer.allocate(BUFFER);
    try (ReadableByteChannel pixels = FramePixels.streamed(storage, frame)) {
      for (long left = frame.dataBytes(); left > 0; left -= piece.limit()) {
        piece.clear().limit((int) Math.min(BUFFER, left));
        FramePixels.fill(pixels, piece, frame);
        seen.add(piece.flip());
      }
    } catch (UnreadableFileException known) {
      throw known;
    } catch (IOException e) {
      throw new UnreadableFileException("the file cannot be read again: " + e.getMessage(), e);
    }
    List<String> own = ownCards(storage, frame, !frame.onlyImage());
    return hash(storage, frame, own, seen);
  }

  /**
   * Returns the cards of a frame that its product keeps.
   *
   * @param extension whether the product is an extension of a file with several
   */
  static List<String> ownCards(Storage storage, Frame frame, boolean extension)
      throws UnreadableFileException {
    return extension ? RawHeader.ownCards(storage, frame) : RawHeader.cards(storage, frame);
  }

  /**
   * Returns the hash of a frame whose header and pixels have been read.
   *
   * @param ownCards see {@link #ownCards}
   * @param pixels all of them
   */
  static String hash(Storage storage, Frame frame, List<String> ownCards, Pixels pixels)
      throws UnreadableFileException {
    Fingerprint hash = new Fingerprint().add("header", String.join("", ownCards));
    if (!frame.onlyImage()) { // else its own cards have been completed by those of the primary
      hash.add("primary", String.join("", RawHeader.primaryCards(storage, frame)));
    }
    return hash.add("pixels", pixels.sum()).add("order", pixels.order.getValue()).hex();
  }

  /**
   * What tells the pixels of a frame from others. The sum of FITS is the same for words in another
   * order, as those of a frame that was flipped are, so there is a checksum that is not.
   */
  static final class Pixels {
    private final PieceSum sum = new PieceSum();
    private final CRC32C order = new CRC32C();

    /** Adds the bytes between position and limit, and leaves both alone. */
    void add(ByteBuffer piece) {
      sum.add(piece);
      order.update(piece.duplicate());
    }

    /** Returns their sum, see {@link org.nightbeam.fits.checksum.DataSum}. */
    long sum() {
      return sum.value();
    }
  }
}
