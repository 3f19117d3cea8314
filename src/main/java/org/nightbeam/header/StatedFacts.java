package org.nightbeam.header;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.frame.Fact;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.header.dialect.HeaderRulesException;
import org.nightbeam.header.dialect.YamlFile;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/**
 * Facts stated by hand for files whose headers lack them or have them wrong: YAML that names, by
 * pattern of path, what holds instead.
 *
 * <pre>
 * "raw/bias*":     {type: bias}
 * "raw/g??.fit":   {type: flat, filter: G}
 * "old-camera/**": {camera: ST-7, xbinning: 2, night: 2018-11-06}
 * </pre>
 *
 * <p>A pattern is a glob of a file's path below the input; one without a slash is of its name
 * alone.
 */
public final class StatedFacts {
  private static final String NIGHT = "night";
  private static final String TEMPERATURE = "temperature";
  private static final String REDUCED = "reduced";

  /** Raw; only the bias is subtracted; bias and dark are. */
  private static final List<String> REDUCTIONS = List.of("no", "bias", "dark");

  /**
   * A pattern is tried in every way in which its signs can fit; with more of them that takes ages.
   */
  private static final int MOST_SIGNS = 6;

  private static final Pattern SIGN = Pattern.compile("\\*+|\\{");

  private final YamlFile file;
  private final List<Rule> rules = new ArrayList<>();

  /** One pattern and what it states. */
  private record Rule(String pattern, PathMatcher matcher, int line, Map<String, String> facts) {
    boolean matches(String path) {
      Path whole = Path.of(path);
      return matcher.matches(pattern.contains("/") ? whole : whole.getFileName());
    }
  }

  /**
   * What is stated of one file.
   *
   * @param values by name of the fact
   * @param origins for each name the file and line that state it
   * @param contradiction two lines that state different things; null if there are none
   */
  public record OfFile(
      Map<String, String> values, Map<String, String> origins, String contradiction) {
    public static final OfFile NOTHING = new OfFile(Map.of(), Map.of(), null);

    /** Returns what is stated of a fact; empty for nothing. */
    Optional<String> value(Fact fact) {
      return Optional.ofNullable(values.get(fact.label()));
    }

    /** Returns the night; null if not stated. */
    LocalDate night() {
      String night = values.get(NIGHT);
      return night == null ? null : LocalDate.parse(night);
    }

    /** Returns the temperature in degrees Celsius; NaN if not stated. */
    double temperature() {
      String degrees = values.get(TEMPERATURE);
      return degrees == null ? Double.NaN : FitsHeader.parseNumber(degrees).orElseThrow();
    }

    /** Returns whether it is stated what is still to be done, whatever the header says. */
    boolean isRaw() {
      return values.containsKey(REDUCED);
    }

    /** Returns what is stated to have been done to the pixels already. */
    Processing processing() {
      return switch (values.getOrDefault(REDUCED, "no")) {
        case "bias" -> Processing.BIAS_SUBTRACTED;
        case "dark" -> Processing.DARK_SUBTRACTED;
        default -> Processing.RAW;
      };
    }

    /** Returns the facts and where they are stated, for the table of frames; empty for none. */
    String summary() {
      List<String> facts = new ArrayList<>();
      origins.forEach((name, origin) -> facts.add(name + " (" + origin + ")"));
      return String.join(", ", facts);
    }
  }

  private StatedFacts(String file) {
    this.file = new YamlFile(file);
  }

  /**
   * Reads a file of facts.
   *
   * @param yaml its text; empty for none
   * @param name of the file, for messages
   * @throws HeaderRulesException if it is wrong
   */
  public static StatedFacts read(String yaml, String name) {
    StatedFacts facts = new StatedFacts(name);
    Node root = facts.file.root(yaml);
    if (root != null) {
      for (NodeTuple rule : facts.file.entries(root)) {
        facts.rules.add(facts.rule(rule));
      }
    }
    return facts;
  }

