package org.nightbeam.transforms.coder;

import java.util.List;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviderRegistrar;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Gives Nightbeam's records their coder, in every pipeline that has this class on its path. */
public final class RecordCoderRegistrar implements CoderProviderRegistrar {

  @Override
  public List<CoderProvider> getCoderProviders() {
    return List.of(new RecordCoderProvider());
  }

  private static final class RecordCoderProvider extends CoderProvider {
    @Override
    public <T> Coder<T> coderFor(
        TypeDescriptor<T> descriptor, List<? extends Coder<?>> componentCoders)
        throws CannotProvideCoderException {
      Class<? super T> type = descriptor.getRawType();
      if (!type.isRecord() || !type.getName().startsWith("org.nightbeam.")) {
        throw new CannotProvideCoderException(type + " is no record of Nightbeam");
      }
      @SuppressWarnings("unchecked") // its raw type is T, as records of ours are not generic
      Coder<T> coder = (Coder<T>) RecordCoder.of(type.asSubclass(Record.class));
      return coder;
    }
  }
}
