package org.nightbeam.table;

import java.util.Comparator;
import org.nightbeam.frame.Frame;
import org.nightbeam.grading.Grade;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.registration.Placement;

/**
 * A row of the table of frames: an input frame and its outcome.
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
 * @param grade of a measured light, relative to the others
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
    Copy copy = new Copy(this);
    copy.bias = usedBias == null ? "" : usedBias;
    copy.dark = usedDark == null ? "" : usedDark;
    copy.flat = usedFlat == null ? "" : usedFlat;
    return copy.row();
  }

  /** Returns the same row with the product that the frame went into. */
  public FrameRow into(String product) {
    Copy copy = new Copy(this);
    copy.output = product;
    return copy.row();
  }

  /** Returns the same row with a warning, of a frame whose header could be read. */
  FrameRow warned(String warning) {
    Copy copy = new Copy(this);
    copy.frame = frame.warned(warning);
    return copy.row();
  }

  /** Returns the same row with what the light looks like. */
  public FrameRow looking(LightStatistics light) {
    Copy copy = new Copy(this);
    copy.statistics = light;
    return copy.row();
  }

  /** Returns the same row of a light that was compared with others. */
  public FrameRow graded(Grade among) {
    Copy copy = new Copy(this);
    copy.grade = among;
    return copy.row();
  }

  /** Returns the same row of a light that was registered, or could not be. */
  public FrameRow placed(Placement on) {
    Copy copy = new Copy(this);
    copy.placement = on;
    return copy.row();
  }

  /** Returns the same row of a light that went into a stack, or did not. */
  public FrameRow stacked(Stacked into) {
    Copy copy = new Copy(this);
    copy.stacked = into;
    return copy.row();
  }

  /** A row of which something is going to be different. */
  private static final class Copy {
    private final FrameRow of;
    private Frame frame;
    private String bias;
    private String dark;
    private String flat;
    private String output;
    private LightStatistics statistics;
    private Grade grade;
    private Placement placement;
    private Stacked stacked;

    Copy(FrameRow of) {
      this.of = of;
      this.frame = of.frame;
      this.bias = of.bias;
      this.dark = of.dark;
      this.flat = of.flat;
      this.output = of.output;
      this.statistics = of.statistics;
      this.grade = of.grade;
      this.placement = of.placement;
      this.stacked = of.stacked;
    }

    FrameRow row() {
      return new FrameRow(
          of.uri,
          of.path,
          of.hdu,
          frame,
          of.status,
          of.why,
          bias,
          dark,
          flat,
          output,
          statistics,
          grade,
          placement,
          stacked);
    }
  }
}
