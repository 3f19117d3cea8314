package org.nightbeam.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nightbeam.badpixels.BadPixelRules;
import org.nightbeam.badpixels.BadPixelSettings;
import org.nightbeam.cosmicrays.CosmicRayRule;
import org.nightbeam.fixture.Lights;

class LightSettingsTest {
  private static final CosmicRayRule RAYS =
      new CosmicRayRule(CosmicRayRule.Treatment.REPLACE, 4.5, 0.3, 5, 4);
  private static final BadPixelSettings FILL =
      new BadPixelSettings(
          BadPixelSettings.Treatment.INTERPOLATE, BadPixelRules.DEFAULTS, "", "", 5);

  @Test
  void aCorrectionThatIsOffShapesNoProduct() {
    LightSettings off = Lights.settings().then(Lights.KEEPING_COSMIC_RAYS).build();
    assertEquals(Lights.PLAIN.toString(), off.toString());
    assertTrue(off.correction(CosmicRayRule.class).isEmpty());
    LightSettings on = Lights.settings().then(RAYS).build();
    assertEquals(RAYS, on.correction(CosmicRayRule.class).orElseThrow());
    assertTrue(on.toString().contains(RAYS.toString()), "the recipe would not know of it");
  }

  @Test
  void whatALightNeedsFollowsFromItsCorrections() {
    assertFalse(Lights.PLAIN.needsWholeFrame());
    assertFalse(Lights.PLAIN.needsFlags());
    assertTrue(Lights.settings().then(RAYS).build().needsWholeFrame());
    assertTrue(Lights.settings().then(FILL).build().needsFlags());
  }
}
