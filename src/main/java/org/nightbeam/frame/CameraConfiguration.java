package org.nightbeam.frame;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
 * @param preparation what is done to the stored numbers first, see {@link
 *     org.nightbeam.signal.Preparation#description}; empty for nothing
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
    String cfaPattern,
    String preparation) {

  /** Of frames to which nothing is done first. */
  public CameraConfiguration(
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
    this(
        camera,
        hdu,
        width,
        height,
        xbin,
        ybin,
        gain,
        offset,
        readoutMode,
        rowOrder,
        cfaPattern,
        "");
  }

  /** Whether the sensor has a colour filter array. */
  public boolean isColour() {
    return !cfaPattern.isEmpty();
  }

  /** Settings that a person may declare to be of no importance. */
  public enum Setting {
    /** Name of the camera. */
    CAMERA,
    /** Gain setting. */
    GAIN,
    /** Offset setting. */
    OFFSET,
    /** Readout mode. */
    READOUT_MODE,
    /** Row order. */
    ROW_ORDER
  }

  /** The same configuration as far as it matters: what is ignored is empty. */
  public CameraConfiguration without(Set<Setting> ignored) {
    return ignored.isEmpty()
        ? this
        : new CameraConfiguration(
            ignored.contains(Setting.CAMERA) ? "" : camera,
            hdu,
            width,
            height,
            xbin,
            ybin,
            ignored.contains(Setting.GAIN) ? "" : gain,
            ignored.contains(Setting.OFFSET) ? "" : offset,
            ignored.contains(Setting.READOUT_MODE) ? "" : readoutMode,
            ignored.contains(Setting.ROW_ORDER) ? "" : rowOrder,
            cfaPattern,
            preparation);
  }

  /** The same configuration, as if each text that is not known on one side were that of another. */
  public CameraConfiguration assuming(CameraConfiguration other) {
    return new CameraConfiguration(
        known(camera, other.camera),
        hdu,
        width,
        height,
        xbin,
        ybin,
        known(gain, other.gain),
        known(offset, other.offset),
        known(readoutMode, other.readoutMode),
        known(rowOrder, other.rowOrder),
        known(cfaPattern, other.cfaPattern),
        known(preparation, other.preparation));
  }

  private static String known(String mine, String theirs) {
    return mine.isEmpty() || theirs.isEmpty() ? theirs : mine;
  }

  /** Every setting by its name, as text; empty where the header does not say. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("camera", camera);
    settings.put("HDU", Integer.toString(hdu));
    settings.put("size", width + " x " + height);
    settings.put("binning", xbin + " x " + ybin);
    settings.put("gain", gain);
    settings.put("offset", offset);
    settings.put("readout mode", readoutMode);
    settings.put("row order", rowOrder);
    settings.put("colour pattern", cfaPattern);
    settings.put("preparation", preparation);
    return settings;
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
    Map<String, String> theirs = other.settings();
    settings()
        .forEach(
            (name, mine) -> {
              if (!mine.equals(theirs.get(name))) {
                differences.add(name + " " + shown(theirs.get(name)) + ", expected " + shown(mine));
              }
            });
    return differences;
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(not given)" : value;
  }
}
