package org.nightbeam.stack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.product.ProductHeader;

class EphemerisTest {
  private static final Instant EIGHT = Instant.parse("2026-01-15T20:00:00Z");
  private static final double ARCSEC = 1 / 3600.0;

  /**
   * One table in the forms in which programs write it; right ascension 2 h 4 m, a minute an hour.
   */
  static List<String> tables() {
    return List.of(
        """
        *******************************************************************************
        Ephemeris / API_USER Thu Jan 15 2026
        Start time      : A.D. 2026-Jan-15 20:00:00.0000 UT
        Atmos refraction: NO (AIRLESS)
        *******************************************************************************
         Date__(UT)__HR:MN     R.A._____(ICRF)_____DEC    APmag   S-brt
        ***************************************************************
        $$SOE
         2026-Jan-15 20:00 *m  02 04 10.28 +46 41 16.2    8.123   6.701
         2026-Jan-15 21:00 Cm  02 05 10.28 +46 42 16.2    8.124   6.702
        >..... Daylight Cut-out Requested .....<
         2026-Jan-15 22:00  m  02 06 10.28 +46 43 16.2    8.124   6.702
        $$EOE
        1 of 3: 2026-Jan-15 00:00 is no place
        """,
        """
         Date__(UT)__HR:MN:SC.fff, , , R.A.___(ICRF), DEC____(ICRF), APmag,
        $$SOE
         2026-Jan-15 20:00:00.000,*,m, 02 04 10.28, +46 41 16.2, 8.123,
         2026-Jan-15 21:00:00.000, ,m, 02 05 10.28, +46 42 16.2, 8.123,
         2026-Jan-15 22:00:00.000, ,m, 02 06 10.28, +46 43 16.2, 8.123,
        $$EOE
        """,
        """
         Date_________JDUT     R.A.___(ICRF)___DEC
        $$SOE
        2461056.333333333     31.04283333  46.68783333
        2461056.375000000     31.29283333  46.70450000
        2461056.416666667     31.54283333  46.72116667
        $$EOE
        """,
        """
        Date       UT      R.A. (J2000) Decl.    Delta     r     El.    Ph.   V
                    h m s
        2026 01 15 200000 02 04 10.28 +46 41 16.2   1.234   2.1   100   5  8.1
        2026 01 15 210000 02 05 10.28 +46 42 16.2   1.234   2.1   100   5  8.1
        2026 01 15 220000 02 06 10.28 +46 43 16.2   1.234   2.1   100   5  8.1
        """,
        """
        # made by hand
        time,ra,dec
        2026-01-15T20:00:00,31.04283333,46.68783333
        2026-01-15T21:00:00Z,02:05:10.28,+46:42:16.2
        2026-01-15 22:00,02 06 10.28,+46 43 16.2
        """,
        """
        2024 YR4
        time (UTC), RA (hours), DEC (deg)
        2026-01-15T20:00,2.069522222,46.68783333
        2026-01-15T21:00,2.086188889,46.70450000
        2026-01-15T22:00,2.102855556,46.72116667
        """,
        """
        time,mag,dec,ra
        2026-01-15T20:00,8.1,46.68783333,31.04283333
        2026-01-15T21:00,8.1,46.70450000,31.29283333
        2026-01-15T22:00,8.1,46.72116667,31.54283333
        """);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void tablesOfOtherProgramsAreRead(String table) {
    Ephemeris read = Ephemeris.read(table, "ceres.txt");
    assertEquals(3, read.places().size());
    for (int k = 0; k < 3; k++) {
      Ephemeris.Place place = read.places().get(k);
      assertEquals(EIGHT.plusSeconds(3600L * k), place.time());
      assertEquals(31.0428333 + 0.25 * k, place.ra(), 1e-6);
      assertEquals(46.6878333 + k / 60.0, place.dec(), 1e-6);
    }
  }

  /** Terrestrial time was ahead of UTC by 69.184 s. */
  @ParameterizedTest
  @CsvSource({
    "Date__(TT)__HR:MN, 69.184",
    "Date__(TDB)__HR:MN, 69.184",
    "Date__(UT)__HR:MN, 0",
    "time_tai, 37"
  })
  void theClockOfTheHeadCounts(String head, double seconds) {
    Ephemeris read =
        Ephemeris.read(
            head + "\n2026-Jan-15 20:00 31.0 46.0\n2026-Jan-15 21:00 31.1 46.1\n", "a.txt");
    Duration early = Duration.between(read.places().get(0).time(), EIGHT);
    assertEquals(seconds, early.toNanos() * 1e-9, 0.002, head); // TDB is as far from TT
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|it has no place; expected two or more lines",
        "hello, world|it has no place",
        "2026-01-15T20:00,31,46|it has one place",
        "2026-01-15T20:00,31,46;2026-01-15T20:00,31.1,46|line 2: expected a later time",
        "2026-01-15T20:00,31,46;2026-01-15T21:00,400,46|line 2: expected right ascension",
        "2026-01-15T20:00,31,46;2026-01-15T21:00,31|line 2: expected right ascension",
        "2026-01-15T20:00,31,46;2026-13-15T21:00,31,46|line 2: expected a time that there is",
        "2026-01-15T20:00,31,46;2026-Foo-15 21:00,31,46|line 2: expected a time that there is",
        "2026-01-15T20:00,31,46;15/01/2026 21:00,31,46|line 2: expected a time such as",
        "2026-01-15T20:00+02:00,31,46|line 1: expected a time such as",
        "Date__(UT)__HR:MN  R.A.__(a-appar)__DEC.;2026-Jan-15 20:00 31.0 46.0|line 1: the places are",
        "Date__(UT-07:00)__HR:MN;2026-Jan-15 20:00 31.0 46.0|line 1: the times are those of a time",
        "Date_(ZONE)_HR:MN;2026-Jan-15 20:00 31.0 46.0|line 1: the times are those of a time"
      })
  void whatIsNoEphemerisIsRefused(String lines, String why) {
    String text = lines == null ? "" : lines.replace(';', '\n');
    String said =
        assertThrows(IllegalArgumentException.class, () -> Ephemeris.read(text, "a.txt"))
            .getMessage();
    assertTrue(said.startsWith(why), said);
  }

