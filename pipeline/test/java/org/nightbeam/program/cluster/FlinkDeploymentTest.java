package org.nightbeam.program.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.kubernetes.operator.api.FlinkDeployment;
import org.apache.flink.kubernetes.operator.api.spec.FlinkDeploymentSpec;
import org.apache.flink.kubernetes.operator.api.spec.FlinkVersion;
import org.apache.flink.kubernetes.operator.api.spec.JobState;
import org.apache.flink.kubernetes.operator.api.spec.UpgradeMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.cli.Nightbeam;
import org.nightbeam.commandline.CommandLine;
import org.nightbeam.commandline.OptionCatalogue;
import org.nightbeam.options.UsageException;
import org.nightbeam.options.annotation.Verb;

/**
 * The deployment for Kubernetes, read as its operator reads it, and more strictly: a key that the
 * operator, Kubernetes, Flink or Nightbeam does not know fails.
 */
class FlinkDeploymentTest {
  private static final Path FILE = Path.of("../runner-configs/flink-kubernetes.yaml");

  /**
   * The operator's classes ignore unknown keys, Kubernetes' own collect them: both switched off.
   */
  private static final ObjectMapper STRICT =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated method) {
                  return false;
                }

                @Override
                public JsonIgnoreProperties.Value findPropertyIgnoralByName(
                    MapperConfig<?> config, Annotated type) {
                  return super.findPropertyIgnoralByName(config, type).withoutIgnoreUnknown();
                }
              });

  private static FlinkDeployment read(String yaml) throws IOException {
    return STRICT.readValue(yaml, FlinkDeployment.class);
  }

  private static FlinkDeploymentSpec spec() throws IOException {
    return read(Files.readString(FILE)).getSpec();
  }

  /** Every option that Flink's core declares, by its key. */
  private static Map<String, ConfigOption<?>> flinkOptions()
      throws IOException, ReflectiveOperationException {
    Map<String, ConfigOption<?>> options = new TreeMap<>();
    File core =
        new File(ConfigOption.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    List<String> classes;
    try (JarFile jar = new JarFile(core)) {
      classes =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.matches("org/apache/flink/configuration/\\w+Options\\.class"))
              .map(name -> name.replace('/', '.').replaceFirst("\\.class$", ""))
              .toList();
    }
    for (String name : classes) {
      for (Field field : Class.forName(name).getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
          ConfigOption<?> option = (ConfigOption<?>) field.get(null);
          options.put(option.key(), option);
        }
      }
    }
    return options;
  }

  /** Refuses a key that Flink does not declare, and a value that it cannot read. */
  private static Configuration checked(Map<String, String> given)
      throws IOException, ReflectiveOperationException {
    Map<String, ConfigOption<?>> options = flinkOptions();
    Configuration configuration = Configuration.fromMap(given);
    for (String key : given.keySet()) {
      if (!options.containsKey(key)) {
        throw new IllegalArgumentException("Flink has no option " + key);
      }
      configuration.get(options.get(key));
    }
    return configuration;
  }

  @Test
  void itIsAnApplicationOfItsOwnOnTheFlinkOfOurRunner() throws IOException {
    FlinkDeployment deployment = read(Files.readString(FILE));
    assertEquals("flink.apache.org/v1beta1", deployment.getApiVersion());
    assertEquals("FlinkDeployment", deployment.getKind());
    FlinkDeploymentSpec spec = deployment.getSpec();
    assertEquals(FlinkVersion.v1_19, spec.getFlinkVersion());
    assertEquals("flink:1.19.3-java17", spec.getImage());
    assertNull(spec.getMode(), "native: the JobManager starts the TaskManagers it needs");
    assertEquals("local:///opt/flink/usrlib/nightbeam.jar", spec.getJob().getJarURI());
    assertEquals(Nightbeam.class.getName(), spec.getJob().getEntryClass());
    assertEquals(UpgradeMode.STATELESS, spec.getJob().getUpgradeMode());
    assertEquals(JobState.RUNNING, spec.getJob().getState());
  }

  @Test
  void itsArgumentsAreACommandLineOfOurs() throws IOException, UsageException {
    List<String> all = Arrays.asList(spec().getJob().getArgs());
    assertTrue(all.contains("--runner=FlinkRunner"), all.toString());
    OptionCatalogue catalogue = new OptionCatalogue();
    String[] ours =
        all.stream()
            .filter(word -> catalogue.find(word.replaceAll("^--|=.*", "")).isPresent())
            .toArray(String[]::new);
    CommandLine line = CommandLine.parse(ours);
    assertEquals(Verb.CALIBRATE, line.verb());
    assertTrue(line.inputs().stream().allMatch(input -> input.startsWith("s3://")));
    assertTrue(line.options().stream().anyMatch(option -> option.startsWith("--output=s3://")));
    List<String> beams = all.stream().filter(word -> !List.of(ours).contains(word)).toList();
    assertEquals(
        List.of("--runner=FlinkRunner", "--useDataStreamForBatch=true", "--parallelism=8"), beams);
  }

  @Test
  void beamAndFlinkAgreeOnTheParallelismAndItFillsTheTaskManagers()
      throws IOException, ReflectiveOperationException {
    FlinkDeploymentSpec spec = spec();
    int parallelism = spec.getJob().getParallelism();
    assertTrue(Arrays.asList(spec.getJob().getArgs()).contains("--parallelism=" + parallelism));
    int slots = checked(spec.getFlinkConfiguration()).get(TaskManagerOptions.NUM_TASK_SLOTS);
    assertEquals(0, parallelism % slots, "the last TaskManager would be half empty");
    assertEquals(slots, spec.getTaskManager().getResource().getCpu(), "a slot a core");
  }

  @Test
  void restartsOutlastTheHeartbeat() throws IOException, ReflectiveOperationException {
    Configuration flink = checked(spec().getFlinkConfiguration());
    assertEquals("fixed-delay", flink.get(RestartStrategyOptions.RESTART_STRATEGY));
    Duration restarts =
        flink
            .get(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY)
            .multipliedBy(flink.get(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS));
    long timeout = flink.get(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT);
    assertTrue(restarts.toMillis() > 2 * timeout, restarts + " and " + timeout + " ms");
    assertTrue(timeout > 3 * flink.get(HeartbeatManagerOptions.HEARTBEAT_INTERVAL));
  }

  @Test
  void theHeapOfATaskManagerSuffices() throws IOException, ReflectiveOperationException {
    FlinkDeploymentSpec spec = spec();
    Configuration flink = checked(spec.getFlinkConfiguration());
    long process = MemorySize.parse(spec.getTaskManager().getResource().getMemory()).getBytes();
    long overhead =
        Math.min(
            (long) (process * flink.get(TaskManagerOptions.JVM_OVERHEAD_FRACTION)),
            flink.get(TaskManagerOptions.JVM_OVERHEAD_MAX).getBytes());
    long total = process - overhead - flink.get(TaskManagerOptions.JVM_METASPACE).getBytes();
    double others =
        flink.get(TaskManagerOptions.MANAGED_MEMORY_FRACTION)
            + flink.get(TaskManagerOptions.NETWORK_MEMORY_FRACTION);
    long heap =
        (long) (total * (1 - others))
            - flink.get(TaskManagerOptions.FRAMEWORK_OFF_HEAP_MEMORY).getBytes();
    assertTrue(heap > 1L << 30, heap + " bytes of heap, the launcher gives 1 GB");
    MemorySize.parse(spec.getJobManager().getResource().getMemory());
  }

  @Test
  void theScratchFolderIsAVolumeOfAllPods() throws IOException {
    FlinkDeploymentSpec spec = spec();
    PodSpec pod = spec.getPodTemplate().getSpec();
    Container main = pod.getContainers().get(0);
    assertEquals(
        "flink-main-container", main.getName(), "Flink adds to the container of this name");
    var mount = main.getVolumeMounts().get(0);
    assertTrue(
        Arrays.asList(spec.getJob().getArgs()).contains("--scratch=" + mount.getMountPath()));
    var volume = pod.getVolumes().get(0);
    assertEquals(volume.getName(), mount.getName());
    double limit = volume.getEmptyDir().getSizeLimit().getNumericalAmount().doubleValue();
    double cache =
        Arrays.stream(spec.getJob().getArgs())
            .filter(word -> word.startsWith("--masterCacheLimit="))
            .mapToDouble(word -> Double.parseDouble(word.substring(word.indexOf('=') + 1)) * 1e9)
            .findFirst()
            .orElseThrow();
    assertTrue(limit > 1.5 * cache, "no room beside the cache of masters");
  }

  // --- The checks can fail.

  @ParameterizedTest
  @CsvSource({
    "spec:, specs:",
    "upgradeMode:, upgradMode:",
    "emptyDir:, emptyDirectory:",
    "sizeLimit:, limit:",
    "mountPath:, path:",
    "cpu:, cpus:"
  })
  void anUnknownKeyIsRefused(String key, String misspelt) throws IOException {
    String yaml = Files.readString(FILE);
    assertTrue(yaml.contains(" " + key) || yaml.contains("\n" + key), key);
    String wrong = yaml.replaceFirst("(?m)^([ -]*)" + key, "$1" + misspelt);
    assertThrows(UnrecognizedPropertyException.class, () -> read(wrong));
  }

  @Test
  void anUnknownValueIsRefused() throws IOException {
    String yaml = Files.readString(FILE);
    assertThrows(InvalidFormatException.class, () -> read(yaml.replace("v1_19\n", "v1_99\n")));
  }

  @Test
  void anOptionThatFlinkDoesNotHaveIsRefused() throws IOException {
    Map<String, String> misspelt = new TreeMap<>(spec().getFlinkConfiguration());
    misspelt.put("restart-strategy.fixed-delay.attempt", "3");
    var refused = assertThrows(IllegalArgumentException.class, () -> checked(misspelt));
    assertEquals("Flink has no option restart-strategy.fixed-delay.attempt", refused.getMessage());
    Map<String, String> malformed = new TreeMap<>(spec().getFlinkConfiguration());
    malformed.put("restart-strategy.fixed-delay.delay", "soon");
    assertThrows(IllegalArgumentException.class, () -> checked(malformed));
  }
}
