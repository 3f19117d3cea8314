package org.nightbeam.report;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.nightbeam.preview.PreviewPath;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.OddLights;
import org.nightbeam.report.facts.Row;
import org.nightbeam.table.FrameColumn;

/** A card for each light, with its picture before and after calibration. */
final class LightsSection extends Section {
  private final List<Row> lights;
  private final List<Statistic> statistics;
  private final OddLights odd;
  private final Shapes shapes;
  private final String root;

  LightsSection(PageFacts facts) {
    super("lights", "Lights");
    this.lights = facts.lights();
    this.statistics = Statistic.of(lights);
    this.odd = facts.odd();
    this.shapes = facts.shapes();
    this.root = facts.root();
    lights.forEach(this::shape);
  }

  private String shape(Row light) {
    return shapes.of(light.get(FrameColumn.WIDTH), light.get(FrameColumn.HEIGHT));
  }

  @Override
  boolean isPresent() {
    return !lights.isEmpty();
  }

  @Override
  void write(Html html) {
    begin(html, "Each before and after calibration, by z-scale. Choose one to see it large.");
    html.markup(
        Page.resource("light-controls.html"),
        Map.of(
            "filters",
            () -> filters(html),
            "orders",
            () -> orders(html),
            "count",
            () -> html.text(Format.count(lights.size(), "light"))));
    html.open("ol", "class", "gallery", "id", "gallery");
    for (int i = 0; i < lights.size(); i++) {
      card(html, lights.get(i), i);
    }
    html.close().close().line();
  }

  private void orders(Html html) {
    html.element("option", "time", "value", "t");
    for (Statistic statistic : statistics) {
      html.element("option", statistic.label(), "value", statistic.column().label());
    }
  }

  private void filters(Html html) {
    TreeSet<String> filters = new TreeSet<>();
    lights.forEach(light -> filters.add(light.get(FrameColumn.FILTER)));
    filters.forEach(
        filter -> html.element("option", filter.isEmpty() ? "none" : filter, "value", filter));
  }

  private static boolean hasPicture(Row light) {
    return light.isCalibrated()
        && !light.get(FrameColumn.OUTPUT).isEmpty()
        && Statistic.isAnyOf(light);
  }

  private void card(Html html, Row light, int number) {
    html.open("li", "class", "card", "id", "light-" + number);
    boolean pictured = hasPicture(light);
    if (pictured) {
      html.open(
          "button", "type", "button", "aria-label", light.name() + ": see before and after large");
      pictures(html, light);
      html.close();
    } else {
      html.open("div", "class", "picture none " + shape(light));
      html.element("span", light.isCalibrated() ? "no preview" : light.get(FrameColumn.STATUS))
          .close();
    }
    html.open("div", "class", "about");
    html.element("strong", light.name(), "title", light.get(FrameColumn.PATH));
    html.element("span", about(light), "class", "dim");
    tags(html, light);
    if (pictured) {
      html.open("dl");
      statistics.forEach(statistic -> Blocks.pair(html, statistic.label(), statistic.shown(light)));
      html.close();
    } else if (!light.get(FrameColumn.REASON).isEmpty()) {
      html.element("p", light.get(FrameColumn.REASON), "class", "dim");
    }
    html.close().close().line();
  }

  private static String about(Row light) {
    String filter =
        light.get(FrameColumn.FILTER).isEmpty() ? "" : light.get(FrameColumn.FILTER) + " · ";
    return light.clock()
        + " · "
        + filter
        + Format.number(light.number(FrameColumn.EXPOSURE_S), 4)
        + " s";
  }

  private void tags(Html html, Row light) {
    List<String> oddities = odd.oddities(light);
    if (oddities.isEmpty() && light.isCalibrated()) {
      return;
    }
    html.open("span", "class", "tags");
    if (!light.isCalibrated()) {
      html.element("em", light.get(FrameColumn.STATUS), "class", "bad");
    }
    oddities.forEach(tag -> html.element("em", tag));
    html.close();
  }

  /** Writes both halves of a picture, one over the other; they are one file. */
  private void pictures(Html html, Row light) {
    String source =
        root + Format.url(PreviewPath.picture(light.get(FrameColumn.OUTPUT), light.hdu()));
    html.open("span", "class", "picture " + shape(light));
    html.empty("img", "class", "after", "loading", "lazy", "alt", "", "src", source);
    html.empty("img", "class", "before", "loading", "lazy", "alt", "", "src", source);
    html.close();
  }
}
