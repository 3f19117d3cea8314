package org.nightbeam.lightcurve;

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

  /** What the catalogue says of a star that cannot be told from the pixels of the product. */
  private static final int OF_CATALOGUE =
      SourceFlag.SATURATED.bit() | SourceFlag.BAD_PIXEL.bit() | SourceFlag.COSMIC_RAY.bit();

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
   */
  public MeasuredLight measure(
      MeasuredLight.About about,
      ProductImage image,
      MeasuredFrame catalogue,
      double gain,
      Transform transform) {
    SkySubtracted frame =
        SkySubtracted.of(image.pixels(), image.sigmas(), image.flags(), gain, mesh);
    double fwhm = about.fwhm() > 0 ? about.fwhm() : stars.fwhm() * transform.scale();
    List<ApertureSet.Circle> circles = ApertureSet.circles(stars.fwhm() * transform.scale(), fwhm);
    ForcedPhotometry photometry =
        new ForcedPhotometry(
            circles.stream().mapToDouble(ApertureSet.Circle::radius).toArray(), fwhm);
    SourcesByRow sources = new SourcesByRow(catalogue.sources());
    int count = stars.count();
    MeasuredLight measured = empty(about, count);
    float[] skyRow = new float[frame.width()];
    for (int i = 0; i < count; i++) {
      double x = transform.x(stars.x()[i], stars.y()[i]);
      double y = transform.y(stars.x()[i], stars.y()[i]);
      boolean bright = stars.flux()[i] > BRIGHT * stars.error()[i];
      if (!photometry.measure(frame, x, y, bright)) {
        measured.flags()[i] = (byte) photometry.flags();
        continue;
      }
      MeasuredSource source = sources.nearest(photometry.x(), photometry.y(), fwhm);
      int said = source == null ? 0 : source.flags() & OF_CATALOGUE;
      measured.flags()[i] = (byte) (photometry.flags() | said);
      measured.x()[i] = (float) photometry.x();
      measured.y()[i] = (float) photometry.y();
      frame.sky().level(within(photometry.y(), frame.height()), skyRow);
      measured.sky()[i] =
          (float) (photometry.background() + skyRow[within(photometry.x(), frame.width())]);
      for (int k = 0; k < circles.size(); k++) {
        int at = i * ApertureSet.COUNT + circles.get(k).number();
        measured.flux()[at] = (float) photometry.flux(k);
        measured.error()[at] = (float) photometry.error(k);
      }
    }
    return measured;
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

    SourcesByRow(List<MeasuredSource> all) {
      sources = all.toArray(MeasuredSource[]::new);
      Arrays.sort(sources, java.util.Comparator.comparingDouble(MeasuredSource::yWin));
      rows = Arrays.stream(sources).mapToDouble(MeasuredSource::yWin).toArray();
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
