package org.nightbeam.fields;

import org.nightbeam.fits.FitsHeader;

/**
 * The tangent plane of a solved header (FITS WCS paper II, TAN): which pixel shows a place of the
 * sky, and the other way round; with the distortion of SIP (Shupe et al. 2005, ASP Conf. Ser. 347,
 * 491), where the header has it. Other distortions are left out: what is looked for is a star
 * nearby.
 */
public final class TangentPlane {
  private final double ra; // of the reference point, radians
  private final double dec;
  private final double x; // its pixel, from 0
  private final double y;
  private final Sip sip;
  private final double[] matrix; // degrees per pixel: xi by x, xi by y, eta by x, eta by y

  private TangentPlane(double ra, double dec, double x, double y, double[] matrix, Sip sip) {
    this.sip = sip;
    this.ra = Math.toRadians(ra);
    this.dec = Math.toRadians(dec);
    this.x = x;
    this.y = y;
    this.matrix = matrix;
  }

  /** Returns that of a header; null if it has none. */
  public static TangentPlane of(FitsHeader header) {
    boolean tangent =
        header.text("CTYPE1").orElse("").startsWith("RA---TAN")
            && header.text("CTYPE2").orElse("").startsWith("DEC--TAN");
    double[] place = numbers(header, "CRVAL1", "CRVAL2", "CRPIX1", "CRPIX2");
    if (!tangent || place == null) {
      return null;
    }
    // Of a matrix that is given, what is left out is 0 (FITS 4.0, section 8.1.2).
    double[] matrix = new double[4];
    boolean given = false;
    for (int i = 0; i < matrix.length; i++) {
      String keyword = "CD" + (1 + i / 2) + "_" + (1 + i % 2);
      given |= header.number(keyword).isPresent();
      matrix[i] = header.number(keyword).orElse(0);
    }
    if (!given) {
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
        : new TangentPlane(place[0], place[1], place[2] - 1, place[3] - 1, matrix, Sip.of(header));
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
  public double[] pixel(double rightAscension, double declination) {
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
    double[] distorted =
        sip.undone(
            (matrix[3] * xi - matrix[1] * eta) / determinant,
            (matrix[0] * eta - matrix[2] * xi) / determinant);
    return new double[] {x + distorted[0], y + distorted[1]};
  }

  /** Returns right ascension and declination in degrees of a pixel, from 0. */
  public double[] sky(double column, double row) {
    double[] place = sip.done(column - x, row - y);
    double xi = Math.toRadians(matrix[0] * place[0] + matrix[1] * place[1]);
    double eta = Math.toRadians(matrix[2] * place[0] + matrix[3] * place[1]);
    double below = Math.cos(dec) - eta * Math.sin(dec);
    double alpha = ra + Math.atan2(xi, below);
    double delta =
        Math.atan2(Math.sin(dec) + eta * Math.cos(dec), Math.sqrt(xi * xi + below * below));
    double degrees = Math.toDegrees(alpha);
    double turned = degrees - 360 * Math.floor(degrees / 360);
    return new double[] {turned < 360 ? turned : 0, Math.toDegrees(delta)};
  }

  /**
   * The distortion of SIP, in pixels from the reference pixel.
   *
   * @param ofX coefficients {@code [power of u][power of v]} of what is added along the rows
   * @param ofY of what is added down the columns
   */
  private record Sip(double[][] ofX, double[][] ofY) {
    private static final int HIGHEST = 9;
    private static final int ROUNDS = 50;
    private static final double SETTLED = 1e-9; // pixels

    /** Returns that of a header; one of nothing if it has none. */
    static Sip of(FitsHeader header) {
      boolean there = header.text("CTYPE1").orElse("").equals("RA---TAN-SIP");
      return new Sip(
          there ? coefficients(header, "A") : new double[0][0],
          there ? coefficients(header, "B") : new double[0][0]);
    }

    private static double[][] coefficients(FitsHeader header, String letter) {
      long order = header.integer(letter + "_ORDER").orElse(0);
      int highest = (int) Math.max(0, Math.min(HIGHEST, order));
      double[][] coefficients = new double[highest + 1][highest + 1];
      for (int p = 0; p <= highest; p++) {
        for (int q = 0; p + q <= highest; q++) {
          coefficients[p][q] = header.number(letter + "_" + p + "_" + q).orElse(0);
        }
      }
      return coefficients;
    }

    private static double value(double[][] coefficients, double u, double v) {
      double sum = 0;
      for (int p = coefficients.length - 1; p >= 0; p--) {
        double ofV = 0;
        for (int q = coefficients.length - 1 - p; q >= 0; q--) {
          ofV = ofV * v + coefficients[p][q];
        }
        sum = sum * u + ofV;
      }
      return sum;
    }

    double[] done(double u, double v) {
      return new double[] {u + value(ofX, u, v), v + value(ofY, u, v)};
    }

    /** Solved by iteration: the inverse polynomials of headers are often missing, or coarse. */
    double[] undone(double u, double v) {
      double[] place = {u, v};
      for (int round = 0; round < ROUNDS; round++) {
        double[] found = done(place[0], place[1]);
        double du = u - found[0];
        double dv = v - found[1];
        place[0] += du;
        place[1] += dv;
        if (Math.hypot(du, dv) < SETTLED) {
          return place;
        }
      }
      // Far off the frame polynomials may have no inverse: no pixel shows that place.
      return new double[] {Double.NaN, Double.NaN};
    }
  }
}
