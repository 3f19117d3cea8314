package org.nightbeam.run;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.table.FrameColumn;

/** The products of earlier runs, named by rows that stay in the table, which a run has replaced. */
final class ReplacedProducts {
  private static final String NO_MORE = "made again by a run whose input did not have this light";

  /** Nights whose tables change. */
  final Set<String> nights = new HashSet<>();

  private final Set<String> products = new HashSet<>();
  private final Set<String> stacks = new HashSet<>();

  /** Numbers of lights of earlier runs, by the stack. */
  private final SortedMap<String, Integer> outOfStacks = new TreeMap<>();

  /** Takes a row of the run. */
  void own(Map<String, String> row) {
    nights.add(EarlierRows.night(row));
    if (isCalibrated(row)) {
      products.add(EarlierRows.text(row, FrameColumn.OUTPUT));
    }
    stacks.add(EarlierRows.text(row, FrameColumn.STACK));
  }

  /** Takes a row of an earlier run, when all of this one are known. */
  void earlier(Map<String, String> row) {
    String stack = EarlierRows.text(row, FrameColumn.STACK);
    if (hasProductOf(row)) {
      nights.add(EarlierRows.night(row));
      return;
    }
    if (isOutOfStack(row)) {
      nights.add(EarlierRows.night(row));
      outOfStacks.merge(stack, 1, Integer::sum);
    }
  }

  private static boolean isCalibrated(Map<String, String> row) {
    return EarlierRows.text(row, FrameColumn.OUTPUT).startsWith(OutputLayout.CALIBRATED + "/");
  }

  /** Returns whether the product of a row is that of a frame of the run by now. */
  boolean hasProductOf(Map<String, String> row) {
    return isCalibrated(row) && products.contains(EarlierRows.text(row, FrameColumn.OUTPUT));
  }

  private boolean isOutOfStack(Map<String, String> row) {
    String stack = EarlierRows.text(row, FrameColumn.STACK);
    return !stack.isEmpty() && stacks.contains(stack);
  }

  /** Takes back what a row of an earlier run says of a stack that it is no longer in. */
  void correct(Map<String, String> row) {
    if (isOutOfStack(row)) {
      row.put(
          FrameColumn.STACK_DETAILS.label(),
          EarlierRows.text(row, FrameColumn.STACK) + " was " + NO_MORE);
      row.put(FrameColumn.STACK.label(), "");
    }
  }

  List<String> warnings() {
    if (outOfStacks.isEmpty()) {
      return List.of();
    }
    int more = outOfStacks.size() - 1;
    return List.of(
        String.format(
            "%s%s: %d lights of earlier runs to this output are no longer in it, because"
                + " they are not in this input; to have them together, give all nights as --input",
            outOfStacks.firstKey(),
            more == 0 ? "" : " (and " + more + " more)",
            outOfStacks.get(outOfStacks.firstKey())));
  }
}
