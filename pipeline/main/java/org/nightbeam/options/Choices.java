package org.nightbeam.options;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads lists of words, each of which is a constant of an enum. */
final class Choices {
  private Choices() {}

  /**
   * Returns the constants that an option names, in order of their declaration.
   *
   * @param names null for none
   * @throws UsageException if there is no constant of a name
   */
  static <E extends Enum<E>> List<E> of(String option, List<String> names, Class<E> type)
      throws UsageException {
    Set<E> constants = EnumSet.noneOf(type);
    for (String name : names == null ? List.<String>of() : names) {
      try {
        constants.add(Enum.valueOf(type, name.trim().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException unknown) {
        throw new UsageException(
            String.format(
                "--%s=%s: expected one of %s",
                option, name, Arrays.toString(type.getEnumConstants())));
      }
    }
    return List.copyOf(constants);
  }
}
