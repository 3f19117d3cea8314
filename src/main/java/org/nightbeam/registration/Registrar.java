package org.nightbeam.registration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.nightbeam.statistics.Spread;

/**
 * Registers frames to a reference. Nothing is known beforehand: frames may be shifted, rotated,
 * mirrored and differently scaled. The result does not depend on the order of the stars, and is
 * reproducible. Safe for use by several threads.
 */
public final class Registrar {
  /** Fewest stars: with fewer, agreement may be chance. */
  private static final int FEWEST_STARS = 4;

  /** Most stars that are used: more say nothing new. */
  static final int MOST_STARS = 800;

  /** Farthest distance of partners while distortions are unknown, in pixels of the frame. */
  private static final double FARTHEST = 6;

  private static final double NEAREST = 1;

  /** Farthest distance of partners in another colour, which the air bends otherwise. */
  private static final double FARTHEST_OF_COLOUR = 3;

  /** With fewer stars the ratio of a colour is less certain than that it is as green. */
  private static final int FEWEST_OF_COLOUR = 5;

  /** Afterwards the farthest distance, in median distances. */
  private static final double FAR = 5;

  private static final int ROUNDS = 6;

  /** Pairs are left out beyond so many standard deviations. */
  private static final double OUTLIER = 4;

  /** Among so few pairs one may hide. */
  private static final int FEW = 20;

  /** A pair hides if without it the excess of residuals over errors drops by this factor. */
  private static final double BENT = 4;

  /** The median of the sum of two squares of normal values is 2 ln 2 of their variance. */
  private static final double OF_MEDIAN = 1 / (2 * Math.log(2));

  private final StarField reference;
  private final PatternSearch search;
  private final Model mostPliable;

  /**
   * @param reference the stars of the frame that others are to lie on
   */
  public Registrar(StarField reference) {
    this(reference, Model.CUBIC);
  }

  /**
   * @param mostPliable what transforms may do at most
   */
  public Registrar(StarField reference, Model mostPliable) {
    this.reference = reference;
    this.mostPliable = mostPliable;
    this.search = new PatternSearch(reference);
  }

  /** Finds how a frame lies on the reference. */
  public Registration register(StarField frame) {
    if (frame.size() < FEWEST_STARS || reference.size() < FEWEST_STARS) {
      boolean ofFrame = frame.size() < FEWEST_STARS;
      return Registration.failed(
          Outcome.TOO_FEW_STARS,
          Math.min(MOST_STARS, frame.size()),
          0,
          0,
          String.format(
              "%d stars on the %s; expected %d or more",
              ofFrame ? frame.size() : reference.size(),
              ofFrame ? "light" : "reference",
              FEWEST_STARS));
    }
    PatternSearch.Found found = search.find(frame);
    if (!found.isBelieved()) {
      return Registration.failed(
          Outcome.NO_MATCH,
          Math.min(MOST_STARS, frame.size()),
          found.partners(),
          found.logChance(),
          disagreement(frame, found));
    }
    return fitted(frame, found);
  }

  private String disagreement(StarField frame, PatternSearch.Found found) {
    String stars =
        frame.size() + " stars on the light, " + reference.size() + " on the reference: ";
    if (found.similarity() == null) {
      return stars + "no pattern in common";
    }
    return stars
        + String.format(
            Locale.ROOT,
            "at best %d of %d match, which chance would give with a probability of 1e%.0f;"
                + " expected 1e%.0f or less",
            found.partners(),
            found.stars(),
            Math.ceil(found.logChance()),
            PatternSearch.BELIEVED);
  }

  private Registration fitted(StarField frame, PatternSearch.Found found) {
    List<Star> ofFrame = frame.spread(MOST_STARS);
    List<Star> ofReference = reference.spread(MOST_STARS);
    NearestStar onFrame = new NearestStar(ofFrame, FARTHEST);
    Similarity similarity = found.similarity().inverse();
    Transform transform = similarity.transform();
    List<TransformFit.Pair> pairs = List.of();
    TransformFit.Fitted fitted = null;
    // Few stars have false partners far away, and none to outvote them: begin as near as the
    // pattern was found.
    double reach = Math.min(FARTHEST, found.reach() * Math.max(1, similarity.scale()));
    for (int round = 0; round < ROUNDS; round++) {
      List<TransformFit.Pair> next = pairs(ofReference, ofFrame, onFrame, transform, reach);
      if (next.equals(pairs)) {
        break;
      }
      pairs = next;
      TransformFit fit =
          new TransformFit(pairs, reference, similarity.scale(), similarity.mirrored());
      fitted = withoutOutliers(fit);
      transform = fitted.transform();
      reach = Math.max(NEAREST, Math.min(FARTHEST, FAR * median(distances(pairs, transform))));
    }
    return registration(frame, ofFrame, pairs, fitted, found.logChance());
  }

