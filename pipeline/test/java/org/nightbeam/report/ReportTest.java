package org.nightbeam.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.fits.product.ProductFile;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.preview.PreviewPath;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.report.facts.Format;
import org.nightbeam.storage.LocalStorage;

class ReportTest {
  @TempDir private Path folder;

  private static Document page(Path file) throws IOException {
    return Jsoup.parse(Files.readString(file));
  }

  private static String summary(Document page, String name) {
    return page.select(".summary div").stream()
        .filter(number -> number.select("dt").text().equals(name))
        .map(number -> number.select("dd").text())
        .findFirst()
        .orElse("");
  }

  private static JsonNode data(Document page) throws IOException {
    return new ObjectMapper().readTree(page.select("#data").first().data());
  }

  @Test
  void oneNightIsOnePageWithItsNumbersOnTop() throws IOException {
    Path report = WrittenOutput.hostileNight(folder, 500).report();
    Document page = page(report);

    assertEquals(folder.resolve("report.html"), report);
    assertFalse(Files.exists(folder.resolve("report")), "no page of a night beside it");
    assertEquals("Night of 2026-01-15", page.select("h1").text());
    assertEquals(
        "500 of 502 lights are calibrated; 1 lacks a master; 2 frames were set aside.",
        page.select(".verdict").text());
    assertEquals("506", summary(page, "Frames"));
    assertEquals("500", summary(page, "Calibrated"));
    assertEquals("2", summary(page, "Set aside"));
    assertEquals("1", summary(page, "Missing a master"));
    assertEquals("50", summary(page, "Odd lights"), "those behind clouds");
    assertTrue(page.select("#made-by .heading p").text().contains("1 min 23 s"));
    assertEquals(
        "50 of 502 lights are odd: few stars 50, 05:01–06:00 UTC.", page.select(".sky").text());
  }

  @Test
  void eachLightHasItsPicturesLoadedLazilyAndItsStatistics() throws IOException {
    Document page = page(WrittenOutput.hostileNight(folder, 500).report());

    assertEquals(502, page.select("#gallery > li").size());
    assertEquals(500, page.select("#gallery img[loading=lazy]").size());
    Element first = page.select("#gallery > li").first();
    String source = first.select("img").attr("src");
    assertEquals("previews/calibrated/2026-01-15/light_001.fits.jpg", source);
    assertTrue(Files.exists(folder.resolve(source)));
    assertEquals(
        List.of("Sky", "Noise", "Stars", "FWHM", "Saturated"), first.select("dt").eachText());
    assertEquals(List.of("250.1", "14.0", "120", "3.10", "0 %"), first.select("dd").eachText());
    assertEquals("few stars", page.select("#light-251 .tags").text());
    assertEquals(502, data(page).get("lights").size());
  }

  @Test
  void eachCountLeadsToWhatItCounts() throws IOException {
    Document page = page(WrittenOutput.hostileNight(folder, 20).report());

    for (Element link : page.select(".summary a, .targets a, .concerns a")) {
      String target = link.attr("href");
      assertTrue(target.startsWith("#") && page.select(target).size() == 1, link.outerHtml());
      if (!link.attr("data-show").isEmpty()) {
        assertTrue(
            page.select("#show option").eachAttr("value").contains(link.attr("data-show")),
            link.outerHtml());
      }
    }
    assertEquals("odd", page.select(".summary a[data-show=odd]").attr("data-show"));
    assertEquals(
        List.of(
            "1 light lacks a master dark, flat",
            "1 frame was set aside (truncated): <img src=x onerror=alert(1)>.fits",
            "2 of 22 lights: few stars, 05:30–06:00 UTC"),
        page.select(".concerns li a").eachText());
  }

