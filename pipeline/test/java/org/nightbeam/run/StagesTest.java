package org.nightbeam.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.commandline.GivenOptions;
import org.nightbeam.master.MasterLibrary;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.rerun.Done;

/** The pipeline as it is built: which masters go where, and how large it is. */
class StagesTest {
  private static final GivenMasters NONE = new GivenMasters(MasterLibrary.EMPTY, List.of());

  /** Below each stage, the stages of which it has side inputs. */
  private static final Map<String, Set<String>> SIDE_INPUTS =
      Map.of(
          "PlanNights", Set.of("PlanNights"),
          "CombineDarks", Set.of("CombineBiases"),
          "CombineFlats", Set.of("CombineBiases", "CombineDarks"),
          "CalibrateLights", Set.of("CombineBiases", "CombineDarks", "CombineFlats"));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void theMastersOfEarlierStagesAreSideInputsOfThoseThatNeedThem(String runner) throws Exception {
    Graph graph = new Graph(pipeline(runner));
    SortedMap<String, Set<String>> found = new TreeMap<>();
    graph.sideInputs.forEach(
        (step, producers) ->
            found.computeIfAbsent(stage(step), any -> new TreeSet<>()).addAll(producers));
    assertEquals(new TreeMap<>(SIDE_INPUTS), found);
    assertTrue(graph.sideInputs.containsKey("PlanNights/AssignMasters"), graph.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"DirectRunner", "FlinkRunner"})
  void theElementsOfAStepComeOnlyWhenItsSideInputsAreThere(String runner) throws Exception {
    // Else the DirectRunner tries the step again and again until they are.
    Graph graph = new Graph(pipeline(runner));
    graph.views.forEach(
        (step, views) -> {
          Set<PValue> before = graph.before(graph.nodes.get(step).getInputs().values(), views);
          for (PCollectionView<?> view : views) {
            assertTrue(before.contains(view.getPCollection()), step + " awaits no " + view);
          }
        });
  }

  @Test
  void thePipelineOfOneProcessIsSmall() throws Exception {
    // A step costs the runner some milliseconds, however small the night is.
    Graph graph = new Graph(pipeline("DirectRunner"));
    assertTrue(graph.steps.size() <= 45, graph.steps.size() + " steps: " + graph);
  }

  private Pipeline pipeline(String runner) throws Exception {
    Path input = Files.createDirectories(folder.resolve("in"));
    ProgramOptions options =
        GivenOptions.read(
            List.of(input.toString()),
            List.of("--runner=" + runner, "--output=" + folder.resolve("out")));
    return Stages.of(options, CalibrateRun.settings(options), NONE, null, Done.NOTHING);
  }

  private static String stage(String step) {
    return step.substring(0, step.indexOf('/'));
  }

  /** The primitive steps of a pipeline, by name. */
  private static final class Graph {
    final List<String> steps = new ArrayList<>();
    final SortedMap<String, Set<String>> sideInputs = new TreeMap<>();
    final Map<String, Set<PCollectionView<?>>> views = new HashMap<>();
    private final Map<PValue, TransformHierarchy.Node> producers = new HashMap<>();
    private final Map<String, TransformHierarchy.Node> nodes = new HashMap<>();

    Graph(Pipeline pipeline) {
      pipeline.traverseTopologically(
          new Pipeline.PipelineVisitor.Defaults() {
            @Override
            public void visitPrimitiveTransform(TransformHierarchy.Node node) {
              steps.add(node.getFullName());
              String step = node.getFullName().replaceFirst("/ParMultiDo\\(.*\\)$", "");
              nodes.put(step, node);
              node.getOutputs().values().forEach(value -> producers.put(value, node));
              if (node.getTransform() instanceof ParDo.MultiOutput<?, ?> parDo
                  && !parDo.getSideInputs().isEmpty()) {
                for (PCollectionView<?> view : parDo.getSideInputs().values()) {
                  views.computeIfAbsent(step, any -> new HashSet<>()).add(view);
                  sideInputs
                      .computeIfAbsent(step, any -> new TreeSet<>())
                      .add(stage(producers.get(view.getPCollection()).getFullName()));
                }
              }
            }
          });
    }

    /** All collections that some others are made of, side inputs apart. */
    Set<PValue> before(Collection<? extends PValue> values, Set<PCollectionView<?>> sideInputs) {
      Set<PValue> found = new HashSet<>();
      Deque<PValue> left = new ArrayDeque<>(values);
      sideInputs.forEach(view -> left.remove(view.getPCollection()));
      while (!left.isEmpty()) {
        PValue value = left.pop();
        if (found.add(value) && producers.containsKey(value)) {
          TransformHierarchy.Node node = producers.get(value);
          Set<PValue> inputs = new HashSet<>(node.getInputs().values());
          if (node.getTransform() instanceof ParDo.MultiOutput<?, ?> parDo) {
            parDo.getSideInputs().values().forEach(view -> inputs.remove(view.getPCollection()));
          }
          left.addAll(inputs);
        }
      }
      return found;
    }

    @Override
    public String toString() {
      return String.join("\n", steps);
    }
  }
}
