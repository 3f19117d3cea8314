package org.nightbeam.commandline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.Verb;

/**
 * The options of Nightbeam, read from the interfaces that {@link ProgramOptions} consists of. Their
 * annotations are looked at only when they are asked for: most command lines ask for few.
 */
public final class OptionCatalogue {
  private final Map<Class<?>, List<Option>> byInterface = new LinkedHashMap<>();
  private final Map<String, Option> byName = new LinkedHashMap<>();

  public OptionCatalogue() {
    add(ProgramOptions.class);
  }

  private void add(Class<?> type) {
    if (type.getPackage() != ProgramOptions.class.getPackage()) {
      return; // of Beam
    }
    List<Option> options = Option.of(type);
    if (!options.isEmpty()) {
      options.sort(Comparator.comparing(Option::name));
      byInterface.put(type, options);
      options.forEach(option -> byName.put(option.name(), option));
    }
    for (Class<?> part : type.getInterfaces()) {
      add(part);
    }
  }

  /** Returns the options under each heading, in order of their names. */
  public Map<String, List<Option>> byHeading() {
    Map<String, List<Option>> byHeading = new LinkedHashMap<>();
    byInterface.forEach(
        (type, options) -> byHeading.put(type.getAnnotation(Heading.class).value(), options));
    return byHeading;
  }

  /** Returns the options that have an effect on a verb, under each heading that has any. */
  public Map<String, List<Option>> heededBy(Verb verb) {
    Map<String, List<Option>> heeded = new LinkedHashMap<>();
    byHeading()
        .forEach(
            (heading, all) -> {
              List<Option> some = new ArrayList<>(all);
              some.removeIf(option -> !option.isHeededBy(verb));
              if (!some.isEmpty()) {
                heeded.put(heading, some);
              }
            });
    return heeded;
  }

  /** Returns the option of a name. */
  public Optional<Option> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Returns all options, in the order of help. */
  public List<Option> all() {
    return List.copyOf(byName.values());
  }

  /** Returns all names, in the order of help. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }
}
