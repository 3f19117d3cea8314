package org.nightbeam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.nightbeam.fixture.Cameras;
import org.nightbeam.fixture.Frames;
import org.nightbeam.fixture.Matching;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.table.FrameTable;

class MatchTableTest {
  private static final MatchingRules RULES = Matching.PLAIN;
  private int made;

  private Frame frame(
      FrameType type,
      String gain,
      String night,
      double exposure,
      double temperature,
      String filter) {
    LocalDate date = LocalDate.parse(night);
    String path = String.format("%s_%03d.fits", type.label(), made++);
    return Frames.of(type)
        .path(path)
        .camera(Cameras.camera("cam").gain(gain).build())
        .exposure(exposure)
        .filter(filter)
        .temperature(temperature)
        .time(date.atTime(20, 0).toInstant(ZoneOffset.UTC).plusSeconds(made))
        .night(date)
        .build();
  }

  private static List<Map<String, String>> table(Plan plan, MatchingRules rules)
      throws IOException {
    StringBuilder text = new StringBuilder();
    MatchTable.write(plan, rules, text);
    List<Map<String, String>> rows = new ArrayList<>();
    FrameTable.read(new StringReader(text.toString())).forEach(rows::add);
    return rows;
  }

  private static Map<String, String> row(
      List<Map<String, String>> rows,
      String subject,
      String wants,
      String choice,
      String criterion) {
    List<Map<String, String>> found =
        rows.stream()
            .filter(row -> row.get("subject").equals(subject) && row.get("wants").equals(wants))
            .filter(row -> row.get("choice").equals(choice))
            .filter(row -> row.get("criterion").equals(criterion))
            .toList();
    assertEquals(1, found.size(), () -> subject + " " + wants + " in " + rows);
    return found.get(0);
  }

  @Test
  void chosenMasterIsShownWithWhatMadeItBetterThanTheNext() throws IOException {
    List<Frame> frames =
        List.of(
            frame(FrameType.BIAS, "0", "2024-03-01", 0, -10, ""),
            frame(FrameType.DARK, "0", "2024-03-02", 120, -10, ""),
            frame(FrameType.DARK, "0", "2024-02-20", 60, -10, ""),
            frame(FrameType.FLAT, "0", "2024-03-05", 2, -10, "V"),
            frame(FrameType.FLAT, "0", "2024-03-01", 2, -10, "V"),
            frame(FrameType.LIGHT, "0", "2024-03-02", 60, -10, "V"),
            frame(FrameType.LIGHT, "0", "2024-03-02", 60, -10, "V"));
    List<Map<String, String>> rows = table(Planner.plan(frames, List.of(), RULES), RULES);
    String light = "light_005.fits";
    Map<String, String> dark = row(rows, light, "dark", "chosen", "exposure");
    assertEquals("same exposure", dark.get("why"));
    assertEquals("2", dark.get("frames"));
    assertTrue(dark.get("candidate").startsWith("2024-02-20/dark-60s"), dark.toString());
    assertEquals("60 s or longer", dark.get("wanted"));
    assertEquals("60 s", dark.get("found"));
    assertEquals("yes", dark.get("agrees"));
    Map<String, String> flat = row(rows, light, "flat", "chosen", "filter");
    assertEquals("nearer night", flat.get("why"));
    assertEquals("120 s", row(rows, light, "dark", "matches", "exposure").get("found"));
    assertEquals(
        "the only one that matches", row(rows, light, "bias", "chosen", "night").get("why"));
  }

