package org.nightbeam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.nightbeam.fixture.Cameras;
import org.nightbeam.fixture.Frames;
import org.nightbeam.fixture.Matching;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;

class PlannerTest {
  private static final CameraConfiguration CAMERA = Cameras.camera("cam").gain("100").build();
  private static final CameraConfiguration OTHER_GAIN = Cameras.camera("cam").gain("0").build();
  private static final MatchingRules RULES = Matching.PLAIN;
  private static final MatchingRules SKIP =
      rules(
          false,
          MatchingRules.MissingMasters.SKIP_STEP,
          MatchingRules.MasterNights.ANY,
          1,
          Set.of());

  private static MatchingRules rules(
      boolean scaleDarkUp,
      MatchingRules.MissingMasters missing,
      MatchingRules.MasterNights nights,
      int minimumFrames,
      Set<CameraConfiguration.Setting> ignored) {
    return Matching.rules()
        .scaleDarkUp(scaleDarkUp)
        .missingMasters(missing)
        .masterNights(nights)
        .minimumFrames(minimumFrames)
        .ignoring(ignored)
        .build();
  }

  private int made;

  private Frame frame(
      FrameType type,
      CameraConfiguration camera,
      String night,
      double exposure,
      double temperature,
      String filter) {
    LocalDate date = LocalDate.parse(night);
    String path = String.format("%s_%03d.fits", type.label(), made++);
    return Frames.of(type)
        .path(path)
        .camera(camera)
        .exposure(exposure)
        .filter(filter)
        .temperature(temperature)
        .time(date.atTime(20, 0).toInstant(ZoneOffset.UTC).plusSeconds(made))
        .night(date)
        .build();
  }

  private Frame bias(String night) {
    return frame(FrameType.BIAS, CAMERA, night, 0, -10, "");
  }

  private Frame dark(String night, double exposure) {
    return frame(FrameType.DARK, CAMERA, night, exposure, -10, "");
  }

  private Frame flat(String night, String filter) {
    return frame(FrameType.FLAT, CAMERA, night, 2, -10, filter);
  }

  private Frame light(String night, String filter) {
    return frame(FrameType.LIGHT, CAMERA, night, 60, -10, filter);
  }

  private static LightFrame onlyLight(Plan plan) {
    assertEquals(1, plan.lights().size(), () -> plan.rows().toString());
    return plan.lights().get(0);
  }

  private static String onlyReason(Plan plan, FrameStatus status) {
    List<FrameRow> rows = plan.rows().stream().filter(row -> row.status() == status).toList();
    assertEquals(1, rows.size(), () -> plan.rows().toString());
    return rows.get(0).reason();
  }

  @Test
  void aCompleteNightIsCalibratedWithItsOwnMasters() {
    Plan plan =
        Planner.plan(
            List.of(
                bias("2024-03-01"),
                bias("2024-03-01"),
                dark("2024-03-01", 60),
                flat("2024-03-01", "V"),
                light("2024-03-01", "V")),
            List.of(),
            RULES);
    LightFrame light = onlyLight(plan);
    assertEquals("2024-03-01/bias-cam-100x80-gain100", light.biasId());
    assertEquals("2024-03-01/dark-60s--10C-cam-100x80-gain100", light.darkId());
    assertEquals("2024-03-01/flat-V-cam-100x80-gain100", light.flatId());
    assertNull(light.remark());
    MasterSpec flat = plan.masters().byId().get(light.flatId());
    assertEquals(light.biasId(), flat.biasId());
    assertEquals(light.darkId(), flat.darkId());
    assertNull(plan.masters().byId().get(light.darkId()).darkId());
    assertTrue(plan.rows().isEmpty());
  }

  @Test
  void theSameNightComesBeforeAll() {
    List<Frame> frames = new ArrayList<>();
    for (String night : List.of("2024-03-01", "2024-03-02", "2024-03-03")) {
      frames.add(bias(night));
      frames.add(dark(night, 60));
      frames.add(flat(night, "V"));
    }
    frames.add(light("2024-03-02", "V"));
    LightFrame light = onlyLight(Planner.plan(frames, List.of(), RULES));
    assertTrue(light.biasId().startsWith("2024-03-02/"));
    assertTrue(light.darkId().startsWith("2024-03-02/"));
    assertTrue(light.flatId().startsWith("2024-03-02/"));
  }