  @Test
  void aStepThatWasLeftOutIsNoGreenLamp() throws IOException {
    WrittenOutput output = new WrittenOutput(folder);
    String reason = Reason.STEP_LEFT_OUT + "no master flat: there are no usable flat frames";
    String code = ReasonCode.STEP_LEFT_OUT.label();
    for (int i = 0; i < 6; i++) {
      boolean left = i < 2;
      output.light(
          "2026-01-15", i, 12, "reason", left ? reason : "", "reason_code", left ? code : "");
    }
    Document page = page(output.report());

    assertEquals(
        "All 6 lights are calibrated; 2 of them with a step left out.",
        page.select(".verdict").text());
    assertTrue(page.select("header.top").hasClass("fair"));
    Element concern = page.select(".concerns li").first();
    assertEquals(
        "2 of 6 lights are calibrated with a step left out. No master flat: there are no usable"
            + " flat frames. Add the frames, or --masters=FOLDER with those of another run, and run"
            + " again.",
        concern.text());
    String show = concern.select("a").attr("data-show");
    assertTrue(page.select("#show option").eachAttr("value").contains(show), show);
    assertEquals("step left out", page.select("#light-0 .tags").text());
    assertEquals("", page.select("#light-5 .tags").text());
    assertTrue(data(page).get("lights").get(0).get("step").asBoolean());
    assertFalse(data(page).get("lights").get(5).get("step").asBoolean());
  }

  @Test
  void lightsThatWereNotComparedAreNotSaidToBeAlike() throws IOException {
    WrittenOutput output = new WrittenOutput(folder);
    for (int i = 0; i < 4; i++) {
      output.light("2026-01-15", i, 12, "filter", "V", "stars", "100");
    }
    assertEquals("", page(output.report()).select(".sky").text(), "4 are too few to compare");
    for (int i = 4; i < 9; i++) {
      output.light("2026-01-15", i, 12, "filter", "B", "stars", "100");
    }
    assertEquals(
        "No light is unlike the others, as far as there were 5 of a kind to compare: 5 of 9"
            + " lights.",
        page(output.report()).select(".sky").text());
  }

  @Test
  void targetsAreCountedByFilterAndTimeByFile() throws IOException {
    WrittenOutput output = new WrittenOutput(folder);
    for (int i = 0; i < 6; i++) {
      output.light("2026-01-15", 2 * i, 12, "object", i < 3 ? "M 31" : "m31", "hdu", "1");
      output.light("2026-01-15", 2 * i, 12, "object", i < 3 ? "M 31" : "m31", "hdu", "2");
    }
    output.light("2026-01-15", 11, 12, "object", "NGC 7000", "fwhm_px", "9");
    Document page = page(output.report());

    assertEquals(
        List.of("M 31 R 12 6 min 6 min 3.1 4.17 0", "NGC 7000 V 1 1 min 1 min 9.0 4.17 0"),
        page.select("table.targets tbody tr").eachText());
    assertEquals(7, page.select("#gallery > li").size(), "a card for each file");
    assertEquals(2, page.select("#light-0 .picture").size());
    assertEquals(13, data(page).get("lights").size());
    assertEquals(0, data(page).get("lights").get(1).get("card").asInt());
  }

  @Test
  void aCountOfATargetLeadsToAllItsSpellings() throws IOException {
    WrittenOutput output = new WrittenOutput(folder);
    String[] spellings = {"M 31", "m31", "M_31", "NGC 7000", "", "--"};
    for (int i = 0; i < spellings.length; i++) {
      output.light("2026-01-15", 2 * i, 12, "object", spellings[i]);
    }
    Document page = page(output.report());

    List<String> options = page.select("#target option").eachAttr("value");
    assertEquals(4, options.size(), "all, two targets, and none: " + options);
    assertEquals(
        List.of("Target", "Filter", "Lights", "Time on the sky", "Time, good lights"),
        page.select("table.targets th[scope=col]").eachText().subList(0, 5));
    List<String> counts = new ArrayList<>();
    for (Element row : page.select("table.targets tbody tr")) {
      Element link = row.select("a[data-show=*]").first();
      String target = link.attr("data-target");
      assertTrue(options.contains(target), target);
      long shown =
          StreamSupport.stream(data(page).get("lights").spliterator(), false)
              .filter(light -> light.get("target").asText().equals(target))
              .count();
      assertEquals(link.text(), Long.toString(shown), target);
      counts.add(row.select("th").text() + " " + shown);
    }
    assertEquals(List.of("M 31 3", "NGC 7000 1", "no name 2"), counts);
  }

