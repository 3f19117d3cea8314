package org.nightbeam.combine;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** How much noise a statistic leaves. */
public final class Efficiency {
  /** Values that are held at a time, however many frames there are. */
  private static final int AT_A_TIME = 1 << 20;

  private static final Map<String, Double> KNOWN = new ConcurrentHashMap<>();

  private Efficiency() {}

  /** The variance of the combined value of so many, in units of that of one, normal values. */
  public static double of(CombineSettings settings, int frames) {
    return KNOWN.computeIfAbsent(settings + " " + frames, key -> measured(settings, frames));
  }

  private static double measured(CombineSettings settings, int frames) {
    // Of many frames there is little noise left, which need not be known as well.
    int pixels = Math.max(1 << 12, Math.min(1 << 16, (1 << 22) / frames));
    int length = Math.max(1, Math.min(pixels, AT_A_TIME / frames));
    Random random = new Random(1);
    Combiner combiner = new Combiner(settings);
    float[][] stack = new float[frames][length];
    float[] out = new float[length];
    double sum = 0;
    int done = 0;
    for (; done < pixels; done += length) {
      for (float[] row : stack) {
        for (int i = 0; i < length; i++) {
          row[i] = (float) random.nextGaussian();
        }
      }
      combiner.combine(stack, frames, length, out);
      for (float v : out) {
        sum += (double) v * v;
      }
    }
    return sum / done;
  }
}