  /** Returns its patterns, to be shown the paths of a run's files. */
  public Patterns patterns() {
    return new Patterns(file.name(), rules);
  }

  /** Patterns of which those are wanted that no file fits: they may be misspelt. */
  public static final class Patterns {
    private final String file;
    private final List<Rule> unseen;

    private Patterns(String file, List<Rule> rules) {
      this.file = file;
      this.unseen = new ArrayList<>(rules);
    }

    /** Takes the path of a file, below the input, into account. */
    public void see(String path) {
      unseen.removeIf(rule -> rule.matches(path));
    }

    /** Returns the patterns that no path has fitted, a sentence each. */
    public List<String> unseen() {
      return unseen.stream()
          .map(rule -> String.format("%s, line %d: no file fits %s", file, rule.line, rule.pattern))
          .toList();
    }
  }

  /** Returns what is stated of a file, by its path below the input. */
  OfFile of(String path) {
    Map<String, String> values = new TreeMap<>();
    Map<String, String> origins = new TreeMap<>();
    for (Rule rule : rules) {
      if (!rule.matches(path)) {
        continue;
      }
      String origin = file.name() + ", line " + rule.line;
      for (Map.Entry<String, String> fact : rule.facts.entrySet()) {
        String before = values.putIfAbsent(fact.getKey(), fact.getValue());
        if (before != null && !before.equals(fact.getValue())) {
          return new OfFile(
              Map.of(),
              Map.of(),
              String.format(
                  "%s states %s %s, but %s states %s; make one pattern narrower",
                  origins.get(fact.getKey()), fact.getKey(), before, origin, fact.getValue()));
        }
        origins.putIfAbsent(fact.getKey(), origin);
      }
    }
    return values.isEmpty() ? OfFile.NOTHING : new OfFile(values, origins, null);
  }

  private Rule rule(NodeTuple rule) {
    String pattern = file.text(rule.getKeyNode());
    long signs = SIGN.matcher(pattern).results().count();
    if (signs > MOST_SIGNS) {
      throw file.wrong(
          rule.getKeyNode(),
          String.format(
              "%s has %d of the characters * and {; expected at most %d: split it into"
                  + " several patterns",
              pattern, signs, MOST_SIGNS));
    }
    PathMatcher matcher;
    try {
      matcher =
          FileSystems.getDefault()
              .getPathMatcher("glob:" + pattern.replaceAll("(?<!\\\\)\\*{3,}", "**"));
    } catch (PatternSyntaxException | InvalidPathException wrong) {
      throw file.wrong(rule.getKeyNode(), pattern + " is no glob: " + wrong.getMessage());
    }
    Map<String, String> facts = new TreeMap<>();
    for (NodeTuple fact : file.entries(rule.getValueNode())) {
      String name = file.text(fact.getKeyNode());
      String value = file.text(fact.getValueNode());
      check(name, value, fact);
      String stated = name.equals(Fact.TYPE.label()) ? type(value) : value;
      if (facts.put(name, stated) != null) {
        throw file.wrong(
            fact.getKeyNode(), String.format("%s is stated twice of %s", name, pattern));
      }
    }
    return new Rule(pattern, matcher, YamlFile.line(rule.getKeyNode()), Map.copyOf(facts));
  }

  private void check(String name, String value, NodeTuple fact) {
    String expected =
        switch (name) {
          case NIGHT -> isDate(value) ? null : "a date such as 2024-01-31";
          case REDUCED -> REDUCTIONS.contains(value) ? null : "one of " + REDUCTIONS;
          case TEMPERATURE -> FitsHeader.parseNumber(value).isPresent() ? null : "degrees Celsius";
          default -> expected(known(name, fact), value);
        };
    if (expected != null) {
      throw file.wrong(
          fact.getValueNode(), String.format("%s: %s; expected %s", name, value, expected));
    }
  }

