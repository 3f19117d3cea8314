package org.nightbeam.table;

import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;

/** The table of frames as CSV (RFC 4180, but for lines that end in a line feed). */
public final class FrameTable {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setRecordSeparator("\n")
          .setHeader(
              "path",
              "hdu",
              "status",
              "reason",
              "type",
              "night",
              "camera",
              "filter",
              "exposure_s",
              "temperature_c",
              "xbin",
              "ybin",
              "bias",
              "dark",
              "flat",
              "output",
              "time_utc",
              "width",
              "height",
              "gain",
              "offset",
              "readout_mode",
              "cfa_pattern",
              "uri",
              "stated",
              "warnings",
              "rotator",
              "sky_adu",
              "noise_adu",
              "saturated_fraction",
              "stars",
              "fwhm_px")
          .get();

  private static final CSVFormat WITHOUT_HEAD = FORMAT.builder().setSkipHeaderRecord(true).get();

  /** They must stay as they are to be found; no path or product has a character of control. */
  private static final Set<String> NAMES_OF_FILES = Set.of("path", "output");

  private static final MathContext ROUGH = new MathContext(5);

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");

  private static final List<String> FACTS =
      List.of(
          "type",
          "night",
          "time_utc",
          "camera",
          "filter",
          "exposure_s",
          "temperature_c",
          "xbin",
          "ybin",
          "gain",
          "offset",
          "readout_mode",
          "cfa_pattern",
          "rotator",
          "width",
          "height",
          "stated",
          "warnings");

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

  /** The line of column names, for tables that are put together from parts. */
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
      printer.printRecord(guarded(values(row)));
    }
    printer.flush();
  }

  /**
   * Reads a table back, a row at a time: the values of each by column name.
   *
   * @param in stays open
   * @return the rows, to be gone through once; an {@link java.io.UncheckedIOException} ends them
   *     where the table cannot be read
   * @throws IOException if the table cannot be read
   */
  public static Iterable<Map<String, String>> read(Reader in) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    Iterator<CSVRecord> records = format.parse(in).iterator();
    return () ->
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return records.hasNext();
          }

          @Override
          public Map<String, String> next() {
            Map<String, String> row = records.next().toMap();
            row.replaceAll((column, text) -> FormulaGuard.plain(text));
            return row;
          }
        };
  }

  /** What a row says of its frame, by the names of the columns; empty for what is not known. */
  public static Map<String, String> facts(FrameRow row) {
    List<String> names = List.of(FORMAT.getHeader());
    List<Object> values = values(row);
    Map<String, String> facts = new LinkedHashMap<>();
    for (String column : FACTS) {
      facts.put(column, values.get(names.indexOf(column)).toString());
    }
    return facts;
  }

  private static List<Object> guarded(List<Object> values) {
    List<Object> guarded = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof String text) {
        String name = FORMAT.getHeader()[i];
        String printable =
            NAMES_OF_FILES.contains(name) ? text : CONTROL.matcher(text).replaceAll("?");
        guarded.add(FormulaGuard.guarded(printable));
      } else {
        guarded.add(values.get(i));
      }
    }
    return guarded;
  }

  private static List<Object> values(FrameRow row) {
    List<Object> values = new ArrayList<>();
    values.add(row.path());
    values.add(row.hdu() < 0 ? "" : row.hdu());
    values.add(row.status().label());
    values.add(row.reason());
    Frame frame = row.frame();
    if (frame == null) {
      values.add("unknown");
      values.addAll(List.of("", "", "", "", "", "", ""));
    } else {
      CameraConfiguration camera = frame.configuration();
      values.add(frame.type().label());
      values.add(frame.night() == null ? "" : frame.night());
      values.add(camera.camera());
      values.add(frame.filter());
      values.add(number(frame.exposure()));
      values.add(number(frame.temperature()));
      values.add(camera.xbin());
      values.add(camera.ybin());
    }
    values.addAll(List.of(row.bias(), row.dark(), row.flat(), row.output()));
    if (frame == null) {
      values.addAll(List.of("", "", "", "", "", "", "", row.uri(), "", "", ""));
    } else {
      CameraConfiguration camera = frame.configuration();
      values.add(frame.time() == null ? "" : frame.time());
      values.add(camera.width());
      values.add(camera.height());
      values.add(camera.gain());
      values.add(camera.offset());
      values.add(camera.readoutMode());
      values.add(camera.cfaPattern());
      values.add(row.uri());
      values.add(frame.notes().stated());
      values.add(frame.notes().warnings());
      values.add(number(frame.rotator()));
    }
    LightStatistics light = row.statistics();
    for (double value :
        new double[] {light.sky(), light.noise(), light.saturated(), light.stars(), light.fwhm()}) {
      values.add(rough(value));
    }
    return values;
  }

  /** A few digits of a value that is not known better. */
  private static String rough(double value) {
    return Double.isFinite(value) ? number(new BigDecimal(value).round(ROUGH).doubleValue()) : "";
  }

  /** Whole numbers without a point, unknown ones as nothing. */
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