  @Test
  void filesOfTwoInputsMayHaveTheSamePath() throws IOException {
    WrittenOutput output = new WrittenOutput(folder);
    for (String input : List.of("/data/scopeA/", "/data/scopeB/")) {
      for (String hdu : List.of("1", "2")) {
        output.light(
            "2026-01-15", 2, 12, "object", "M 31", "uri", input + "light_002.fits", "hdu", hdu);
      }
    }
    assertEquals(
        List.of("M 31 R 4 2 min 2 min 3.1 4.17 0"),
        page(output.report()).select("table.targets tbody tr").eachText());
  }

  @Test
  void bestAndWorstAreOfSeveralOfAKind() throws IOException {
    WrittenOutput output = new WrittenOutput(folder);
    for (int i = 0; i < 5; i++) {
      String[] sharp = {"fwhm_px", i == 1 ? "2.5" : "3.1", "stars", i == 3 ? "12" : "120"};
      output.light("2026-01-15", 2 * i, 12, sharp);
    }
    Document page = page(output.report());
    assertEquals(
        List.of("Best: light_002.fits", "Worst: light_006.fits"),
        page.select(".extreme figcaption").eachText());
    assertEquals("1", page.select(".extreme a").first().attr("data-light"));
    assertEquals(
        "01:40:00 UTC · R · FWHM 2.5 px · 120 stars", page.select(".extreme .dim").first().text());
  }

  @Test
  void aLightWithoutATimeIsShownWithoutOne() throws IOException {
    WrittenOutput output = new WrittenOutput(folder);
    for (int i = 0; i < 5; i++) {
      String[] sharp = {"fwhm_px", i == 1 ? "2.5" : "3.1", "time_utc", ""};
      output.light("2026-01-15", 2 * i, 12, sharp);
    }
    assertEquals(
        "R · FWHM 2.5 px · 120 stars",
        page(output.report()).select(".extreme .dim").first().text());
  }

  @Test
  void lightsOfTwoInstrumentsAreNotCompared() throws IOException {
    WrittenOutput output = new WrittenOutput(folder);
    // Stars are half as wide on pixels of 2 x 2; none of a kind is unlike the others of it.
    for (int i = 0; i < 12; i++) {
      boolean binned = i % 3 == 0;
      output.light(
          "2026-01-15",
          2 * i,
          24,
          "object",
          "M 31",
          "filter",
          "R",
          "stars",
          "100",
          "sky_adu",
          binned ? "1000" : "250",
          "fwhm_px",
          binned ? "2" : i == 5 ? "4.1" : "4",
          "xbin",
          binned ? "2" : "1",
          "ybin",
          binned ? "2" : "1",
          "telescope",
          "RC 8");
    }
    Document page = page(output.report());

    assertEquals(
        List.of(
            "M 31 R RC 8, Camera, 1 x 1 8 8 min 8 min 4.0 4.17 0",
            "M 31 R RC 8, Camera, 2 x 2 4 4 min 4 min 2.0 16.7 0"),
        page.select("table.targets tbody tr").eachText());
    assertEquals("Worst: light_010.fits", page.select(".extreme figcaption").last().text());
    Element link = page.select("table.targets a[data-show=*]").last();
    List<String> cameras = page.select("#camera option").eachAttr("value");
    assertEquals(List.of("*", "RC 8, Camera, 1 x 1", "RC 8, Camera, 2 x 2"), cameras);
    assertEquals(
        4,
        StreamSupport.stream(data(page).get("lights").spliterator(), false)
            .filter(light -> light.get("camera").asText().equals(link.attr("data-camera")))
            .count());
    assertFalse(page.select("#plot-fwhm_px").attr("aria-label").contains("median"));
  }

