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
 * serial number, the conversion gain, the focal length. A setting known on one side only counts as
 * agreeing, and a note says so; frames with different settings are never mixed. The orientation and
 * the scale of the pixels are known of every frame: one that says nothing is neither flipped nor
 * scaled.
 *
 * @param text the settings as {@code name=value; name=value}, in order of their names' kinds; empty
 *     for none. A name begins with its kind and may go on with the card that says it, as in {@code
 *     serial number CAMERAID=1234}
 */
public record Setup(String text) {
  /**
   * A kind of setting, in the order of the notation. A card that must merely agree is one more
   * constant here, a {@link Fact} that says it, and its keywords in the dialect: headers are read,
   * masters matched, written and read back by this list.
   */
  public enum Kind {
    /** Window of the chip: its first column and row, from 0, in pixels that are not binned. */
    WINDOW("window", Fact.WINDOW, Setting.WINDOW),

    /** Flips and rotations of the image. */
    ORIENTATION("orientation", Fact.ORIENTATION, Setting.ORIENTATION),

    /** Serial number of the camera or its chip. */
    SERIAL_NUMBER("serial number", Fact.SERIAL_NUMBER, Setting.SERIAL_NUMBER),

    /** A setting of the readout other than the readout mode. */
    READOUT("readout", Fact.READOUT_SETTING, Setting.READOUT_MODE),

    /** Name of one of several images of a file. */
    IMAGE_NAME("image name", Fact.IMAGE_NAME, null),

    /** Micrometres of a pixel of the image, where nothing says the binning. */
    PIXEL_SIZE("pixel size", Fact.IMAGE_PIXEL_SIZE, null),

    /** The telescope. */
    TELESCOPE("telescope", Fact.TELESCOPE, Setting.TELESCOPE),

    /** Focal length in millimetres. */
    FOCAL_LENGTH("focal length", Fact.FOCAL_LENGTH, Setting.TELESCOPE),

    /** Other optics that change the light on the chip. */
    OPTICS("optics", Fact.OPTICS, Setting.TELESCOPE),

    /** ADU that the camera program has added, as it says it. */
    PEDESTAL("pedestal", Fact.PEDESTAL, Setting.PEDESTAL),

    /** How the pixels were scaled, other than to ADU. */
    SCALE("scale", null, null),

    /** The folder of a flat or light of which nothing says the filter. */
    FOLDER("folder", null, Setting.TELESCOPE);

    private static final String READOUT_MODE = "readout mode"; // a setting by itself
    private static final List<Kind> ALL = List.of(values());

    private final String label;
    private final Fact fact;
    private final Setting setting;

    Kind(String label, Fact fact, Setting setting) {
      this.label = label;
      this.fact = fact;
      this.setting = setting;
    }

    /** Returns what the names of its settings begin with. */
    public String label() {
      return label;
    }

    /** Returns the fact that says it; null if no card does. */
    public Fact fact() {
      return fact;
    }

    /** Returns the kind of a setting by its name; null for none of these. */
    static Kind of(String name) {
      for (Kind kind : ALL) {
        if (name.startsWith(kind.label)
            && (name.length() == kind.label.length()
                || name.charAt(kind.label.length()) == ' ' && !name.equals(READOUT_MODE))) {
          return kind;
        }
      }
      return null;
    }

    /** Returns whether a setting is of this kind, by its name. */
    boolean includes(String name) {
      return of(name) == this;
    }

    /** Returns whether it matters to flats only. */
    private boolean isOptics() {
      return setting == Setting.TELESCOPE;
    }

    /** Returns whether a frame that says nothing is known to be neither flipped nor scaled. */
    private boolean isKnownOfEveryFrame() {
      return this == ORIENTATION || this == SCALE;
    }

    /** Returns whether two values that are known agree. */
    private boolean agree(String a, String b) {
      if (this != FOCAL_LENGTH && this != PIXEL_SIZE) {
        return folded(a).equals(folded(b));
      }
      double mine = Double.parseDouble(a);
      double theirs = Double.parseDouble(b);
      return Math.abs(mine - theirs) <= LENGTH_TOLERANCE * Math.max(mine, theirs);
    }
  }

