package org.nightbeam.lightcurve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nightbeam.fields.TangentPlane;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.MeasuredSource;
import org.nightbeam.photometry.SourceFlag;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.registration.Transform;

/**
 * Chooses the stars to measure in the lights of a field: the brightest sources of the reference's
 * catalogue, and the targets that are on it.
 */
public final class FieldStarsMaker {
  /** A target is the source of the catalogue that is so near, in FWHM. */
  private static final double SAME = 1.5;

  private static final double LEAST_SAME = 3; // pixels

  /** The width of stars where there are too few to measure it. */
  private static final double UNKNOWN_FWHM = 3; // pixels

  private final MeasuredFrame reference;
  private final int width;
  private final int height;
  private final int cell;
  private final TangentPlane plane; // null if the reference is not solved

  /**
   * @param reference its catalogue
   * @param width of the reference in pixels
   * @param height of the reference in pixels
   * @param cell place in the cell of a colour sensor whose sources count, from 1; 0 for all
   * @param header of the reference
   */
  public FieldStarsMaker(
      MeasuredFrame reference, int width, int height, int cell, FitsHeader header) {
    this.reference = reference;
    this.width = width;
    this.height = height;
    this.cell = cell;
    this.plane = TangentPlane.of(header);
  }

  /**
   * Returns where a target is on the reference. A light of the very path that is given goes before
   * those whose paths end in it; where these are several, none is taken.
   *
   * @param lights transforms from the reference to lights, by their paths
   * @param notes receives a sentence if the place cannot be told
   * @return column and row from 0; null if it is not on the reference, or that cannot be told
   */
  public double[] place(Targets.Target target, Map<String, Transform> lights, List<String> notes) {
    double[] place = null;
    List<String> named = lights.keySet().stream().filter(target::isOn).sorted().toList();
    if (lights.containsKey(target.frame())) {
      place = lights.get(target.frame()).back(target.x(), target.y());
    } else if (named.size() == 1) {
      place = lights.get(named.get(0)).back(target.x(), target.y());
    } else if (named.size() > 1) {
      notes.add(
          String.format(
              Locale.ROOT,
              "target %s: frame %s is %d lights, such as %s and %s, so its x and y were not used;"
                  + " expected one: give more of its path",
              target.name(),
              target.frame(),
              named.size(),
              named.get(0),
              named.get(1)));
    }
    if (place == null && target.hasCoordinates() && plane != null) {
      place = plane.pixel(target.ra(), target.dec());
    }
    boolean on =
        place != null
            && place[0] > -0.5
            && place[1] > -0.5
            && place[0] < width - 0.5
            && place[1] < height - 0.5;
    return on ? place : null;
  }

  /**
   * Returns what is measured.
   *
   * @param name of the field
   * @param filter of the lights; empty if not known
   * @param of which light the catalogue is
   * @param unit of fluxes
   * @param mostStars besides the targets
   * @param targets with their places on the reference
   * @param notes a sentence for each target whose place could not be told; receives one for each
   *     whose source may be another star
   */
  public FieldStars stars(
      String name,
      String filter,
      FieldReference of,
      String unit,
      int mostStars,
      Map<Targets.Target, double[]> targets,
      List<String> notes) {
    List<MeasuredSource> sources = new ArrayList<>();
    for (MeasuredSource source : reference.sources()) {
      double sum = source.xWin() + source.yWin() + source.flux() + source.fluxError();
      boolean here = cell == 0 || source.cell() == cell;
      if (here && sum - sum == 0 && source.flux() > 0 && !source.is(SourceFlag.COSMIC_RAY)) {
        sources.add(source);
      }
    }
    sources.sort(
        Comparator.comparingDouble((MeasuredSource source) -> -source.flux())
            .thenComparingDouble(MeasuredSource::yWin)
            .thenComparingDouble(MeasuredSource::xWin));
    List<Star> stars = new ArrayList<>();
    for (MeasuredSource source : sources.subList(0, Math.min(mostStars, sources.size()))) {
      stars.add(Star.of(source));
    }
    double reach = Math.max(LEAST_SAME, SAME * fwhm());
    for (Map.Entry<Targets.Target, double[]> target : targets.entrySet()) {
      double[] place = target.getValue();
      MeasuredSource nearest =
          sources.stream()
              .filter(source -> distance(source, place) < reach)
              .min(Comparator.comparingDouble(source -> distance(source, place)))
              .orElse(null);
      Star star =
          nearest == null
              ? new Star(place[0], place[1], Double.NaN, Double.NaN, 0)
              : Star.of(nearest);
      if (nearest != null) {
        tellDoubt(target.getKey(), star, distance(nearest, place), stars, notes);
      }
      stars.remove(star);
      stars.add(star.named(target.getKey()));
    }
    return columns(name, filter, of, unit, stars, notes);
  }

