package org.nightbeam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.HeaderNight;
import org.nightbeam.fixture.Matching;
import org.nightbeam.frame.Frame;
import org.nightbeam.table.FrameRow;

/** The usual night of a CMOS camera: darks, flats and darks of the flats, and no biases. */
class NightWithoutBiasTest {
  @TempDir Path folder;

  private HeaderNight night() {
    HeaderNight night = new HeaderNight(folder);
    for (int i = 0; i < 2; i++) {
      night.dark(60).flat(2).add("DarkFlats", 2);
    }
    return night;
  }

  @Test
  void darkOfTheVeryExposureNeedsNoBias() {
    Plan plan = night().light().plan();
    assertEquals(1, plan.lights().size(), () -> plan.rows().toString());
    LightFrame light = plan.lights().get(0);
    assertNull(light.biasId());
    assertTrue(light.darkId().contains("/dark-60s"), light.darkId());
    assertEquals("no bias subtracted: a dark of the same exposure has it in it", light.remark());
    MasterSpec flat = plan.masters().byId().get(light.flatId());
    assertTrue(flat.darkId().contains("/dark-flat-2s"), flat.darkId());
    assertEquals(
        "no bias subtracted: a dark flat of the same exposure has it in it", flat.remark());
    assertEquals(
        "no bias: it is still in this dark, which is valid for its own exposure only",
        plan.masters().byId().get(light.darkId()).remark());
  }

  @Test
  void whatCannotBeScaledIsNotScaled() {
    List<String> refusals = night().add("Lights", 30).refusals();
    assertEquals(1, refusals.size());
    assertTrue(refusals.get(0).contains("no master bias"), refusals.get(0));
    assertTrue(
        refusals.get(0).contains("exposure 60 s and its bias in it, expected exactly 30 s"),
        refusals.get(0));
  }

  @Test
  void flatsOfTwoExposuresAreAMasterEach() {
    HeaderNight night = night().flat(4).flat(4).add("DarkFlats", 4).add("DarkFlats", 4).light();
    assertEquals("dark 1, dark-flat 2, flat 2", night.masters());
    for (MasterSpec master : night.plan().masters().makeable()) {
      if (master.type().label().equals("flat")) {
        assertEquals(2, master.frames());
        String exposure = master.id().contains("-2s") ? "2s" : "4s";
        assertTrue(master.darkId().contains("/dark-flat-" + exposure), master.toString());
      }
    }
    assertEquals(List.of(), night.refusals());
  }

  /** A rate in which the bias is, averaged over both, would be that of neither. */
  @Test
  void exposuresOfAMillisecondAndTwoAreNotTheSame() {
    HeaderNight night = new HeaderNight(folder);
    for (int i = 0; i < 4; i++) {
      night.flat(0.001).flat(0.002).add("DarkFlats", 0.001).add("DarkFlats", 0.002);
    }
    assertEquals("dark-flat 2, flat 2", night.masters());
    for (MasterSpec master : night.plan().masters().makeable()) {
      assertEquals(4, master.frames());
      assertEquals(master.shortestExposure(), master.exposure());
      if (master.type().label().equals("flat")) {
        String exposure = String.format("/dark-flat-%ss", master.exposure());
        assertTrue(master.darkId().contains(exposure), master.toString());
      }
    }
  }

  @Test
  void copiesOfFlatsOfTwoExposuresHaveTheirRows() {
    HeaderNight night = night().light();
    night.add("DarkFlats", 4).add("DarkFlats", 4);
    for (String in : List.of("Flats", "backup/Flats")) {
      for (int i = 0; i < 4; i++) {
        String start = String.format("DATE-OBS= '2026-03-10T23:0%d:05'", i);
        night.addAs(in + "/f" + i + ".fits", i < 2 ? 2 : 4, start);
      }
    }
    List<FrameRow> rows = night.rows();
    assertEquals(
        night.frames().stream().map(Frame::path).sorted().toList(),
        rows.stream().map(row -> row.frame().path()).sorted().toList());
    for (FrameRow row : rows) {
      String path = row.frame().path();
      assertEquals(
          path.startsWith("backup/") ? "a copy of " + path.substring(7) : "",
          row.reason() != null && row.reason().startsWith("a copy of ")
              ? row.reason().replaceFirst(",.*", "")
              : "",
          path);
    }
  }

  @Test
  void withABiasFlatsOfTwoExposuresStayOneMaster() {
    HeaderNight night = night().bias().flat(1.5).light();
    assertEquals("bias 1, dark 1, dark-flat 1, flat 1", night.masters());
  }

  @Test
  void biasOfAnotherGainIsNoHindrance() {
    Plan plan = night().bias("GAIN    = 5").light().plan();
    assertEquals(1, plan.lights().size(), () -> plan.rows().toString());
  }

  @Test
  void darksOfTheExposureGoWithoutABiasWhereDebiasedOnesCannotBeScaled() {
    // A bias for the light, but none for the darks of half a year later.
    HeaderNight night =
        new HeaderNight(folder)
            .bias()
            .add("Darks", 60, "DATE-OBS= '2026-09-10T22:00:00'")
            .flat(60)
            .light();
    LightFrame light = night.plan().lights().get(0);
    assertNull(light.biasId());
    assertTrue(light.darkId().startsWith("2026-09-10/dark-60s"), light.darkId());
  }

  @Test
  void flatFromWhichNothingIsSubtractedIsToldWithTheLight() {
    MatchingRules plain = Matching.PLAIN;
    MatchingRules skip = Matching.rules().skippingSteps().build();
    LightFrame light = new HeaderNight(folder).dark(60).flat(2).light().plan(skip).lights().get(0);
    assertTrue(light.remark().contains("master flat has its bias still in it"), light.remark());
  }
}
