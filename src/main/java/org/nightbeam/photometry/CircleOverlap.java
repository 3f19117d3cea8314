package org.nightbeam.photometry;

/** The area that a circle and a pixel have in common, exactly. */
final class CircleOverlap {
  /** Below this half chord, in radii, the series is exact to the last digits. */
  private static final double SHORT_CHORD = 0.25;

  private CircleOverlap() {}

  /**
   * Returns the part of a pixel that is in a circle, from 0 to 1.
   *
   * @param dx from the middle of the circle to the middle of the pixel
   * @param dy the same down the rows
   * @param radius of the circle, in pixels
   */
  static double area(double dx, double dy, double radius) {
    double x = Math.abs(dx);
    double y = Math.abs(dy);
    if (x >= 0.5 && y >= 0.5) {
      return quadrant(x - 0.5, x + 0.5, y - 0.5, y + 0.5, radius);
    }
    if (y >= 0.5) {
      return quadrant(0, x + 0.5, y - 0.5, y + 0.5, radius)
          + quadrant(0, 0.5 - x, y - 0.5, y + 0.5, radius);
    }
    if (x >= 0.5) {
      return quadrant(x - 0.5, x + 0.5, 0, y + 0.5, radius)
          + quadrant(x - 0.5, x + 0.5, 0, 0.5 - y, radius);
    }
    return quadrant(0, x + 0.5, 0, y + 0.5, radius)
        + quadrant(0, 0.5 - x, 0, y + 0.5, radius)
        + quadrant(0, x + 0.5, 0, 0.5 - y, radius)
        + quadrant(0, 0.5 - x, 0, 0.5 - y, radius);
  }

  /**
   * Returns the area of a rectangle in a circle about the origin, where no coordinate is negative.
   */
  private static double quadrant(double x0, double x1, double y0, double y1, double r) {
    double squared = r * r;
    if (x0 * x0 + y0 * y0 >= squared) {
      return 0;
    }
    if (x1 * x1 + y1 * y1 <= squared) {
      return (x1 - x0) * (y1 - y0);
    }
    // The circle enters by the left or the upper side, and leaves by the lower or the right one.
    double enterX = x0;
    double enterY = Math.sqrt(squared - x0 * x0);
    if (enterY > y1) {
      enterY = y1;
      enterX = Math.sqrt(squared - y1 * y1);
    }
    double leaveY = y0;
    double leaveX = Math.sqrt(squared - y0 * y0);
    if (leaveX > x1) {
      leaveX = x1;
      leaveY = Math.sqrt(squared - x1 * x1);
    }
    double polygon =
        (enterX - x0) * (y1 - y0) + (leaveX - enterX) * ((enterY - y0) + (leaveY - y0)) / 2;
    double across = leaveX - enterX;
    double down = leaveY - enterY;
    double half = Math.sqrt(across * across + down * down) / (2 * r);
    return polygon + squared * segment(half);
  }

  /**
   * Between the unit circle and a chord, by half its length u: asin u - u sqrt(1 - u^2). Twice the
   * area at the chord of half the arc, and the triangle of both chords: no arc sine, which the JVM
   * computes in software.
   */
  private static double segment(double u) {
    double half = Math.min(1, u);
    double triangles = 0;
    double segments = 1;
    while (half > SHORT_CHORD) {
      double s = half * half;
      double beyond = 1 + Math.sqrt(1 - s);
      triangles += segments * half * s / beyond;
      segments *= 2;
      half /= Math.sqrt(2 * beyond);
    }
    double s = half * half;
    double series = 2.0 / 3 + s * (1.0 / 5 + s * (3.0 / 28 + s * (5.0 / 72 + s * rest(s))));
    return triangles + segments * half * s * series;
  }

  private static double rest(double s) {
    return 35.0 / 704 + s * (63.0 / 1664 + s * (231.0 / 7680));
  }
}
