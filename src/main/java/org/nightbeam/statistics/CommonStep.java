package org.nightbeam.statistics;

/**
 * The largest number of which all differences of some whole numbers are a multiple, such as 16 for
 * values of 12 bits that are stored in 16.
 */
public final class CommonStep {
  private boolean started;
  private int first;
  private int step;
  private int different;

  /** Takes a value. */
  public void add(int value) {
    if (!started) {
      started = true;
      first = value;
    }
    if (value != first) {
      different++;
      if (step == 0 || (value - first) % step != 0) {
        step = greatestCommonDivisor(Math.abs(value - first), step);
      }
    }
  }

  /** Returns the step; 0 as long as all values are one. */
  public int step() {
    return step;
  }

  /** Returns how many values differ from the first. */
  public int different() {
    return different;
  }

  private static int greatestCommonDivisor(int a, int b) {
    while (b != 0) {
      int rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }
}
