package org.nightbeam.grading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.nightbeam.statistics.Spread;

/**
 * Lights of one place in the sky that share stars, and the identification of each star in the
 * others. Lights are added in order; the field may drift, flip and rotate from one to the next.
 */
final class Field {
  private static final double LEAST_RADIUS = 2; // pixels
  private static final double OF_WIDTH = 0.6;
  private static final int ROUNDS = 12;

  /** Number of stars that a light needs to begin a field, or to have others matched to it. */
  private static final int FEWEST = 5;

  private final List<BrightStars.Star> catalogue = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private Member last;
  private Member richest;
  private double width;

  /** A light of the field: its stars as numbers in the catalogue, and their magnitudes. */
  private static final class Member {
    private final int light;
    private final int[] stars;
    private final double[] magnitudes;
    private StarMatcher matcher; // made when it is wanted

    Member(int light, int[] stars, double[] magnitudes) {
      this.light = light;
      this.stars = stars;
      this.magnitudes = magnitudes;
    }
  }

  private Field() {}

  /**
   * Begins a field.
   *
   * @param light its number
   * @param stars of it
   * @param fwhm of stars in pixels; NaN if not known
   * @return null if it has too few stars
   */
  static Field begin(int light, List<BrightStars.Star> stars, double fwhm) {
    if (stars.size() < FEWEST) {
      return null;
    }
    Field field = new Field();
    field.width = fwhm;
    int[] numbers = new int[stars.size()];
    Arrays.fill(numbers, -1);
    field.join(light, stars, Similarity.IDENTITY, numbers);
    return field;
  }

  /** Adds a light if it is of this field; returns whether it is. */
  boolean add(int light, List<BrightStars.Star> stars) {
    return add(light, stars, last) || richest != last && add(light, stars, richest);
  }

  private boolean add(int light, List<BrightStars.Star> stars, Member by) {
    if (by.matcher == null) {
      List<BrightStars.Star> known = new ArrayList<>();
      for (int k = 0; k < by.stars.length; k++) {
        BrightStars.Star star = catalogue.get(by.stars[k]);
        known.add(new BrightStars.Star(star.x(), star.y(), by.magnitudes[k]));
      }
      double radius = Double.isNaN(width) ? LEAST_RADIUS : Math.max(LEAST_RADIUS, OF_WIDTH * width);
      by.matcher = new StarMatcher(known, radius);
    }
    StarMatcher.Match match = by.matcher.match(stars);
    if (match == null) {
      return false;
    }
    int[] numbers = new int[stars.size()];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = match.of()[k] < 0 ? -1 : by.stars[match.of()[k]];
    }
    join(light, stars, match.transform(), numbers);
    return true;
  }

  /**
   * @param numbers in the catalogue; -1 for stars that are not known to be in it
   */
  private void join(int light, List<BrightStars.Star> stars, Similarity transform, int[] numbers) {
    boolean[] taken = new boolean[catalogue.size()];
    for (int number : numbers) {
      if (number >= 0) {
        taken[number] = true;
      }
    }
    int known = catalogue.size();
    double[] magnitudes = new double[numbers.length];
    for (int k = 0; k < numbers.length; k++) {
      magnitudes[k] = stars.get(k).magnitude();
      if (numbers[k] < 0) {
        BrightStars.Star moved = transform.of(stars.get(k));
        numbers[k] = nearest(moved, known, taken);
        if (numbers[k] < 0) {
          numbers[k] = catalogue.size();
          catalogue.add(moved);
        } else {
          taken[numbers[k]] = true;
        }
      }
    }
    Member member = new Member(light, numbers, magnitudes);
    members.add(member);
    if (last == null || stars.size() >= FEWEST) {
      last = member;
    }
    if (richest == null || numbers.length > richest.stars.length) {
      richest = member;
    }
  }

  private int nearest(BrightStars.Star star, int known, boolean[] taken) {
    int nearest = -1;
    double distance = LEAST_RADIUS;
    for (int i = 0; i < known; i++) {
      BrightStars.Star other = catalogue.get(i);
      double apart = Math.hypot(other.x() - star.x(), other.y() - star.y());
      if (!taken[i] && apart < distance) {
        distance = apart;
        nearest = i;
      }
    }
    return nearest;
  }

  /** Returns the numbers of its lights. */
  int[] lights() {
    return members.stream().mapToInt(member -> member.light).toArray();
  }

  /** Returns how many lights it has. */
  int size() {
    return members.size();
  }

  /** Returns the magnitudes of the stars of its richest light. */
  double[] brightest() {
    return richest.magnitudes.clone();
  }

  /** Returns the number of the light that has most stars. */
  int richest() {
    return richest.light;
  }

  /**
   * Returns by how many magnitudes each light is dimmer than if all saw the stars equally well;
   * only differences between lights mean something. The magnitudes of stars and of lights are found
   * in turn, each as a median, so that neither a variable star nor one next to a cosmic ray
   * matters.
   *
   * @param ofExposure magnitudes by which a light, by its number, is brighter for its exposure
   * @return in the order of {@link #lights()}
   */
  double[] dimmer(IntFunction<Double> ofExposure) {
    int[] seen = new int[catalogue.size()];
    members.forEach(member -> Arrays.stream(member.stars).forEach(star -> seen[star]++));
    double[] dimmer = new double[members.size()];
    double[] magnitudes = new double[catalogue.size()];
    for (int round = 0; round < ROUNDS; round++) {
      double[][] ofStars = new double[catalogue.size()][];
      int[] filled = new int[catalogue.size()];
      for (int f = 0; f < members.size(); f++) {
        Member member = members.get(f);
        double exposure = ofExposure.apply(member.light);
        for (int k = 0; k < member.stars.length; k++) {
          int star = member.stars[k];
          if (ofStars[star] == null) {
            ofStars[star] = new double[seen[star]];
          }
          ofStars[star][filled[star]++] = member.magnitudes[k] + exposure - dimmer[f];
        }
      }
      for (int star = 0; star < magnitudes.length; star++) {
        magnitudes[star] = Spread.median(ofStars[star]);
      }
      for (int f = 0; f < dimmer.length; f++) {
        Member member = members.get(f);
        double exposure = ofExposure.apply(member.light);
        // A star that no other light has says nothing.
        double[] differences =
            IntStream.range(0, member.stars.length)
                .filter(k -> seen[member.stars[k]] > 1)
                .mapToDouble(k -> member.magnitudes[k] + exposure - magnitudes[member.stars[k]])
                .toArray();
        if (differences.length > 0) {
          dimmer[f] = Spread.median(differences);
        }
      }
    }
    return dimmer;
  }
}
