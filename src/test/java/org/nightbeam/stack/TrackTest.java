package org.nightbeam.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.product.ProductHeader;

class TrackTest {
  private static FitsHeader header(Object... cards) {
    ProductHeader header = ProductHeader.ofImage(10, 10);
    header.add("CTYPE1", "RA---TAN", "");
    for (int k = 0; k < cards.length; k += 2) {
      header.add((String) cards[k], (double) cards[k + 1], "");
    }
    return header.facts();
  }

  /** North up, east left, 2 arcsec per pixel; then turned by a quarter, and mirrored. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0.5",
    "90, -0.5, 0",
    "180, 0, -0.5",
    "-90, 0.5, 0",
    "45, -0.35355339, 0.35355339"
  })
  void positionAnglesGoFromNorthOverEast(double angle, double x, double y) {
    double scale = 2 / 3600.0;
    Track track = Track.of("60arcsec/h@" + angle);
    double[] usual = track.onReference(header("CD1_1", -scale, "CD2_2", scale));
    assertEquals(x, usual[0] * 60, 1e-7);
    assertEquals(y, usual[1] * 60, 1e-7);
    double[] byDelta = track.onReference(header("CDELT1", -scale, "CDELT2", scale));
    assertEquals(x, byDelta[0] * 60, 1e-7);
    double[] mirrored = track.onReference(header("CD1_1", scale, "CD2_2", scale));
    assertEquals(-x, mirrored[0] * 60, 1e-7);
    // CROTA2 = 90: columns go north, rows go east (FITS paper II, 6.1: CD = {0, -d2; d1, 0}).
    double[] turned = track.onReference(header("CDELT1", -scale, "CDELT2", scale, "CROTA2", 90.0));
    assertEquals(-y, turned[0] * 60, 1e-7);
    assertEquals(x, turned[1] * 60, 1e-7);
    double[] byPc =
        track.onReference(
            header(
                "CDELT1", -scale, "CDELT2", scale, "PC1_1", 0.0, "PC1_2", 1.0, "PC2_1", -1.0,
                "PC2_2", 0.0));
    assertEquals(-y, byPc[0] * 60, 1e-7);
    assertEquals(x, byPc[1] * 60, 1e-7);
  }

  @Test
  void ratesHaveTheirUnits() {
    double[] speed = Track.of(" 36 px/h @ 90 ").onReference(null);
    assertEquals(0, speed[0], 1e-12);
    assertEquals(0.01, speed[1], 1e-12);
    assertEquals(0.01, Track.of("0.6px/min@90").onReference(null)[1], 1e-12);
    double[] minute = Track.of("1arcsec/min@0").onReference(header("CD1_1", -1.0, "CD2_2", 1.0));
    assertEquals(1 / 3600.0 / 60, minute[1], 1e-15);
    assertNull(Track.of("1arcsec/min@0").onReference(null));
    assertNull(Track.of("1arcsec/min@0").onReference(header("CRVAL1", 3.0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "5px/h",
        "5 furlongs/h@3",
        "1.2.3px/h@4",
        "5px/h@x",
        "px/h@3",
        "0px/h@3",
        "5px/h@4000"
      })
  void whatIsNoRateIsRefused(String text) {
    IllegalArgumentException why =
        assertThrows(IllegalArgumentException.class, () -> Track.of(text));
    assertTrue(why.getMessage().contains("0.85arcsec/min@123.5"), why.getMessage());
    assertTrue(why.getMessage().endsWith("found " + text), why.getMessage());
  }
}
