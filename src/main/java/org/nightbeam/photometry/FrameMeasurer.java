package org.nightbeam.photometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.nightbeam.background.BackgroundMap;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.sources.DetectedSource;
import org.nightbeam.sources.Sensitivity;
import org.nightbeam.sources.SkySubtracted;
import org.nightbeam.sources.SourceFinder;
import org.nightbeam.statistics.Spread;

/**
 * Finds the sources of a calibrated frame and measures them: the sky, the width of the stars from a
 * first look, the sources with a filter of this width, and the properties of each.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public final class FrameMeasurer implements PixelMeasurer {
  /** FWHM of the filter in pixels, before anything is known of the stars. */
  private static final double FIRST_FWHM = 3;

  private static final double NARROWEST_FWHM = 1;

  /** The filter is narrower than the stars, so that those close together stay apart. */
  private static final double OF_FILTER = 0.85;

  /** Number of pixels of the first look. */
  private static final int FIRST_LOOK = 1 << 20;

  private static final int BANDS = 4;
  private static final int FEWEST_STARS = 5;
  private static final int MOST_STARS = 300;

  /** Fainter stars say little of their width. */
  private static final double BRIGHT = 30;

  private static final double SHAPED = 8; // standard deviations; fainter ones have no shape
  private static final double LIMIT = 5; // standard deviations

  private static final int COSMIC = PixelFlag.COSMIC_RAY.bit();
  private static final int SATURATED = PixelFlag.SATURATED.bit();

  private final PhotometrySettings settings;
  private final SourceFinder finder;
  private final Centroid centroid = new Centroid();
  private final Shape shape = new Shape();
  private final KronFlux kron = new KronFlux();
  private final LocalSky localSky = new LocalSky();
  private BackgroundMap sky; // of the last frame

  /**
   * @param settings how sources are found and measured
   */
  public FrameMeasurer(PhotometrySettings settings) {
    this.settings = settings;
    this.finder = new SourceFinder(settings.detection());
  }

  @Override
  public MeasuredFrame measure(
      float[][] pixels, float[][] sigmas, byte[][] flags, double gain, Sensitivity sensitivity) {
    SkySubtracted frame = subtractSky(pixels, sigmas, flags, gain, sensitivity);
    return measure(frame, width(frame));
  }

  /** Estimates the sky of a frame and subtracts it; the pixels change. */
  SkySubtracted subtractSky(
      float[][] pixels, float[][] sigmas, byte[][] flags, double gain, Sensitivity sensitivity) {
    SkySubtracted frame =
        SkySubtracted.of(pixels, sigmas, flags, gain, sensitivity, settings.mesh());
    sky = frame.sky();
    return frame;
  }

  @Override
  public void measureSky(float[][] pixels, byte[][] flags) {
    subtractSky(pixels, null, flags, Double.NaN, Sensitivity.EVEN);
  }

  @Override
  public void sky(int y, float[] out) {
    sky.level(y, out);
  }

  /** Returns the width of the stars of a frame, in pixels; NaN if there are too few. */
  double width(SkySubtracted frame) {
    return Math.max(NARROWEST_FWHM, firstFwhm(frame));
  }

  /**
   * Measures a frame whose stars have a known width.
   *
   * @param fwhm NaN if it is not known
   */
  MeasuredFrame measure(SkySubtracted frame, double fwhm) {
    double width = Double.isNaN(fwhm) ? FIRST_FWHM : fwhm;
    List<DetectedSource> found = finder.find(frame, OF_FILTER * width);
    double[] radii = settings.radiiInPixels(width);
    Apertures apertures = new Apertures(radii);
    List<MeasuredSource> sources = new ArrayList<>(found.size());
    double[] level = levels(frame, found);
    for (int i = 0; i < found.size(); i++) {
      sources.add(measure(frame, found, i, level[i], width, apertures));
    }
    return summary(frame, sources, width, radii);
  }

  /** Returns the width of bright stars, from a part of the frame if that will do. */
  private double firstFwhm(SkySubtracted frame) {
    int rows = FIRST_LOOK / frame.width();
    double fwhm = Double.NaN;
    if (rows < frame.height() / 2) {
      List<DetectedSource> some = new ArrayList<>();
      for (int band = 0; band < BANDS; band++) {
        int from = (int) ((band + 0.5) * frame.height() / BANDS) - rows / BANDS / 2;
        some.addAll(finder.find(frame, FIRST_FWHM, from, from + rows / BANDS, SHAPED));
      }
      fwhm = fwhm(frame, some);
    }
    return Double.isNaN(fwhm)
        ? fwhm(frame, finder.find(frame, FIRST_FWHM, 0, frame.height(), SHAPED))
        : fwhm;
  }

  private double fwhm(SkySubtracted frame, List<DetectedSource> found) {
    List<DetectedSource> bright =
        found.stream()
            .filter(source -> source.pixelFlags() == 0 && !source.atEdge())
            .filter(source -> source.significance() > SHAPED)
            .sorted(Comparator.comparing(source -> -source.significance()))
            .limit(MOST_STARS)
            .toList();
    double[] widths = new double[bright.size()];
    int known = 0;
    for (DetectedSource source : bright) {
      double sigma = FIRST_FWHM / Spread.FWHM_OF_SIGMA;
      if (shape.measure(frame, source.peakX(), source.peakY(), 0, sigma)
          && shape.fwhm() > NARROWEST_FWHM) {
        widths[known++] = shape.fwhm();
      }
    }
    return known < FEWEST_STARS ? Double.NaN : Spread.median(Arrays.copyOf(widths, known));
  }

  /** Returns the level of the map at each source, whose order is that of the rows. */
  private static double[] levels(SkySubtracted frame, List<DetectedSource> found) {
    double[] levels = new double[found.size()];
    float[] row = new float[frame.width()];
    int last = -1;
    for (int i = 0; i < levels.length; i++) {
      DetectedSource source = found.get(i);
      if (source.peakY() != last) {
        last = source.peakY();
        frame.sky().level(last, row);
      }
      levels[i] = row[source.peakX()];
    }
    return levels;
  }

  private MeasuredSource measure(
      SkySubtracted frame,
      List<DetectedSource> all,
      int number,
      double mapLevel,
      double fwhm,
      Apertures apertures) {
    DetectedSource source = all.get(number);
    double sigma = fwhm / Spread.FWHM_OF_SIGMA;
    double deviation = frame.sky().noise(source.peakY(), source.peakX());
    double variance = deviation * deviation;
    if (settings.sky() == SkyLevel.ANNULUS) {
      double inner = Math.max(PhotometrySettings.ANNULUS_FROM * fwhm, apertures.largest() + 1);
      double outer = inner + PhotometrySettings.ANNULUS_WIDTH * fwhm;
      localSky.measure(frame, source.peakX(), source.peakY(), inner, outer, variance);
    } else {
      localSky.ofMap(frame, variance);
    }
    double level = localSky.level();
    boolean placed = centroid.find(frame, source.peakX(), source.peakY(), sigma, level, variance);
    boolean alike =
        Math.abs(source.x() - source.peakX()) < 1 && Math.abs(source.y() - source.peakY()) < 1;
    // Between two stars that are one source, there is nothing.
    double x = placed ? centroid.x() : alike ? source.x() : source.peakX();
    double y = placed ? centroid.y() : alike ? source.y() : source.peakY();
    apertures.measure(frame, x, y, level, localSky.variance(), variance);
    kron.measure(frame, source, x, y, sigma, level, localSky.variance(), variance);
    boolean shaped = source.significance() >= SHAPED && shape.measure(frame, x, y, level, sigma);
    SecondMoments moments = new SecondMoments(source.xx(), source.yy(), source.xy());
    double[] fluxes = new double[apertures.count()];
    double[] errors = new double[apertures.count()];
    for (int k = 0; k < fluxes.length; k++) {
      fluxes[k] = apertures.flux(k);
      errors[k] = apertures.error(k);
    }
    return new MeasuredSource(
        source.x(),
        source.y(),
        x,
        y,
        placed ? centroid.errorX() : Double.NaN,
        placed ? centroid.errorY() : Double.NaN,
        source.peakX(),
        source.peakY(),
        peak(frame, source.peakX(), source.peakY()) - level,
        source.significance(),
        kron.flux(),
        kron.error(),
        fluxes,
        errors,
        mapLevel + level,
        shaped ? shape.fwhm() : Double.NaN,
        moments.a(),
        moments.b(),
        moments.theta(),
        shaped ? shape.a() / shape.b() : Double.NaN,
        shaped ? shape.theta() : Double.NaN,
        kron.radius(),
        source.pixels(),
        frame.sensitivity().about(x, y),
        0,
        flags(frame, all, number, fwhm, apertures, variance));
  }

  private static double peak(SkySubtracted frame, int x, int y) {
    int at = frame.brightestAround(y, x);
    return at < 0 ? Double.NaN : frame.pixels()[at / frame.width()][at % frame.width()];
  }

  private int flags(
      SkySubtracted frame,
      List<DetectedSource> all,
      int number,
      double fwhm,
      Apertures apertures,
      double variance) {
    DetectedSource source = all.get(number);
    boolean near = source.deblended() || hasNeighbour(all, number, apertures.largest() + fwhm);
    int pixelFlags = source.pixelFlags() | apertures.pixelFlags() & ~SATURATED;
    boolean cosmic = (pixelFlags & COSMIC) != 0 || Sharpness.isSharp(frame, source, fwhm, variance);
    return (apertures.substituted() || hasHole(frame, source) ? SourceFlag.BAD_PIXEL.bit() : 0)
        | (near ? SourceFlag.DEBLENDED.bit() : 0)
        | ((source.pixelFlags() & SATURATED) != 0 ? SourceFlag.SATURATED.bit() : 0)
        | (source.atEdge() || kron.beyond() ? SourceFlag.EDGE.bit() : 0)
        | (cosmic ? SourceFlag.COSMIC_RAY.bit() : 0)
        | (apertures.incomplete() ? SourceFlag.INCOMPLETE.bit() : 0);
  }

  private static boolean hasHole(SkySubtracted frame, DetectedSource source) {
    return !frame.isUsable(source.peakY(), source.peakX());
  }

  /** Sources are in the order of their rows: those that can be near are next to each other. */
  private static boolean hasNeighbour(List<DetectedSource> all, int number, double reach) {
    DetectedSource source = all.get(number);
    for (int step = -1; step <= 1; step += 2) {
      for (int i = number + step; i >= 0 && i < all.size(); i += step) {
        int dy = all.get(i).peakY() - source.peakY();
        if (Math.abs(dy) > reach) {
          break;
        }
        int dx = all.get(i).peakX() - source.peakX();
        if (dx * dx + dy * dy <= reach * reach) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns bright sources without a flag; if these are too few, those with a bad pixel, too. */
  private static List<MeasuredSource> shaped(List<MeasuredSource> sources) {
    List<MeasuredSource> bright =
        sources.stream().filter(source -> source.significance() > BRIGHT).toList();
    List<MeasuredSource> good = bright.stream().filter(source -> source.flags() == 0).toList();
    return good.size() >= FEWEST_STARS
        ? good
        : bright.stream()
            .filter(source -> (source.flags() & ~SourceFlag.BAD_PIXEL.bit()) == 0)
            .toList();
  }

  private static MeasuredFrame summary(
      SkySubtracted frame, List<MeasuredSource> sources, double width, double[] radii) {
    double[] widths = new double[sources.size()];
    double[] sums = new double[2];
    int stars = 0;
    for (MeasuredSource source : shaped(sources)) {
      if (source.fwhm() > 0 && source.elongation() > 0) {
        widths[stars++] = source.fwhm();
        // Ellipticities are averaged as vectors: what noise makes of round stars cancels out.
        double e = (source.elongation() - 1) / (source.elongation() + 1);
        double angle = 2 * Math.toRadians(source.elongationTheta());
        sums[0] += e * Math.cos(angle);
        sums[1] += e * Math.sin(angle);
      }
    }
    boolean known = stars >= FEWEST_STARS;
    double fwhm = known ? Spread.median(Arrays.copyOf(widths, stars)) : Double.NaN;
    double e = Math.min(0.99, Math.hypot(sums[0], sums[1]) / stars);
    double noise = frame.sky().typicalNoise();
    double sigma = (known ? fwhm : width) / Spread.FWHM_OF_SIGMA;
    return new MeasuredFrame(
        List.copyOf(sources),
        frame.sky().typicalLevel(),
        noise,
        fwhm,
        known ? (1 + e) / (1 - e) : Double.NaN,
        known ? Math.toDegrees(Math.atan2(sums[1], sums[0]) / 2) : Double.NaN,
        radii,
        Arrays.stream(radii).map(radius -> noise * radius * Math.sqrt(Math.PI)).toArray(),
        LIMIT * noise * 2 * Math.sqrt(Math.PI) * sigma);
  }
}
