package org.nightbeam.colour;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Interpolates along edges, not across them, and takes detail as a ratio of intensities, not as a
 * difference: values that are positive stay so next to a bright star. After the published
 * description of Ratio Corrected Demosaicing (L. Sanz Rodríguez, 2017), with the classifier of
 * Hamilton and Adams (US 5629734, 1997) for the directions:
 *
 * <ol>
 *   <li>At each pixel the part of variation that is along the column, 0 to 1: the squares of first
 *       and second differences of pixels of one colour each, of three pixels in a line. Where that
 *       of the four diagonal neighbours together is more decided, it is taken.
 *   <li>An image that is low-passed by (1 2 1) along both axes, in which all colours have the same
 *       part everywhere.
 *   <li>Green: from each of the four neighbours, multiplied by what the low-passed image says of
 *       its relation to the pixel; two opposite ones by the inverse of the gradients on their
 *       sides, and both pairs by the direction.
 *   <li>Red at blue pixels, and blue at red ones: the difference from green, along the diagonals in
 *       the same way; then both at green ones, along rows and columns.
 * </ol>
 *
 * <p>There is no error where all colours change in the same proportion and linearly. Where the
 * low-passed image is not positive, the ratio is taken as 1; where a value that is needed is
 * missing, and at the edges, it is bilinear.
 *
 * <p>Holds some rows of each step only: rows of one colour are best asked for in their order.
 */
final class RatioCorrected extends Bilinear {
  /** Undecided. */
  private static final float HALF = 0.5f;

  /** Keeps a quotient of nothing finite, far below any noise. */
  private static final float TINY = 1e-20f;

  /** Pixels from the edge within which nothing can be told of directions, or of green. */
  private static final int EDGE = 3;

  private final Rows low = new Rows(this::lowPassed);
  private final Rows decided = new Rows(this::ownDirection);
  private final Rows directions = new Rows(this::direction);
  private final Rows greens = new Rows(this::green);
  private final Rows across = new Rows(this::across);

  RatioCorrected(float[][] mosaic, int width, ColourPattern pattern) {
    super(mosaic, width, pattern);
  }

  /** Some rows of a step, computed when they are asked for; those asked for last are kept. */
  private static final class Rows {
    private static final int KEPT = 8; // more than rows of one step that a pixel needs

    private final IntFunction<float[]> compute;
    private final float[][] rows = new float[KEPT][];
    private final int[] numbers = new int[KEPT];

    Rows(IntFunction<float[]> compute) {
      this.compute = compute;
      Arrays.fill(numbers, -1);
    }

    float[] at(int y) {
      int k = y % KEPT;
      if (numbers[k] != y) {
        rows[k] = compute.apply(y);
        numbers[k] = y;
      }
      return rows[k];
    }

    /** Returns a row to be filled with new values: that which its place held. */
    float[] free(int y, int width) {
      float[] last = rows[y % KEPT];
      float[] row = last == null ? new float[width] : last;
      Arrays.fill(row, Float.NaN);
      return row;
    }
  }

  private boolean isInside(int y, int edge) {
    return y >= edge && y < mosaic.length - edge;
  }

  private float[] lowPassed(int y) {
    float[] out = low.free(y, mosaicWidth);
    if (isInside(y, 1)) {
      float[] above = mosaic[y - 1];
      float[] row = mosaic[y];
      float[] below = mosaic[y + 1];
      for (int x = 1; x < mosaicWidth - 1; x++) {
        float left = above[x - 1] + 2 * row[x - 1] + below[x - 1];
        float here = above[x] + 2 * row[x] + below[x];
        float right = above[x + 1] + 2 * row[x + 1] + below[x + 1];
        out[x] = left + 2 * here + right;
      }
    }
    return out;
  }

