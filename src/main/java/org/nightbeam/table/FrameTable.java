package org.nightbeam.table;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/** The table of frames as CSV (RFC 4180, but for lines that end in a line feed). */
public final class FrameTable {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setRecordSeparator("\n")
          .setHeader(Stream.of(FrameColumn.values()).map(FrameColumn::label).toArray(String[]::new))
          .get();

  private static final CSVFormat WITHOUT_HEAD = FORMAT.builder().setSkipHeaderRecord(true).get();

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n\t]]");

  private FrameTable() {}

  /**
   * Writes a table.
   *
   * @param rows in {@link FrameRow#ORDER}
   */
  public static void write(List<FrameRow> rows, Appendable out) throws IOException {
    out.append(head());
    writeRows(rows, out);
  }

  /** Returns the line of column names, for tables that are put together from parts. */
  public static String head() {
    return WITHOUT_HEAD.format((Object[]) FORMAT.getHeader()) + "\n";
  }

  /**
   * Writes a part of a table, without its head.
   *
   * @param rows in {@link FrameRow#ORDER}
   */
  public static void writeRows(List<FrameRow> rows, Appendable out) throws IOException {
    CSVPrinter printer = new CSVPrinter(out, WITHOUT_HEAD);
    for (FrameRow row : rows) {
      printer.printRecord(Stream.of(FrameColumn.values()).map(column -> guarded(column, row)));
    }
    printer.flush();
  }

  /**
   * Writes a row that was read from a table; columns that it does not have are empty.
   *
   * @param row values by the name of the column
   */
  public static void writeTexts(Map<String, String> row, Appendable out) throws IOException {
    new CSVPrinter(out, WITHOUT_HEAD)
        .printRecord(
            Stream.of(FrameColumn.values())
                .map(column -> FormulaGuard.guarded(row.getOrDefault(column.label(), ""))));
  }

  /**
   * Reads a table back, a row at a time: the values of each by column name.
   *
   * @param in stays open
   * @return the rows, to be gone through once; an {@link java.io.UncheckedIOException} ends them
   *     where the table cannot be read
   * @throws IOException if the table cannot be read
   * @throws IllegalArgumentException if it is no table, also where its rows are gone through
   */
  public static Iterable<Map<String, String>> read(Reader in) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    Iterator<CSVRecord> records;
    try {
      records = format.parse(in).iterator();
    } catch (CSVException malformed) {
      throw new IllegalArgumentException(malformed.getMessage(), malformed);
    }
    return () ->
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            try {
              return records.hasNext();
            } catch (UncheckedIOException e) {
              if (e.getCause() instanceof CSVException malformed) {
                throw new IllegalArgumentException(malformed.getMessage(), malformed);
              }
              throw e;
            }
          }

          @Override
          public Map<String, String> next() {
            Map<String, String> row = records.next().toMap();
            row.replaceAll((column, text) -> FormulaGuard.plain(text));
            return row;
          }
        };
  }

  /**
   * Returns what a row says of its frame, by the name of the column; empty for what is not known.
   */
  public static Map<String, String> facts(FrameRow row) {
    Map<String, String> facts = new LinkedHashMap<>();
    FrameColumn.FACTS.forEach(column -> facts.put(column.label(), column.value(row).toString()));
    return facts;
  }

  /** Returns all that a row says, by the name of the column; empty for what is not known. */
  public static Map<String, String> texts(FrameRow row) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (FrameColumn column : FrameColumn.values()) {
      texts.put(column.label(), Objects.toString(column.value(row), ""));
    }
    return texts;
  }

  private static Object guarded(FrameColumn column, FrameRow row) {
    Object value = column.value(row);
    if (!(value instanceof String text)) {
      return value;
    }
    return FormulaGuard.guarded(CONTROL.matcher(text).replaceAll("?"));
  }
}
