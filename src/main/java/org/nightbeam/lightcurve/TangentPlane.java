package org.nightbeam.lightcurve;

import org.nightbeam.fits.FitsHeader;

/**
 * The tangent plane of a solved header (FITS WCS paper II, TAN): which pixel shows a place of the
 * sky, and the other way round. Distortions are left out: what is looked for is a star nearby.
 */
final class TangentPlane {
  private final double ra; // of the reference point, radians
  private final double dec;
  private final double x; // its pixel, from 0
  private final double y;
  private final double[] matrix; // degrees per pixel: xi by x, xi by y, eta by x, eta by y

  private TangentPlane(double ra, double dec, double x, double y, double[] matrix) {
    this.ra = Math.toRadians(ra);
    this.dec = Math.toRadians(dec);
    this.x = x;
    this.y = y;
    this.matrix = matrix;
  }

  /** Returns that of a header; null if it has none. */
  static TangentPlane of(FitsHeader header) {
    boolean tangent =
        header.text("CTYPE1").orElse("").startsWith("RA---TAN")
            && header.text("CTYPE2").orElse("").startsWith("DEC--TAN");
    double[] place = numbers(header, "CRVAL1", "CRVAL2", "CRPIX1", "CRPIX2");
    if (!tangent || place == null) {
      return null;
    }
    double[] matrix = numbers(header, "CD1_1", "CD1_2", "CD2_1", "CD2_2");
    if (matrix == null) {
      double[] scale = numbers(header, "CDELT1", "CDELT2");
      if (scale == null) {
        return null;
      }
      double turned = Math.toRadians(header.number("CROTA2").orElse(0));
      double[] pc = {
        header.number("PC1_1").orElse(Math.cos(turned)),
        header.number("PC1_2").orElse(-Math.sin(turned) * scale[1] / scale[0]),
        header.number("PC2_1").orElse(Math.sin(turned) * scale[0] / scale[1]),
        header.number("PC2_2").orElse(Math.cos(turned))
      };
      matrix =
          new double[] {pc[0] * scale[0], pc[1] * scale[0], pc[2] * scale[1], pc[3] * scale[1]};
    }
    double determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2];
    return determinant == 0
        ? null
        : new TangentPlane(place[0], place[1], place[2] - 1, place[3] - 1, matrix);
  }

  private static double[] numbers(FitsHeader header, String... keywords) {
    double[] numbers = new double[keywords.length];
    for (int i = 0; i < keywords.length; i++) {
      if (header.number(keywords[i]).isEmpty()) {
        return null;
      }
      numbers[i] = header.number(keywords[i]).getAsDouble();
    }
    return numbers;
  }

  /**
   * Returns column and row, from 0, of a place in degrees; null if it is on the other half of the
   * sky.
   */
  double[] pixel(double rightAscension, double declination) {
    double alpha = Math.toRadians(rightAscension) - ra;
    double delta = Math.toRadians(declination);
    double cosine =
        Math.sin(delta) * Math.sin(dec) + Math.cos(delta) * Math.cos(dec) * Math.cos(alpha);
    if (!(cosine > 0)) {
      return null;
    }
    double xi = Math.toDegrees(Math.cos(delta) * Math.sin(alpha) / cosine);
    double eta =
        Math.toDegrees(
            (Math.sin(delta) * Math.cos(dec) - Math.cos(delta) * Math.sin(dec) * Math.cos(alpha))
                / cosine);
    double determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2];
    return new double[] {
      x + (matrix[3] * xi - matrix[1] * eta) / determinant,
      y + (matrix[0] * eta - matrix[2] * xi) / determinant
    };
  }

  /** Returns right ascension and declination in degrees of a pixel, from 0. */
  double[] sky(double column, double row) {
    double xi = Math.toRadians(matrix[0] * (column - x) + matrix[1] * (row - y));
    double eta = Math.toRadians(matrix[2] * (column - x) + matrix[3] * (row - y));
    double below = Math.cos(dec) - eta * Math.sin(dec);
    double alpha = ra + Math.atan2(xi, below);
    double delta =
        Math.atan2(Math.sin(dec) + eta * Math.cos(dec), Math.sqrt(xi * xi + below * below));
    double degrees = Math.toDegrees(alpha);
    double turned = degrees - 360 * Math.floor(degrees / 360);
    return new double[] {turned < 360 ? turned : 0, Math.toDegrees(delta)};
  }
}
