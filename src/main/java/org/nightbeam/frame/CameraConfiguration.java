package org.nightbeam.frame;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Camera settings that must agree for two frames to share bias, dark current and flat field. What a
 * header does not say is an empty text, which equals only another empty text; the setup alone takes
 * what is known on one side only to agree, see {@link Setup}.
 *
 * <p>Texts that differ in capitals or blanks only are equal: one camera is spelt in several ways by
 * several programs.
 *
 * @param camera name of the camera
 * @param hdu number of the HDU, as detectors and amplifiers of one camera have one each; 0 for the
 *     only image of a file, wherever it stands
 * @param width pixels per row
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
 * @param setup what else must not differ, in the notation of {@link Setup}; empty for nothing
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
    String preparation,
    String setup) {
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** Returns whether the sensor has a colour filter array. */
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
    ROW_ORDER,
    /** Window of the chip. */
    WINDOW,
    /** Whether the image was flipped or turned. */
    ORIENTATION,
    /** Serial number of the camera or its chip. */
    SERIAL_NUMBER,
    /** Telescope and focal length, which matter for flats. */
    TELESCOPE,
    /** A constant that the camera program has added to the pixels. */
    PEDESTAL
  }

  /** Returns the same configuration as far as it matters: what is ignored is empty. */
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
            preparation,
            new Setup(setup).without(ignored).text());
  }

  /** Returns the same configuration with another setup. */
  public CameraConfiguration with(Setup other) {
    return other.text().equals(setup)
        ? this
        : new CameraConfiguration(
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
            preparation,
            other.text());
  }

  /**
   * Returns the same configuration as far as frames of a type have it: optics matter to flats only.
   */
  public CameraConfiguration of(FrameType type) {
    return type == FrameType.FLAT || type == FrameType.LIGHT
        ? this
        : with(new Setup(setup).withoutOptics());
  }

  /**
   * Returns the same configuration, as if each text that is not known on one side were that of
   * another.
   */
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
        known(preparation, other.preparation),
        new Setup(setup).assuming(new Setup(other.setup)).text());
  }

  private static String known(String mine, String theirs) {
    return mine.isEmpty() || theirs.isEmpty() ? theirs : mine;
  }

  /** Returns every setting by its name, as text; empty where the header does not say. */
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
    settings.putAll(new Setup(setup).values());
    return settings;
  }

  /** Returns a text that is the same for configurations that are equal but for their setups. */
  public String key() {
    return String.join(
        "\n",
        folded(camera),
        hdu + " " + width + " " + height + " " + xbin + " " + ybin,
        folded(gain),
        folded(offset),
        folded(readoutMode),
        folded(rowOrder),
        cfaPattern,
        preparation);
  }

  private static String folded(String text) {
    boolean plain = true;
    for (int i = 0; plain && i < text.length(); i++) {
      char c = text.charAt(i);
      plain = c > ' ' && c < 128 && (c < 'a' || c > 'z');
    }
    return plain ? text : BLANKS.matcher(text).replaceAll("").toUpperCase(Locale.ROOT);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CameraConfiguration c
        && hdu == c.hdu
        && width == c.width
        && height == c.height
        && xbin == c.xbin
        && ybin == c.ybin
        && isSame(camera, c.camera)
        && isSame(gain, c.gain)
        && isSame(offset, c.offset)
        && isSame(readoutMode, c.readoutMode)
        && isSame(rowOrder, c.rowOrder)
        && cfaPattern.equals(c.cfaPattern)
        && preparation.equals(c.preparation)
        && setup.equals(c.setup);
  }

  private static boolean isSame(String a, String b) {
    return a.equals(b) || folded(a).equals(folded(b));
  }

  @Override
  public int hashCode() {
    return Objects.hash(hdu, width, height, xbin, ybin, folded(camera), folded(gain), setup);
  }

  /**
   * Names of masters are told apart by a hash of this text: it stays as it was before the setup.
   */
  @Override
  public String toString() {
    String before =
        String.format(
            "CameraConfiguration[camera=%s, hdu=%d, width=%d, height=%d, xbin=%d, ybin=%d, gain=%s,"
                + " offset=%s, readoutMode=%s, rowOrder=%s, cfaPattern=%s, preparation=%s",
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
            preparation);
    return before + (setup.isEmpty() ? "]" : ", setup=" + setup + "]");
  }

  /**
   * A setting in which two configurations differ.
   *
   * @param name of the setting
   * @param expected its value in one; empty if it is not known
   * @param found its value in the other; empty if it is not known
   */
  public record Difference(String name, String expected, String found) {
    /** Returns a phrase such as "gain 100, expected 0". */
    @Override
    public String toString() {
      return name + " " + shown(found) + ", expected " + shown(expected);
    }
  }

  /** Returns what differs between this configuration, which is expected, and another. */
  public List<Difference> differences(CameraConfiguration other) {
    if (equals(other)) {
      return List.of(); // nearly always, and without making texts
    }
    List<Difference> differences = new ArrayList<>();
    Map<String, String> mine = settings();
    Map<String, String> theirs = other.settings();
    names(mine, theirs)
        .forEach(
            name -> {
              String here = mine.getOrDefault(name, "");
              String there = theirs.getOrDefault(name, "");
              if (!agree(name, here, there)) {
                differences.add(new Difference(name, here, there));
              }
            });
    return differences;
  }

  /** Returns the names of all settings of two configurations. */
  public static List<String> names(Map<String, String> mine, Map<String, String> theirs) {
    List<String> names = new ArrayList<>(mine.keySet());
    for (String name : new TreeSet<>(theirs.keySet())) {
      if (!mine.containsKey(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** Returns whether two values of a setting, empty if not known, let frames be used together. */
  public static boolean agree(String name, String a, String b) {
    return isSame(a, b) || Setup.agree(name, a, b);
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(not given)" : value;
  }
}