  private Fact known(String name, NodeTuple node) {
    Map<String, Fact> known = new TreeMap<>();
    for (Fact fact : statable()) {
      known.put(fact.label(), fact);
    }
    Fact fact = known.get(name);
    if (fact == null) {
      List<String> names = new ArrayList<>(known.keySet());
      names.addAll(List.of(NIGHT, TEMPERATURE, REDUCED));
      throw file.wrong(
          node.getKeyNode(), String.format("there is no fact %s; expected one of %s", name, names));
    }
    return fact;
  }

  private static List<Fact> statable() {
    return Arrays.stream(Fact.values())
        .filter(
            fact ->
                switch (fact) {
                  case SET_TEMPERATURE,
                      MEASURED_TEMPERATURE,
                      BINNING,
                      TIME,
                      MODIFIED_JULIAN_DATE,
                      JULIAN_DATE,
                      TIME_ZONE,
                      END_DATE,
                      MIDDLE_DATE,
                      ELECTRONS_PER_ADU,
                      READ_NOISE,
                      SATURATION,
                      BIAS_SECTION,
                      TRIM_SECTION ->
                      false;
                  default -> true;
                })
        .toList();
  }

  /**
   * Returns the name of a type, of which a header's words for it count too; the text if it names
   * none.
   */
  private static String type(String text) {
    return Arrays.stream(FrameType.values()).anyMatch(type -> type.label().equals(text))
        ? text
        : Dialect.shipped().type(text).map(FrameType::label).orElse(text);
  }

  /** Returns what a value should have been; null if it is right. */
  private static String expected(Fact fact, String value) {
    return switch (fact) {
      case TYPE ->
          Arrays.stream(FrameType.values()).anyMatch(type -> type.label().equals(type(value)))
              ? null
              : "one of " + Arrays.stream(FrameType.values()).map(FrameType::label).toList();
      case EXPOSURE -> FitsHeader.parseNumber(value).orElse(-1) >= 0 ? null : "seconds, 0 or more";
      case ROTATOR -> FitsHeader.parseNumber(value).isPresent() ? null : "degrees";
      case X_BINNING, Y_BINNING -> value.matches("[1-9]\\d{0,3}") ? null : "a whole number from 1";
      case LONGITUDE ->
          Math.abs(FitsHeader.parseNumber(value).orElse(1000)) <= 360
              ? null
              : "degrees east, -360 to 360";
      case LATITUDE, DECLINATION ->
          Math.abs(angle(value)) <= 90 ? null : "degrees, -90 to 90, or such as -05 23 28";
      case RIGHT_ASCENSION ->
          angle(value) >= 0 && angle(value) <= 360
              ? null
              : "degrees, 0 to 360, or hours such as 05 35 17.3";
      case AIRMASS ->
          FitsHeader.parseNumber(value).orElse(0) >= 1 ? null : "a number from 1, in the zenith";
      case ALTITUDE ->
          angle(value) > 0 && angle(value) <= 90 ? null : "degrees above the horizon, up to 90";
      case FOCAL_LENGTH ->
          FitsHeader.parseNumber(value).orElse(0) > 1 ? null : "millimetres, more than 1";
      case PIXEL_SCALE, IMAGE_PIXEL_SIZE, SENSOR_PIXEL_SIZE ->
          FitsHeader.parseNumber(value).orElse(0) > 0 ? null : "a number above 0";
      case DATE ->
          ObservationTime.parse(value, null, true).isPresent()
              ? null
              : "UTC such as 2024-01-31T20:15:03";
      default -> null;
    };
  }

  /** Returns a number, or the whole units and parts of one with minutes; NaN if it is neither. */
  private static double angle(String value) {
    return FitsHeader.parseNumber(value)
        .orElseGet(() -> Sexagesimal.parse(value.strip()).orElse(Double.NaN));
  }

  private static boolean isDate(String value) {
    try {
      return LocalDate.parse(value) != null;
    } catch (DateTimeException none) {
      return false;
    }
  }
}