  /** Returns the part of the variation that is along the column, as each pixel alone tells it. */
  private float[] ownDirection(int y) {
    float[] out = decided.free(y, mosaicWidth);
    if (isInside(y, EDGE)) {
      float[] above3 = mosaic[y - 3];
      float[] above2 = mosaic[y - 2];
      float[] above = mosaic[y - 1];
      float[] row = mosaic[y];
      float[] below = mosaic[y + 1];
      float[] below2 = mosaic[y + 2];
      float[] below3 = mosaic[y + 3];
      for (int x = EDGE; x < mosaicWidth - EDGE; x++) {
        float column =
            variation(above3[x], above2[x], above[x], row[x], below[x])
                + variation(above2[x], above[x], row[x], below[x], below2[x])
                + variation(above[x], row[x], below[x], below2[x], below3[x]);
        float line =
            variation(row[x - 3], row[x - 2], row[x - 1], row[x], row[x + 1])
                + variation(row[x - 2], row[x - 1], row[x], row[x + 1], row[x + 2])
                + variation(row[x - 1], row[x], row[x + 1], row[x + 2], row[x + 3]);
        out[x] = part(column, line);
      }
    }
    return out;
  }

  /** Returns how much five pixels in a line vary, of which every second one has the same colour. */
  private static float variation(float a, float b, float c, float d, float e) {
    float bend = c + c - a - e;
    float slope = d - b;
    return bend * bend + slope * slope;
  }

  private static float part(float of, float other) {
    return (of + TINY) / (of + other + 2 * TINY);
  }

  private float[] direction(int y) {
    float[] out = directions.free(y, mosaicWidth);
    if (isInside(y, EDGE)) {
      float[] own = decided.at(y);
      boolean inside = isInside(y, EDGE + 1);
      float[] above = inside ? decided.at(y - 1) : null;
      float[] below = inside ? decided.at(y + 1) : null;
      for (int x = EDGE; x < mosaicWidth - EDGE; x++) {
        out[x] = own[x];
        if (inside) {
          float about = (above[x - 1] + above[x + 1] + below[x - 1] + below[x + 1]) / 4;
          if (Math.abs(about - HALF) > Math.abs(own[x] - HALF)) { // NaN is not
            out[x] = about;
          }
        }
      }
    }
    return out;
  }

  private float[] green(int y) {
    float[] out = greens.free(y, mosaicWidth);
    float[] row = mosaic[y];
    int first = pattern.at(0, y) == 'G' ? 1 : 0; // of another colour
    for (int x = 1 - first; x < mosaicWidth; x += 2) {
      out[x] = row[x];
    }
    boolean inside = isInside(y, EDGE);
    float[] vertical = directions.at(y);
    float[] above3 = inside ? mosaic[y - 3] : null;
    float[] above2 = inside ? mosaic[y - 2] : null;
    float[] above = inside ? mosaic[y - 1] : null;
    float[] below = inside ? mosaic[y + 1] : null;
    float[] below2 = inside ? mosaic[y + 2] : null;
    float[] below3 = inside ? mosaic[y + 3] : null;
    float[] lowAbove = inside ? low.at(y - 2) : null;
    float[] lowHere = inside ? low.at(y) : null;
    float[] lowBelow = inside ? low.at(y + 2) : null;
    for (int x = first; x < mosaicWidth; x += 2) {
      float value = Float.NaN;
      if (inside && x >= EDGE && x < mosaicWidth - EDGE) {
        float here = row[x];
        float about = lowHere[x];
        float upDown = Math.abs(above[x] - below[x]);
        float leftRight = Math.abs(row[x - 1] - row[x + 1]);
        float column =
            between(
                above[x] * ratio(about, lowAbove[x]),
                upDown + Math.abs(here - above2[x]) + Math.abs(above[x] - above3[x]),
                below[x] * ratio(about, lowBelow[x]),
                upDown + Math.abs(here - below2[x]) + Math.abs(below[x] - below3[x]));
        float line =
            between(
                row[x - 1] * ratio(about, lowHere[x - 2]),
                leftRight + Math.abs(here - row[x - 2]) + Math.abs(row[x - 1] - row[x - 3]),
                row[x + 1] * ratio(about, lowHere[x + 2]),
                leftRight + Math.abs(here - row[x + 2]) + Math.abs(row[x + 1] - row[x + 3]));
        value = column + vertical[x] * (line - column);
      }
      out[x] = value - value == 0 ? value : super.interpolated('G', x, y);
    }
    return out;
  }

  /** Returns by what a pixel halfway to another is smaller than that from which it is seen. */
  private static float ratio(float here, float there) {
    float sum = here + there;
    // Of what is not positive no ratio can be told; what is missing stays so.
    return here > 0 && there > 0 ? (here + here) / sum : 1 + (sum - sum);
  }

