package org.nightbeam.lightcurve;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nightbeam.photometry.Scintillation;
import org.nightbeam.photometry.SourceFlag;
import org.nightbeam.statistics.Spread;

/**
 * Makes the light curves of a field from its measured lights, in two passes over them: the
 * comparison stars first, in all apertures, then all stars, some at a time, each in its aperture.
 * What is in memory at a time does not grow with the number of stars. It is one class of more than
 * 400 lines, as every star is solved against the same lights and comparison stars.
 */
public final class FieldSolver {
  /** A star varies surely above this, see {@link Variability}. */
  private static final double SURE = 6;

  /** A star whose median is less than so many of its errors may not be there. */
  private static final double SURELY_THERE = 3;

  /** Standard deviation of the median of normal values over that of their mean. */
  private static final double OF_MEDIAN = Math.sqrt(Math.PI / 2);

  /** Values in memory at a time, of all columns of one kind. */
  private static final long MOST_VALUES = 20_000_000;

  /** Flags that make a value useless. */
  static final int UNUSABLE =
      SourceFlag.SATURATED.bit() | SourceFlag.EDGE.bit() | SourceFlag.INCOMPLETE.bit();

  private final FieldStars stars;
  private final CurveSettings settings;
  private List<MeasuredLight.About> lights;
  private double[] scintillation; // variance in each light
  private int withoutAirmass; // lights, whose scintillation is taken to be that of the zenith
  private ComparisonStars comparison;

  /**
   * @param stars of the field
   */
  public FieldSolver(FieldStars stars, CurveSettings settings) {
    this.stars = stars;
    this.settings = settings;
  }

  /**
   * Makes the curves.
   *
   * @param blocks the {@link MeasuredLight}s as bytes, in any order; they are gone through several
   *     times
   */
  public FieldCurves solve(Iterable<byte[]> blocks) throws IOException {
    List<Integer> order = readLights(blocks);
    comparison =
        new ComparisonStars(
            stars,
            scintillation,
            MOST_VALUES / (ApertureSet.COUNT * (long) Math.max(1, lights.size())));
    visit(blocks, order, comparison::take);
    comparison.solve();
    int chunk = (int) Math.max(1, MOST_VALUES / Math.max(1, lights.size()));
    List<StarSummary> summaries = new ArrayList<>();
    List<LightCurve> targets = new ArrayList<>();
    Variables variables = new Variables(settings.variables());
    int blends = 0;
    for (int first = 0; first < stars.count(); first += chunk) {
      int count = Math.min(chunk, stars.count() - first);
      Columns columns = new Columns(first, count, lights.size());
      columns.read(blocks, order);
      for (int i = 0; i < count; i++) {
        Solved solved = new Solved(columns, i);
        summaries.add(solved.summary());
        if (stars.isTarget(first + i)) {
          targets.add(solved.curve(stars.targets()[first + i]));
        } else if (solved.summary().index() > SURE) {
          if (solved.isBlendInChangingSeeing()) {
            blends++;
          } else {
            variables.offer(solved);
          }
        }
      }
    }
    List<LightCurve> curves = new ArrayList<>(targets);
    curves.addAll(variables.curves());
    Ensemble middle = comparison.ensemble(ApertureSet.MIDDLE);
    return new FieldCurves(
        stars,
        summaries,
        curves,
        lights.size(),
        middle.comparisonStars(),
        Math.sqrt(middle.floor()),
        blends);
  }

  /** Reads what lights there are; returns the place of each block in the order of time. */
  private List<Integer> readLights(Iterable<byte[]> blocks) throws IOException {
    List<MeasuredLight.About> abouts = new ArrayList<>();
    for (byte[] block : blocks) {
      abouts.add(MeasuredLight.of(block).about());
    }
    Comparator<MeasuredLight.About> byTime =
        Comparator.comparingDouble(MeasuredLight.About::mid)
            .thenComparing(MeasuredLight.About::frame);
    List<Integer> sorted =
        IntStream.range(0, abouts.size())
            .boxed()
            .sorted(Comparator.comparing(abouts::get, byTime))
            .toList();
    lights = sorted.stream().map(abouts::get).toList();
    scintillation = scintillations();
    Integer[] places = new Integer[sorted.size()];
    for (int place = 0; place < places.length; place++) {
      places[sorted.get(place)] = place;
    }
    return List.of(places);
  }

  /**
   * Returns the variance of the scintillation in each light, at the airmass of a star of the field
   * whose coordinates are known, else at that of the header.
   */
  private double[] scintillations() {
    int star =
        IntStream.range(0, stars.count())
            .filter(i -> stars.ra()[i] - stars.ra()[i] == 0)
            .findFirst()
            .orElse(-1);
    double ra = star < 0 ? Double.NaN : stars.ra()[star];
    double dec = star < 0 ? Double.NaN : stars.dec()[star];
    double[] variances = new double[lights.size()];
    for (int t = 0; t < variances.length; t++) {
      double airmass = Moments.of(lights.get(t), ra, dec).airmass();
      variances[t] = Scintillation.variance(settings.diameter(), airmass, lights.get(t).exposure());
      withoutAirmass += airmass >= 1 ? 0 : 1;
    }
    return variances;
  }

