package org.nightbeam.registration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the similarity that takes the stars of a frame to those of a reference: each pair of like
 * triangles proposes one, which is put to the vote of all other stars. Few stars are tried first,
 * and more if these do not agree. It is one class of more than 400 lines, as proposing and voting
 * share the index of the reference's stars and its work space, in the hottest loop of registration.
 */
final class PatternSearch {
  /** Numbers of stars that are tried, one after the other. */
  private static final int[] STARS = {20, 48, 150};

  /** Stars that vote. */
  private static final int VOTERS = 300;

  /** Distances within which two stars are partners, in pixels, tried in turn. */
  private static final double[] REACHES = {0.75, 1.5, 3, 6};

  private static final double FARTHEST = 6;

  /** Cells of the first, coarse vote, in pixels. */
  private static final double COARSE = 2;

  /** Cells along each side of the block in which crowding is measured. */
  private static final int BLOCK = 8;

  /** The crowding that one star alone causes. */
  private static final double OF_ONE = 1.0 / (BLOCK * BLOCK);

  /** After the coarse vote, this logarithm of the number of false alarms is worth a closer look. */
  private static final double WORTH_A_LOOK = 2;

  /** Radius of the circle in which the density of stars is measured, in pixels. */
  private static final double ABOUT = 40;

  /** The decimal logarithm of the number of false alarms at which a similarity is believed. */
  static final double BELIEVED = -6;

  /** The same logarithm, at which the search ends. */
  private static final double CERTAIN = -15;

  /** Closer than this, in pixels, frames lie exactly one on the other. */
  private static final double STILL = 0.3;

  private static final double MOST_OF = 0.6;
  private static final double MOST_LIKELY = 0.999;
  private static final double LEAST_LIKELY = 1e-6;

  private static final int ROUNDS = 4;

  /** Number of pairs of triangles after which the search gives up. */
  private static final int LOOKS = 4000;

  /** Number of pairs that are tried of each part of many triangles: one part is mostly enough. */
  private static final int FIRST_LOOKS = 300;

  private static final int PART = 500;
  private static final int MOST_PARTS = 5;

  private static final Similarity NOT_MOVED = new Similarity(0, 0, 1, 0, false);

  private final StarField reference;
  private final List<Star> voters;
  private final NearestStar nearest;
  private final NearestStar about;
  private final boolean[] occupied;
  private final double occupiedPart;
  private final int columns;
  private final int rows;
  private final float[] crowding; // part of the cells about a block of them that are occupied
  private final int blocks; // in a row
  private final double density; // stars per square pixel
  private final List<List<Star>> spread = new ArrayList<>();
  private final List<Triangles> triangles = new ArrayList<>();

  /**
   * What was found, or the best of what was not good enough.
   *
   * @param reach how close partners are to each other, in pixels of the reference
   */
  record Found(Similarity similarity, int partners, int stars, double reach, double logChance) {
    boolean isBelieved() {
      return logChance < BELIEVED;
    }
  }

  PatternSearch(StarField reference) {
    this.reference = reference;
    voters = reference.spread(VOTERS);
    nearest = new NearestStar(voters, FARTHEST);
    about = new NearestStar(voters, ABOUT);
    density = voters.size() / ((double) reference.width() * reference.height());
    columns = (int) (reference.width() / COARSE) + 1;
    rows = (int) (reference.height() / COARSE) + 1;
    occupied = new boolean[columns * rows];
    for (Star star : voters) {
      if (reference.contains(star.x(), star.y())) { // a centroid may lie beyond the edge
        occupy((int) ((star.x() + 0.5) / COARSE), (int) ((star.y() + 0.5) / COARSE));
      }
    }
    int full = 0;
    for (boolean cell : occupied) {
      full += cell ? 1 : 0;
    }
    occupiedPart = (double) full / occupied.length;
    blocks = (columns - 1) / BLOCK + 1;
    crowding = crowding();
    for (int most : STARS) {
      List<Star> some = reference.spread(most);
      spread.add(some);
      triangles.add(new Triangles(some).hashed());
      if (some.size() == reference.size()) {
        break;
      }
    }
  }

