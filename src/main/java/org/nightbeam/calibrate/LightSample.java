package org.nightbeam.calibrate;

import java.util.Locale;
import java.util.Optional;
import org.nightbeam.statistics.SampleSort;
import org.nightbeam.statistics.Spread;

/**
 * A sample of pixels of a calibrated light, used to find frames that are not lights: a sky has
 * stars, so far more pixels lie well above its level than as far below. Where both sides are alike,
 * there is no light in the frame (a bias, a dark, a closed shutter), or too much (a flat). A hint
 * for a person, not a decision: a sky without a star looks the same.
 */
final class LightSample {
  private static final int PIXELS = 16_384;
  private static final int FEWEST = 4_096;

  /** Part of the pixels that is compared on each side: some 30. */
  private static final double TAIL = 0.002;

  private static final double MOST_ALIKE = 1.5;

  private static final double DARK_LEVEL = 0.25; // standard deviations
  private static final double FLAT_LEVEL = 5_000; // ADU
  private static final double FLAT_SCATTER = 0.1;

  private final int step;
  private final float[] sample;
  private long next;
  private long seen;
  private int size;

  /**
   * @param pixels of the whole frame
   */
  LightSample(long pixels) {
    // Odd, so that it is not always the same columns.
    step = (int) Math.max(1, pixels / PIXELS) | 1;
    sample = new float[(int) Math.min(pixels, pixels / step + 1)];
  }

  /** Takes some pixels of the next row; those without a value are left out. */
  void add(float[] row, int width) {
    while (next < seen + width && size < sample.length) {
      float value = row[(int) (next - seen)];
      if (Math.abs(value) <= Float.MAX_VALUE) {
        sample[size++] = value;
      }
      next += step;
    }
    seen += width;
  }

  /** Returns what the frame looks like, if not like a light; for a person to read. */
  Optional<String> suspicion() {
    if (size < FEWEST) {
      return Optional.empty();
    }
    SampleSort.sort(sample, size);
    double level = quantile(0.5);
    double below = level - quantile(TAIL);
    double above = quantile(1 - TAIL) - level;
    double scatter = (quantile(1 - Spread.BELOW_ONE_SIGMA) - quantile(Spread.BELOW_ONE_SIGMA)) / 2;
    if (above > MOST_ALIKE * below) {
      return Optional.empty();
    }
    if (level < DARK_LEVEL * scatter) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "no light in it: its level is %.1f ADU with a scatter of %.1f, and nothing"
                  + " stands out; is it a bias or a dark, or was the shutter closed?",
              level,
              scatter));
    }
    if (level > FLAT_LEVEL && scatter < FLAT_SCATTER * level) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "evenly bright: its level is %.0f ADU, and no star stands out; is it a flat?",
              level));
    }
    return Optional.empty();
  }

  private double quantile(double part) {
    return sample[(int) Math.round(part * (size - 1))];
  }
}
