package org.nightbeam.lightcurve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The apertures in which every star is measured: some whose radii are the same in all lights, and
 * some that follow the width of each light's stars. Which are better depends on the night; the
 * comparison stars decide.
 */
public final class ApertureSet {
  /** Radii in FWHM: of the reference, then of each light. */
  private static final double[] FACTORS = {0.75, 1.0, 1.3, 1.65, 2.1};

  /** How many apertures there are. */
  public static final int COUNT = 2 * FACTORS.length;

  /** That with which the choice of comparison stars begins. */
  static final int MIDDLE = 2;

  private ApertureSet() {}

  /** An aperture and its radius in pixels. */
  record Circle(int number, double radius) {}

  /**
   * Returns the circles of a light, from the smallest on.
   *
   * @param reference FWHM of stars on the reference, in pixels of the light
   * @param light FWHM of its own stars, in pixels
   */
  static List<Circle> circles(double reference, double light) {
    List<Circle> circles = new ArrayList<>();
    for (int k = 0; k < FACTORS.length; k++) {
      circles.add(new Circle(k, FACTORS[k] * reference));
      circles.add(new Circle(FACTORS.length + k, FACTORS[k] * light));
    }
    circles.sort(Comparator.comparingDouble(Circle::radius).thenComparing(Circle::number));
    return circles;
  }

  /** Returns whether the radius of an aperture follows the width of each light's stars. */
  static boolean follows(int aperture) {
    return aperture >= FACTORS.length;
  }

  /** Returns the radius of an aperture in FWHM. */
  static double factor(int aperture) {
    return FACTORS[aperture % FACTORS.length];
  }

  /**
   * Returns what an aperture is, for a person to read.
   *
   * @param fwhm of stars on the reference, in pixels
   */
  static String text(int aperture, double fwhm) {
    return follows(aperture)
        ? String.format(Locale.ROOT, "%.2f FWHM of each light", factor(aperture))
        : String.format(Locale.ROOT, "%.2f pixels in all lights", factor(aperture) * fwhm);
  }
}
