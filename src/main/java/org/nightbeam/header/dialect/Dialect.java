package org.nightbeam.header.dialect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.product.PlaceKeywords;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Fact;
import org.nightbeam.frame.FrameType;

/**
 * The words of the headers: which keyword holds a fact and in which unit, which value names a type.
 * They are data, see the comments in {@code dialect.yaml}; a file of the user's own is laid over
 * those. It is one class of more than 400 lines, as all questions about words are asked of it.
 */
public final class Dialect {
  private static final Pattern SEPARATOR = Pattern.compile("[\\s_\\-.,/<>()]");
  private static final Pattern FRAMES = Pattern.compile("FRAMES?$");
  private static final Pattern IN_BRACKETS = Pattern.compile("[\\[(]\\s*([^])]+?)\\s*[])]");
  private static final Pattern WORD = Pattern.compile("[A-Za-z]{4,}");
  private static final Pattern CAMEL = Pattern.compile("([a-z])([A-Z])");
  private static final Pattern LETTERS = Pattern.compile("[A-Z]+");
  private static final Pattern WORDS = Pattern.compile("\\p{L}+");
  private static final Set<String> UTC = Set.of("UT", "UTC", "GMT", "UNIVERSAL", "GREENWICH");

  /** Words of reduced files' names that are others in a type: arrays integrate every exposure. */
  private static final Set<String> OF_FILES_ONLY = Set.of("INTEGRATION", "PP");

  /** In a header a dome flat, as a folder a dark for flats to many. */
  private static final String AMBIGUOUS_FOLDER = "DFLAT";

  /** What flats are taken of; a dark sky is no dark. */
  private static final String SKY = "SKY";

  private static final int MOST_FOLDERS = 10_000; // in memory

  private static final Dialect SHIPPED = DialectReader.shipped();

  final Map<Fact, List<Source>> sources = new EnumMap<>(Fact.class);
  final Map<String, Map<String, Unit>> units = new HashMap<>();
  final Map<String, FrameType> types = new HashMap<>();
  final Set<String> noFilter = new LinkedHashSet<>();
  final Set<String> notGiven = new LinkedHashSet<>();
  final Set<String> notFlipped = new LinkedHashSet<>();
  final Set<String> localTime = new LinkedHashSet<>();
  final Set<String> besideTypes = new LinkedHashSet<>();
  final Map<String, String> filters = new HashMap<>();
  final ReductionSigns signs = new ReductionSigns();
  private volatile Set<String> factKeywords; // null until asked for, as is the index
  private volatile KeywordIndex<Object> index;

  /** Types by the names of folders, which hold many files each. */
  private final Map<String, Optional<FrameType>> folderTypes = new ConcurrentHashMap<>();

  /** To be filled by {@link DialectReader}. */
  Dialect() {}

  /** One place where a fact may stand: keywords whose values are taken together. */
  public record Source(List<Place> places) {
    /** Returns the keywords of its places, in their order. */
    public List<String> keywords() {
      return places.stream().map(Place::keyword).toList();
    }
  }

  private record SourceOf(Fact fact, Source source) {}

  /**
   * A keyword that may hold a fact.
   *
   * @param keyword the keyword
   * @param unit of its value; null for the fact's own, or what the card says
   * @param comment words that the card's comment must have; null for none
   */
  public record Place(String keyword, Unit unit, String comment) {
    /** Returns whether the comment of its card has the words that it must have. */
    public boolean fits(FitsHeader header) {
      return comment == null || header.comment(keyword).toUpperCase(Locale.ROOT).contains(comment);
    }
  }

  /**
   * How values become those of the fact's unit: {@code factor * value + summand}.
   *
   * @param kind what they are besides
   */
  public record Unit(double factor, double summand, Kind kind) {
    /** What the values of a unit are. */
    enum Kind {
      /** Numbers. */
      NUMBER,
      /** Pixels of the image, of which each may be several of the chip. */
      BINNED,
      /** Pixels of the chip, binned or not. */
      CHIP,
      /** Times of day with colons, and no numbers. */
      CLOCK
    }

    /** Makes a unit of plain numbers. */
    public Unit(double factor, double summand) {
      this(factor, summand, Kind.NUMBER);
    }

    /** Returns whether values count binned pixels. */
    public boolean binned() {
      return kind == Kind.BINNED;
    }

