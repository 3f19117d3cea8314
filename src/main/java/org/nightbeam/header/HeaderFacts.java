package org.nightbeam.header;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.DoubleFunction;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Fact;
import org.nightbeam.frame.FactTrace;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.frame.Sensor;
import org.nightbeam.frame.Setup;

/**
 * What one header says, by the words of a dialect: of each fact the first keyword counts whose
 * value can be used. What no keyword gives is unknown.
 */
final class HeaderFacts {
  private static final Pattern PAIR =
      Pattern.compile("0*([1-9]\\d{0,3})\\s*[xX*, ]\\s*0*([1-9]\\d{0,3})");
  private static final Pattern BRACKETS = Pattern.compile("^[(\\[]\\s*|\\s*[)\\]]$");
  private static final Pattern ONE_DIGIT = Pattern.compile("[1-9](\\.0*)?");
  private static final Pattern COLOURS = Pattern.compile("[RGBCMYW]{4}");
  private static final Pattern SEXAGESIMAL =
      Pattern.compile(
          "([+-]?)(\\d{1,3})[: d°]+(\\d{1,2})(?:[: m']+(\\d{1,2}(?:[.:]\\d*)?))?[s\"]?");
  private static final Pattern WITH_UNIT =
      Pattern.compile("([+-]?[0-9][0-9.,]*(?:[eEdD][+-]?\\d+)?)\\s*([A-Za-z\u00b0\u00b5]+)");
  private static final Pattern IN_UNIT = Pattern.compile("\\bin ([A-Za-z]{1,3})\\b");
  private static final Pattern SECTION =
      Pattern.compile(
          "\\[?\\s*(\\d{1,6})\\s*:\\s*(\\d{1,6})\\s*,\\s*(\\d{1,6})\\s*:\\s*(\\d{1,6})\\s*]?");
  private static final Pattern OF_SOMETHING_ELSE =
      Pattern.compile(
          "(?i)\\b(?:exposures?|images?|frames?|files?|observations?|sequence|run|software|program"
              + "|licen[cs]e|focuser|mount|filter|dome|shutter|lens|computer)\\b");
  private static final Pattern END_OF_BITS =
      Pattern.compile("(?:255|1023|4095|16383|65535)(?:\\.0*)?");
  private static final Pattern RAW_COUNTS = Pattern.compile("[(\\[](?:DN|ADU|counts)\\b");
  private static final Pattern SURROUNDINGS =
      Pattern.compile("(?i)\\b(?:air|ambient|weather|outside|dome|mirror)\\b");

  /** Days; what is longer is a time, or a placeholder. */
  private static final double LONGEST_EXPOSURE = 1e6;

  private static final Set<String> ONE_EXPOSURE = Set.of("EXPTIME", "EXPOSURE");

  /** Seconds by which two clocks in a header may differ besides the exposure. */
  private static final double CLOCKS_AGREE = 60;

  /** Zones have borders, and summers. */
  private static final double HOURS_OF_A_ZONE = 3.5;

  private static final String NO_TEMPERATURE =
      "no temperature of a sensor; expected degrees Celsius";
  private static final double ABSOLUTE_ZERO = -273.15;
  private static final double SET_POINT_REACHED = 2;

  private final Dialect dialect;
  private final FitsHeader header;
  private final StatedFacts.OfFile stated;
  private final FactTrace trace;
  private final Map<Fact, List<Dialect.Source>> sources;

  /** What the header says and could not be used, a sentence each; as facts are asked for. */
  private final Set<String> unusable = new LinkedHashSet<>();

  private boolean nightByDefault;

  /** What contradicts something else, a sentence each; as facts are asked for. */
  private final Set<String> contradictions = new LinkedHashSet<>();

  /**
   * @param stated facts that go before those of the header
   */
  HeaderFacts(Dialect dialect, FitsHeader header, StatedFacts.OfFile stated, FactTrace trace) {
    this.dialect = dialect;
    this.header = header;
    this.stated = stated;
    this.trace = trace;
    this.sources = trace == FactTrace.NONE ? dialect.sourcesIn(header) : dialect.sources;
  }

  /** Where a fact is looked for: in vain only if a record is kept of that. */
  private List<Dialect.Source> sources(Fact fact) {
    return sources.getOrDefault(fact, List.of());
  }

  /** The header that they are of. */
  FitsHeader header() {
    return header;
  }

