package org.nightbeam.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nightbeam.report.facts.Curves;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.Row;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.table.FrameColumn;

/** The light curves of the targets and of the most variable stars, whatever night they are of. */
final class LightCurvesSection extends Section {
  private final PageFacts facts;
  private final String root;

  /** The curves of each target that has a page of its own. */
  private final Map<String, List<Curves.Curve>> pages;

  private final List<JsonNode> fields = new ArrayList<>();

  /** What headers call the target of a field. */
  private final Map<String, String> objects = new HashMap<>();

  LightCurvesSection(PageFacts facts) {
    super("lightcurves", "Light curves");
    this.facts = facts;
    this.root = facts.root();
    this.pages = facts.curves().ofSeveralNights();
    Set<String> ofNight = new HashSet<>();
    for (Row light : facts.lights()) {
      if (!light.get(FrameColumn.OBJECT).isEmpty()) {
        objects.putIfAbsent(light.get(FrameColumn.FIELD), light.get(FrameColumn.OBJECT));
      }
      ofNight.add(light.get(FrameColumn.FIELD) + "\n" + light.get(FrameColumn.FILTER));
    }
    for (JsonNode field : facts.curves().fields()) {
      if (ofNight.contains(field.path("field").asText() + "\n" + field.path("filter").asText())) {
        fields.add(field);
      }
    }
  }

  @Override
  boolean isPresent() {
    return !fields.isEmpty();
  }

  @Override
  void write(Html html) {
    begin(
        html,
        "Brightness over time, relative to the comparison stars, of all lights of "
            + (facts.run().madeNoLightCurves()
                ? "an earlier run with --lightCurves, which the last one was without"
                : "the last run")
            + ": targets first, then the stars that vary most. In the scatter charts"
            + " comparison stars are orange, and the line is the scatter expected from the"
            + " errors.");
    for (JsonNode target : facts.curves().missing()) {
      html.element(
          "p",
          target.path("name").asText() + " has no light curve: " + target.path("why").asText());
    }
    for (JsonNode field : fields) {
      field(html, field);
    }
    html.close().line();
  }

  private void field(Html html, JsonNode field) {
    String name = field.path("field").asText();
    String filter = field.path("filter").asText();
    html.element("h3", title(name) + (filter.isEmpty() ? "" : ", " + filter));
    html.element(
        "p",
        String.format(
            "%d lights, %d stars, %d of them comparison stars, which scatter %s.",
            field.path("lights").asInt(),
            field.path("stars").asInt(),
            field.path("comparison_stars").asInt(),
            field.path("floor_mag").asDouble(Double.NaN) == 0
                ? "no more than expected from their errors"
                : "by " + Curves.magnitudes(field, "floor_mag") + " beyond their errors"));
    long blends = field.path("blends").asLong();
    if (blends > 0) {
      html.element(
          "p",
          Format.count(blends, "star")
              + (blends == 1
                  ? " with a close neighbour varies as the FWHM does, and has no curve."
                  : " with a close neighbour vary as the FWHM does, and have no curve."));
    }
    for (JsonNode sentence : field.path("left_out")) {
      html.element("p", sentence.asText());
    }
    html.open("div", "class", "curves");
    for (Curves.Curve curve : Curves.of(field)) {
      picture(
          html,
          curve.curve().path("chart").asText(""),
          curve.name() + " over time",
          curve.file(),
          String.format(
              "%s: %d points, from light to light %s, expected %s",
              curve.name(),
              curve.curve().path("points").asInt(),
              Curves.magnitudes(curve.curve(), "step_scatter_mag"),
              Curves.magnitudes(curve.curve(), "expected_mag")),
          curve.name());
    }
    picture(
        html,
        field.path("scatter_chart").asText(""),
        "scatter of all stars over their brightness",
        OutputLayout.STARS,
        "All stars",
        "");
    FinderChart.write(html, field, facts.storage(), facts.output(), root);
    html.close().line();
  }

  /** Returns what headers call a field; with its own name where they call several so. */
  private String title(String name) {
    String object = objects.getOrDefault(name, "");
    boolean several = objects.values().stream().filter(object::equals).count() > 1;
    return object.isEmpty() ? name : several ? object + " (" + name + ")" : object;
  }

  /**
   * Writes a chart.
   *
   * @param star whose page is linked, if it has one
   */
  private void picture(
      Html html, String picture, String label, String table, String caption, String star) {
    html.open("figure");
    if (!picture.isEmpty()) { // too few points give none
      html.empty(
          "img",
          "src",
          root + Format.url(picture),
          "alt",
          label,
          "loading",
          "lazy",
          "class",
          "chart");
    }
    html.open("figcaption").text(caption).text(" ");
    html.element("a", table, "href", root + Format.url(table));
    List<Curves.Curve> target = pages.get(star);
    if (target != null) {
      String page = OutputLayout.PAGES + "/" + Curves.page(target);
      html.text(", ").element("a", "night by night", "href", root + Format.url(page));
    }
    html.close().close().line();
  }
}
