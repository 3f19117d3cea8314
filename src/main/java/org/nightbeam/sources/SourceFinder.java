package org.nightbeam.sources;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.nightbeam.statistics.Spread;

/**
 * Finds the sources of a frame: {@link MatchedFilter}, {@link Footprints}, {@link Deblender}. One
 * pass over the rows, in memory that grows with what is found.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public final class SourceFinder {
  /** Least part of UNCERT that is noise of the sky: a pixel's own photons are an estimate. */
  private static final float LEAST_SKY = 0.25f;

  private static final int ROWS_AT_ONCE = 16;

  private final DetectionSettings settings;
  private final Deblender deblender;

  private double[] sum = new double[16]; // of branches, each of them a source or not
  private double[][] moments = new double[5][16]; // x, y, xx, yy, xy
  private int[] pixels = new int[16];
  private int[] peakAt = new int[16];
  private int[] flags = new int[16];
  private boolean[] atEdge = new boolean[16];

  /**
   * @param settings thresholds
   */
  public SourceFinder(DetectionSettings settings) {
    this.settings = settings;
    this.deblender = new Deblender(settings.contrast(), settings.fewestPixels());
  }

  /**
   * Finds sources, in the order of the rows of their peaks, then of the columns.
   *
   * @param frame where
   * @param fwhm of stars, in pixels, which the filter is made for
   */
  public List<DetectedSource> find(SkySubtracted frame, double fwhm) {
    return find(frame, fwhm, 0, frame.height(), settings.sigmas());
  }

  /**
   * Finds sources in some of the rows.
   *
   * @param from first row
   * @param to row behind the last
   * @param least significance of interest: sources of less are found only where what they are
   *     connected with has more
   */
  public List<DetectedSource> find(
      SkySubtracted frame, double fwhm, int from, int to, double least) {
    if (!frame.sky().isKnown() || !(frame.sky().typicalNoise() > 0)) {
      return List.of(); // nothing but one value: there is no noise that a source could exceed
    }
    MatchedFilter filter =
        new MatchedFilter(
            frame.width(), frame.height(), fwhm / Spread.FWHM_OF_SIGMA, frame.sigmas() != null);
    Footprints footprints = new Footprints(settings.footprint(), frame.width());
    float[] noise = new float[frame.width()];
    float[] inverses = new float[frame.width()];
    int radius = filter.radius();
    for (int y = Math.max(0, from - radius); y < from + radius && y < frame.height(); y++) {
      put(frame, y, noise, inverses, filter);
    }
    for (int y = from; y < to; y += ROWS_AT_ONCE) {
      filter(frame, y, Math.min(to, y + ROWS_AT_ONCE), noise, inverses, filter, footprints);
    }
    filter.end();
    List<DetectedSource> found = new ArrayList<>();
    SharperPatch sharper = new SharperPatch(fwhm / Spread.FWHM_OF_SIGMA);
    footprints.forEach(
        (float) least,
        settings.fewestPixels(),
        patch -> measure(patch, sharper.of(patch, frame), frame, found));
    found.sort(
        Comparator.comparingInt(DetectedSource::peakY).thenComparingInt(DetectedSource::peakX));
    return found;
  }

  /** Filters rows; a method of its own, so that the JVM does not compile the whole for the loop. */
  private static void filter(
      SkySubtracted frame,
      int from,
      int to,
      float[] noise,
      float[] inverses,
      MatchedFilter filter,
      Footprints footprints) {
    for (int y = from; y < to; y++) {
      if (y + filter.radius() < frame.height()) {
        put(frame, y + filter.radius(), noise, inverses, filter);
      }
      frame.sky().noise(y, noise);
      filter.significance(y, noise, footprints.room());
      footprints.add(y);
    }
  }

  /** Puts a row of the frame into the filter. */
  private static void put(
      SkySubtracted frame, int y, float[] noise, float[] inverses, MatchedFilter filter) {
    float[] values = frame.pixels()[y];
    if (frame.sigmas() == null) {
      filter.put(y, values, frame.missing()[y]);
      return;
    }
    frame.sky().noise(y, noise);
    invertSkyVariance(frame.sigmas()[y], values, noise, (float) frame.photonVariance(), inverses);
    filter.put(y, values, inverses, frame.missing()[y]);
  }

  /**
   * The variance as it would be without the photons of a source. They are counted as in a pixel of
   * mean sensitivity: where the flat field is 0.5, only half of their variance is taken out.
   */
  private static void invertSkyVariance(
      float[] sigma, float[] values, float[] noise, float photons, float[] weight) {
    for (int x = 0; x < weight.length; x++) {
      float variance = sigma[x] * sigma[x];
      float sky = Math.max(variance - values[x] * photons, variance * LEAST_SKY);
      weight[x] = sky > 0 ? 1 / sky : 1 / (noise[x] * noise[x]);
    }
  }

  /** Measures the sources of a footprint. */
  private void measure(
      Patch patch, Patch sharper, SkySubtracted frame, List<DetectedSource> found) {
    float[] values = patch.values();
    double photons = frame.photonVariance();
    Deblender.Photons noise =
        at -> {
          double signal = frame.pixels()[patch.y(at)][patch.x(at)];
          double sky = frame.sky().noise(patch.y(at), patch.x(at));
          return signal > 0 ? Math.sqrt(1 + signal * photons / (sky * sky)) : 1;
        };
    int sources = deblender.split(sharper, settings.footprint(), noise);
    reserve(deblender.branches());
    addAll(sources > 1 ? sharper : patch, frame); // of one alone, noise moves the peak less
    for (int branch = 0; branch < deblender.branches(); branch++) {
      if (deblender.isSource(branch) && values[peakAt[branch]] >= settings.sigmas()) {
        found.add(source(branch, patch, sources > 1));
      }
    }
  }

  private void addAll(Patch patch, SkySubtracted frame) {
    int width = patch.width();
    for (int at = width; at < patch.size() - width; at += width) {
      addRow(at, patch, frame);
    }
  }

  private void addRow(int from, Patch patch, SkySubtracted frame) {
    float[] values = patch.values();
    int y = patch.y(from);
    int left = patch.x(from) - from;
    for (int at = from; at < from + patch.width(); at++) {
      if (values[at] > 0) {
        add(at, deblender.resolve(deblender.label(at)), left + at, y, patch, frame);
      }
    }
  }

  private void reserve(int branches) {
    if (sum.length < branches) {
      int more = Math.max(branches, 2 * sum.length);
      sum = new double[more];
      moments = new double[5][more];
      pixels = new int[more];
      peakAt = new int[more];
      flags = new int[more];
      atEdge = new boolean[more];
    }
    Arrays.fill(sum, 0, branches, 0);
    for (double[] moment : moments) {
      Arrays.fill(moment, 0, branches, 0);
    }
    Arrays.fill(pixels, 0, branches, 0);
    Arrays.fill(peakAt, 0, branches, 0);
    Arrays.fill(flags, 0, branches, 0);
    Arrays.fill(atEdge, 0, branches, false);
  }

  /** Adds a pixel to its source; moments are about the corner of the patch. */
  private void add(int at, int branch, int x, int y, Patch patch, SkySubtracted frame) {
    pixels[branch]++;
    float[] significance = patch.values();
    if (significance[at] > significance[peakAt[branch]]) {
      peakAt[branch] = at;
    }
    flags[branch] |= frame.flags(y, x);
    atEdge[branch] |= x == 0 || y == 0 || x == frame.width() - 1 || y == frame.height() - 1;
    double signal = frame.isUsable(y, x) ? frame.pixels()[y][x] : 0;
    double dx = x - patch.x(0);
    double dy = y - patch.y(0);
    sum[branch] += signal;
    moments[0][branch] += signal * dx;
    moments[1][branch] += signal * dy;
    moments[2][branch] += signal * dx * dx;
    moments[3][branch] += signal * dy * dy;
    moments[4][branch] += signal * dx * dy;
  }

  private DetectedSource source(int branch, Patch patch, boolean deblended) {
    int peakX = patch.x(peakAt[branch]);
    int peakY = patch.y(peakAt[branch]);
    double total = sum[branch];
    double x = moments[0][branch] / total;
    double y = moments[1][branch] / total;
    double xx = moments[2][branch] / total - x * x;
    double yy = moments[3][branch] / total - y * y;
    double xy = moments[4][branch] / total - x * y;
    boolean regular = total > 0 && xx > 0 && yy > 0 && xx * yy - xy * xy > 0;
    return new DetectedSource(
        regular ? x + patch.x(0) : peakX,
        regular ? y + patch.y(0) : peakY,
        peakX,
        peakY,
        patch.values()[peakAt[branch]],
        pixels[branch],
        regular ? xx : Double.NaN,
        regular ? yy : Double.NaN,
        regular ? xy : Double.NaN,
        total,
        deblended,
        flags[branch],
        atEdge[branch]);
  }
}
