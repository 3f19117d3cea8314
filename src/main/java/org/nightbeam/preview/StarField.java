package org.nightbeam.preview;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.nightbeam.statistics.SampleSort;
import org.nightbeam.statistics.Spread;

/**
 * A rough count of the stars of a frame and their width, from up to 8 stripes of its rows, of at
 * most 2048 columns, which are held one at a time. A star is a peak of 5 standard deviations whose
 * neighbours rise with it, as those of a hot pixel or a cosmic ray do not. Its width is that of a
 * Gaussian: the second moment under a Gaussian weight of the same width (Bernstein and Jarvis 2002,
 * AJ 123, 583, for round objects), which noise far from the star does not touch. Stars wider than
 * some 10 pixels come out too narrow. On a sensor with a colour filter array, cells of 2 x 2 pixels
 * are taken for pixels.
 */
final class StarField {
  private static final int STRIPES = 8;
  private static final int SEARCHED_ROWS = 24;
  private static final int WIDEST_STRIPE = 2048;
  private static final int RADIUS = 12;
  private static final int STRIPE_ROWS = SEARCHED_ROWS + 2 * RADIUS;
  private static final int SKY_PIXELS = 512;

  private static final double PEAK_SIGMA = 5;
  private static final double SIDE_SIGMA = 1.5;
  private static final double SIDE_OF_PEAK = 0.2;
  private static final int SIDES = 3;
  private static final int APART = 6; // pixels; nearer peaks are one star

  private static final int MEASURED_OF_A_STRIPE = 6;
  private static final int FEWEST_MEASURED = 3;
  private static final int ITERATIONS = 8;
  private static final double FIRST_SIGMA = 1.5;
  private static final double NARROWEST = 0.3;
  private static final double WIDEST = 6;

  /** Peaks from here on are of stars whose middle is cut off. */
  private static final double OF_SATURATION = 0.8;

  private final int cell; // pixels of the frame that are taken for one, along each axis
  private final int frameWidth; // in cells, as all that follows
  private final int width;
  private final int height;
  private final int stripes;
  private final int stripeRows;
  private final double brightest;
  private final float[] stripe;
  private final List<Double> sigmas = new ArrayList<>();
  private int stars;
  private int stripeNumber;
  private long searched;

  private record Star(float peak, int x, int y) {}

  /**
   * @param saturation of raw pixels in ADU; NaN if not known
   */
  StarField(int width, int height, boolean colour, double saturation) {
    this.cell = colour ? 2 : 1;
    this.frameWidth = width / cell;
    this.width = Math.min(frameWidth, WIDEST_STRIPE);
    this.height = height / cell;
    this.stripeRows = Math.min(STRIPE_ROWS, this.height);
    this.stripes = stripeRows == 0 ? 0 : Math.min(STRIPES, this.height / stripeRows);
    this.stripe = new float[stripeRows * this.width];
    this.brightest = OF_SATURATION * saturation;
  }

  private int firstRow() {
    int apart = height / stripes;
    return stripeNumber * apart + (apart - stripeRows) / 2;
  }

  /**
   * Returns the first column of a stripe: those of a wide frame lie left, right and between in
   * turn.
   */
  private int firstColumn() {
    return (frameWidth - width) * (stripeNumber * 3 % stripes) / Math.max(1, stripes - 1);
  }

  /** Takes of the next row what is wanted; rows must come in order. */
  void add(int y, float[] row) {
    if (stripeNumber >= stripes) {
      return;
    }
    int at = y / cell - firstRow();
    if (at < 0) {
      return;
    }
    int from = firstColumn();
    if (cell == 1) {
      System.arraycopy(row, from, stripe, at * width, width);
    } else {
      for (int x = 0; x < width; x++) {
        float half = (row[2 * (from + x)] + row[2 * (from + x) + 1]) / 4;
        stripe[at * width + x] = y % 2 == 0 ? half : stripe[at * width + x] + half;
      }
    }
    if (at == stripeRows - 1 && y % cell == cell - 1) {
      search();
      stripeNumber++;
    }
  }

  /**
   * Returns the number of stars of the whole frame, as those of the stripes let one expect; NaN if
   * none was searched.
   */
  double count() {
    return searched == 0
        ? Double.NaN
        : Math.rint(stars * ((double) frameWidth * height / searched));
  }

  /**
   * Returns the median width of stars at half their height, in pixels of the frame; NaN for too
   * few.
   */
  double fwhm() {
    double[] known =
        sigmas.stream()
            .mapToDouble(Double::doubleValue)
            .filter(sigma -> !Double.isNaN(sigma))
            .sorted()
            .toArray();
    if (known.length < FEWEST_MEASURED) {
      return Double.NaN;
    }
    double median = (known[(known.length - 1) / 2] + known[known.length / 2]) / 2;
    return Spread.FWHM_OF_SIGMA * median * cell;
  }

  private void search() {
    if (width <= 2 * RADIUS || stripeRows <= 2 * RADIUS) {
      return;
    }
    float[] some = skyPixels();
    if (some.length < SKY_PIXELS / 4) {
      return;
    }
    float sky = some[some.length / 2];
    float sigma = sky - some[(int) (Spread.BELOW_ONE_SIGMA * some.length)];
    searched += (long) (stripeRows - 2 * RADIUS) * (width - 2 * RADIUS);
    if (!(sigma > 0)) {
      return;
    }
    List<Star> found = new ArrayList<>();
    for (int y = RADIUS; y < stripeRows - RADIUS; y++) {
      searchRow(y, sky, sigma, found);
    }
    stars += found.size();
    measure(found, sky);
  }

