package org.nightbeam.grading;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.nightbeam.statistics.Spread;

/**
 * Compares the lights of one camera and filter with each other. Widths, shapes and skies are
 * compared within a night, transparencies within a field whatever the night.
 */
public final class Grader {
  /** Magnitudes per airmass, where the lights do not tell. */
  private static final double EXTINCTION = 0.2;

  private static final double LEAST_EXTINCTION = 0.05;
  private static final double MOST_EXTINCTION = 0.6;
  private static final double AIRMASS_BIN = 0.1;
  private static final int FEWEST_BINS = 4;

  /**
   * Extinction allowed where airmasses are not known, in magnitudes per hour from the best lights.
   */
  private static final double PER_HOUR = 0.1;

  private static final double MOST_FOR_HOURS = 0.3;
  private static final double HOUR = 3600;

  /** The best lights of a field: one of a few, else a tenth of all. */
  private static final int FEW = 8;

  private static final int BEST_OF_MANY = 3;

  /** A light lacks stars if it has hardly any of so many that it should have. */
  private static final int EXPECTED = 8;

  private static final double HARDLY_ANY = 0.3;
  private static final double WELL_ABOVE_LIMIT = 2.5 * 0.4771212547; // magnitudes: factor 3

  private static final int FEWEST_SHAPES = 3;
  private static final double SHAPE_OF_FEW = 0.07; // ellipticity: where scatter is not known
  private static final double SHAPE_OF_ONE = 0.13;
  private static final double SHAPE_SIGMAS = 5;

  /** Ellipticity: where most lights of a night are trailed, those are that are trailed most. */
  private static final double LONGEST_SHAPE = 0.15;

  private static final double OWN_SIGMAS = 3;

  /** Standard deviations along an axis below which 30 % of distances on two axes are. */
  private static final double RAYLEIGH = 0.845;

  private static final double LOW_PART = 0.3;
  private static final double WIDEST_LIMIT = 2.5; // times the sharper lights
  private static final double BRIGHTEST_LIMIT = 6; // times the darker lights

  private static final double SAME_ANGLE = 3; // degrees
  private static final double OFTEN = 1.0 / 3;

  private final GradingLimits limits;
  private final List<GradedLight> lights;
  private final List<Set<Mark>> marks = new ArrayList<>();
  private final double[] transparency;

  private Grader(List<GradedLight> lights, GradingLimits limits) {
    this.lights = lights;
    this.limits = limits;
    this.transparency = new double[lights.size()];
    Arrays.fill(transparency, Double.NaN);
    lights.forEach(light -> marks.add(EnumSet.noneOf(Mark.class)));
  }

  /**
   * Grades lights.
   *
   * @param lights of one camera and filter, in order of time
   * @return the grade of each
   */
  public static List<Grade> grade(List<GradedLight> lights, GradingLimits limits) {
    Grader grader = new Grader(lights, limits);
    grader.ofFields();
    grader.ofNights();
    return IntStream.range(0, lights.size())
        .mapToObj(i -> new Grade(grader.transparency[i], List.copyOf(grader.marks.get(i))))
        .toList();
  }

  private Map<String, List<Integer>> groups(Function<GradedLight, String> key) {
    Map<String, List<Integer>> groups = new TreeMap<>();
    for (int i = 0; i < lights.size(); i++) {
      groups.computeIfAbsent(key.apply(lights.get(i)), k -> new ArrayList<>()).add(i);
    }
    return groups;
  }

  private static String target(GradedLight light) {
    return LightQuality.target(light.quality().object(), String.valueOf(light.night()));
  }

  private void ofFields() {
    groups(Grader::target)
        .values()
        .forEach(
            numbers -> {
              Fields fields = new Fields(lights, numbers);
              fields.all().forEach(this::ofField);
              fields.unplaced().forEach(number -> lacksStars(number, fields.near(number)));
              satellites(numbers);
            });
  }

  // --- Clouds.

