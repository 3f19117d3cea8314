package org.nightbeam.header;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;

/**
 * Signs that a frame is no raw one, as programs and archives write them. All words are those of the
 * dialect, see the comments in {@code dialect.yaml}.
 */
final class ReductionSigns {
  private static final Pattern WORD = Pattern.compile("[A-Z]+");
  private static final Pattern LETTERS = Pattern.compile("[BDFMOTZGWILSRX,+/ -]{1,8}");
  private static final Pattern NOT = Pattern.compile("(?:NOT?|NEVER|UN[A-Z]+)\\b.*");

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
  final Set<String> historyOf = new LinkedHashSet<>();
  final Set<String> historyDone = new LinkedHashSet<>();
  final Set<String> combinedOf = new LinkedHashSet<>();
  final Set<String> combinedDone = new LinkedHashSet<>();
  final Set<String> historyNot = new LinkedHashSet<>();
  final Set<String> pixelUnit = new LinkedHashSet<>();
  private volatile Map<String, String> stepKeywords; // null until asked for: keyword to its step

  /** The lists by their names in a dialect file. */
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
    lists.put("historyOf", historyOf);
    lists.put("historyDone", historyDone);
    lists.put("combinedOf", combinedOf);
    lists.put("combinedDone", combinedDone);
    lists.put("historyNot", historyNot);
    lists.put("pixelUnit", pixelUnit);
    return lists;
  }

  void addAll(ReductionSigns other) {
    Map<String, Set<String>> mine = lists();
    other.lists().forEach((name, words) -> mine.get(name).addAll(words));
  }

  /** The first sign of a header, as it stands there; empty if there is none. */
  Optional<String> first(FitsHeader header) {
    return ofCards(header)
        .or(() -> ofStatus(header))
        .or(() -> ofUnit(header))
        .or(() -> ofCommentary(header));
  }

  /** Whether a header says that a bias, or an overscan, has been subtracted. */
  boolean isBiasSubtracted(FitsHeader header) {
    boolean said =
        present.stream()
            .filter(sign -> isOfBias(keyword(sign)))
            .anyMatch(sign -> isPresent(header, sign));
    return said
        || header.keywords().stream()
            .anyMatch(keyword -> isOfBias(keyword) && isStepDone(header, keyword))
        || header.text("CALSTAT").filter(value -> !isDenied(value)).orElse("").contains("B")
        || header.history().stream()
            .map(line -> line.toUpperCase(Locale.ROOT))
            .anyMatch(line -> isOfBias(line) && says(line, historyOf, historyDone));
  }

  private static boolean isOfBias(String text) {
    return text.contains("BIAS") || text.contains("ZERO");
  }

  private Optional<String> ofCards(FitsHeader header) {
    for (String sign : present) {
      if (isPresent(header, sign)) {
        return Optional.of(sign(header, keyword(sign)));
      }
    }
    for (String keyword : combined) {
      if (header.number(keyword).orElse(0) > 1) {
        return Optional.of(sign(header, keyword));
      }
    }
    return header.keywords().stream()
        .filter(keyword -> isStepDone(header, keyword))
        .sorted()
        .findFirst()
        .map(keyword -> sign(header, keyword));
  }

  private boolean isStepDone(FitsHeader header, String keyword) {
    return stepKeywords().containsKey(keyword) && !isDenied(header.text(keyword).orElse(""));
  }

  /** DARKCOR, DARK_SUB, SUBDARK and the like: every step with every ending, on either side. */
  private Map<String, String> stepKeywords() {
    if (stepKeywords == null) {
      Map<String, String> all = new HashMap<>();
      for (String step : steps) {
        for (String ending : stepEndings) {
          for (String between : List.of("", "-", "_")) {
            for (String name : List.of(step + between + ending, ending + between + step)) {
              all.put(name.substring(0, Math.min(8, name.length())), step);
            }
          }
        }
      }
      steps.forEach(all::remove); // of DARKSUBTRACTED no more than DARKSUBT is left, never DARK
      stepKeywords = Map.copyOf(all);
    }
    return stepKeywords;
  }

  private Optional<String> ofStatus(FitsHeader header) {
    for (String keyword : status) {
      String value = header.text(keyword).orElse("").toUpperCase(Locale.ROOT);
      boolean letters = keyword.equals("CALSTAT") || LETTERS.matcher(value).matches();
      if (letters && !isDenied(value) && calstat.stream().anyMatch(value::contains)) {
        return Optional.of(sign(header, keyword));
      }
    }
    return Optional.empty();
  }

  private Optional<String> ofUnit(FitsHeader header) {
    String unit = header.text("BUNIT").orElse("").toUpperCase(Locale.ROOT).replace(" ", "");
    return pixelUnit.stream().filter(unit::contains).findFirst().map(any -> sign(header, "BUNIT"));
  }

  private Optional<String> ofCommentary(FitsHeader header) {
    for (String card : header.cards()) {
      boolean ofHistory = card.startsWith("HISTORY");
      if (!ofHistory && !card.startsWith("COMMENT")) {
        continue;
      }
      String line = card.substring(8).trim().toUpperCase(Locale.ROOT);
      line = line.replaceFirst("^=\\s*'\\s*", "");
      if (ofHistory && history.stream().anyMatch(line::startsWith) && !isNegative(line)
          || says(line, historyOf, historyDone)
          || ofHistory && says(line, combinedOf, combinedDone)) {
        return Optional.of(card.substring(0, 7) + " " + card.substring(8).trim());
      }
    }
    return Optional.empty();
  }

  private boolean isNegative(String line) {
    Matcher words = WORD.matcher(line);
    while (words.find()) {
      if (historyNot.contains(words.group())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a line has one of some words, and near it one that says that it was done. */
  private boolean says(String line, Set<String> of, Set<String> done) {
    List<String> words = new ArrayList<>();
    Matcher m = WORD.matcher(line);
    while (m.find()) {
      words.add(m.group());
    }
    int lastOf = -1;
    int lastDone = -1;
    boolean said = false;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (historyNot.contains(word)) {
        return false;
      }
      boolean names = of.contains(word);
      boolean doing = done.contains(word);
      if (!names && !doing) {
        // FLATFIELDED, DARKSUB
        boolean both =
            of.stream()
                .anyMatch(
                    what -> word.startsWith(what) && done.contains(word.substring(what.length())));
        names = both;
        doing = both;
      }
      lastOf = names ? i : lastOf;
      lastDone = doing ? i : lastDone;
      said |= lastOf >= 0 && lastDone >= 0 && Math.abs(lastOf - lastDone) <= WORDS_BETWEEN + 1;
    }
    return said;
  }

  /**
   * Whether a sign is there: {@code KEYWORD}, {@code KEYWORD / words of its comment}, or {@code
   * KEYWORD = words of its value}.
   */
  private boolean isPresent(FitsHeader header, String sign) {
    String keyword = keyword(sign);
    if (!header.has(keyword)) {
      return false;
    }
    String value = header.text(keyword).orElse("").toUpperCase(Locale.ROOT);
    String rest = sign.substring(keyword.length()).trim();
    String words = rest.isEmpty() ? "" : rest.substring(1).trim();
    if (rest.startsWith("=")) {
      return value.contains(words) && !NOT.matcher(value).matches();
    }
    return header.comment(keyword).toUpperCase(Locale.ROOT).contains(words) && !isDenied(value);
  }

  private boolean isDenied(String value) {
    String capitals = value.toUpperCase(Locale.ROOT);
    OptionalDouble number = FitsHeader.parseNumber(capitals);
    return denied.contains(capitals)
        || NOT.matcher(capitals).matches()
        || number.isPresent() && number.getAsDouble() <= 0;
  }

  private static String keyword(String sign) {
    int end = sign.indexOf(" /");
    int equals = sign.indexOf(" =");
    int cut = end < 0 ? equals : equals < 0 ? end : Math.min(end, equals);
    return (cut < 0 ? sign : sign.substring(0, cut)).trim();
  }

  private static String sign(FitsHeader header, String keyword) {
    return keyword + " = " + header.text(keyword).orElse("''");
  }
}