  @Test
  void theIndexHasMediansOfOneInstrumentANight() throws IOException {
    WrittenOutput output = new WrittenOutput(folder);
    for (String night : List.of("2026-01-15", "2026-01-16")) {
      for (int i = 0; i < 16; i++) {
        boolean other = i % 16 >= 9;
        output.light(
            night,
            2 * i,
            32,
            "object",
            "M 31",
            "filter",
            "R",
            "fwhm_px",
            other ? "9" : i < 5 ? "3" : "4",
            "telescope",
            other ? "RC 8" : "APO");
      }
    }
    Document page = page(output.report());

    JsonNode nights = data(page).get("nights");
    assertEquals(3, nights.get(0).get("fwhm").asDouble(), "of nine, five have 3 pixels");
    Element target = page.select("table.targets tbody tr").first();
    assertEquals("M 31 R 2 32 32 min", target.text().substring(0, 18));
  }

  @Test
  void aPageSaysWhetherFramesStillCome() throws IOException {
    Document ended = page(new WrittenOutput(folder).light("2026-01-15", 1, 2).report());
    assertTrue(ended.select(".watching").isEmpty());
    assertFalse(data(ended).get("watching").asBoolean());
    Document watched = page(new WrittenOutput(folder).light("2026-01-15", 1, 2).watched().report());
    assertEquals(1, watched.select(".watching").size());
    assertTrue(data(watched).get("watching").asBoolean());
  }

  @Test
  void stacksAndLightCurvesAreShownWithTheirNumbers() throws IOException {
    Document page = page(WrittenOutput.measuredNight(folder, 12).report());
    assertEquals(
        List.of("M 31, V"), page.select("#stacks article h3").eachText(), "one picture a stack");
    assertEquals(
        "11 lights · 11 min · stacks/2026-01-15/m31-V.fits",
        page.select("#stacks article > p").text());
    assertEquals("1 light is in no stack", page.select("#stacks > details summary").text());
    assertEquals("odd: cloud", page.select("#stacks > details tbody td").last().text());

    assertEquals("M 31, V", page.select("#lightcurves h3").text(), "as headers have it");
    assertEquals(
        List.of(
            "NB-2 has no light curve: it is beyond the edge",
            "9 lights, 157 stars, 95 of them comparison stars, which scatter by 1.7 mmag beyond"
                + " their errors.",
            "2 stars with a close neighbour vary as the FWHM does, and have no curve."),
        page.select("#lightcurves > p").eachText());
    assertEquals(
        List.of(
            "<i>star</i>: 9 points, from light to light 0.22 mag, expected 9.8 mmag"
                + " lightcurves/m31-star-V.csv",
            "All stars lightcurves/stars.fits"),
        page.select("#lightcurves figcaption").eachText());
    for (Element picture : page.select("#lightcurves img, #stacks img")) {
      assertTrue(Files.exists(folder.resolve(picture.attr("src"))), picture.outerHtml());
    }
    assertTrue(page.select("[style]").isEmpty(), "the page's policy forbids styles of elements");
  }

  /** Cut short, emptied, of another shape, or no text: each costs a line. */
  @Test
  void aDamagedFileOfAnEarlierRunCostsALineNotTheReport() throws IOException {
    String[] damages = {"", "null", "{\"fields\": [{\"na", "\u0000\u0001", "[]x", "7"};
    String[] files = {"lightcurves/curves.json", "previews/masters.json", "run.json"};
    WrittenOutput.measuredNight(folder, 12).bias("2026-01-15").report();
    for (String name : files) {
      Path file = folder.resolve(name);
      byte[] whole = Files.readAllBytes(file);
      for (String damage : damages) {
        Files.writeString(file, damage);
        Document page = page(Path.of(new Report(new LocalStorage(), folder.toString()).write()));
        List<String> said = page.select("p.damaged").eachText();
        assertEquals(1, said.size(), name + ": " + damage + " " + said);
        assertTrue(said.get(0).startsWith(name + " is damaged ("), said.toString());
        assertEquals(name.startsWith("light") ? 0 : 1, page.select("#lightcurves").size(), name);
        Files.write(file, whole);
      }
    }
    Document whole = page(Path.of(new Report(new LocalStorage(), folder.toString()).write()));
    assertEquals(List.of(), whole.select("p.damaged").eachText());
  }

