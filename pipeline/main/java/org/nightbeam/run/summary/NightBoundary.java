package org.nightbeam.run.summary;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A change of night in the middle of a sequence of frames that rests only on a default. */
public final class NightBoundary {
  private static final Duration ONE_RUN = Duration.ofHours(2);

  private Instant time; // of the frame before; null for none
  private String night = "";
  private boolean byDefault;
  private String found = ""; // the first is told

  /**
   * Looks at a frame.
   *
   * @param start of its exposure; those of frames seen later are later
   * @param ofNight its night
   * @param isByDefault whether nothing but the default tells it
   */
  public void see(Instant start, String ofNight, boolean isByDefault) {
    boolean near = time != null && Duration.between(time, start).abs().compareTo(ONE_RUN) < 0;
    if (found.isEmpty() && near && byDefault && !night.equals(ofNight)) {
      found =
          String.format(
              "The night changes between %s and %s (UTC) by default; set --longitude or"
                  + " --timeZone if that cuts a night in two.",
              time, start);
    }
    time = start;
    night = ofNight;
    byDefault = isByDefault;
  }

  /** Returns what a person should know of it; empty if there is none. */
  public Optional<String> said() {
    return Optional.of(found).filter(sentence -> !sentence.isEmpty());
  }
}
