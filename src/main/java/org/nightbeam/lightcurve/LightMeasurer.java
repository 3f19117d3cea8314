package org.nightbeam.lightcurve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nightbeam.photometry.ForcedPhotometry;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.MeasuredSource;
import org.nightbeam.photometry.SourceFlag;
import org.nightbeam.pixels.ProductImage;
import org.nightbeam.registration.Transform;
import org.nightbeam.sources.SkySubtracted;

/**
 * Measures the stars of a field in one light, where the transform says that they are. The
 * catalogue's own apertures do not serve: their places are those of noise where a star is faint,
 * and a star that was not found has none. But it is asked what is wrong with a star, since it has
 * seen the raw values.
 */
public final class LightMeasurer {
  /** Stars of which the reference knows the flux this well are bright enough to be centred. */
  private static final double BRIGHT = 20;

  /** Flags that only the catalogue has: the pixels of the product do not show them. */
  private static final int OF_CATALOGUE =
      SourceFlag.SATURATED.bit() | SourceFlag.BAD_PIXEL.bit() | SourceFlag.COSMIC_RAY.bit();

  /** Pixels along each side of the cell of a colour sensor. */
  private static final int CELL = 2;

  private static final int FINEST_MESH = 8;

  /** Distances in pixels within which the next source is looked for, first and last. */
  private static final double NEAR = 8;

  private static final double FURTHEST = 1e5;

  /** A source covers what is so near its middle, in standard deviations along its axes. */
  private static final double COVERED = 2;

  private final FieldStars stars;
  private final int mesh;

  /**
   * @param stars of the field
   * @param mesh of the map of the sky, in pixels
   */
  public LightMeasurer(FieldStars stars, int mesh) {
    this.stars = stars;
    this.mesh = mesh;
  }

  /**
   * Measures a light.
   *
   * @param about the light
   * @param image its product, whose pixels change
   * @param catalogue of the light
   * @param gain electrons per unit of the pixels; NaN if not known
   * @param transform from pixels of the reference to those of the light
   * @param cfa colours of the first four pixels of a colour sensor, of which the green ones are
   *     measured, those of each place in the cell by themselves; empty for none
   */
  public MeasuredLight measure(
      MeasuredLight.About about,
      ProductImage image,
      MeasuredFrame catalogue,
      double gain,
      Transform transform,
      String cfa) {
    double fwhm = about.fwhm() > 0 ? about.fwhm() : stars.fwhm() * transform.scale();
    List<ApertureSet.Circle> circles = ApertureSet.circles(stars.fwhm() * transform.scale(), fwhm);
    List<Pixels> planes = planes(image, gain, catalogue.sources(), cfa, circles, fwhm);
    MeasuredLight measured = empty(about, stars.count());
    for (int i = 0; i < stars.count(); i++) {
      double x = transform.x(stars.x()[i], stars.y()[i]);
      double y = transform.y(stars.x()[i], stars.y()[i]);
      if (measure(measured, i, x, y, planes, circles)) {
        for (Pixels plane : planes) {
          int flags = plane.sources.flags(measured.x()[i], measured.y()[i], fwhm);
          measured.flags()[i] |= (byte) (flags & OF_CATALOGUE);
        }
      }
    }
    return measured;
  }

  /** Measures a star in all planes; returns whether it is on the frame. */
  private boolean measure(
      MeasuredLight measured,
      int star,
      double x,
      double y,
      List<Pixels> planes,
      List<ApertureSet.Circle> circles) {
    boolean bright = stars.flux()[star] > BRIGHT * stars.error()[star];
    double[] sums = new double[3]; // of columns, rows, skies
    double[] flux = new double[circles.size()];
    double[] variance = new double[circles.size()];
    for (Pixels plane : planes) {
      boolean on = plane.measure(x, y, bright);
      measured.flags()[star] |= (byte) plane.photometry.flags();
      if (!on) {
        return false;
      }
      sums[0] += plane.x();
      sums[1] += plane.y();
      sums[2] += plane.sky();
      for (int k = 0; k < flux.length; k++) {
        flux[k] += plane.photometry.flux(k);
        variance[k] += plane.photometry.error(k) * plane.photometry.error(k);
      }
    }
    measured.x()[star] = (float) (sums[0] / planes.size());
    measured.y()[star] = (float) (sums[1] / planes.size());
    measured.sky()[star] = (float) (sums[2] / planes.size());
    for (int k = 0; k < flux.length; k++) {
      int at = star * ApertureSet.COUNT + circles.get(k).number();
      measured.flux()[at] = (float) flux[k];
      measured.error()[at] = (float) Math.sqrt(variance[k]);
    }
    return true;
  }

  private List<Pixels> planes(
      ProductImage image,
      double gain,
      List<MeasuredSource> all,
      String cfa,
      List<ApertureSet.Circle> circles,
      double fwhm) {
    double[] radii = circles.stream().mapToDouble(ApertureSet.Circle::radius).toArray();
    List<Pixels> planes = new ArrayList<>();
    for (int place = 0; place < cfa.length() && cfa.length() == CELL * CELL; place++) {
      if (cfa.charAt(place) == 'G') {
        int cell = place + 1;
        // Of other colours, neither the flat field nor what is wrong with a source says anything.
        SourcesByRow own = new SourcesByRow(all.stream().filter(s -> s.cell() == cell).toList());
        planes.add(new Pixels(image, gain, own, place % CELL, place / CELL, CELL, radii, fwhm));
      }
    }
    if (planes.isEmpty()) {
      planes.add(new Pixels(image, gain, new SourcesByRow(all), 0, 0, 1, radii, fwhm));
    }
    return planes;
  }