  @Test
  void theStatisticsOfAMasterThatAreDamagedAreMadeAgainFromItsFile() throws IOException {
    aMasterWithoutAPreviewIsLookedAt();
    Path statistics = folder.resolve(PreviewPath.statistics(WrittenOutput.master("2026-01-15")));
    for (String damage : List.of("", "{", "{}", "null")) {
      Files.writeString(statistics, damage);
      Files.delete(folder.resolve("previews/masters.json"));
      Document page = page(new WrittenOutput(folder).bias("2026-01-15").report());
      assertEquals("1003.0 ADU", page.select(".master dd").first().text(), damage);
    }
  }

  /** They stay in the output, and are shown as what they are. */
  @Test
  void lightCurvesOfAnEarlierRunAreSaidToBeSo() throws IOException {
    Files.createDirectory(folder.resolve("a"));
    Files.createDirectory(folder.resolve("b"));
    Map<String, Object> made = Map.of("lightCurves", true);
    String last =
        page(WrittenOutput.measuredNight(folder.resolve("a"), 12).options(made).report()).text();
    assertTrue(last.contains("of all lights of the last run: targets first"), last);
    String earlier = page(WrittenOutput.measuredNight(folder.resolve("b"), 12).report()).text();
    assertTrue(earlier.contains("of all lights of an earlier run with --lightCurves"), earlier);
  }

  /** The stack has the lights of both nights; a page has those of its own. */
  @Test
  void aStackOfAllNightsIsNotSaidToBeOfOne() throws IOException {
    WrittenOutput output = new WrittenOutput(folder);
    for (String night : List.of("2026-01-15", "2026-01-16")) {
      for (int i = 1; i <= 3; i++) {
        output.light(night, i, 3, "object", "M 31", "stack", "stacks/m31-V.fits");
      }
    }
    output.report();
    Document page = page(folder.resolve("report/2026-01-16.html"));
    assertEquals(
        "3 lights of this night · 3 min · stacks/m31-V.fits",
        page.select("#stacks article > p").text());
    assertEquals("Its lights of this night", page.select("#stacks article details summary").text());
  }

  /** Catalogues, and what follows from them, are in the unit of the products. */
  @Test
  void theSkyHasTheUnitOfItsNumbers() throws IOException {
    for (Map<String, Object> options :
        List.<Map<String, Object>>of(
            Map.of("unit", "ELECTRON", "sources", true),
            Map.of("unit", "ELECTRON", "stack", true),
            Map.of("unit", "ELECTRON", "stack", false),
            Map.of("unit", "ADU", "sources", true))) {
      boolean electrons = options.get("unit").equals("ELECTRON") && options.containsValue(true);
      String unit = electrons ? "electrons" : "ADU";
      Document page =
          page(
              new WrittenOutput(folder)
                  .light("2026-01-15", 1, 2)
                  .light("2026-01-15", 2, 2)
                  .options(options)
                  .report());
      List<String> captions = page.select("#conditions figcaption").eachText();
      assertTrue(captions.contains("Sky level " + unit), options + ": " + captions);
      assertTrue(captions.contains("Noise of a pixel " + unit), options + ": " + captions);
      assertTrue(
          page.select("table.targets th").eachText().contains("Sky, " + unit + "/s"),
          options.toString());
    }
  }