  /** Blocks come in the same order each time they are gone through. */
  private interface Visitor {
    void visit(int light, MeasuredLight measured);
  }

  private void visit(Iterable<byte[]> blocks, List<Integer> order, Visitor visitor)
      throws IOException {
    int number = 0;
    for (byte[] block : blocks) {
      MeasuredLight measured = MeasuredLight.of(block);
      // The runner does not promise the order; the frame tells the light.
      int light = order.get(number);
      if (!lights.get(light).equals(measured.about())) {
        light = lights.indexOf(measured.about());
      }
      visitor.visit(light, measured);
      number++;
    }
  }

  static double variance(double flux, double error) {
    return error / flux * (error / flux);
  }

  static double[] known(double[] values) {
    return Arrays.stream(values).filter(v -> v - v == 0).toArray();
  }

  /** Some stars in all lights, each in its aperture. */
  private final class Columns {
    private final int first;
    private final int[] aperture;
    private final float[][] flux;
    private final float[][] error;
    private final float[][] x;
    private final float[][] y;
    private final float[][] sky;
    private final byte[][] flags;

    Columns(int first, int count, int lightCount) {
      this.first = first;
      this.aperture = IntStream.range(first, first + count).map(comparison::aperture).toArray();
      this.flux = new float[count][lightCount];
      this.error = new float[count][lightCount];
      this.x = new float[count][lightCount];
      this.y = new float[count][lightCount];
      this.sky = new float[count][lightCount];
      this.flags = new byte[count][lightCount];
    }

    void read(Iterable<byte[]> blocks, List<Integer> order) throws IOException {
      visit(
          blocks,
          order,
          (t, light) -> {
            for (int i = 0; i < flux.length; i++) {
              int at = (first + i) * ApertureSet.COUNT + aperture[i];
              flux[i][t] = light.flux()[at];
              error[i][t] = light.error()[at];
              x[i][t] = light.x()[first + i];
              y[i][t] = light.y()[first + i];
              sky[i][t] = light.sky()[first + i];
              flags[i][t] = light.flags()[first + i];
            }
          });
    }
  }

  /** A star against the comparison stars. */
  private final class Solved {
    private final Columns columns;
    private final int row; // in the columns
    private final int star;
    private final int candidate; // its number among the candidates; -1 if it is none
    private final Ensemble ensemble;
    private final double[] relative; // flux over the zero point
    private final double[] deviation; // its error
    private final double middle; // median of the relative fluxes
    private final double level; // the same; NaN where it is not surely above 0
    private final StarSummary summary;

    Solved(Columns columns, int row) {
      this.columns = columns;
      this.row = row;
      this.star = columns.first + row;
      this.ensemble = comparison.ensemble(columns.aperture[row]);
      this.candidate = comparison.numberOf(star);
      this.relative = new double[lights.size()];
      this.deviation = new double[lights.size()];
      for (int t = 0; t < relative.length; t++) {
        set(t);
      }
      this.middle = Spread.median(known(relative));
      this.level = middle > SURELY_THERE * errorOfMedian() ? middle : Double.NaN;
      this.summary = summarise();
    }

    private void set(int t) {
      boolean usable = (columns.flags[row][t] & UNUSABLE) == 0;
      double zero = candidate < 0 ? ensemble.zero(t) : ensemble.zeroWithout(candidate, t);
      double ofZero =
          candidate < 0 ? ensemble.zeroVariance(t) : ensemble.zeroVarianceWithout(candidate, t);
      double scale = Math.exp(-zero);
      double flux = usable ? columns.flux[row][t] * scale : Double.NaN;
      double error = columns.error[row][t] * scale;
      double common = ofZero + ensemble.floor() + scintillation[t];
      relative[t] = flux;
      deviation[t] = Math.sqrt(error * error + flux * flux * common);
      if (!(deviation[t] > 0)) {
        relative[t] = Double.NaN;
        deviation[t] = Double.NaN;
      }
    }

    private double errorOfMedian() {
      double[] errors = known(deviation);
      return OF_MEDIAN * Spread.median(errors) / Math.sqrt(errors.length);
    }

    private StarSummary summarise() {
      double[] known = known(relative);
      double[] errors = known(deviation);
      double[] residuals = Arrays.stream(relative).map(v -> v - middle).toArray();
      double[] squares = Arrays.stream(deviation).map(v -> v * v).toArray();
      boolean isComparison = candidate >= 0 && ensemble.used()[candidate];
      return new StarSummary(
          star,
          middle,
          Spread.of(known).scatter() / level,
          Spread.median(errors) / level,
          Variability.index(residuals, squares, 0),
          known.length,
          isComparison,
          columns.aperture[row]);
    }

    StarSummary summary() {
      return summary;
    }