  /** The first value of a fact, as text; empty if there is none. */
  String text(Fact fact) {
    return first(fact, Optional::of).orElse("");
  }

  /** The keywords in which a fact is looked for. */
  List<String> keywords(Fact fact) {
    return dialect.sources(fact).stream()
        .flatMap(source -> source.places().stream())
        .map(Dialect.Place::keyword)
        .distinct()
        .toList();
  }

  /** The first value of a fact that can be read. */
  <T> Optional<T> first(Fact fact, Function<String, Optional<T>> read) {
    Optional<String> byHand = stated(fact);
    return byHand.isPresent()
        ? byHand.flatMap(read)
        : firstPlace(fact, place -> header.text(place.keyword()).flatMap(read));
  }

  private Optional<String> stated(Fact fact) {
    Optional<String> value = stated.value(fact);
    value.ifPresent(text -> trace.looked(fact, stated.origins().get(fact.label()), text, true));
    return value;
  }

  /** The first value of a fact that is a number and usable, in the fact's unit. */
  OptionalDouble number(Fact fact, DoublePredicate usable) {
    Optional<String> byHand = stated(fact);
    if (byHand.isPresent()) {
      return FitsHeader.parseNumber(byHand.get());
    }
    Optional<Double> found =
        firstPlace(
            fact,
            place -> {
              OptionalDouble value = inUnitOfFact(fact, place);
              return value.isPresent() && usable.test(value.getAsDouble())
                  ? Optional.of(value.getAsDouble())
                  : Optional.empty();
            });
    return found.isPresent() ? OptionalDouble.of(found.get()) : OptionalDouble.empty();
  }

