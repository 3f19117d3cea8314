package org.nightbeam.grading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.nightbeam.statistics.Spread;

/**
 * Finds the stars that two lights of a camera have in common, wherever the telescope has moved:
 * pairs of bright stars that are equally far apart, and differ equally in brightness, propose a
 * shift and a turn; the one is taken under which most other stars coincide.
 *
 * <p>Why not {@code registration.Registrar}: that must be right about any two frames, so it looks
 * at places alone and wants more stars. Here both lights are of one camera and target, and through
 * cloud there may be three stars left: the scale is known, and brightness has to agree as well.
 *
 * <p>No random numbers: the same lights give the same result.
 */
final class StarMatcher {
  private static final int PAIRED = 30; // brightest stars, that pairs are made of
  private static final double CLOSE = 12; // pixels; nearer stars say nothing of a turn
  private static final double SAME_BRIGHTNESS = 0.5; // magnitudes
  private static final int FEWEST = 3;
  private static final int CERTAIN = 5;

  /** Number of matches that is enough however many stars there are. */
  private static final int MOST_CERTAIN = 8;

  private static final int PART_IN_COMMON = 6;
  private static final int MANY = 12;
  private static final double MOST_OF_ALL = 0.6;

  private final List<BrightStars.Star> reference;
  private final double radius;
  private final List<Baseline> baselines;
  private final double area;
  private final int[] byColumn; // numbers of the reference stars, from left to right
  private final double[] columns; // of those

  /** Two stars, the first the brighter one. */
  private record Baseline(BrightStars.Star a, BrightStars.Star b, double length) {}

  /**
   * What two lights have in common.
   *
   * @param transform from the other light to the reference
   * @param of for each star of the other light, its number in the reference; -1 for none
   * @param count of stars in common
   */
  record Match(Similarity transform, int[] of, int count) {}

