package org.nightbeam.photometry;

import java.util.Arrays;
import org.nightbeam.sources.SkySubtracted;

/**
 * The position of a source, from the score of a Gaussian with the stars' width, each pixel weighted
 * by the inverse of its variance: the maximum-likelihood estimate if the star is such a Gaussian,
 * unbiased for every symmetric star. Where the noise is that of the sky, this is the windowed
 * centroid of SExtractor (XWIN) with the star's own width; where it is that of the star's photons,
 * wings get the weight that they are worth, which takes the error from 1.33 of the least possible
 * one to it.
 *
 * <p>Not safe for use by several threads: it keeps what it found.
 */
final class Centroid {
  /** The window ends here, in standard deviations of the Gaussian. */
  private static final double WINDOW = 3.5;

  private static final int MOST_ROUNDS = 30;
  private static final double SETTLED = 1e-4; // pixels

  /** A place further away, in standard deviations, is that of something else. */
  private static final double FURTHEST = 2;

  /** From here on the window stays where it is: pixels that come and go would keep it moving. */
  private static final int WINDOW_ROUNDS = 6;

  /** Sums over pixels, with the model G, its weight w and the signal I. */
  private static final int SIGNAL = 0; // w I G

  private static final int MODEL = 1; // w G G
  private static final int SCORE_X = 2; // w I G (x - x0)
  private static final int SCORE_Y = 3;
  private static final int MODEL_X = 4; // w G G (x - x0), of a window that is not symmetric
  private static final int MODEL_Y = 5;
  private static final int INFORMATION_X = 6; // w G G (x - x0)^2
  private static final int INFORMATION_Y = 7;

  private double x;
  private double y;
  private double windowX;
  private double windowY;
  private double errorX;
  private double errorY;
  private double photonVariance; // per unit of signal
  private double amplitude;
  private final double[] sums = new double[8];
  private double[] acrossX = new double[64];
  private double[] acrossY = new double[64];

  /** Column of the middle, from 0. */
  double x() {
    return x;
  }

  /** Row of the middle, from 0. */
  double y() {
    return y;
  }

  /** Returns the standard deviation of x; NaN if the place was not found. */
  double errorX() {
    return errorX;
  }

  /** Returns the standard deviation of y; NaN if the place was not found. */
  double errorY() {
    return errorY;
  }

  /**
   * Looks for the middle of a source.
   *
   * @param fromX where to begin
   * @param fromY where to begin
   * @param sigma of the Gaussian, in pixels
   * @param level of the sky that the map has left
   * @param variance of a pixel of the sky
   * @return whether it was found; else it stays where it began
   */
  boolean find(
      SkySubtracted frame,
      double fromX,
      double fromY,
      double sigma,
      double level,
      double variance) {
    x = fromX;
    y = fromY;
    photonVariance = frame.photonVariance(fromX, fromY);
    amplitude = frame.pixels()[(int) Math.rint(fromY)][(int) Math.rint(fromX)] - level;
    if (!(amplitude > 0)) {
      amplitude = Math.sqrt(variance);
    }
    for (int round = 0; round < MOST_ROUNDS; round++) {
      if (round < WINDOW_ROUNDS) {
        windowX = x;
        windowY = y;
      }
      double moved = step(frame, sigma, level, variance);
      boolean lost =
          !(Math.abs(x - fromX) <= FURTHEST * sigma + 0.5
              && Math.abs(y - fromY) <= FURTHEST * sigma + 0.5);
      if (lost || !(amplitude > 0)) {
        break;
      }
      if (moved < SETTLED) {
        return true;
      }
    }
    x = fromX;
    y = fromY;
    errorX = Double.NaN;
    errorY = Double.NaN;
    amplitude = Double.NaN;
    return false;
  }

  /** Goes a step towards the middle, and says how far. */
  private double step(SkySubtracted frame, double sigma, double level, double variance) {
    double radius = Math.max(1.5, WINDOW * sigma);
    double narrow = 1 / (sigma * sigma);
    int left = Math.max(0, (int) Math.ceil(windowX - radius));
    int right = Math.min(frame.width() - 1, (int) Math.floor(windowX + radius));
    int top = Math.max(0, (int) Math.ceil(windowY - radius));
    int bottom = Math.min(frame.height() - 1, (int) Math.floor(windowY + radius));
    acrossX = profile(acrossX, left, right, x, narrow);
    acrossY = profile(acrossY, top, bottom, y, narrow);
    double photons = photonVariance * amplitude;
    Arrays.fill(sums, 0);
    for (int j = top; j <= bottom; j++) {
      double above = j - windowY;
      double chord = Math.sqrt(Math.max(0, radius * radius - above * above));
      int from = Math.max(left, (int) Math.ceil(windowX - chord));
      int to = Math.min(right, (int) Math.floor(windowX + chord));
      addRow(frame.pixels()[j], from, to, left, acrossY[j - top], j - y, level, variance, photons);
    }
    double scoreX = sums[SCORE_X];
    double scoreY = sums[SCORE_Y];
    double modelX = sums[MODEL_X];
    double modelY = sums[MODEL_Y];
    double informationX = sums[INFORMATION_X];
    double informationY = sums[INFORMATION_Y];
    amplitude = sums[SIGNAL] / sums[MODEL];
    double moveX = (scoreX - amplitude * modelX) / (amplitude * narrow * informationX);
    double moveY = (scoreY - amplitude * modelY) / (amplitude * narrow * informationY);
    x += moveX;
    y += moveY;
    errorX = 1 / (amplitude * narrow * Math.sqrt(informationX));
    errorY = 1 / (amplitude * narrow * Math.sqrt(informationY));
    return Math.max(Math.abs(moveX), Math.abs(moveY));
  }

  /** Adds the pixels of a row to the sums. */
  private void addRow(
      float[] row,
      int from,
      int to,
      int left,
      double down,
      double dy,
      double level,
      double variance,
      double photons) {
    double signalSum = 0;
    double modelSum = 0;
    double scoreX = 0;
    double modelX = 0;
    double informationX = 0;
    for (int i = from; i <= to; i++) {
      double value = row[i] - level;
      if (value - value != 0) {
        continue;
      }
      double dx = i - x;
      double model = acrossX[i - left] * down;
      double weighted = model / (variance + photons * model);
      double signal = weighted * value;
      double own = weighted * model;
      signalSum += signal;
      modelSum += own;
      scoreX += signal * dx;
      modelX += own * dx;
      informationX += own * dx * dx;
    }
    sums[SIGNAL] += signalSum;
    sums[MODEL] += modelSum;
    sums[SCORE_X] += scoreX;
    sums[SCORE_Y] += signalSum * dy;
    sums[MODEL_X] += modelX;
    sums[MODEL_Y] += modelSum * dy;
    sums[INFORMATION_X] += informationX;
    sums[INFORMATION_Y] += modelSum * dy * dy;
  }

  private static double[] profile(
      double[] room, int from, int to, double middle, double inverseVariance) {
    double[] values = room.length < to - from + 1 ? new double[2 * (to - from + 1)] : room;
    for (int i = from; i <= to; i++) {
      values[i - from] = Math.exp(-(i - middle) * (i - middle) * inverseVariance / 2);
    }
    return values;
  }
}