  private <T> Optional<T> firstPlace(Fact fact, Function<Dialect.Place, Optional<T>> read) {
    for (Dialect.Source source : sources(fact)) {
      for (Dialect.Place place : source.places()) {
        boolean there = header.has(place.keyword()) && place.fits(header);
        Optional<T> found = there ? read.apply(place) : Optional.empty();
        looked(fact, place, found.isPresent());
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private void looked(Fact fact, Dialect.Place place, boolean used) {
    if (trace != FactTrace.NONE) {
      String value = place.fits(header) ? header.text(place.keyword()).orElse(null) : null;
      trace.looked(fact, place.keyword(), value, used);
    }
  }

  /** Of a fact that a hundred cards may say, and most headers do not. */
  private void lookedIfThere(Fact fact, Dialect.Place place, boolean used) {
    if (trace != FactTrace.NONE && header.has(place.keyword())) {
      looked(fact, place, used);
    }
  }

  /**
   * The unit is that of the dialect, else what the value says, else what its comment says. Raw
   * counts are no value of the fact, and what surrounds the telescope has no sensor's temperature.
   */
  private OptionalDouble inUnitOfFact(Fact fact, Dialect.Place place) {
    OptionalDouble number = header.number(place.keyword());
    String quantity = fact.quantity();
    if (quantity == null) {
      return number;
    }
    String comment = header.comment(place.keyword());
    if (fact == Fact.MEASURED_TEMPERATURE && SURROUNDINGS.matcher(comment).find()) {
      return OptionalDouble.empty();
    }
    Dialect.Unit unit = place.unit();
    if (number.isEmpty()) {
      Matcher m = WITH_UNIT.matcher(header.text(place.keyword()).orElse(""));
      if (!m.matches()) {
        return OptionalDouble.empty();
      }
      number = FitsHeader.parseNumber(m.group(1));
      unit = dialect.unit(quantity, m.group(2));
      if (unit == null || number.isEmpty()) {
        return OptionalDouble.empty();
      }
    }
    if (unit == null) {
      if (RAW_COUNTS.matcher(comment).find()) {
        return OptionalDouble.empty();
      }
      unit = dialect.unitOfComment(quantity, comment);
      Matcher shortUnit = IN_UNIT.matcher(comment);
      if (unit == null && shortUnit.find()) {
        unit = dialect.unit(quantity, shortUnit.group(1));
      }
    }
    if (unit == null) {
      return fact.isTemperature() && mayBeKelvin(number) ? OptionalDouble.empty() : number;
    }
    return OptionalDouble.of(unit.convert(number.getAsDouble()));
  }

  /** Infrared arrays work at 60 to 100 K; a camera in the sun may have as many degrees Celsius. */
  private static boolean mayBeKelvin(OptionalDouble number) {
    return number.isPresent() && number.getAsDouble() >= 60 && number.getAsDouble() <= 100;
  }

  /** What the header says of the sensor. */
  Sensor sensor() {
    return new Sensor(
        number(Fact.ELECTRONS_PER_ADU, value -> value > 0).orElse(Double.NaN),
        number(Fact.READ_NOISE, value -> value >= 0).orElse(Double.NaN),
        number(Fact.SATURATION, value -> value > 0).orElse(Double.NaN),
        numericKeyword(Fact.ELECTRONS_PER_ADU),
        numericKeyword(Fact.SATURATION));
  }

  /** The first card of a fact with a number above 0; empty if there is none. */
  private String numericKeyword(Fact fact) {
    return firstPlace(
            fact,
            place -> {
              OptionalDouble value = inUnitOfFact(fact, place);
              return value.isPresent() && value.getAsDouble() > 0
                  ? Optional.of(place.keyword())
                  : Optional.empty();
            })
        .orElse("");
  }

  /** Facts that no frame needs yet are looked up for those who ask where all came from. */
  void traceOthers() {
    if (trace != FactTrace.NONE) {
      text(Fact.BIAS_SECTION);
      text(Fact.TRIM_SECTION);
    }
  }

  /** A type that a header claims: the keyword and its value, as they stand there. */
  record Claim(String keyword, String value, FrameType type) {}

  /**
   * Every claim of the header about the frame's type; {@code UNKNOWN} for words not in the table.
   */
  List<Claim> typeClaims() {
    List<Claim> claims = new ArrayList<>();
    if (isTypeStated()) {
      String type = stated(Fact.TYPE).orElseThrow();
      String origin = stated.origins().get(Fact.TYPE.label());
      return List.of(new Claim(origin, type, FrameType.ofLabel(type)));
    }
    for (Dialect.Source source : sources(Fact.TYPE)) {
      for (Dialect.Place place : source.places()) {
        Optional<String> value =
            place.fits(header) ? header.text(place.keyword()) : Optional.empty();
        FrameType type = value.flatMap(dialect::type).orElse(FrameType.UNKNOWN);
        value.ifPresent(word -> claims.add(new Claim(place.keyword(), word, type)));
        trace.looked(Fact.TYPE, place.keyword(), value.orElse(null), type != FrameType.UNKNOWN);
      }
    }
    return claims;
  }

  /** Two lines that state different things; empty if there are none. */
  Optional<String> contradiction() {
    return Optional.ofNullable(stated.contradiction());
  }

  /** What a person should know of how the header was read. */
  Frame.Notes notes(PathFilter byPath) {
    List<String> told = new ArrayList<>(HeaderOddities.of(header, dialect));
    told.addAll(unusable);
    told.addAll(contradictions);
    told.addAll(doubts());
    if (!byPath.filter().isEmpty()) {
      told.add("filter " + byPath.filter() + " by its path, as the header says none");
    }
    String warnings = String.join("; ", told);
    String byHand = stated.summary();
    return warnings.isEmpty() && byHand.isEmpty() && !nightByDefault
        ? Frame.Notes.NONE
        : new Frame.Notes(byHand, warnings, String.join("; ", unusable), nightByDefault);
  }

  /** What was read and may mean that something is wrong. */
  private List<String> doubts() {
    List<String> doubts = new ArrayList<>();
    double pedestal = number(Fact.PEDESTAL, value -> true).orElse(0);
    if (pedestal != 0) {
      doubts.add(
          String.format(
              "PEDESTAL = %s: the camera program has added a constant, often after it had subtracted a"
                  + " dark",
              shown(OptionalDouble.of(pedestal))));
    }
    exposuresDiffer().ifPresent(doubts::add);
    return doubts;
  }

  /** EXPTIME and EXPOSURE are two words for one thing. */
  private Optional<String> exposuresDiffer() {
    if (stated.value(Fact.EXPOSURE).isPresent()) {
      return Optional.empty();
    }
    List<Double> values = new ArrayList<>();
    for (Dialect.Source source : sources(Fact.EXPOSURE)) {
      Dialect.Place place = source.places().get(0);
      if (ONE_EXPOSURE.contains(place.keyword()) && header.has(place.keyword())) {
        inUnitOfFact(Fact.EXPOSURE, place).ifPresent(values::add);
      }
    }
    boolean differ =
        values.size() > 1
            && Math.abs(values.get(0) - values.get(1))
                > 0.05 + 0.02 * Math.max(values.get(0), values.get(1));
    return differ
        ? Optional.of(
            String.format(
                "EXPTIME and EXPOSURE differ, %s s and %s s; the first counts",
                shown(OptionalDouble.of(values.get(0))), shown(OptionalDouble.of(values.get(1)))))
        : Optional.empty();
  }

  /** Whether the type is stated by hand, so that nothing else is asked for it. */
  boolean isTypeStated() {
    return stated.value(Fact.TYPE).isPresent();
  }

  /** Why the header shows that its frame is no raw one; empty if nothing does. */
  Optional<String> signOfReduction() {
    return stated.isRaw() ? Optional.empty() : dialect.signOfReduction(header);
  }

  /** What was done to the pixels, as it is stated. */
  Processing processing() {
    return stated.processing();
  }

  /** All filters that are in the beam, joined by {@code +}; empty if there is none. */
  String filter() {
    Optional<String> byHand = stated(Fact.FILTER);
    if (byHand.isPresent()) {
      return byHand.get();
    }
    for (Dialect.Source source : sources(Fact.FILTER)) {
      Set<String> inBeam = new LinkedHashSet<>();
      boolean said = false;
      for (Dialect.Place place : inOneSeries(source.places())) {
        Optional<String> value =
            header.has(source.places().get(0).keyword())
                ? header.text(place.keyword())
                : Optional.empty();
        looked(Fact.FILTER, place, value.isPresent());
        said |= value.isPresent();
        value.filter(name -> !dialect.isNoFilter(name)).ifPresent(inBeam::add);
      }
      if (said) {
        return String.join("+", inBeam);
      }
    }
    return "";
  }

  /** Whether somebody, or some card, says which filter there is, or that there is none. */
  boolean isFilterKnown() {
    return stated.value(Fact.FILTER).isPresent()
        || sources(Fact.FILTER).stream()
            .anyMatch(source -> header.text(source.places().get(0).keyword()).isPresent());
  }

  /**
   * FILTER beside another FILTER1 sums up all wheels: FILTER2 and FILTER3 are not behind it, but of
   * the wheels that it sums up.
   */
  private List<Dialect.Place> inOneSeries(List<Dialect.Place> places) {
    String first = places.get(0).keyword();
    Optional<String> ofFirstWheel = header.text(first + "1");
    boolean summary = ofFirstWheel.isPresent() && !ofFirstWheel.equals(header.text(first));
    return summary ? places.subList(0, 1) : places;
  }

  /**
   * How the camera was set.
   *
   * @param hdu number of the image's HDU
   * @param width pixels per row of the image that is kept
   * @param height its rows
   * @param preparation what is done to the stored numbers first
   */
  CameraConfiguration configuration(int hdu, int width, int height, String preparation) {
    int[] binning = binning();
    return new CameraConfiguration(
        text(Fact.CAMERA),
        hdu,
        width,
        height,
        binning[0],
        binning[1],
        setting(Fact.GAIN),
        setting(Fact.OFFSET),
        text(Fact.READOUT_MODE),
        text(Fact.ROW_ORDER).toUpperCase(Locale.ROOT),
        cfaPattern(),
        preparation,
        setup(binning).text());
  }

  /** What else must not differ between frames that are used together. */
  private Setup setup(int[] binning) {
    Map<String, String> setup = new LinkedHashMap<>();
    setup.put(Setup.WINDOW, window(binning));
    everyCard(
        Fact.ORIENTATION,
        Setup.ORIENTATION,
        (keyword, value) -> !dialect.isNotFlipped(value),
        setup);
    everyCard(Fact.SERIAL_NUMBER, Setup.SERIAL_NUMBER, this::isSerialNumber, setup);
    everyCard(Fact.READOUT_SETTING, Setup.READOUT, this::isReadoutSetting, setup);
    setup.put(
        Setup.TELESCOPE,
        first(Fact.TELESCOPE, name -> Optional.of(name).filter(text -> !isPlaceholder(text)))
            .orElse(""));
    setup.put(Setup.FOCAL_LENGTH, shown(number(Fact.FOCAL_LENGTH, length -> length > 1)));
    setup.put(Setup.PEDESTAL, shown(number(Fact.PEDESTAL, value -> true)));
    return Setup.of(setup);
  }

  /** Where two cards say such a setting, both count. */
  private void everyCard(
      Fact fact, String name, BiPredicate<String, String> counts, Map<String, String> setup) {
    Optional<String> byHand = stated(fact);
    if (byHand.isPresent()) {
      setup.put(name, byHand.get());
      return;
    }
    for (Dialect.Source source : sources(fact)) {
      for (Dialect.Place place : source.places()) {
        Optional<String> value =
            header.has(place.keyword()) && place.fits(header)
                ? header.text(place.keyword()).filter(text -> counts.test(place.keyword(), text))
                : Optional.empty();
        lookedIfThere(fact, place, value.isPresent());
        value.ifPresent(
            text ->
                setup.put(
                    name + " " + place.keyword(),
                    FitsHeader.parseNumber(text).isPresent()
                        ? shown(FitsHeader.parseNumber(text))
                        : text));
      }
    }
  }

  private boolean isSerialNumber(String keyword, String value) {
    return !isPlaceholder(value)
        && !value.equals("0")
        && !value.equals("-1")
        && !OF_SOMETHING_ELSE.matcher(header.comment(keyword)).find();
  }

  /** DATAMAX is most often the brightest pixel: only the end of a range of bits is a setting. */
  private boolean isReadoutSetting(String keyword, String value) {
    return keyword.equals("DATAMAX") ? END_OF_BITS.matcher(value).matches() : !isPlaceholder(value);
  }

  private boolean isPlaceholder(String value) {
    return dialect.isNotGiven(value);
  }

  /** A number as text; empty for none. */
  private static String shown(OptionalDouble number) {
    if (number.isEmpty()) {
      return "";
    }
    double value = number.getAsDouble();
    // 0.361999988555908 is the 0.362 of a program that counts in single precision.
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Float.toString((float) value);
  }

  /**
   * Where the image begins on the chip, in pixels that are not binned, from 0, by every card that
   * says it; and which way it was read, where a section runs downwards.
   */
  private String window(int[] binning) {
    Optional<String> byHand = stated(Fact.WINDOW);
    if (byHand.isPresent()) {
      return byHand.get();
    }
    Set<String> windows = new LinkedHashSet<>();
    for (Dialect.Source source : sources(Fact.WINDOW)) {
      List<Dialect.Place> places = source.places();
      Optional<String> found =
          places.size() == 2 ? origin(places, binning) : section(places.get(0));
      places.forEach(place -> lookedIfThere(Fact.WINDOW, place, found.isPresent()));
      found.ifPresent(windows::add);
    }
    return String.join(" ", windows);
  }

  private Optional<String> origin(List<Dialect.Place> places, int[] binning) {
    List<String> origin = new ArrayList<>();
    for (int axis = 0; axis < 2; axis++) {
      Dialect.Place place = places.get(axis);
      OptionalDouble value =
          place.fits(header) ? header.number(place.keyword()) : OptionalDouble.empty();
      if (value.isEmpty()) {
        return Optional.empty();
      }
      Dialect.Unit unit = place.unit() == null ? new Dialect.Unit(1, 0) : place.unit();
      double pixel = unit.convert(value.getAsDouble()) * (unit.binned() ? binning[axis] : 1);
      if (pixel != Math.rint(pixel)) {
        return Optional.empty(); // an angle, or a position on the sky
      }
      origin.add(shown(OptionalDouble.of(pixel)));
    }
    return Optional.of(String.join(",", origin));
  }

  private Optional<String> section(Dialect.Place place) {
    String text = place.fits(header) ? header.text(place.keyword()).orElse("") : "";
    if (isPlaceholder(text)) {
      return Optional.empty();
    }
    Matcher ranges = SECTION.matcher(text);
    if (!ranges.matches()) {
      // No section that we can read, but what differs is not mixed.
      return Optional.of(text.replaceAll("\\s+", ""));
    }
    int[] ends = new int[4];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = Integer.parseInt(ranges.group(i + 1));
    }
    String direction = (ends[0] > ends[1] ? " -x" : "") + (ends[2] > ends[3] ? " -y" : "");
    return Optional.of(
        (Math.min(ends[0], ends[1]) - 1)
            + ","
            + (Math.min(ends[2], ends[3]) - 1)
            + direction.replace(" ", ":"));
  }

  /** Binning along row and column; 1 where the header does not say. */
  private int[] binning() {
    OptionalDouble x = number(Fact.X_BINNING, HeaderFacts::isBinning);
    OptionalDouble y = number(Fact.Y_BINNING, HeaderFacts::isBinning);
    if (x.isPresent()) {
      return new int[] {(int) x.getAsDouble(), (int) y.orElse(x.getAsDouble())};
    }
    return first(Fact.BINNING, text -> Optional.ofNullable(pair(text))).orElse(new int[] {1, 1});
  }

  private static boolean isBinning(double value) {
    return value >= 1 && value < 10_000 && value == Math.rint(value);
  }

  /** "2 2", "2x2", "2,2", "2*2", "(2 x 2)", or one number for both; null if it is none of these. */
  private static int[] pair(String text) {
    String trimmed = BRACKETS.matcher(text.trim()).replaceAll("");
    if (ONE_DIGIT.matcher(trimmed).matches()) {
      int both = trimmed.charAt(0) - '0';
      return new int[] {both, both};
    }
    Matcher m = PAIR.matcher(trimmed);
    return m.matches()
        ? new int[] {Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2))}
        : null;
  }

