package org.nightbeam.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records come back as they were; records with components of every kind are in RecordCoderTest. */
class RecordFormatTest {
  private record Columns(
      String name, byte[] flags, int[] counts, float[] values, double[] times, String[] names) {}

  private record Unknown(StringBuilder text) {}

  private static final RecordFormat<Columns> FORMAT = RecordFormat.of(Columns.class);

  private static Columns columns(int length) {
    byte[] flags = new byte[length];
    int[] counts = new int[length];
    float[] values = new float[length];
    double[] times = new double[length];
    String[] names = new String[length];
    for (int i = 0; i < length; i++) {
      flags[i] = (byte) (i - 3);
      counts[i] = i % 2 == 0 ? Integer.MIN_VALUE : i;
      values[i] = i % 3 == 0 ? Float.NaN : -i / 3f;
      times[i] = i % 3 == 1 ? Double.NEGATIVE_INFINITY : Math.PI * i;
      names[i] = "étoile " + i;
    }
    return new Columns("columns", flags, counts, values, times, names);
  }

  @Test
  void arraysComeBack() throws IOException {
    for (int length : new int[] {0, 1, 1000}) {
      Columns columns = columns(length);
      Columns again = FORMAT.of(FORMAT.bytes(columns));
      assertEquals(columns.name, again.name);
      assertArrayEquals(columns.flags, again.flags);
      assertArrayEquals(columns.counts, again.counts);
      assertArrayEquals(columns.values, again.values);
      assertArrayEquals(columns.times, again.times);
      assertArrayEquals(columns.names, again.names);
      assertArrayEquals(FORMAT.bytes(columns), FORMAT.bytes(again));
    }
  }

  @Test
  void whatIsNotThereComesBackAsNull() throws IOException {
    Columns again = FORMAT.of(FORMAT.bytes(new Columns(null, null, null, null, null, null)));
    assertNull(again.name);
    assertNull(again.flags);
    assertNull(again.names);
  }

  @Test
  void noByteBehindARecordIsRead() throws IOException {
    byte[] one = FORMAT.bytes(columns(5));
    byte[] two = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(one, 0, two, one.length, one.length);
    ByteArrayInputStream in = new ByteArrayInputStream(two);
    FORMAT.read(in);
    assertEquals(one.length, in.available());
    assertArrayEquals(one, FORMAT.bytes(FORMAT.read(in)));
  }

  @Test
  void bytesThatAreCutOffAreNoRecord() throws IOException {
    byte[] whole = FORMAT.bytes(columns(5));
    for (int length : List.of(0, 1, whole.length / 2, whole.length - 1)) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(EOFException.class, () -> FORMAT.of(cut), length + " bytes");
    }
  }

  @Test
  void aComponentThatItDoesNotKnowIsNamed() {
    String said =
        assertThrows(IllegalArgumentException.class, () -> RecordFormat.of(Unknown.class))
            .getMessage();
    assertTrue(said.contains("Unknown.text"), said);
  }
}
