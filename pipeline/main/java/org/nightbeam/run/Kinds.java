package org.nightbeam.run;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Sentences about files, counted: those that differ in their numbers alone are of one kind, which
 * is told once and not once a file.
 */
final class Kinds {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]+)?");

  private final Map<String, Kind> kinds = new HashMap<>();

  /** A kind, by the first that came. */
  static final class Kind {
    private final String sentence;
    private final String file;
    private long count;

    private Kind(String sentence, String file) {
      this.sentence = sentence;
      this.file = file;
    }

    String sentence() {
      return sentence;
    }

    /** The first file, and whether there are more. */
    String files() {
      return file + (count > 1 ? ", ..." : "");
    }

    long count() {
      return count;
    }
  }

  void add(String sentence, String file) {
    kinds.computeIfAbsent(NUMBER.matcher(sentence).replaceAll("#"), any -> new Kind(sentence, file))
        .count++;
  }

  /** Number of sentences of all kinds. */
  long total() {
    return kinds.values().stream().mapToLong(Kind::count).sum();
  }

  /** All kinds, the most frequent first. */
  List<Kind> byFrequency() {
    return kinds.values().stream()
        .sorted(Comparator.comparing((Kind kind) -> -kind.count).thenComparing(Kind::sentence))
        .toList();
  }
}
