package org.nightbeam.run;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.nightbeam.fields.TargetFields;
import org.nightbeam.frame.FrameType;
import org.nightbeam.options.UsageException;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.registration.Outcome;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameTable;
import org.nightbeam.transforms.WriteFrameTable;

/** The frames that {@code --reference} names. */
final class GivenReferences {
  private static final int SHOWN = 5;

  private GivenReferences() {}

  /**
   * Checks that each name is that of one light, or of a reference of earlier runs.
   *
   * @param lights all of the input
   * @param earlier whether a reference of an earlier run has this name
   * @param watching whether further lights may come
   * @return what a person should know of names of lights that have not come yet
   * @throws UsageException if one is of none, or of several
   */
  static List<String> check(
      List<String> names, List<LightFrame> lights, Predicate<String> earlier, boolean watching)
      throws UsageException {
    List<String> warnings = new ArrayList<>();
    List<String> paths =
        lights.stream().map(light -> light.frame().path()).distinct().sorted().toList();
    for (String name : names) {
      List<String> meant = new ArrayList<>();
      for (LightFrame light : lights) {
        String path = light.frame().path();
        if (isMeant(name, path, light.frame().uri()) && !meant.contains(path)) {
          meant.add(path);
        }
      }
      if (meant.contains(name)) {
        continue; // the whole path, be it that others end in it
      }
      if (meant.isEmpty() && earlier.test(name)) {
        continue; // it stays one by itself
      }
      if (meant.isEmpty() && watching) {
        warnings.add(
            String.format(
                "--reference=%s: none of the %d lights so far; when it arrives, all are"
                    + " registered to it",
                name, paths.size()));
        continue;
      }
      if (meant.size() != 1) {
        throw new UsageException(
            String.format(
                "--reference=%s: %s; expected the name or path of one, such as %s",
                name,
                meant.isEmpty()
                    ? "none of the " + paths.size() + " lights of the input"
                    : meant.size() + " lights have this name",
                listed(meant.isEmpty() ? paths : meant)));
      }
    }
    return warnings;
  }

  /** Returns what a person should know of names whose lights are no references after all. */
  static List<String> unused(List<String> names, Storage storage, String output)
      throws IOException {
    if (names.isEmpty()) {
      return List.of();
    }
    try (Reader table = WriteFrameTable.open(storage, output)) {
      return unused(names, FrameTable.read(table));
    }
  }

  static List<String> unused(List<String> names, Iterable<Map<String, String>> rows) {
    List<String> warnings = new ArrayList<>();
    for (Map<String, String> row : rows) {
      String registration = row.get(FrameColumn.REGISTRATION.label());
      for (String name : names) {
        if (isMeant(name, row.get("path"), row.get(FrameColumn.URI.label()))
            && row.get("type").equals(FrameType.LIGHT.label())
            && !registration.equals(Outcome.REFERENCE.label())) {
          String why = row.get("reason");
          warnings.add(
              String.format(
                  "--reference=%s: %s is not the reference of its target: it is %s%s",
                  name,
                  row.get("path"),
                  registration.isEmpty() ? row.get("status") : registration,
                  registration.isEmpty() && !why.isEmpty() ? " (" + why + ")" : ""));
        }
      }
    }
    return warnings;
  }

  /** Returns whether a name is that of a frame. */
  static boolean isMeant(String name, String path, String uri) {
    return TargetFields.isNamed(path, name) || uri.equals(name);
  }

  private static String listed(List<String> paths) {
    String some = String.join(", ", paths.subList(0, Math.min(SHOWN, paths.size())));
    return paths.size() > SHOWN ? some + " ..." : some;
  }
}
