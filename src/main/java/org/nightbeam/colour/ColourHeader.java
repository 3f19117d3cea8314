package org.nightbeam.colour;

import java.util.List;
import java.util.Set;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.product.PixelGrid;
import org.nightbeam.fits.product.ProductHeader;

/**
 * The header of a colour image: that of the calibrated light without the cards that no longer
 * apply.
 */
final class ColourHeader {
  private ColourHeader() {}

  /**
   * Returns the header of the planes of a light.
   *
   * @param light header of the calibrated light
   * @param ofMosaics keywords of mosaics: a reader that finds them takes the planes for such
   * @param method how colours were found
   * @param pattern colours of the first cell of the mosaic
   * @param width of a plane
   * @param height of a plane
   */
  static ProductHeader of(
      FitsHeader light,
      Set<String> ofMosaics,
      ColourMethod method,
      String pattern,
      int width,
      int height) {
    ProductHeader header = ProductHeader.ofCube(width, height, ColourPattern.COLOURS.length());
    header.keep(kept(light.cards(), ofMosaics));
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

  private static List<String> kept(List<String> cards, Set<String> ofMosaics) {
    return cards.stream().filter(card -> !ofMosaics.contains(FitsHeader.keyword(card))).toList();
  }
}
