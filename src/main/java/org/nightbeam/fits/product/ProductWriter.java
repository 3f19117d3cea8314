package org.nightbeam.fits.product;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

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
   * @param dataOffset byte behind the first header, where pixels begin unless there are none
   * @param sum of all bytes from there to the end, see {@link org.nightbeam.fits.DataSum}; {@link
   *     #NO_SUM} where nobody has taken it
   */
  record Written(long dataOffset, long sum) {
    /** No sum of bytes. */
    public static final long NO_SUM = -1;
  }

  /**
   * Adds an HDU behind those that are there.
   *
   * @param header complete but for values that {@link ProductHeader#set} will give; it says how
   *     many pixels of which type there are
   */
  Image add(ProductHeader header);

  /** Writes what is left and gives the file its name. */
  Written finish() throws IOException;
}
