package org.nightbeam.run;

import java.util.Collection;
import java.util.List;
import org.nightbeam.frame.Frame;
import org.nightbeam.plan.MatchingRules;

/**
 * The frames of a run whose headers were read before it begins: whoever watches a folder has read
 * them when they came.
 *
 * @param library the masters that were given
 * @param scan of all frames
 * @param frames of the input
 */
public record KnownFrames(GivenMasters library, HeaderScan scan, List<Frame> frames) {

  /**
   * Returns the frames of some files.
   *
   * @param readings of all headers
   */
  public static KnownFrames of(
      Collection<Frame.Reading> readings, GivenMasters library, MatchingRules rules) {
    return new KnownFrames(
        library,
        HeaderScan.of(List.copyOf(readings), library, rules),
        readings.stream().flatMap(reading -> reading.frames().stream()).toList());
  }
}
