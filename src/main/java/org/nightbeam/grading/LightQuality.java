package org.nightbeam.grading;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.nightbeam.frame.Pointing;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.MeasuredSource;
import org.nightbeam.photometry.SourceFlag;
import org.nightbeam.statistics.Spread;

/**
 * Quality measures of a light from its catalogue, by which lights are compared. Unknown values are
 * NaN.
 *
 * @param object what its header says that it is of; empty if nothing
 * @param airmass by its header
 * @param pixelScale arcseconds per pixel, by its header
 * @param stars number of sources that are no cosmic rays
 * @param fwhm of stars, in pixels
 * @param elongation of stars, long axis over short one, of their typical shape
 * @param direction of their long axis: degrees from the rows, from -90 to 90, towards higher rows
 * @param roundness standard deviation of the ellipticity {@code (a - b) / (a + b)} of the mean
 *     shape
 * @param limitingMagnitude of a star of 5 standard deviations: -2.5 log10 of its flux in the unit
 *     of the light
 * @param trail length of the longest straight line across it, as a part of its diagonal; 0 for none
 * @param trailAngle of the line: degrees from the rows, from 0 to 180
 * @param bright its brightest stars
 */
public record LightQuality(
    String object,
    double airmass,
    double pixelScale,
    double stars,
    double fwhm,
    double elongation,
    double direction,
    double roundness,
    double limitingMagnitude,
    double trail,
    double trailAngle,
    BrightStars bright) {
  /** The quality of a light that was not measured. */
  public static final LightQuality NONE =
      new LightQuality(
          "",
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          BrightStars.NONE);

  private static final double BRIGHT = 30; // standard deviations
  private static final double VISIBLE = 8; // standard deviations; fainter ones have no shape
  private static final int FEWEST = 5;

  /** Standard deviations of a median in that of a mean. */
  private static final double OF_MEDIAN = 1.2533;

  private static final double MOST_ELLIPTIC = 0.99;
  private static final double STAR_LIKE = 2.5; // times the long axis of most sources

  /** Returns whether the light was measured. */
  public boolean isKnown() {
    return !Double.isNaN(stars);
  }

  /**
   * Returns the quality of a light.
   *
   * @param measured its sources
   * @param cell place in the colour cell whose sources count, from 1; 0 for all
   * @param width pixels per row
   * @param height rows
   * @param pointing what the light was taken of
   */
  public static LightQuality of(
      MeasuredFrame measured, int cell, int width, int height, Pointing pointing) {
    List<MeasuredSource> sources =
        measured.sources().stream().filter(source -> cell == 0 || source.cell() == cell).toList();
    List<MeasuredSource> stars =
        sources.stream().filter(source -> !source.is(SourceFlag.COSMIC_RAY)).toList();
    double typical = median(stars, MeasuredSource::a);
    List<MeasuredSource> shaped = shaped(stars);
    double[] shape = typicalShape(shaped);
    boolean known = shaped.size() >= FEWEST;
    SatelliteTrail trail = SatelliteTrail.of(stars, typical);
    return new LightQuality(
        pointing.object(),
        pointing.airmass(),
        pointing.pixelScale(),
        stars.size(),
        known ? median(shaped, MeasuredSource::fwhm) : Double.NaN,
        known ? (1 + shape[0]) / (1 - shape[0]) : Double.NaN,
        known ? shape[1] : Double.NaN,
        known ? shape[2] : Double.NaN,
        -2.5 * Math.log10(measured.limitingFlux()),
        trail.length() / Math.hypot(width, height),
        trail.angle(),
        BrightStars.of(stars, STAR_LIKE * typical));
  }

  /**
   * Returns the name of a target, the same in any night and however it is spelt; of lights without
   * one, the night.
   *
   * @param object what the header says that the light is of; empty if nothing
   */
  public static String target(String object, String night) {
    String name = object.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "");
    return name.isEmpty() ? "night " + night : "object " + name;
  }

  private static double median(List<MeasuredSource> sources, ToDoubleFunction<MeasuredSource> of) {
    return Spread.median(sources.stream().mapToDouble(of).filter(Double::isFinite).toArray());
  }

  /**
   * Returns the sources that show the shape of stars: bright ones by themselves if there are enough
   * of them. If stars are so wide that all touch, those with close neighbours too; of a sensor with
   * a bad pixel near every star, those with one.
   */
  private static List<MeasuredSource> shaped(List<MeasuredSource> stars) {
    List<MeasuredSource> known =
        stars.stream().filter(star -> star.fwhm() > 0 && star.elongation() > 0).toList();
    List<MeasuredSource> whole = SourceFlag.unspoilt(known, MeasuredSource::flags, FEWEST);
    List<MeasuredSource> bright =
        whole.stream().filter(star -> star.significance() > BRIGHT).toList();
    for (List<MeasuredSource> some :
        List.of(bright.stream().filter(star -> star.flags() == 0).toList(), bright)) {
      if (some.size() >= FEWEST) {
        return some;
      }
    }
    return whole.stream().filter(star -> star.significance() > VISIBLE).toList();
  }

  /**
   * Returns ellipticity, direction in degrees, and standard deviation of the ellipticity of the
   * typical shape. Ellipticities are vectors, whose medians are taken: what noise makes of round
   * stars cancels out, and those that another star touches do not matter.
   */
  private static double[] typicalShape(List<MeasuredSource> stars) {
    double[] sum = new double[2];
    double variance = 0;
    for (int axis = 0; axis < 2; axis++) {
      double quarter = axis * Math.PI / 2;
      Spread spread =
          Spread.of(
              stars.stream()
                  .mapToDouble(
                      star -> {
                        double e = (star.elongation() - 1) / (star.elongation() + 1);
                        return e * Math.cos(2 * Math.toRadians(star.elongationTheta()) - quarter);
                      })
                  .toArray());
      sum[axis] = spread.level();
      variance += spread.scatter() * spread.scatter() / 2; // along each of two axes
    }
    return new double[] {
      Math.min(MOST_ELLIPTIC, Math.hypot(sum[0], sum[1])),
      Math.toDegrees(Math.atan2(sum[1], sum[0]) / 2),
      OF_MEDIAN * Math.sqrt(variance / Math.max(1, stars.size() - 1))
    };
  }

  /**
   * Returns the ellipticity of the typical shape as a vector: two turns of it are one of the sky.
   */
  double[] ellipticity() {
    double e = (elongation - 1) / (elongation + 1);
    double angle = 2 * Math.toRadians(direction);
    return new double[] {e * Math.cos(angle), e * Math.sin(angle)};
  }

  /** Returns the width of stars across their long axis, in pixels: a trail makes them no wider. */
  double shortWidth() {
    return fwhm / Math.sqrt(elongation);
  }

  /** Writes what is known as one word without blanks, commas between the values. */
  public String line() {
    StringBuilder line = new StringBuilder();
    for (double value : numbers()) {
      line.append(value).append(',');
    }
    return line.append(bright.packed())
        .append(',')
        .append(URLEncoder.encode(object, StandardCharsets.UTF_8))
        .toString();
  }

  private double[] numbers() {
    return new double[] {
      airmass,
      pixelScale,
      stars,
      fwhm,
      elongation,
      direction,
      roundness,
      limitingMagnitude,
      trail,
      trailAngle
    };
  }

  /** Reads it again. */
  public static LightQuality ofLine(String line) {
    String[] parts = line.split(",", -1);
    double[] n = Arrays.stream(parts).limit(10).mapToDouble(Double::parseDouble).toArray();
    return new LightQuality(
        URLDecoder.decode(parts[11], StandardCharsets.UTF_8),
        n[0],
        n[1],
        n[2],
        n[3],
        n[4],
        n[5],
        n[6],
        n[7],
        n[8],
        n[9],
        new BrightStars(parts[10]));
  }
}
