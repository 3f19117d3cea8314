package org.nightbeam.fits;

import java.io.Serializable;

/**
 * Some columns and rows of an image, as the cards BIASSEC, TRIMSEC and DATASEC give them: {@code
 * [x1:x2,y1:y2]}, counted from 1, the last one included. The notation is that of IRAF and CFITSIO;
 * FITS 4.0 has none. Here columns and rows are counted from 0, as in {@code pixels[row][column]};
 * the first row is the first of the file.
 *
 * <p>Also understood:
 *
 * <ul>
 *   <li>{@code *}, {@code -*} and {@code :} for all of an axis, {@code 5:} and {@code 5:*} for all
 *       from 5 on, {@code :5} for the first five;
 *   <li>a single number for one column or row;
 *   <li>a single axis, {@code [4096:4109]}: these columns of all rows;
 *   <li>a reversed range: {@code [100:1,1:50]} is {@code [1:100,1:50]}. It tells the direction of
 *       the readout, not other pixels, and nothing is flipped;
 *   <li>blanks anywhere but within a number, and no brackets at all.
 * </ul>
 *
 * <p>Steps, as in {@code [1:100:2,*]}, are refused.
 *
 * @param columnsFrom the first column, from 0
 * @param columns how many; {@link #TO_END} for all that follow
 * @param rowsFrom the first row, from 0
 * @param rows how many; {@link #TO_END} for all that follow
 */
public record FitsSection(int columnsFrom, int columns, int rowsFrom, int rows)
    implements Serializable {
  /** As many columns or rows as the image has from the first of the section on. */
  public static final int TO_END = Integer.MAX_VALUE;

  private static final String EXPECTED =
      "; expected [x1:x2,y1:y2], columns and rows from 1, as in [768:795,1:511] or [768:795,*]";

  /** No axis is longer, and so many digits fit an int. */
  private static final int MOST_DIGITS = 9;

  private static final int MOST_QUOTED = 80;

  /** Refuses what is no section. */
  public FitsSection {
    if (columnsFrom < 0 || columns < 1 || rowsFrom < 0 || rows < 1) {
      throw new IllegalArgumentException(
          String.format(
              "%d columns from %d and %d rows from %d; a section has at least one of each",
              columns, columnsFrom, rows, rowsFrom));
    }
  }

  /**
   * Reads the notation.
   *
   * @throws IllegalArgumentException if the text is none; the message quotes it
   */
  public static FitsSection parse(String text) {
    String inner = text.strip();
    boolean opened = inner.startsWith("[");
    boolean closed = inner.endsWith("]");
    if (opened != closed) {
      throw refusal(text, "the " + (opened ? "closing" : "opening") + " bracket is missing");
    }
    if (opened) {
      inner = inner.substring(1, inner.length() - 1);
    }
    String[] axes = inner.split(",", -1);
    if (axes.length > 2) {
      throw refusal(text, "there are more than two axes");
    }
    int[] columns = axis(axes[0], text);
    int[] rows = axes.length == 2 ? axis(axes[1], text) : new int[] {0, TO_END};
    return new FitsSection(columns[0], columns[1], rows[0], rows[1]);
  }

  /** Returns the first of an axis, from 0, and how many. */
  private static int[] axis(String range, String text) {
    String[] ends = range.split(":", -1);
    if (ends.length > 2) {
      throw refusal(text, "a range has a step");
    }
    String start = ends[0].strip();
    if (ends.length == 1) {
      return start.equals("*") || start.equals("-*")
          ? new int[] {0, TO_END}
          : new int[] {number(start, text) - 1, 1};
    }
    String end = ends[1].strip();
    int first = start.isEmpty() ? 1 : number(start, text);
    if (end.isEmpty() || end.equals("*")) {
      return new int[] {first - 1, TO_END};
    }
    int last = number(end, text);
    return new int[] {Math.min(first, last) - 1, Math.abs(last - first) + 1};
  }

  private static int number(String digits, String text) {
    boolean number =
        !digits.isEmpty()
            && digits.length() <= MOST_DIGITS
            && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9')
            && Integer.parseInt(digits) > 0;
    if (!number) {
      throw refusal(text, "'" + quoted(digits) + "' is no column or row");
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException refusal(String text, String reason) {
    return new IllegalArgumentException("section '" + quoted(text) + "': " + reason + EXPECTED);
  }

  private static String quoted(String text) {
    return text.length() <= MOST_QUOTED ? text : text.substring(0, MOST_QUOTED) + "...";
  }

  /**
   * Returns the same with every end known.
   *
   * @param width columns of the image
   * @param height rows of the image
   * @throws IllegalArgumentException if the image does not hold all of the section
   */
  public FitsSection within(int width, int height) {
    FitsSection ended =
        new FitsSection(
            columnsFrom,
            columns == TO_END ? Math.max(1, width - columnsFrom) : columns,
            rowsFrom,
            rows == TO_END ? Math.max(1, height - rowsFrom) : rows);
    if (ended.columns > width - columnsFrom || ended.rows > height - rowsFrom) {
      throw new IllegalArgumentException(
          String.format(
              "section %s reaches beyond the image, which has %d columns and %d rows",
              this, width, height));
    }
    return ended;
  }

  /** Returns the notation, which {@link #parse} reads. */
  @Override
  public String toString() {
    return "[" + notation(columnsFrom, columns) + "," + notation(rowsFrom, rows) + "]";
  }

  private static String notation(int from, int length) {
    if (length == TO_END) {
      return from == 0 ? "*" : from + 1 + ":*";
    }
    return from + 1 + ":" + (from + length);
  }
}
