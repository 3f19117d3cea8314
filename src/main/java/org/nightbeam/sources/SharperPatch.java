package org.nightbeam.sources;

/**
 * A footprint through a narrower filter than the one it was found with: stars close together, which
 * are one hill there, are two here. Values are significances again, 0 outside the footprint.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
final class SharperPatch {
  /** The width of this filter over that of the other. */
  private static final double NARROWER = 0.6;

  /** The kernel ends here, in standard deviations. */
  private static final double TRUNCATION = 2;

  /** Least value of what belongs to a footprint, so that it stays in it. */
  private static final float LEAST = 1e-3f;

  private final int radius;
  private final float[] kernel;
  private final float inverseNorm; // one over the root of the sum of the squares of the kernel
  private final Patch patch = new Patch();

  /**
   * @param sigma of the filter that footprints are found with, in pixels
   */
  SharperPatch(double sigma) {
    double own = NARROWER * sigma;
    this.radius = Math.max(1, (int) Math.round(TRUNCATION * own));
    this.kernel = new float[2 * radius + 1];
    double squares = 0;
    for (int k = -radius; k <= radius; k++) {
      kernel[k + radius] = (float) Math.exp(-k * k / (2 * own * own));
      squares += kernel[k + radius] * kernel[k + radius];
    }
    this.inverseNorm = (float) (1 / squares); // the root of its square, across and down
  }

  /** Returns a footprint anew; it is used again for the next. */
  Patch of(Patch found, SkySubtracted frame) {
    int width = found.width();
    patch.resetLike(found);
    for (int at = width; at < found.size() - width; at += width) {
      fillRow(found, at, frame);
    }
    return patch;
  }

  private void fillRow(Patch found, int from, SkySubtracted frame) {
    int y = found.y(from);
    int left = found.x(from);
    double noise = frame.sky().noise(y, left + found.width() / 2);
    float inverse = noise > 0 ? (float) (1 / noise) : 0;
    for (int i = 1; i < found.width() - 1; i++) {
      if (found.values()[from + i] > 0) {
        float value = significance(frame, y, left + i) * inverse;
        patch.values()[from + i] = Math.max(LEAST, value);
      }
    }
  }

  /** Returns the significance where a pixel of the sky has a standard deviation of 1. */
  private float significance(SkySubtracted frame, int y, int x) {
    boolean inside =
        y >= radius && x >= radius && y < frame.height() - radius && x < frame.width() - radius;
    float value = inside ? of(frame.pixels(), y - radius, x - radius) : Float.NaN;
    return value - value == 0 ? value : withMissing(frame, y, x);
  }

  /** Of pixels that all have a value; else it has none. */
  private float of(float[][] pixels, int top, int left) {
    float sum = 0;
    for (int j = 0; j < kernel.length; j++) {
      float[] row = pixels[top + j];
      float across = 0;
      for (int i = 0; i < kernel.length; i++) {
        across += row[left + i] * kernel[i];
      }
      sum += across * kernel[j];
    }
    return sum * inverseNorm;
  }

  private float withMissing(SkySubtracted frame, int y, int x) {
    float sum = 0;
    float squares = 0;
    int top = Math.max(-radius, -y);
    int bottom = Math.min(radius, frame.height() - 1 - y);
    int first = Math.max(-radius, -x);
    int last = Math.min(radius, frame.width() - 1 - x);
    for (int j = top; j <= bottom; j++) {
      float[] row = frame.pixels()[y + j];
      float down = kernel[j + radius];
      for (int i = first; i <= last; i++) {
        float value = row[x + i];
        if (value - value == 0) {
          float weight = down * kernel[i + radius];
          sum += weight * value;
          squares += weight * weight;
        }
      }
    }
    return squares > 0 ? sum / (float) Math.sqrt(squares) : 0;
  }
}
