package org.nightbeam.transforms;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * The side inputs of a stage that needs masters: the plan, with the masters that were there before,
 * and the masters of earlier stages. They hold references; a worker maps the pixels when a frame
 * needs them.
 */
public final class MasterViews implements Serializable {
  private static final long serialVersionUID = 1L;

  private final PCollectionView<Iterable<RunPlan>> plan;
  private final List<PCollectionView<Iterable<MasterOutcome>>> stages;

  private MasterViews(
      PCollectionView<Iterable<RunPlan>> plan,
      List<PCollectionView<Iterable<MasterOutcome>>> stages) {
    this.plan = plan;
    this.stages = stages;
  }

  /**
   * Of a run of which no master is made yet.
   *
   * @param plan one plan; none if there was nothing to plan
   */
  static MasterViews of(PCollectionView<Iterable<RunPlan>> plan) {
    return new MasterViews(plan, List.of());
  }

  /** Returns these and the masters of further stages, in the order in which they are made. */
  @SafeVarargs
  public final MasterViews and(PCollectionView<Iterable<MasterOutcome>>... further) {
    List<PCollectionView<Iterable<MasterOutcome>>> all = new ArrayList<>(stages);
    all.addAll(Arrays.asList(further));
    return new MasterViews(plan, all);
  }

  /** Returns what a step that reads them is to be given by {@code withSideInputs}. */
  List<PCollectionView<?>> sideInputs() {
    List<PCollectionView<?>> all = new ArrayList<>(stages);
    all.add(0, plan);
    return all;
  }

  /** Returns a collection that is complete when all of these are. */
  PCollection<?> last() {
    return (stages.isEmpty() ? plan : stages.get(stages.size() - 1)).getPCollection();
  }

  /** Reads them, which is worth doing once a step: they do not change. */
  Masters read(DoFn<?, ?>.ProcessContext context) {
    Masters masters = new Masters();
    context.sideInput(plan).forEach(masters::add);
    for (PCollectionView<Iterable<MasterOutcome>> stage : stages) {
      context.sideInput(stage).forEach(masters::add);
    }
    return masters;
  }
}
