package org.nightbeam.transforms;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.nightbeam.transforms.work.MasterOutcome;

/**
 * The side inputs of a stage that needs masters: those that were there before the run, if there are
 * any, and those of earlier stages. They hold references; a worker maps the pixels when a frame
 * needs them.
 */
public final class MasterViews implements Serializable {
  private static final long serialVersionUID = 1L;

  /** In the order in which they become complete: each stage awaits those before it. */
  private final List<PCollectionView<Iterable<MasterOutcome>>> views;

  private MasterViews(List<PCollectionView<Iterable<MasterOutcome>>> views) {
    this.views = views;
  }

  /** Returns the views of a run that begins without any master. */
  public static MasterViews none() {
    return new MasterViews(List.of());
  }

  /**
   * Returns these and the masters of further stages. A master that is made again takes the place of
   * the one that was there.
   *
   * @param further in the order in which the stages work
   */
  @SafeVarargs
  public final MasterViews and(PCollectionView<Iterable<MasterOutcome>>... further) {
    List<PCollectionView<Iterable<MasterOutcome>>> all = new ArrayList<>(views);
    all.addAll(Arrays.asList(further));
    return new MasterViews(all);
  }

  /** Returns the views that a step which reads them needs in {@code withSideInputs}. */
  public List<PCollectionView<?>> sideInputs() {
    return List.copyOf(views);
  }

  /** Groups by key when all of these masters are there. */
  public <K, V> PTransform<PCollection<KV<K, V>>, PCollection<KV<K, Iterable<V>>>> groupAfter() {
    return views.isEmpty()
        ? GroupByKey.create()
        : GroupAfter.of(views.get(views.size() - 1).getPCollection());
  }

  /** Reads them, which is worth doing once per step: they do not change. */
  public Masters read(DoFn<?, ?>.ProcessContext context) {
    Masters masters = new Masters();
    for (PCollectionView<Iterable<MasterOutcome>> view : views) {
      context.sideInput(view).forEach(masters::add);
    }
    return masters;
  }
}