  private void ofField(Field field) {
    int[] numbers = field.lights();
    if (numbers.length < 2) {
      return;
    }
    double[] dimmer = field.dimmer(number -> lights.get(number).ofExposure());
    double[] airmasses =
        Arrays.stream(numbers).mapToDouble(n -> lights.get(n).quality().airmass()).toArray();
    boolean known = Arrays.stream(airmasses).noneMatch(Double::isNaN);
    double extinction = known ? extinction(airmasses, dimmer) : 0;
    double[] beyond = dimmer.clone(); // the air
    for (int i = 0; known && i < beyond.length; i++) {
      beyond[i] -= extinction * (airmasses[i] - 1);
    }
    int[] best = best(beyond);
    double level = Spread.median(Arrays.stream(best).mapToDouble(i -> beyond[i]).toArray());
    double brightest =
        Spread.median(Arrays.stream(best(dimmer)).mapToDouble(i -> dimmer[i]).toArray());
    for (int i = 0; i < numbers.length; i++) {
      transparency[numbers[i]] = Math.pow(10, -0.4 * (dimmer[i] - brightest));
      double allowed = known ? 0 : allowance(numbers[i], best, numbers);
      if (beyond[i] - level > limits.cloud() + allowed) {
        marks.get(numbers[i]).add(Mark.CLOUD);
      }
    }
  }