  /** Returns some valid pixels of the stripe, in order of their values. */
  private float[] skyPixels() {
    float[] some = new float[SKY_PIXELS];
    int step = Math.max(1, stripe.length / SKY_PIXELS) | 1;
    int size = 0;
    for (int i = 0; i < stripe.length && size < SKY_PIXELS; i += step) {
      if (Float.isFinite(stripe[i])) {
        some[size++] = stripe[i];
      }
    }
    SampleSort.sort(some, size);
    return Arrays.copyOf(some, size);
  }

  private void searchRow(int y, float sky, float sigma, List<Star> found) {
    float threshold = (float) (sky + PEAK_SIGMA * sigma);
    int end = (y + 1) * width - RADIUS;
    int at = nextAbove(threshold, y * width + RADIUS, end);
    while (at < end) {
      if (isStar(at, sky, sigma)) {
        add(new Star(stripe[at] - sky, at - y * width, y), found);
      }
      at = nextAbove(threshold, at + 1, end);
    }
  }

  private int nextAbove(float threshold, int from, int end) {
    int at = from;
    while (at < end && !(stripe[at] > threshold)) {
      at++;
    }
    return at;
  }

  /** Measures the width of the brightest stars whose middle is not cut off. */
  private void measure(List<Star> found, float sky) {
    found.sort(Comparator.comparing(star -> -star.peak));
    int measured = 0;
    for (Star star : found) {
      if (!(star.peak >= brightest) && measured < MEASURED_OF_A_STRIPE) {
        sigmas.add(sigma(star.x, star.y, sky));
        measured++;
      }
    }
  }

  private boolean isStar(int at, float sky, float sigma) {
    float peak = stripe[at];
    if (peak < stripe[at - 1]
        || peak <= stripe[at + 1]
        || peak < stripe[at - width]
        || peak <= stripe[at + width]
        || peak < stripe[at - width - 1]
        || peak < stripe[at - width + 1]
        || peak <= stripe[at + width - 1]
        || peak <= stripe[at + width + 1]) {
      return false;
    }
    int sides = 0;
    float sum = 0;
    for (int side : new int[] {at - 1, at + 1, at - width, at + width}) {
      float above = stripe[side] - sky;
      sum += above;
      sides += above > SIDE_SIGMA * sigma ? 1 : 0;
    }
    return sides >= SIDES && sum / 4 > SIDE_OF_PEAK * (peak - sky);
  }

  /** Adds a star, unless it is a lesser peak of one that is there. */
  private static void add(Star star, List<Star> found) {
    for (int i = found.size() - 1; i >= 0; i--) {
      Star other = found.get(i);
      if (star.y - other.y >= APART) {
        break; // those before are further up
      }
      if (Math.abs(star.x - other.x) < APART) {
        if (star.peak > other.peak) {
          found.set(i, star);
        }
        return;
      }
    }
    found.add(star);
  }

  /** Returns the standard deviation of the Gaussian that a star is like; NaN if none is found. */
  private double sigma(int atX, int atY, float sky) {
    double sigma = FIRST_SIGMA;
    double centreX = 0;
    double centreY = 0;
    double[] weightX = new double[2 * RADIUS + 1];
    double[] weightY = new double[2 * RADIUS + 1];
    for (int i = 0; i < ITERATIONS; i++) {
      for (int d = -RADIUS; d <= RADIUS; d++) {
        weightX[d + RADIUS] = Math.exp(-(d - centreX) * (d - centreX) / (2 * sigma * sigma));
        weightY[d + RADIUS] = Math.exp(-(d - centreY) * (d - centreY) / (2 * sigma * sigma));
      }
      double sum = 0;
      double x = 0;
      double y = 0;
      double squares = 0;
      int reach = (int) Math.min(RADIUS, Math.ceil(3 * sigma) + 1);
      for (int dy = -reach; dy <= reach; dy++) {
        int row = (atY + dy) * width + atX;
        for (int dx = -reach; dx <= reach; dx++) {
          double light = (stripe[row + dx] - sky) * weightX[dx + RADIUS] * weightY[dy + RADIUS];
          if (light - light == 0) {
            sum += light;
            x += light * dx;
            y += light * dy;
            squares += light * (dx * dx + dy * dy);
          }
        }
      }
      if (!(sum > 0)) {
        return Double.NaN;
      }
      double meanX = x / sum;
      double meanY = y / sum;
      double second = (squares / sum - meanX * meanX - meanY * meanY) / 2;
      // The product of the star and a weight like it: both widths halve in it.
      double variance = 1 / (1 / second - 1 / (sigma * sigma));
      if (!(second > 0) || !(variance > 0)) {
        sigma = Math.min(WIDEST, sigma * 1.5);
        continue;
      }
      double next = Math.sqrt(variance);
      if (!(next > NARROWEST) || Math.abs(meanX) > APART || Math.abs(meanY) > APART) {
        return Double.NaN;
      }
      // Both the moment and the weight pull the middle towards the last one by half.
      centreX = 2 * meanX - centreX;
      centreY = 2 * meanY - centreY;
      boolean settled = Math.abs(next - sigma) < 0.005 * sigma;
      sigma = Math.min(WIDEST, next);
      if (settled) {
        break;
      }
    }
    return sigma;
  }
}
