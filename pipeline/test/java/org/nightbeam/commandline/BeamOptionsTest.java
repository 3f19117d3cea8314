package org.nightbeam.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.ServiceLoader;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.io.aws2.options.S3Options;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.PipelineOptionsRegistrar;
import org.junit.jupiter.api.Test;

class BeamOptionsTest {

  @Test
  void holdsWhatEveryLibraryOfTheJarWouldRegister() {
    // The class path of tests has the libraries' registrars, which nightbeam.jar leaves out.
    int registered = 0;
    for (PipelineOptionsRegistrar registrar : ServiceLoader.load(PipelineOptionsRegistrar.class)) {
      if (registrar.getClass().getPackageName().equals("org.apache.beam.sdk.io.hdfs")) {
        continue; // beside the jar, with its registrar
      }
      for (Class<? extends PipelineOptions> type : registrar.getPipelineOptions()) {
        assertTrue(
            BeamOptions.IN_THE_JAR.stream().anyMatch(type::isAssignableFrom), type.getName());
        registered++;
      }
    }
    assertTrue(registered > 10, "interfaces registered: " + registered);
  }

  @Test
  void knowsNamesAndTypesOfBeamItsRunnersAndFileSystems() {
    BeamOptions beams = new BeamOptions();
    assertEquals(Class.class, beams.type("runner"));
    assertEquals(int.class, beams.type("targetParallelism"));
    assertEquals(String.class, beams.type("flinkMaster"));
    assertEquals(String.class, beams.type("s3StorageClass"));
    assertEquals(boolean.class, beams.type("blockOnRun"));
    assertEquals(List.class, beams.type("hdfsConfiguration"));
    assertNull(beams.type("input"));
    assertNull(beams.type("class"));
  }

  @Test
  void registersTheInterfacesOfTheOptionsGiven() {
    PipelineOptions options =
        BeamOptions.read(List.of("--flinkMaster=host:1", "--s3StorageClass=GLACIER"));
    assertTrue(
        PipelineOptionsFactory.getRegisteredOptions()
            .containsAll(List.of(FlinkPipelineOptions.class, S3Options.class)));
    assertEquals("host:1", options.as(FlinkPipelineOptions.class).getFlinkMaster());
    assertEquals("GLACIER", options.as(S3Options.class).getS3StorageClass());
  }
}