  /** Says so if the source that is taken for a target may be another star. */
  private void tellDoubt(
      Targets.Target target, Star star, double distance, List<Star> others, List<String> notes) {
    for (Star other : others) {
      if (other.target != null && other.x == star.x && other.y == star.y) {
        tell(
            notes,
            "target %s is the same source as target %s, at x = %.1f, y = %.1f on the reference: both"
                + " curves are of all its light",
            target.name(),
            other.target.name(),
            star.x + 1,
            star.y + 1);
      }
    }
    if (distance > fwhm()) {
      tell(
          notes,
          "target %s is taken to be the source at x = %.1f, y = %.1f on the reference, %.1f pixels"
              + " from its place, more than the FWHM of stars (%.1f): see whether it is that star",
          target.name(),
          star.x + 1,
          star.y + 1,
          distance,
          fwhm());
    }
  }

  /** Adds a sentence, once for all filters. */
  private static void tell(List<String> notes, String format, Object... values) {
    String note = String.format(Locale.ROOT, format, values);
    if (!notes.contains(note)) {
      notes.add(note);
    }
  }

  private double fwhm() {
    return reference.fwhm() > 0 ? reference.fwhm() : UNKNOWN_FWHM;
  }

  private static double distance(MeasuredSource source, double[] place) {
    return Math.hypot(source.xWin() - place[0], source.yWin() - place[1]);
  }

  private FieldStars columns(
      String name,
      String filter,
      FieldReference of,
      String unit,
      List<Star> stars,
      List<String> notes) {
    double[] ra = new double[stars.size()];
    double[] dec = new double[stars.size()];
    Arrays.fill(ra, Double.NaN);
    Arrays.fill(dec, Double.NaN);
    for (int i = 0; i < ra.length; i++) {
      Star star = stars.get(i);
      if (star.target != null && star.target.hasCoordinates()) {
        ra[i] = star.target.ra();
        dec[i] = star.target.dec();
      } else if (plane != null) {
        double[] sky = plane.sky(star.x, star.y);
        ra[i] = sky[0];
        dec[i] = sky[1];
      }
    }
    return new FieldStars(
        name,
        filter,
        of.light(),
        of.hdu(),
        width,
        height,
        fwhm(),
        unit,
        stars.stream().mapToDouble(star -> star.x).toArray(),
        stars.stream().mapToDouble(star -> star.y).toArray(),
        stars.stream().mapToDouble(star -> star.flux).toArray(),
        stars.stream().mapToDouble(star -> star.error).toArray(),
        stars.stream().mapToInt(star -> star.flags).toArray(),
        stars.stream()
            .map(star -> star.target == null ? "" : star.target.name())
            .toArray(String[]::new),
        ra,
        dec,
        List.copyOf(notes));
  }

  /** A star of the reference; of a target, which. */
  private record Star(
      double x, double y, double flux, double error, int flags, Targets.Target target) {
    Star(double x, double y, double flux, double error, int flags) {
      this(x, y, flux, error, flags, null);
    }

    static Star of(MeasuredSource source) {
      return new Star(
          source.xWin(), source.yWin(), source.flux(), source.fluxError(), source.flags());
    }

    Star named(Targets.Target asked) {
      return new Star(x, y, flux, error, flags, asked);
    }
  }
}