  /** No setting is known. */
  public static final Setup NONE = new Setup("");

  /** Relative difference allowed between lengths: 530 mm become 532 after a plate solution. */
  private static final double LENGTH_TOLERANCE = 0.03;

  private static final String BETWEEN = "; ";
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s_-]+");
  private static final Pattern OF_THE_NOTATION = Pattern.compile("[;=\\s]+");

  /**
   * Returns the setup of some values.
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

  /** Returns the values by name. */
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

  /** Returns the value of a kind that has one name; empty if it is not known. */
  public String value(Kind kind) {
    return values().getOrDefault(kind.label, "");
  }

  /** Returns whether nothing that both know differs. */
  public boolean agrees(Setup other) {
    if (text.equals(other.text)) {
      return true;
    }
    Map<String, String> mine = values();
    Map<String, String> theirs = other.values();
    return CameraConfiguration.names(mine, theirs).stream()
        .allMatch(name -> agree(name, mine.getOrDefault(name, ""), theirs.getOrDefault(name, "")));
  }

  /** Returns the names of the settings that one of two knows and the other does not. */
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

  /** Returns this setup with what only another knows. */
  public Setup or(Setup other) {
    if (text.equals(other.text) || other.text.isEmpty()) {
      return this;
    }
    Map<String, String> both = new LinkedHashMap<>(values());
    other.values().forEach(both::putIfAbsent);
    return of(both);
  }

  /** Returns this setup as if what is not known on one side were that of another. */
  Setup assuming(Setup other) {
    Map<String, String> theirs = other.values();
    return only(theirs::containsKey).or(other);
  }

  /** Returns the folder that may be that of a filter; empty for none. */
  public String folder() {
    return text.contains(Kind.FOLDER.label + "=") ? value(Kind.FOLDER) : "";
  }

  /** Returns this setup without the folder. */
  public Setup withoutFolder() {
    return onlyKinds(kind -> kind != Kind.FOLDER);
  }

  /** Returns this setup with the scale of its pixels. */
  Setup scaled(String scale) {
    Map<String, String> values = new LinkedHashMap<>(values());
    values.put(Kind.SCALE.label, scale);
    return of(values);
  }

  /** Returns this setup at another place of the chip. */
  Setup in(String window) {
    Map<String, String> values = new LinkedHashMap<>(values());
    values.put(Kind.WINDOW.label, window);
    return of(values);
  }

  /** Returns this setup in a folder. */
  public Setup inFolder(String folder) {
    Map<String, String> values = new LinkedHashMap<>(values());
    values.put(Kind.FOLDER.label, folder);
    return of(values);
  }

  /** Returns this setup without what matters to flats only. */
  public Setup withoutOptics() {
    return onlyKinds(kind -> kind == null || !kind.isOptics());
  }

  Setup without(Set<Setting> ignored) {
    return onlyKinds(kind -> kind == null || !ignored.contains(kind.setting));
  }

  /**
   * @param wanted of the kind of a setting, null for none of these
   */
  private Setup onlyKinds(Predicate<Kind> wanted) {
    return only(name -> wanted.test(Kind.of(name)));
  }

  private Setup only(Predicate<String> wanted) {
    if (text.isEmpty()) {
      return this;
    }
    Map<String, String> left = new LinkedHashMap<>(values());
    left.keySet().removeIf(wanted.negate());
    return of(left);
  }

  /** Returns whether two values of a setting agree, if it is one of these; empty: not known. */
  static boolean agree(String name, String a, String b) {
    Kind kind = Kind.of(name);
    if (kind == null) {
      return false;
    }
    return a.isEmpty() || b.isEmpty()
        ? !kind.isKnownOfEveryFrame() || a.isEmpty() && b.isEmpty()
        : kind.agree(a, b);
  }

  private static String folded(String value) {
    return BETWEEN_WORDS.matcher(value).replaceAll("").toUpperCase(Locale.ROOT);
  }
}
