package org.nightbeam.stack;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.nightbeam.fields.TangentPlane;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.plan.ShortHash;

/**
 * Places of an object in the sky at some instants. Between them it is where a cubic through the
 * four nearest says, or a parabola or a straight line through fewer, on the unit sphere: RA 0 and
 * the poles are places like others. Beyond the first and the last it is not known.
 *
 * @param file whose places these are, without its folder
 * @param places in order of time, at least two
 */
public record Ephemeris(String file, List<Place> places) implements Motion {
  private static final int POINTS = 4;

  /**
   * A place of the object.
   *
   * @param time in UTC
   * @param ra right ascension in degrees
   * @param dec declination in degrees
   */
  public record Place(Instant time, double ra, double dec) implements Serializable {
    private double[] direction() {
      double alpha = Math.toRadians(ra);
      double delta = Math.toRadians(dec);
      double ofCircle = Math.cos(delta);
      return new double[] {ofCircle * Math.cos(alpha), ofCircle * Math.sin(alpha), Math.sin(delta)};
    }
  }

  /** Keeps a copy. */
  public Ephemeris {
    places = List.copyOf(places);
  }

  /**
   * Reads a table of places, see the guide, page "Stacking".
   *
   * @param text of the file
   * @param file its name, for messages and the names of stacks
   * @throws IllegalArgumentException if it is none; the message says which line, and what was
   *     expected
   */
  public static Ephemeris read(String text, String file) {
    return new Ephemeris(file, new EphemerisReader(text).places());
  }

  private Instant first() {
    return places.get(0).time();
  }

  private Instant last() {
    return places.get(places.size() - 1).time();
  }

  /**
   * Returns right ascension and declination in degrees.
   *
   * @param time from the first place to the last
   */
  double[] at(Instant time) {
    int points = Math.min(POINTS, places.size());
    int after = 0;
    while (after < places.size() && places.get(after).time().isBefore(time)) {
      after++;
    }
    int from = Math.max(0, Math.min(places.size() - points, after - points / 2));
    double[] direction = new double[3];
    for (int k = from; k < from + points; k++) {
      double weight = 1;
      for (int other = from; other < from + points; other++) {
        if (other != k) {
          Instant node = places.get(other).time();
          weight *= seconds(node, time) / seconds(node, places.get(k).time());
        }
      }
      double[] of = places.get(k).direction();
      for (int axis = 0; axis < direction.length; axis++) {
        direction[axis] += weight * of[axis];
      }
    }
    double ra = Math.toDegrees(Math.atan2(direction[1], direction[0]));
    double dec = Math.atan2(direction[2], Math.hypot(direction[0], direction[1]));
    return new double[] {ra < 0 ? ra + 360 : ra, Math.toDegrees(dec)};
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() * 1e-9;
  }

  @Override
  public Way over(FitsHeader reference, double finer, Instant from) {
    TangentPlane plane = reference == null ? null : TangentPlane.of(reference);
    if (plane == null) {
      return null;
    }
    double[] begun = pixel(plane, from);
    return time -> {
      double[] now = pixel(plane, time);
      return new double[] {finer * (now[0] - begun[0]), finer * (now[1] - begun[1])};
    };
  }

  private double[] pixel(TangentPlane plane, Instant time) {
    double[] place = at(time);
    double[] pixel = plane.pixel(place[0], place[1]);
    return pixel == null ? new double[] {Double.NaN, Double.NaN} : pixel;
  }

  @Override
  public String unknownAt(Instant time) {
    return time.isBefore(first()) || time.isAfter(last())
        ? String.format(
            "the middle of its exposure is %s UTC, and %s has places from %s to %s",
            time, file, first(), last())
        : null;
  }

  @Override
  public String option() {
    return "--ephemeris=" + file;
  }

  @Override
  public String needs() {
    return "coordinates (CTYPE1 = RA---TAN with CRVAL1, CRPIX1 and CD1_1 or CDELT1)";
  }

  @Override
  public String remedy() {
    return "give the rate in px/h by --track";
  }

  @Override
  public String doubt() {
    return "is it of this object and site?";
  }

  @Override
  public String name() {
    return "ephemeris-" + file.replaceFirst("(?<=.)\\.[A-Za-z]{1,4}$", "");
  }

  /** Returns the file, and a hash of its places: stacks are made again when these change. */
  @Override
  public String toString() {
    return file + " " + ShortHash.of(places.toString());
  }
}
