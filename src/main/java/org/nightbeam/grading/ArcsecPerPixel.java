package org.nightbeam.grading;

import java.util.List;
import java.util.OptionalDouble;
import org.nightbeam.fits.FitsHeader;

/** How much of the sky a pixel covers, by a header. */
final class ArcsecPerPixel {
  private static final double ARCSEC_PER_DEGREE = 3600;

  /** Arcseconds per radian, for micrometres per millimetre. */
  private static final double ARCSEC_OF_UM_PER_MM = 206.264806;

  private static final List<String> CARDS =
      List.of("SECPIX", "SECPIX1", "PIXSCALE", "PIXSCAL1", "IM_SCALE", "PSCALE", "SCALE");

  /** Micrometres of a pixel of the image: binned ones are larger. */
  private static final List<String> SIZES = List.of("XPIXSZ");

  /** Micrometres of a pixel of the sensor. */
  private static final List<String> SIZES_OF_SENSOR = List.of("PIXSIZE1", "PIXSIZEX", "XPIXELSZ");

  private static final double LEAST = 0.005; // arcseconds
  private static final double MOST = 600;

  private ArcsecPerPixel() {}

  /**
   * Returns arcseconds per pixel; NaN if they are not known. A solution of the plate goes before a
   * card that says the scale, and this before the size of a pixel and the focal length.
   *
   * @param focalLength in millimetres; NaN if not known
   * @param binning pixels of the sensor in one of the image, along a row
   */
  static double of(FitsHeader header, double focalLength, double binning) {
    double solved = solved(header);
    if (isPlausible(solved)) {
      return solved;
    }
    for (String card : CARDS) {
      double stated = Math.abs(number(header, card));
      if (isPlausible(stated)) {
        return stated;
      }
    }
    for (String card : SIZES) {
      double scale = ARCSEC_OF_UM_PER_MM * number(header, card) / focalLength;
      if (isPlausible(scale)) {
        return scale;
      }
    }
    for (String card : SIZES_OF_SENSOR) {
      double scale = ARCSEC_OF_UM_PER_MM * binning * number(header, card) / focalLength;
      if (isPlausible(scale)) {
        return scale;
      }
    }
    return Double.NaN;
  }

  private static boolean isPlausible(double scale) {
    return scale >= LEAST && scale <= MOST;
  }

  private static double number(FitsHeader header, String card) {
    return header.number(card).orElse(Double.NaN);
  }

  /** By the matrix of a world coordinate system: the root of the area of a pixel. */
  private static double solved(FitsHeader header) {
    boolean celestial =
        header
            .text("CTYPE1")
            .filter(type -> type.startsWith("RA--") || type.startsWith("DEC-"))
            .isPresent();
    if (!celestial) {
      return Double.NaN;
    }
    String matrix = header.number("CD1_1").isPresent() ? "CD" : "PC";
    double sizes = matrix.equals("CD") ? 1 : number(header, "CDELT1") * number(header, "CDELT2");
    double ofColumns = header.number(matrix + "1_1").orElse(1);
    double ofRows = header.number(matrix + "2_2").orElse(1);
    OptionalDouble mixed = header.number(matrix + "1_2");
    double both = mixed.orElse(0) * header.number(matrix + "2_1").orElse(0);
    return ARCSEC_PER_DEGREE * Math.sqrt(Math.abs(sizes * (ofColumns * ofRows - both)));
  }
}
