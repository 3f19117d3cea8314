package org.nightbeam.report.facts;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nightbeam.frame.FrameType;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameStatus;

/**
 * A row of {@code frames.csv}. Columns that a table does not have, as an earlier version wrote it,
 * are empty.
 */
public record Row(Map<String, String> columns) {
  /** What stands for the night of frames that have none. */
  public static final String NO_NIGHT = "";

  private static final Pattern DATE = Pattern.compile("[+-]?\\d{4,9}-\\d{2}-\\d{2}");

  private static final Pattern HDU_NUMBER = Pattern.compile("\\d{1,6}");

  /** Returns a value; empty if it is not known. */
  public String get(FrameColumn column) {
    return columns.getOrDefault(column.label(), "");
  }

  /** Returns the value of a column as a number; NaN where there is none. */
  public double number(FrameColumn column) {
    try {
      return Double.parseDouble(get(column));
    } catch (NumberFormatException none) {
      return Double.NaN;
    }
  }

  /** Returns the night; a text that is no date is none. */
  public String night() {
    return DATE.matcher(get(FrameColumn.NIGHT)).matches() ? get(FrameColumn.NIGHT) : NO_NIGHT;
  }

  /** Returns the seconds since 1970 at the start of the exposure; NaN if not known. */
  public double time() {
    try {
      return Instant.parse(get(FrameColumn.TIME_UTC)).toEpochMilli() / 1000.0;
    } catch (DateTimeException none) {
      return Double.NaN;
    }
  }

  /**
   * Returns the time of day at which the exposure began, in UTC; the text as it is if it has none.
   */
  public String clock() {
    String time = get(FrameColumn.TIME_UTC);
    return time.length() >= 19 && time.charAt(10) == 'T' ? time.substring(11, 19) : time;
  }

  /** Returns the number of its HDU; 0 if it is not given. */
  public int hdu() {
    String hdu = get(FrameColumn.HDU);
    return HDU_NUMBER.matcher(hdu).matches() ? Integer.parseInt(hdu) : 0;
  }

  public boolean is(FrameStatus status) {
    return get(FrameColumn.STATUS).equals(status.label());
  }

  public boolean isLight() {
    return get(FrameColumn.TYPE).equals(FrameType.LIGHT.label());
  }

  /** Returns whether its calibrated frame is there. */
  public boolean isCalibrated() {
    return is(FrameStatus.CALIBRATED) || is(FrameStatus.UP_TO_DATE);
  }

  /** Returns whether it is a light that was calibrated, but not by all steps. */
  public boolean lacksStep() {
    return isLight()
        && isCalibrated()
        && get(FrameColumn.REASON_CODE).equals(ReasonCode.STEP_LEFT_OUT.label());
  }

  /**
   * Returns where its file is: paths are below the input that named them, and files of two inputs
   * may have the same. The path, if the table does not say more.
   */
  public String file() {
    return get(FrameColumn.URI).isEmpty() ? get(FrameColumn.PATH) : get(FrameColumn.URI);
  }

  /**
   * Returns telescope, camera, binning and gain in words, as far as they are known: widths of stars
   * in pixels and levels of sky are compared between lights where they are the same.
   */
  public String instrument() {
    List<String> parts = new ArrayList<>();
    parts.add(get(FrameColumn.TELESCOPE));
    parts.add(get(FrameColumn.CAMERA));
    String binning = get(FrameColumn.XBIN);
    parts.add(binning.isEmpty() ? "" : binning + " x " + get(FrameColumn.YBIN));
    String gain = get(FrameColumn.GAIN);
    parts.add(gain.isEmpty() ? "" : "gain " + gain);
    return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
  }

  public String name() {
    return Format.name(get(FrameColumn.PATH));
  }
}
