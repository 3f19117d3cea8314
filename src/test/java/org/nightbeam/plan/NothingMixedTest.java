package org.nightbeam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nightbeam.fixture.Cameras;
import org.nightbeam.fixture.Frames;
import org.nightbeam.fixture.Matching;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;

/**
 * A campaign in which every pairing is known in advance: two cameras, three filters on two wheels,
 * two gains, two binnings, two temperatures, four exposures, five nights. The flats of one night
 * are missing, and the darks of another are warm.
 */
class NothingMixedTest {
  private static final LocalDate FIRST = LocalDate.of(2023, 12, 30); // over New Year
  private static final int NIGHTS = 5;
  private static final int WITHOUT_FLATS = 2;
  private static final int WARM_DARKS = 3;
  private static final List<String> FILTERS = List.of("V", "R", "V+ND");
  private static final double[] EXPOSURES = {10, 30, 120, 300};
  private static final MatchingRules RULES = Matching.PLAIN;

  private final List<Frame> frames = new ArrayList<>();

  /** What a light must be given, by its path. */
  private record Pairing(String night, String flatNight, String darkNight, Setup setup) {}

  private record Setup(
      String camera, int binning, String gain, double temperature, String filter, double exposure) {
    CameraConfiguration configuration() {
      int size = 1000 / binning;
      return Cameras.camera(camera).size(size, size).binning(binning, binning).gain(gain).build();
    }
  }

  private final Map<String, Pairing> expected = new HashMap<>();

  private static List<Setup> setups() {
    List<Setup> setups = new ArrayList<>();
    for (String camera : List.of("QHY", "ZWO")) {
      for (int binning : new int[] {1, 2}) {
        for (String gain : List.of("0", "100")) {
          for (double temperature : new double[] {-20, -10}) {
            for (String filter : FILTERS) {
              for (double exposure : EXPOSURES) {
                setups.add(new Setup(camera, binning, gain, temperature, filter, exposure));
              }
            }
          }
        }
      }
    }
    return setups;
  }

  private String add(FrameType type, Setup setup, int night, double exposure, double temperature) {
    LocalDate date = FIRST.plusDays(night);
    String path = String.format("%s-%05d.fits", type.label(), frames.size());
    frames.add(
        Frames.of(type)
            .path(path)
            .camera(setup.configuration())
            .exposure(exposure)
            .filter(type == FrameType.FLAT || type == FrameType.LIGHT ? setup.filter : "")
            .temperature(temperature)
            .time(date.atTime(20, 0).toInstant(ZoneOffset.UTC).plusSeconds(frames.size()))
            .night(date)
            .build());
    return path;
  }

  @BeforeEach
  void makeTheCampaign() {
    for (int night = 0; night < NIGHTS; night++) {
      for (Setup setup : setups()) {
        boolean onceAConfiguration =
            setup.filter.equals("V") && setup.exposure == 10 && setup.temperature == -20;
        if (onceAConfiguration) {
          add(FrameType.BIAS, setup, night, 0, -20);
        }
        if (setup.filter.equals("V")) {
          double warmer = night == WARM_DARKS ? 5 : 0;
          add(FrameType.DARK, setup, night, setup.exposure, setup.temperature + warmer);
        }
        if (setup.exposure == 10 && setup.temperature == -20 && night != WITHOUT_FLATS) {
          add(FrameType.FLAT, setup, night, 5, setup.temperature + (night == WARM_DARKS ? 5 : 0));
        }
        String light = add(FrameType.LIGHT, setup, night, setup.exposure, setup.temperature + 0.4);
        expected.put(
            light,
            new Pairing(
                night(night),
                // Of two nights equally near, the earlier.
                night(night == WITHOUT_FLATS ? WITHOUT_FLATS - 1 : night),
                night(night == WARM_DARKS ? WARM_DARKS - 1 : night),
                setup));
      }
    }
  }

  private static String night(int number) {
    return FIRST.plusDays(number).toString();
  }

  @Test
  void everyLightGetsTheMastersThatAreItsOwn() {
    assertPairings(Planner.plan(frames, List.of(), RULES));
  }

  @Test
  void orderOfTheFramesMatchesNothingElse() {
    Collections.shuffle(frames, new Random(7));
    assertPairings(Planner.plan(frames, List.of(), RULES));
  }

  private void assertPairings(Plan plan) {
    Map<String, MasterSpec> masters = plan.masters().byId();
    assertEquals(List.of(), plan.masters().unmakeable());
    assertEquals(expected.size(), plan.lights().size());
    for (LightFrame light : plan.lights()) {
      Pairing pairing = expected.get(light.frame().path());
      Setup setup = pairing.setup;
      MasterSpec bias = masters.get(light.biasId());
      MasterSpec dark = masters.get(light.darkId());
      MasterSpec flat = masters.get(light.flatId());
      for (MasterSpec master : List.of(bias, dark, flat)) {
        assertEquals(setup.configuration(), master.configuration(), light::toString);
      }
      assertEquals(pairing.night, bias.night().toString(), light::toString);
      assertEquals(pairing.darkNight, dark.night().toString(), light::toString);
      assertEquals(setup.exposure, dark.exposure(), light::toString);
      assertEquals(setup.temperature, dark.temperature(), light::toString);
      assertEquals(pairing.flatNight, flat.night().toString(), light::toString);
      assertEquals(setup.filter, flat.filter(), light::toString);
    }
  }

  @Test
  void everyCalibrationFrameIsInOneMasterOfItsOwnSetting() {
    Plan plan = Planner.plan(frames, List.of(), RULES);
    long calibration = frames.stream().filter(frame -> frame.type() != FrameType.LIGHT).count();
    assertEquals(calibration, plan.calibration().size());
    for (CalibrationFrame use : plan.calibration()) {
      Frame frame = use.frame();
      MasterSpec master = use.master();
      assertEquals(frame.type(), master.type());
      assertEquals(frame.configuration(), master.configuration());
      assertEquals(frame.night(), master.night());
      assertEquals(frame.filter(), master.filter());
      if (frame.type() == FrameType.DARK) {
        assertEquals(frame.exposure(), master.exposure());
        assertEquals(frame.temperature(), master.temperature());
      }
    }
  }

  @Test
  void lightWithoutAnyFlatOfItsFilterSaysWhatTheNearestLack() {
    frames.removeIf(frame -> frame.type() == FrameType.FLAT && frame.filter().equals("V+ND"));
    Plan plan = Planner.plan(frames, List.of(), RULES);
    List<FrameRow> left =
        plan.rows().stream().filter(row -> row.status() == FrameStatus.UNCALIBRATED).toList();
    assertEquals(expected.size() / FILTERS.size(), left.size());
    for (FrameRow row : left) {
      assertEquals("V+ND", row.frame().filter());
      assertTrue(row.reason().contains(", expected V+ND"), row.reason());
    }
  }
}
