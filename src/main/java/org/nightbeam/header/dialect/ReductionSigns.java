package org.nightbeam.header.dialect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;

/**
 * Signs that a frame is not raw, as programs and archives write them. All words are those of the
 * dialect, see the comments in {@code dialect.yaml}.
 */
final class ReductionSigns {
  private static final Pattern LETTERS = Pattern.compile("[BDFMOTZGWILSRX,+/ -]{1,8}");
  private static final Pattern LIKE_A_VALUE = Pattern.compile("^=\\s*'\\s*");
  private static final Pattern NUMBER_OF_LINE = Pattern.compile("^\\d{1,3}[.:)]?\\s+(?=[A-Z])");
  private static final Pattern END_OF_LINE = Pattern.compile("[\\s.,;!'\"]+$");
  private static final Pattern NOT = Pattern.compile("(?:NOT?|NEVER|UN[A-Z]+)\\b.*");

  private static final Pattern SHORT_LINE = Pattern.compile("[A-Z]+(?:[ -]+[A-Z]+)?:? +[A-Z]{2,}");

  /** Words that may stand between what was taken off and that it was. */
  private static final int WORDS_BETWEEN = 5;

  final Set<String> present = new LinkedHashSet<>();
  final Set<String> denied = new LinkedHashSet<>();
  final Set<String> combined = new LinkedHashSet<>();
  final Set<String> calstat = new LinkedHashSet<>();
  final Set<String> status = new LinkedHashSet<>();
  final Set<String> steps = new LinkedHashSet<>();
  final Set<String> stepEndings = new LinkedHashSet<>();
  final Set<String> history = new LinkedHashSet<>();
  final Set<String> historyWhole = new LinkedHashSet<>();
  final Set<String> historyOf = new LinkedHashSet<>();
  final Set<String> historyDone = new LinkedHashSet<>();
  final Set<String> combinedOf = new LinkedHashSet<>();
  final Set<String> combinedDone = new LinkedHashSet<>();
  final Set<String> historyNot = new LinkedHashSet<>();
  final Set<String> pixelUnit = new LinkedHashSet<>();
  final Set<String> wholeUnit = new LinkedHashSet<>();
  final Set<String> names = new LinkedHashSet<>();

  /** Returns the lists by their names in a dialect file. */
  Map<String, Set<String>> lists() {
    Map<String, Set<String>> lists = new HashMap<>();
    lists.put("present", present);
    lists.put("denied", denied);
    lists.put("combined", combined);
    lists.put("calstat", calstat);
    lists.put("status", status);
    lists.put("steps", steps);
    lists.put("stepEndings", stepEndings);
    lists.put("history", history);
    lists.put("historyWhole", historyWhole);
    lists.put("historyOf", historyOf);
    lists.put("historyDone", historyDone);
    lists.put("combinedOf", combinedOf);
    lists.put("combinedDone", combinedDone);
    lists.put("historyNot", historyNot);
    lists.put("pixelUnit", pixelUnit);
    lists.put("wholeUnit", wholeUnit);
    lists.put("names", names);
    return lists;
  }

  void addAll(ReductionSigns other) {
    Map<String, Set<String>> mine = lists();
    other.lists().forEach((name, words) -> mine.get(name).addAll(words));
  }

  /** Condition under which a card is a sign. */
  enum Kind {
    /** Its comment has some words, and its value does not deny it. */
    DONE,
    /** Its value has some words. */
    WORDS,
    /** Its comment has some words, and its value is a number of frames above 1. */
    COUNT
  }

  /**
   * A card that says that a frame is no raw one.
   *
   * @param words in capitals, that its comment or value must have; empty for any
   */
  record Sign(Kind kind, String keyword, String words) {
    /**
     * Returns the sign of {@code KEYWORD}, {@code KEYWORD / words of its comment}, or {@code
     * KEYWORD = words of its value}.
     *
     * @param kind of one without words of its value
     */
    static Sign parse(String text, Kind kind) {
      int end = text.indexOf(" /");
      int equals = text.indexOf(" =");
      int cut = end < 0 ? equals : equals < 0 ? end : Math.min(end, equals);
      return cut < 0
          ? new Sign(kind, text.trim(), "")
          : new Sign(
              cut == equals ? Kind.WORDS : kind,
              text.substring(0, cut).trim(),
              text.substring(cut + 2).trim().toUpperCase(Locale.ROOT));
    }
  }

