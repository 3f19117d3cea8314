package org.nightbeam.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.cosmicrays.CosmicRayRule;
import org.nightbeam.header.HeaderRules;

class LightOptionsTest {
  private static List<String> corrections(String... arguments) throws UsageException {
    ProgramOptions options = PipelineOptionsFactory.fromArgs(arguments).as(ProgramOptions.class);
    return LightOptions.lightSettings(options, HeaderRules.DEFAULTS).corrections().stream()
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
  void planesStandInTheOrderInWhichTheyAreNamed() throws UsageException {
    for (String names : List.of("MASK,UNCERT", "UNCERT,MASK", "background,mask,uncert")) {
      ProductOptions options =
          PipelineOptionsFactory.fromArgs("--planes=" + names).as(ProductOptions.class);
      assertEquals(
          names.toUpperCase(Locale.ROOT),
          String.join(
              ",", ProductOptions.planes(options).stream().map(plane -> plane.name()).toList()));
    }
    assertEquals(
        List.of(), ProductOptions.planes(PipelineOptionsFactory.create().as(ProductOptions.class)));
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--cloudLimit=0.2",
        "--trailedLimit=1.2",
        "--focusLimit=2.0",
        "--skyLimit=3.0",
        "--satelliteLimit=0.2",
        "--saturatedLimit=0.1",
        "--sourceSigma=4.0",
        "--apertures=3.0,5.0",
        "--apertureUnit=PIXEL",
        "--sourceSky=MAP"
      })
  void whatDoesNothingWithoutCataloguesIsRefused(String option) throws UsageException {
    UsageException refused = assertThrows(UsageException.class, () -> corrections(option));
    assertTrue(refused.getMessage().startsWith(option + ": "), refused.getMessage());
    assertTrue(refused.getMessage().contains("--sources"), refused.getMessage());
    for (String with : List.of("--sources", "--stack", "--lightCurves")) {
      assertEquals(5, corrections(option, with).size());
    }
  }
}
