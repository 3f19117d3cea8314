package org.nightbeam.lightcurve;

import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Light curve of a star. Unknown values are NaN.
 *
 * @param name of the star, which is that of its files
 * @param star its number among those of the field
 * @param ra right ascension in degrees
 * @param dec declination in degrees
 * @param level the flux that is 1 in the curve, in the unit of the lights
 * @param lights in the order of time
 * @param flux relative to {@link #level}
 * @param error standard deviation of the flux: photons, sky, readout, comparison stars, and what
 *     these scatter beyond that
 * @param x column on each light, from 0
 * @param y row on each light, from 0
 * @param sky per pixel
 * @param flags bits of {@link org.nightbeam.photometry.SourceFlag}
 * @param comparison what the curve is relative to; null if it is too little to have a check star
 * @param done what was done, a sentence each
 */
public record LightCurve(
    String name,
    int star,
    double ra,
    double dec,
    double level,
    List<MeasuredLight.About> lights,
    double[] flux,
    double[] error,
    float[] x,
    float[] y,
    float[] sky,
    byte[] flags,
    Comparison comparison,
    List<String> done) {

  /**
   * The ensemble of comparison stars.
   *
   * @param flux the sum of their mean fluxes, in the unit of {@link #level}
   * @param check the number of one of them that is nearly as bright
   * @param ofCheck its flux in each light over that of the others
   */
  public record Comparison(double flux, int check, double[] ofCheck) {}

  /** Returns the nights of its lights, in their order. */
  SortedSet<String> nights() {
    SortedSet<String> nights = new TreeSet<>();
    lights.forEach(light -> nights.add(light.night()));
    return nights;
  }

  /** Returns its part of one night, with the same level. */
  LightCurve of(String night) {
    int[] t =
        IntStream.range(0, lights.size())
            .filter(i -> lights.get(i).night().equals(night))
            .toArray();
    return new LightCurve(
        name,
        star,
        ra,
        dec,
        level,
        Arrays.stream(t).mapToObj(lights::get).toList(),
        Arrays.stream(t).mapToDouble(i -> flux[i]).toArray(),
        Arrays.stream(t).mapToDouble(i -> error[i]).toArray(),
        part(x, t),
        part(y, t),
        part(sky, t),
        part(flags, t),
        null, // the check star is of the whole curve
        done);
  }

  private static float[] part(float[] column, int[] of) {
    float[] part = new float[of.length];
    for (int i = 0; i < part.length; i++) {
      part[i] = column[of[i]];
    }
    return part;
  }

  private static byte[] part(byte[] column, int[] of) {
    byte[] part = new byte[of.length];
    for (int i = 0; i < part.length; i++) {
      part[i] = column[of[i]];
    }
    return part;
  }

  /** Returns whether fluxes are relative to their median, which is not so where it is about 0. */
  boolean isRelative() {
    return level - level == 0;
  }

  /** Returns how many lights have a value. */
  public int points() {
    int points = 0;
    for (double value : flux) {
      points += value - value == 0 ? 1 : 0;
    }
    return points;
  }
}