  /** Returns the mean of two values, of which that counts more on whose side there is less. */
  private static float between(float a, float gradientOfA, float b, float gradientOfB) {
    return a + part(gradientOfA, gradientOfB) * (b - a); // exact where both are the same
  }

  /** Returns red at blue pixels and blue at red ones; NaN at green ones. */
  private float[] across(int y) {
    float[] out = across.free(y, mosaicWidth);
    int first = pattern.at(0, y) == 'G' ? 1 : 0;
    char other = pattern.at(first, y) == 'R' ? 'B' : 'R';
    boolean inside = isInside(y, 2);
    float[] above2 = inside ? mosaic[y - 2] : null;
    float[] above = inside ? mosaic[y - 1] : null;
    float[] row = mosaic[y];
    float[] below = inside ? mosaic[y + 1] : null;
    float[] below2 = inside ? mosaic[y + 2] : null;
    float[] greenAbove = inside ? greens.at(y - 1) : null;
    float[] green = greens.at(y);
    float[] greenBelow = inside ? greens.at(y + 1) : null;
    for (int x = first; x < mosaicWidth; x += 2) {
      float value = Float.NaN;
      if (inside && x >= 2 && x < mosaicWidth - 2) {
        float here = row[x];
        float nw = above[x - 1];
        float ne = above[x + 1];
        float sw = below[x - 1];
        float se = below[x + 1];
        float down = Math.abs(nw - se);
        float up = Math.abs(sw - ne);
        float falling = here + here - above2[x - 2] - below2[x + 2];
        float rising = here + here - below2[x - 2] - above2[x + 2];
        float alongFalling =
            between(
                nw - greenAbove[x - 1],
                down + Math.abs(here - above2[x - 2]) + Math.abs(green[x] - greenAbove[x - 1]),
                se - greenBelow[x + 1],
                down + Math.abs(here - below2[x + 2]) + Math.abs(green[x] - greenBelow[x + 1]));
        float alongRising =
            between(
                sw - greenBelow[x - 1],
                up + Math.abs(here - below2[x - 2]) + Math.abs(green[x] - greenBelow[x - 1]),
                ne - greenAbove[x + 1],
                up + Math.abs(here - above2[x + 2]) + Math.abs(green[x] - greenAbove[x + 1]));
        float part = part(falling * falling + down * down, rising * rising + up * up);
        value = green[x] + alongFalling + part * (alongRising - alongFalling);
      }
      out[x] = value - value == 0 ? value : super.interpolated(other, x, y);
    }
    return out;
  }

  @Override
  void row(char colour, int y, float[] out) {
    float[] row = mosaic[y];
    if (colour == 'G') {
      System.arraycopy(greens.at(y), 0, out, 0, mosaicWidth);
      return;
    }
    int ofGreen = pattern.at(0, y) == 'G' ? 0 : 1;
    boolean own = pattern.at(1 - ofGreen, y) == colour; // the row has its pixels
    float[] there = own ? row : across.at(y); // between the greens
    for (int x = 1 - ofGreen; x < mosaicWidth; x += 2) {
      out[x] = there[x];
    }
    boolean inside = isInside(y, 1);
    float[] above = inside ? own ? across.at(y - 1) : mosaic[y - 1] : null;
    float[] below = inside ? own ? across.at(y + 1) : mosaic[y + 1] : null;
    float[] greenAbove = inside ? greens.at(y - 1) : null;
    float[] green = greens.at(y);
    float[] greenBelow = inside ? greens.at(y + 1) : null;
    float[] vertical = directions.at(y);
    for (int x = ofGreen; x < mosaicWidth; x += 2) {
      float value = Float.NaN;
      if (inside && x >= 1 && x < mosaicWidth - 1) {
        float column = half(above[x] - greenAbove[x], below[x] - greenBelow[x]);
        float line = half(there[x - 1] - green[x - 1], there[x + 1] - green[x + 1]);
        value = green[x] + column + vertical[x] * (line - column);
      }
      out[x] = value - value == 0 ? value : super.interpolated(colour, x, y);
    }
  }

  private static float half(float a, float b) {
    return a + HALF * (b - a);
  }
}
