package org.nightbeam.combine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CombineSettingsTest {
  @Test
  void clippingIsDescribedWithItsParameters() {
    assertEquals(
        "SIGMA_CLIP sigmaLow=2.5 sigmaHigh=4.0 clipIterations=7",
        new CombineSettings(CombineMethod.SIGMA_CLIP, 2.5, 4, 7).description());
  }

  @Test
  void methodWithoutParametersIsDescribedByItsName() {
    assertEquals("MEDIAN", CombineSettings.median().description());
    assertEquals("MEAN", new CombineSettings(CombineMethod.MEAN, 2.5, 4, 7).description());
    assertEquals(
        "WEIGHTED_MEAN", new CombineSettings(CombineMethod.WEIGHTED_MEAN, 2.5, 4, 7).description());
  }
}