  @Test
  void ofTwoNightsEquallyNearTheEarlierIsTaken() {
    Plan plan =
        Planner.plan(
            List.of(
                bias("2024-03-03"),
                bias("2024-03-01"),
                dark("2024-03-02", 60),
                flat("2024-03-02", "V"),
                light("2024-03-02", "V")),
            List.of(),
            RULES);
    assertTrue(onlyLight(plan).biasId().startsWith("2024-03-01/"));
  }

  @Test
  void theExactExposureComesBeforeTheNearestNight() {
    Plan plan =
        Planner.plan(
            List.of(
                bias("2024-03-02"),
                dark("2024-03-02", 300),
                dark("2024-02-20", 60),
                flat("2024-03-02", "V"),
                light("2024-03-02", "V")),
            List.of(),
            RULES);
    assertTrue(onlyLight(plan).darkId().startsWith("2024-02-20/dark-60s"));
  }

  @Test
  void aLongerDarkIsScaledDownAndTheRowSaysSo() {
    Plan plan =
        Planner.plan(
            List.of(
                bias("2024-03-02"),
                dark("2024-03-02", 600),
                dark("2024-03-02", 120),
                flat("2024-03-02", "V"),
                light("2024-03-02", "V")),
            List.of(),
            RULES);
    LightFrame light = onlyLight(plan);
    assertTrue(light.darkId().contains("dark-120s"), light.darkId());
    assertEquals("dark of 120.0 s scaled to 60.0 s", light.remark());
  }

  @Test
  void aShorterDarkIsNotScaledUpUnlessAllowed() {
    List<Frame> frames =
        List.of(
            bias("2024-03-02"),
            dark("2024-03-02", 30),
            flat("2024-03-02", "V"),
            light("2024-03-02", "V"));
    String reason = onlyReason(Planner.plan(frames, List.of(), RULES), FrameStatus.UNCALIBRATED);
    assertTrue(reason.contains("exposure 30 s, expected 60 s or longer"), reason);
    MatchingRules up =
        rules(true, RULES.missingMasters(), MatchingRules.MasterNights.ANY, 1, Set.of());
    assertEquals(
        "dark of 30.0 s scaled to 60.0 s", onlyLight(Planner.plan(frames, List.of(), up)).remark());
  }

  @Test
  void ignoredSettingIsNoReasonAgainstAMasterAndIsRemarked() {
    List<Frame> frames =
        List.of(
            frame(FrameType.BIAS, OTHER_GAIN, "2024-03-02", 0, -10, ""),
            frame(FrameType.BIAS, OTHER_GAIN, "2024-03-02", 0, -10, ""),
            dark("2024-03-02", 60),
            flat("2024-03-02", "V"),
            light("2024-03-02", "V"));
    MatchingRules rules =
        rules(
            false,
            RULES.missingMasters(),
            MatchingRules.MasterNights.ANY,
            1,
            Set.of(CameraConfiguration.Setting.GAIN));
    assertEquals(0, Planner.plan(frames, List.of(), RULES).lights().size());
    assertEquals(
        "master bias has gain 0, expected 100 (--ignoreSettings)",
        onlyLight(Planner.plan(frames, List.of(), rules)).remark());
  }

  private Frame turned(Frame f, double rotator) {
    return Frames.like(f).rotator(rotator).build();
  }