  /** The pixels of a light, or those of one place in the cell of a colour sensor. */
  private final class Pixels {
    private final SourcesByRow sources; // of the same colour
    private final SkySubtracted frame;
    private final ForcedPhotometry photometry;
    private final int column;
    private final int row;
    private final int step;
    private final float[] level;

    Pixels(
        ProductImage image,
        double gain,
        SourcesByRow sources,
        int column,
        int row,
        int step,
        double[] radii,
        double fwhm) {
      this.sources = sources;
      this.column = column;
      this.row = row;
      this.step = step;
      boolean all = step == 1;
      int ofMesh = Math.max(FINEST_MESH, mesh / step);
      this.frame =
          SkySubtracted.of(
              all ? image.pixels() : part(image.pixels()),
              all || image.sigmas() == null ? image.sigmas() : part(image.sigmas()),
              all || image.flags() == null ? image.flags() : part(image.flags()),
              gain,
              (x, y) -> sources.flat(step * x + column, step * y + row),
              ofMesh);
      this.photometry =
          new ForcedPhotometry(
              Arrays.stream(radii).map(radius -> radius / step).toArray(), fwhm / step);
      this.level = new float[frame.width()];
    }

    private float[][] part(float[][] whole) {
      float[][] part = new float[whole.length / step][whole[0].length / step];
      for (int y = 0; y < part.length; y++) {
        for (int x = 0; x < part[y].length; x++) {
          part[y][x] = whole[step * y + row][step * x + column];
        }
      }
      return part;
    }

    private byte[][] part(byte[][] whole) {
      byte[][] part = new byte[whole.length / step][];
      for (int y = 0; y < part.length; y++) {
        byte[] from = whole[step * y + row];
        part[y] = from == null ? null : new byte[from.length / step];
        for (int x = 0; from != null && x < part[y].length; x++) {
          part[y][x] = from[step * x + column];
        }
      }
      return part;
    }

    boolean measure(double x, double y, boolean centre) {
      return photometry.measure(frame, (x - column) / step, (y - row) / step, centre);
    }

    double x() {
      return photometry.x() * step + column;
    }

    double y() {
      return photometry.y() * step + row;
    }

    double sky() {
      frame.sky().level(within(photometry.y(), frame.height()), level);
      return photometry.background() + level[within(photometry.x(), frame.width())];
    }
  }

  private static int within(double place, int size) {
    return Math.max(0, Math.min(size - 1, (int) Math.rint(place)));
  }

  private static MeasuredLight empty(MeasuredLight.About about, int count) {
    float[][] columns = new float[5][];
    for (int k = 0; k < columns.length; k++) {
      columns[k] = new float[k < 2 ? count * ApertureSet.COUNT : count];
      Arrays.fill(columns[k], Float.NaN);
    }
    return new MeasuredLight(
        about, columns[0], columns[1], columns[2], columns[3], columns[4], new byte[count]);
  }

  /** The sources of a catalogue, which are in the order of their rows. */
  private static final class SourcesByRow {
    private final MeasuredSource[] sources;
    private final double[] rows;
    private final List<MeasuredSource> saturated;

    SourcesByRow(List<MeasuredSource> all) {
      sources = all.toArray(MeasuredSource[]::new);
      Arrays.sort(sources, java.util.Comparator.comparingDouble(MeasuredSource::yWin));
      rows = Arrays.stream(sources).mapToDouble(MeasuredSource::yWin).toArray();
      saturated = all.stream().filter(source -> source.is(SourceFlag.SATURATED)).toList();
    }

    /**
     * Returns the flags of the source that a star is: the nearest one, or a saturated one that
     * covers its place, for where the middle of a plateau or of spilt charge is found says little.
     */
    int flags(double x, double y, double reach) {
      MeasuredSource nearest = nearest(x, y, reach);
      if (nearest != null) {
        return nearest.flags();
      }
      return saturated.stream().anyMatch(source -> covers(source, x, y))
          ? SourceFlag.SATURATED.bit()
          : 0;
    }

    /** An even line ends at 1.7 standard deviations from its middle. */
    private static boolean covers(MeasuredSource source, double x, double y) {
      double theta = Math.toRadians(source.theta());
      double dx = x - source.x();
      double dy = y - source.y();
      double along = (dx * Math.cos(theta) + dy * Math.sin(theta)) / source.a();
      double across = (dy * Math.cos(theta) - dx * Math.sin(theta)) / Math.max(1, source.b());
      return along * along + across * across < COVERED * COVERED;
    }

    /**
     * Returns the flat field about a place: that of the nearest source, as a star bright enough for
     * its photons to count is one of them.
     */
    double flat(double x, double y) {
      MeasuredSource nearest = null;
      for (double reach = NEAR; nearest == null && reach < FURTHEST; reach *= 4) {
        nearest = nearest(x, y, reach);
      }
      return nearest != null && nearest.flat() > 0 ? nearest.flat() : 1;
    }

    /** Returns the source next to a place; null if none is so near. */
    MeasuredSource nearest(double x, double y, double reach) {
      int at = Arrays.binarySearch(rows, y - reach);
      MeasuredSource best = null;
      double least = reach * reach;
      for (int i = at < 0 ? -at - 1 : at; i < rows.length && rows[i] <= y + reach; i++) {
        double dx = sources[i].xWin() - x;
        double dy = sources[i].yWin() - y;
        if (dx * dx + dy * dy < least) {
          least = dx * dx + dy * dy;
          best = sources[i];
        }
      }
      return best;
    }
  }
}
