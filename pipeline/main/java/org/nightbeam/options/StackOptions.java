package org.nightbeam.options;

import java.util.Objects;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Names;
import org.nightbeam.options.annotation.Place;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;
import org.nightbeam.resample.Kernel;
import org.nightbeam.resample.Resampling;
import org.nightbeam.stack.Ephemeris;
import org.nightbeam.stack.Motion;
import org.nightbeam.stack.StackSettings;
import org.nightbeam.stack.StackWeight;
import org.nightbeam.stack.Track;

/** Stacks of the lights of a target. */
@Heading("Stacks")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface StackOptions extends PipelineOptions {
  /** How often at most values are rejected. */
  int CLIP_ITERATIONS = 5;

  /** Side of drops in pixels, where nothing is said. */
  double WHOLE = 1;

  /** Pixels of a stack per pixel of the reference, where nothing is said. */
  double OF_THE_REFERENCE = 1;

  /** Standard deviations from which on values are rejected, where nothing is said. */
  double SIGMA = 3;

  /** Values that MIN_MAX rejects at each end, where nothing is said. */
  int REJECT = 1;

  /** How lights get onto the grid of the reference. */
  enum StackKernel {
    /** By a windowed sinc of six pixels along an axis. */
    LANCZOS3,
    /** By cubics through four pixels. */
    BICUBIC,
    /** By straight lines. */
    BILINEAR,
    /** Each pixel falls into those of the stack. */
    DRIZZLE
  }

  /** How values of a pixel that do not belong are found. */
  enum StackRejection {
    /** By a standard deviation in which outliers count for little. */
    WINSORIZED,
    /** By the standard deviation of what is left. */
    SIGMA_CLIP,
    /** So many of the lowest and of the highest. */
    MIN_MAX,
    /** None is rejected. */
    MEAN
  }

  /** What is done with odd lights. */
  enum OddLights {
    /** They are left out, and their rows say why. */
    EXCLUDE,
    /** They are used. */
    KEEP
  }

  @Description(
      "Register the lights of each target, and stack those of one filter:"
          + " stacks/NIGHT/TARGET-FILTER.fits in the output, with uncertainty, coverage and mask;"
          + " implies --sources")
  @Default.Boolean(false)
  boolean getStack();

  void setStack(boolean value);

  @Description(
      "Stacks: which lights of a target and filter are stacked together: those of a NIGHT,"
          + " or ALL of the input")
  @Default.Enum("NIGHT")
  StackSettings.Over getStackOver();

  void setStackOver(StackSettings.Over value);

  @Description(
      "Stacks: how values between pixels are interpolated: LANCZOS3 keeps stars sharp,"
          + " BICUBIC rings less around sharp features, BILINEAR smooths; DRIZZLE drops each"
          + " pixel onto the grid of the stack, for many undersampled lights and for colour"
          + " sensors")
  @Default.Enum("LANCZOS3")
  StackKernel getStackKernel();

  void setStackKernel(StackKernel value);

  @Description("Stacks, DRIZZLE: side of the square that each pixel of a light drops onto the grid")
  @Default.Double(WHOLE)
  @Range(min = 0.01, max = 1, unit = "pixels of the light")
  double getStackPixfrac();

  void setStackPixfrac(double value);

  @Description(
      "Stacks: pixels of the stack per pixel of the reference along each axis; below 1 with"
          + " DRIZZLE only")
  @Default.Double(OF_THE_REFERENCE)
  @Range(min = 0.25, max = 4, unit = "pixels per pixel")
  double getStackScale();

  void setStackScale(double value);

  @Description(
      "Stacks: how outliers among the values of a pixel are found before the weighted mean"
          + " of the others is taken; with fewer than 5 values nothing is rejected")
  @Default.Enum("WINSORIZED")
  StackRejection getStackCombine();

  void setStackCombine(StackRejection value);

  @Description("Stacks, WINSORIZED and SIGMA_CLIP: rejects values this far from the median")
  @Default.Double(SIGMA)
  @Range(min = 0, max = 100, unit = "standard deviations")
  double getStackSigma();

  void setStackSigma(double value);

  @Description("Stacks, MIN_MAX: how many of the lowest and of the highest values are rejected")
  @Default.Integer(REJECT)
  @Range(min = 0, max = 1000)
  int getStackReject();

  void setStackReject(int value);

  @Description(
      "Stacks: how lights are weighted: NOISE, for the lowest sky noise; SEEING, for the"
          + " best signal-to-noise ratio of stars; EXPOSURE; NONE, all equally")
  @Default.Enum("NOISE")
  StackWeight getStackWeights();

  void setStackWeights(StackWeight value);

  @Description("Stacks: what is done with lights marked cloud, trailed, out of focus or bright sky")
  @Default.Enum("EXCLUDE")
  OddLights getStackOdd();

  void setStackOdd(OddLights value);

  @Description(
      "Stacks: follow an object that moves among the stars, such as an asteroid, at its"
          + " rate and position angle: 0.85arcsec/min@123.5, 51arcsec/h@123.5, or in pixels of"
          + " the reference, from columns to rows, 12px/h@30; the stack is"
          + " TARGET-FILTER-track-RATE_ANGLE.fits")
  String getTrack();

  void setTrack(String value);

  @Description(
      "Stacks: follow an object by its ephemeris: file of its places, as JPL Horizons or the"
          + " Minor Planet Center write them, or lines of time (UTC), right ascension and"
          + " declination: 2026-01-15T20:00:00,31.0428,46.6878; the stack is"
          + " TARGET-FILTER-ephemeris-FILE.fits")
  @Names(Place.FILE)
  String getEphemeris();

  void setEphemeris(String value);

  /**
   * Checks the options before anything runs.
   *
   * @throws UsageException if two of them do not go together
   */
  static void checkStacks(StackOptions options) throws UsageException {
    if (options.getTrack() != null) {
      try {
        Track.of(options.getTrack());
      } catch (IllegalArgumentException e) {
        throw new UsageException("--track: " + e.getMessage());
      }
    }
    Object[][] ofStacks = {
      {"track", options.getTrack(), null},
      {"ephemeris", options.getEphemeris(), null},
      {"stackOver", options.getStackOver(), StackSettings.Over.NIGHT},
      {"stackKernel", options.getStackKernel(), StackKernel.LANCZOS3},
      {"stackPixfrac", options.getStackPixfrac(), WHOLE},
      {"stackScale", options.getStackScale(), OF_THE_REFERENCE},
      {"stackCombine", options.getStackCombine(), StackRejection.WINSORIZED},
      {"stackSigma", options.getStackSigma(), SIGMA},
      {"stackReject", options.getStackReject(), REJECT},
      {"stackWeights", options.getStackWeights(), StackWeight.NOISE},
      {"stackOdd", options.getStackOdd(), OddLights.EXCLUDE}
    };
    for (Object[] option : ofStacks) {
      if (!options.getStack() && !Objects.equals(option[1], option[2])) {
        throw new UsageException(
            "--"
                + option[0]
                + "="
                + option[1]
                + ": has no effect without stacks; add"
                + " --stack, or leave it out");
      }
    }
    if (options.getTrack() != null && options.getEphemeris() != null) {
      throw new UsageException(
          "--track="
              + options.getTrack()
              + ": a stack goes with one motion, and --ephemeris gives one; leave one of them out");
    }
    motion(options);
    boolean drizzle = options.getStackKernel() == StackKernel.DRIZZLE;
    if (!drizzle && options.getStackScale() < 1) {
      throw new UsageException(
          "--stackScale="
              + options.getStackScale()
              + ": only drizzle makes pixels larger than those of the reference; add"
              + " --stackKernel=DRIZZLE, or give 1 or more");
    }
    if (!drizzle && options.getStackPixfrac() != WHOLE) {
      throw new UsageException(
          "--stackPixfrac="
              + options.getStackPixfrac()
              + ": does nothing with --stackKernel="
              + options.getStackKernel()
              + "; it is for --stackKernel=DRIZZLE");
    }
    StackRejection rejection = options.getStackCombine();
    boolean clips =
        rejection == StackRejection.WINSORIZED || rejection == StackRejection.SIGMA_CLIP;
    if (!clips && options.getStackSigma() != SIGMA) {
      throw new UsageException(
          "--stackSigma="
              + options.getStackSigma()
              + ": does nothing with --stackCombine="
              + rejection
              + "; it is for WINSORIZED and SIGMA_CLIP");
    }
    if (rejection != StackRejection.MIN_MAX && options.getStackReject() != REJECT) {
      throw new UsageException(
          "--stackReject="
              + options.getStackReject()
              + ": does nothing with --stackCombine="
              + rejection
              + "; it is for --stackCombine=MIN_MAX");
    }
  }

  /**
   * Returns how lights become stacks.
   *
   * @throws UsageException if the ephemeris is none
   */
  static StackSettings stackSettings(StackOptions options) throws UsageException {
    int rejected = options.getStackReject();
    return new StackSettings(
        options.getStackOver(),
        options.getStackKernel() == StackKernel.DRIZZLE
            ? Resampling.drizzle(options.getStackPixfrac())
            : Resampling.by(Kernel.valueOf(options.getStackKernel().name())),
        options.getStackScale(),
        new CombineSettings(
            CombineMethod.valueOf(options.getStackCombine().name()),
            options.getStackSigma(),
            options.getStackSigma(),
            CLIP_ITERATIONS,
            rejected,
            rejected),
        options.getStackWeights(),
        options.getStackOdd() == OddLights.KEEP,
        motion(options));
  }

  /** Returns how the object moves that stacks go with; null for the stars. */
  private static Motion motion(StackOptions options) throws UsageException {
    String file = options.getEphemeris();
    if (file == null) {
      return options.getTrack() == null ? null : Track.of(options.getTrack());
    }
    try {
      return Ephemeris.read(PathChecks.text("ephemeris", file), file.replaceFirst(".*/", ""));
    } catch (IllegalArgumentException wrong) {
      throw new UsageException("--ephemeris=" + file + ": " + wrong.getMessage());
    }
  }
}
