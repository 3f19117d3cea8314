package org.nightbeam.run;

import java.util.ArrayList;
import java.util.List;
import org.nightbeam.fields.TargetFields;
import org.nightbeam.options.UsageException;
import org.nightbeam.plan.LightFrame;

/** The frames that {@code --reference} names. */
final class GivenReferences {
  private static final int SHOWN = 5;

  private GivenReferences() {}

  /**
   * Checks that each name is that of one light.
   *
   * @param lights all of the input
   * @throws UsageException if one is of none, or of several
   */
  static void check(List<String> names, List<LightFrame> lights) throws UsageException {
    List<String> paths =
        lights.stream().map(light -> light.frame().path()).distinct().sorted().toList();
    for (String name : names) {
      List<String> meant = new ArrayList<>();
      for (LightFrame light : lights) {
        String path = light.frame().path();
        boolean isMeant = TargetFields.isNamed(path, name) || light.frame().uri().equals(name);
        if (isMeant && !meant.contains(path)) {
          meant.add(path);
        }
      }
      if (meant.contains(name)) {
        continue; // the whole path, be it that others end in it
      }
      if (meant.size() != 1) {
        throw new UsageException(
            String.format(
                "--reference=%s: %s; expected the name or path of one, such as %s",
                name,
                meant.isEmpty()
                    ? "none of the " + paths.size() + " lights of the input"
                    : meant.size() + " lights are named so",
                listed(meant.isEmpty() ? paths : meant)));
      }
    }
  }

  private static String listed(List<String> paths) {
    String some = String.join(", ", paths.subList(0, Math.min(SHOWN, paths.size())));
    return paths.size() > SHOWN ? some + " ..." : some;
  }
}
