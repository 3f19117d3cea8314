package org.nightbeam.photometry;

import java.io.Serializable;
import java.util.List;
import org.nightbeam.background.BackgroundMap;
import org.nightbeam.sources.DetectionSettings;

/**
 * Settings for finding and measuring sources.
 *
 * @param detection how they are found
 * @param mesh pixels along each side of a mesh of the background map
 * @param radii of the circular apertures, ascending
 * @param unit of the radii
 * @param sky where the level of the sky about a source is taken from
 */
public record PhotometrySettings(
    DetectionSettings detection, int mesh, List<Double> radii, RadiusUnit unit, SkyLevel sky)
    implements Serializable {
  /** The defaults. */
  public static final PhotometrySettings DEFAULT =
      new PhotometrySettings(
          DetectionSettings.DEFAULT,
          BackgroundMap.DEFAULT_MESH,
          List.of(0.75, 1.0, 1.5, 2.0, 2.5, 3.0),
          RadiusUnit.FWHM,
          SkyLevel.ANNULUS);

  /** More columns than anyone looks at; keywords have room for two digits. */
  public static final int MOST_RADII = 20;

  /** Inner radius of the annulus in FWHM, unless the largest aperture reaches so far. */
  static final double ANNULUS_FROM = 4;

  /** The annulus is so wide, in FWHM. */
  static final double ANNULUS_WIDTH = 2.5;

  private static final int SMALLEST_MESH = 8;

  /** Checks them. */
  public PhotometrySettings {
    radii = List.copyOf(radii);
    if (mesh < SMALLEST_MESH) {
      throw new IllegalArgumentException("a mesh of 8 pixels or more expected, found " + mesh);
    }
    checkRadii(radii);
  }

  /** Refuses radii that are no apertures. */
  public static void checkRadii(List<Double> radii) {
    if (radii.isEmpty() || radii.size() > MOST_RADII) {
      throw new IllegalArgumentException("1 to 20 radii expected, found " + radii.size());
    }
    double before = 0;
    for (double radius : radii) {
      if (!(radius > before && radius < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("radii above 0, ascending, expected, found " + radii);
      }
      before = radius;
    }
  }

  /** Returns the radii in pixels, of a frame whose stars have the given width. */
  double[] radiiInPixels(double fwhm) {
    return radii.stream()
        .mapToDouble(radius -> unit == RadiusUnit.FWHM ? radius * fwhm : radius)
        .toArray();
  }

  /** Returns the same settings for frames of every n-th pixel, whose radii are smaller. */
  PhotometrySettings inCells(int cell) {
    return new PhotometrySettings(
        detection,
        Math.max(SMALLEST_MESH, mesh / cell),
        unit == RadiusUnit.FWHM ? radii : radii.stream().map(radius -> radius / cell).toList(),
        unit,
        sky);
  }
}
