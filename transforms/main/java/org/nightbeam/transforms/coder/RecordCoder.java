package org.nightbeam.transforms.coder;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.nightbeam.storage.RecordFormat;

/**
 * Encodes a record in the {@link RecordFormat}. Beam's own schema inference sees no fields in a
 * record, and its coder fails on decoding.
 *
 * @param <T> the record
 */
public final class RecordCoder<T extends Record> extends CustomCoder<T> {
  private static final long serialVersionUID = 1L;

  private final Class<T> type;
  private transient RecordFormat<T> format;

  private RecordCoder(Class<T> type) {
    this.type = type;
    format(); // a record that cannot be coded is refused now
  }

  /**
   * Returns the coder of a record.
   *
   * @throws IllegalArgumentException if a component is of a type that it does not know
   */
  public static <T extends Record> RecordCoder<T> of(Class<T> type) {
    return new RecordCoder<>(type);
  }

  @Override
  public void encode(T value, OutputStream out) throws IOException {
    format().write(value, out);
  }

  @Override
  public T decode(InputStream in) throws IOException {
    return format().read(in);
  }

  @Override
  public void verifyDeterministic() {}

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordCoder<?> coder && coder.type == type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  private RecordFormat<T> format() {
    if (format == null) {
      format = RecordFormat.of(type);
    }
    return format;
  }
}
