package org.nightbeam.transforms;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * Groups by key once another collection is complete as well. It goes before a step that has that
 * collection, or what follows from it, as a side input: without it the DirectRunner would try such
 * a step again and again until the side input is there, which keeps a core busy.
 *
 * @param <K> key
 * @param <V> value
 */
final class GroupAfter<K, V>
    extends PTransform<PCollection<KV<K, V>>, PCollection<KV<K, Iterable<V>>>> {
  private static final long serialVersionUID = 1L;

  private final transient PCollection<?> awaited;

  private GroupAfter(PCollection<?> awaited) {
    this.awaited = awaited;
  }

  /**
   * @param awaited the collection that must be complete
   */
  static <K, V> GroupAfter<K, V> of(PCollection<?> awaited) {
    return new GroupAfter<>(awaited);
  }

  @Override
  public PCollection<KV<K, Iterable<V>>> expand(PCollection<KV<K, V>> elements) {
    PCollection<KV<K, V>> nothing = nothing(awaited).setCoder(elements.getCoder());
    return PCollectionList.of(elements)
        .and(nothing)
        .apply("Hold", Flatten.pCollections())
        .apply("Group", GroupByKey.create());
  }

  private <T> PCollection<KV<K, V>> nothing(PCollection<T> collection) {
    return collection.apply("Await", ParDo.of(new NothingFn<T, KV<K, V>>()));
  }

  private static final class NothingFn<T, O> extends DoFn<T, O> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process() {}
  }
}
