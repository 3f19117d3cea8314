package org.nightbeam.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.OddLights;
import org.nightbeam.report.facts.Row;
import org.nightbeam.table.FrameColumn;

/** The statistics of the lights over time, as plots and as a table. */
final class ConditionsSection extends Section {
  /** The columns of the table with statistics of a light. */
  static final List<FrameColumn> STATISTICS =
      List.of(
          FrameColumn.SKY_ADU,
          FrameColumn.NOISE_ADU,
          FrameColumn.STARS,
          FrameColumn.FWHM_PX,
          FrameColumn.SATURATED_FRACTION);

  private final List<Row> lights;
  private final OddLights odd;

  ConditionsSection(List<Row> lights, OddLights odd) {
    super("conditions", "Conditions");
    this.lights = lights;
    this.odd = odd;
  }

  /** Returns the statistics of a light with their names, as they are shown. */
  static Map<String, String> statistics(Row light) {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("Sky", Format.number(light.number(FrameColumn.SKY_ADU), 4));
    shown.put("Noise", Format.number(light.number(FrameColumn.NOISE_ADU), 3));
    shown.put("Stars", Format.count(light.number(FrameColumn.STARS)));
    shown.put("FWHM", Format.number(light.number(FrameColumn.FWHM_PX), 3));
    shown.put("Saturated", Format.percent(light.number(FrameColumn.SATURATED_FRACTION)));
    return shown;
  }

  @Override
  boolean isPresent() {
    return !lights.isEmpty();
  }

  @Override
  void write(Html html) {
    begin(
        html,
        "The lights over time: clouds take stars away, focus drift widens them, dawn raises the"
            + " sky. Choose a point to see its frame.");
    html.open("div", "class", "plots");
    plot(html, FrameColumn.SKY_ADU, "Sky level", "ADU");
    plot(html, FrameColumn.NOISE_ADU, "Noise of a pixel", "ADU");
    plot(html, FrameColumn.STARS, "Stars", "rough count");
    plot(html, FrameColumn.FWHM_PX, "Star width (FWHM)", "pixels");
    plot(html, FrameColumn.SATURATED_FRACTION, "Saturated", "fraction");
    html.close();
    html.open("details").element("summary", "All lights as a table");
    Blocks.scroll(html, "Lights");
    html.open("table", "class", "sortable").element("caption", "Lights of the night");
    Blocks.headRow(
        html, "Light", "Time", "Filter", "Exposure", "Sky", "Noise", "Stars", "FWHM", "Saturated");
    html.open("tbody");
    for (Row light : lights) {
      html.open("tr")
          .element("th", light.name(), "scope", "row", "title", light.get(FrameColumn.PATH));
      Blocks.cell(html, light.clock());
      html.element("td", light.get(FrameColumn.FILTER));
      Blocks.cell(html, Format.number(light.number(FrameColumn.EXPOSURE_S), 4));
      statistics(light).values().forEach(value -> Blocks.cell(html, value));
      html.close().line();
    }
    html.close().close().close().close().close().line();
  }

  private void plot(Html html, FrameColumn column, String title, String unit) {
    html.open("figure");
    html.open("figcaption").text(title).text(" ").element("small", unit).close();
    Blocks.plot(html, "plot-" + column.label(), inWords(column, title, unit), "small");
    html.close().line();
  }

  private String inWords(FrameColumn column, String title, String unit) {
    double[] known =
        lights.stream()
            .mapToDouble(row -> row.number(column))
            .filter(value -> !Double.isNaN(value))
            .toArray();
    Arrays.sort(known);
    if (known.length == 0) {
      return title + ": not known";
    }
    return title
        + " of "
        + known.length
        + " lights over time: from "
        + Format.number(known[0], 4)
        + " to "
        + Format.number(known[known.length - 1], 4)
        + ", median "
        + Format.number(known[known.length / 2], 4)
        + " ("
        + unit
        + "); the table below has all";
  }

  @Override
  void addData(Map<String, Object> data) {
    List<Object> points = new ArrayList<>();
    for (Row light : lights) {
      Map<String, Object> point = new HashMap<>();
      point.put("name", light.name());
      point.put("filter", light.get(FrameColumn.FILTER));
      point.put("t", Blocks.known(light.time()));
      point.put("odd", !odd.oddities(light).isEmpty());
      point.put("left", !light.isCalibrated());
      STATISTICS.forEach(column -> point.put(column.label(), Blocks.known(light.number(column))));
      points.add(point);
    }
    data.put("lights", points);
  }
}
