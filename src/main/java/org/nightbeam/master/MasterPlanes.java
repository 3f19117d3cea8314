package org.nightbeam.master;

import org.nightbeam.frame.Sensor;

/**
 * What is written beside the pixels of masters.
 *
 * @param uncertainty whether standard deviations are, where gain and read noise are known
 * @param counts whether it is of how many values each pixel is made
 * @param stated what is stated of the sensor, and goes before the header
 */
public record MasterPlanes(boolean uncertainty, boolean counts, Sensor stated) {
  /** Nothing. */
  public static final MasterPlanes NONE = new MasterPlanes(false, false, Sensor.UNKNOWN);
}
