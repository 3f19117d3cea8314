package org.nightbeam.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        "ephemeris=ceres.csv",
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
  void anEphemerisIsReadBeforeAnythingRuns(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("ceres.csv");
    String option = "--ephemeris=" + file;
    assertEquals(option + ": there is no such file", refused("--stack", option));
    Files.writeString(file, "2026-01-15T20:00,31.0,46.6\n");
    String why = refused("--stack", option);
    assertTrue(why.startsWith(option + ": it has one place; expected two"), why);
    Files.writeString(file, "2026-01-15T20:00,31.0,46.6\n2026-01-15T21:00,31.1,46.7\n");
    StackOptions.checkStacks(options("--stack", option));
    assertEquals(
        "ephemeris-ceres", StackOptions.stackSettings(options("--stack", option)).track().name());
    String both = refused("--stack", option, "--track=12px/h@30");
    assertTrue(both.startsWith("--track=12px/h@30: a stack goes with one motion"), both);
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
