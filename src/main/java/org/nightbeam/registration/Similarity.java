package org.nightbeam.registration;

/**
 * A shift, turn and change of scale, and perhaps a mirroring: as complex numbers {@code z' = a + b
 * z}, or with {@code y} reversed first.
 *
 * @param ax real part of a
 * @param ay imaginary part of a
 * @param bx real part of b
 * @param by imaginary part of b
 * @param mirrored whether y is reversed first
 */
record Similarity(double ax, double ay, double bx, double by, boolean mirrored) {
  double x(double x, double y) {
    return ax + bx * x - by * (mirrored ? -y : y);
  }

  double y(double x, double y) {
    return ay + by * x + bx * (mirrored ? -y : y);
  }

  /** Returns pixels of the image per pixel of what is mapped. */
  double scale() {
    return Math.hypot(bx, by);
  }

  /** Returns the way back. */
  Similarity inverse() {
    double square = bx * bx + by * by;
    // z = (z' - a) / b, and its conjugate where y was reversed.
    double cx = bx / square;
    double cy = -by / square;
    double dx = -(cx * ax - cy * ay);
    double dy = -(cx * ay + cy * ax);
    return mirrored
        ? new Similarity(dx, -dy, cx, -cy, true)
        : new Similarity(dx, dy, cx, cy, false);
  }

  /** Returns the same as a transform. */
  Transform transform() {
    double sign = mirrored ? -1 : 1;
    return new Transform(
        0, 0, 1, new double[] {ax, bx, -by * sign}, new double[] {ay, by, bx * sign});
  }

  /** Returns whether it leaves every place of a frame where it is. */
  boolean isStill(double width, double height, double tolerance) {
    return moved(0, 0) < tolerance
        && moved(width, 0) < tolerance
        && moved(0, height) < tolerance
        && moved(width, height) < tolerance;
  }

  private double moved(double x, double y) {
    return Math.abs(x(x, y) - x) + Math.abs(y(x, y) - y);
  }

  /** Finds, by least squares, the similarity of pairs of places. */
  static final class Fit {
    private final boolean mirrored;
    private int pairs;
    private double sumX;
    private double sumY;
    private double sumU;
    private double sumV;
    private double squares;
    private double along; // real part of conj(z) z'
    private double across;

    Fit(boolean mirrored) {
      this.mirrored = mirrored;
    }

    /** Adds a pair: x, y becomes u, v. */
    void add(double x, double y, double u, double v) {
      double w = mirrored ? -y : y;
      pairs++;
      sumX += x;
      sumY += w;
      sumU += u;
      sumV += v;
      squares += x * x + w * w;
      along += x * u + w * v;
      across += x * v - w * u;
    }

    int pairs() {
      return pairs;
    }

    /** Returns the similarity; it needs two pairs of different places. */
    Similarity similarity() {
      double spread = squares - (sumX * sumX + sumY * sumY) / pairs;
      double bx = (along - (sumX * sumU + sumY * sumV) / pairs) / spread;
      double by = (across - (sumX * sumV - sumY * sumU) / pairs) / spread;
      double ax = (sumU - bx * sumX + by * sumY) / pairs;
      double ay = (sumV - by * sumX - bx * sumY) / pairs;
      return new Similarity(ax, ay, bx, by, mirrored);
    }
  }
}
