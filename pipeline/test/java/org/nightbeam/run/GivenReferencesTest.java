package org.nightbeam.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nightbeam.options.UsageException;

class GivenReferencesTest {
  private static final List<String> NAMES = List.of("field_100.fits");

  @Test
  void aLightThatHasNotComeYetDoesNotStopAWatch() throws UsageException {
    List<String> warnings = GivenReferences.check(NAMES, List.of(), name -> false, true);
    assertEquals(1, warnings.size());
    assertTrue(
        warnings.get(0).startsWith("--reference=field_100.fits: none of the 0 lights so far"),
        warnings.get(0));
  }

  @Test
  void withoutAWatchItDoes() {
    assertThrows(
        UsageException.class, () -> GivenReferences.check(NAMES, List.of(), name -> false, false));
  }

  @Test
  void oneOfEarlierRunsIsKnown() throws UsageException {
    for (boolean watching : new boolean[] {false, true}) {
      assertEquals(
          List.of(), GivenReferences.check(NAMES, List.of(), "field_100.fits"::equals, watching));
    }
  }
}
