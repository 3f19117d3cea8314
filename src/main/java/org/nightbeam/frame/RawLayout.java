package org.nightbeam.frame;

import java.util.List;
import java.util.Optional;
import org.nightbeam.fits.FitsSection;
import org.nightbeam.signal.Preparation;

/**
 * Where in the stored pixels the image is, and where the overscan.
 *
 * @param width stored pixels a row
 * @param height stored rows
 * @param image what is kept, within width and height
 * @param overscan null for none
 */
public record RawLayout(int width, int height, FitsSection image, FitsSection overscan) {

  /** All of it is image. */
  public static RawLayout whole(int width, int height) {
    return new RawLayout(
        width, height, new FitsSection(0, Math.max(1, width), 0, Math.max(1, height)), null);
  }

  /** Whether stored pixels are left away. */
  public boolean isTrimmed() {
    return image.columns() < width || image.rows() < height;
  }

  /**
   * Whether the overscan is a strip below or above the image, with a level of each column; else it
   * is beside the image. By what it takes of the stored width and height: of a few rows that were
   * read, a strip beside them is wider than high.
   */
  public boolean isOverscanOfColumns() {
    return (long) overscan.columns() * height > (long) overscan.rows() * width;
  }

  /** In words, for matching: see {@link Preparation#description}. */
  String description(Preparation preparation) {
    return preparation.description(
        overscan == null ? null : overscan.toString(), isTrimmed() ? image.toString() : null);
  }

  /** A layout, or why there is none. */
  record Found(RawLayout layout, String problem) {}

  /**
   * Finds the sections of a frame.
   *
   * @param facts of its header
   */
  static Found of(int width, int height, HeaderFacts facts, Preparation preparation) {
    RawLayout whole = whole(width, height);
    if (!preparation.subtractsOverscan() && !preparation.trims()) {
      return new Found(whole, null);
    }
    try {
      FitsSection image =
          whole
              .section("--trim", preparation.trimSection(), facts, Fact.TRIM_SECTION)
              .orElse(whole.image);
      FitsSection overscan =
          whole
              .section("--overscan", preparation.overscanSection(), facts, Fact.BIAS_SECTION)
              .orElse(null);
      RawLayout layout = new RawLayout(width, height, image, overscan);
      if (overscan != null) {
        layout.refuseOverlap(preparation.trims());
      }
      return new Found(layout, null);
    } catch (IllegalArgumentException wrong) {
      return new Found(whole, wrong.getMessage());
    }
  }

  private void refuseOverlap(boolean trimmed) {
    boolean columnsMeet =
        overscan.columnsFrom() < image.columnsFrom() + image.columns()
            && image.columnsFrom() < overscan.columnsFrom() + overscan.columns();
    boolean rowsMeet =
        overscan.rowsFrom() < image.rowsFrom() + image.rows()
            && image.rowsFrom() < overscan.rowsFrom() + overscan.rows();
    boolean ofColumns = isOverscanOfColumns();
    if (trimmed && columnsMeet && rowsMeet) {
      throw new IllegalArgumentException(
          String.format(
              "the overscan %s overlaps the image %s that is kept; say --overscan or --trim",
              overscan, image));
    }
    if (!trimmed && 2L * overscan.columns() * overscan.rows() > (long) width * height) {
      throw new IllegalArgumentException(
          String.format(
              "the overscan %s is most of the image, which has %d columns and %d rows; say --overscan",
              overscan, width, height));
    }
    if (!(ofColumns ? columnsMeet : rowsMeet)) {
      throw new IllegalArgumentException(
          String.format(
              "the overscan %s has none of the %s of the image %s that is kept; say --overscan",
              overscan, ofColumns ? "columns" : "rows", image));
    }
  }

  private Optional<FitsSection> section(
      String option, String wanted, HeaderFacts facts, Fact fact) {
    if (wanted.equals(Preparation.NO_SECTION)) {
      return Optional.empty();
    }
    if (!wanted.equals(Preparation.BY_HEADER)) {
      try {
        return Optional.of(FitsSection.parse(wanted).within(width, height));
      } catch (IllegalArgumentException tooLarge) {
        throw new IllegalArgumentException(option + ": " + tooLarge.getMessage(), tooLarge);
      }
    }
    String text = facts.text(fact);
    List<String> keywords = facts.keywords(fact);
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "%s=HEADER, and the header has no %s; say %s=[x1:x2,y1:y2], or name its keyword as %s in"
                  + " a file for --dialect",
              option, String.join(", ", keywords), option, fact.label()));
    }
    try {
      return Optional.of(FitsSection.parse(text).within(width, height));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          String.join(" or ", keywords) + ": " + wrong.getMessage() + "; or say " + option, wrong);
    }
  }
}