  @Test
  void aChartOfOnePointIsNotDrawn() throws IOException {
    Document one = page(new WrittenOutput(folder).light("2026-01-15", 1, 1).report());
    assertTrue(one.select("#conditions .plot").isEmpty());
    assertEquals(1, one.select("#conditions tbody tr").size());
    Document two =
        page(
            new WrittenOutput(folder).light("2026-01-15", 1, 2).light("2026-01-15", 2, 2).report());
    assertEquals(
        List.of("plot-sky_adu", "plot-noise_adu", "plot-stars", "plot-fwhm_px"),
        two.select("#conditions .plot").eachAttr("id"),
        "none of saturated pixels where there are none");
  }

  @Test
  void whatHeadersSayIsTextAndNoMarkup() throws IOException {
    Document page = page(WrittenOutput.hostileNight(folder, 20).report());

    assertEquals(2, page.select("script").size(), "the data and our script");
    assertTrue(page.select("b, img[onerror], [onclick]").isEmpty());
    assertEquals(
        "<img src=x onerror=alert(1)>.fits", page.select("#set-aside tbody th").first().text());
    assertTrue(page.select("#filter option").eachText().contains("\"><script>alert(2)</script>"));
    assertTrue(page.select("#made-by td").eachText().contains("/out </script><b>"));
  }

  @Test
  void thePolicyLetsNothingInButTheImagesBesideIt() throws IOException {
    Document page = page(WrittenOutput.hostileNight(folder, 3).report());
    String policy = page.select("meta[http-equiv=Content-Security-Policy]").attr("content");

    assertTrue(policy.startsWith("default-src 'none'; img-src 'self' data: file:;"), policy);
    assertFalse(policy.contains("unsafe"), policy);
    for (Element element : page.select("[src], [href]")) {
      String target = element.attr("src") + element.attr("href");
      assertTrue(target.matches("(previews/|calibrated/|#|data:,).*"), target);
    }
    assertTrue(page.select("[style]").isEmpty());
  }

  @Test
  void aFrameSetAsideHasItsReasonAndARemedy() throws IOException {
    Document page = page(WrittenOutput.hostileNight(folder, 3).report());
    List<String> cells = page.select("#set-aside td").eachText();

    assertEquals(
        List.of(
            "truncated: <b>the data</b> end before the last of 64 rows; copy the file again",
            "Copy the file again from the camera's computer, then run again.",
            "not a FITS file: it begins",
            "Move it out of the input: it is not a frame."),
        cells);
  }

  @Test
  void whyNoMasterMatchedIsATable() throws IOException {
    Document page = page(WrittenOutput.hostileNight(folder, 3).report());

    assertEquals("left.fits", page.select("#no-match tbody th").text());
    assertEquals(
        List.of(
            "dark 2026-01-15/dark-60s exposure 60 s 300 s or longer",
            "dark 2026-01-15/dark-60s temperature -10 C -20 C",
            "flat there are no usable flat frames"),
        page.select("#no-match tbody tr").stream()
            .map(row -> row.select("td").text().trim().replaceAll(" +", " "))
            .toList());
  }

  @Test
  void aMasterHasItsPictureAColourBarItsNumbersAndInputs() throws IOException {
    Document page = page(WrittenOutput.hostileNight(folder, 3).report());
    Element master = page.select(".master").first();

    assertEquals("Bias", master.select("h3").text());
    assertEquals(
        "previews/" + WrittenOutput.master("2026-01-15") + ".jpg",
        master.select("img").attr("src"));
    assertTrue(
        master
            .select(".colours")
            .attr("aria-label")
            .matches("Black is 99\\d\\.?\\d*, white 100\\d\\.?\\d* ADU"),
        master.select(".colours").attr("aria-label"));
    assertEquals(List.of("Level", "Noise", "Hot pixels"), master.select("dl dt").eachText());
    assertEquals(3, master.select(".files li").size());
    assertTrue(master.text().contains("The first of its kind here"));
  }

