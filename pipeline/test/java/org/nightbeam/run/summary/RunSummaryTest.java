package org.nightbeam.run.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nightbeam.header.StatedFacts;
import org.nightbeam.terminal.Screen;
import org.nightbeam.terminal.Terminal;

class RunSummaryTest {
  private static final StatedFacts.Patterns NOTHING_STATED = StatedFacts.read("", "").patterns();

  private final List<Map<String, String>> rows = new ArrayList<>();

  private void add(int times, String status, String type, String night, String output, String why) {
    for (int i = 0; i < times; i++) {
      rows.add(
          Map.of(
              "path", status + rows.size() + ".fits",
              "status", status,
              "type", type,
              "night", night,
              "output", output,
              "reason", why,
              "warnings", ""));
    }
  }

  private static List<String> printed(RunSummary summary) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new SummaryText(summary, new PrintStream(out)).print("reduced", 2.5, List.of(), false);
    return out.toString().lines().toList();
  }

  @Test
  void framesMastersNightsAndLightsAreCounted() {
    add(3, "used-in-master", "bias", "2024-03-01", "masters/b.fits", "");
    add(2, "used-in-master", "flat", "2024-03-03", "masters/a.fits", "");
    add(4, "calibrated", "light", "2024-03-02", "calibrated/x.fits", "remark");
    add(1, "uncalibrated", "light", "", "", "no master");
    RunSummary summary = RunSummary.of(rows, NOTHING_STATED, List.of());
    assertEquals(List.of("masters/a.fits", "masters/b.fits"), summary.masters());
    assertEquals(1, summary.framesLeft());
    assertEquals(
        Map.of(
            "calibrated", 4L,
            "up-to-date", 0L,
            "used-in-master", 5L,
            "unused", 0L,
            "rejected", 0L,
            "uncalibrated", 1L),
        summary.counts());
    assertEquals(
        List.of(
            "10 frames of 3 nights (2024-03-01 to 2024-03-03) in 2.5 s",
            "  calibrated    4 of 5 lights",
            "  masters       2 from 5 frames",
            "  with a remark 4",
            "    4 x remark (calibrated5.fits, ...)",
            "  uncalibrated  1",
            "    1 x no master (uncalibrated9.fits)"),
        printed(summary).subList(0, 7));
  }

  /**
   * Whoever asked for stacks and has none is told so, with the reasons, the most frequent first.
   */
  @Test
  void aRunThatMakesNoStackSaysWhy() {
    add(5, "calibrated", "light", "2024-03-02", "calibrated/x.fits", "");
    List<String> reasons = List.of("odd: cloud", "no WCS", "no WCS", "no WCS", "");
    for (int k = 0; k < reasons.size(); k++) {
      Map<String, String> row = new HashMap<>(rows.get(k));
      row.put("stack", "");
      row.put("stack_details", reasons.get(k));
      rows.set(k, row);
    }
    RunSummary summary = RunSummary.of(rows, NOTHING_STATED, List.of());
    assertFalse(String.join("\n", printed(summary)).contains("stacked"), "not asked for");
    summary.wantStacks();
    List<String> lines = printed(summary);
    int at = lines.indexOf("  stacked       0 of 5 lights");
    assertEquals(
        List.of("    3 x no WCS (calibrated1.fits, ...)", "    1 x odd: cloud (calibrated0.fits)"),
        lines.subList(at + 1, at + 3));
    assertTrue(summary.reasons().isEmpty(), "reasons in run.json are of statuses");
  }

  @Test
  void theEightMostFrequentReasonsAreShownHoweverManyThereAre() {
    for (int i = 0; i < 5000; i++) {
      add(1, "rejected", "unknown", "", "", String.format("rare %04d", i));
    }
    for (int i = 2; i <= 7; i++) {
      add(i, "rejected", "unknown", "", "", "frequent " + i);
    }
    Collections.shuffle(rows, new Random(1));
    String firstOfSeven =
        rows.stream()
            .filter(row -> row.get("reason").equals("frequent 7"))
            .findFirst()
            .get()
            .get("path");
    List<String> lines = printed(RunSummary.of(rows, NOTHING_STATED, List.of()));
    int at = lines.indexOf("  rejected      5027");
    assertTrue(at > 0, lines.toString());
    assertEquals("    7 x frequent 7 (" + firstOfSeven + ", ...)", lines.get(at + 1));
    for (int i = 2; i <= 7; i++) {
      assertTrue(lines.get(at + 8 - i).startsWith("    " + i + " x frequent " + i + " ("));
    }
    assertTrue(lines.get(at + 7).startsWith("    1 x rare 0000 ("), lines.get(at + 7));
    assertTrue(lines.get(at + 8).startsWith("    1 x rare 0001 ("), lines.get(at + 8));
    assertEquals("    and 4998 more reasons, see frames.csv", lines.get(at + 9));
    assertFalse(lines.get(at + 10).startsWith("    "), lines.get(at + 10));
  }

  @Test
  void anEmptyTableSaysSo() {
    RunSummary summary = RunSummary.of(List.of(), NOTHING_STATED, List.of());
    assertTrue(summary.isEmpty());
    assertEquals(
        List.of("No FITS files were found in the input: nothing was done."), printed(summary));
  }

  @Test
  void aWarningThatFramesShareIsToldOnceWithItsCount() {
    for (int i = 1; i <= 40; i++) {
      add(1, "calibrated", "light", "2024-03-02", "calibrated/x.fits", "");
      Map<String, String> row = new HashMap<>(rows.remove(rows.size() - 1));
      row.put("warnings", "GAIN occurs twice, as " + i + " and " + i / 2.0 + "; the first counts");
      row.put("path", "light" + i + ".fits");
      rows.add(row);
    }
    List<String> lines = printed(RunSummary.of(rows, NOTHING_STATED, List.of()));
    int at = lines.indexOf("  warnings      40 frames, see the column warnings of frames.csv");
    assertTrue(at > 0, lines.toString());
    assertEquals(
        "    40 x GAIN occurs twice, as 1 and 0.5; the first counts (light1.fits, ...)",
        lines.get(at + 1));
    assertTrue(lines.get(at + 2).startsWith("Results: "), lines.toString());
  }

  @Test
  void whatIsLeftHasANextStep() {
    add(1, "uncalibrated", "light", "2024-03-02", "", "no flat");
    add(1, "rejected", "unknown", "", "", "no image");
    List<String> lines = printed(RunSummary.of(rows, NOTHING_STATED, List.of()));
    String next = String.join("\n", lines).replaceFirst("(?s).*(?=Next: )", "");
    for (String way : List.of("--masters=FOLDER", "SKIP_STEP", "plan --format=MATCHES")) {
      assertTrue(next.contains(way), next);
    }
  }

  @Test
  void coloursAreOfOursAloneAndOnlyOnATerminal() {
    add(1, "calibrated", "light", "2024-03-02", "calibrated/x.fits", "");
    add(1, "rejected", "unknown", "", "", "\033[31mred\033[0m");
    RunSummary summary = RunSummary.of(rows, NOTHING_STATED, List.of());
    Terminal colours = Terminal.of(true, Map.of("TERM", "xterm"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new SummaryText(summary, new Screen(new PrintStream(out), colours))
        .print("reduced", 1, List.of(), true);
    String text = out.toString();
    assertTrue(text.contains("\033[32m  calibrated    1 of 1 lights\033[0m\n"), text);
    assertTrue(text.contains("\033[31m  rejected      1\033[0m\n"), text);
    assertTrue(text.contains("?[31mred?[0m"), text);

    out.reset();
    Terminal plain = Terminal.of(true, Map.of("TERM", "xterm", "NO_COLOR", "1"));
    new SummaryText(summary, new Screen(new PrintStream(out), plain))
        .print("reduced", 1, List.of(), true);
    assertFalse(out.toString().contains("\033"), out.toString());
  }

  private void addLight(String output, String hdu, String odd) {
    add(1, "calibrated", "light", "2024-03-02", output, "");
    Map<String, String> row = new HashMap<>(rows.remove(rows.size() - 1));
    row.put("hdu", hdu);
    row.put("limiting_mag", "-7.5");
    row.put("odd", odd);
    rows.add(row);
  }

  @Test
  void oddLightsAreCountedByMarkAndTheOthersListed() throws IOException {
    addLight("calibrated/a.fits", "0", "");
    addLight("calibrated/b.fits", "0", "cloud");
    addLight("calibrated/c.fits", "0", "cloud; trailed");
    addLight("calibrated/d.fits", "1", "");
    addLight("calibrated/d.fits", "2", "satellite trail");
    addLight("calibrated/e.fits", "1", "");
    addLight("calibrated/e.fits", "2", "");
    add(1, "used-in-master", "flat", "2024-03-02", "masters/f.fits", "");
    add(1, "uncalibrated", "light", "2024-03-02", "", "no master");
    RunSummary summary = RunSummary.of(rows, NOTHING_STATED, List.of());
    List<String> lines = printed(summary);
    assertTrue(
        lines.contains(
            "  odd           3 of 7 lights (2 cloud, 1 trailed, 1 satellite trail), see the column odd"
                + " of frames.csv"),
        lines.toString());
    assertTrue(summary.inOneLine().endsWith(", 3 odd (2 cloud, 1 trailed, 1 satellite trail)"));
    assertTrue(lines.stream().allMatch(line -> line.length() <= 110), lines.toString());
    StringWriter list = new StringWriter();
    GoodLights.write(rows, list);
    assertEquals("calibrated/a.fits\ncalibrated/e.fits\n", list.toString());
  }

  private static String good(List<Map<String, String>> rows) throws IOException {
    StringWriter list = new StringWriter();
    GoodLights.write(rows, list);
    return list.toString();
  }

  @Test
  void imagesOfAProductNeedNotFollowOneAnother() throws IOException {
    addLight("calibrated/a.fits", "1", "");
    addLight("calibrated/b.fits", "1", "cloud");
    addLight("calibrated/a.fits", "2", "");
    addLight("calibrated/b.fits", "2", "");
    assertEquals("calibrated/a.fits\n", good(rows));
  }

  @Test
  void aLightThatWasNotRecognisedIsNotGoodWhereOthersWere() throws IOException {
    addLight("calibrated/a.fits", "0", "");
    addLight("calibrated/b.fits", "0", "");
    addLight("calibrated/c.fits", "0", "");
    rows.get(0).put("object", "M 31");
    rows.get(1).put("object", "m31");
    rows.get(2).put("object", "M 33");
    assertEquals(3, good(rows).lines().count(), "nothing is known of any");
    rows.get(1).put("transparency", "0.98");
    assertEquals("calibrated/b.fits\ncalibrated/c.fits\n", good(rows));
  }
}
