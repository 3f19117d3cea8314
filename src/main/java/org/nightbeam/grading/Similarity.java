package org.nightbeam.grading;

import java.util.List;

/**
 * A shift, a turn and, if the image is mirrored, a flip of the rows before: how the sky has moved
 * from one light of a camera to another. The scale is fixed.
 *
 * @param cosine of the turn
 * @param sine of the turn
 * @param x shift of columns after the turn, in pixels
 * @param y shift of rows after the turn, in pixels
 * @param mirrored whether rows are flipped before
 */
record Similarity(double cosine, double sine, double x, double y, boolean mirrored) {

  /** The one under which nothing moves. */
  static final Similarity IDENTITY = new Similarity(1, 0, 0, 0, false);

  /** A place in both lights. */
  record Pair(BrightStars.Star from, BrightStars.Star to) {}

  /** Returns where a star is. */
  BrightStars.Star of(BrightStars.Star star) {
    double v = mirrored ? -star.y() : star.y();
    return new BrightStars.Star(
        x + cosine * star.x() - sine * v, y + sine * star.x() + cosine * v, star.magnitude());
  }

  /** Returns the one that fits pairs best, by least squares. */
  static Similarity fit(List<Pair> pairs, boolean mirrored) {
    double flip = mirrored ? -1 : 1;
    double fromX = 0;
    double fromY = 0;
    double toX = 0;
    double toY = 0;
    for (Pair pair : pairs) { // no stream: this is called for very many pairs of stars
      fromX += pair.from.x() / pairs.size();
      fromY += flip * pair.from.y() / pairs.size();
      toX += pair.to.x() / pairs.size();
      toY += pair.to.y() / pairs.size();
    }
    double along = 0;
    double across = 0;
    for (Pair pair : pairs) {
      double u = pair.from.x() - fromX;
      double v = flip * pair.from.y() - fromY;
      double p = pair.to.x() - toX;
      double q = pair.to.y() - toY;
      along += u * p + v * q;
      across += u * q - v * p;
    }
    double length = Math.hypot(along, across);
    double cosine = length > 0 ? along / length : 1;
    double sine = length > 0 ? across / length : 0;
    return new Similarity(
        cosine,
        sine,
        toX - cosine * fromX + sine * fromY,
        toY - sine * fromX - cosine * fromY,
        mirrored);
  }
}
