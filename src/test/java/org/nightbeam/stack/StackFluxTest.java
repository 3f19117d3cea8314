package org.nightbeam.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nightbeam.MadeUpSky;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.photometry.FrameMeasurer;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.PhotometrySettings;
import org.nightbeam.registration.Registrar;
import org.nightbeam.registration.Registration;
import org.nightbeam.registration.StarField;
import org.nightbeam.registration.Transform;
import org.nightbeam.resample.FrameRows;
import org.nightbeam.resample.Kernel;
import org.nightbeam.resample.Resampler;
import org.nightbeam.resample.Resampling;

/** Fluxes of stars in a stack of a made-up sky. */
class StackFluxTest {
  private static final int SIZE = 320;
  private static final int LIGHTS = 16;
  private static final double SKY = 200; // electrons
  private static final int IN_A_ROW = 6;

  private final double[] x = new double[IN_A_ROW * IN_A_ROW];
  private final double[] y = new double[x.length];
  private final double[] flux = new double[x.length];
  private final List<Transform> transforms = new ArrayList<>();
  private final double[] air = new double[LIGHTS];

  /** Lights that lie otherwise each, under other air and seeing; the last are the worst. */
  private List<float[][]> lights(boolean noise, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < x.length; i++) {
      x[i] = 30 + 52 * (i % IN_A_ROW) + 8 * random.nextDouble() - 4;
      y[i] = 30 + 52 * (i / IN_A_ROW) + 8 * random.nextDouble() - 4;
      flux[i] = 20_000 * Math.pow(20, random.nextDouble());
    }
    transforms.clear();
    List<float[][]> lights = new ArrayList<>();
    for (int k = 0; k < LIGHTS; k++) {
      double angle = 0.005 * random.nextGaussian();
      double middle = (SIZE - 1) / 2.0;
      double toX = middle + 6 * random.nextDouble() - 3;
      double toY = middle + 6 * random.nextDouble() - 3;
      Transform turned =
          new Transform(
              middle,
              middle,
              1,
              new double[] {toX, Math.cos(angle), -Math.sin(angle)},
              new double[] {toY, Math.sin(angle), Math.cos(angle)});
      Transform to = k == 0 ? Transform.IDENTITY : turned;
      transforms.add(to);
      air[k] = 1 - 0.02 * k;
      MadeUpSky sky = new MadeUpSky(SIZE, SIZE, SKY, 1, 5);
      for (int i = 0; i < x.length; i++) {
        double fwhm = 3 + 0.5 * Math.sin(k);
        sky.star(to.x(x[i], y[i]), to.y(x[i], y[i]), air[k] * flux[i], fwhm);
      }
      lights.add(noise ? sky.exposed(1000 * seed + k) : sky.light());
    }
    return lights;
  }

  /** Returns by what part the fluxes of all stars are too large. */
  private double excess(List<float[][]> lights, List<StackedFrame> frames, CombineMethod method)
      throws IOException {
    float[][] stack = new float[SIZE][];
    new BandStacker(
            Resampling.by(Kernel.LANCZOS3), new CombineSettings(method, 3, 3, 5), frames, SIZE)
        .stack(
            0,
            SIZE,
            SIZE,
            (k, needed) -> rows(lights.get(k), needed),
            (at, row) -> stack[at] = row.values().clone());
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += flux(stack, x[i], y[i]);
    }
    return sum / Arrays.stream(flux).sum() - 1;
  }

  private static StackedFrame frame(Transform transform, double sky, double scale) {
    return StackedFrame.of(transform, SIZE, SIZE, sky, scale, StackWeight.NOISE, 15, 3, 60);
  }

  /**
   * Skies, places and scales as measured; that of a light without noise has no error of its own.
   */
  @ParameterizedTest
  @EnumSource(names = {"MEAN", "WINSORIZED"})
  void lightsThatAreMeasuredHaveTheFluxOfTheFirst(CombineMethod method) throws IOException {
    List<float[][]> lights = lights(false, 1);
    List<StackedFrame> frames = new ArrayList<>();
    Registrar registrar = null;
    for (int k = 0; k < LIGHTS; k++) {
      float[][] copy = Arrays.stream(lights.get(k)).map(float[]::clone).toArray(float[][]::new);
      MeasuredFrame measured =
          new FrameMeasurer(PhotometrySettings.DEFAULT).measure(copy, null, null, 1);
      StarField stars = StarField.of(measured, SIZE, SIZE);
      if (registrar == null) {
        registrar = new Registrar(stars);
        frames.add(frame(Transform.IDENTITY, measured.sky(), 1));
      } else {
        Registration found = registrar.register(stars);
        assertEquals(air[k], found.fluxRatio(), 5e-4 * air[k], "scale of light " + k);
        frames.add(frame(found.transform(), measured.sky(), 1 / found.fluxRatio()));
      }
    }
    assertEquals(0, excess(lights, frames, method), 1e-4);
  }

  /** Noise averages out in the difference of two stacks of the same lights. */
  @Test
  void rejectionUnderNoiseAndChangingSeeingTakesNoFlux() throws IOException {
    int nights = 5;
    double sum = 0;
    for (int night = 0; night < nights; night++) {
      List<float[][]> lights = lights(true, 100 + night);
      List<StackedFrame> frames = new ArrayList<>();
      for (int k = 0; k < LIGHTS; k++) {
        frames.add(frame(transforms.get(k), SKY, 1 / air[k]));
      }
      sum +=
          excess(lights, frames, CombineMethod.WINSORIZED)
              - excess(lights, frames, CombineMethod.MEAN);
    }
    assertEquals(0, sum / nights, 8e-5);
  }

  private static double flux(float[][] stack, double x, double y) {
    int cx = (int) Math.rint(x);
    int cy = (int) Math.rint(y);
    double in = 0;
    double out = 0;
    int nIn = 0;
    int nOut = 0;
    for (int j = cy - 20; j <= cy + 20; j++) {
      for (int i = cx - 20; i <= cx + 20; i++) {
        boolean inner = Math.max(Math.abs(j - cy), Math.abs(i - cx)) <= 11;
        if (inner) {
          in += stack[j][i];
          nIn++;
        } else {
          out += stack[j][i];
          nOut++;
        }
      }
    }
    return in - out / nOut * nIn;
  }

  private static FrameRows rows(float[][] frame, Resampler.Needed needed) {
    float[][] rows = new float[needed.rows()][];
    for (int j = 0; j < rows.length; j++) {
      rows[j] =
          Arrays.copyOfRange(
              frame[needed.firstRow() + j],
              needed.firstColumn(),
              needed.firstColumn() + needed.columns());
    }
    return new FrameRows(
        needed.firstRow(), needed.firstColumn(), rows, null, 225, 1, null, SIZE, SIZE);
  }
}