  @Test
  void flatOfTheSameRotatorAngleIsTaken() {
    MatchingRules defaults = RULES;
    MatchingRules rules = Matching.rules().rotatorTolerance(5).build();
    List<Frame> frames =
        List.of(
            bias("2024-03-02"),
            dark("2024-03-02", 60),
            turned(flat("2024-03-02", "V"), 1),
            turned(flat("2024-03-02", "V"), 2),
            turned(flat("2024-03-02", "V"), 90),
            turned(light("2024-03-02", "V"), 358));
    assertEquals(3, Planner.plan(frames, List.of(), RULES).masters().makeable().size());
    Plan plan = Planner.plan(frames, List.of(), rules);
    assertEquals(4, plan.masters().makeable().size());
    assertTrue(onlyLight(plan).flatId().contains("flat-V-rotator1-"), onlyLight(plan).flatId());
    List<Frame> askew = new ArrayList<>(frames.subList(0, 5));
    askew.add(turned(light("2024-03-02", "V"), 45));
    String reason = onlyReason(Planner.plan(askew, List.of(), rules), FrameStatus.UNCALIBRATED);
    assertTrue(reason.contains("has rotator 1 degrees, expected 45 degrees within 5"), reason);
  }

  @Test
  void framesOfOneMasterAgreeAlsoInWhatIsIgnored() {
    MatchingRules rules =
        rules(
            false,
            RULES.missingMasters(),
            MatchingRules.MasterNights.ANY,
            1,
            Set.of(CameraConfiguration.Setting.values()));
    Plan plan =
        Planner.plan(
            List.of(
                bias("2024-03-02"), frame(FrameType.BIAS, OTHER_GAIN, "2024-03-02", 0, -10, "")),
            List.of(),
            rules);
    assertEquals(2, plan.masters().makeable().size());
  }

  private static MatchingRules rules(MatchingRules.MasterNights nights, int minimumFrames) {
    return rules(false, RULES.missingMasters(), nights, minimumFrames, Set.of());
  }

  @Test
  void mastersOfLaterNightsAreNotTakenWhereOnlyEarlierOnesMayBe() {
    List<Frame> frames =
        List.of(
            bias("2024-02-19"),
            dark("2024-02-19", 60),
            bias("2024-03-01"),
            bias("2024-03-05"),
            dark("2024-03-02", 60),
            dark("2024-03-05", 60),
            flat("2024-03-05", "V"),
            flat("2024-02-20", "V"),
            light("2024-03-04", "V"));
    LightFrame any = onlyLight(Planner.plan(frames, List.of(), RULES));
    assertTrue(any.biasId().startsWith("2024-03-05/"), any.biasId());
    MatchingRules before = rules(MatchingRules.MasterNights.BEFORE, 1);
    LightFrame earlier = onlyLight(Planner.plan(frames, List.of(), before));
    assertTrue(earlier.biasId().startsWith("2024-03-01/"), earlier.biasId());
    assertTrue(earlier.darkId().startsWith("2024-03-02/"), earlier.darkId());
    assertTrue(earlier.flatId().startsWith("2024-02-20/"), earlier.flatId());
  }

  @Test
  void masterOnTheWrongSideIsNamedWithItsNight() {
    List<Frame> frames =
        List.of(
            bias("2024-03-02"),
            dark("2024-03-02", 60),
            flat("2024-03-05", "V"),
            light("2024-03-02", "V"));
    MatchingRules before = rules(MatchingRules.MasterNights.BEFORE, 1);
    String reason = onlyReason(Planner.plan(frames, List.of(), before), FrameStatus.UNCALIBRATED);
    assertTrue(
        reason.contains("night 2024-03-05, expected 2024-03-02 or earlier (--masterNights=BEFORE)"),
        reason);
  }

  @Test
  void masterOfTooFewFramesIsNotMade() {
    List<Frame> frames =
        List.of(
            bias("2024-03-02"),
            bias("2024-03-02"),
            bias("2024-03-01"),
            bias("2024-03-01"),
            bias("2024-03-01"),
            light("2024-03-02", "V"));
    Plan plan = Planner.plan(frames, List.of(), rules(MatchingRules.MasterNights.ANY, 3));
    assertEquals(1, plan.masters().makeable().size());
    assertTrue(plan.masters().makeable().get(0).id().startsWith("2024-03-01/bias"));
    assertEquals(
        "2 frames, expected at least 3 (--minimumFrames)",
        plan.masters().unmakeable().get(0).reason());
  }