    /** Returns whether another star is near, and the brightness follows the width of stars. */
    boolean isBlendInChangingSeeing() {
      return (stars.flags()[star] & SourceFlag.DEBLENDED.bit()) != 0
          && Variability.followsWidths(
              relative, lights.stream().mapToDouble(MeasuredLight.About::fwhm).toArray());
    }

    LightCurve curve(String name) {
      List<String> done = new ArrayList<>();
      Ensemble used = ensemble;
      done.add(
          String.format(
              Locale.ROOT,
              "aperture: radius %s; chosen by the scatter of comparison stars of like brightness",
              ApertureSet.text(columns.aperture[row], stars.fwhm())));
      done.add(
          String.format(
              Locale.ROOT,
              "%d comparison stars, weighted by the inverse of their variances; %.5f of the flux is"
                  + " in all errors as the scatter that they have beyond theirs",
              used.comparisonStars() - (summary.comparison() ? 1 : 0),
              Math.sqrt(used.floor())));
      done.add(
          settings.diameter() > 0
              ? String.format(
                  Locale.ROOT,
                  "errors have the scintillation of a telescope of %.2f m%s",
                  settings.diameter(),
                  withoutAirmass == 0
                      ? ""
                      : "; in "
                          + withoutAirmass
                          + " lights that of the zenith, as their airmass is not known")
              : "scintillation is not in the errors by itself: the telescope's diameter is not known");
      errors(done);
      double unit = Double.isNaN(level) ? 1 : level;
      double[] flux = Arrays.stream(relative).map(v -> v / unit).toArray();
      double[] error = Arrays.stream(deviation).map(v -> v / unit).toArray();
      if (!settings.detrend().isEmpty()) {
        detrend(flux, error, done);
      }
      return new LightCurve(
          name,
          star,
          stars.ra()[star],
          stars.dec()[star],
          level,
          lights,
          flux,
          error,
          columns.x[row].clone(),
          columns.y[row].clone(),
          columns.sky[row].clone(),
          columns.flags[row].clone(),
          comparison.beside(star, columns.aperture[row]),
          done);
    }

    /** Says of how many lights errors lack the photons of the star. */
    private void errors(List<String> done) {
      long without = lights.stream().filter(light -> light.errors().equals("SKY")).count();
      if (without > 0) {
        done.add(
            String.format(
                Locale.ROOT,
                "errors are too small for bright stars: in %d of %d lights they are from the sky"
                    + " alone, as the gain is not known; --electronsPerAdu states it",
                without,
                lights.size()));
      }
    }

    private void detrend(double[] flux, double[] error, List<String> done) {
      double[] ofFlux = Arrays.stream(flux).map(v -> v > 0 ? Math.log(v) : Double.NaN).toArray();
      double[] ofVariance = new double[flux.length];
      for (int t = 0; t < flux.length; t++) {
        ofVariance[t] = variance(flux[t], error[t]);
      }
      Detrending detrending = new Detrending();
      double[] trends =
          detrending.apply(
              ofFlux,
              ofVariance,
              settings.detrend().stream()
                  .map(trend -> new Detrending.Candidate(trend, values(trend)))
                  .toList());
      for (int t = 0; t < flux.length; t++) { // fluxes below 0, too
        double factor = Math.exp(-trends[t]);
        flux[t] *= factor;
        error[t] *= factor;
      }
      done.addAll(detrending.done());
    }

    private double[] values(CurveSettings.Trend trend) {
      return IntStream.range(0, lights.size())
          .mapToDouble(
              t ->
                  switch (trend) {
                    case AIRMASS -> airmass(lights.get(t));
                    case FWHM -> lights.get(t).fwhm();
                    case X -> columns.x[row][t];
                    case Y -> columns.y[row][t];
                    case SKY -> columns.sky[row][t];
                  })
          .toArray();
    }

    private double airmass(MeasuredLight.About light) {
      return Moments.of(light, stars.ra()[star], stars.dec()[star]).airmass();
    }
  }

  /** The most variable stars so far. */
  private static final class Variables {
    private final int most;

    /** Curves, as a {@link Solved} holds the columns of all stars that were read with it. */
    private final List<Found> found = new ArrayList<>();

    private record Found(StarSummary summary, LightCurve curve) {}

    private static final Comparator<StarSummary> MOST_VARIABLE =
        Comparator.comparingDouble((StarSummary star) -> -star.index())
            .thenComparing(StarSummary::star);

    Variables(int most) {
      this.most = most;
    }

    void offer(Solved solved) {
      StarSummary star = solved.summary();
      boolean room = found.size() < most;
      if (room || most > 0 && MOST_VARIABLE.compare(star, found.get(most - 1).summary) < 0) {
        String name = String.format(Locale.ROOT, "star-%04d", star.star() + 1);
        found.add(new Found(star, solved.curve(name)));
        found.sort(Comparator.comparing(Found::summary, MOST_VARIABLE));
        if (!room) {
          found.remove(most);
        }
      }
    }

    List<LightCurve> curves() {
      return found.stream().map(Found::curve).toList();
    }
  }
}
