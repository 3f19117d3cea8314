package org.nightbeam.run.summary;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.table.FrameStatus;

/**
 * Frames that ended alike and for one reason, as run.json and the plan's JSON have them.
 *
 * @param status of the frames, as in frames.csv
 * @param code of the reason, as in its column reason_code
 * @param reason for a person to read
 * @param frames number of them
 * @param first path of one of them
 */
public record ReasonCount(
    String status,
    @JsonProperty("reason_code") String code,
    String reason,
    long frames,
    String first) {
  static final Comparator<ReasonCount> ORDER =
      Comparator.comparing((ReasonCount same) -> -same.frames)
          .thenComparing(ReasonCount::status)
          .thenComparing(ReasonCount::reason);

  /** Returns whether these are lights without a master. */
  boolean areUncalibrated() {
    return status.equals(FrameStatus.UNCALIBRATED.label());
  }

  /** Returns whether these are lights that are calibrated with a step left out. */
  boolean lackStep() {
    return code.equals(ReasonCode.STEP_LEFT_OUT.label());
  }
}
