package org.nightbeam.run.summary;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;

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
}
