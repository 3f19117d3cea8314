package org.nightbeam.header.dialect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nightbeam.frame.Fact;
import org.nightbeam.frame.FrameType;
import org.nightbeam.header.dialect.Dialect.Place;
import org.nightbeam.header.dialect.Dialect.Source;
import org.nightbeam.header.dialect.Dialect.Unit;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/**
 * Reads dialect files; mistakes are reported with their line. It is one class of more than 400
 * lines: one short method a section.
 */
final class DialectReader {
  /**
   * {@code KEYWORD [unit] / words of the comment}. Blanks fit in one way only: else it takes ages.
   */
  private static final Pattern PLACE =
      Pattern.compile(
          "([\\w\\-.]++(?: ++[\\w\\-.]++)*+)\\s*+(?:\\[([^]]+)]\\s*+)?(?:/\\s*+(\\S.*))?");

  /** A family of keywords: letters, and choices in brackets; then what every keyword may have. */
  private static final Pattern FAMILY =
      Pattern.compile("(?=[^ ]*\\()((?:[\\w\\-.]|\\([\\w\\-.|]*\\))++)((?: .*)?)");

  /** Brackets in the words of a comment are no family. */
  private static final Pattern COMMENT_WORDS = Pattern.compile("/.*?(?=\\s\\+\\s|$)");

  private static final Pattern FAMILY_PART = Pattern.compile("[^()]+|\\([^)]*\\)");
  private static final Pattern NO_SECOND_WORD = Pattern.compile("[-_].?$");
  private static final int MOST_MEMBERS = 2000;
  private static final int KEYWORD_LENGTH = 8;
  private static final Map<String, Unit.Kind> KINDS_OF_UNITS =
      Map.of("binned", Unit.Kind.BINNED, "chip", Unit.Kind.CHIP, "clock", Unit.Kind.CLOCK);
  private static final Map<String, Fact> FACTS =
      Arrays.stream(Fact.values()).collect(Collectors.toMap(Fact::label, fact -> fact));

  private final YamlFile file;
  private final Dialect dialect = new Dialect();
  private final Map<Fact, List<Node>> families = new EnumMap<>(Fact.class);

  private DialectReader(String file) {
    this.file = new YamlFile(file);
  }

  static Dialect shipped() {
    try (InputStream in = Dialect.class.getResourceAsStream("dialect.yaml")) {
      String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      DialectReader reader = new DialectReader("dialect.yaml");
      reader.read(yaml);
      return reader.dialect;
    } catch (IOException e) {
      throw new UncheckedIOException("dialect.yaml in the jar cannot be read", e);
    } catch (HeaderRulesException e) {
      throw new IllegalStateException(e);
    }
  }

  static Dialect overlay(String yaml, String file) {
    DialectReader reader = new DialectReader(file);
    reader.copy(Dialect.shipped());
    reader.read(yaml);
    return reader.dialect;
  }

  private void copy(Dialect below) {
    dialect.sources.putAll(below.sources);
    below.units.forEach((quantity, names) -> dialect.units.put(quantity, new HashMap<>(names)));
    dialect.types.putAll(below.types);
    dialect.noFilter.addAll(below.noFilter);
    dialect.notGiven.addAll(below.notGiven);
    dialect.notFlipped.addAll(below.notFlipped);
    dialect.localTime.addAll(below.localTime);
    dialect.besideTypes.addAll(below.besideTypes);
    dialect.filters.putAll(below.filters);
    dialect.signs.addAll(below.signs);
  }

  private void read(String yaml) {
    Node root = file.root(yaml);
    if (root == null) {
      return; // nothing but comments
    }
    Map<String, Node> sections = sections(root);
    // Units first: keywords may name them.
    if (sections.containsKey("units")) {
      readUnits(sections.get("units"));
    }
    for (Map.Entry<String, Node> section : sections.entrySet()) {
      switch (section.getKey()) {
        case "units" -> {}
        case "keywords" -> readKeywords(section.getValue());
        case "types" -> readTypes(section.getValue());
        case "noFilter" -> addAll(section.getValue(), dialect.noFilter);
        case "notGiven" -> addNormalised(section.getValue(), dialect.notGiven);
        case "besideTypes" -> addAll(section.getValue(), dialect.besideTypes);
        case "filters" -> readFilters(section.getValue());
        case "localTime" -> addAll(section.getValue(), dialect.localTime);
        case "notFlipped" -> addNormalised(section.getValue(), dialect.notFlipped);
        default -> readSigns(section.getValue());
      }
    }
  }

  private Map<String, Node> sections(Node root) {
    Set<String> known =
        Set.of(
            "units",
            "keywords",
            "types",
            "besideTypes",
            "filters",
            "noFilter",
            "notGiven",
            "notFlipped",
            "localTime",
            "reduced");
    Map<String, Node> sections = new HashMap<>();
    for (NodeTuple entry : file.entries(root)) {
      String name = file.text(entry.getKeyNode());
      if (!known.contains(name)) {
        throw file.wrong(
            entry.getKeyNode(),
            "there is no section " + name + "; expected one of " + sorted(known));
      }
      if (sections.put(name, entry.getValueNode()) != null) {
        throw file.wrong(entry.getKeyNode(), "the section " + name + " is there twice");
      }
    }
    return sections;
  }

