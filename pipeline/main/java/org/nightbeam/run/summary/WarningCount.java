package org.nightbeam.run.summary;

/**
 * Warnings about frames that differ only in their numbers, as run.json and the plan's JSON have
 * them.
 *
 * @param warning the first of them
 * @param frames number of them
 * @param first path of one of them
 */
public record WarningCount(String warning, long frames, String first) {
  static WarningCount of(GroupedWarnings.Kind kind) {
    return new WarningCount(kind.sentence(), kind.count(), kind.file());
  }
}
