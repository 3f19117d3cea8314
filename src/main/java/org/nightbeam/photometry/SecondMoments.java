package org.nightbeam.photometry;

/**
 * Second moments of a light distribution, and the corresponding ellipse.
 *
 * @param xx along the rows, in square pixels
 * @param yy down the columns
 * @param xy mixed
 */
record SecondMoments(double xx, double yy, double xy) {
  /** Returns the standard deviation along the long axis, in pixels. */
  double a() {
    return Math.sqrt((xx + yy) / 2 + half());
  }

  /** Returns the standard deviation along the short axis, in pixels. */
  double b() {
    return Math.sqrt(Math.max(0, (xx + yy) / 2 - half()));
  }

  /** Returns the angle from the rows to the long axis, in degrees from -90 to 90. */
  double theta() {
    return Math.toDegrees(Math.atan2(2 * xy, xx - yy) / 2);
  }

  /** Returns the determinant: the square of the product of both standard deviations. */
  double determinant() {
    return xx * yy - xy * xy;
  }

  private double half() {
    return Math.sqrt((xx - yy) * (xx - yy) / 4 + xy * xy); // no hypot: it is thirty times slower
  }
}
