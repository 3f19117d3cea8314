package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Pointing;

/** Target, place, airmass and scale of the pixels, by cards as they are met. */
class PointingFactsTest {
  @TempDir Path input;

  private Pointing of(String... cards) throws IOException {
    return FrameFiles.light(input, cards).pointing();
  }

  private double airmass(String... cards) throws IOException {
    return of(cards).airmass();
  }

  private double scale(String... cards) throws IOException {
    String[] optics = {"FOCALLEN= 530", "XBINNING= 2"};
    return of(Stream.concat(Stream.of(cards), Stream.of(optics)).toArray(String[]::new))
        .pixelScale();
  }

  @Test
  void airmassIsSaidOrFollowsFromTheAltitude() throws IOException {
    assertEquals(1.31, airmass("AIRMASS =                 1.31"));
    assertEquals(1.31, airmass("AIRMASS =                INDEF", "SECZ    = 1.31"));
    assertEquals(Double.NaN, airmass("AIRMASS =                99.99"));
    assertEquals(Double.NaN, airmass("AIRMASS =                  0.0"));
    assertEquals(1, airmass("OBJCTALT= '90.0'"), 1e-3);
    assertEquals(1.402, airmass("OBJCTALT= '45 30 00'"), 2e-3); // sec 44.5 degrees
    assertEquals(1.402, airmass("CENTALT = '+45:30:00.0'"), 2e-3);
    assertEquals(Double.NaN, airmass("OBJCTALT= '-05 30 00'"), "below the horizon");
    assertEquals(Double.NaN, airmass("OBJCTALT= 'zenith'"));
    assertEquals(2, airmass("CENTALT =                 30.0"), 0.01); // sec z = 2
    // Pickering 2002: 38.75 at the horizon; here a little above it.
    assertEquals(33, airmass("TELALT  =                  0.2"), 5);
    assertEquals(Double.NaN, airmass("ALTITUDE=                 55.0 / [meters]"));
    assertEquals(1.2208, airmass("ALTITUDE=                 55.0 / [deg] of the axis"), 2e-3);
    assertEquals(Double.NaN, airmass());
  }

  @Test
  void aScaleIsSolvedStatedOrFollowsFromOptics() throws IOException {
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
    assertEquals(Double.NaN, of("XPIXSZ  = 7.6").pixelScale(), "no focal length");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "OBJECT  = 'M 31    '; M 31",
        "OBJECT  = ' HAT-P-32 b'; HAT-P-32 b",
        "OBJECT  = 'Light   '; ''",
        "OBJECT  = 'UNKNOWN '; ''",
        "OBJECT  = '        '; ''",
        "OBJNAME = 'NGC 7000'; NGC 7000"
      })
  void aTargetIsANameAndNoTypeOfFrames(String card, String object) throws IOException {
    assertEquals(object, of(card).object());
  }

  // Hours of a right ascension are 15 degrees each: 5h35m17.3s is 83.822083 degrees.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "OBJCTRA = '05 35 17.3'; 83.822083",
        "RA      = '05:35:17.3'; 83.822083",
        "RA      = '5h35m17.3s'; 83.822083",
        "RA      = 83.822083 / [deg] RA of telescope; 83.822083",
        "RA      = 83.822083; 83.822083",
        "RA      = 5.5881389 / [hours] RA of telescope; 83.822083",
        "RA      = '83.822083'; 83.822083",
        "RA      = 400; NaN",
        "RA      = 'east of the wall'; NaN"
      })
  void rightAscensionIsInDegrees(String card, double degrees) throws IOException {
    assertEquals(degrees, of(card).rightAscension(), 1e-6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "OBJCTDEC= '-05 23 28'; -5.391111",
        "DEC     = '-00:30:00'; -0.5",
        "DEC     = +41.269; 41.269",
        "DEC     = 95; NaN"
      })
  void declinationIsInDegrees(String card, double degrees) throws IOException {
    assertEquals(degrees, of(card).declination(), 1e-6);
  }

  @Test
  void theSiteIsThatOfTheNight() throws IOException {
    Pointing site =
        of("DATE-OBS= '2026-01-15T03:00:00'", "SITELAT = '-29 15 24'", "SITELONG= '-70 44 21'");
    assertEquals(-29.256667, site.latitude(), 1e-6);
    assertEquals(-70.739167, site.longitude(), 1e-6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "LAT     = 31.96; LONG    = -111.6; 31.96; -111.6",
        "LAT--OBS= '+31/57/36'; LONG-OBS= '248/24/00'; 31.96; 248.4",
        "LAT     = '+31:57:36'; LON     = '-111:36:00'; 31.96; -111.6",
        "LAT     = 31.96 / [deg]; LON     = 111.6 / degrees west; 31.96; -111.6",
        "LAT     = -15.5 / galactic latitude; LON     = 171.2 / galactic longitude; NaN; NaN",
        "LAT     = 7.2 / heliographic; LONG    = 120.5 / Carrington; NaN; NaN",
      })
  void placeMayBeCalledByItsShortNames(String lat, String lon, double north, double east)
      throws IOException {
    Pointing site = of("DATE-OBS= '2026-01-15T03:00:00'", lat, lon);
    assertEquals(north, site.latitude(), 1e-9);
    assertEquals(east, site.longitude(), 1e-9);
  }

  @Test
  void whatOnlyDescribesIsNoReasonForAWarning() throws IOException {
    Frame light = FrameFiles.light(input, "AIRMASS =                INDEF", "RA      = here");
    assertEquals("", light.notes().warnings());
  }

  @Test
  void aBiasHasNoTarget() throws IOException {
    Frame bias =
        FrameFiles.frame(
            input,
            "Bias/b.fits",
            TypeFrom.AUTO,
            "OBJECT  = 'M 31'",
            "AIRMASS = 1.2",
            "EXPTIME = 0");
    assertEquals(Pointing.UNKNOWN, bias.pointing());
  }

  /** By the mean sidereal time of Meeus (12.4), the target is 54.166 degrees high at Kitt Peak. */
  @ParameterizedTest
  @CsvSource({
    "111.6, 1.233, true",
    "111.6, 1.29, true",
    "-111.6, 1.233, false",
    "111.6, 1.60, false",
    "111.6, 99, false"
  })
  void aLongitudeOfTheWrongSignIsKnownByTheAirmass(double longitude, double airmass, boolean isTold)
      throws IOException {
    String warnings =
        FrameFiles.light(
                input,
                "DATE-OBS= '2026-01-15T03:30:00'",
                "RA      = '06:30:00'",
                "DEC     = '+30:00:00'",
                "SITELAT =                31.96",
                "SITELONG= " + longitude,
                "AIRMASS = " + airmass)
            .notes()
            .warnings();
    assertEquals(
        isTold,
        warnings.contains(
            "its airmass fits a telescope at longitude -111.6000, not at 111.6000 degrees east"),
        warnings);
  }
}
