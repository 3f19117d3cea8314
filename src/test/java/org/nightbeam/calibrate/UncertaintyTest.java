package org.nightbeam.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.combine.CombinedVariance;
import org.nightbeam.combine.Combiner;
import org.nightbeam.frame.Sensor;
import org.nightbeam.master.MasterNoise;

/** Against the scatter of nights that are made up again and again, masters and all. */
class UncertaintyTest {
  private static final int NIGHTS = 500;
  private static final int PIXELS = 1000;
  private static final double GAIN = 1.7; // e-/ADU
  private static final double READ_NOISE = 9; // e-
  private static final double BIAS = 300; // ADU
  private static final double DARK = 0.8; // ADU/s
  private static final double FLAT_LEVEL = 9000; // ADU
  private static final double FLAT_SECONDS = 5;

  private final Random random = new Random(20);

  private float[] exposure(double seconds, double[] light) {
    float[] raw = new float[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      double electrons = (DARK * seconds + light[i]) * GAIN;
      double counted = electrons + Math.sqrt(electrons) * random.nextGaussian();
      raw[i] = (float) (BIAS + (counted + READ_NOISE * random.nextGaussian()) / GAIN);
    }
    return raw;
  }

  private float[] combined(CombineSettings settings, float[][] stack) {
    float[] out = new float[PIXELS];
    new Combiner(settings).combine(stack, stack.length, PIXELS, out);
    return out;
  }

  @ParameterizedTest(name = "{0} of {1}, light of {2} s, dark of {3} s, sky {4} ADU, flat {5}")
  @CsvSource({
    "MEAN, 10, 60, 60, 0, true", // the bias cancels out
    "MEDIAN, 9, 60, 60, 40, true",
    "MEDIAN, 10, 20, 300, 10, true", // a scaled dark: the bias nearly counts in full
    "SIGMA_CLIP, 12, 300, 300, 4000, true",
    "MEDIAN, 3, 30, 300, 5, true", // few frames: noisy masters
    "MEAN, 5, 60, 60, 8000, true", // bright: the flat's noise counts
    "MIN_MAX, 7, 30, 120, 50, false",
    "MEAN, 10, 60, 0, 5, false", // no dark
  })
  void isTheScatterOfNightsMadeUpAgain(
      CombineMethod method,
      int frames,
      double seconds,
      double darkSeconds,
      double sky,
      boolean flat) {
    CombineSettings settings = new CombineSettings(method, 3, 3, 5);
    double[] sensitivity = new double[PIXELS];
    double[] light = new double[PIXELS];
    double[] flatLight = new double[PIXELS];
    double[] none = new double[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      sensitivity[i] = flat ? 0.8 + 0.4 * i / PIXELS : 1;
      light[i] = sky * sensitivity[i];
      flatLight[i] = FLAT_LEVEL * sensitivity[i];
    }
    double factor = CombinedVariance.of(settings, frames);
    MasterNoise biasNoise = new MasterNoise("b", factor, 0, List.of(), null, null);
    MasterNoise darkNoise =
        darkSeconds > 0 ? new MasterNoise("d", factor, darkSeconds, List.of(), "b", null) : null;
    MasterNoise flatNoise =
        new MasterNoise(
            "f",
            factor,
            FLAT_SECONDS,
            Collections.nCopies(4, FLAT_LEVEL),
            "b",
            darkNoise == null ? null : "d");
    Uncertainty uncertainty =
        new Uncertainty(
            new Sensor(GAIN, READ_NOISE, Double.NaN),
            seconds,
            0,
            biasNoise,
            darkNoise,
            flat ? flatNoise : null,
            false);
    double[] sum = new double[PIXELS];
    double[] squares = new double[PIXELS];
    double[] predicted = new double[PIXELS];
    for (int night = 0; night < NIGHTS; night++) {
      float[][] stack = new float[frames][];
      for (int k = 0; k < frames; k++) {
        stack[k] = exposure(0, none);
      }
      float[] bias = combined(settings, stack);
      float[] dark = new float[PIXELS];
      if (darkNoise != null) {
        for (int k = 0; k < frames; k++) {
          stack[k] = exposure(darkSeconds, none);
          for (int i = 0; i < PIXELS; i++) {
            stack[k][i] = (float) ((stack[k][i] - bias[i]) / darkSeconds);
          }
        }
        dark = combined(settings, stack);
      }
      float[] field = null;
      if (flat) {
        for (int k = 0; k < frames; k++) {
          stack[k] = exposure(FLAT_SECONDS, flatLight);
          for (int i = 0; i < PIXELS; i++) {
            stack[k][i] = (float) ((stack[k][i] - bias[i] - dark[i] * FLAT_SECONDS) / FLAT_LEVEL);
          }
        }
        field = combined(settings, stack);
      }
      float[] values = exposure(darkNoise == null ? 0 : seconds, light);
      float[] current = new float[PIXELS];
      for (int i = 0; i < PIXELS; i++) {
        current[i] = (float) (dark[i] * seconds);
        values[i] = (values[i] - bias[i] - current[i]) / (flat ? field[i] : 1);
      }
      float[] sigma = new float[PIXELS];
      uncertainty.ofRow(
          night, values, darkNoise == null ? null : current, seconds, field, PIXELS, sigma);
      for (int i = 0; i < PIXELS; i++) {
        sum[i] += values[i];
        squares[i] += (double) values[i] * values[i];
        predicted[i] += (double) sigma[i] * sigma[i];
      }
    }
    double measured = 0;
    double expected = 0;
    for (int i = 0; i < PIXELS; i++) {
      measured += (squares[i] - sum[i] * sum[i] / NIGHTS) / (NIGHTS - 1);
      expected += predicted[i] / NIGHTS;
    }
    assertEquals(1, Math.sqrt(expected / measured), 0.02);
  }

