package org.nightbeam.transforms.coder;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.values.KV;

/** The coders of the elements of collections. */
public final class Coders {
  private Coders() {}

  /** Returns the coder of records that are keyed by batch. */
  public static <T extends Record> Coder<KV<Integer, T>> byBatch(Class<T> type) {
    return KvCoder.of(VarIntCoder.of(), RecordCoder.of(type));
  }
}
