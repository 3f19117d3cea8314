package org.nightbeam.correction;

import java.io.IOException;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.table.LightStatistics;

/** A light that is being measured. Used by one thread. */
public interface Measuring {
  /**
   * Takes the next finished row, from the first to the last: in the unit of the product, NaN for a
   * pixel without a valid value whatever is written in its place. Its arrays are not to be changed,
   * nor kept.
   */
  void row(LightRow row) throws IOException;

  /**
   * Writes what was found, after the last row and before the product is put in place: a product
   * that is there has been measured.
   *
   * @param header of the product
   * @param fingerprint of its pixels
   */
  void finish(ProductHeader header, String fingerprint) throws IOException;

  /**
   * Returns what is known of the light when it is finished.
   *
   * @param others know of it
   */
  default LightStatistics statistics(LightStatistics others) {
    return others;
  }

  /** The rows of a plane. */
  interface Rows {
    /**
     * Computes a row.
     *
     * @param y number of the row, from 0
     * @param out {@code [>= width]}, receives it, in the unit of the product
     */
    void read(int y, float[] out);
  }

  /**
   * Returns a plane that follows from the whole frame, after it was finished; null if it is not
   * measured here.
   */
  default Rows plane(Plane plane) {
    return null;
  }
}
