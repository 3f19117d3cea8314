package org.nightbeam.colour;

import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.product.ProductHeader;

/** The header of a picture in colour: that of the calibrated light, but for what does not hold. */
final class ColourHeader {
  /** A reader that finds them takes the planes for mosaics. */
  private static final Set<String> OF_THE_MOSAIC =
      Set.of("BAYERPAT", "COLORTYP", "XBAYROFF", "YBAYROFF");

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

  private ColourHeader() {}

  /**
   * Returns the header of the planes of a light.
   *
   * @param light header of the calibrated light
   * @param method how colours were found
   * @param pattern colours of the first cell of the mosaic
   * @param width of a plane
   * @param height of a plane
   */
  static ProductHeader of(
      FitsHeader light, ColourMethod method, String pattern, int width, int height) {
    ProductHeader header = ProductHeader.ofCube(width, height, ColourPattern.COLOURS.length());
    header.keep(kept(light.cards()));
    if (!light.has("CTYPE1")) {
      header.add("CTYPE3", "RGB", "planes: red, green, blue");
    }
    for (String keyword : List.of("BUNIT", "CALSTAT")) {
      light.text(keyword).ifPresent(value -> header.add(keyword, value, "of the light"));
    }
    header.add("NBCOLOUR", method.name(), "how colours were found");
    header.add("NBCFA", pattern, "colours of the first cell of the mosaic");
    header.addHistory("Nightbeam: red, green and blue planes from the mosaic " + pattern);
    if (method.pixels() > 1) {
      enlargePixels(header, method.pixels());
    }
    return header;
  }

  private static List<String> kept(List<String> cards) {
    return cards.stream()
        .filter(card -> !OF_THE_MOSAIC.contains(FitsHeader.keyword(card)))
        .toList();
  }

  private static void enlargePixels(ProductHeader header, int by) {
    FitsHeader before = header.facts();
    String comment = "of a pixel of " + by + " x " + by + " of the light";
    for (String keyword : before.keywords()) {
      if (BINNING.matcher(keyword).matches()) {
        before
            .integer(keyword)
            .ifPresent(binning -> header.revalue(keyword, binning * by, comment));
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

  /** Returns what becomes of the value of a card; null if it stays. */
  private static DoubleUnaryOperator enlarged(String keyword, int by) {
    if (REFERENCE_PIXEL.matcher(keyword).matches()) {
      return value -> (value - 0.5) / by + 0.5;
    }
    if (PIXEL_SIZE.matcher(keyword).matches()) {
      return value -> value * by;
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
