package org.nightbeam.table;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Map;

/** The order of rows that were read from a table: that of {@link FrameRow#ORDER}. */
public final class RowOrder {
  /** Night, time, path, place, HDU; unknowns last, and those without a header behind all. */
  public static final Comparator<Map<String, String>> OF_TEXTS =
      Comparator.comparing(RowOrder::hasNoHeader)
          .thenComparing(RowOrder::night, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(RowOrder::time, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(row -> text(row, FrameColumn.PATH))
          .thenComparing(row -> text(row, FrameColumn.URI))
          .thenComparing(RowOrder::hdu)
          .thenComparing(row -> text(row, FrameColumn.REASON));

  private RowOrder() {}

  private static String text(Map<String, String> row, FrameColumn column) {
    return row.getOrDefault(column.label(), "");
  }

  /** Returns whether nothing is known of a frame: a size is, wherever there is a header. */
  private static boolean hasNoHeader(Map<String, String> row) {
    return text(row, FrameColumn.WIDTH).isEmpty();
  }

  private static LocalDate night(Map<String, String> row) {
    try {
      return LocalDate.parse(text(row, FrameColumn.NIGHT));
    } catch (DateTimeException none) {
      return null;
    }
  }

  private static Instant time(Map<String, String> row) {
    try {
      return Instant.parse(text(row, FrameColumn.TIME_UTC));
    } catch (DateTimeException none) {
      return null;
    }
  }

  private static int hdu(Map<String, String> row) {
    String hdu = text(row, FrameColumn.HDU);
    return hdu.matches("\\d{1,9}") ? Integer.parseInt(hdu) : -1;
  }
}
