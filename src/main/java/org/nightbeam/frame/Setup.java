package org.nightbeam.frame;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.nightbeam.frame.CameraConfiguration.Setting;

/**
 * Settings of a camera and its telescope that only some headers give: the window of the chip, a
 * serial number, the conversion gain, the focal length. What is known on one side only is taken to
 * agree, and said; what differs is not mixed. The orientation and the scale of the pixels are known
 * of every frame: one that says nothing is neither flipped nor scaled.
 *
 * @param text the settings as {@code name=value; name=value}, in order of their names' kinds; empty
 *     for none. A name begins with its kind and may go on with the card that says it, as in {@code
 *     serial number CAMERAID=1234}
 */
public record Setup(String text) {
  /** Window of the chip: its first column and row, from 0, in pixels that are not binned. */
  public static final String WINDOW = "window";

  /** What was flipped or turned. */
  public static final String ORIENTATION = "orientation";

  /** Serial number of the camera or its chip. */
  public static final String SERIAL_NUMBER = "serial number";

  /** A setting of the readout beside the readout mode. */
  public static final String READOUT = "readout";

  /** The telescope. */
  public static final String TELESCOPE = "telescope";

  /** Focal length in millimetres. */
  public static final String FOCAL_LENGTH = "focal length";

  /** ADU that the camera program has added, as it says it. */
  public static final String PEDESTAL = "pedestal";

  /** How the pixels were scaled, other than to ADU. */
  public static final String SCALE = "scale";

  /** The folder of a flat or light of which nothing says the filter. */
  public static final String FOLDER = "folder";

  /** No setting is known. */
  public static final Setup NONE = new Setup("");

  /**
   * By how much of itself a focal length may differ: 530 mm are written 532 after a plate solution.
   */
  private static final double FOCAL_LENGTH_TOLERANCE = 0.03;

  private static final String BETWEEN = "; ";
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s_-]+");
  private static final Pattern OF_THE_NOTATION = Pattern.compile("[;=\\s]+");

  /**
   * The setup of some values.
   *
   * @param values by name; empty ones are not known
   */
  public static Setup of(Map<String, String> values) {
    List<String> parts = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          String clean = OF_THE_NOTATION.matcher(value).replaceAll(" ").trim();
          if (!clean.isEmpty()) {
            parts.add(name + "=" + clean);
          }
        });
    return parts.isEmpty() ? NONE : new Setup(String.join(BETWEEN, parts));
  }

  /** The values by name. */
  public Map<String, String> values() {
    if (text.isEmpty()) {
      return Map.of();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (String part : text.split(BETWEEN)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        values.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return values;
  }

  /** Whether nothing that both know differs. */
  public boolean agrees(Setup other) {
    if (text.equals(other.text)) {
      return true;
    }
    Map<String, String> mine = values();
    Map<String, String> theirs = other.values();
    return CameraConfiguration.names(mine, theirs).stream()
        .allMatch(name -> agree(name, mine.getOrDefault(name, ""), theirs.getOrDefault(name, "")));
  }

  /** The names of the settings that one of two knows and the other does not. */
  public List<String> knownOnOneSide(Setup other) {
    if (text.equals(other.text)) {
      return List.of();
    }
    Map<String, String> mine = values();
    Map<String, String> theirs = other.values();
    return CameraConfiguration.names(mine, theirs).stream()
        .filter(name -> mine.containsKey(name) != theirs.containsKey(name))
        .toList();
  }

  /** This one with what only another knows. */
  public Setup or(Setup other) {
    if (text.equals(other.text) || other.text.isEmpty()) {
      return this;
    }
    Map<String, String> both = new LinkedHashMap<>(values());
    other.values().forEach(both::putIfAbsent);
    return of(both);
  }

  /** As if what is not known on one side were that of another. */
  Setup assuming(Setup other) {
    Map<String, String> theirs = other.values();
    return only(theirs::containsKey).or(other);
  }

  /** The folder that may be that of a filter; empty for none. */
  public String folder() {
    return text.contains(FOLDER + "=") ? values().getOrDefault(FOLDER, "") : "";
  }

  /** The same without the folder. */
  public Setup withoutFolder() {
    return only(name -> !name.equals(FOLDER));
  }

  /** The same of pixels that were scaled. */
  Setup scaled(String scale) {
    Map<String, String> values = new LinkedHashMap<>(values());
    values.put(SCALE, scale);
    return of(values);
  }

  /** The same in a folder. */
  public Setup inFolder(String folder) {
    Map<String, String> values = new LinkedHashMap<>(values());
    values.put(FOLDER, folder);
    return of(values);
  }

  /** Without what matters to flats only. */
  public Setup withoutOptics() {
    return only(name -> !isOptics(name));
  }

  Setup without(Set<Setting> ignored) {
    return only(name -> !ignored.contains(setting(name)));
  }

  private Setup only(Predicate<String> wanted) {
    if (text.isEmpty()) {
      return this;
    }
    Map<String, String> left = new LinkedHashMap<>(values());
    left.keySet().removeIf(wanted.negate());
    return of(left);
  }

  private static boolean isOptics(String name) {
    return name.startsWith(TELESCOPE) || name.startsWith(FOCAL_LENGTH) || name.equals(FOLDER);
  }

  /** The setting that the option to ignore some names; null for none. */
  private static Setting setting(String name) {
    if (name.startsWith(WINDOW)) {
      return Setting.WINDOW;
    }
    if (name.startsWith(ORIENTATION)) {
      return Setting.ORIENTATION;
    }
    if (name.startsWith(SERIAL_NUMBER)) {
      return Setting.SERIAL_NUMBER;
    }
    if (name.startsWith(READOUT)) {
      return Setting.READOUT_MODE;
    }
    if (name.startsWith(PEDESTAL)) {
      return Setting.PEDESTAL;
    }
    return isOptics(name) ? Setting.TELESCOPE : null;
  }

  /**
   * Whether two values of a setting, empty if not known, agree; not of one that is none of these.
   */
  static boolean agree(String name, String a, String b) {
    boolean ofEveryFrame = name.startsWith(ORIENTATION) || name.startsWith(SCALE);
    boolean ofSome =
        name.startsWith(WINDOW)
            || name.startsWith(SERIAL_NUMBER)
            || name.startsWith(READOUT + " ") && !name.equals("readout mode")
            || name.startsWith(PEDESTAL)
            || isOptics(name);
    if (!ofEveryFrame && !ofSome) {
      return false;
    }
    if (a.isEmpty() || b.isEmpty()) {
      return ofSome || a.isEmpty() && b.isEmpty();
    }
    if (name.startsWith(FOCAL_LENGTH)) {
      double mine = Double.parseDouble(a);
      double theirs = Double.parseDouble(b);
      return Math.abs(mine - theirs) <= FOCAL_LENGTH_TOLERANCE * Math.max(mine, theirs);
    }
    return folded(a).equals(folded(b));
  }

  private static String folded(String value) {
    return BETWEEN_WORDS.matcher(value).replaceAll("").toUpperCase(Locale.ROOT);
  }
}
