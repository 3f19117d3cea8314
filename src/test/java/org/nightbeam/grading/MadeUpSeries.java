package org.nightbeam.grading;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.nightbeam.MadeUpSky;
import org.nightbeam.frame.Pointing;
import org.nightbeam.photometry.FrameMeasurer;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.PhotometrySettings;

/** Lights of one field, one after the other, each taken under conditions of its own. */
final class MadeUpSeries {
  private static final double GAIN = 1.5;
  private static final double READ_NOISE = 9;
  private static final double SECONDS = 75;
  private static final Instant DUSK = Instant.parse("2026-01-15T18:00:00Z");

  private final int width;
  private final int height;
  private final List<double[]> stars = new ArrayList<>(); // x, y, flux
  private final List<GradedLight> lights = new ArrayList<>();
  private final FrameMeasurer measurer = new FrameMeasurer(PhotometrySettings.DEFAULT);
  private final long seed;

  /** Stars of 1000 to 100,000 ADU over an area three times as wide and as high as the frame. */
  MadeUpSeries(int width, int height, int perFrame, long seed) {
    this.width = width;
    this.height = height;
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 9 * perFrame; i++) {
      stars.add(
          new double[] {
            width * (3 * random.nextDouble() - 1),
            height * (3 * random.nextDouble() - 1),
            1000 * Math.pow(100, random.nextDouble())
          });
    }
  }

  /** How a light is taken. */
  static final class Conditions {
    private double transmission = 1;
    private double airmass = 1;
    private boolean airmassKnown;
    private double sky = 250;
    private double fwhm = 3.5;
    private double trail;
    private double trailAngle = 0.6;
    private double defocus;
    private double x;
    private double y;
    private boolean flipped;
    private double satellite;
    private double satelliteAngle;

    Conditions cloud(double part) {
      transmission = part;
      return this;
    }

    /** Which its header says. */
    Conditions airmass(double value) {
      airmass = value;
      airmassKnown = true;
      return this;
    }

    Conditions sky(double adu) {
      sky = adu;
      return this;
    }

    Conditions seeing(double pixels) {
      fwhm = pixels;
      return this;
    }

    Conditions trailed(double pixels, double angle) {
      trail = pixels;
      trailAngle = angle;
      return this;
    }

    /** By the outer radius of the ring that a star becomes. */
    Conditions defocused(double pixels) {
      defocus = pixels;
      return this;
    }

    Conditions shifted(double columns, double rows) {
      x = columns;
      y = rows;
      return this;
    }

    /** By half a turn, as behind the meridian. */
    Conditions flipped() {
      flipped = true;
      return this;
    }

    /** A line through the middle, of so many ADU at its peak. */
    Conditions satellite(double peak, double angle) {
      satellite = peak;
      satelliteAngle = angle;
      return this;
    }
  }

  /** Takes a light. */
  MadeUpSeries take(Conditions c) {
    MadeUpSky sky = new MadeUpSky(height, width, c.sky, GAIN, READ_NOISE);
    double extinction = Math.pow(10, -0.4 * 0.25 * (c.airmass - 1));
    for (double[] star : stars) {
      double x = star[0] + c.x;
      double y = star[1] + c.y;
      if (c.flipped) {
        x = width - 1 - x;
        y = height - 1 - y;
      }
      if (x > -20 && x < width + 20 && y > -20 && y < height + 20) {
        addStar(sky, c, x, y, star[2] * c.transmission * extinction);
      }
    }
    if (c.satellite > 0) {
      addLine(sky, c);
    }
    add(sky.exposed(seed + 1000 * lights.size()), c);
    return this;
  }

  private static void addStar(MadeUpSky sky, Conditions c, double x, double y, double flux) {
    List<double[]> parts = new ArrayList<>();
    if (c.trail > 0) {
      int n = (int) Math.ceil(3 * c.trail);
      for (int i = 0; i < n; i++) {
        double along = ((i + 0.5) / n - 0.5) * c.trail;
        parts.add(new double[] {along * Math.cos(c.trailAngle), along * Math.sin(c.trailAngle)});
      }
    } else if (c.defocus > 0) {
      for (double dy = -c.defocus; dy <= c.defocus; dy++) {
        for (double dx = -c.defocus; dx <= c.defocus; dx++) {
          double r = Math.hypot(dx, dy);
          if (r <= c.defocus && r >= 0.35 * c.defocus) {
            parts.add(new double[] {dx, dy});
          }
        }
      }
    } else {
      parts.add(new double[2]);
    }
    parts.forEach(p -> sky.star(x + p[0], y + p[1], flux / parts.size(), c.fwhm));
  }

  private void addLine(MadeUpSky sky, Conditions c) {
    double sigma = c.fwhm / 2.3548;
    double flux = c.satellite * sigma * Math.sqrt(2 * Math.PI); // per pixel of its length
    double half = Math.hypot(width, height) / 2;
    for (double along = -half; along < half; along += 0.5) {
      sky.star(
          width / 2.0 + along * Math.cos(c.satelliteAngle),
          height / 2.0 + along * Math.sin(c.satelliteAngle),
          flux / 2,
          c.fwhm);
    }
  }

  private void add(float[][] pixels, Conditions c) {
    MeasuredFrame measured = measurer.measure(pixels, null, null, GAIN);
    Pointing pointing =
        new Pointing(
            "made-up field",
            Double.NaN,
            Double.NaN,
            c.airmassKnown ? c.airmass : Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN);
    LightQuality quality = LightQuality.of(measured, 0, width, height, pointing);
    lights.add(
        new GradedLight(
            LocalDate.of(2026, 1, 15),
            DUSK.plusMillis((long) (lights.size() * SECONDS * 1000)),
            60,
            measured.sky(),
            measured.skyNoise(),
            0,
            quality));
  }

  /** The lights so far. */
  List<GradedLight> lights() {
    return lights;
  }

  /** Their grades. */
  List<Grade> grades() {
    return Grader.grade(lights, GradingLimits.DEFAULT);
  }
}
