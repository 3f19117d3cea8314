package org.nightbeam.registration;

import java.util.Arrays;

/**
 * Where the places of a reference are on a frame: polynomials in {@code u = (x - centreX) / unit}
 * and {@code v = (y - centreY) / unit}, with the terms 1, u, v, u², uv, v², u³, u²v, uv², v³ as far
 * as their degree goes. It is in this direction that a frame is resampled: each pixel of the result
 * asks where it is on the frame.
 *
 * @param centreX column of the reference, from 0
 * @param centreY row of the reference, from 0
 * @param unit pixels of the reference
 * @param xs coefficients of the column on the frame, in its pixels
 * @param ys coefficients of the row
 */
public record Transform(double centreX, double centreY, double unit, double[] xs, double[] ys) {
  /** Terms of polynomials of degree 1, 2 and 3. */
  static final int[] TERMS = {1, 3, 6, 10};

  private static final int MOST_STEPS = 50;
  private static final double EXACT = 1e-10; // pixels

  /** Every place stays where it is. */
  public static final Transform IDENTITY =
      new Transform(0, 0, 1, new double[] {0, 1, 0}, new double[] {0, 0, 1});

  /** Checks and keeps copies. */
  public Transform {
    if (Arrays.binarySearch(TERMS, xs.length) < 1 || xs.length != ys.length) {
      throw new IllegalArgumentException(
          "3, 6 or 10 coefficients each expected, found " + xs.length + " and " + ys.length);
    }
    xs = xs.clone();
    ys = ys.clone();
  }

  /** Returns the degree of the polynomials. */
  public int degree() {
    return Arrays.binarySearch(TERMS, xs.length);
  }

  /** Returns the column on the frame of a place of the reference. */
  public double x(double x, double y) {
    return value(xs, x, y);
  }

  /** Returns the row on the frame of a place of the reference. */
  public double y(double x, double y) {
    return value(ys, x, y);
  }

  private double value(double[] c, double x, double y) {
    double u = (x - centreX) / unit;
    double v = (y - centreY) / unit;
    double value = c[0] + c[1] * u + c[2] * v;
    if (c.length > TERMS[1]) {
      value += u * (c[3] * u + c[4] * v) + c[5] * v * v;
    }
    if (c.length > TERMS[2]) {
      value += u * u * (c[6] * u + c[7] * v) + v * v * (c[8] * u + c[9] * v);
    }
    return value;
  }

  /**
   * Returns the polynomials in {@code (x - centreX) / unit} that the transform is on a row of the
   * reference: for many places of one row these are computed faster than the whole.
   *
   * @param y the row
   * @return the coefficients {@code [2][4]} of the column and of the row on the frame
   */
  public double[][] onRow(double y) {
    double v = (y - centreY) / unit;
    return new double[][] {onRow(xs, v), onRow(ys, v)};
  }

  private static double[] onRow(double[] c, double v) {
    double[] p = {c[0] + c[2] * v, c[1], 0, 0};
    if (c.length > TERMS[1]) {
      p[0] += c[5] * v * v;
      p[1] += c[4] * v;
      p[2] += c[3];
    }
    if (c.length > TERMS[2]) {
      p[0] += c[9] * v * v * v;
      p[1] += c[8] * v * v;
      p[2] += c[7] * v;
      p[3] += c[6];
    }
    return p;
  }

  private double alongU(double[] c, double x, double y) {
    double u = (x - centreX) / unit;
    double v = (y - centreY) / unit;
    double slope = c[1];
    if (c.length > TERMS[1]) {
      slope += 2 * c[3] * u + c[4] * v;
    }
    if (c.length > TERMS[2]) {
      slope += 3 * c[6] * u * u + 2 * c[7] * u * v + c[8] * v * v;
    }
    return slope / unit;
  }

  private double alongV(double[] c, double x, double y) {
    double u = (x - centreX) / unit;
    double v = (y - centreY) / unit;
    double slope = c[2];
    if (c.length > TERMS[1]) {
      slope += c[4] * u + 2 * c[5] * v;
    }
    if (c.length > TERMS[2]) {
      slope += c[7] * u * u + 2 * c[8] * u * v + 3 * c[9] * v * v;
    }
    return slope / unit;
  }

  /**
   * Returns how places on the frame change with those of the reference.
   *
   * @return {@code {{dx'/dx, dx'/dy}, {dy'/dx, dy'/dy}}}, in pixels of the frame per pixel of the
   *     reference
   */
  public double[][] derivatives(double x, double y) {
    return new double[][] {
      {alongU(xs, x, y), alongV(xs, x, y)}, {alongU(ys, x, y), alongV(ys, x, y)}
    };
  }

  /**
   * Returns how many pixels of the frame one pixel of the reference covers; negative where it is
   * mirrored.
   */
  public double area(double x, double y) {
    return alongU(xs, x, y) * alongV(ys, x, y) - alongV(xs, x, y) * alongU(ys, x, y);
  }

  /**
   * Returns where a place of the frame is on the reference, by Newton's method.
   *
   * @return column and row
   */
  public double[] back(double onFrameX, double onFrameY) {
    double x = centreX;
    double y = centreY;
    for (int step = 0; step < MOST_STEPS; step++) {
      double dx = onFrameX - x(x, y);
      double dy = onFrameY - y(x, y);
      double area = area(x, y);
      double stepX = (alongV(ys, x, y) * dx - alongV(xs, x, y) * dy) / area;
      double stepY = (alongU(xs, x, y) * dy - alongU(ys, x, y) * dx) / area;
      x += stepX;
      y += stepY;
      if (Math.abs(stepX) + Math.abs(stepY) < EXACT) {
        break;
      }
    }
    return new double[] {x, y};
  }

  /** Returns how many pixels of the frame there are per pixel of the reference, in the middle. */
  public double scale() {
    return Math.sqrt(Math.abs(area(centreX, centreY)));
  }

  /**
   * Returns how far the frame is turned against the reference in the middle, x towards y, in
   * degrees.
   */
  public double rotation() {
    return Math.toDegrees(Math.atan2(alongU(ys, centreX, centreY), alongU(xs, centreX, centreY)));
  }

  /** Returns whether the frame is a mirror image. */
  public boolean isMirrored() {
    return area(centreX, centreY) < 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Transform that
        && centreX == that.centreX
        && centreY == that.centreY
        && unit == that.unit
        && Arrays.equals(xs, that.xs)
        && Arrays.equals(ys, that.ys);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(xs) + 31 * Arrays.hashCode(ys);
  }

  @Override
  public String toString() {
    return "centre "
        + centreX
        + ", "
        + centreY
        + ", unit "
        + unit
        + ", x "
        + Arrays.toString(xs)
        + ", y "
        + Arrays.toString(ys);
  }
}
