package org.nightbeam.fields;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.fits.FitsHeader;

class TangentPlaneTest {
  private static FitsHeader header(String projection, String... more) {
    List<String> cards = new ArrayList<>();
    cards.add(text("CTYPE1", "RA---" + projection));
    cards.add(text("CTYPE2", "DEC--" + projection));
    String[] numbers = {
      "CRVAL1=31.04", "CRVAL2=46.69", "CRPIX1=1024.5", "CRPIX2=1020.0",
      "CD1_1=-3.0E-4", "CD1_2=1.0E-5", "CD2_1=1.2E-5", "CD2_2=3.0E-4"
    };
    for (String number : numbers) {
      cards.add(number(number));
    }
    for (String number : more) {
      cards.add(number(number));
    }
    return new FitsHeader(cards);
  }

  private static String text(String keyword, String value) {
    return String.format("%-80s", String.format("%-8s= '%s'", keyword, value));
  }

  private static String number(String assignment) {
    String[] parts = assignment.split("=");
    return String.format("%-80s", String.format("%-8s= %20s", parts[0], parts[1]));
  }

  private static TangentPlane distorted() {
    return TangentPlane.of(
        header(
            "TAN-SIP",
            "A_ORDER=3",
            "B_ORDER=2",
            "A_2_0=4.0E-6",
            "A_1_1=-2.0E-6",
            "A_3_0=1.5E-9",
            "B_0_2=-5.0E-6",
            "B_1_1=3.0E-6"));
  }

  /** Expected: astropy 5.2.1, {@code WCS.all_pix2world} from pixel 0. */
  @ParameterizedTest
  @CsvSource({
    "100, 200, 31.4297645447, 46.4322408667",
    "1900, 1800, 30.6651527979, 46.9339385332",
    "1024, 30, 31.0253722639, 46.3918401442"
  })
  void distortionsOfSipAreThoseOfAstropy(double x, double y, double ra, double dec) {
    double[] sky = distorted().sky(x, y);
    assertEquals(ra, sky[0], 3e-9);
    assertEquals(dec, sky[1], 3e-9);
    assertArrayEquals(new double[] {x, y}, distorted().pixel(ra, dec), 1e-4);
  }

  /** FITS 4.0, section 8.1.2: what is left out of a matrix that is given is 0. */
  @Test
  void whatIsLeftOutOfTheMatrixIsZero() {
    List<String> cards = new ArrayList<>();
    cards.add(text("CTYPE1", "RA---TAN"));
    cards.add(text("CTYPE2", "DEC--TAN"));
    for (String number :
        List.of("CRVAL1=0.05", "CRVAL2=0", "CRPIX1=1", "CRPIX2=1", "CD1_1=-1E-3", "CD2_2=1E-3")) {
      cards.add(number(number));
    }
    double[] sky = TangentPlane.of(new FitsHeader(cards)).sky(100, 50);
    assertEquals(359.95, sky[0], 1e-6); // beyond the place where right ascensions begin
    assertEquals(0.05, sky[1], 1e-6);
  }

  @Test
  void pixelAndSkyAreInverse() {
    for (String projection : List.of("TAN", "TAN-SIP")) {
      TangentPlane plane = projection.equals("TAN") ? TangentPlane.of(header("TAN")) : distorted();
      for (double x = 0; x < 2048; x += 341) {
        for (double y = 0; y < 2048; y += 341) {
          double[] sky = plane.sky(x, y);
          assertArrayEquals(new double[] {x, y}, plane.pixel(sky[0], sky[1]), 1e-6);
        }
      }
    }
  }

  @Test
  void withoutTheWordSipItsCoefficientsDoNotCount() {
    double[] plain = TangentPlane.of(header("TAN")).sky(100, 200);
    assertArrayEquals(
        plain, TangentPlane.of(header("TAN", "A_ORDER=2", "A_2_0=4.0E-6")).sky(100, 200), 0);
    assertTrue(Math.abs(plain[0] - distorted().sky(100, 200)[0]) > 1e-4, "a third of a pixel");
  }

  @Test
  void whatNoPixelShowsIsNowhere() {
    assertNull(distorted().pixel(211, -46), "on the other side of the sky");
    assertNull(TangentPlane.of(header("ZEA")), "another projection");
  }
}
