package org.nightbeam.table;

import java.util.Comparator;
import org.nightbeam.frame.Frame;
import org.nightbeam.grading.Grade;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.registration.Placement;

/**
 * A row of the table of frames: an input frame and what became of it.
 *
 * @param uri where the file is
 * @param path path below the input that named it
 * @param hdu number of the HDU; -1 if the row is about the whole file
 * @param frame what is known of the frame; null if not even its header could be read
 * @param status where it ended
 * @param why the reason
 * @param bias the master bias used, or its id in a plan; empty for none
 * @param dark the master dark used, or its id in a plan; empty for none
 * @param flat the master flat used, or its id in a plan; empty for none
 * @param output the product that it went into, below the output; empty for none
 * @param statistics of a light, of its calibrated frame
 * @param grade of a light that was measured, beside the others
 * @param placement of a light that was registered
 * @param stacked of a light, where stacks are wanted
 */
public record FrameRow(
    String uri,
    String path,
    int hdu,
    Frame frame,
    FrameStatus status,
    Reason why,
    String bias,
    String dark,
    String flat,
    String output,
    LightStatistics statistics,
    Grade grade,
    Placement placement,
    Stacked stacked) {

  /** Night, time, path, HDU; frames of which nothing is known come last. */
  public static final Comparator<FrameRow> ORDER =
      Comparator.comparing(FrameRow::frame, Comparator.nullsLast(Frame.ORDER))
          .thenComparing(FrameRow::path)
          .thenComparing(FrameRow::uri)
          .thenComparing(FrameRow::hdu)
          .thenComparing(FrameRow::reason);

  /** Returns the reason for a person to read; empty if there is nothing to say. */
  public String reason() {
    return why.text();
  }

  /** Returns a row for a file or HDU that could not be read. */
  public static FrameRow rejected(Frame.Rejected rejected) {
    return new FrameRow(
        rejected.uri(),
        rejected.path(),
        rejected.hdu(),
        rejected.header(),
        rejected.isResourceFork() ? FrameStatus.UNUSED : FrameStatus.REJECTED,
        rejected.isResourceFork()
            ? Reason.of(ReasonCode.RESOURCE_FORK, "a resource fork of macOS, no frame")
            : rejected.why(),
        "",
        "",
        "",
        "",
        LightStatistics.UNKNOWN,
        Grade.NONE,
        Placement.NONE,
        Stacked.NONE);
  }

  /** Returns a row for a frame that nothing was made of. */
  public static FrameRow of(Frame frame, FrameStatus status, Reason why) {
    return new FrameRow(
        frame.uri(),
        frame.path(),
        frame.hdu(),
        frame,
        status,
        why,
        "",
        "",
        "",
        "",
        LightStatistics.UNKNOWN,
        Grade.NONE,
        Placement.NONE,
        Stacked.NONE);
  }

  /** Returns a row for a calibration frame that was left out of its master. */
  public static FrameRow leftOut(Frame frame, Reason why) {
    boolean copy = why.code() == ReasonCode.COPY;
    return of(frame, copy ? FrameStatus.UNUSED : FrameStatus.REJECTED, why);
  }

  /** Returns the same row with the masters that were used; null for none. */
  public FrameRow with(String usedBias, String usedDark, String usedFlat) {
    return new FrameRow(
        uri,
        path,
        hdu,
        frame,
        status,
        why,
        usedBias == null ? "" : usedBias,
        usedDark == null ? "" : usedDark,
        usedFlat == null ? "" : usedFlat,
        output,
        statistics,
        grade,
        placement,
        stacked);
  }

  /** Returns the same row with the product that the frame went into. */
  public FrameRow into(String product) {
    return new FrameRow(
        uri,
        path,
        hdu,
        frame,
        status,
        why,
        bias,
        dark,
        flat,
        product,
        statistics,
        grade,
        placement,
        stacked);
  }

  /** Returns the same row with a warning, of a frame whose header could be read. */
  FrameRow warned(String warning) {
    return new FrameRow(
        uri,
        path,
        hdu,
        frame.warned(warning),
        status,
        why,
        bias,
        dark,
        flat,
        output,
        statistics,
        grade,
        placement,
        stacked);
  }

  /** Returns the same row with what the light looks like. */
  public FrameRow looking(LightStatistics light) {
    return new FrameRow(
        uri, path, hdu, frame, status, why, bias, dark, flat, output, light, grade, placement,
        stacked);
  }

  /** Returns the same row of a light that was compared with others. */
  public FrameRow graded(Grade among) {
    return new FrameRow(
        uri,
        path,
        hdu,
        frame,
        status,
        why,
        bias,
        dark,
        flat,
        output,
        statistics,
        among,
        placement,
        stacked);
  }

  /** Returns the same row of a light that was registered, or could not be. */
  public FrameRow placed(Placement on) {
    return new FrameRow(
        uri,
        path,
        hdu,
        frame,
        status,
        why,
        bias,
        dark,
        flat,
        output,
        statistics,
        grade,
        on,
        stacked);
  }

  /** Returns the same row of a light that went into a stack, or did not. */
  public FrameRow stacked(Stacked into) {
    return new FrameRow(
        uri,
        path,
        hdu,
        frame,
        status,
        why,
        bias,
        dark,
        flat,
        output,
        statistics,
        grade,
        placement,
        into);
  }
}