  private void readUnits(Node section) {
    Set<String> quantities = Set.of("time", "temperature", "origin", "length", "angle");
    for (NodeTuple quantity : file.entries(section)) {
      String name = file.text(quantity.getKeyNode());
      if (!quantities.contains(name)) {
        throw file.wrong(
            quantity.getKeyNode(),
            "there are no units of " + name + "; expected one of " + sorted(quantities));
      }
      Map<String, Unit> units = dialect.units.computeIfAbsent(name, n -> new HashMap<>());
      for (NodeTuple unit : file.entries(quantity.getValueNode())) {
        List<Node> numbers = file.elements(unit.getValueNode());
        Unit.Kind kind =
            numbers.isEmpty()
                ? null
                : KINDS_OF_UNITS.get(file.text(numbers.get(numbers.size() - 1)));
        int count = numbers.size() - (kind == null ? 0 : 1);
        if (count < 1 || count > 2) {
          throw file.wrong(
              unit.getKeyNode(),
              "expected [factor] or [factor, summand], perhaps with one of "
                  + sorted(KINDS_OF_UNITS.keySet()));
        }
        double summand = count == 1 ? 0 : file.number(numbers.get(1));
        units.put(
            file.text(unit.getKeyNode()),
            new Unit(file.number(numbers.get(0)), summand, kind == null ? Unit.Kind.NUMBER : kind));
      }
    }
  }

  private void readKeywords(Node section) {
    for (NodeTuple entry : file.entries(section)) {
      Fact fact = FACTS.get(file.text(entry.getKeyNode()));
      if (fact == null) {
        throw file.wrong(
            entry.getKeyNode(),
            String.format(
                "there is no fact %s; expected one of %s",
                file.text(entry.getKeyNode()), sorted(FACTS.keySet())));
      }
      List<Source> sources = new ArrayList<>();
      List<Source> below = new ArrayList<>(dialect.sources(fact));
      for (Node element : file.elements(entry.getValueNode())) {
        String source = file.text(element);
        if (source.startsWith("-")) {
          remove(element, source.substring(1).trim(), below);
        } else if (COMMENT_WORDS.matcher(source).replaceAll("").contains("(")) {
          families.computeIfAbsent(fact, none -> new ArrayList<>()).add(element);
        } else {
          sources.add(source(fact, element, source));
        }
      }
      sources.addAll(below);
      dialect.sources.put(fact, List.copyOf(sources));
    }
    families.forEach(this::addFamilies);
  }

  /** Adds the keywords of families, but for those that are named themselves. */
  private void addFamilies(Fact fact, List<Node> nodes) {
    Set<String> named = new HashSet<>();
    dialect.sources.values().stream()
        .flatMap(List::stream)
        .forEach(source -> named.addAll(source.keywords()));
    List<Source> sources = new ArrayList<>(dialect.sources(fact));
    for (Node node : nodes) {
      for (String member : members(node)) {
        Source source = source(fact, node, member);
        if (!named.contains(source.keywords().get(0))) {
          named.addAll(source.keywords());
          sources.add(source);
        }
      }
    }
    dialect.sources.put(fact, List.copyOf(sources));
  }

  /**
   * Returns what {@code (ROI|WIN)X + (ROI|WIN)Y} stands for: of both sides the same choice is
   * taken. Keywords have eight letters; of a longer name, both its beginning and the whole count.
   */
  private Set<String> members(Node node) {
    List<String> whole = List.of("");
    List<String> cut = List.of("");
    for (String side : file.text(node).split("\\s\\+\\s")) {
      Matcher m = FAMILY.matcher(side);
      List<String> names = m.matches() ? names(m.group(1)) : List.of();
      if (names.isEmpty() || whole.size() > 1 && names.size() != whole.size()) {
        throw file.wrong(
            node,
            side
                + "; expected a family such as (CCD|CHIP)(|_)ID, as large on both sides of +, of at most "
                + MOST_MEMBERS);
      }
      whole = joined(whole, names, m.group(2));
      cut = joined(cut, names.stream().map(DialectReader::cut).toList(), m.group(2));
    }
    Set<String> members = new LinkedHashSet<>(cut);
    members.addAll(whole);
    return members;
  }

  /**
   * Returns the eight letters of a keyword; the whole name if its second word has not two letters
   * in them: READOUT_ may be the time of the readout, CAMERA_S the state of the camera.
   */
  private static String cut(String name) {
    String cut = name.substring(0, Math.min(KEYWORD_LENGTH, name.length()));
    return cut.equals(name) || !NO_SECOND_WORD.matcher(cut).find() ? cut : name;
  }

