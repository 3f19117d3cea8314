package org.nightbeam.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The report in headless Chromium; skipped where there is none. */
class ReportInBrowserIT {
  private static final int HEIGHT = 900;
  private static final Path SCREENSHOTS = Path.of("target", "report-screenshots");
  private static final String OPEN_DETAILS =
      "document.querySelectorAll('details').forEach(d => d.open = true)";

  @TempDir private static Path folder;
  private static Path night;
  private static Path shortNight;
  private static Path measuredNight;
  private static Path index;
  private static Browser browser;
  private static String axe;

  @BeforeAll
  static void makeReports() throws IOException {
    Optional<Path> chromium = Browser.find();
    assumeTrue(chromium.isPresent(), "there is no Chromium on the PATH (apt-get install chromium)");
    night = WrittenOutput.hostileNight(Files.createDirectory(folder.resolve("n")), 500).report();
    shortNight =
        WrittenOutput.hostileNight(Files.createDirectory(folder.resolve("s")), 30).report();
    measuredNight =
        WrittenOutput.measuredNight(Files.createDirectory(folder.resolve("m")), 12).report();
    index =
        WrittenOutput.campaign(Files.createDirectory(folder.resolve("c")), 300, 6)
            .lightPreviews()
            .report();
    browser = Browser.start(chromium.get(), folder.resolve("profile"));
    try (InputStream in = ReportInBrowserIT.class.getResourceAsStream("/axe.min.js")) {
      axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  private static void assertIsClean() throws IOException {
    assertEquals(List.of(), browser.problems());
    assertEquals(
        List.of(),
        browser.requests().stream()
            .filter(url -> !url.startsWith("file:") && !url.startsWith("data:"))
            .toList());
    assertTrue(
        browser.evaluate("document.documentElement.scrollWidth <= innerWidth").asBoolean(),
        "the page is wider than its window");
  }

  private static void assertIsAccessible() throws IOException {
    browser.evaluate(axe + "; 1");
    JsonNode found =
        browser.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations"
                + ".filter(v => v.impact === 'serious' || v.impact === 'critical')"
                + ".map(v => v.id + ': ' + v.nodes[0].html))");
    assertEquals("[]", found.toString());
  }

  /** Returns which half of a picture is seen. */
  private static String stage(String selector) throws IOException {
    String top =
        "(() => { const box = document.querySelector('%s .picture').getBoundingClientRect();"
            + " const img = document.querySelector('%s .picture img').getBoundingClientRect();"
            + " return Math.abs(img.top - box.top) < 1 && img.height > 1.9 * box.height ? 'raw'"
            + " : Math.abs(img.bottom - box.bottom) < 1 ? 'calibrated' : 'neither'; })()";
    return browser.evaluate(String.format(top, selector, selector)).asText();
  }

  private static String text(String selector) throws IOException {
    return browser.evaluate("document.querySelector('" + selector + "').textContent").asText();
  }

  @ParameterizedTest
  @CsvSource({"400, false", "400, true", "1280, false", "1280, true", "2560, false", "2560, true"})
  void pagesAreRightAtEachWidthInLightAndDark(int width, boolean dark) throws IOException {
    String name = width + (dark ? "-dark" : "-light") + ".png";
    browser.open(shortNight, width, HEIGHT, dark);
    browser.screenshot(SCREENSHOTS.resolve("night-" + name));
    browser.evaluate("document.getElementById('conditions').scrollIntoView()");
    browser.settle();
    browser.screenshot(SCREENSHOTS.resolve("night-conditions-" + name));
    browser.evaluate("document.getElementById('masters').scrollIntoView()");
    browser.settle();
    browser.screenshot(SCREENSHOTS.resolve("night-masters-" + name));
    assertIsClean();
    browser.evaluate(OPEN_DETAILS);
    assertIsAccessible();
    browser.click("#light-0 button", 0.5);
    browser.screenshot(SCREENSHOTS.resolve("viewer-" + name));
    assertIsAccessible();

    browser.open(index, width, HEIGHT, dark);
    browser.screenshot(SCREENSHOTS.resolve("index-" + name));
    assertIsClean();
    assertIsAccessible();
  }

  @ParameterizedTest
  @CsvSource({"400, false", "800, true", "1280, false", "2560, false"})
  void picturesOfStacksAndCurvesFillTheirPlaces(int width, boolean dark) throws IOException {
    browser.open(measuredNight, width, HEIGHT, dark);
    for (String section : List.of("stacks", "lightcurves")) {
      browser.evaluate("document.getElementById('" + section + "').scrollIntoView()");
      browser.settle();
      browser.screenshot(
          SCREENSHOTS.resolve(section + "-" + width + (dark ? "-dark" : "-light") + ".png"));
      String pictures =
          "[...document.querySelectorAll('#"
              + section
              + " img')].map(img => { const box = img.getBoundingClientRect();"
              + " const place = img.closest('figure, article').getBoundingClientRect();"
              + " return img.naturalWidth > 0 && box.width > 0.5 * place.width"
              + " && box.left >= place.left - 1 && box.right <= place.right + 1; })";
      JsonNode found = browser.evaluate(pictures);
      assertFalse(found.isEmpty(), section);
      found.forEach(picture -> assertTrue(picture.asBoolean(), section + ": " + found));
    }
    assertIsClean();
    browser.evaluate(OPEN_DETAILS);
    assertIsAccessible();
  }

  @Test
  void aWatchedPageLooksAgainUnlessSomebodySearches() throws Exception {
    Path page =
        new WrittenOutput(Files.createDirectory(folder.resolve("w")))
            .light("2026-01-15", 1, 2)
            .light("2026-01-15", 2, 2)
            .watched()
            .report();
    try (Browser hurried = Browser.start(Browser.find().orElseThrow(), folder.resolve("hurried"))) {
      hurried.runBeforePages(
          "const wait = window.setInterval; window.setInterval = (f, ms) => wait(f, ms / 60)");
      hurried.open(page, 1280, HEIGHT, false);
      hurried.evaluate("document.querySelector('input[type=search]').value = 'light'");
      hurried.evaluate("window.seen = true; new Promise(r => setTimeout(r, 2000))");
      assertTrue(hurried.evaluate("window.seen === true").asBoolean(), "it is searched");
      hurried.forget();
      hurried.evaluate("document.querySelector('input[type=search]').value = ''; 1");
      hurried.awaitLoad();
      assertTrue(hurried.evaluate("window.seen === undefined").asBoolean(), "loaded again");
    }
  }

  @Test
  void plotsAreDrawn() throws IOException {
    browser.open(night, 1280, HEIGHT, false);
    browser.evaluate("document.getElementById('conditions').scrollIntoView()");
    browser.settle();
    String painted =
        "(() => { const c = document.querySelector('%s canvas');"
            + " return !!c && c.getContext('2d').getImageData(0, 0, c.width, c.height)"
            + ".data.some(v => v !== 0); })()";
    for (String plot : List.of("#plot-timeline", "#plot-sky_adu", "#plot-stars", "#plot-fwhm_px")) {
      assertTrue(browser.evaluate(String.format(painted, plot)).asBoolean(), plot);
    }
  }

  @Test
  void plotsOutOfSightAreDrawnSoonAndAgainForPaper() throws IOException {
    browser.open(shortNight, 1280, HEIGHT, true);
    browser.evaluate(
        "new Promise(done => { const look = () => [...document.querySelectorAll('.plot')]"
            + ".every(p => p.querySelector('canvas') || p.classList.contains('dead'))"
            + " ? done(1) : setTimeout(look, 20); look(); })");
    browser.evaluate("dispatchEvent(new Event('beforeprint'))");
    assertEquals(
        "680px,325px",
        browser
            .evaluate(
                "['#plot-timeline', '#plot-stars'].map("
                    + "id => document.querySelector(id + ' .u-wrap').style.width).join()")
            .asText());
    assertEquals(
        "#fff",
        browser
            .evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper')")
            .asText()
            .trim());
    browser.evaluate("dispatchEvent(new Event('afterprint'))");
    assertIsClean();
  }

  @Test
  void aCountShowsWhatItCounts() throws IOException {
    browser.open(night, 1280, HEIGHT, false);
    browser.click(".summary a[data-show=odd]", 0.5);
    assertEquals("50 of 502 lights", text("#shown"));
    browser.click("table.targets tbody tr:nth-child(2) a[data-show=odd]", 0.5);
    assertEquals("25 of 502 lights", text("#shown"), "of one filter");
    browser.click(".extreme a", 0.5);
    assertTrue(browser.evaluate("document.getElementById('viewer').open").asBoolean());
    assertIsClean();
  }

  @Test
  void picturesOutOfSightAreNotLoaded() throws IOException {
    browser.open(night, 1280, HEIGHT, false);
    long loaded = browser.requests().stream().filter(url -> url.endsWith(".jpg")).count();
    assertTrue(loaded < 150, loaded + " of 500 pictures");
  }

  @Test
  void theGalleryIsFilteredByMouseAndKeyboard() throws IOException {
    browser.open(night, 1280, HEIGHT, false);
    browser.click("#find", 0.5);
    browser.type("light_25");
    assertEquals("10 of 502 lights", text("#shown"));
    browser.evaluate("document.getElementById('show').focus()");
    browser.press("ArrowDown");
    assertEquals("9 of 502 lights", text("#shown"), "of these, the odd: 251 to 259");
    browser.evaluate("document.getElementById('order').focus()");
    for (int i = 0; i < 3; i++) {
      browser.press("ArrowDown");
    }
    assertEquals("9 of 502 lights", text("#shown"));
    assertIsClean();
  }

  @Test
  void aLightIsComparedByKeyboard() throws IOException {
    browser.open(night, 1280, HEIGHT, false);
    browser.evaluate("document.querySelector('#lights .stage').focus()");
    assertEquals("calibrated", stage("#light-0"));
    browser.press(" ");
    assertEquals("raw", stage("#light-0"));
    browser.press("Tab");
    assertEquals("light-0", browser.evaluate("document.activeElement.parentElement.id").asText());
    browser.press("Enter");
    assertTrue(browser.evaluate("document.getElementById('viewer').open").asBoolean());
    assertEquals("light_001.fits", text("#viewer-title"));
    browser.press("ArrowRight");
    assertEquals("light_002.fits", text("#viewer-title"));
    assertEquals("raw", stage("#viewer-picture"), "one switch for both");
    browser.press("r");
    assertEquals("calibrated", stage("#viewer-picture"));
    assertEquals("calibrated", stage("#light-1"));
    browser.press("Escape");
    assertFalse(browser.evaluate("document.getElementById('viewer').open").asBoolean());
    assertEquals("light-1", browser.evaluate("document.activeElement.parentElement.id").asText());
    assertIsClean();
  }

  @Test
  void aLightIsComparedByMouse() throws IOException {
    browser.open(night, 1280, HEIGHT, false);
    browser.click("#light-3 button", 0.5);
    assertEquals("light_004.fits", text("#viewer-title"));
    browser.click("#viewer-picture", 0.25);
    assertEquals("raw", stage("#viewer-picture"));
    browser.click("#viewer-next", 0.5);
    assertEquals("light_005.fits", text("#viewer-title"));
    browser.click("#viewer-close", 0.5);
    assertFalse(browser.evaluate("document.getElementById('viewer').open").asBoolean());
  }

  @Test
  void theIndexIsSearchedSortedAndFollowed() throws IOException {
    browser.open(index, 1280, HEIGHT, false);
    browser.click("#find-night", 0.5);
    browser.type("2025-03");
    assertEquals("31 of 300 rows", text("#shown-nights"));
    browser.evaluate("document.querySelectorAll('.sort')[4].focus()");
    browser.press("Enter");
    browser.press("Enter");
    assertEquals(
        "descending",
        browser.evaluate("document.querySelectorAll('#table-nights th')[4].ariaSort").asText());
    String first =
        browser
            .evaluate(
                "[...document.querySelectorAll('#table-nights tbody tr')].find(r => !r.hidden)"
                    + ".querySelector('a').textContent")
            .asText();
    assertEquals("2025-03-05", first, "the first in March with a frame set aside");
    browser.forget();
    browser.evaluate(
        "[...document.querySelectorAll('#table-nights tbody a')]"
            + ".find(a => a.textContent === '2025-03-05').focus()");
    browser.press("Enter");
    browser.awaitLoad();
    assertEquals("Night of 2025-03-05", text("h1"));
    assertIsClean();
    browser.forget();
    browser.click("nav.nights a[rel=next]", 0.5);
    browser.awaitLoad();
    assertEquals("Night of 2025-03-06", text("h1"));
  }
}
