package org.nightbeam.commandline;

import java.beans.Introspector;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.ListOf;
import org.nightbeam.options.annotation.Names;
import org.nightbeam.options.annotation.Place;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;

/** An option, as its getter declares it. */
public final class Option {
  private static final String GET = "get";

  private final Method getter;

  private Option(Method getter) {
    this.getter = getter;
  }

  /** Returns the options that an interface declares itself. */
  static List<Option> of(Class<?> type) {
    List<Option> options = new ArrayList<>();
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().startsWith(GET) && method.getParameterCount() == 0) {
        options.add(new Option(method));
      }
    }
    return options;
  }

  /** Returns the name, without dashes. */
  public String name() {
    return Introspector.decapitalize(getter.getName().substring(GET.length()));
  }

  /** Returns the type of its value. */
  Class<?> type() {
    return getter.getReturnType();
  }

  /** Returns what it does, without a full stop. */
  String description() {
    return getter.getAnnotation(Description.class).value();
  }

  /** Returns the values that a number may have; null if it is no number. */
  Range range() {
    return getter.getAnnotation(Range.class);
  }

  /** Returns the kind of path that it names. */
  public Place place() {
    Names names = getter.getAnnotation(Names.class);
    return names == null ? Place.NONE : names.value();
  }

  /** Returns whether the option has an effect on a verb. */
  boolean isHeededBy(Verb verb) {
    HeededBy heeded = getter.getAnnotation(HeededBy.class);
    if (heeded == null) {
      heeded = getter.getDeclaringClass().getAnnotation(HeededBy.class);
    }
    return List.of(heeded.value()).contains(verb);
  }

  /** Returns its value; null if it has none. */
  public Object valueIn(ProgramOptions options) {
    try {
      return getter.invoke(options);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("option " + name() + " cannot be read", impossible);
    }
  }

  /** Returns what may stand after the equals sign. */
  public String values() {
    List<String> choices = choices();
    if (!choices.isEmpty()) {
      return isList() ? "WORDS" : String.join("|", choices); // the description has the words
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

  /** Returns the words that may stand there; none if there are too many to name. */
  public List<String> choices() {
    if (isSwitch()) {
      return List.of("true", "false");
    }
    ListOf words = getter.getAnnotation(ListOf.class);
    List<String> names = new ArrayList<>();
    Class<?> constants = words == null ? type() : words.value();
    if (constants.isEnum()) {
      for (Object constant : constants.getEnumConstants()) {
        names.add(((Enum<?>) constant).name());
      }
    }
    return names;
  }

  /** Returns whether it may stand alone, without a value. */
  public boolean isSwitch() {
    return type() == boolean.class;
  }

  /** Returns whether it may be given more than once. */
  public boolean isList() {
    return type() == List.class;
  }

  /** Returns its description, range and default. */
  public String inWords() {
    StringBuilder text = new StringBuilder(description());
    if (range() != null) {
      text.append(" (").append(rangeInWords()).append(')');
    }
    String byDefault = byDefault();
    if (byDefault != null) {
      text.append("; default ").append(byDefault);
    }
    return text.toString();
  }

  /** Returns a number as a person writes it: without a point if it is whole. */
  public static String shown(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /** Refuses a value that the option cannot have. */
  void check(String value) throws UsageException {
    if (type().isEnum() && !choices().contains(value)) {
      throw new UsageException(
          String.format(
              "--%s=%s: expected one of %s", name(), value, String.join(", ", choices())));
    }
    if (isSwitch() && !choices().contains(value)) {
      throw new UsageException(String.format("--%s=%s: expected true or false", name(), value));
    }
    if (isNumber()) {
      checkNumber(value);
    }
    if (value.isEmpty()) {
      throw new UsageException(String.format("--%s=: expected a value", name()));
    }
  }

  private void checkNumber(String value) throws UsageException {
    double number;
    try {
      number = type() == int.class ? Integer.parseInt(value) : Double.parseDouble(value);
    } catch (NumberFormatException e) {
      number = Double.NaN;
    }
    if (!(number >= range().min() && number <= range().max())) {
      throw new UsageException(
          String.format(
              "--%s=%s: expected %s from %s",
              name(), value, type() == int.class ? "a whole number" : "a number", rangeInWords()));
    }
  }

  private String rangeInWords() {
    Range range = range();
    return String.format("%s to %s %s", shown(range.min()), shown(range.max()), range.unit())
        .strip();
  }

  private boolean isNumber() {
    return type() == int.class || type() == double.class || type() == Double.class;
  }

  /** Returns the value that it has if it is not given; null for none. */
  private String byDefault() {
    for (Annotation annotation : getter.getAnnotations()) {
      if (annotation instanceof Default.Enum d) {
        return d.value();
      } else if (annotation instanceof Default.Double d) {
        return shown(d.value());
      } else if (annotation instanceof Default.Integer d) {
        return Integer.toString(d.value());
      } else if (annotation instanceof Default.Boolean d) {
        return Boolean.toString(d.value());
      } else if (annotation instanceof Default.String d) {
        return d.value();
      }
    }
    return null;
  }
}