  /** Returns all names that choices in brackets make; none if there are too many. */
  private static List<String> names(String family) {
    List<String> names = List.of("");
    Matcher parts = FAMILY_PART.matcher(family);
    while (parts.find() && names.size() <= MOST_MEMBERS) {
      String[] choices = parts.group().replaceAll("[()]", "").split("\\|", -1);
      List<String> longer = new ArrayList<>();
      for (String start : names) {
        for (String choice : choices) {
          longer.add(start + choice);
        }
      }
      names = longer;
    }
    return names.size() > MOST_MEMBERS ? List.of() : names;
  }

  private static List<String> joined(List<String> before, List<String> names, String rest) {
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String start = before.get(before.size() > 1 ? i : 0);
      joined.add((start.isEmpty() ? "" : start + " + ") + names.get(i) + rest);
    }
    return joined;
  }

  private void remove(Node node, String keyword, List<Source> below) {
    boolean removed =
        below.removeIf(
            source -> source.places().stream().anyMatch(place -> place.keyword().equals(keyword)));
    if (!removed) {
      throw file.wrong(
          node, "-" + keyword + ": " + keyword + " is not among the keywords of the fact");
    }
  }

  private Source source(Fact fact, Node node, String text) {
    List<Place> places = new ArrayList<>();
    for (String part : text.split("\\s\\+\\s")) {
      Matcher m = PLACE.matcher(part.trim());
      if (!m.matches()) {
        throw file.wrong(
            node,
            String.format("%s; expected KEYWORD, KEYWORD [unit], or KEYWORD / comment", part));
      }
      Unit unit = null;
      if (m.group(2) != null) {
        unit = fact.quantity() == null ? null : dialect.unit(fact.quantity(), m.group(2).trim());
        if (unit == null) {
          throw file.wrong(
              node,
              String.format(
                  "there is no unit %s of %s; expected one of %s",
                  m.group(2),
                  fact.label(),
                  fact.quantity() == null
                      ? "none"
                      : sorted(dialect.units.get(fact.quantity()).keySet())));
        }
      }
      String comment = m.group(3) == null ? null : m.group(3).trim().toUpperCase(Locale.ROOT);
      places.add(new Place(m.group(1).trim(), unit, comment));
    }
    return new Source(List.copyOf(places));
  }

  private void readTypes(Node section) {
    Map<String, FrameType> read = new HashMap<>();
    for (NodeTuple entry : file.entries(section)) {
      FrameType type;
      try {
        type = FrameType.ofLabel(file.text(entry.getKeyNode()));
      } catch (IllegalArgumentException none) {
        throw file.wrong(
            entry.getKeyNode(),
            String.format(
                "there is no type %s; expected one of %s",
                file.text(entry.getKeyNode()),
                Arrays.stream(FrameType.values()).map(FrameType::label).toList()));
      }
      for (Node word : file.elements(entry.getValueNode())) {
        if (read.put(Dialect.normalised(file.text(word)), type) != null) {
          throw file.wrong(word, file.text(word) + " names two types, or one twice");
        }
      }
    }
    dialect.types.putAll(read);
  }

  private void readFilters(Node section) {
    for (NodeTuple entry : file.entries(section)) {
      String filter = file.text(entry.getKeyNode());
      dialect.filters.put(Dialect.normalised(filter), filter);
      for (Node word : file.elements(entry.getValueNode())) {
        dialect.filters.put(Dialect.normalised(file.text(word)), filter);
      }
    }
  }

  private void readSigns(Node section) {
    Map<String, Set<String>> kinds = dialect.signs.lists();
    for (NodeTuple entry : file.entries(section)) {
      Set<String> signs = kinds.get(file.text(entry.getKeyNode()));
      if (signs == null) {
        throw file.wrong(
            entry.getKeyNode(),
            String.format(
                "there are no signs %s; expected one of %s",
                file.text(entry.getKeyNode()), sorted(kinds.keySet())));
      }
      boolean ofKeywords = signs == dialect.signs.present || signs == dialect.signs.combined;
      for (Node element : file.elements(entry.getValueNode())) {
        if (ofKeywords && FAMILY.matcher(file.text(element)).matches()) {
          signs.addAll(members(element));
        } else {
          add(element, signs);
        }
      }
    }
  }

  /** Adds words, in capitals; takes those out that are there with a minus. */
  private void addAll(Node list, Set<String> words) {
    for (Node element : file.elements(list)) {
      add(element, words);
    }
  }

  private void add(Node element, Set<String> words) {
    String word = file.text(element).toUpperCase(Locale.ROOT);
    if (!word.startsWith("-")) {
      words.add(word);
    } else if (!words.remove(word.substring(1))) {
      throw file.wrong(element, word + ": " + word.substring(1) + " is not in the list");
    }
  }

  /** Adds words that are compared without blanks and signs. */
  private void addNormalised(Node list, Set<String> words) {
    for (Node element : file.elements(list)) {
      String word = file.text(element);
      if (!word.startsWith("-")) {
        words.add(Dialect.normalised(word));
      } else if (!words.remove(Dialect.normalised(word.substring(1)))) {
        throw file.wrong(element, word + ": " + word.substring(1) + " is not in the list");
      }
    }
  }

  private static List<String> sorted(Set<String> words) {
    return words.stream().sorted().toList();
  }
}
