package org.nightbeam.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverscanSettingsTest {
  @Test
  void defaultsAreThoseOfIraf() {
    assertEquals(
        new OverscanSettings(OverscanStatistic.MEAN, OverscanFunction.LEGENDRE, 1, 3, 3, 1, 0),
        OverscanSettings.DEFAULTS);
  }

  @ParameterizedTest
  @CsvSource({
    "LEGENDRE, 0, 3, 3, 1, 0, order",
    "LEGENDRE, 51, 3, 3, 1, 0, order",
    "CHEBYSHEV, 51, 3, 3, 1, 0, order",
    "SPLINE3, 0, 3, 3, 1, 0, order",
    "SPLINE1, 10001, 3, 3, 1, 0, order",
    "SPLINE3, 10, -1, 3, 1, 0, lowReject",
    "SPLINE3, 10, NaN, 3, 1, 0, lowReject",
    "SPLINE3, 10, 3, -0.1, 1, 0, highReject",
    "SPLINE3, 10, 3, Infinity, 1, 0, highReject",
    "SPLINE3, 10, 3, 3, -1, 0, iterations",
    "SPLINE3, 10, 3, 3, 1, -1, grow"
  })
  void whatHasNoMeaningIsRefusedByName(
      OverscanFunction function,
      int order,
      double lowReject,
      double highReject,
      int iterations,
      int grow,
      String name) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new OverscanSettings(
                    OverscanStatistic.MEAN,
                    function,
                    order,
                    lowReject,
                    highReject,
                    iterations,
                    grow));
    assertTrue(refusal.getMessage().startsWith(name + " is "), refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "SPLINE3, MEAN SPLINE3 order=10 lowReject=2.5 highReject=3.0 iterations=1 grow=2",
    "CONSTANT, MEAN CONSTANT lowReject=2.5 highReject=3.0 iterations=1 grow=2",
    "EACH_LINE, MEAN EACH_LINE"
  })
  void descriptionHasWhatCounts(OverscanFunction function, String description) {
    assertEquals(
        description,
        new OverscanSettings(OverscanStatistic.MEAN, function, 10, 2.5, 3, 1, 2).description());
  }
}
