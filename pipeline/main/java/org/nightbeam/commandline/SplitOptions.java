package org.nightbeam.commandline;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.nightbeam.options.ProgramOptions;

/**
 * The options of a command line, read by Beam in two parts: the program's and its own. Beam
 * validates all options that it holds whenever it is asked for one more of its interfaces, some
 * twenty times per run and on every worker. Apart, the program's seventy are validated once.
 */
public final class SplitOptions {
  private SplitOptions() {}

  /**
   * Reads a command line.
   *
   * @param arguments {@code --name=value} each
   * @return the options of the program, whose {@link PipelineOptions#as} leads to Beam's, which a
   *     pipeline is made with
   * @throws IllegalArgumentException if Beam refuses one
   */
  public static ProgramOptions read(List<String> arguments) {
    List<String> ofProgram = new ArrayList<>();
    List<String> ofBeam = new ArrayList<>();
    for (String argument : arguments) {
      (isOfProgram(argument) ? ofProgram : ofBeam).add(argument);
    }
    ProgramOptions program =
        PipelineOptionsFactory.fromArgs(ofProgram.toArray(String[]::new)).as(ProgramOptions.class);
    PipelineOptions beam = BeamOptions.read(ofBeam);
    return (ProgramOptions)
        Proxy.newProxyInstance(
            ProgramOptions.class.getClassLoader(),
            new Class<?>[] {ProgramOptions.class},
            (proxy, method, values) -> invoke(isOfBeam(method) ? beam : program, method, values));
  }

  private static boolean isOfProgram(String argument) {
    String name = argument.replaceFirst("^--", "").replaceFirst("=.*", "");
    if (name.isEmpty()) {
      return false;
    }
    try {
      return !isOfBeam(
          ProgramOptions.class.getMethod(
              "get" + Character.toUpperCase(name.charAt(0)) + name.substring(1)));
    } catch (NoSuchMethodException none) {
      return false;
    }
  }

  /** Returns whether a method is one that all options of Beam have. */
  private static boolean isOfBeam(Method method) {
    return method.getDeclaringClass().isAssignableFrom(PipelineOptions.class);
  }

  private static Object invoke(PipelineOptions options, Method method, Object[] values)
      throws Throwable {
    try {
      return method.invoke(options, values);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