  /** Places on a great circle with one speed, which are known exactly, by half hours. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 46, -80, 89.9})
  void betweenPlacesItIsOnTheWay(double highest) {
    List<Ephemeris.Place> places = new ArrayList<>();
    for (int k = 0; k <= 8; k++) {
      places.add(onCircle(highest, 1800 * k));
    }
    Ephemeris ephemeris = new Ephemeris("a.txt", places);
    for (int second = 0; second <= 8 * 1800; second += 97) {
      Ephemeris.Place truth = onCircle(highest, second);
      double[] found = ephemeris.at(truth.time());
      double across =
          Math.IEEEremainder(found[0] - truth.ra(), 360) * Math.cos(Math.toRadians(truth.dec()));
      assertEquals(0, across, 1e-3 * ARCSEC, "second " + second);
      assertEquals(0, found[1] - truth.dec(), 1e-3 * ARCSEC, "second " + second);
    }
    assertNull(ephemeris.unknownAt(EIGHT));
    assertNull(ephemeris.unknownAt(EIGHT.plusSeconds(8 * 1800)));
    assertTrue(
        ephemeris.unknownAt(EIGHT.minusMillis(1)).contains("a.txt has places from 2026-01-15T20"));
    assertTrue(ephemeris.unknownAt(EIGHT.plusSeconds(8 * 1800 + 1)) != null);
  }

  /** Crosses right ascension 0 after two hours, at 10 arcsec/min. */
  private static Ephemeris.Place onCircle(double highest, int second) {
    double along = Math.toRadians((second - 7200) / 60.0 * 10 * ARCSEC);
    double tilt = Math.toRadians(highest);
    double x = Math.cos(along) * Math.cos(tilt);
    double y = Math.sin(along);
    double z = Math.cos(along) * Math.sin(tilt);
    double ra = Math.toDegrees(Math.atan2(y, x));
    return new Ephemeris.Place(
        EIGHT.plusSeconds(second),
        ra < 0 ? ra + 360 : ra,
        Math.toDegrees(Math.atan2(z, Math.hypot(x, y))));
  }

  /** An even motion by an ephemeris is that by its rate and position angle. */
  @Test
  void aWayIsThatOfTheRate() {
    ProductHeader header = ProductHeader.ofImage(100, 100);
    header.add("CTYPE1", "RA---TAN", "");
    header.add("CTYPE2", "DEC--TAN", "");
    header.add("CRVAL1", 359.99, "");
    header.add("CRVAL2", 60.0, "");
    header.add("CRPIX1", 50.0, "");
    header.add("CRPIX2", 50.0, "");
    header.add("CD1_1", -2 * ARCSEC, "");
    header.add("CD2_2", 2 * ARCSEC, "");
    FitsHeader reference = header.facts();
    // 60 arcsec/h to position angle 90, over right ascension 0.
    double perHour = 60 * ARCSEC / Math.cos(Math.toRadians(60));
    Ephemeris ephemeris =
        new Ephemeris(
            "a.txt",
            List.of(
                new Ephemeris.Place(EIGHT, 359.99, 60),
                new Ephemeris.Place(EIGHT.plusSeconds(3600), (359.99 + perHour) % 360, 60)));
    Instant from = EIGHT.plusSeconds(600);
    Instant to = EIGHT.plusSeconds(3000);
    double[] byRate = Track.of("60arcsec/h@90").over(reference, 2, from).to(to);
    double[] byPlaces = ephemeris.over(reference, 2, from).to(to);
    assertArrayEquals(new double[] {-40, 0}, byRate, 1e-9);
    assertArrayEquals(byRate, byPlaces, 0.02); // a parallel is no straight line
    assertNull(ephemeris.over(null, 1, from));
    assertNull(ephemeris.over(ProductHeader.ofImage(9, 9).facts(), 1, from));
  }

  /** A stack is made again when places change, and keeps its name. */
  @Test
  void otherPlacesAreOfAnotherPrint() {
    Ephemeris one = new Ephemeris("ceres.txt", List.of(onCircle(5, 0), onCircle(5, 60)));
    Ephemeris other = new Ephemeris("ceres.txt", List.of(onCircle(5, 0), onCircle(6, 60)));
    assertNotEquals(one.toString(), other.toString());
    assertEquals("ephemeris-ceres", one.name());
    assertEquals("ephemeris-ceres", other.name());
    assertEquals("ephemeris-12P.new", new Ephemeris("12P.new.csv", one.places()).name());
  }
}
