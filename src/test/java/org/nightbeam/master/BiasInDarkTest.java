package org.nightbeam.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nightbeam.fixture.Frames;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;

/** The bias is in a dark until somebody has subtracted it. */
class BiasInDarkTest {
  private static final MasterNoise WITH_BIAS = new MasterNoise("a", 0.1, 60, List.of(), null, null);
  private static final MasterNoise WITHOUT =
      new MasterNoise("a", 0.1, 60, List.of(), "hash of the bias", null);

  private static List<MasterInput> inputs(Processing processing) {
    return List.of(
        new MasterInput(Frames.light().processing(processing).build(), null, null),
        new MasterInput(Frames.light().processing(processing).build(), null, null));
  }

  @ParameterizedTest
  @EnumSource(FrameType.class)
  void theBiasOfRawFramesStaysInDarksAlone(FrameType type) {
    assertEquals(
        type == FrameType.DARK || type == FrameType.DARK_FLAT,
        BiasInDark.staysIn(type, inputs(Processing.RAW), false));
    assertFalse(BiasInDark.staysIn(type, inputs(Processing.RAW), true));
  }

  @ParameterizedTest
  @EnumSource(Processing.class)
  void whatOtherSoftwareHasSubtractedIsNotInIt(Processing processing) {
    boolean there = processing == Processing.RAW || processing == Processing.COMBINED;
    assertEquals(there, BiasInDark.staysIn(FrameType.DARK, inputs(processing), false));
    assertEquals(there, BiasInDark.isSubtractedBy(WITH_BIAS, null, false, processing));
  }

  @Test
  void aBiasOrAnOverscanOfTheLightOrOfTheDarkTakesIt() {
    assertTrue(BiasInDark.isSubtractedBy(WITH_BIAS, null, false, Processing.RAW));
    assertFalse(BiasInDark.isSubtractedBy(null, null, false, Processing.RAW));
    assertFalse(BiasInDark.isSubtractedBy(WITHOUT, null, false, Processing.RAW));
    assertFalse(BiasInDark.isSubtractedBy(WITH_BIAS, WITH_BIAS, false, Processing.RAW));
    assertFalse(BiasInDark.isSubtractedBy(WITH_BIAS, null, true, Processing.RAW));
  }
}
