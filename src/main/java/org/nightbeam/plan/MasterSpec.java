package org.nightbeam.plan;

import java.time.LocalDate;
import org.nightbeam.fits.FitsSection;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.ChipWindow;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;

/**
 * A master to be made, or one that is there already, without its input frames.
 *
 * @param id unique in a plan: {@code night/type-what tells it apart}
 * @param type bias, dark, dark-flat or flat
 * @param configuration of the camera, the same for all inputs
 * @param night of the inputs; null if not known
 * @param frames number of its inputs
 * @param exposure in seconds: of darks, that of the middle one; of flats, the longest, NaN if one
 *     is not known; 0 for a bias
 * @param shortestExposure of its inputs, in seconds
 * @param temperature in degrees Celsius, that of the middle one; NaN if not known
 * @param rotator of flats, angle in degrees; NaN if not known or of no importance
 * @param filter of flats; empty for other types
 * @param biasId the master bias that its inputs need; null for none
 * @param darkId the master dark that its inputs need; null for none
 * @param remark what a person should know: steps left out; empty if nothing
 * @param earlier whether an earlier run has made it
 * @param processing what had been done to its inputs: raw frames, or a master of other software
 * @param whole the master that its inputs would go into with those of other exposures, if there is
 *     a bias for it; null for none
 */
public record MasterSpec(
    String id,
    FrameType type,
    CameraConfiguration configuration,
    LocalDate night,
    int frames,
    double exposure,
    double shortestExposure,
    double temperature,
    double rotator,
    String filter,
    String biasId,
    String darkId,
    String remark,
    boolean earlier,
    Processing processing,
    String whole) {

  /** One that is no part of another. */
  public MasterSpec(
      String id,
      FrameType type,
      CameraConfiguration configuration,
      LocalDate night,
      int frames,
      double exposure,
      double shortestExposure,
      double temperature,
      double rotator,
      String filter,
      String biasId,
      String darkId,
      String remark,
      boolean earlier,
      Processing processing) {
    this(
        id,
        type,
        configuration,
        night,
        frames,
        exposure,
        shortestExposure,
        temperature,
        rotator,
        filter,
        biasId,
        darkId,
        remark,
        earlier,
        processing,
        null);
  }

  /** Returns whether it is a section of a master. */
  boolean isSection() {
    return MasterSection.of(id).section() != null;
  }

  /**
   * Returns the section of the master that a smaller frame of the same chip covers; null if it does
   * not hold the frame, or headers do not say where both lie.
   */
  MasterSpec sectionFor(CameraConfiguration frame) {
    FitsSection part = ChipWindow.part(configuration, frame);
    if (part == null) {
      return null;
    }
    Copy copy = new Copy(this);
    copy.id = new MasterSection(id, part).id();
    copy.configuration = ChipWindow.cut(configuration, part, frame);
    return copy.master();
  }

  /** Returns the section that a smaller frame covers, or this master if there is none. */
  MasterSpec orSectionFor(CameraConfiguration frame) {
    MasterSpec part = sectionFor(frame);
    return part == null ? this : part;
  }

  /** Returns whether its inputs have their bias taken off, by this run or before. */
  public boolean isDebiased() {
    return biasId != null || processing.isCorrected();
  }

  /** Returns whether it is a flat from which nothing was subtracted, so that it is too flat. */
  public boolean hasItsBias() {
    return type == FrameType.FLAT
        && !earlier
        && biasId == null
        && darkId == null
        && !processing.isBiasDone();
  }

  /**
   * Returns the same master, as if what is not known of it or of a frame agreed: only a master of
   * other software may be taken so, and never silently.
   */
  MasterSpec assuming(Wanted wanted) {
    Copy copy = new Copy(this);
    copy.configuration = configuration.assuming(wanted.configuration());
    copy.night = night == null || wanted.night() == null ? wanted.night() : night;
    copy.temperature = known(temperature, wanted.temperature());
    copy.rotator = known(rotator, wanted.rotator());
    return copy.master();
  }

  private static double known(double mine, double theirs) {
    return Double.isNaN(mine) || Double.isNaN(theirs) ? theirs : mine;
  }

  /** Returns the same master as a part of another. */
  MasterSpec partOf(String larger) {
    Copy copy = new Copy(this);
    copy.whole = larger;
    return copy.master();
  }

  /** Returns the same master with the masters that its inputs need. */
  MasterSpec needing(String bias, String dark, String stepsLeftOut) {
    Copy copy = new Copy(this);
    copy.biasId = bias;
    copy.darkId = dark;
    copy.remark = stepsLeftOut;
    return copy.master();
  }

  /** A master of which something is going to be different. */
  private static final class Copy {
    private final MasterSpec of;
    private String id;
    private CameraConfiguration configuration;
    private LocalDate night;
    private double temperature;
    private double rotator;
    private String biasId;
    private String darkId;
    private String remark;
    private String whole;

    Copy(MasterSpec of) {
      this.of = of;
      this.id = of.id;
      this.configuration = of.configuration;
      this.night = of.night;
      this.temperature = of.temperature;
      this.rotator = of.rotator;
      this.biasId = of.biasId;
      this.darkId = of.darkId;
      this.remark = of.remark;
      this.whole = of.whole;
    }

    MasterSpec master() {
      return new MasterSpec(
          id,
          of.type,
          configuration,
          night,
          of.frames,
          of.exposure,
          of.shortestExposure,
          temperature,
          rotator,
          of.filter,
          biasId,
          darkId,
          remark,
          of.earlier,
          of.processing,
          whole);
    }
  }
}