  @Test
  void whatTheNearestLackIsShownCriterionByCriterion() throws IOException {
    List<Frame> frames =
        List.of(
            frame(FrameType.BIAS, "100", "2024-03-01", 0, -10, ""),
            frame(FrameType.LIGHT, "0", "2024-03-02", 60, -10, "V"));
    List<Map<String, String>> rows = table(Planner.plan(frames, List.of(), RULES), RULES);
    String light = "light_001.fits";
    Map<String, String> gain = row(rows, light, "bias", "does not match", "gain");
    assertEquals("differs in gain", gain.get("why"));
    assertEquals("0", gain.get("wanted"));
    assertEquals("100", gain.get("found"));
    assertEquals("no", gain.get("agrees"));
    assertEquals("yes", row(rows, light, "bias", "does not match", "size").get("agrees"));
    assertEquals(
        "there are no usable flat frames", row(rows, light, "flat", "none", "").get("why"));
  }

  @Test
  void masterThatIsNotMadeSaysWhy() throws IOException {
    Plan plan =
        Planner.plan(
            List.of(frame(FrameType.FLAT, "0", "2024-03-02", 2, -10, "V")), List.of(), RULES);
    List<Map<String, String>> rows = table(plan, RULES);
    assertEquals(1, rows.size());
    assertEquals("2024-03-02/flat-V-cam-100x80-gain0", rows.get(0).get("subject"));
    assertEquals("not made", rows.get(0).get("choice"));
    assertTrue(
        rows.get(0).get("why").startsWith("no master bias: there are no usable bias frames"),
        rows.toString());
  }

  @RepeatedTest(40)
  void tableAgreesWithThePlan(RepetitionInfo repetition) throws IOException {
    Random random = new Random(repetition.getCurrentRepetition());
    List<Frame> frames = new ArrayList<>();
    FrameType[] types = {
      FrameType.BIAS, FrameType.DARK, FrameType.DARK_FLAT, FrameType.FLAT, FrameType.LIGHT
    };
    for (int i = 0; i < 60; i++) {
      FrameType type = types[random.nextInt(types.length)];
      frames.add(
          frame(
              type,
              random.nextInt(8) == 0 ? "7" : "0",
              "2024-03-" + (10 + random.nextInt(20)),
              type == FrameType.BIAS ? 0 : List.of(2, 60, 120).get(random.nextInt(3)),
              random.nextInt(4) == 0 ? -5 : -10,
              List.of("V", "R").get(random.nextInt(2))));
    }
    MatchingRules rules =
        Matching.rules()
            .scaleDarkUp(random.nextBoolean())
            .skippingSteps()
            .masterNights(MatchingRules.MasterNights.values()[random.nextInt(3)])
            .minimumFrames(1 + random.nextInt(2))
            .maxAges(9, 9, 9)
            .build();
    Plan plan = Planner.plan(frames, List.of(), rules);
    List<Map<String, String>> rows = table(plan, rules);
    for (LightFrame light : plan.lights()) {
      String subject =
          plan.lights().stream()
              .map(LightFrame::frame)
              .filter(other -> Wanted.by(other, rules).equals(Wanted.by(light.frame(), rules)))
              .min(Frame.ORDER)
              .orElseThrow()
              .path();
      assertEquals(shown(light.biasId()), chosen(rows, subject, "bias"));
      assertEquals(shown(light.darkId()), chosen(rows, subject, "dark"));
      assertEquals(shown(light.flatId()), chosen(rows, subject, "flat"));
    }
    for (MasterSpec master : plan.masters().makeable()) {
      if (master.type() == FrameType.FLAT) {
        String dark = chosen(rows, master.id(), "dark-flat");
        assertEquals(
            shown(master.darkId()), dark.isEmpty() ? chosen(rows, master.id(), "dark") : dark);
      }
      if (master.type() != FrameType.BIAS) {
        assertEquals(shown(master.biasId()), chosen(rows, master.id(), "bias"));
      }
    }
  }

  private static String shown(String id) {
    return id == null ? "" : id;
  }

  private static String chosen(List<Map<String, String>> rows, String subject, String wants) {
    return rows.stream()
        .filter(row -> row.get("subject").equals(subject) && row.get("wants").equals(wants))
        .filter(row -> row.get("choice").equals("chosen"))
        .map(row -> row.get("candidate"))
        .findFirst()
        .orElse("");
  }
}
