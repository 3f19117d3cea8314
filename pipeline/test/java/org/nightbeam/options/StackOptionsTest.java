package org.nightbeam.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StackOptionsTest {
  private static StackOptions options(String... arguments) {
    return PipelineOptionsFactory.fromArgs(arguments).as(StackOptions.class);
  }

  private static String refused(String... arguments) {
    StackOptions options = options(arguments);
    return assertThrows(UsageException.class, () -> StackOptions.checkStacks(options)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "track=12px/h@30",
        "stackOver=ALL",
        "stackKernel=DRIZZLE",
        "stackPixfrac=0.5",
        "stackScale=2.0",
        "stackCombine=MEAN",
        "stackSigma=4.0",
        "stackReject=2",
        "stackWeights=SEEING",
        "stackOdd=KEEP"
      })
  void whatIsOfStacksNeedsStacks(String option) {
    assertEquals(
        "--" + option + ": has no effect without stacks; add --stack, or leave it out",
        refused("--" + option));
  }

  /** Else every stack would be made again, and come out the same. */
  @ParameterizedTest
  @CsvSource({
    "--stackSigma=4.0, MIN_MAX, WINSORIZED and SIGMA_CLIP",
    "--stackSigma=4.0, MEAN, WINSORIZED and SIGMA_CLIP",
    "--stackReject=2, WINSORIZED, --stackCombine=MIN_MAX",
    "--stackReject=2, SIGMA_CLIP, --stackCombine=MIN_MAX",
    "--stackReject=2, MEAN, --stackCombine=MIN_MAX"
  })
  void whatDoesNothingIsRefused(String option, String combine, String isOf) {
    assertEquals(
        option + ": does nothing with --stackCombine=" + combine + "; it is for " + isOf,
        refused("--stack", option, "--stackCombine=" + combine));
  }

  @Test
  void whatGoesTogetherIsTaken() throws UsageException {
    StackOptions.checkStacks(options());
    StackOptions.checkStacks(options("--stack", "--stackSigma=4"));
    StackOptions.checkStacks(options("--stack", "--stackCombine=SIGMA_CLIP", "--stackSigma=4"));
    StackOptions minMax = options("--stack", "--stackCombine=MIN_MAX", "--stackReject=2");
    StackOptions.checkStacks(minMax);
    assertEquals(2, StackOptions.stackSettings(minMax).combine().rejectLow());
  }
}
