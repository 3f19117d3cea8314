package org.nightbeam.commandline;

import java.beans.Introspector;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectTestOptions;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.io.aws2.kinesis.KinesisIOOptions;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.ApplicationNameOptions;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.ExperimentalOptions;
import org.apache.beam.sdk.options.ManualDockerEnvironmentOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.PipelineOptionsRegistrar;
import org.apache.beam.sdk.options.PortablePipelineOptions;
import org.apache.beam.sdk.options.RemoteEnvironmentOptions;
import org.apache.beam.sdk.options.SdkHarnessOptions;
import org.apache.beam.sdk.transforms.resourcehints.ResourceHintsOptions;
import org.apache.beam.sdk.util.construction.ExternalTranslationOptions;

/**
 * The options of Beam, its runners and file systems. Beam would register all of them at the start
 * of every process, and validate each with all before it, which took most of a second;
 * nightbeam.jar has no such registrars, and only those interfaces are registered that every run or
 * a command line needs. Others can still be asked for by {@link PipelineOptions#as}, on a worker
 * too.
 */
public final class BeamOptions {

  /** What the libraries in nightbeam.jar would register, and S3, which Beam leaves out. */
  static final List<Class<? extends PipelineOptions>> IN_THE_JAR =
      List.of(
          DirectOptions.class,
          DirectTestOptions.class,
          ExperimentalOptions.class,
          ExternalTranslationOptions.class,
          FlinkPipelineOptions.class,
          KinesisIOOptions.class,
          ManualDockerEnvironmentOptions.class,
          PortablePipelineOptions.class,
          RemoteEnvironmentOptions.class,
          ResourceHintsOptions.class,
          S3Options.class,
          SdkHarnessOptions.class);

  /**
   * What Beam and its file systems ask for in every run. Each new set of interfaces is validated
   * anew, and options that the runner copies begin with those registered: what is registered, the
   * small ones first, is validated once.
   */
  private static final List<Class<? extends PipelineOptions>> ASKED_FOR =
      List.of(
          PipelineOptions.class,
          ApplicationNameOptions.class,
          ExperimentalOptions.class,
          ResourceHintsOptions.class,
          DirectTestOptions.class,
          DirectOptions.class,
          S3Options.class);

  private final Map<String, Method> getters = new TreeMap<>();

  public BeamOptions() {
    List<Class<? extends PipelineOptions>> types = new ArrayList<>(IN_THE_JAR);
    for (PipelineOptionsRegistrar beside : ServiceLoader.load(PipelineOptionsRegistrar.class)) {
      beside.getPipelineOptions().forEach(types::add);
    }
    for (Class<? extends PipelineOptions> type : types) {
      for (Method method : type.getMethods()) {
        String property = property(method.getName());
        if (method.getParameterCount() == 0 && property != null) {
          getters.putIfAbsent(property, method);
        }
      }
    }
  }

  /** Returns all names. */
  public Set<String> names() {
    return getters.keySet();
  }

  /**
   * An option as Beam describes it.
   *
   * @param type simple name of the type of its values
   * @param text empty where Beam says nothing
   */
  public record Described(String name, String type, String text) {}

  /**
   * Returns the option of a name, or all of an interface by its simple name, such as {@code
   * FlinkPipelineOptions}; none if there is neither.
   */
  public List<Described> about(String topic) {
    List<Described> described = new ArrayList<>();
    getters.forEach(
        (name, getter) -> {
          if (name.equals(topic) || getter.getDeclaringClass().getSimpleName().equals(topic)) {
            Description words = getter.getAnnotation(Description.class);
            String text = words == null ? "" : words.value().replaceAll("\\s+", " ").strip() + " ";
            described.add(
                new Described(
                    name,
                    getter.getReturnType().getSimpleName(),
                    text + "(Beam: " + getter.getDeclaringClass().getSimpleName() + ")"));
          }
        });
    return described;
  }

  /** Returns the type of an option; null if there is none of that name. */
  Class<?> type(String name) {
    Method getter = getters.get(name);
    return getter == null ? null : getter.getReturnType();
  }

  /**
   * Returns Beam's options of a command line.
   *
   * @throws IllegalArgumentException if Beam refuses one
   */
  static PipelineOptions read(List<String> arguments) {
    ASKED_FOR.forEach(PipelineOptionsFactory::register);
    BeamOptions beams = new BeamOptions();
    for (String argument : arguments) {
      Method getter = beams.getters.get(argument.replaceFirst("^--", "").replaceFirst("=.*", ""));
      if (getter != null) {
        PipelineOptionsFactory.register(
            getter.getDeclaringClass().asSubclass(PipelineOptions.class));
      }
    }
    return PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).create();
  }

  /** Returns the property that a getter is of; null if a method has no getter's name. */
  private static String property(String method) {
    int prefix = method.startsWith("get") ? 3 : method.startsWith("is") ? 2 : 0;
    return prefix > 0 && method.length() > prefix && Character.isUpperCase(method.charAt(prefix))
        ? Introspector.decapitalize(method.substring(prefix))
        : null;
  }
}
