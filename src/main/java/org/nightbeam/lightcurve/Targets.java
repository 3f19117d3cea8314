package org.nightbeam.lightcurve;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.nightbeam.header.dialect.HeaderRulesException;
import org.nightbeam.header.dialect.YamlFile;
import org.nightbeam.time.SkyPosition;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/**
 * The stars whose light curves are wanted: YAML, a line per target, with its coordinates, its place
 * on a light, or both.
 *
 * <pre>
 * HAT-P-32: {ra: "02 04 10.28", dec: "+46 41 16.2", frame: HATP-32171220013343.FITS, x: 424, y: 287}
 * </pre>
 */
public final class Targets {
  private static final Set<String> KEYS = Set.of("ra", "dec", "frame", "x", "y");

  private Targets() {}

  /**
   * A target.
   *
   * @param name of it, and of its files
   * @param ra right ascension in degrees; NaN if not given
   * @param dec declination in degrees; NaN if not given
   * @param frame path of a light, or its end; empty if not given
   * @param x column on that light, from 0; NaN if not given
   * @param y row on that light, from 0; NaN if not given
   * @param line of the file
   */
  public record Target(
      String name, double ra, double dec, String frame, double x, double y, int line) {
    /** Returns whether its coordinates are given. */
    public boolean hasCoordinates() {
      return ra - ra == 0;
    }

    /** Returns whether its place on a light is given. */
    public boolean hasPlace() {
      return !frame.isEmpty();
    }

    /** Returns whether another one is the same, on whatever line. */
    boolean isLike(Target other) {
      return equals(
          new Target(other.name, other.ra, other.dec, other.frame, other.x, other.y, line));
    }

    /** Returns whether its place is on a light of that path. */
    public boolean isOn(String path) {
      return hasPlace() && (path.equals(frame) || path.endsWith("/" + frame));
    }
  }

  /**
   * Reads targets.
   *
   * @param yaml text of the file; empty for no target
   * @param name of the file, for messages
   * @throws HeaderRulesException if something is wrong, with file, line, what was found and
   *     expected
   */
  public static List<Target> read(String yaml, String name) {
    YamlFile file = new YamlFile(name);
    Node root = file.root(yaml);
    List<Target> targets = new ArrayList<>();
    if (root == null) {
      return targets;
    }
    Set<String> names = new HashSet<>();
    for (NodeTuple entry : file.entries(root)) {
      Target target = target(file, entry);
      if (!names.add(CurveFile.safe(target.name()).toLowerCase(Locale.ROOT))) {
        throw file.wrong(
            entry.getKeyNode(),
            target.name()
                + ": a second target of this name, or of one that gives the same file names"
                + " (blanks become underscores, and some disks ignore case); rename one");
      }
      targets.add(target);
    }
    return targets;
  }

  private static Target target(YamlFile file, NodeTuple entry) {
    String name = file.text(entry.getKeyNode());
    Node node = entry.getValueNode();
    if (name.isEmpty()) {
      throw file.wrong(entry.getKeyNode(), "a target without a name");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw file.wrong(
          entry.getKeyNode(),
          "a name with a line break or a tab; expected one of printed characters");
    }
    Map<String, Node> values = new LinkedHashMap<>();
    for (NodeTuple value : file.entries(node)) {
      String key = file.text(value.getKeyNode());
      if (!KEYS.contains(key)) {
        throw file.wrong(
            value.getKeyNode(), name + ": " + key + "; expected one of ra, dec, frame, x, y");
      }
      if (values.put(key, value.getValueNode()) != null) {
        throw file.wrong(value.getKeyNode(), name + ": " + key + " is given twice; remove one");
      }
    }
    together(file, node, name, values, "ra", "dec");
    together(file, node, name, values, "frame", "x", "y");
    if (values.isEmpty()) {
      throw file.wrong(
          node, name + ": no position; expected ra and dec, or frame, x and y, or all of them");
    }
    double ra =
        angle(
            file,
            name,
            values.get("ra"),
            "ra",
            SkyPosition::rightAscension,
            "hours such as \"02 04 10.28\", or degrees from 0 to 360");
    double dec =
        angle(
            file,
            name,
            values.get("dec"),
            "dec",
            SkyPosition::declination,
            "degrees such as \"+46 41 16.2\" or 46.68783, from -90 to 90");
    String frame = values.containsKey("frame") ? file.text(values.get("frame")) : "";
    if (values.containsKey("frame") && frame.isEmpty()) {
      throw file.wrong(
          values.get("frame"), name + ": frame is empty; expected the path of a light, or its end");
    }
    return new Target(
        name,
        ra,
        dec,
        frame,
        pixel(file, name, values.get("x"), "x"),
        pixel(file, name, values.get("y"), "y"),
        YamlFile.line(entry.getKeyNode()));
  }

  private static void together(
      YamlFile file, Node node, String name, Map<String, Node> values, String... keys) {
    List<String> missing = new ArrayList<>(List.of(keys));
    missing.removeIf(values::containsKey);
    if (!missing.isEmpty() && missing.size() < keys.length) {
      throw file.wrong(
          node,
          name
              + ": no "
              + String.join(", ", missing)
              + "; expected "
              + String.join(", ", keys)
              + " together");
    }
  }

  private static double angle(
      YamlFile file,
      String name,
      Node node,
      String key,
      Function<String, Optional<Double>> read,
      String expected) {
    if (node == null) {
      return Double.NaN;
    }
    String text = file.text(node);
    return read.apply(text)
        .orElseThrow(
            () -> file.wrong(node, name + ": " + key + " = " + text + "; expected " + expected));
  }

  /** Returns a pixel counted from 0 of one that is counted from 1. */
  private static double pixel(YamlFile file, String name, Node node, String key) {
    if (node == null) {
      return Double.NaN;
    }
    String text = file.text(node);
    try {
      double value = Double.parseDouble(text);
      if (value >= 0.5 && value < 1e6) {
        return value - 1;
      }
    } catch (NumberFormatException none) {
      // said below
    }
    throw file.wrong(
        node,
        name + ": " + key + " = " + text + "; expected a pixel of the frame, the first being 1");
  }
}
