package org.nightbeam.combine;

import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/** Stacks of frames for tests. */
final class Stacks {
  private Stacks() {}

  static int[][] ints(int frames, int length, IntSupplier values) {
    int[][] stack = new int[frames][length];
    for (int[] row : stack) {
      for (int i = 0; i < length; i++) {
        row[i] = values.getAsInt();
      }
    }
    return stack;
  }

  static float[][] floats(int frames, int length, DoubleSupplier values) {
    float[][] stack = new float[frames][length];
    for (float[] row : stack) {
      for (int i = 0; i < length; i++) {
        row[i] = (float) values.getAsDouble();
      }
    }
    return stack;
  }

  /** A stack of one pixel. */
  static int[][] column(int... values) {
    int[][] stack = new int[values.length][1];
    for (int k = 0; k < values.length; k++) {
      stack[k][0] = values[k];
    }
    return stack;
  }

  /** A stack of one pixel. */
  static float[][] column(float... values) {
    float[][] stack = new float[values.length][1];
    for (int k = 0; k < values.length; k++) {
      stack[k][0] = values[k];
    }
    return stack;
  }

  static int[][] copy(int[][] stack) {
    int[][] copy = new int[stack.length][];
    for (int k = 0; k < stack.length; k++) {
      copy[k] = stack[k].clone();
    }
    return copy;
  }

  static float[][] copy(float[][] stack) {
    float[][] copy = new float[stack.length][];
    for (int k = 0; k < stack.length; k++) {
      copy[k] = stack[k].clone();
    }
    return copy;
  }

  /** Applies a statistic to the first {@code frames} values of each of the first pixels. */
  static double[] expected(
      int[][] stack, int frames, int length, ToDoubleFunction<double[]> statistic) {
    double[] results = new double[length];
    for (int i = 0; i < length; i++) {
      double[] column = new double[frames];
      for (int k = 0; k < frames; k++) {
        column[k] = stack[k][i];
      }
      results[i] = statistic.applyAsDouble(column);
    }
    return results;
  }

  /** Applies a statistic to the first {@code frames} values of each of the first pixels. */
  static double[] expected(
      float[][] stack, int frames, int length, ToDoubleFunction<double[]> statistic) {
    double[] results = new double[length];
    for (int i = 0; i < length; i++) {
      double[] column = new double[frames];
      for (int k = 0; k < frames; k++) {
        column[k] = stack[k][i];
      }
      results[i] = statistic.applyAsDouble(column);
    }
    return results;
  }

  static float[] rounded(double[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }
}
