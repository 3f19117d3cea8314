package org.nightbeam.grading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.nightbeam.photometry.MeasuredSource;
import org.nightbeam.photometry.SourceFlag;

/**
 * A straight line across a light, as a satellite, an aeroplane or a meteor leaves it. It is found
 * as one long source, or as several that lie on a line and point along it.
 *
 * @param length that is seen, in pixels; 0 for none
 * @param angle from the rows, in degrees from 0 to 180
 */
record SatelliteTrail(double length, double angle) {
  /** There is none. */
  static final SatelliteTrail NONE = new SatelliteTrail(0, Double.NaN);

  private static final double SLENDER = 3; // long axis over short one
  private static final double LONGER = 3; // than the long axis of a star
  private static final double LONG = 6; // pixels of standard deviation
  private static final double ASIDE = 4; // pixels from the line
  private static final double WIDENS = 0.02; // with the distance, for a line is known roughly
  private static final double TURNED = Math.toRadians(8);
  private static final double ALONG_COLUMN = Math.toRadians(1.5);

  /** Half the length of an even line in standard deviations. */
  private static final double HALF = Math.sqrt(3);

  private static final int ROUNDS = 3;

  /**
   * Returns the longest trail among the sources of a light.
   *
   * @param typical standard deviation along the long axis of most sources, in pixels
   */
  static SatelliteTrail of(List<MeasuredSource> sources, double typical) {
    double least = Math.max(LONG, LONGER * typical);
    List<MeasuredSource> pieces =
        sources.stream()
            .filter(source -> source.a() >= least && source.a() >= SLENDER * source.b())
            .filter(source -> !isBleeding(source))
            .sorted(Comparator.comparing(source -> -source.a()))
            .toList();
    SatelliteTrail longest = NONE;
    for (MeasuredSource piece : pieces) {
      SatelliteTrail trail = along(piece, pieces);
      if (trail.length > longest.length) {
        longest = trail;
      }
    }
    return longest;
  }

  /** Returns whether a source is charge that spills along columns, or rows, of a saturated star. */
  private static boolean isBleeding(MeasuredSource source) {
    double angle = Math.abs(Math.toRadians(source.theta()));
    return source.is(SourceFlag.SATURATED)
        && (angle < ALONG_COLUMN || angle > Math.PI / 2 - ALONG_COLUMN);
  }

  private static SatelliteTrail along(MeasuredSource seed, List<MeasuredSource> pieces) {
    double x = seed.x();
    double y = seed.y();
    double angle = Math.toRadians(seed.theta());
    List<double[]> parts = List.of();
    for (int round = 0; round < ROUNDS; round++) {
      parts = new ArrayList<>();
      double[] sums = new double[6];
      for (MeasuredSource piece : pieces) {
        double along = (piece.x() - x) * Math.cos(angle) + (piece.y() - y) * Math.sin(angle);
        double aside = (piece.y() - y) * Math.cos(angle) - (piece.x() - x) * Math.sin(angle);
        double turned = Math.toRadians(piece.theta()) - angle;
        turned = Math.abs(turned - Math.PI * Math.rint(turned / Math.PI));
        if (Math.abs(aside) <= ASIDE + WIDENS * Math.abs(along) && turned <= TURNED) {
          double half = HALF * piece.a();
          parts.add(new double[] {along - half, along + half});
          add(sums, piece);
        }
      }
      x = sums[1] / sums[0];
      y = sums[2] / sums[0];
      double xx = sums[3] / sums[0] - x * x;
      double yy = sums[4] / sums[0] - y * y;
      double xy = sums[5] / sums[0] - x * y;
      angle = Math.atan2(2 * xy, xx - yy) / 2;
    }
    return new SatelliteTrail(
        covered(parts), Math.toDegrees(angle - Math.PI * Math.floor(angle / Math.PI)));
  }

  /** Adds the moments of a piece, by its length. */
  private static void add(double[] sums, MeasuredSource piece) {
    double weight = piece.a();
    double theta = Math.toRadians(piece.theta());
    double longAxis = piece.a() * piece.a();
    double shortAxis = piece.b() * piece.b();
    double cosine = Math.cos(theta);
    double sine = Math.sin(theta);
    sums[0] += weight;
    sums[1] += weight * piece.x();
    sums[2] += weight * piece.y();
    sums[3] +=
        weight * (piece.x() * piece.x() + longAxis * cosine * cosine + shortAxis * sine * sine);
    sums[4] +=
        weight * (piece.y() * piece.y() + longAxis * sine * sine + shortAxis * cosine * cosine);
    sums[5] += weight * (piece.x() * piece.y() + (longAxis - shortAxis) * cosine * sine);
  }

  /** Returns the length that intervals cover together; they may overlap. */
  private static double covered(List<double[]> intervals) {
    intervals.sort(Comparator.comparingDouble(interval -> interval[0]));
    double length = 0;
    double end = Double.NEGATIVE_INFINITY;
    for (double[] interval : intervals) {
      length += Math.max(0, interval[1] - Math.max(end, interval[0]));
      end = Math.max(end, interval[1]);
    }
    return length;
  }
}
