package org.nightbeam.report;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.nightbeam.frame.FrameType;
import org.nightbeam.table.FrameStatus;

/**
 * A row of {@code frames.csv}. Columns that a table does not have, as an earlier version wrote it,
 * are empty.
 */
record Row(Map<String, String> columns) {
  /** What stands for the night of frames that have none. */
  static final String NO_NIGHT = "";

  private static final Pattern DATE = Pattern.compile("[+-]?\\d{4,9}-\\d{2}-\\d{2}");

  String get(String column) {
    return columns.getOrDefault(column, "");
  }

  /** A number; NaN where there is none. */
  double number(String column) {
    try {
      return Double.parseDouble(get(column));
    } catch (NumberFormatException none) {
      return Double.NaN;
    }
  }

  /** The night; a text that is no date is none. */
  String night() {
    return DATE.matcher(get("night")).matches() ? get("night") : NO_NIGHT;
  }

  /** Seconds since 1970 at the start of the exposure; NaN if not known. */
  double time() {
    try {
      return Instant.parse(get("time_utc")).toEpochMilli() / 1000.0;
    } catch (DateTimeException none) {
      return Double.NaN;
    }
  }

  /**
   * Returns the time of day at which the exposure began, in UTC; the text as it is if it has none.
   */
  String clock() {
    String time = get("time_utc");
    return time.length() >= 19 && time.charAt(10) == 'T' ? time.substring(11, 19) : time;
  }

  /** Number of its HDU; 0 if it is not given. */
  int hdu() {
    return get("hdu").matches("\\d{1,6}") ? Integer.parseInt(get("hdu")) : 0;
  }

  boolean is(FrameStatus status) {
    return get("status").equals(status.label());
  }

  boolean isLight() {
    return get("type").equals(FrameType.LIGHT.label());
  }

  /** Whether its calibrated frame is there. */
  boolean isCalibrated() {
    return is(FrameStatus.CALIBRATED) || is(FrameStatus.UP_TO_DATE);
  }

  String name() {
    return Format.name(get("path"));
  }
}