  private void occupy(int column, int row) {
    for (int r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
      int from = r * columns + Math.max(0, column - 1);
      Arrays.fill(occupied, from, r * columns + Math.min(columns, column + 2), true);
    }
  }

  /** Returns which part of each block of cells, and of the blocks around it, is occupied. */
  private float[] crowding() {
    int down = (rows - 1) / BLOCK + 1;
    int[] full = new int[blocks * down];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        full[row / BLOCK * blocks + column / BLOCK] += occupied[row * columns + column] ? 1 : 0;
      }
    }
    float[] crowding = new float[full.length];
    for (int row = 0; row < down; row++) {
      for (int column = 0; column < blocks; column++) {
        int sum = 0;
        int of = 0;
        for (int r = Math.max(0, row - 1); r <= Math.min(down - 1, row + 1); r++) {
          for (int c = Math.max(0, column - 1); c <= Math.min(blocks - 1, column + 1); c++) {
            sum += full[r * blocks + c];
            of += BLOCK * BLOCK;
          }
        }
        crowding[row * blocks + column] = (float) sum / of;
      }
    }
    return crowding;
  }

  /** Finds the similarity from the places of a frame to those of the reference. */
  Found find(StarField frame) {
    Found best = new Found(null, 0, frame.size(), FARTHEST, 0);
    for (int level = 0; level < STARS.length; level++) {
      Vote vote = new Vote(frame, level);
      vote.hold();
      Found found = vote.result();
      if (found.logChance() < best.logChance() || best.isBelieved() && found.isBelieved()) {
        best = found;
      }
      boolean all = frame.size() <= STARS[level] && reference.size() <= STARS[level];
      if (all || best.isBelieved() && !mayBeTheSensor(best, frame)) {
        break;
      }
    }
    return best;
  }

  /** Returns whether few stars have stayed exactly where they were: these may be hot pixels. */
  private static boolean mayBeTheSensor(Found found, StarField frame) {
    return found.partners() < MOST_OF * found.stars()
        && found.similarity().isStill(frame.width(), frame.height(), STILL);
  }

  /** The vote of so many stars. */
  private final class Vote {
    private final List<Star> stars;
    private final List<Star> frameVoters;
    private final List<Star> some;
    private final Triangles ofReference;
    private final Triangles ofFrame;
    private final double logTransforms;
    private final int[] fewest; // partners, of so many stars, that are worth a closer look
    private final List<Similarity> seen = new ArrayList<>();
    private final double width;
    private final double height;
    private Found best;
    private Found bestMoving;

    Vote(StarField frame, int level) {
      int ofLevel = Math.min(level, spread.size() - 1);
      some = spread.get(ofLevel);
      ofReference = triangles.get(ofLevel);
      stars = frame.spread(STARS[level]);
      frameVoters = frame.spread(VOTERS);
      ofFrame = new Triangles(stars);
      width = frame.width();
      height = frame.height();
      logTransforms =
          ChanceAgreement.logTransforms(stars.size(), some.size(), REACHES.length * STARS.length);
      best = new Found(null, 0, frame.size(), FARTHEST, 0);
      bestMoving = best;
      fewest = new int[stars.size() + 1];
      for (int n = 0; n <= stars.size(); n++) {
        int k = ChanceAgreement.SETTLING + 1;
        while (k <= n && logTransforms + coarse(n, k, occupiedPart) > WORTH_A_LOOK) {
          k++;
        }
        fewest[n] = k;
      }
    }

    private static double coarse(int sent, int partners, double chance) {
      return ChanceAgreement.logProbability(
          sent, partners, Math.max(LEAST_LIKELY, Math.min(MOST_LIKELY, chance)));
    }

    void hold() {
      Proposals proposals = new Proposals(ofFrame, ofReference);
      int parts = Math.max(1, Math.min(MOST_PARTS, ofFrame.count() / PART));
      boolean on = true;
      for (int part = 0; on && part < parts; part++) {
        proposals.find(part, parts);
        on = proposals.forEach(part < parts - 1 ? FIRST_LOOKS : LOOKS, this::propose);
      }
    }

    /**
     * Returns what was found. What stays at its place while the rest moves is the sensor, not the
     * sky: hot pixels agree too. But where the same stars agree with both, they are in rows.
     */
    Found result() {
      if (!bestMoving.isBelieved()) {
        return best;
      }
      Found still = refined(NOT_MOVED);
      boolean better = still.isBelieved() && still.logChance() < bestMoving.logChance();
      return better && still.similarity().isStill(width, height, STILL) && areOfBoth(still)
          ? still
          : bestMoving;
    }

    /** Returns whether most stars that agree with what moves agree with what is still, too. */
    private boolean areOfBoth(Found still) {
      int[] moved = partners(bestMoving.similarity());
      int[] stayed = partners(still.similarity());
      int agree = 0;
      int both = 0;
      for (int i = 0; i < moved.length; i++) {
        if (isPartner(bestMoving, i, moved[i])) {
          agree++;
          both += isPartner(still, i, stayed[i]) ? 1 : 0;
        }
      }
      return 2 * both > agree;
    }

    private boolean isPartner(Found found, int star, int partner) {
      return partner >= 0 && distance(found.similarity(), star, partner) <= found.reach();
    }

    /** Puts the similarity of two like triangles to the vote; returns whether to go on. */
    private boolean propose(int ofFrameNumber, int ofReferenceNumber) {
      boolean mirrored =
          ofFrame.isRightHanded(ofFrameNumber) != ofReference.isRightHanded(ofReferenceNumber);
      Similarity.Fit fit = new Similarity.Fit(mirrored);
      for (int corner = 0; corner < 3; corner++) {
        Star from = stars.get(ofFrame.corner(ofFrameNumber, corner));
        Star to = some.get(ofReference.corner(ofReferenceNumber, corner));
        fit.add(from.x(), from.y(), to.x(), to.y());
      }
      Similarity proposed = fit.similarity();
      int sent = 0;
      int partners = 0;
      double crowd = 0;
      for (Star star : stars) {
        double x = proposed.x(star.x(), star.y());
        double y = proposed.y(star.x(), star.y());
        if (reference.contains(x, y)) {
          sent++;
          int column = (int) ((x + 0.5) / COARSE);
          int row = (int) ((y + 0.5) / COARSE);
          crowd += crowding[row / BLOCK * blocks + column / BLOCK];
          if (occupied[row * columns + column]) {
            partners++;
            crowd -= OF_ONE; // the partner is no crowd
          }
        }
      }
      if (partners < fewest[sent]
          || logTransforms + coarse(sent, partners, crowd / sent) > WORTH_A_LOOK
          || isSeen(proposed)) {
        return true;
      }
      Found found = refined(proposed);
      seen.add(found.similarity() == null ? proposed : found.similarity());
      if (found.similarity() == null) {
        return true;
      }
      if (found.logChance() < best.logChance()) {
        best = found;
      }
      boolean still = found.similarity().isStill(width, height, STILL);
      if (!still && found.logChance() < bestMoving.logChance()) {
        bestMoving = found;
      }
      return bestMoving.logChance() > CERTAIN;
    }

    private boolean isSeen(Similarity proposed) {
      for (Similarity known : seen) {
        if (known.mirrored() == proposed.mirrored()
            && apart(known, proposed, 0, 0) < FARTHEST
            && apart(known, proposed, width, height) < FARTHEST) {
          return true;
        }
      }
      return false;
    }

    private static double apart(Similarity a, Similarity b, double x, double y) {
      return Math.hypot(a.x(x, y) - b.x(x, y), a.y(x, y) - b.y(x, y));
    }

    private Found refined(Similarity proposed) {
      Found found = new Found(null, 0, frameVoters.size(), FARTHEST, 0);
      Similarity similarity = proposed;
      double reach = FARTHEST;
      for (int round = 0; round < ROUNDS; round++) {
        int[] partner = partners(similarity);
        Found judged = judged(similarity, partner);
        // Far ones are partners by chance, if there are enough near ones to tell.
        if (judged.logChance() < found.logChance()) {
          found = judged;
          reach = judged.reach();
        } else {
          reach /= round == 0 ? 1 : 2;
        }
        Similarity.Fit fit = new Similarity.Fit(proposed.mirrored());
        for (int i = 0; i < partner.length; i++) {
          if (partner[i] >= 0 && distance(similarity, i, partner[i]) <= reach) {
            Star from = frameVoters.get(i);
            Star to = voters.get(partner[i]);
            fit.add(from.x(), from.y(), to.x(), to.y());
          }
        }
        if (fit.pairs() <= ChanceAgreement.SETTLING || round > 0 && found.similarity() == null) {
          break;
        }
        similarity = fit.similarity();
      }
      return found;
    }

    /**
     * Returns the star of the reference for each star of the frame, -1 for none; none is used
     * twice.
     */
    private int[] partners(Similarity similarity) {
      int[] partner = new int[frameVoters.size()];
      int[] taken = new int[voters.size()];
      Arrays.fill(taken, -1);
      for (int i = 0; i < partner.length; i++) {
        Star star = frameVoters.get(i);
        int j =
            nearest.find(
                similarity.x(star.x(), star.y()), similarity.y(star.x(), star.y()), FARTHEST);
        partner[i] = j;
        if (j >= 0) {
          int other = taken[j];
          if (other >= 0) {
            boolean closer = distance(similarity, i, j) < distance(similarity, other, j);
            partner[closer ? other : i] = -1;
          }
          if (partner[i] >= 0) {
            taken[j] = i;
          }
        }
      }
      return partner;
    }

    private double distance(Similarity similarity, int i, int j) {
      Star from = frameVoters.get(i);
      Star to = voters.get(j);
      double dx = similarity.x(from.x(), from.y()) - to.x();
      double dy = similarity.y(from.x(), from.y()) - to.y();
      return Math.sqrt(dx * dx + dy * dy);
    }

    /** Returns how a similarity stands at the reach that speaks most for it. */
    private Found judged(Similarity similarity, int[] partner) {
      int sent = 0;
      int[] partners = new int[REACHES.length];
      double[] distance = new double[partner.length]; // of those sent to the reference
      for (int i = 0; i < partner.length; i++) {
        Star star = frameVoters.get(i);
        double x = similarity.x(star.x(), star.y());
        double y = similarity.y(star.x(), star.y());
        distance[i] = Double.NaN;
        if (reference.contains(x, y)) {
          sent++;
          distance[i] =
              partner[i] < 0 ? Double.POSITIVE_INFINITY : distance(similarity, i, partner[i]);
          for (int r = 0; r < REACHES.length; r++) {
            partners[r] += distance[i] <= REACHES[r] ? 1 : 0;
          }
        }
      }
      Found best = new Found(null, 0, 0, FARTHEST, 0);
      for (int r = 0; r < REACHES.length; r++) {
        double circle = Math.PI * REACHES[r] * REACHES[r];
        // Where stars are crowded, the chance is greater; that takes longer to find out.
        if (chance(sent, partners[r], density * circle) < best.logChance()) {
          double crowded = crowded(similarity, distance, REACHES[r]) / sent;
          double logChance = chance(sent, partners[r], crowded);
          if (logChance < best.logChance()) {
            best = new Found(similarity, partners[r], sent, REACHES[r], logChance);
          }
        }
      }
      return best;
    }

    private double chance(int sent, int partners, double probability) {
      return logTransforms
          + ChanceAgreement.logProbability(sent, partners, Math.min(MOST_LIKELY, probability));
    }

    /**
     * Returns the sum of the probabilities that there is a star as near, by the density about each.
     */
    private double crowded(Similarity similarity, double[] distance, double reach) {
      double part = reach * reach / (ABOUT * ABOUT);
      double sum = 0;
      for (int i = 0; i < distance.length; i++) {
        if (!Double.isNaN(distance[i])) {
          Star star = frameVoters.get(i);
          int near =
              about.count(similarity.x(star.x(), star.y()), similarity.y(star.x(), star.y()));
          double others = near - (distance[i] <= reach ? 1 : 0);
          double anywhere = density * Math.PI * reach * reach;
          sum += Math.min(MOST_LIKELY, Math.max(anywhere, others * part));
        }
      }
      return sum;
    }
  }
}
