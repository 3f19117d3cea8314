package org.nightbeam.run.summary;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Groups warnings about files that differ only in their numbers, so that each kind is printed once,
 * with its count.
 */
public final class GroupedWarnings {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]+)?");

  private final Map<String, Kind> kinds = new HashMap<>();

  /** Warnings of one kind, told by the first that came. */
  public static final class Kind {
    private final String sentence;
    private final String file;
    private long count;

    private Kind(String sentence, String file) {
      this.sentence = sentence;
      this.file = file;
    }

    public String sentence() {
      return sentence;
    }

    String file() {
      return file;
    }

    /** Returns the first file, and whether there are more. */
    public String files() {
      return file + (count > 1 ? ", ..." : "");
    }

    public long count() {
      return count;
    }
  }

  /** Counts a warning about a file. */
  public void add(String sentence, String file) {
    kinds.computeIfAbsent(NUMBER.matcher(sentence).replaceAll("#"), any -> new Kind(sentence, file))
        .count++;
  }

  /** Returns the number of warnings of all kinds. */
  long total() {
    return kinds.values().stream().mapToLong(Kind::count).sum();
  }

  /** Returns all kinds, the most frequent first. */
  public List<Kind> byFrequency() {
    return kinds.values().stream()
        .sorted(Comparator.comparing((Kind kind) -> -kind.count).thenComparing(Kind::sentence))
        .toList();
  }
}
