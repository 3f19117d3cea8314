package org.nightbeam.header;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.frame.Fact;
import org.nightbeam.frame.FactTrace;
import org.nightbeam.header.dialect.Dialect;

/**
 * Looks up what one header says, by the keywords of a dialect: of each fact the first keyword
 * counts whose value can be used, and what is stated by hand goes before all. What no keyword gives
 * is unknown; what is there and cannot be used is kept, to be told.
 */
final class FactLookup {
  private static final Pattern WITH_UNIT =
      Pattern.compile("([+-]?[0-9][0-9.,]*(?:[eEdD][+-]?\\d+)?)\\s*([A-Za-z\u00b0\u00b5]+)");
  private static final Pattern IN_UNIT = Pattern.compile("\\bin ([A-Za-z]{1,3})\\b");

  /** Some drivers count periods of several units. */
  private static final Pattern IN_UNITS_OF_SEVERAL =
      Pattern.compile("\\bin (1/)?(\\d{1,7}(?:\\.\\d+)?) ?([A-Za-z]{1,12})\\b");

  private static final Pattern RAW_COUNTS = Pattern.compile("[(\\[](?:DN|ADU|counts)\\b");
  private static final Pattern SURROUNDINGS =
      Pattern.compile("(?i)\\b(?:air|ambient|weather|outside|dome|mirror)\\b");

  private final Dialect dialect;
  private final FitsHeader header;
  private final StatedFacts.OfFile stated;
  private final FactTrace trace;
  private final Dialect.Words words;
  private final Map<Fact, List<Dialect.Source>> sources;

  /** Unusable values in the header, a sentence each, in the order of look-up. */
  private final Set<String> unusable = new LinkedHashSet<>();

  /** Contradictions, a sentence each, in the order of look-up. */
  private final Set<String> contradictions = new LinkedHashSet<>();

  /**
   * @param stated facts that go before those of the header
   */
  FactLookup(Dialect dialect, FitsHeader header, StatedFacts.OfFile stated, FactTrace trace) {
    this.dialect = dialect;
    this.header = header;
    this.stated = stated;
    this.trace = trace;
    this.words = dialect.in(header);
    this.sources = trace == FactTrace.NONE ? words.sources() : dialect.sources();
  }

  /** Returns the words by which the header is read. */
  Dialect dialect() {
    return dialect;
  }

  /** Returns what the header has of the words of the dialect. */
  Dialect.Words words() {
    return words;
  }

  /** Returns what is stated by hand. */
  StatedFacts.OfFile stated() {
    return stated;
  }

  /** Keeps what contradicts something else, to be told. */
  void contradict(String sentence) {
    contradictions.add(sentence);
  }

  /** Returns the contradictions among the facts looked up so far, a sentence each. */
  Set<String> contradictions() {
    return contradictions;
  }

  /** Returns the unusable values among the facts looked up so far, a sentence each. */
  Set<String> unusable() {
    return unusable;
  }

  /**
   * Returns the cards in which a fact is looked for; those that are absent only if a record is
   * kept.
   */
  List<Dialect.Source> sources(Fact fact) {
    return sources.getOrDefault(fact, List.of());
  }

  /** Returns the header that they are of. */
  FitsHeader header() {
    return header;
  }

  /** Returns the first value of a fact, as text; empty if there is none. */
  String text(Fact fact) {
    return first(fact, Optional::of).orElse("");
  }

  /** Returns the keywords in which a fact is looked for. */
  List<String> keywords(Fact fact) {
    return dialect.sources(fact).stream()
        .flatMap(source -> source.places().stream())
        .map(Dialect.Place::keyword)
        .distinct()
        .toList();
  }

  /** Returns the first value of a fact that can be read. */
  <T> Optional<T> first(Fact fact, Function<String, Optional<T>> read) {
    Optional<String> byHand = stated(fact);
    return byHand.isPresent()
        ? byHand.flatMap(read)
        : firstPlace(fact, place -> header.text(place.keyword()).flatMap(read));
  }

  /** Returns the value of a fact that is stated by hand, as a keyword that was looked at. */
  Optional<String> stated(Fact fact) {
    Optional<String> value = stated.value(fact);
    value.ifPresent(text -> trace.looked(fact, stated.origins().get(fact.label()), text, true));
    return value;
  }

  /** Returns the first value of a fact that is a number and usable, in the fact's unit. */
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

  /** Returns what is made of the first keyword of a fact of which something can be made. */
  <T> Optional<T> firstPlace(Fact fact, Function<Dialect.Place, Optional<T>> read) {
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

  /** Tells that a keyword was looked at. */
  void looked(Fact fact, Dialect.Place place, boolean used) {
    if (trace != FactTrace.NONE) {
      String value = place.fits(header) ? header.text(place.keyword()).orElse(null) : null;
      trace.looked(fact, place.keyword(), value, used);
    }
  }

  /**
   * Notes a look at a card only where it is there: the fact is one that a hundred cards may say,
   * and most headers do not.
   */
  void lookedIfThere(Fact fact, Dialect.Place place, boolean used) {
    if (trace != FactTrace.NONE && header.has(place.keyword())) {
      looked(fact, place, used);
    }
  }

  /**
   * Returns a value in the unit of its fact. Its own unit is that of the dialect, else what the
   * value says, else what its comment says. Raw counts are no value of the fact, and what surrounds
   * the telescope has no sensor's temperature.
   */
  OptionalDouble inUnitOfFact(Fact fact, Dialect.Place place) {
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
      unit = unitOfSeveral(quantity, comment);
      unit = unit == null ? dialect.unitOfComment(quantity, comment) : unit;
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

  /** Returns what "in 10us periods" and "in 1/100 s" say; null for none. */
  private Dialect.Unit unitOfSeveral(String quantity, String comment) {
    Matcher m = IN_UNITS_OF_SEVERAL.matcher(comment);
    Dialect.Unit one = m.find() ? dialect.unit(quantity, m.group(3)) : null;
    double several = one == null ? 0 : Double.parseDouble(m.group(2));
    return one == null || one.isClock() || !(several > 0)
        ? null
        : new Dialect.Unit(one.factor() * (m.group(1) == null ? several : 1 / several), 0);
  }

  /**
   * Returns whether a temperature may be in kelvins: infrared arrays work at 60 to 100 K; a camera
   * in the sun may have as many degrees Celsius.
   */
  private static boolean mayBeKelvin(OptionalDouble number) {
    return number.isPresent() && number.getAsDouble() >= 60 && number.getAsDouble() <= 100;
  }

  /** Returns the first card of a fact with a number above 0; empty if there is none. */
  String numericKeyword(Fact fact) {
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

  /** Returns whether a value says that nothing is known. */
  boolean isPlaceholder(String value) {
    return dialect.isNotGiven(value);
  }

  /** Returns a number as text; empty for none. */
  static String shown(OptionalDouble number) {
    if (number.isEmpty()) {
      return "";
    }
    double value = number.getAsDouble();
    // 0.361999988555908 is the 0.362 of a program that counts in single precision.
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Float.toString((float) value);
  }

  /** Keeps the first card of a fact that has a value, none of which can be used. */
  void tellUnusable(Fact fact, String why) {
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
