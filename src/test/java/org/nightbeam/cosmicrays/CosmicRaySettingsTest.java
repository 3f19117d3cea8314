package org.nightbeam.cosmicrays;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosmicRaySettingsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.3, 5, 1, 6.5, 65535, 4, sigmaClip",
    "NaN, 0.3, 5, 1, 6.5, 65535, 4, sigmaClip",
    "4.5, 0, 5, 1, 6.5, 65535, 4, sigmaFraction",
    "4.5, 1.1, 5, 1, 6.5, 65535, 4, sigmaFraction",
    "4.5, 0.3, -1, 1, 6.5, 65535, 4, objectLimit",
    "4.5, 0.3, 5, 0, 6.5, 65535, 4, gain",
    "4.5, 0.3, 5, Infinity, 6.5, 65535, 4, gain",
    "4.5, 0.3, 5, 1, -1, 65535, 4, readNoise",
    "4.5, 0.3, 5, 1, NaN, 65535, 4, readNoise",
    "4.5, 0.3, 5, 1, 6.5, 0, 4, saturation",
    "4.5, 0.3, 5, 1, 6.5, NaN, 4, saturation",
    "4.5, 0.3, 5, 1, 6.5, 65535, 0, iterations"
  })
  void whatHasNoMeaningIsRefusedByName(
      double sigmaClip,
      double sigmaFraction,
      double objectLimit,
      double gain,
      double readNoise,
      double saturation,
      int iterations,
      String name) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new CosmicRaySettings(
                    sigmaClip,
                    sigmaFraction,
                    objectLimit,
                    gain,
                    readNoise,
                    saturation,
                    iterations));
    assertTrue(refusal.getMessage().startsWith(name + " is "), refusal.getMessage());
  }
}
