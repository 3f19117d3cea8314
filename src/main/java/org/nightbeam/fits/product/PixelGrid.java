package org.nightbeam.fits.product;

import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;

/** Converts the pixel sizes and pixel positions in a header for pixels of another size. */
public final class PixelGrid {
  /** Sizes of a pixel of the image, in length and on the sky (FITS 4.0, section 8.1). */
  private static final Pattern PIXEL_SIZE =
      Pattern.compile(
          "[XY]PIXSZ|SECPIX[12]?|PIXSCALE|PIXSCAL[12]|IM_SCALE|PSCALE|SCALE"
              + "|CDELT[12][A-Z]?|CD[12]_[12][A-Z]?");

  private static final Pattern BINNING = Pattern.compile("[XY]BINNING");
  private static final Pattern REFERENCE_PIXEL = Pattern.compile("CRPIX[12][A-Z]?");

  /** Coefficients of distortions in pixels (the SIP convention). */
  private static final Pattern DISTORTION =
      Pattern.compile("(A|B|AP|BP)_(?<powerOfX>\\d)_(?<powerOfY>\\d)");

  /** Bounds of their residuals, in pixels. */
  private static final Pattern RESIDUAL = Pattern.compile("(A|B|AP|BP)_DMAX");

  private PixelGrid() {}

  /**
   * Changes a header to that of larger pixels, or of smaller ones.
   *
   * @param by sides of a pixel, in those that there were
   * @param binned what the binning is multiplied by
   * @param comment of the cards that change
   */
  public static void enlarge(ProductHeader header, double by, int binned, String comment) {
    FitsHeader before = header.facts();
    for (String keyword : before.keywords()) {
      if (BINNING.matcher(keyword).matches()) {
        if (binned != 1) {
          before
              .integer(keyword)
              .ifPresent(binning -> header.revalue(keyword, binning * binned, comment));
        }
        continue;
      }
      DoubleUnaryOperator enlarged = enlarged(keyword, by);
      if (enlarged != null) {
        before
            .number(keyword)
            .ifPresent(value -> header.revalue(keyword, enlarged.applyAsDouble(value), comment));
      }
    }
  }

  /** Returns the new value of a card; null if it stays. */
  private static DoubleUnaryOperator enlarged(String keyword, double by) {
    if (REFERENCE_PIXEL.matcher(keyword).matches()) {
      return value -> (value - 0.5) / by + 0.5;
    }
    if (PIXEL_SIZE.matcher(keyword).matches()) {
      return value -> value * by;
    }
    if (RESIDUAL.matcher(keyword).matches()) {
      return value -> value / by;
    }
    Matcher distortion = DISTORTION.matcher(keyword);
    if (distortion.matches()) {
      int powers =
          Integer.parseInt(distortion.group("powerOfX"))
              + Integer.parseInt(distortion.group("powerOfY"));
      return value -> value * Math.pow(by, powers - 1);
    }
    return null;
  }
}
