package org.nightbeam.pipeline;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * The values behind {@link ProgramOptions}. Beam would validate these seventy options once more
 * whenever it is asked for an interface of its own, some twenty times a run and on every worker;
 * therefore it knows its own options only: {@link PipelineOptions#as} leads to them.
 */
final class OptionValues implements InvocationHandler {
  private static final String GET = "get";
  private static final String SET = "set";

  private final Map<String, Object> values;
  private final PipelineOptions beams;

  /**
   * @param values by property, its first letter a capital
   */
  private OptionValues(Map<String, Object> values, PipelineOptions beams) {
    this.values = values;
    this.beams = beams;
  }

  /**
   * The options of a command line that is checked.
   *
   * @param arguments {@code --name=value} each, of the program and of Beam
   * @throws IllegalArgumentException if Beam refuses one of its own
   */
  static ProgramOptions read(List<String> arguments) {
    Map<String, Object> values = new HashMap<>();
    List<String> ofBeam = new ArrayList<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String property = capitalised(argument.substring(2, equals < 0 ? argument.length() : equals));
      Method getter = getter(property);
      if (getter == null) {
        ofBeam.add(argument);
      } else {
        // Lists, which alone can be given several times, grow.
        values.merge(
            property, parsed(argument.substring(equals + 1), getter), OptionValues::together);
      }
    }
    return (ProgramOptions)
        Proxy.newProxyInstance(
            ProgramOptions.class.getClassLoader(),
            new Class<?>[] {ProgramOptions.class},
            new OptionValues(values, BeamOptions.read(ofBeam)));
  }

  @Override
  public synchronized Object invoke(Object proxy, Method method, Object[] arguments)
      throws Throwable {
    if (method.getDeclaringClass().isAssignableFrom(PipelineOptions.class)) {
      try {
        return method.invoke(beams, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
    String property = method.getName().substring(GET.length());
    if (method.getName().startsWith(SET)) {
      values.put(property, arguments[0]);
      return null;
    }
    if (!values.containsKey(property)) {
      values.put(property, byDefault(method));
    }
    return values.get(property);
  }

  private static String capitalised(String name) {
    return name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** The getter of an option of the program; null if there is none. */
  private static Method getter(String property) {
    try {
      Method getter = ProgramOptions.class.getMethod(GET + property);
      return getter.getDeclaringClass().isAssignableFrom(PipelineOptions.class) ? null : getter;
    } catch (NoSuchMethodException none) {
      return null;
    }
  }

  /** A value as {@link OptionCatalogue.Option#check} has accepted it. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // the constants of an enum known at run time only
  private static Object parsed(String text, Method getter) {
    Class<?> type = getter.getReturnType();
    if (type == boolean.class) {
      return Boolean.valueOf(text);
    } else if (type == int.class) {
      return Integer.valueOf(text);
    } else if (type == double.class || type == Double.class) {
      return Double.valueOf(text);
    } else if (type.isEnum()) {
      return Enum.valueOf((Class<? extends Enum>) type, text);
    }
    return type == List.class ? List.of(text.split(",")) : text;
  }

  private static Object together(Object some, Object more) {
    return Stream.of(some, more).flatMap(values -> ((List<?>) values).stream()).toList();
  }

  private static Object byDefault(Method getter) {
    for (Annotation annotation : getter.getAnnotations()) {
      if (annotation instanceof Default.Enum constant) {
        return parsed(constant.value(), getter);
      } else if (annotation instanceof Default.Double number) {
        return number.value();
      } else if (annotation instanceof Default.Integer number) {
        return number.value();
      } else if (annotation instanceof Default.Boolean truth) {
        return truth.value();
      } else if (annotation instanceof Default.String text) {
        return text.value();
      }
    }
    return null;
  }
}
