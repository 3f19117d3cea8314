package org.nightbeam.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The statistics of the lights over time, as plots and as a table. */
final class ConditionsSection extends Section {
  /** The columns of the table with statistics of a light. */
  static final List<String> STATISTICS =
      List.of("sky_adu", "noise_adu", "stars", "fwhm_px", "saturated_fraction");

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
    shown.put("Sky", Format.number(light.number("sky_adu"), 4));
    shown.put("Noise", Format.number(light.number("noise_adu"), 3));
    shown.put("Stars", Format.count(light.number("stars")));
    shown.put("FWHM", Format.number(light.number("fwhm_px"), 3));
    shown.put("Saturated", Format.percent(light.number("saturated_fraction")));
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
    plot(html, "sky_adu", "Sky level", "ADU");
    plot(html, "noise_adu", "Noise of a pixel", "ADU");
    plot(html, "stars", "Stars", "rough count");
    plot(html, "fwhm_px", "Star width (FWHM)", "pixels");
    plot(html, "saturated_fraction", "Saturated", "fraction");
    html.close();
    html.open("details").element("summary", "All lights as a table");
    Blocks.scroll(html, "Lights");
    html.open("table", "class", "sortable").element("caption", "Lights of the night");
    Blocks.headRow(
        html, "Light", "Time", "Filter", "Exposure", "Sky", "Noise", "Stars", "FWHM", "Saturated");
    html.open("tbody");
    for (Row light : lights) {
      html.open("tr").element("th", light.name(), "scope", "row", "title", light.get("path"));
      Blocks.cell(html, light.clock());
      html.element("td", light.get("filter"));
      Blocks.cell(html, Format.number(light.number("exposure_s"), 4));
      statistics(light).values().forEach(value -> Blocks.cell(html, value));
      html.close().line();
    }
    html.close().close().close().close().close().line();
  }

  private void plot(Html html, String column, String title, String unit) {
    html.open("figure");
    html.open("figcaption").text(title).text(" ").element("small", unit).close();
    Blocks.plot(html, "plot-" + column, inWords(column, title, unit), "small");
    html.close().line();
  }

  private String inWords(String column, String title, String unit) {
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
      point.put("filter", light.get("filter"));
      point.put("t", Blocks.known(light.time()));
      point.put("odd", !odd.oddities(light).isEmpty());
      point.put("left", !light.isCalibrated());
      STATISTICS.forEach(column -> point.put(column, Blocks.known(light.number(column))));
      points.add(point);
    }
    data.put("lights", points);
  }
}
