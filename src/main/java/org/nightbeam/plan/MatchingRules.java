package org.nightbeam.plan;

import java.io.Serializable;
import java.util.Set;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Setup;

/**
 * Rules for what must agree for a master to be used, and how closely.
 *
 * @param exposureTolerance seconds by which two exposures may differ and count as the same
 * @param temperatureTolerance degrees Celsius by which two sensors may differ
 * @param scaleDarkUp whether a dark may be scaled to a longer exposure than its own
 * @param biasMaxAge nights between a frame and the bias it may be given
 * @param darkMaxAge nights between a frame and the dark it may be given
 * @param flatMaxAge nights between a frame and the flat it may be given
 * @param missingMasters treatment of a frame that lacks a master
 * @param masterNights on which side of a frame's night its masters may be
 * @param minimumFrames frames that a master must be made of
 * @param ignoredSettings settings in which a frame and its masters need not agree; those of one
 *     master always do
 * @param rotatorTolerance degrees by which the rotator of flats may differ; 180 and more for any
 */
public record MatchingRules(
    double exposureTolerance,
    double temperatureTolerance,
    boolean scaleDarkUp,
    int biasMaxAge,
    int darkMaxAge,
    int flatMaxAge,
    MissingMasters missingMasters,
    MasterNights masterNights,
    int minimumFrames,
    Set<CameraConfiguration.Setting> ignoredSettings,
    double rotatorTolerance)
    implements Serializable {

  /** Treatment of a frame that lacks a master. */
  public enum MissingMasters {
    /** A light stays uncalibrated, a calibration frame unused. */
    LEAVE_UNCALIBRATED,
    /** It is calibrated without that step, and the product's header says so. */
    SKIP_STEP
  }

  /** On which side of a frame's night its masters may be. */
  public enum MasterNights {
    /** Before and after. */
    ANY,
    /** The same night or an earlier one: what a telescope that works unattended has. */
    BEFORE,
    /** The same night or a later one. */
    AFTER
  }

  /** Returns what of a configuration must agree. */
  CameraConfiguration comparable(CameraConfiguration configuration) {
    return configuration.without(ignoredSettings);
  }

  /** Returns what of a configuration must be equal: its setup may be known in part. */
  CameraConfiguration key(CameraConfiguration configuration) {
    return comparable(configuration).with(Setup.NONE);
  }

  /** Returns whether the angle of the rotator matters. */
  public boolean matchesRotator() {
    return rotatorTolerance < 180;
  }

  /** Returns how many nights a master of a type may be away. */
  int maxAge(FrameType master) {
    return switch (master) {
      case BIAS -> biasMaxAge;
      case FLAT -> flatMaxAge;
      default -> darkMaxAge;
    };
  }

  /** Returns the same rules for lights that are to have all their masters. */
  public MatchingRules withoutSkipping() {
    return new MatchingRules(
        exposureTolerance,
        temperatureTolerance,
        scaleDarkUp,
        biasMaxAge,
        darkMaxAge,
        flatMaxAge,
        MissingMasters.LEAVE_UNCALIBRATED,
        masterNights,
        minimumFrames,
        ignoredSettings,
        rotatorTolerance);
  }

  /** Returns whether a step whose master is missing is left out. */
  public boolean skipsSteps() {
    return missingMasters == MissingMasters.SKIP_STEP;
  }
}