  /**
   * Returns the first sign of a header, as it stands there; empty if there is none.
   *
   * @param there the signs of which it has the keyword
   */
  Optional<String> first(FitsHeader header, List<Sign> there) {
    return ofCards(header, there)
        .or(() -> ofStatus(header))
        .or(() -> ofUnit(header))
        .or(() -> ofCommentary(header));
  }

  /** Returns whether a header says that a bias, or an overscan, has been subtracted. */
  boolean isBiasSubtracted(FitsHeader header, List<Sign> there) {
    boolean said =
        there.stream()
            .filter(sign -> sign.kind != Kind.COUNT && isOfBias(sign.keyword))
            .anyMatch(sign -> isSaid(header, sign));
    return said
        || header.text("CALSTAT").filter(value -> !isDenied(value)).orElse("").contains("B")
        || header.history().stream()
            .map(line -> line.toUpperCase(Locale.ROOT))
            .filter(ReductionSigns::isOfBias)
            .map(ReductionSigns::words)
            .anyMatch(words -> !isNegative(words) && says(words, historyOf, historyDone));
  }

  private static boolean isOfBias(String text) {
    return text.contains("BIAS") || text.contains("ZERO");
  }

  private Optional<String> ofCards(FitsHeader header, List<Sign> there) {
    for (Sign sign : there) {
      if (isSaid(header, sign)) {
        return Optional.of(shown(header, sign.keyword));
      }
    }
    return Optional.empty();
  }

  private boolean isSaid(FitsHeader header, Sign sign) {
    String value = header.text(sign.keyword).orElse("").toUpperCase(Locale.ROOT);
    if (sign.kind == Kind.WORDS) {
      return value.contains(sign.words) && !NOT.matcher(value).matches();
    }
    boolean fits =
        sign.words.isEmpty()
            || header.comment(sign.keyword).toUpperCase(Locale.ROOT).contains(sign.words);
    return fits
        && (sign.kind == Kind.COUNT
            ? FitsHeader.parseNumber(value).orElse(0) > 1
            : !isDenied(value));
  }

  /**
   * Returns all cards that are signs, in the order in which they count.
   *
   * @param ofFacts keywords that hold facts: CORRECTO may be a corrected overscan, cut to eight
   *     letters, but it is a corrector, and NONLINEA where a chip is no longer linear
   */
  List<Sign> all(Set<String> ofFacts) {
    List<Sign> all = new ArrayList<>();
    present.stream().map(word -> Sign.parse(word, Kind.DONE)).forEach(all::add);
    combined.stream().map(word -> Sign.parse(word, Kind.COUNT)).forEach(all::add);
    stepKeywords().forEach(word -> all.add(new Sign(Kind.DONE, word, "")));
    all.removeIf(
        sign -> sign.kind == Kind.DONE && sign.words.isEmpty() && ofFacts.contains(sign.keyword));
    return all;
  }

  /**
   * Returns DARKCOR, DARK_SUB, SUBDARK and the like: every step with every ending, on either side.
   */
  private Set<String> stepKeywords() {
    Set<String> all = new TreeSet<>();
    for (String step : steps) {
      for (String ending : stepEndings) {
        for (String between : List.of("", "-", "_")) {
          for (String name : List.of(step + between + ending, ending + between + step)) {
            all.add(name.substring(0, Math.min(8, name.length())));
          }
        }
      }
    }
    all.removeAll(steps); // of DARKSUBTRACTED no more than DARKSUBT is left, never DARK
    return all;
  }

