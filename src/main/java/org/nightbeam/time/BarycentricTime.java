package org.nightbeam.time;

import java.time.Instant;

/**
 * Computes when light from a position in the sky passed the barycentre of the solar system: BJD_TDB
 * (Eastman, Siverd and Gaudi 2010, PASP 122, 935). It is within 1 ms where the site is known, and
 * within 22 ms where it is not. Proper motion and parallax of the star are ignored.
 */
public final class BarycentricTime {
  /** Before, there was no UTC. */
  public static final Instant EARLIEST = Instant.parse("1960-01-01T00:00:00Z");

  private static final double SECONDS_PER_AU = 499.004783836156;

  private BarycentricTime() {}

  /**
   * Returns BJD_TDB.
   *
   * @param utc when the light came, such as the middle of an exposure; not before {@link #EARLIEST}
   * @param site null if it is not known: then the middle of the Earth is taken
   */
  public static JulianDate of(Instant utc, SkyPosition position, Site site) {
    JulianDate tdb = TimeScales.tdb(TimeScales.tt(utc));
    double[] place = EarthPosition.at(tdb);
    if (site != null) {
      double[] offset = site.fromEarth(utc);
      for (int i = 0; i < 3; i++) {
        place[i] += offset[i];
      }
    }
    double[] star = position.direction();
    double way = place[0] * star[0] + place[1] * star[1] + place[2] * star[2];
    return tdb.plusSeconds(way * SECONDS_PER_AU);
  }
}