  /** The usual CMOS night: without biases, with darks of the exposure of the lights. */
  @Test
  void theBiasInADarkIsNoLight() {
    int frames = 10;
    double seconds = 5; // of dark current there are 4 ADU beside the bias of 300
    CombineSettings settings = new CombineSettings(CombineMethod.MEAN, 3, 3, 5);
    double factor = CombinedVariance.of(settings, frames);
    Uncertainty uncertainty =
        new Uncertainty(
            new Sensor(GAIN, READ_NOISE, Double.NaN),
            seconds,
            0,
            null,
            new MasterNoise("d", factor, seconds, List.of(), null, null),
            null,
            true);
    double[] none = new double[PIXELS];
    double[] light = new double[PIXELS];
    Arrays.fill(light, 60);
    double measured = 0;
    double expected = 0;
    for (int night = 0; night < NIGHTS; night++) {
      float[][] stack = new float[frames][];
      for (int k = 0; k < frames; k++) {
        stack[k] = exposure(seconds, none);
      }
      float[] dark = combined(settings, stack);
      float[] values = exposure(seconds, light);
      for (int i = 0; i < PIXELS; i++) {
        values[i] -= dark[i];
      }
      float[] sigma = new float[PIXELS];
      uncertainty.ofRow(night, values, dark, seconds, null, PIXELS, sigma);
      for (int i = 0; i < PIXELS; i++) {
        measured += (values[i] - 60) * (values[i] - 60);
        expected += sigma[i] * sigma[i];
      }
    }
    double ratio = Math.sqrt(expected / measured);
    assertTrue(ratio > 0.97 && ratio < 1, "the dark current's own photons are left out: " + ratio);
  }

  @Test
  void pixelWithoutAValueHasNone() {
    Uncertainty uncertainty =
        new Uncertainty(new Sensor(GAIN, READ_NOISE, Double.NaN), 10, 0, null, null, null, false);
    float[] sigma = new float[3];
    uncertainty.ofRow(
        0, new float[] {Float.NaN, 100, -100}, null, 10, new float[] {1, 1, 2}, 3, sigma);

    assertTrue(Float.isNaN(sigma[0]));
    double r = READ_NOISE / GAIN;
    assertEquals(Math.sqrt(100 / GAIN + r * r), sigma[1], 1e-4);
    assertEquals(r / 2, sigma[2], 1e-4); // a negative signal has no noise of its own
  }
}
