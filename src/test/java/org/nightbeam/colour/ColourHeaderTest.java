package org.nightbeam.colour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.header.dialect.Dialect;

class ColourHeaderTest {
  private static final FitsHeader LIGHT =
      new FitsHeader(
          List.of(
              card("BAYERPAT", "'RGGB    '"),
              card("CFAPAT", "'RGGB    '"),
              card("BAYOFFX", "1"),
              card("XPIXSZ", "3.76"),
              card("XBINNING", "1"),
              card("SCALE", "0.8"),
              card("PIXSIZE1", "3.76"),
              card("CTYPE1", "'RA---TAN-SIP'"),
              card("CRPIX1", "100.5"),
              card("CRPIX2", "7.0"),
              card("CD1_1", "-2E-4"),
              card("A_ORDER", "2"),
              card("A_1_1", "1E-6"),
              card("A_2_0", "3E-6"),
              card("AP_0_1", "1E-5")));

  private static String card(String keyword, String value) {
    return String.format("%-80s", String.format("%-8s= %20s", keyword, value));
  }

  /** What a place of the sky is in pixels of the light, it is in cells of the planes. */
  @Test
  void aCellIsTwiceAsWideAsAPixel() {
    FitsHeader header =
        ColourHeader.of(
                LIGHT,
                Dialect.shipped().keywordsOfMosaics(),
                ColourMethod.SUPERPIXEL,
                "RGGB",
                50,
                40)
            .facts();
    assertEquals(7.52, header.number("XPIXSZ").orElseThrow(), 1e-12);
    assertEquals(1.6, header.number("SCALE").orElseThrow(), 1e-12);
    assertEquals(2, header.integer("XBINNING").orElseThrow());
    assertEquals(3.76, header.number("PIXSIZE1").orElseThrow(), "of the sensor");
    assertEquals(50.5, header.number("CRPIX1").orElseThrow(), "its last column ends there");
    assertEquals(3.75, header.number("CRPIX2").orElseThrow());
    assertEquals(-4e-4, header.number("CD1_1").orElseThrow(), 1e-18);
    assertEquals(2, header.number("A_ORDER").orElseThrow());
    // At 10 pixels, or 5 cells, off the reference the distortion is the same part of the sky.
    assertEquals(3e-6 * 10 * 10, 2 * header.number("A_2_0").orElseThrow() * 5 * 5, 1e-15);
    assertEquals(1e-6 * 10 * 10, 2 * header.number("A_1_1").orElseThrow() * 5 * 5, 1e-15);
    assertEquals(1e-5, header.number("AP_0_1").orElseThrow(), 1e-18);
    assertFalse(header.has("BAYERPAT"));
    assertFalse(header.has("CFAPAT"), "by any of its keywords");
    assertFalse(header.has("BAYOFFX"));
  }

  @Test
  void keywordOfTheUsersOwnDialectGoesToo() {
    Set<String> ofMosaics =
        Dialect.overlaid("keywords:\n  cfaPattern: [MYCFA]\n", "own.yaml").keywordsOfMosaics();
    FitsHeader light =
        new FitsHeader(List.of(card("MYCFA", "'RGGB'"), card("FILTER", "'L'"), card("CFA", "1")));
    FitsHeader header =
        ColourHeader.of(light, ofMosaics, ColourMethod.BILINEAR, "RGGB", 100, 80).facts();
    assertFalse(header.has("MYCFA"));
    assertFalse(header.has("CFA"));
    assertEquals("L", header.text("FILTER").orElseThrow());
  }

  @Test
  void pixelsStayWhereTheyAreOtherwise() {
    FitsHeader header =
        ColourHeader.of(
                LIGHT,
                Dialect.shipped().keywordsOfMosaics(),
                ColourMethod.BILINEAR,
                "RGGB",
                100,
                80)
            .facts();
    for (String keyword : List.of("XPIXSZ", "CRPIX1", "CD1_1", "A_2_0", "XBINNING")) {
      assertEquals(LIGHT.number(keyword), header.number(keyword), keyword);
    }
  }
}
