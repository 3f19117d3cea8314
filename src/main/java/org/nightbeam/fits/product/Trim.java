package org.nightbeam.fits.product;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsSection;

/**
 * What a trim leaves of a stored image, and where on the detector that is. CCDSEC, DETSEC and their
 * like are the pixels of the detector that DATASEC shows (IRAF's {@code ccdproc}, R. Seaman, FITS
 * Image Extensions Keyword Dictionary); without a DATASEC of that size, those of the whole image,
 * or of what is kept.
 *
 * @param kept of the stored image
 * @param width stored pixels per row
 * @param height stored rows
 * @param xbin pixels of the detector per column
 * @param ybin pixels of the detector per row
 */
public record Trim(FitsSection kept, int width, int height, int xbin, int ybin) {
  private static final Pattern SECTION =
      Pattern.compile(
          "\\[\\s*(\\d{1,7})\\s*:\\s*(\\d{1,7})\\s*,\\s*(\\d{1,7})\\s*:\\s*(\\d{1,7})\\s*\\]");

  /** Returns by how much a number that tells the place of the image's first pixel grows; 0 else. */
  int growth(String keyword, PlaceKeywords keywords) {
    return keywords.firstColumns().contains(keyword)
        ? kept.columnsFrom()
        : keywords.firstRows().contains(keyword) ? kept.rowsFrom() : 0;
  }

  /**
   * Returns the section of the detector that is kept.
   *
   * @param section of the detector before
   * @param header of the stored image
   * @return empty where that is not known
   */
  Optional<String> ofDetector(String section, FitsHeader header) {
    Matcher ends = SECTION.matcher(section.strip());
    if (!ends.matches()) {
      return Optional.empty();
    }
    int[] x = {Integer.parseInt(ends.group(1)), Integer.parseInt(ends.group(2))};
    int[] y = {Integer.parseInt(ends.group(3)), Integer.parseInt(ends.group(4))};
    FitsSection shown = shown(Math.abs(x[1] - x[0]) + 1, Math.abs(y[1] - y[0]) + 1, header);
    if (shown == null
        || kept.columnsFrom() < shown.columnsFrom()
        || kept.rowsFrom() < shown.rowsFrom()
        || kept.columnsFrom() + kept.columns() > shown.columnsFrom() + shown.columns()
        || kept.rowsFrom() + kept.rows() > shown.rowsFrom() + shown.rows()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            "[%s,%s]",
            range(x, kept.columnsFrom() - shown.columnsFrom(), kept.columns(), xbin),
            range(y, kept.rowsFrom() - shown.rowsFrom(), kept.rows(), ybin)));
  }

  /** Returns the part of the stored image that shows so many pixels of the detector. */
  private FitsSection shown(int columns, int rows, FitsHeader header) {
    FitsSection whole = new FitsSection(0, width, 0, height);
    for (FitsSection part :
        new FitsSection[] {section("DATASEC", header), whole, section("TRIMSEC", header), kept}) {
      if (part != null && part.columns() * xbin == columns && part.rows() * ybin == rows) {
        return part;
      }
    }
    return null;
  }

  private static FitsSection section(String keyword, FitsHeader header) {
    Optional<String> text = header.text(keyword);
    if (text.isEmpty() || !SECTION.matcher(text.get().strip()).matches()) {
      return null;
    }
    try {
      return FitsSection.parse(text.get());
    } catch (IllegalArgumentException none) {
      return null; // such as [0:0,0:0], which many programs write where they know of none
    }
  }

  /** A range that runs downwards goes on doing so. */
  private static String range(int[] ends, int from, int length, int binning) {
    int sign = ends[1] < ends[0] ? -1 : 1;
    int first = ends[0] + sign * from * binning;
    return first + ":" + (first + sign * (length * binning - 1));
  }
}
