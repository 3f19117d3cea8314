package org.nightbeam.combine;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** How much noise a statistic leaves. */
public final class Efficiency {
  private static final Map<String, Double> KNOWN = new ConcurrentHashMap<>();

  private Efficiency() {}

  /** The variance of the combined value of so many, in units of that of one, normal values. */
  public static double of(CombineSettings settings, int frames) {
    return KNOWN.computeIfAbsent(settings + " " + frames, key -> measured(settings, frames));
  }

  private static double measured(CombineSettings settings, int frames) {
    int length = 1 << 16;
    Random random = new Random(1);
    float[][] stack = new float[frames][length];
    for (float[] row : stack) {
      for (int i = 0; i < length; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    float[] out = new float[length];
    new Combiner(settings).combine(stack, frames, length, out);
    double sum = 0;
    for (float v : out) {
      sum += (double) v * v;
    }
    return sum / length;
  }
}