  private Optional<String> ofStatus(FitsHeader header) {
    for (String keyword : status) {
      if (!header.has(keyword)) {
        continue;
      }
      String value = header.text(keyword).orElse("").toUpperCase(Locale.ROOT);
      boolean letters = keyword.equals("CALSTAT") || LETTERS.matcher(value).matches();
      boolean flatAlone = value.equals("F") && keyword.matches("CAL.?STATU?"); // not "false"
      if (letters
          && (flatAlone || !isDenied(value))
          && calstat.stream().anyMatch(value::contains)) {
        return Optional.of(shown(header, keyword));
      }
    }
    return Optional.empty();
  }

  private Optional<String> ofUnit(FitsHeader header) {
    if (!header.has("BUNIT")) {
      return Optional.empty();
    }
    String unit = header.text("BUNIT").orElse("").toUpperCase(Locale.ROOT).replace(" ", "");
    return wholeUnit.contains(unit) || pixelUnit.stream().anyMatch(unit::contains)
        ? Optional.of(shown(header, "BUNIT"))
        : Optional.empty();
  }

  private Optional<String> ofCommentary(FitsHeader header) {
    for (String card : header.cards()) {
      boolean ofHistory = card.startsWith("HISTORY");
      if (!ofHistory && !card.startsWith("COMMENT")) {
        continue;
      }
      String line = card.substring(8).trim().toUpperCase(Locale.ROOT);
      if (line.startsWith("=")) {
        line = LIKE_A_VALUE.matcher(line).replaceFirst("");
      }
      line = NUMBER_OF_LINE.matcher(line).replaceFirst("");
      List<String> words = words(line);
      if (!isNegative(words)
          && (ofHistory && history.stream().anyMatch(line::startsWith)
              || ofHistory && historyWhole.contains(END_OF_LINE.matcher(line).replaceFirst(""))
              || says(words, historyOf, historyDone)
              || ofHistory && says(words, combinedOf, combinedDone))) {
        return Optional.of(card.substring(0, 7) + " " + card.substring(8).trim());
      }
    }
    return Optional.empty();
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= line.length(); i++) {
      boolean letter = i < line.length() && line.charAt(i) >= 'A' && line.charAt(i) <= 'Z';
      if (!letter) {
        if (i > start) {
          words.add(line.substring(start, i));
        }
        start = i + 1;
      }
    }
    return words;
  }

  private boolean isNegative(List<String> words) {
    return !Collections.disjoint(historyNot, words);
  }

  /** Returns whether a line has one of some words, and near it one that says that it was done. */
  private static boolean says(List<String> words, Set<String> of, Set<String> done) {
    int lastOf = -1;
    int lastDone = -1;
    boolean said = false;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean names = of.contains(word);
      boolean doing = done.contains(word);
      if (!names && !doing && isBoth(word, of, done)) {
        names = true;
        doing = true;
      }
      lastOf = names ? i : lastOf;
      lastDone = doing ? i : lastDone;
      said |= lastOf >= 0 && lastDone >= 0 && Math.abs(lastOf - lastDone) <= WORDS_BETWEEN + 1;
    }
    return said;
  }

  /** Returns whether a word names step and reduction in one, as FLATFIELDED and DARKSUB do. */
  private static boolean isBoth(String word, Set<String> of, Set<String> done) {
    for (String what : of) {
      if (word.startsWith(what) && done.contains(word.substring(what.length()))) {
        return true;
      }
    }
    return false;
  }

  private boolean isDenied(String value) {
    String capitals = value.toUpperCase(Locale.ROOT);
    OptionalDouble number = FitsHeader.parseNumber(capitals);
    return denied.contains(capitals)
        || isDeniedByItsLastWord(capitals)
        || NOT.matcher(capitals).matches()
        || number.isPresent() && number.getAsDouble() <= 0;
  }

  /**
   * Returns whether a short value ends with a word that denies it, as "Auto dark off" does. In a
   * longer one, or where a file or something done is named, it may deny another step.
   */
  private boolean isDeniedByItsLastWord(String capitals) {
    if (!SHORT_LINE.matcher(capitals).matches()) {
      return false;
    }
    List<String> words = words(capitals);
    return denied.contains(words.get(words.size() - 1)) && Collections.disjoint(words, historyDone);
  }

  private static String shown(FitsHeader header, String keyword) {
    return keyword + " = " + header.text(keyword).orElse("''");
  }
}
