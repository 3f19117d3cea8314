package org.nightbeam.correction;

import java.io.IOException;

/** A measurement in a process. Safe for use by several threads. */
public interface Measurer {
  /**
   * Begins with a light.
   *
   * @return null if it is not to be measured
   * @throws org.nightbeam.fits.UnreadableFileException if it cannot be; the light is rejected
   */
  Measuring of(LightContext light) throws IOException;
}
