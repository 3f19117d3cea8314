package org.nightbeam.colour;

import java.util.List;
import java.util.Set;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.product.PixelGrid;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.header.Dialect;

/**
 * The header of a colour image: that of the calibrated light without the cards that no longer
 * apply.
 */
final class ColourHeader {
  /** A reader that finds them takes the planes for mosaics. */
  private static final Set<String> OF_THE_MOSAIC = Dialect.shipped().keywordsOfMosaics();

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
      int by = method.pixels();
      PixelGrid.enlarge(header, by, by, "of a pixel of " + by + " x " + by + " of the light");
    }
    return header;
  }

  private static List<String> kept(List<String> cards) {
    return cards.stream()
        .filter(card -> !OF_THE_MOSAIC.contains(FitsHeader.keyword(card)))
        .toList();
  }
}
