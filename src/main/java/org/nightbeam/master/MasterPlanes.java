package org.nightbeam.master;

import java.util.List;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.frame.Sensor;

/**
 * Planes written with the pixels of masters.
 *
 * @param planes in their order; the standard deviation only where gain and read noise are known
 * @param stated what is stated of the sensor, and goes before its header
 */
public record MasterPlanes(List<Plane> planes, Sensor stated) {
  /** Returns whether counts are written, which have to be kept while frames are combined. */
  public boolean counts() {
    return planes.contains(Plane.COUNT);
  }
}
