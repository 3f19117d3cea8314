package org.nightbeam.fits.product;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.nightbeam.fits.checksum.DataSum;
import org.nightbeam.storage.NewFile;

/**
 * A FITS file being written: one image or several, one HDU each. The headers, which hold sums over
 * the pixels, are written last.
 */
public interface ProductWriter extends Closeable {

  /** The pixels of one HDU. */
  interface Image {
    /**
     * Appends pixels.
     *
     * @param pixels big-endian, from position to limit, which it takes
     */
    void write(ByteBuffer pixels) throws IOException;
  }

  /**
   * A file that was written.
   *
   * @param dataOffset byte behind the first header, where pixels begin unless there are none; 0 for
   *     a compressed file
   * @param sum of all bytes from there to the end, see {@link org.nightbeam.fits.checksum.DataSum}
   */
  record Written(long dataOffset, long sum) {
    /** Returns what a compressed file is, which is whole. */
    static Written compressed(NewFile file) throws IOException {
      return new Written(0, DataSum.of(file.channel(), 0));
    }
  }

  /** Takes what a file is that is whole. */
  interface BeforeName {
    /** Takes it when the file does not have its name yet. */
    void accept(Written written) throws IOException;
  }

  /**
   * Adds an HDU behind those that are there.
   *
   * @param header complete but for values that {@link ProductHeader#set} will give; it says how
   *     many pixels of which type there are
   */
  Image add(ProductHeader header);

  /**
   * Writes what is left and gives the file its name.
   *
   * @param before told of the file between the two
   */
  Written finish(BeforeName before) throws IOException;
}