  @Test
  void exposuresWithinTheToleranceCountAsTheSame() {
    Plan plan =
        Planner.plan(
            List.of(
                bias("2024-03-02"),
                dark("2024-03-02", 59.6),
                flat("2024-03-02", "V"),
                light("2024-03-02", "V")),
            List.of(),
            RULES);
    assertNull(onlyLight(plan).remark());
  }

  @Test
  void whatDiffersIsNamedWithBothValues() {
    List<Frame> frames = new ArrayList<>();
    frames.add(frame(FrameType.BIAS, OTHER_GAIN, "2024-03-02", 0, -10, ""));
    frames.add(light("2024-03-02", "V"));
    String reason = onlyReason(Planner.plan(frames, List.of(), RULES), FrameStatus.UNCALIBRATED);
    assertTrue(reason.contains("no master bias matches"), reason);
    assertTrue(reason.contains("gain 0, expected 100"), reason);
    assertTrue(reason.contains("no master flat: there are no usable flat frames"), reason);
  }

  @Test
  void filterTemperatureAndAgeMustAgree() {
    List<Frame> frames =
        List.of(
            bias("2024-03-02"),
            frame(FrameType.DARK, CAMERA, "2024-03-02", 60, -20, ""),
            bias("2022-03-02"),
            dark("2022-03-02", 60),
            frame(FrameType.FLAT, CAMERA, "2024-03-02", 2, -20, "R"),
            frame(FrameType.FLAT, CAMERA, "2024-01-02", 2, -20, "V"),
            light("2024-03-02", "V"));
    String reason = onlyReason(Planner.plan(frames, List.of(), RULES), FrameStatus.UNCALIBRATED);
    assertTrue(reason.contains("temperature -20 C, expected -10 C within 2 C"), reason);
    assertTrue(reason.contains("731 nights away, expected at most 365"), reason);
    assertTrue(reason.contains("filter R, expected V"), reason);
    assertTrue(reason.contains("60 nights away, expected at most 30"), reason);
  }

  @Test
  void darksOfOtherExposureOrTemperatureMakeOtherMasters() {
    List<Frame> frames = new ArrayList<>();
    frames.add(bias("2024-03-02"));
    for (double exposure : new double[] {60, 60.0004, 300}) {
      for (double temperature : new double[] {-10.3, -9.8, -20}) {
        frames.add(frame(FrameType.DARK, CAMERA, "2024-03-02", exposure, temperature, ""));
      }
    }
    Plan plan = Planner.plan(frames, List.of(), RULES);
    List<String> darks =
        plan.masters().makeable().stream()
            .filter(master -> master.type() == FrameType.DARK)
            .map(master -> master.exposure() + " " + master.temperature())
            .sorted()
            .toList();
    assertEquals(List.of("300.0 -10.3", "300.0 -20.0", "60.0 -10.3", "60.0 -20.0"), darks);
  }

  @Test
  void flatsPreferDarkFlats() {
    Plan plan =
        Planner.plan(
            List.of(
                bias("2024-03-02"),
                dark("2024-03-02", 60),
                frame(FrameType.DARK_FLAT, CAMERA, "2024-03-02", 2, -10, ""),
                flat("2024-03-02", "V"),
                light("2024-03-02", "V")),
            List.of(),
            RULES);
    LightFrame light = onlyLight(plan);
    assertTrue(light.darkId().contains("/dark-60s"), light.darkId());
    assertTrue(
        plan.masters().byId().get(light.flatId()).darkId().contains("/dark-flat-2s"),
        plan.masters().toString());
  }

  @Test
  void aMissingStepIsSkippedWhenAskedAndNamed() {
    Plan plan =
        Planner.plan(
            List.of(bias("2024-03-02"), flat("2024-03-02", "V"), light("2024-03-02", "V")),
            List.of(),
            SKIP);
    LightFrame light = onlyLight(plan);
    assertNull(light.darkId());
    assertEquals("2024-03-02/flat-V-cam-100x80-gain100", light.flatId());
    assertTrue(light.remark().startsWith("step left out: no master dark"), light.remark());
  }

