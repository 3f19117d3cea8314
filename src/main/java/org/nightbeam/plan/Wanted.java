package org.nightbeam.plan;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;

/**
 * Requirements of a frame, or of the inputs of a master, for matching masters.
 *
 * @param type of the frame or master
 * @param configuration of the camera
 * @param night null if not known
 * @param exposure in seconds, of several the longest; NaN if not known
 * @param shortestExposure in seconds, of several
 * @param temperature in degrees Celsius; NaN if not known
 * @param rotator angle in degrees; NaN if not known, or of no importance
 * @param filter empty if none or not known
 * @param debiased whether a bias is taken off
 * @param processing what was done to the pixels before
 */
record Wanted(
    FrameType type,
    CameraConfiguration configuration,
    LocalDate night,
    double exposure,
    double shortestExposure,
    double temperature,
    double rotator,
    String filter,
    boolean debiased,
    Processing processing) {

  /** Returns what is wanted by a light frame. */
  static Wanted by(Frame light, MatchingRules rules) {
    return new Wanted(
        FrameType.LIGHT,
        light.configuration(),
        light.night(),
        light.exposure(),
        light.exposure(),
        light.temperature(),
        rules.matchesRotator() ? light.rotator() : Double.NaN,
        light.filter(),
        false,
        light.processing());
  }

  /** Returns what is wanted by the inputs of a master. */
  static Wanted by(MasterSpec master) {
    return new Wanted(
        master.type(),
        master.configuration(),
        master.night(),
        master.exposure(),
        master.shortestExposure(),
        master.temperature(),
        Double.NaN,
        master.filter(),
        false,
        master.processing());
  }

  /** Returns what of the camera a master of a type must agree in: optics matter to flats only. */
  CameraConfiguration configurationFor(FrameType master) {
    return configuration.of(master);
  }

  /** Returns the same of another configuration. */
  Wanted with(CameraConfiguration other) {
    return new Wanted(
        type,
        other,
        night,
        exposure,
        shortestExposure,
        temperature,
        rotator,
        filter,
        debiased,
        processing);
  }

  /** Returns the same, by whether a bias is taken off. */
  Wanted debiased(boolean isDebiased) {
    return new Wanted(
        type,
        configuration,
        night,
        exposure,
        shortestExposure,
        temperature,
        rotator,
        filter,
        isDebiased,
        processing);
  }

  /**
   * Returns all values, as the key of a map. The JVM makes a record's own {@code hashCode} and
   * {@code equals} at the first call, which a short run would feel.
   */
  List<Object> values() {
    return Arrays.asList(
        type,
        configuration,
        night,
        exposure,
        shortestExposure,
        temperature,
        rotator,
        filter,
        debiased,
        processing);
  }
}