  /**
   * @param reference stars, the brightest first
   * @param radius within which stars coincide, in pixels
   */
  StarMatcher(List<BrightStars.Star> reference, double radius) {
    this.reference = reference;
    this.radius = radius;
    this.baselines = new ArrayList<>(baselines(reference));
    baselines.sort(Comparator.comparingDouble(Baseline::length));
    double width = extent(reference.stream().mapToDouble(BrightStars.Star::x).toArray());
    double height = extent(reference.stream().mapToDouble(BrightStars.Star::y).toArray());
    this.area = Math.max(1, width * height);
    this.byColumn =
        IntStream.range(0, reference.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> reference.get(i).x()))
            .mapToInt(Integer::intValue)
            .toArray();
    this.columns = Arrays.stream(byColumn).mapToDouble(i -> reference.get(i).x()).toArray();
  }

  private static double extent(double[] values) {
    double least = Arrays.stream(values).min().orElse(0);
    return Arrays.stream(values).max().orElse(0) - least;
  }

  /** Returns all baselines between the brightest stars, those of the brightest ones first. */
  private static List<Baseline> baselines(List<BrightStars.Star> stars) {
    List<Baseline> all = new ArrayList<>();
    for (int j = 1; j < Math.min(PAIRED, stars.size()); j++) {
      for (int i = 0; i < j; i++) {
        BrightStars.Star a = stars.get(i);
        BrightStars.Star b = stars.get(j);
        double length = Math.hypot(b.x() - a.x(), b.y() - a.y());
        if (length >= CLOSE) {
          all.add(new Baseline(a, b, length));
        }
      }
    }
    return all;
  }

  /**
   * Finds the stars of another light.
   *
   * @return null if it has too few in common with the reference to be sure
   */
  Match match(List<BrightStars.Star> other) {
    Match upright = match(other, false);
    return upright != null ? upright : match(other, true);
  }

  private Match match(List<BrightStars.Star> other, boolean mirrored) {
    int smaller = Math.min(other.size(), reference.size());
    if (smaller < FEWEST) {
      return null;
    }
    Match best = null;
    for (Baseline mine : baselines(other)) {
      for (int i = firstFrom(mine.length - radius); i < baselines.size(); i++) {
        Baseline theirs = baselines.get(i);
        if (theirs.length > mine.length + radius) {
          break;
        }
        for (boolean turned : new boolean[] {false, true}) {
          Match found = attempt(mine, theirs, turned, other, mirrored);
          if (found != null && (best == null || found.count > best.count)) {
            best = found;
            if (found.count >= Math.max(MANY, MOST_OF_ALL * smaller)) {
              return refined(best, other);
            }
          }
        }
      }
    }
    return best == null ? null : sure(refined(best, other), other);
  }

  private int firstFrom(double length) {
    int low = 0;
    int high = baselines.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (baselines.get(middle).length < length) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Match attempt(
      Baseline mine,
      Baseline theirs,
      boolean turned,
      List<BrightStars.Star> other,
      boolean mirrored) {
    BrightStars.Star a = turned ? theirs.b : theirs.a;
    BrightStars.Star b = turned ? theirs.a : theirs.b;
    double dimmerA = mine.a.magnitude() - a.magnitude();
    double dimmerB = mine.b.magnitude() - b.magnitude();
    if (Math.abs(dimmerA - dimmerB) > SAME_BRIGHTNESS) {
      return null;
    }
    Similarity transform =
        Similarity.fit(
            List.of(new Similarity.Pair(mine.a, a), new Similarity.Pair(mine.b, b)), mirrored);
    return together(transform, (dimmerA + dimmerB) / 2, other);
  }

  /** Returns the stars that coincide and are dimmer by the same amount. */
  private Match together(Similarity transform, double dimmer, List<BrightStars.Star> other) {
    int[] of = new int[other.size()];
    boolean[] taken = new boolean[reference.size()];
    int count = 0;
    for (int k = 0; k < of.length; k++) {
      BrightStars.Star moved = transform.of(other.get(k));
      int nearest = -1;
      double distance = radius;
      int at = Arrays.binarySearch(columns, moved.x() - radius);
      for (at = at < 0 ? -1 - at : at; at < columns.length; at++) {
        if (columns[at] > moved.x() + radius) {
          break;
        }
        int i = byColumn[at];
        BrightStars.Star star = reference.get(i);
        if (!taken[i] && Math.abs(star.y() - moved.y()) < distance) {
          double apart = Math.hypot(star.x() - moved.x(), star.y() - moved.y());
          if (apart < distance
              && Math.abs(moved.magnitude() - star.magnitude() - dimmer) < SAME_BRIGHTNESS) {
            distance = apart;
            nearest = i;
          }
        }
      }
      of[k] = nearest;
      if (nearest >= 0) {
        taken[nearest] = true;
        count++;
      }
    }
    return new Match(transform, of, count);
  }

  /** Fits the transform again, to all stars in common. */
  private Match refined(Match rough, List<BrightStars.Star> other) {
    Match match = rough;
    for (int round = 0; round < 2; round++) {
      List<Similarity.Pair> pairs = new ArrayList<>();
      List<Double> dimmer = new ArrayList<>();
      for (int k = 0; k < match.of.length; k++) {
        if (match.of[k] >= 0) {
          BrightStars.Star star = reference.get(match.of[k]);
          pairs.add(new Similarity.Pair(other.get(k), star));
          dimmer.add(other.get(k).magnitude() - star.magnitude());
        }
      }
      if (pairs.size() < 2) {
        return match;
      }
      Similarity transform = Similarity.fit(pairs, match.transform.mirrored());
      double middle = Spread.median(dimmer.stream().mapToDouble(Double::doubleValue).toArray());
      Match next = together(transform, middle, other);
      if (next.count < match.count) {
        return match;
      }
      match = next;
    }
    return match;
  }

  /**
   * Returns null for a match that may be chance: two stars always coincide, some more by accident.
   */
  private Match sure(Match match, List<BrightStars.Star> other) {
    int smaller = Math.min(other.size(), reference.size());
    double byChance = (double) other.size() * reference.size() * Math.PI * radius * radius / area;
    double needed =
        smaller < CERTAIN
            ? Math.max(FEWEST, smaller)
            : Math.max(
                Math.max(CERTAIN, Math.min(MOST_CERTAIN, smaller / PART_IN_COMMON)),
                3 + byChance + 4 * Math.sqrt(byChance));
    return match.count >= needed ? match : null;
  }
}
