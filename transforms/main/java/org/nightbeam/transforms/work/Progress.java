package org.nightbeam.transforms.work;

import java.util.EnumMap;
import java.util.Map;

/** The counters that show the progress of a run. */
public enum Progress {
  /** Files that the inputs name; one that two inputs name counts twice. */
  FILES_FOUND(false),
  /** Files whose headers were read. */
  FILES_READ,
  /** Calibration frames that will go into masters. */
  FRAMES_TO_COMBINE(false),
  /** Bytes of their pixels, uncompressed. */
  BYTES_TO_COMBINE(false),
  /** Bytes of those that were combined. */
  BYTES_COMBINED(false),
  /** Flats whose level was measured. */
  FLATS_MEASURED,
  /** Bands of masters to be combined, as far as known. */
  BANDS_PLANNED,
  /** Bands of masters combined. */
  BANDS_COMBINED,
  /** Masters to be made, as far as known. */
  MASTERS_PLANNED,
  /** Masters written. */
  MASTERS_WRITTEN,
  /** Lights to be calibrated. */
  LIGHTS_PLANNED,
  /** Lights calibrated or given up. */
  LIGHTS_DONE,
  /** Bytes of the raw pixels of lights calibrated, uncompressed. */
  BYTES_CALIBRATED(false);

  /** Returns all counts at nothing, to be raised. */
  public static Map<Progress, Long> none() {
    Map<Progress, Long> counts = new EnumMap<>(Progress.class);
    for (Progress progress : values()) {
      counts.put(progress, 0L);
    }
    return counts;
  }

  private final boolean inLedger;

  Progress() {
    this(true);
  }

  /**
   * @param inLedger whether it is noted in the {@link Ledger} too: only then it is seen from
   *     outside the process
   */
  Progress(boolean inLedger) {
    this.inLedger = inLedger;
  }

  boolean isInLedger() {
    return inLedger;
  }
}
