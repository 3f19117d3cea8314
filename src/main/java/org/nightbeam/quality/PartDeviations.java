package org.nightbeam.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Parts of a frame that are brighter or darker than in other frames by more than the limit. */
final class PartDeviations {
  /**
   * Number of parts, in more than one band of rows, that make a structure and not a fault of some
   * rows.
   */
  private static final int FEWEST = 3;

  private final FrameSample frame;
  private final List<Deviation> found = new ArrayList<>();

  private record Deviation(int part, double value, double limit) {
    double ofLimit() {
      return Math.abs(value) / limit;
    }
  }

  PartDeviations(FrameSample frame) {
    this.frame = frame;
  }

  /**
   * Takes a part.
   *
   * @param deviation from that of other frames; NaN if there is nothing to compare
   * @param limit what is allowed
   */
  void add(int part, double deviation, double limit) {
    if (Math.abs(deviation) > limit) {
      found.add(new Deviation(part, deviation, limit));
    }
  }

  /** Returns whether they are so many, and so spread, that something was there. */
  boolean areStructure() {
    long bands = found.stream().map(one -> one.part() / frame.across()).distinct().count();
    return found.size() >= FEWEST && bands > 1;
  }

  /**
   * Returns where the largest deviation is, and what, for a person to read.
   *
   * @param factor from deviations to the unit
   * @param unit after the figure
   */
  String largest(double factor, String unit) {
    Deviation largest =
        found.stream().max(Comparator.comparingDouble(Deviation::ofLimit)).orElseThrow();
    int across = frame.across();
    int down = frame.parts().size() / across;
    return String.format(
        Locale.ROOT,
        "around column %d, row %d it is %.0f%s %s",
        (int) ((largest.part() % across + 0.5) * frame.width() / across),
        (int) ((largest.part() / across + 0.5) * frame.height() / down),
        Math.abs(factor * largest.value()),
        unit,
        largest.value() > 0 ? "brighter" : "darker");
  }
}
