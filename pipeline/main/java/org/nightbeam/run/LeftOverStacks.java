package org.nightbeam.run;

import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.nightbeam.stack.StackPlan;
import org.nightbeam.stack.StackSettings;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameTable;
import org.nightbeam.transforms.WriteFrameTable;
import org.nightbeam.transforms.storage.BeamStorage;

/** Stacks in an output that no light of its table is in, such as those whose lights are gone. */
final class LeftOverStacks {
  private LeftOverStacks() {}

  /**
   * Returns what a person should know of them, when the table has the rows of all runs. Those of
   * other kinds, as on a moving object, are made and left by runs of their own.
   *
   * @param settings of the stacks of the run
   * @param made stacks of the run
   */
  static List<String> warnings(
      BeamStorage storage, String output, StackSettings settings, Iterable<String> made)
      throws IOException {
    TreeSet<String> left = new TreeSet<>();
    for (String file : storage.pathsBelow(OutputLayout.in(output, OutputLayout.STACKS))) {
      String path = OutputLayout.STACKS + "/" + file;
      if (StackPlan.isNamedBy(path, settings)) {
        left.add(path);
      }
    }
    made.forEach(left::remove);
    if (!left.isEmpty()) {
      try (Reader table = WriteFrameTable.open(storage, output)) {
        for (Map<String, String> row : FrameTable.read(table)) {
          left.remove(EarlierRows.text(row, FrameColumn.STACK));
        }
      }
    }
    return left.isEmpty()
        ? List.of()
        : List.of(
            String.format(
                left.size() == 1
                    ? "%d stack of earlier runs has no light in this table, %s%s: of its lights"
                        + " none, or one, can be stacked now; delete it if it is not wanted"
                    : "%d stacks of earlier runs have no light in this table, %s%s: of the lights"
                        + " of each none, or one, can be stacked now; delete what is not wanted",
                left.size(),
                left.size() == 1 ? "" : "such as ",
                left.first()));
  }
}
