package org.nightbeam.calibrate;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.reason.ReasonCode;

/**
 * Position of an amplifier's image on its detector.
 *
 * @param column of its first pixel as stored, from 0
 * @param row of its first pixel as stored, from 0
 * @param toLeft whether columns are stored from right to left
 * @param downwards whether rows are stored from the top downwards
 * @param width pixels per row
 * @param height rows
 */
record AmplifierPlace(
    int column, int row, boolean toLeft, boolean downwards, int width, int height) {
  private static final Pattern SECTION =
      Pattern.compile(
          "\\[\\s*(\\d{1,7})\\s*:\\s*(\\d{1,7})\\s*,\\s*(\\d{1,7})\\s*:\\s*(\\d{1,7})\\s*\\]");

  /**
   * Reads it from a header: {@code [x1:x2,y1:y2]} in unbinned pixels of the detector, from 1; a
   * range that runs downwards says that the amplifier reads in that direction.
   *
   * @param keyword DETSEC or CCDSEC
   * @throws UnreadableFileException if it is not there, or not of the size of the image
   */
  static AmplifierPlace of(String keyword, List<String> cards, Frame frame)
      throws UnreadableFileException {
    String text = new FitsHeader(cards).text(keyword).orElse("");
    Matcher section = SECTION.matcher(text);
    if (!section.matches()) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION,
          String.format(
              "%s = '%s'; --assemble=%s expects [x1:x2,y1:y2] in every image",
              keyword, text, keyword));
    }
    int x1 = Integer.parseInt(section.group(1));
    int x2 = Integer.parseInt(section.group(2));
    int y1 = Integer.parseInt(section.group(3));
    int y2 = Integer.parseInt(section.group(4));
    int xbin = frame.configuration().xbin();
    int ybin = frame.configuration().ybin();
    int columns = (Math.abs(x2 - x1) + 1) / xbin;
    int rows = (Math.abs(y2 - y1) + 1) / ybin;
    if (columns != frame.width()
        || rows != frame.height()
        || x1 < 1
        || x2 < 1
        || y1 < 1
        || y2 < 1) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION,
          String.format(
              "%s = '%s' is %d x %d pixels at a binning of %d x %d, but the trimmed image"
                  + " has %d x %d; is --trim missing?",
              keyword, text, columns, rows, xbin, ybin, frame.width(), frame.height()));
    }
    int left = (Math.min(x1, x2) - 1) / xbin;
    int bottom = (Math.min(y1, y2) - 1) / ybin;
    return new AmplifierPlace(
        x2 < x1 ? left + columns - 1 : left,
        y2 < y1 ? bottom + rows - 1 : bottom,
        x2 < x1,
        y2 < y1,
        columns,
        rows);
  }

  /** Returns the detector's column of a stored one. */
  int columnOf(int x) {
    return toLeft ? column - x : column + x;
  }

  /** Returns the detector's row of a stored one. */
  int rowOf(int y) {
    return downwards ? row - y : row + y;
  }

  /** Returns the leftmost column. */
  int left() {
    return toLeft ? column - width + 1 : column;
  }

  /** Returns the lowest row. */
  int bottom() {
    return downwards ? row - height + 1 : row;
  }
}
