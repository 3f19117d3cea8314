package org.nightbeam.master;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The text of a record is that of its own {@code toString}: recipes of earlier runs stay true. */
class RecordTextTest {
  private record Inner(double level, float part, String name) {}

  private record Outer(int[] none, Inner inner, List<Inner> several, boolean flag, Long number) {}

  private record Nothing() {}

  private record Spoken(int value) {
    @Override
    public String toString() {
      return "spoken " + value;
    }
  }

  private record Holder(Spoken spoken, Nothing nothing, Optional<Inner> perhaps, char letter) {}

  private static void assertSame(Object value) {
    assertEquals(String.valueOf(value), RecordText.of(value));
  }

  @Test
  void textIsThatOfToString() {
    Inner inner = new Inner(Double.NaN, 0.1f, "a, b=[c]");
    assertSame(new Outer(null, inner, List.of(inner, new Inner(-0.0, 1e-10f, null)), true, 7L));
    assertSame(new Outer(null, null, null, false, null));
    assertSame(new Holder(new Spoken(3), new Nothing(), Optional.of(inner), 'x'));
    assertEquals(
        "Inner[level=NaN, part=0.1, name=a, b=[c]]", RecordText.of(inner), "written out by hand");
  }

  @Test
  void listsAndOtherValuesAreThoseOfToString() {
    assertSame(List.of());
    assertSame(Arrays.asList("a", null, new Nothing(), List.of(new Spoken(1))));
    assertSame(null);
    assertSame(12.5);
  }
}
