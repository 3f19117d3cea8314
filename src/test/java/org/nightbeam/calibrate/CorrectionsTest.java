package org.nightbeam.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nightbeam.badpixels.BadPixelRules;
import org.nightbeam.badpixels.BadPixelSettings;
import org.nightbeam.correction.Correction;
import org.nightbeam.correction.Corrector;
import org.nightbeam.correction.LightServices;
import org.nightbeam.correction.Step;
import org.nightbeam.cosmicrays.CosmicRayRule;

class CorrectionsTest {
  private static final CosmicRayRule RAYS =
      new CosmicRayRule(CosmicRayRule.Treatment.REPLACE, 4.5, 0.3, 5, 4);
  private static final BadPixelSettings FILL =
      new BadPixelSettings(
          BadPixelSettings.Treatment.INTERPOLATE, BadPixelRules.DEFAULTS, "", "", 5);

  private record Homeless() implements Correction {
    @Override
    public Corrector begin(LightServices on) {
      return light -> Step.NONE;
    }
  }

  private static LightSettings settings(List<Correction> corrections) {
    LightSettings plain = LightSettings.PLAIN;
    return new LightSettings(
        plain.invalidPixels(),
        plain.unit(),
        plain.planes(),
        plain.compression(),
        plain.assembly(),
        corrections,
        List.of(),
        plain.stated());
  }

  @Test
  void eachIsPutInThePlaceOfItsKindWhateverTheOrderGiven() {
    List<Correction> all = Corrections.with(RAYS, FILL);
    assertEquals(Corrections.with(FILL, RAYS), all);
    assertEquals(
        Corrections.PLAIN.stream().map(Object::getClass).toList(),
        all.stream().map(Object::getClass).toList());
    assertTrue(all.indexOf(FILL) < all.indexOf(RAYS), "holes would be taken for cosmic rays");
  }

  @Test
  void oneWithoutAPlaceIsRefused() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Corrections.with(new Homeless()));
    assertTrue(refused.getMessage().contains("Homeless"), refused.getMessage());
  }

  @Test
  void oneThatIsOffShapesNoProduct() {
    LightSettings off = settings(Corrections.with(CosmicRayRule.NONE));
    assertEquals(settings(Corrections.PLAIN).toString(), off.toString());
    assertTrue(off.correction(CosmicRayRule.class).isEmpty());
    LightSettings on = settings(Corrections.with(RAYS));
    assertEquals(RAYS, on.correction(CosmicRayRule.class).orElseThrow());
    assertTrue(on.toString().contains(RAYS.toString()), "the recipe would not know of it");
  }

  @Test
  void whatALightNeedsFollowsFromItsCorrections() {
    assertTrue(!settings(Corrections.PLAIN).needsWholeFrame());
    assertTrue(!settings(Corrections.PLAIN).needsFlags());
    assertTrue(settings(Corrections.with(RAYS)).needsWholeFrame());
    assertTrue(settings(Corrections.with(FILL)).needsFlags());
  }
}
