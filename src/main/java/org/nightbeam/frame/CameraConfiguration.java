package org.nightbeam.frame;

import java.util.ArrayList;
import java.util.List;

/**
 * What must be the same for two frames to have the same bias, dark current and flat field. What a
 * header does not say is an empty text, which equals only another empty text.
 *
 * @param camera name of the camera
 * @param hdu number of the HDU, as detectors and amplifiers of one camera have one each
 * @param width pixels a row
 * @param height rows
 * @param xbin binning along the row; 1 if the header does not say
 * @param ybin binning along the column; 1 if the header does not say
 * @param gain gain setting
 * @param offset offset setting
 * @param readoutMode readout mode
 * @param rowOrder {@code TOP-DOWN} or {@code BOTTOM-UP}
 * @param cfaPattern colour filter array, such as {@code RGGB}; empty for a monochrome sensor
 */
public record CameraConfiguration(
    String camera,
    int hdu,
    int width,
    int height,
    int xbin,
    int ybin,
    String gain,
    String offset,
    String readoutMode,
    String rowOrder,
    String cfaPattern) {

  /** Whether the sensor has a colour filter array. */
  public boolean isColour() {
    return !cfaPattern.isEmpty();
  }

  /**
   * What differs between this and another configuration, a phrase each, such as "gain 100, expected
   * 0".
   */
  public List<String> differences(CameraConfiguration other) {
    if (equals(other)) {
      return List.of(); // nearly always, and without making texts
    }
    List<String> differences = new ArrayList<>();
    compare("camera", camera, other.camera, differences);
    compare("HDU", hdu, other.hdu, differences);
    compare("size", width + " x " + height, other.width + " x " + other.height, differences);
    compare("binning", xbin + " x " + ybin, other.xbin + " x " + other.ybin, differences);
    compare("gain", gain, other.gain, differences);
    compare("offset", offset, other.offset, differences);
    compare("readout mode", readoutMode, other.readoutMode, differences);
    compare("row order", rowOrder, other.rowOrder, differences);
    compare("colour pattern", cfaPattern, other.cfaPattern, differences);
    return differences;
  }

  private static void compare(String what, Object mine, Object theirs, List<String> differences) {
    if (!mine.equals(theirs)) {
      differences.add(what + " " + shown(theirs) + ", expected " + shown(mine));
    }
  }

  private static String shown(Object value) {
    return value.equals("") ? "(not given)" : value.toString();
  }
}