  /** A setting as text; "100", "100." and "1E2" are the same. */
  private String setting(Fact fact) {
    OptionalDouble number = number(fact, value -> true);
    if (number.isPresent()) {
      return shown(number);
    }
    return text(fact);
  }

  private String cfaPattern() {
    String pattern = text(Fact.CFA_PATTERN).toUpperCase(Locale.ROOT);
    return COLOURS.matcher(pattern).matches()
        ? shifted(pattern, bayerOffset(Fact.X_BAYER_OFFSET), bayerOffset(Fact.Y_BAYER_OFFSET))
        : "";
  }

  private boolean bayerOffset(Fact fact) {
    return number(fact, value -> value == Math.rint(value)).orElse(0) % 2 != 0;
  }

  /** The colours of the first four pixels of an image that begins a column or a row later. */
  private static String shifted(String pattern, boolean column, boolean row) {
    char[] colours = new char[4];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = pattern.charAt(i ^ (column ? 1 : 0) ^ (row ? 2 : 0));
    }
    return new String(colours);
  }

  /** In seconds; NaN if not known. */
  double exposure() {
    OptionalDouble usable = number(Fact.EXPOSURE, value -> value >= 0 && value <= LONGEST_EXPOSURE);
    if (usable.isEmpty()) {
      tellUnusable(Fact.EXPOSURE, "no exposure time; expected seconds, from 0 to 1,000,000");
    }
    double seconds = usable.orElse(Double.NaN);
    return seconds < 1e-9 ? 0 : seconds; // some cameras write 1E-32 for a bias
  }

  /** Of the sensor in degrees Celsius: what was asked for, if it was reached; NaN if not known. */
  double temperature() {
    if (!Double.isNaN(stated.temperature())) {
      return stated.temperature();
    }
    double set = celsius(Fact.SET_TEMPERATURE);
    double measured = celsius(Fact.MEASURED_TEMPERATURE);
    boolean reached = Double.isNaN(measured) || Math.abs(set - measured) <= SET_POINT_REACHED;
    if (Double.isNaN(set) && Double.isNaN(measured)) {
      tellUnusable(Fact.SET_TEMPERATURE, NO_TEMPERATURE);
      tellUnusable(Fact.MEASURED_TEMPERATURE, NO_TEMPERATURE);
    }
    return !Double.isNaN(set) && reached ? set : measured;
  }

  /** Angle of the rotator in degrees, 0 to 360; NaN if not known. */
  double rotator() {
    double angle = number(Fact.ROTATOR, value -> Math.abs(value) <= 720).orElse(Double.NaN);
    return angle - 360 * Math.floor(angle / 360);
  }

  private double celsius(Fact fact) {
    double degrees =
        number(fact, value -> value > ABSOLUTE_ZERO && value < 350 && value != 100)
            .orElse(Double.NaN);
    // No sensor works at 100 degrees: these are kelvin.
    return degrees > 100 ? new Dialect.Unit(1, ABSOLUTE_ZERO).convert(degrees) : degrees;
  }

  /**
   * The start: a date with its time, else a day number, else a date alone, meaning its midnight. Of
   * local time it is what a day number says, else what the site's time zone makes of it.
   */
  Optional<Instant> time(NightRule rule) {
    Optional<Instant> clock = clock();
    Optional<Instant> dayNumber = dayNumber();
    if (clock.isPresent() && isLocalTime()) {
      return dayNumber.or(() -> clock.flatMap(rule::utcOf));
    }
    Optional<Instant> start =
        clock
            .or(() -> dayNumber)
            .or(() -> first(Fact.DATE, date -> ObservationTime.parse(date, null, false)));
    if (start.isEmpty()) {
      tellUnusable(Fact.DATE, "no date; expected one such as 2024-01-31T20:15:03");
    }
    clock.ifPresent(this::compareWithWitnesses);
    return start;
  }

  /** A date with its time, as it stands there. */
  private Optional<Instant> clock() {
    Optional<Instant> whole = first(Fact.DATE, date -> ObservationTime.parse(date, null, true));
    return whole.isPresent()
        ? whole
        : first(
            Fact.TIME, clock -> first(Fact.DATE, date -> ObservationTime.parse(date, clock, true)));
  }

  private Optional<Instant> dayNumber() {
    return dayNumber(Fact.MODIFIED_JULIAN_DATE, ObservationTime::ofModifiedJulianDate)
        .or(() -> dayNumber(Fact.JULIAN_DATE, ObservationTime::ofJulianDate));
  }

  private Optional<Instant> dayNumber(Fact fact, DoubleFunction<Optional<Instant>> toInstant) {
    OptionalDouble days = number(fact, value -> toInstant.apply(value).isPresent());
    return days.isPresent() ? toInstant.apply(days.getAsDouble()) : Optional.empty();
  }

  /** Whether the date is by the clock of the site: its comment says so, or the time system. */
  private boolean isLocalTime() {
    if (stated.value(Fact.DATE).isPresent()) {
      return false;
    }
    boolean said =
        firstPlace(
                Fact.DATE,
                place ->
                    header.text(place.keyword()).isPresent()
                        ? Optional.of(dialect.isLocalTime(header.comment(place.keyword())))
                        : Optional.empty())
            .orElse(false);
    return said || dialect.isLocalTime(header.text("TIMESYS").orElse(""));
  }

  /** Day numbers, and the time of day beside a whole date, must say the same as the date. */
  private void compareWithWitnesses(Instant start) {
    double exposure = exposure();
    double within = (Double.isNaN(exposure) ? 0 : exposure) + CLOCKS_AGREE;
    compare(start, Fact.MODIFIED_JULIAN_DATE, ObservationTime::ofModifiedJulianDate, within);
    compare(start, Fact.JULIAN_DATE, ObservationTime::ofJulianDate, within);
    for (Dialect.Source source : sources(Fact.TIME)) {
      String keyword = source.places().get(0).keyword();
      if (keyword.startsWith("EXPSTART") || keyword.startsWith("TAI")) {
        continue;
      }
      Optional<Instant> sameDay =
          header
              .text(keyword)
              .filter(text -> text.contains(":"))
              .flatMap(
                  clock ->
                      ObservationTime.parse(
                          LocalDateTime.ofInstant(start, ZoneOffset.UTC).toLocalDate().toString(),
                          clock,
                          true));
      if (sameDay.isPresent()) {
        double seconds =
            Math.IEEEremainder(
                (sameDay.get().toEpochMilli() - start.toEpochMilli()) / 1000d, 86_400);
        tellDifference(keyword, seconds, within);
        return;
      }
    }
  }

  private void compare(
      Instant start, Fact fact, DoubleFunction<Optional<Instant>> toInstant, double within) {
    for (Dialect.Source source : sources(fact)) {
      String keyword = source.places().get(0).keyword();
      OptionalDouble days = header.number(keyword);
      Optional<Instant> other =
          days.isPresent() ? toInstant.apply(days.getAsDouble()) : Optional.empty();
      if (other.isPresent()) {
        String text = header.text(keyword).orElse("");
        int point = text.indexOf('.');
        int decimals = point < 0 ? 0 : text.substring(point + 1).replaceAll("\\D.*", "").length();
        double lastDigit = 86_400 / Math.pow(10, decimals);
        double seconds = (other.get().toEpochMilli() - start.toEpochMilli()) / 1000d;
        tellDifference(keyword, seconds, within + lastDigit);
        return;
      }
    }
  }

  private void tellDifference(String keyword, double seconds, double within) {
    if (Math.abs(seconds) <= within) {
      return;
    }
    double size = Math.abs(seconds);
    String by =
        size < 300
            ? String.format(Locale.ROOT, "%.0f s", size)
            : size < 86_400 * 2
                ? String.format(Locale.ROOT, "%.2f h", size / 3600)
                : String.format(Locale.ROOT, "%.0f days", size / 86_400);
    contradictions.add(
        String.format(
            "%s is %s %s than the date; one of them may be local time: state date or night with"
                + " --facts",
            keyword, by, seconds > 0 ? "later" : "earlier"));
  }

  /**
   * The night of the exposure: stated, or by its start; null if not known.
   *
   * @param start null if not known
   */
  LocalDate night(Instant start, NightRule rule) {
    LocalDate byHand = stated.night();
    LocalDateTime local = local(start);
    double east = longitude(start, local);
    nightByDefault = byHand == null && start != null && rule.isDefault(start, local, east);
    return byHand != null ? byHand : rule.night(start, local, east);
  }

  /** The start by the clock of the site; null if not known. */
  private LocalDateTime local(Instant start) {
    Optional<LocalDateTime> said =
        first(Fact.LOCAL_DATE, date -> ObservationTime.parse(date, null, true))
            .map(clock -> LocalDateTime.ofInstant(clock, ZoneOffset.UTC));
    if (said.isPresent()) {
      return said.get();
    }
    if (isLocalTime()) {
      return clock().map(clock -> LocalDateTime.ofInstant(clock, ZoneOffset.UTC)).orElse(null);
    }
    return start == null
        ? null
        : first(Fact.DATE, ObservationTime::offsetIn)
            .map(offset -> LocalDateTime.ofInstant(start.plus(offset), ZoneOffset.UTC))
            .orElse(null);
  }

  /**
   * Degrees east; NaN if not known. Where the clock of the site contradicts it by hours, degrees
   * are counted to the west, if that agrees, or not used.
   */
  private double longitude(Instant start, LocalDateTime local) {
    double east = longitude().orElse(Double.NaN);
    boolean byHand = stated.value(Fact.LONGITUDE).isPresent();
    if (Double.isNaN(east) || byHand || start == null || local == null) {
      return east;
    }
    double ahead =
        Duration.between(LocalDateTime.ofInstant(start, ZoneOffset.UTC), local).toSeconds() / 3600d;
    if (Math.abs(ahead) < 0.2 || Math.abs(ahead) > 15) {
      return east; // the clock of a computer
    }
    if (hoursApart(east, ahead) <= HOURS_OF_A_ZONE) {
      return east;
    }
    boolean west = hoursApart(-east, ahead) <= HOURS_OF_A_ZONE;
    contradictions.add(
        String.format(
            Locale.ROOT,
            "longitude %s and a clock %.1f h %s UTC contradict each other: %s",
            shown(OptionalDouble.of(east)),
            Math.abs(ahead),
            ahead > 0 ? "ahead of" : "behind",
            west ? "taken as degrees west" : "the clock tells the night"));
    return west ? -east : Double.NaN;
  }

  private static double hoursApart(double east, double hoursAhead) {
    return Math.abs(Math.IEEEremainder(east / 15 - hoursAhead, 24));
  }

  private OptionalDouble longitude() {
    OptionalDouble degrees = number(Fact.LONGITUDE, value -> Math.abs(value) <= 360);
    if (degrees.isEmpty()) {
      Matcher m = SEXAGESIMAL.matcher(text(Fact.LONGITUDE));
      if (!m.matches()) {
        tellUnusable(Fact.LONGITUDE, "no longitude; expected degrees east");
        return OptionalDouble.empty();
      }
      double value =
          Integer.parseInt(m.group(2))
              + Integer.parseInt(m.group(3)) / 60d
              + (m.group(4) == null ? 0 : Double.parseDouble(m.group(4).replace(':', '.')) / 3600);
      degrees = OptionalDouble.of(m.group(1).equals("-") ? -value : value);
    }
    return Math.abs(degrees.getAsDouble()) > 360 ? OptionalDouble.empty() : degrees;
  }

  /** Keeps the first card of a fact that has a value, none of which can be used. */
  private void tellUnusable(Fact fact, String why) {
    for (Dialect.Source source : sources(fact)) {
      for (Dialect.Place place : source.places()) {
        String value = place.fits(header) ? header.text(place.keyword()).orElse("") : "";
        if (!isPlaceholder(value)) {
          unusable.add(place.keyword() + " = " + value + ": " + why);
          return;
        }
      }
    }
  }
}
