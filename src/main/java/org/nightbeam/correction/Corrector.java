package org.nightbeam.correction;

import java.io.IOException;

/**
 * A correction in a process: keeps what its lights share, such as a file that is read once. Safe
 * for use by several threads.
 */
public interface Corrector {
  /**
   * Finds what one light needs, before its pixels are read.
   *
   * @return the work on this light; {@link Step#NONE} where there is nothing to do
   * @throws org.nightbeam.fits.UnreadableFileException if the light lacks what the correction
   *     needs; the message says how to mend it
   */
  Step of(LightContext light) throws IOException;
}
