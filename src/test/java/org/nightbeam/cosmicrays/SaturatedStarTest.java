package org.nightbeam.cosmicrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nightbeam.MadeUpSky;
import org.nightbeam.correction.WholeLight;
import org.nightbeam.fits.product.PixelFlag;

/** After bias and flat a saturated pixel is not at the raw level: its flag tells it. */
class SaturatedStarTest {
  private static final float FULL = 65_535;
  private static final float BIAS = 1000;

  @Test
  void aSaturatedStarIsNoCosmicRay() {
    float[][] values = new MadeUpSky(80, 80, 300, 1.5, 8).star(40, 40, 2e7, 4).exposed(2);
    values[12][15] += 9000; // one that is a ray
    byte[][] flags = new byte[80][80];
    for (int y = 0; y < 80; y++) {
      for (int x = 0; x < 80; x++) {
        if (values[y][x] >= FULL - BIAS) {
          values[y][x] = FULL - BIAS;
          flags[y][x] = PixelFlag.SATURATED.bit();
        }
      }
    }
    CosmicRayRule rule = new CosmicRayRule(CosmicRayRule.Treatment.INVALIDATE, 4.5, 0.3, 5, 4);
    CosmicRaySettings settings = new CosmicRaySettings(4.5, 0.3, 5, 1.5, 8, 1.5 * FULL, 4);
    new CosmicRayStep(rule, settings, false).frame(new WholeLight(values, null, flags, 1));
    int inStar = 0;
    int saturated = 0;
    for (int y = 25; y < 56; y++) {
      for (int x = 25; x < 56; x++) {
        inStar += Float.isNaN(values[y][x]) ? 1 : 0;
        saturated += (flags[y][x] & PixelFlag.SATURATED.bit()) != 0 ? 1 : 0;
      }
    }
    assertTrue(saturated > 40, saturated + " saturated pixels");
    assertEquals(0, inStar, "pixels of the star are hits");
    assertTrue(Float.isNaN(values[12][15]), "the ray");
    assertTrue(rule.needsFlags());
  }
}
