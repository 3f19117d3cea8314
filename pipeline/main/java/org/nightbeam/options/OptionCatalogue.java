package org.nightbeam.options;

import java.beans.Introspector;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** The options of Nightbeam, read from the option interfaces themselves. */
public final class OptionCatalogue {

  /** An interface of options under a heading. */
  private static final Map<String, Class<? extends PipelineOptions>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put("Input and output", InputOutputOptions.class);
    GROUPS.put("Calibration", CalibrationOptions.class);
    GROUPS.put("Sources", SourceOptions.class);
    GROUPS.put("Matching", MatchingOptions.class);
    GROUPS.put("Run", RunOptions.class);
  }

  /** What of a disk an option names. */
  public enum Place {
    /** Files and folders. */
    PATH,
    FOLDER,
    FILE,
    NONE
  }

  /** An option as its interface declares it. */
  public record Option(
      String name, Class<?> type, String description, String byDefault, Range range) {

    /** What may stand after the equals sign. */
    public String values() {
      List<String> choices = choices();
      if (!choices.isEmpty()) {
        return String.join("|", choices);
      }
      if (isNumber()) {
        return "N";
      }
      return switch (place()) {
        case PATH, FOLDER -> "PATH";
        case FILE -> "FILE";
        case NONE -> "TEXT";
      };
    }

    /** The words that may stand there; none if there are too many to name. */
    public List<String> choices() {
      if (type == boolean.class) {
        return List.of("true", "false");
      }
      List<String> names = new ArrayList<>();
      if (type.isEnum()) {
        for (Object constant : type.getEnumConstants()) {
          names.add(((Enum<?>) constant).name());
        }
      }
      return names;
    }

    /** What of a disk it names. */
    public Place place() {
      return switch (name) {
        case "fringe", "input", "masters" -> Place.PATH;
        case "output", "scratch" -> Place.FOLDER;
        case "badPixelMap", "dialect", "facts" -> Place.FILE;
        default -> Place.NONE;
      };
    }

    /** Whether it may stand alone, without a value. */
    public boolean isSwitch() {
      return type == boolean.class;
    }

    /** Its description, range and default. */
    public String inWords() {
      StringBuilder text = new StringBuilder(description);
      if (range != null) {
        text.append(
            String.format(
                " (%s to %s%s)",
                shown(range.min()),
                shown(range.max()),
                range.unit().isEmpty() ? "" : " " + range.unit()));
      }
      if (byDefault != null) {
        text.append("; default ").append(byDefault);
      }
      return text.toString();
    }

    /** Refuses a value that the option cannot have. */
    void check(String value) throws UsageException {
      if (type.isEnum()) {
        for (Object constant : type.getEnumConstants()) {
          if (((Enum<?>) constant).name().equals(value)) {
            return;
          }
        }
        throw new UsageException(
            String.format("--%s=%s: expected one of %s", name, value, values().replace("|", ", ")));
      }
      if (type == boolean.class && !value.equals("true") && !value.equals("false")) {
        throw new UsageException(String.format("--%s=%s: expected true or false", name, value));
      }
      if (isNumber()) {
        checkNumber(value);
      }
      if (value.isEmpty()) {
        throw new UsageException(String.format("--%s=: expected a value", name));
      }
    }

    private boolean isNumber() {
      return type == int.class || type == double.class || type == Double.class;
    }

    private void checkNumber(String value) throws UsageException {
      String kind = type == int.class ? "a whole number" : "a number";
      double number;
      try {
        number = type == int.class ? Integer.parseInt(value) : Double.parseDouble(value);
      } catch (NumberFormatException e) {
        number = Double.NaN;
      }
      if (!(number >= range.min() && number <= range.max())) {
        throw new UsageException(
            String.format(
                "--%s=%s: expected %s from %s to %s%s",
                name,
                value,
                kind,
                shown(range.min()),
                shown(range.max()),
                range.unit().isEmpty() ? "" : " " + range.unit()));
      }
    }
  }

  private final Map<String, List<Option>> byGroup = new LinkedHashMap<>();

  public OptionCatalogue() {
    GROUPS.forEach((heading, type) -> byGroup.put(heading, options(type)));
  }

  /** The options of each group, in order of their names. */
  public Map<String, List<Option>> byGroup() {
    return byGroup;
  }

  /** The option of a name. */
  public Optional<Option> find(String name) {
    return byGroup.values().stream()
        .flatMap(List::stream)
        .filter(option -> option.name.equals(name))
        .findFirst();
  }

  /** All names. */
  public List<String> names() {
    return byGroup.values().stream().flatMap(List::stream).map(Option::name).toList();
  }

  /** The value of an option; null if it has none. */
  public static Object valueOf(ProgramOptions options, String name) {
    for (Class<? extends PipelineOptions> type : GROUPS.values()) {
      for (Method getter : type.getDeclaredMethods()) {
        if (getter.getName().startsWith("get")
            && Introspector.decapitalize(getter.getName().substring(3)).equals(name)) {
          try {
            return getter.invoke(options);
          } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("option " + name + " cannot be read", impossible);
          }
        }
      }
    }
    throw new IllegalArgumentException("no option " + name);
  }

  public static String shown(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static List<Option> options(Class<? extends PipelineOptions> type) {
    List<Option> options = new ArrayList<>();
    for (Method getter : type.getDeclaredMethods()) {
      if (getter.getName().startsWith("get")) {
        options.add(
            new Option(
                Introspector.decapitalize(getter.getName().substring(3)),
                getter.getReturnType(),
                getter.getAnnotation(Description.class).value(),
                defaultOf(getter),
                getter.getAnnotation(Range.class)));
      }
    }
    options.sort(Comparator.comparing(Option::name));
    return options;
  }

  private static String defaultOf(Method getter) {
    for (Annotation annotation : getter.getAnnotations()) {
      if (annotation instanceof Default.Enum d) {
        return d.value();
      } else if (annotation instanceof Default.Double d) {
        return shown(d.value());
      } else if (annotation instanceof Default.Integer d) {
        return Integer.toString(d.value());
      } else if (annotation instanceof Default.Boolean d) {
        return Boolean.toString(d.value());
      }
    }
    return null;
  }
}