  @Test
  void aCampaignHasAnIndexAndAPageANight() throws IOException {
    Document index = page(WrittenOutput.campaign(folder, 300, 10).report());

    assertEquals("300 nights", index.select("h1").text());
    assertEquals(300, index.select("#table-nights tbody tr").size());
    assertEquals(30, index.select("#table-nights tbody tr.left").size());
    assertEquals(300, data(index).get("nights").size());
    assertEquals(
        List.of("300", "2025-01-01", "2025-10-27"),
        index.select("#masters tbody tr").get(0).select("td").eachText().subList(0, 3));
    assertEquals(1, index.select("#masters tbody tr").size());
    try (Stream<Path> pages = Files.list(folder.resolve("report"))) {
      assertEquals(300, pages.count());
    }
    for (String link : index.select("#table-nights a").eachAttr("href")) {
      assertTrue(Files.exists(folder.resolve(link)), link);
    }
    Document third = page(folder.resolve("report/2025-01-03.html"));
    assertEquals(
        List.of("2025-01-02.html", "../report.html", "2025-01-04.html"),
        third.select("nav.nights a").eachAttr("href"));
    assertTrue(third.select("#gallery img").attr("src").startsWith("../previews/calibrated/"));
    assertTrue(third.select(".master").text().contains("Level over 3 nights"));
    String master = third.select(".master").text();
    assertTrue(
        master.matches(
            ".*Since 2025-01-02: level ([+−][\\d.]+ × the noise of a pixel|unchanged|not comparable),.*"),
        master);
  }

  @Test
  void aLaterRunOfOneNightIsComparedWithTheNightsBefore() throws IOException {
    WrittenOutput.campaign(folder, 2, 1).report();
    WrittenOutput one = new WrittenOutput(folder);
    Document page = page(one.bias("2025-01-03").masterPreview("2025-01-03").report());

    assertEquals(3, data(page).get("masters").get(0).get("trend").size());
    assertEquals("No lights.", page.select(".verdict").text());
  }

  @Test
  void aMasterWithoutAPreviewIsLookedAt() throws IOException {
    String path = WrittenOutput.master("2026-01-15");
    ProductHeader header = ProductHeader.ofImage(64, 64);
    header.add("NBCFA", "", "colour filter array");
    Files.createDirectories(folder.resolve(path).getParent());
    try (ProductFile file =
        new ProductFile(new LocalStorage().create(folder.resolve(path).toString()))) {
      ByteBuffer pixels = ByteBuffer.allocate(64 * 64 * Float.BYTES);
      for (int i = 0; i < 64 * 64; i++) {
        pixels.putFloat(1000 + i % 7);
      }
      file.add(header).write(pixels.flip());
      file.finish(written -> {});
    }
    Document page = page(new WrittenOutput(folder).bias("2026-01-15").report());

    assertEquals("1003.0 ADU", page.select(".master dd").first().text());
    assertTrue(Files.exists(folder.resolve(page.select(".master img").attr("src"))));
  }

  @Test
  void whereThereIsNothingToSeeThePageSaysSo() throws IOException {
    WrittenOutput output = new WrittenOutput(folder).bias("2026-01-15");
    output.frame(
        "a #1%.fits", "up-to-date", "light", "2026-01-15", "output", "calibrated/a #1%.fits");
    Document page = page(output.report());

    assertTrue(page.select(".master").text().contains("Its file no longer exists"));
    assertEquals("no preview", page.select("#gallery .picture").text());
    assertEquals("The one light is calibrated.", page.select(".verdict").text());
  }

  @Test
  void namesOfFilesAreUrlsOfTheirPictures() {
    assertEquals("previews/a%20%231%25/%C3%A9.jpg", Format.url("previews/a #1%/é.jpg"));
  }

  @Test
  void anEmptyTableHasAReport() throws IOException {
    assertEquals(
        "No frames were found.",
        page(new WrittenOutput(folder).report()).select(".verdict").text());
  }

  @Test
  void withoutATableThereIsNoReport() {
    Report report = new Report(new LocalStorage(), folder.toString());
    assertThrows(NoSuchFileException.class, report::write);
  }
}
