package org.nightbeam.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nightbeam.report.facts.Curves;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.Night;
import org.nightbeam.report.facts.RunFacts;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/**
 * The page of a target that has light curves: the curve in each filter, night by night, and the
 * field with its comparison stars. It is in the folder of the pages of nights.
 */
final class TargetPage {
  private static final String ROOT = "../";

  private final String name;
  private final List<Curves.Curve> curves;
  private final List<String> pages;
  private final Storage storage;
  private final String output;

  /**
   * @param curves of the target, one for each field and filter
   * @param pages nights that have a page beside this one
   * @param storage where the pictures of references are
   */
  TargetPage(List<Curves.Curve> curves, List<String> pages, Storage storage, String output) {
    this.name = curves.get(0).name();
    this.curves = curves;
    this.pages = pages;
    this.storage = storage;
    this.output = output;
  }

  /** Returns the page. */
  String html(Page page, RunFacts run) {
    Map<String, Object> data = new HashMap<>();
    data.put("watching", run.isWatching());
    return page.of(name + " – Nightbeam", "", data, html -> body(html, run));
  }

  private void body(Html html, RunFacts run) {
    html.element("a", "Skip to the light curves", "class", "skip", "href", "#main");
    html.open("header", "class", "top");
    html.open("div", "class", "line").element("span", "Nightbeam", "class", "brand");
    html.open("nav", "aria-label", "Pages", "class", "nights");
    html.element("a", "Report", "href", ROOT + OutputLayout.REPORT).close().close().line();
    html.element("h1", name);
    html.element("p", subtitle(), "class", "subtitle");
    Blocks.state(html, run);
    html.close().line();
    html.open("main", "id", "main");
    int number = 0;
    for (Curves.Curve curve : curves) {
      section(html, curve, "curve-" + number++);
    }
    html.close();
  }

  private String subtitle() {
    Set<String> nights = new TreeSet<>();
    long points = 0;
    for (Curves.Curve curve : curves) {
      curve.nights().forEach(night -> nights.add(night.path("night").asText()));
      points += curve.curve().path("points").asLong();
    }
    String all = Format.count(points, "point");
    return nights.size() > 1 ? all + " in " + Format.count(nights.size(), "night") : all;
  }

  private void section(Html html, Curves.Curve curve, String id) {
    String field = curve.field().path("field").asText();
    boolean several =
        curves.stream().filter(other -> other.filter().equals(curve.filter())).count() > 1;
    String title = curve.filter().isEmpty() ? "No filter" : "Filter " + curve.filter();
    Blocks.section(html, id, several ? title + ", field " + field : title, lead(curve));
    html.open("div", "class", "curves");
    picture(html, curve.curve(), name + " over time");
    html.close().line();
    if (!curve.nights().isEmpty()) {
      table(html, curve);
      html.open("div", "class", "curves");
      for (JsonNode night : curve.nights()) {
        picture(html, night, name + " in the night of " + label(night));
      }
      html.close().line();
    }
    FinderChart.write(html, curve.field(), storage, output, ROOT);
    html.open("p", "class", "dim").text("All values: ");
    html.element("a", curve.file(), "href", ROOT + Format.url(curve.file())).close();
    html.close().line();
  }

  private static String lead(Curves.Curve curve) {
    return String.format(
        "%s, %s from light to light, %s expected from their errors; %s.",
        Format.count(curve.curve().path("points").asLong(), "point"),
        Curves.magnitudes(curve.curve(), "step_scatter_mag"),
        Curves.magnitudes(curve.curve(), "expected_mag"),
        Format.count(curve.field().path("comparison_stars").asLong(), "comparison star"));
  }

  private static String label(JsonNode night) {
    String label = night.path("night").asText();
    return label.isEmpty() ? "unknown" : label;
  }

  private static void picture(Html html, JsonNode of, String label) {
    String chart = of.path("chart").asText("");
    if (!of.hasNonNull("chart")) {
      return; // less than two points
    }
    html.open("figure")
        .empty(
            "img",
            "src",
            ROOT + Format.url(chart),
            "alt",
            label,
            "loading",
            "lazy",
            "class",
            "chart")
        .close()
        .line();
  }

  private void table(Html html, Curves.Curve curve) {
    Blocks.scroll(html, "Nights of " + name);
    html.open("table", "class", "targets");
    Blocks.headRow(
        html, "Night", "Points", "Magnitude, instrumental", "Scatter, light to light", "Expected");
    html.open("tbody");
    for (JsonNode night : curve.nights()) {
      html.open("tr").open("th", "scope", "row");
      String label = label(night);
      if (pages.contains(label)) {
        html.element("a", label, "href", Format.url(Night.page(label)));
      } else {
        html.text(label);
      }
      html.close();
      Blocks.cell(html, Format.count(night.path("points").asLong()));
      double magnitude = night.path("mag").asDouble(Double.NaN);
      Blocks.cell(
          html, Double.isNaN(magnitude) ? "–" : String.format(Locale.ROOT, "%.4f", magnitude));
      Blocks.cell(html, Curves.magnitudes(night, "step_scatter_mag"));
      Blocks.cell(html, Curves.magnitudes(night, "expected_mag"));
      html.close().line();
    }
    html.close().close().close().line();
  }
}