  /** Returns the indices of the smallest values. */
  private static int[] best(double[] values) {
    int count = values.length < FEW ? 1 : Math.max(BEST_OF_MANY, values.length / 10);
    return IntStream.range(0, values.length)
        .boxed()
        .sorted((a, b) -> Double.compare(values[a], values[b]))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Returns the extinction allowed if the altitude of the target is unknown. */
  private double allowance(int light, int[] best, int[] numbers) {
    double hours =
        Arrays.stream(best)
            .mapToDouble(
                i ->
                    Math.abs(lights.get(light).seconds() - lights.get(numbers[i]).seconds()) / HOUR)
            .filter(Double::isFinite)
            .min()
            .orElse(0);
    return Math.min(MOST_FOR_HOURS, PER_HOUR * hours);
  }

  /**
   * Returns the extinction in magnitudes per airmass, from the brightest lights at each airmass.
   */
  private static double extinction(double[] airmasses, double[] dimmer) {
    Map<Long, double[]> bins = new TreeMap<>();
    for (int i = 0; i < airmasses.length; i++) {
      double[] at = {airmasses[i], dimmer[i]};
      bins.merge(Math.round(airmasses[i] / AIRMASS_BIN), at, (a, b) -> b[1] < a[1] ? b : a);
    }
    if (bins.size() < FEWEST_BINS) {
      return EXTINCTION;
    }
    List<double[]> points = List.copyOf(bins.values());
    List<Double> slopes = new ArrayList<>();
    for (int j = 1; j < points.size(); j++) {
      for (int i = 0; i < j; i++) {
        slopes.add((points.get(j)[1] - points.get(i)[1]) / (points.get(j)[0] - points.get(i)[0]));
      }
    }
    double slope = Spread.median(slopes.stream().mapToDouble(Double::doubleValue).toArray());
    return Math.max(LEAST_EXTINCTION, Math.min(MOST_EXTINCTION, slope));
  }

  /**
   * Marks a light as taken through cloud that has hardly any of the stars which the others of its
   * field let one expect above its own limit: a bright sky alone does not hide those.
   */
  private void lacksStars(int number, Field field) {
    if (field == null) {
      return;
    }
    GradedLight light = lights.get(number);
    double exposures = light.ofExposure() - lights.get(field.richest()).ofExposure();
    long expected =
        Arrays.stream(field.brightest())
            .filter(
                magnitude ->
                    magnitude - exposures < light.quality().limitingMagnitude() - WELL_ABOVE_LIMIT)
            .count();
    if (expected >= EXPECTED && light.quality().stars() < HARDLY_ANY * expected) {
      marks.get(number).add(Mark.CLOUD);
    }
  }

  // --- Satellites.

  /**
   * Marks lights that are crossed. A line that many lights of a target have at the same angle
   * belongs to it, or to the camera.
   */
  private void satellites(List<Integer> numbers) {
    List<Integer> crossed =
        numbers.stream()
            .filter(number -> lights.get(number).quality().trail() >= limits.trail())
            .toList();
    for (int number : crossed) {
      double angle = lights.get(number).quality().trailAngle();
      long same =
          crossed.stream()
              .map(other -> lights.get(other).quality().trailAngle() - angle)
              .filter(turn -> Math.abs(turn - 180 * Math.rint(turn / 180)) < SAME_ANGLE)
              .count();
      if (same < 3 || same <= OFTEN * numbers.size()) {
        marks.get(number).add(Mark.SATELLITE_TRAIL);
      }
    }
  }

  // --- Within a night.

  private void ofNights() {
    groups(light -> String.valueOf(light.night())).values().forEach(this::ofNight);
    groups(light -> light.night() + " " + Math.round(1000 * light.exposure()))
        .values()
        .forEach(this::skies);
    for (int i = 0; i < lights.size(); i++) {
      if (lights.get(i).saturated() > limits.saturated()) {
        marks.get(i).add(Mark.SATURATED);
      }
    }
  }

  private void ofNight(List<Integer> numbers) {
    shapes(numbers);
    Typical widths = Typical.of(logs(numbers, light -> light.quality().shortWidth()));
    double limit =
        widths.limit(
            Math.log(limits.width()), Math.max(Math.log(limits.width()), Math.log(WIDEST_LIMIT)));
    for (int number : numbers) {
      if (Math.log(lights.get(number).quality().shortWidth()) > limit) {
        marks.get(number).add(Mark.OUT_OF_FOCUS);
      }
    }
  }

  private double[] logs(List<Integer> numbers, ToDoubleFunction<GradedLight> of) {
    return numbers.stream().mapToDouble(n -> Math.log(of.applyAsDouble(lights.get(n)))).toArray();
  }

  /** Marks trailed lights: the roundest half tells which shape the optics give. */
  private void shapes(List<Integer> all) {
    List<Integer> numbers =
        all.stream()
            .filter(number -> Double.isFinite(lights.get(number).quality().elongation()))
            .sorted(
                (a, b) ->
                    Double.compare(
                        lights.get(a).quality().elongation(), lights.get(b).quality().elongation()))
            .toList();
    if (numbers.isEmpty()) {
      return;
    }
    List<Integer> roundest = numbers.subList(0, (numbers.size() + 1) / 2);
    double[] typical = new double[2];
    for (int axis = 0; axis < 2; axis++) {
      int component = axis;
      typical[axis] =
          numbers.size() == 1
              ? 0
              : Spread.median(
                  roundest.stream()
                      .mapToDouble(n -> lights.get(n).quality().ellipticity()[component])
                      .toArray());
    }
    double[] distances =
        numbers.stream()
            .mapToDouble(
                n -> {
                  double[] e = lights.get(n).quality().ellipticity();
                  return Math.hypot(e[0] - typical[0], e[1] - typical[1]);
                })
            .toArray();
    double least = (limits.elongation() - 1) / (limits.elongation() + 1);
    double scatter = SHAPE_OF_FEW;
    if (numbers.size() == 1) {
      scatter = SHAPE_OF_ONE;
    } else if (numbers.size() >= FEWEST_SHAPES) {
      double[] sorted = distances.clone();
      Arrays.sort(sorted);
      scatter = SHAPE_SIGMAS * sorted[(int) (LOW_PART * (sorted.length - 1))] / RAYLEIGH;
      scatter = Math.min(scatter, LONGEST_SHAPE);
    }
    for (int i = 0; i < distances.length; i++) {
      double own = OWN_SIGMAS * lights.get(numbers.get(i)).quality().roundness();
      if (distances[i] > Math.max(least, Math.max(scatter, own))) {
        marks.get(numbers.get(i)).add(Mark.TRAILED);
      }
    }
  }

  /**
   * Marks lights under a bright sky, by its level, or by its noise where the level contains an
   * offset that nothing has subtracted.
   */
  private void skies(List<Integer> numbers) {
    double least = Math.log(limits.sky());
    double most = Math.max(least, Math.log(BRIGHTEST_LIMIT));
    Typical levels = Typical.of(logs(numbers, GradedLight::sky));
    Typical variances = Typical.of(logs(numbers, light -> light.noise() * light.noise()));
    double noise =
        Spread.median(
            numbers.stream()
                .mapToDouble(n -> lights.get(n).noise())
                .filter(Double::isFinite)
                .toArray());
    for (int number : numbers) {
      GradedLight light = lights.get(number);
      boolean matters = !(light.sky() - Math.exp(levels.level()) < noise / 2);
      boolean brighter = Math.log(light.sky()) > levels.limit(least, most);
      boolean noisier = 2 * Math.log(light.noise()) > variances.limit(least, most);
      if (matters && (brighter || noisier)) {
        marks.get(number).add(Mark.BRIGHT_SKY);
      }
    }
  }
}
