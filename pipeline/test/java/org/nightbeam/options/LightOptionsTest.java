package org.nightbeam.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.nightbeam.cosmicrays.CosmicRayRule;
import org.nightbeam.fixture.Headers;

class LightOptionsTest {
  private static List<String> corrections(String... arguments) throws UsageException {
    LightOptions options = PipelineOptionsFactory.fromArgs(arguments).as(LightOptions.class);
    return LightOptions.lightSettings(options, Headers.PLAIN).corrections().stream()
        .map(correction -> correction.getClass().getSimpleName())
        .toList();
  }

  @Test
  void withoutAnOptionThereIsWhatNeedsNone() throws UsageException {
    assertEquals(
        List.of("OverscanSubtraction", "BiasAndDark", "FlatField", "Gain", "BadPixelSettings"),
        corrections());
  }

  @Test
  void cosmicRaysAreFoundWithTheDefaultsOfCcdproc() throws UsageException {
    LightOptions options =
        PipelineOptionsFactory.fromArgs("--cosmicRays=REPLACE").as(LightOptions.class);
    assertEquals(
        new CosmicRayRule(CosmicRayRule.Treatment.REPLACE, 4.5, 0.3, 5, 4),
        CosmicRayOptions.cosmicRaySettings(options));
  }

  @Test
  void theOrderIsOneWhateverTheOrderOfTheOptions() throws UsageException {
    List<String> all =
        List.of(
            "OverscanSubtraction",
            "BiasAndDark",
            "FlatField",
            "Gain",
            "BadPixelSettings", // before cosmic rays: holes would be taken for some
            "CosmicRayRule");
    assertEquals(all, corrections("--cosmicRays=REPLACE", "--badPixels=INTERPOLATE"));
    assertEquals(all, corrections("--badPixels=INTERPOLATE", "--cosmicRays=REPLACE"));
  }
}