  /** Returns the pairs of stars that are each other's nearest. */
  private static List<TransformFit.Pair> pairs(
      List<Star> ofReference,
      List<Star> ofFrame,
      NearestStar onFrame,
      Transform transform,
      double reach) {
    int[] partner = new int[ofReference.size()];
    int[] closest = new int[ofFrame.size()];
    double[] least = new double[ofFrame.size()];
    Arrays.fill(closest, -1);
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    for (int i = 0; i < partner.length; i++) {
      Star star = ofReference.get(i);
      double x = transform.x(star.x(), star.y());
      double y = transform.y(star.x(), star.y());
      partner[i] = onFrame.find(x, y, reach);
      if (partner[i] >= 0) {
        Star other = ofFrame.get(partner[i]);
        double distance = Math.hypot(x - other.x(), y - other.y());
        if (distance < least[partner[i]]) {
          least[partner[i]] = distance;
          closest[partner[i]] = i;
        }
      }
    }
    List<TransformFit.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < partner.length; i++) {
      if (partner[i] >= 0 && closest[partner[i]] == i) {
        pairs.add(new TransformFit.Pair(ofReference.get(i), ofFrame.get(partner[i])));
      }
    }
    return pairs;
  }

  private TransformFit.Fitted withoutOutliers(TransformFit fit) {
    TransformFit.Fitted fitted = fit.best(mostPliable);
    int fewest = Math.max(ChanceAgreement.SETTLING + 1, fit.used() / 2);
    while (fit.used() > fewest) {
      double[] known = Arrays.stream(fitted.squares()).filter(s -> !Double.isNaN(s)).toArray();
      double limit = OUTLIER * OUTLIER * Math.max(1, OF_MEDIAN * median(known));
      int worst = -1;
      for (int i = 0; i < fitted.squares().length; i++) {
        double square = fitted.squares()[i];
        if (square > limit && (worst < 0 || square > fitted.squares()[worst])) {
          worst = i;
        }
      }
      if (worst < 0) {
        break;
      }
      limit = Math.max(limit, fitted.squares()[worst] / 2); // many at a time, the worst first
      for (int i = 0; i < fitted.squares().length && fit.used() > fewest; i++) {
        if (fitted.squares()[i] >= limit) {
          fit.leaveOut(i);
        }
      }
      fitted = fit.best(mostPliable);
    }
    return fit.used() > fewest && fit.used() <= FEW ? withoutOneThatHides(fit, fitted) : fitted;
  }

  /**
   * Leaves out the one pair without which the others agree: among few it bends the fit so much that
   * its own residual is no larger than those of the others.
   */
  private TransformFit.Fitted withoutOneThatHides(TransformFit fit, TransformFit.Fitted fitted) {
    if (fitted.excess() < BENT) {
      return fitted;
    }
    int worst = -1;
    double least = fitted.excess() / BENT;
    for (int i = 0; i < fitted.squares().length; i++) {
      if (!Double.isNaN(fitted.squares()[i])) {
        double before = fit.leaveOut(i);
        double without = fit.best(mostPliable).excess();
        fit.takeBack(i, before);
        if (without < least) {
          least = without;
          worst = i;
        }
      }
    }
    if (worst < 0) {
      return fitted;
    }
    fit.leaveOut(worst);
    return fit.best(mostPliable);
  }

  private static double[] distances(List<TransformFit.Pair> pairs, Transform transform) {
    return pairs.stream().mapToDouble(pair -> pair.distance(transform)).toArray();
  }

  private static double median(double[] values) {
    return values.length == 0 ? 0 : Spread.median(values);
  }

  private Registration registration(
      StarField frame,
      List<Star> ofFrame,
      List<TransformFit.Pair> pairs,
      TransformFit.Fitted fitted,
      double logChance) {
    Set<Star> onReference = Collections.newSetFromMap(new IdentityHashMap<>());
    pairs.forEach(pair -> onReference.add(pair.ofFrame())); // some just beyond its edge
    for (Star star : ofFrame) {
      double[] place = fitted.transform().back(star.x(), star.y());
      if (reference.contains(place[0], place[1])) {
        onReference.add(star);
      }
    }
    double sum = 0;
    int used = 0;
    for (int i = 0; i < pairs.size(); i++) {
      if (!Double.isNaN(fitted.squares()[i])) {
        double distance = pairs.get(i).distance(fitted.transform());
        sum += distance * distance;
        used++;
      }
    }
    return new Registration(
        Outcome.REGISTERED,
        fitted.transform(),
        fitted.model(),
        onReference.size(),
        pairs.size(),
        Math.sqrt(sum / used),
        fitted.excess(),
        FluxRatio.of(whole(pairs, fitted)),
        new ColourRatios(
            ratio(reference.red(), frame.red(), fitted.transform()),
            ratio(reference.blue(), frame.blue(), fitted.transform())),
        logChance,
        "");
  }

  /** Returns the ratio of fluxes in another colour; NaN if it is not known. */
  private static double ratio(StarField ofReference, StarField ofFrame, Transform transform) {
    if (ofReference == null || ofFrame == null) {
      return Double.NaN;
    }
    List<Star> stars = ofFrame.spread(MOST_STARS);
    List<TransformFit.Pair> pairs =
        pairs(
            ofReference.spread(MOST_STARS),
            stars,
            new NearestStar(stars, FARTHEST_OF_COLOUR),
            transform,
            FARTHEST_OF_COLOUR);
    pairs.removeIf(pair -> !pair.isWhole());
    return pairs.size() < FEWEST_OF_COLOUR ? Double.NaN : FluxRatio.of(pairs);
  }

  /** Returns the pairs that the transform was fitted to, if both fluxes are those of the star. */
  private static List<TransformFit.Pair> whole(
      List<TransformFit.Pair> pairs, TransformFit.Fitted fitted) {
    List<TransformFit.Pair> whole = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      if (!Double.isNaN(fitted.squares()[i]) && pairs.get(i).isWhole()) {
        whole.add(pairs.get(i));
      }
    }
    return whole;
  }
}
