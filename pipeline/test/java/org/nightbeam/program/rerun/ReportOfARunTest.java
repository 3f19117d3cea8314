package org.nightbeam.program.rerun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.report.Report;
import org.nightbeam.synthetic.SyntheticNight;

class ReportOfARunTest {
  @TempDir private Path folder;
  private Path raw;
  private Path output;

  @BeforeEach
  void makeANight() throws IOException {
    raw = folder.resolve("raw");
    output = folder.resolve("reduced");
    new SyntheticNight(300, 200, 4, 4, 4, 6, List.of("V"), 5).writeTo(raw);
  }

  private Document report() throws IOException {
    return Jsoup.parse(Files.readString(output.resolve("report.html")));
  }

  /** What the lights look like by the table, without what is the same in a rerun. */
  private List<List<String>> statistics() throws IOException {
    List<List<String>> all = new ArrayList<>();
    for (Map<String, String> row : Program.table(output).values()) {
      if (row.get("type").equals("light")) {
        List<String> values = new ArrayList<>();
        for (String column :
            List.of("sky_adu", "noise_adu", "saturated_fraction", "stars", "fwhm_px")) {
          values.add(row.get(column));
        }
        all.add(values);
      }
    }
    return all;
  }

  @Test
  void aRunLeavesAReportWithPicturesOfAllThatItMade() throws IOException {
    assertEquals(0, Program.calibrate(raw, output).status());
    Document page = report();

    assertEquals("All 6 lights are calibrated.", page.select(".verdict").text());
    assertEquals(6, page.select("#gallery button").size());
    assertEquals(3, page.select(".master img").size());
    for (Element image : page.select("img")) {
      assertTrue(Files.exists(output.resolve(image.attr("src"))), image.attr("src"));
    }
    for (List<String> light : statistics()) {
      assertTrue(Double.parseDouble(light.get(0)) > 0, light.toString());
      assertTrue(Double.parseDouble(light.get(1)) > 0, light.toString());
    }
  }

  @Test
  void aRerunKnowsWhatUpToDateLightsLookLike() throws IOException {
    Program.calibrate(raw, output);
    List<List<String>> first = statistics();
    Program.calibrate(raw, output);
    assertEquals(6, first.size());
    assertEquals(first, statistics());
    assertEquals(6, report().select("#gallery button").size());
  }

  @Test
  void theReportIsMadeAgainFromWhatTheRunHasLeft() throws IOException {
    Program.calibrate(raw, output);
    byte[] before = Files.readAllBytes(output.resolve("report.html"));
    Files.delete(output.resolve("report.html"));
    Files.delete(output.resolve("previews/masters.json"));
    Program again = Program.run("report", output.toString());

    assertEquals(0, again.status(), again.err());
    assertEquals(output.resolve("report.html").toString(), again.out().trim());
    assertArrayEquals(before, Files.readAllBytes(output.resolve("report.html")));
  }

  @Test
  void previewsAndReportCanBeLeftOut() throws IOException {
    assertEquals(0, Program.calibrate(raw, output, "--report=false").status());
    assertFalse(Files.exists(output.resolve("previews")));
    assertFalse(Files.exists(output.resolve("report.html")));
    assertEquals(List.of("", "", "", "", ""), statistics().get(0));
    assertEquals(0, Program.run("report", output.toString()).status());
    assertEquals(3, report().select(".master img").size(), "pictures of masters, from their files");
  }

  @Test
  void whereThereWasNoRunThereIsNoReport() throws IOException {
    Program report = Program.run("report", folder.resolve("nothing").toString());
    assertEquals(2, report.status());
    assertTrue(report.err().contains("there is no frames.csv in "), report.err());
    assertEquals(2, Program.run("report").status());
  }

  @Test
  void runJsonIsWhatItsSchemaSays() throws IOException {
    Program.calibrate(raw, output);
    JsonSchema.of(Report.class, "run.schema.json")
        .require(new ObjectMapper().readTree(Files.readAllBytes(output.resolve("run.json"))));
  }
}
