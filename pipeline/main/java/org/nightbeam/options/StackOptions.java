package org.nightbeam.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;
import org.nightbeam.resample.Kernel;
import org.nightbeam.stack.StackSettings;
import org.nightbeam.stack.StackWeight;

/** Stacks of the lights of a target. */
@Heading("Stacks")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface StackOptions extends PipelineOptions {
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
      "Stacks: which lights of a target and filter go into one: those of a NIGHT, or ALL of the"
          + " input")
  @Default.Enum("NIGHT")
  StackSettings.Over getStackOver();

  void setStackOver(StackSettings.Over value);

  @Description(
      "Stacks: how values between pixels follow from those about them: LANCZOS3 keeps the sharpness"
          + " of stars, BICUBIC rings less beside what is sharp, BILINEAR smooths")
  @Default.Enum("LANCZOS3")
  Kernel getStackKernel();

  void setStackKernel(Kernel value);

  @Description(
      "Stacks: how values of a pixel that do not belong are found, before the mean of the others is"
          + " taken by weight; nothing is rejected from fewer than 5")
  @Default.Enum("WINSORIZED")
  StackRejection getStackCombine();

  void setStackCombine(StackRejection value);

  @Description("Stacks, WINSORIZED and SIGMA_CLIP: rejects values this far from the median")
  @Default.Double(3)
  @Range(min = 0, max = 100, unit = "standard deviations")
  double getStackSigma();

  void setStackSigma(double value);

  @Description("Stacks, MIN_MAX: how many of the lowest, and of the highest values are rejected")
  @Default.Integer(1)
  @Range(min = 0, max = 1000)
  int getStackReject();

  void setStackReject(int value);

  @Description(
      "Stacks: what a light counts for: NOISE, for the least noise of the sky; SEEING, for the best"
          + " signal-to-noise of stars; EXPOSURE; NONE, all the same")
  @Default.Enum("NOISE")
  StackWeight getStackWeights();

  void setStackWeights(StackWeight value);

  @Description(
      "Stacks: what is done with lights that are marked cloud, trailed, out of focus or bright sky")
  @Default.Enum("EXCLUDE")
  OddLights getStackOdd();

  void setStackOdd(OddLights value);

  /** Returns how lights become stacks. */
  static StackSettings stackSettings(StackOptions options) {
    int rejected = options.getStackReject();
    return new StackSettings(
        options.getStackOver(),
        options.getStackKernel(),
        new CombineSettings(
            CombineMethod.valueOf(options.getStackCombine().name()),
            options.getStackSigma(),
            options.getStackSigma(),
            CLIP_ITERATIONS,
            rejected,
            rejected),
        options.getStackWeights(),
        options.getStackOdd() == OddLights.KEEP);
  }

  /** How often at most values are rejected. */
  int CLIP_ITERATIONS = 5;
}
