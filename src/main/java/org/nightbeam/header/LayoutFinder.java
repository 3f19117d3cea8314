package org.nightbeam.header;

import java.util.List;
import java.util.Optional;
import org.nightbeam.fits.FitsSection;
import org.nightbeam.frame.Fact;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.signal.Preparation;

/** Finds the image and the overscan of a frame: by the options, or by its header. */
final class LayoutFinder {
  private LayoutFinder() {}

  /** A layout, or why there is none. */
  record Found(RawLayout layout, Reason problem) {}

  /**
   * Finds the sections of a frame.
   *
   * @param facts of its header
   */
  static Found find(int width, int height, HeaderFacts facts, Preparation preparation) {
    RawLayout whole = RawLayout.whole(width, height);
    if (!preparation.subtractsOverscan() && !preparation.trims()) {
      return new Found(whole, null);
    }
    try {
      FitsSection image =
          section(whole, "--trim", preparation.trimSection(), facts, Fact.TRIM_SECTION)
              .orElse(whole.image());
      FitsSection overscan =
          section(whole, "--overscan", preparation.overscanSection(), facts, Fact.BIAS_SECTION)
              .orElse(null);
      RawLayout layout = new RawLayout(width, height, image, overscan);
      if (overscan != null) {
        refuseOverlap(layout, preparation.trims());
      }
      return new Found(layout, null);
    } catch (IllegalArgumentException wrong) {
      return new Found(whole, Reason.of(ReasonCode.BAD_SECTION, wrong.getMessage()));
    }
  }

  private static void refuseOverlap(RawLayout layout, boolean trimmed) {
    FitsSection image = layout.image();
    FitsSection overscan = layout.overscan();
    boolean columnsMeet =
        overscan.columnsFrom() < image.columnsFrom() + image.columns()
            && image.columnsFrom() < overscan.columnsFrom() + overscan.columns();
    boolean rowsMeet =
        overscan.rowsFrom() < image.rowsFrom() + image.rows()
            && image.rowsFrom() < overscan.rowsFrom() + overscan.rows();
    boolean ofColumns = layout.isOverscanOfColumns();
    if (trimmed && columnsMeet && rowsMeet) {
      throw new IllegalArgumentException(
          String.format(
              "the overscan %s overlaps the image %s that is kept; say --overscan or --trim",
              overscan, image));
    }
    if (!trimmed
        && 2L * overscan.columns() * overscan.rows() > (long) layout.width() * layout.height()) {
      throw new IllegalArgumentException(
          String.format(
              "the overscan %s is most of the image, which has %d columns and %d rows; say --overscan",
              overscan, layout.width(), layout.height()));
    }
    if (!(ofColumns ? columnsMeet : rowsMeet)) {
      throw new IllegalArgumentException(
          String.format(
              "the overscan %s has none of the %s of the image %s that is kept; say --overscan",
              overscan, ofColumns ? "columns" : "rows", image));
    }
  }

  private static Optional<FitsSection> section(
      RawLayout whole, String option, String wanted, HeaderFacts facts, Fact fact) {
    if (wanted.equals(Preparation.NO_SECTION)) {
      return Optional.empty();
    }
    if (!wanted.equals(Preparation.BY_HEADER)) {
      try {
        return Optional.of(FitsSection.parse(wanted).within(whole.width(), whole.height()));
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
      return Optional.of(FitsSection.parse(text).within(whole.width(), whole.height()));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          String.join(" or ", keywords) + ": " + wrong.getMessage() + "; or say " + option, wrong);
    }
  }
}
