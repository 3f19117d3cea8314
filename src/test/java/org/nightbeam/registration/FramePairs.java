package org.nightbeam.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Two made-up frames of one sky, and where the places of the first are on the second. */
final class FramePairs {
  static final int WIDTH = 1000;
  static final int HEIGHT = 800;

  private final Random random;
  private final double error;

  /** A pair, and the truth. */
  record Pair(StarField reference, StarField frame, Transform truth) {
    /** How far off a transform is at the worst corner of what the frames have in common. */
    double worst(Transform found) {
      double worst = 0;
      for (int j = 0; j <= 10; j++) {
        for (int i = 0; i <= 10; i++) {
          double x = i * (WIDTH - 1) / 10.0;
          double y = j * (HEIGHT - 1) / 10.0;
          double u = truth.x(x, y);
          double v = truth.y(x, y);
          if (u >= 0 && v >= 0 && u < WIDTH && v < HEIGHT) {
            worst = Math.max(worst, Math.hypot(found.x(x, y) - u, found.y(x, y) - v));
          }
        }
      }
      return worst;
    }
  }

  /**
   * @param error standard deviation of each coordinate, in pixels
   */
  FramePairs(long seed, double error) {
    random = new Random(seed);
    this.error = error;
  }

  /** A transform about the middle of the frame. */
  static Transform about(double degrees, double scale, boolean mirrored, double dx, double dy) {
    double a = scale * Math.cos(Math.toRadians(degrees));
    double b = scale * Math.sin(Math.toRadians(degrees));
    double sign = mirrored ? -1 : 1;
    double x = (WIDTH - 1) / 2.0;
    double y = (HEIGHT - 1) / 2.0;
    return new Transform(
        x, y, 1, new double[] {x + dx, a, -b * sign}, new double[] {y + dy, b, a * sign});
  }

  /** Turned as it happens, mirrored every other time, shifted by half a field. */
  Transform anyWithHalfTheField() {
    double direction = random.nextDouble() < 0.5 ? -1 : 1;
    boolean along = random.nextBoolean();
    return about(
        360 * random.nextDouble(),
        0.97 + 0.06 * random.nextDouble(),
        random.nextBoolean(),
        along ? direction * WIDTH / 2 : 10 * random.nextGaussian(),
        along ? 10 * random.nextGaussian() : direction * HEIGHT / 2);
  }

  /**
   * Makes a pair up.
   *
   * @param common stars on both
   * @param single real stars that are on one frame only, each
   * @param falsely detections that are no stars, on each
   */
  Pair make(Transform truth, int common, int single, int falsely) {
    List<Star> first = new ArrayList<>();
    List<Star> second = new ArrayList<>();
    while (first.size() < common) {
      double x = random.nextDouble() * (WIDTH - 1);
      double y = random.nextDouble() * (HEIGHT - 1);
      double u = truth.x(x, y);
      double v = truth.y(x, y);
      if (u >= 0 && v >= 0 && u < WIDTH && v < HEIGHT) {
        double flux = flux();
        first.add(measured(x, y, flux));
        second.add(measured(u, v, flux * (0.8 + 0.4 * random.nextDouble())));
      }
    }
    while (first.size() < common + single) {
      double x = random.nextDouble() * (WIDTH - 1);
      double y = random.nextDouble() * (HEIGHT - 1);
      double u = truth.x(x, y);
      double v = truth.y(x, y);
      if (!(u >= 0 && v >= 0 && u < WIDTH && v < HEIGHT)) {
        first.add(measured(x, y, flux()));
      }
    }
    while (second.size() < common + single) {
      double x = random.nextDouble() * (WIDTH - 1);
      double y = random.nextDouble() * (HEIGHT - 1);
      double[] place = truth.back(x, y);
      if (place[0] < 0 || place[1] < 0 || place[0] >= WIDTH || place[1] >= HEIGHT) {
        second.add(measured(x, y, flux()));
      }
    }
    for (int k = 0; k < falsely; k++) {
      first.add(anywhere());
      second.add(anywhere());
    }
    return new Pair(
        new StarField(first, WIDTH, HEIGHT), new StarField(second, WIDTH, HEIGHT), truth);
  }

  /** As many stars of each brightness as the sky has. */
  private double flux() {
    return Math.pow(1 - random.nextDouble(), -1 / 1.2);
  }

  private Star measured(double x, double y, double flux) {
    return new Star(
        x + error * random.nextGaussian(), y + error * random.nextGaussian(), flux, error);
  }

  /** A detection at any place. */
  Star anywhere() {
    return new Star(
        random.nextDouble() * (WIDTH - 1), random.nextDouble() * (HEIGHT - 1), flux(), error);
  }
}