  @Test
  void withoutABiasADarkFitsItsOwnExposureOnly() {
    Plan exact =
        Planner.plan(
            List.of(dark("2024-03-02", 60), flat("2024-03-02", "V"), light("2024-03-02", "V")),
            List.of(),
            SKIP);
    assertTrue(onlyLight(exact).darkId().contains("dark-60s"));
    String flatId = onlyLight(exact).flatId();
    assertNull(
        exact.masters().byId().get(flatId).darkId(), "60 s dark with its bias on a 2 s flat");
    Plan longer =
        Planner.plan(List.of(dark("2024-03-02", 300), light("2024-03-02", "V")), List.of(), SKIP);
    assertNull(onlyLight(longer).darkId());
  }

  @Test
  void aFlatWithoutItsMastersMakesNoMaster() {
    Plan plan =
        Planner.plan(List.of(bias("2024-03-02"), flat("2024-03-02", "V")), List.of(), RULES);
    String reason = onlyReason(plan, FrameStatus.UNUSED);
    assertTrue(reason.contains("no master dark"), reason);
  }

  @Test
  void aLightIsToldWhyItsFlatCannotBeMade() {
    Plan plan =
        Planner.plan(
            List.of(
                bias("2024-03-02"),
                frame(FrameType.DARK, CAMERA, "2024-03-02", 60, -30, ""),
                flat("2024-03-02", "V"),
                light("2024-03-02", "V")),
            List.of(),
            RULES);
    String reason = onlyReason(plan, FrameStatus.UNCALIBRATED);
    assertTrue(
        reason.contains(
            "no master flat: 2024-03-02/flat-V-cam-100x80-gain100 cannot be made (no master dark"),
        reason);
  }

  @Test
  void aDarkNeedsAnExposure() {
    Plan plan =
        Planner.plan(
            List.of(dark("2024-03-02", 0), dark("2024-03-02", Double.NaN)), List.of(), RULES);
    assertEquals(
        2, plan.rows().stream().filter(row -> row.status() == FrameStatus.REJECTED).count());
    assertTrue(plan.rows().get(0).reason().contains("EXPTIME"));
  }

  @Test
  void framesWithoutANightMatchEachOther() {
    List<Frame> frames = new ArrayList<>();
    for (Frame dated :
        List.of(
            bias("2024-03-02"),
            dark("2024-03-02", 60),
            flat("2024-03-02", "V"),
            light("2024-03-02", "V"))) {
      frames.add(withoutNight(dated));
    }
    assertTrue(
        onlyLight(Planner.plan(frames, List.of(), RULES)).biasId().startsWith("unknown-night/"));
    frames.set(3, light("2024-03-02", "V"));
    String reason = onlyReason(Planner.plan(frames, List.of(), RULES), FrameStatus.UNCALIBRATED);
    assertTrue(reason.contains("night (not given)"), reason);
  }

  private static Frame withoutNight(Frame f) {
    return Frames.like(f)
        .rotator(Double.NaN)
        .time(null)
        .night((LocalDate) null)
        .refused(null)
        .build();
  }

  @Test
  void lightsOfOneNameGetDifferentOutputs() {
    List<Frame> frames = new ArrayList<>();
    frames.add(bias("2024-03-02"));
    frames.add(dark("2024-03-02", 60));
    frames.add(flat("2024-03-02", "V"));
    Frame first = light("2024-03-02", "V");
    frames.add(first);
    frames.add(
        Frames.light()
            .path(first.path())
            .uri("/other/" + first.path())
            .format(first.format())
            .camera(CAMERA)
            .filter("V")
            .time(first.time().plusSeconds(5))
            .night(first.night())
            .build());
    List<String> outputs =
        Planner.rows(Planner.plan(frames, List.of(), RULES)).stream()
            .filter(row -> row.status() == FrameStatus.CALIBRATED)
            .map(FrameRow::output)
            .collect(Collectors.toList());
    assertEquals(2, outputs.stream().distinct().count(), outputs.toString());
    assertEquals("calibrated/" + first.path(), outputs.get(0));
    assertTrue(outputs.get(1).endsWith(".fits"));
  }
}