    /** Returns whether values are times of day, such as 20:15:03. */
    public boolean isClock() {
      return kind == Kind.CLOCK;
    }

    /** Returns a value in the unit of its quantity. */
    public double convert(double value) {
      // 75 K is -198.15 degrees, not -198.14999999999998
      return summand == 0 ? factor * value : Math.rint((factor * value + summand) * 1e9) / 1e9;
    }
  }

  /** Returns the dialect that comes with Nightbeam. */
  public static Dialect shipped() {
    return SHIPPED;
  }

  /**
   * Returns the shipped dialect with another one over it: its keywords are looked at first, its
   * words count in place of the shipped ones.
   *
   * @param yaml the text of the other one; empty for none
   * @param name of its file, for messages
   * @throws HeaderRulesException if it is wrong
   */
  public static Dialect overlaid(String yaml, String name) {
    return yaml.isEmpty() ? SHIPPED : DialectReader.overlay(yaml, name);
  }

  /** Returns the keywords by which headers tell that pixels have a pattern of colours. */
  public Set<String> keywordsOfMosaics() {
    return Stream.of(Fact.CFA_PATTERN, Fact.X_BAYER_OFFSET, Fact.Y_BAYER_OFFSET)
        .flatMap(fact -> keywords(fact).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns the keywords that may have the gain, the read noise, or the saturation of a sensor. */
  public Set<String> keywordsOfSensor() {
    return Stream.of(Fact.ELECTRONS_PER_ADU, Fact.READ_NOISE, Fact.SATURATION)
        .flatMap(fact -> keywords(fact).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns the keywords by which headers tell where on the chip an image lies: those whose unit is
   * sure. Offsets of a colour pattern are those of a sensor that has one.
   */
  public PlaceKeywords placeKeywords(CameraConfiguration camera) {
    Set<String> sections = new HashSet<>();
    Set<String> firstColumns = new HashSet<>();
    Set<String> firstRows = new HashSet<>();
    for (Source source : sources(Fact.WINDOW)) {
      Place first = source.places.get(0);
      if (first.unit == null) {
        continue;
      }
      if (first.unit.kind == Unit.Kind.CHIP && source.places.size() == 1) {
        sections.add(first.keyword);
      } else if (first.unit.binned() && first.unit.factor == 1 && first.unit.summand == 0) {
        firstColumns.add(first.keyword);
        firstRows.add(source.places.get(1).keyword);
      }
    }
    return new PlaceKeywords(
        sections,
        firstColumns,
        firstRows,
        camera.isColour() ? keywords(Fact.X_BAYER_OFFSET) : List.of(),
        camera.isColour() ? keywords(Fact.Y_BAYER_OFFSET) : List.of());
  }

  /** Returns the keywords by which headers tell a fact, the first one first. */
  private List<String> keywords(Fact fact) {
    return sources(fact).stream().flatMap(source -> source.keywords().stream()).toList();
  }

  /** Returns where headers may give each fact, in order of trust. */
  public Map<Fact, List<Source>> sources() {
    return Collections.unmodifiableMap(sources);
  }

  /** Returns where headers may give a fact, in order of trust; empty for nowhere. */
  public List<Source> sources(Fact fact) {
    return sources.getOrDefault(fact, List.of());
  }

  /**
   * What a header has of the words of a dialect.
   *
   * @param sources for each fact its sources, in order, of which the header has a keyword
   * @param signs of reduction of which it has the keyword, in order
   * @param keywords those that it has of facts
   */
  public record Words(
      Map<Fact, List<Source>> sources, List<ReductionSigns.Sign> signs, List<String> keywords) {}

  /** Looks up all keywords of a header, each once. */
  public Words in(FitsHeader header) {
    Words words = new Words(new EnumMap<>(Fact.class), new ArrayList<>(), new ArrayList<>());
    List<Object> found =
        index()
            .in(
                header,
                keyword -> {
                  if (factKeywords.contains(keyword)) {
                    words.keywords.add(keyword);
                  }
                });
    for (Object there : found) {
      if (there instanceof SourceOf ofFact) {
        words.sources.computeIfAbsent(ofFact.fact, fact -> new ArrayList<>(2)).add(ofFact.source);
      } else {
        words.signs.add((ReductionSigns.Sign) there);
      }
    }
    return words;
  }

  /** Returns all keywords that may hold a fact by which something is decided. */
  public Set<String> keywords() {
    index();
    return factKeywords;
  }

  private KeywordIndex<Object> index() {
    if (index == null) {
      KeywordIndex<Object> all = new KeywordIndex<>();
      Set<String> ofFacts = new HashSet<>();
      sources.forEach(
          (fact, list) ->
              list.forEach(
                  source -> {
                    all.add(new SourceOf(fact, source), source.keywords());
                    if (!fact.onlyDescribes()) {
                      ofFacts.addAll(source.keywords());
                    }
                  }));
      signs.all(ofFacts).forEach(sign -> all.add(sign, Set.of(sign.keyword())));
      factKeywords = ofFacts;
      index = all;
    }
    return index;
  }

  /** Returns the unit of a quantity by its name; null if there is none of that name. */
  public Unit unit(String quantity, String name) {
    Map<String, Unit> known = units.get(quantity);
    Unit exact = known.get(name);
    return exact != null || name.length() < 3 ? exact : known.get(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Returns the unit that a card's comment names, in brackets or as a whole word; null for none.
   */
  public Unit unitOfComment(String quantity, String comment) {
    Matcher brackets = IN_BRACKETS.matcher(comment);
    while (brackets.find()) {
      Unit unit = unit(quantity, brackets.group(1));
      if (unit != null) {
        return unit;
      }
    }
    Matcher words = WORD.matcher(comment);
    while (words.find()) {
      Unit unit = unit(quantity, words.group());
      if (unit != null) {
        return unit;
      }
    }
    return null;
  }

  /** Returns whether a filter's name means that there is none in the beam. */
  public boolean isNoFilter(String name) {
    String normalised = normalised(name);
    // CLEAR1, OPEN2: one a wheel
    return noFilter.contains(normalised)
        || noFilter.contains(normalised.replaceFirst("\\d+$", "")) && !normalised.matches("\\d+");
  }

  /** Returns whether a value says that nothing is known. */
  public boolean isNotGiven(String value) {
    return value.isBlank() || notGiven.contains(normalised(value));
  }

  /**
   * Returns whether a comment, or the name of a time system, says that a time is by the site's
   * clock.
   */
  public boolean isLocalTime(String text) {
    boolean local = false;
    Matcher words = LETTERS.matcher(text.toUpperCase(Locale.ROOT));
    while (words.find()) {
      if (UTC.contains(words.group())) {
        return false;
      }
      local |= localTime.contains(words.group());
    }
    return local;
  }

  /** Returns whether a value says that an image was neither flipped nor turned. */
  public boolean isNotFlipped(String value) {
    return isNotGiven(value) || notFlipped.contains(normalised(value));
  }

  /**
   * Returns the type that the value of a card names: as a whole, or by words of which each is that
   * of one type or one that stands beside types, as in {@code FLAT,SKY} and {@code Bias Level}.
   */
  public Optional<FrameType> typeOfValue(String value) {
    Optional<FrameType> whole = type(value);
    if (whole.isPresent()) {
      return whole;
    }
    WordsOfTypes found = wordsOfTypes(value);
    return found.types.size() == 1 && besideTypes.containsAll(found.others) && !found.isDarkSky()
        ? Optional.of(found.types.iterator().next())
        : Optional.empty();
  }

  /** Returns the type that a word names, in a header or as a folder's name. */
  public Optional<FrameType> type(String word) {
    return Optional.ofNullable(types.get(FRAMES.matcher(normalised(word)).replaceFirst("")));
  }

  /** Returns the type that a folder's name says, see {@link #typeOfName}. */
  public Optional<FrameType> folderType(String folder) {
    Optional<FrameType> known = folderTypes.get(folder);
    if (known == null) {
      known = typeOfName(folder);
      if (folderTypes.size() < MOST_FOLDERS) {
        folderTypes.put(folder, known);
      }
    }
    return known;
  }

  /**
   * Returns the type that a name says, as a whole or by some of its words: {@code 01 Lights},
   * {@code FLAT_Ha}, {@code Darks300s}. A word in the singular may be of a target, such as the Dark
   * Nebula: then the others must be ones that stand beside types.
   */
  public Optional<FrameType> typeOfName(String name) {
    if (words(name).contains(AMBIGUOUS_FOLDER)) {
      return Optional.empty();
    }
    Optional<FrameType> whole = type(name);
    if (whole.isPresent()) {
      return whole;
    }
    WordsOfTypes found = wordsOfTypes(name);
    boolean othersBesideTypes =
        !found.isDarkSky()
            && found.others.stream()
                .allMatch(
                    word ->
                        word.length() < 4
                            || besideTypes.contains(word)
                            || filters.containsKey(word));
    return found.types.size() == 1 && (found.several || othersBesideTypes)
        ? Optional.of(found.types.iterator().next())
        : Optional.empty();
  }

  /**
   * What the words of a name say.
   *
   * @param types those that some of its words name
   * @param several whether one of these is in the plural
   * @param others the words that name none
   */
  private record WordsOfTypes(Set<FrameType> types, boolean several, List<String> others) {
    boolean isDarkSky() {
      return types.contains(FrameType.DARK) && others.contains(SKY);
    }
  }

  private WordsOfTypes wordsOfTypes(String name) {
    List<String> words = words(name);
    Set<FrameType> found = EnumSet.noneOf(FrameType.class);
    List<String> others = new ArrayList<>();
    boolean several = false;
    for (int i = 0; i < words.size(); ) {
      int length = Math.min(3, words.size() - i);
      Optional<FrameType> type = Optional.empty();
      for (; length > 0 && type.isEmpty(); length--) {
        type = typeOfWords(words.subList(i, i + length));
      }
      if (type.isPresent()) {
        found.add(type.get());
        several |= words.get(i + length).endsWith("S");
        i += length + 1;
      } else {
        others.add(words.get(i));
        i++;
      }
    }
    return new WordsOfTypes(found, several, others);
  }

  private Optional<FrameType> typeOfWords(List<String> words) {
    String word = String.join("", words);
    return word.length() < 3 && word.charAt(0) < '\u0100' // two signs of Chinese are a word
        ? Optional.empty()
        : Optional.ofNullable(types.get(word)).filter(type -> type != FrameType.OTHER);
  }

  private static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    // FlatHa and DarkFlats are two words each
    Matcher m = WORDS.matcher(CAMEL.matcher(name).replaceAll("$1 $2").toUpperCase(Locale.ROOT));
    while (m.find()) {
      words.add(m.group());
    }
    return words;
  }

  /** Returns the filter that a name is; empty if it is that of none. */
  public Optional<String> filterNamed(String name) {
    return Optional.ofNullable(filters.get(normalised(name)));
  }

  /** Returns whether a name has a word of its own besides numbers, units and types. */
  public boolean hasWordOfItsOwn(String name) {
    return words(name).stream()
        .anyMatch(
            word -> word.length() > 2 && !besideTypes.contains(word) && !types.containsKey(word));
  }

  /** Returns whether a value names a product, such as "Master Bias" or "Calibrated Light". */
  public boolean isProduct(String value) {
    return masterType(value).isPresent()
        || words(value).stream()
            .anyMatch(word -> signs.names.contains(word) && !OF_FILES_ONLY.contains(word));
  }

  /** Returns the type that a product's name such as "Master Bias" names; empty for other words. */
  public Optional<FrameType> masterType(String word) {
    String normalised = normalised(word);
    return normalised.startsWith("MASTER") ? type(normalised.substring(6)) : Optional.empty();
  }

  /** Returns the word of a path that says that its frame is no raw one; empty if none does. */
  public Optional<String> nameOfReduced(String path) {
    return words(path).stream().filter(signs.names::contains).findFirst();
  }

  /** Returns whether a header says that a bias has been subtracted. */
  public boolean isBiasSubtracted(FitsHeader header, Words words) {
    return signs.isBiasSubtracted(header, words.signs);
  }

  /** Returns why a header shows that its frame is no raw one; empty if nothing does. */
  public Optional<String> signOfReduction(FitsHeader header, Words words) {
    return signs.first(header, words.signs);
  }

  /** Returns a word in upper case without its separators, as words are compared. */
  public static String normalised(String word) {
    return SEPARATOR.matcher(word.toUpperCase(Locale.ROOT)).replaceAll("");
  }
}
