package org.nightbeam.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nightbeam.fits.FitsHeader;

/** Airmass and scale of the pixels by cards as they are met. */
class HeaderOfASkyTest {
  private static FitsHeader header(String... cards) {
    return new FitsHeader(Stream.of(cards).map(card -> String.format("%-80s", card)).toList());
  }

  private static double scale(String... cards) {
    return ArcsecPerPixel.of(header(cards), 530, 2);
  }

  @Test
  void airmassIsSaidOrFollowsFromTheAltitude() {
    assertEquals(1.31, Airmass.of(header("AIRMASS =                 1.31")));
    assertEquals(1.31, Airmass.of(header("AIRMASS =                INDEF", "SECZ    = 1.31")));
    assertEquals(Double.NaN, Airmass.of(header("AIRMASS =                99.99")));
    assertEquals(Double.NaN, Airmass.of(header("AIRMASS =                  0.0")));
    assertEquals(1, Airmass.of(header("OBJCTALT= '90.0'")), 1e-3);
    assertEquals(2, Airmass.of(header("CENTALT =                 30.0")), 0.01); // sec z = 2
    // Pickering 2002: 38.75 at the horizon; here a little above it.
    assertEquals(33, Airmass.of(header("TELALT  =                  0.2")), 5);
    assertEquals(Double.NaN, Airmass.of(header("ALTITUDE=                 55.0 / [meters]")));
    assertEquals(
        1.2208, Airmass.of(header("ALTITUDE=                 55.0 / [deg] of the axis")), 2e-3);
    assertEquals(Double.NaN, Airmass.of(header()));
  }

  @Test
  void aScaleIsSolvedStatedOrFollowsFromOptics() {
    String[] solved = {
      "CTYPE1  = 'RA---TAN'",
      "CD1_1   = -2.0E-4",
      "CD1_2   = 1.5E-4",
      "CD2_1   = 1.5E-4",
      "CD2_2   = 2.0E-4"
    };
    // The determinant is -(2^2 + 1.5^2) 1e-8 = -(2.5e-4)^2 square degrees.
    assertEquals(0.9, scale(solved), 1e-9);
    assertEquals(
        0.72, scale("CTYPE1  = 'RA---TAN'", "CDELT1  = -2.0E-4", "CDELT2  = 2.0E-4"), 1e-9);
    assertEquals(5.21, scale("IM_SCALE=                 5.21"));
    assertEquals(0.7, scale("CD1_1   = 1.0", "SECPIX  = 0.7"));
    // 206.264806 arcsec per radian, in um/mm: 7.6 um at 530 mm.
    assertEquals(206.264806 * 7.6 / 530, scale("XPIXSZ  = 7.6"), 1e-9);
    assertEquals(206.264806 * 7.6 / 530, scale("PIXSIZE1= 3.8"), 1e-9, "binned by 2");
    assertEquals(Double.NaN, scale());
    assertEquals(
        Double.NaN, ArcsecPerPixel.of(header("XPIXSZ  = 7.6"), Double.NaN, 1), "no focal length");
  }
}
