package org.nightbeam.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.OddLights;
import org.nightbeam.report.facts.Row;
import org.nightbeam.report.facts.RunFacts;
import org.nightbeam.report.facts.Target;
import org.nightbeam.table.FrameColumn;

/** The statistics of the lights over time, as plots and as a table. */
final class ConditionsSection extends Section {
  private final List<Row> lights;
  private final List<Statistic> statistics;
  private final OddLights odd;
  private final RunFacts run;

  ConditionsSection(PageFacts facts) {
    super("conditions", "Conditions");
    this.lights = facts.lights();
    this.statistics = Statistic.of(lights);
    this.odd = facts.odd();
    this.run = facts.run();
  }

  @Override
  boolean isPresent() {
    return !lights.isEmpty();
  }

  @Override
  void write(Html html) {
    begin(
        html,
        plotted().isEmpty()
            ? "Too little for a chart: see the table."
            : "The lights over time: clouds dim stars, focus drift widens them, dawn raises the sky."
                + " Odd lights have a ring. Choose a point to see its frame.");
    List<Statistic> plotted = plotted();
    if (!plotted.isEmpty()) {
      html.open("div", "class", "plots");
      plotted.forEach(statistic -> plot(html, statistic));
      html.close();
    }
    html.open("details").element("summary", "All lights as a table");
    Blocks.scroll(html, "Lights");
    html.open("table", "class", "sortable").element("caption", "Lights of the night");
    List<String> heads = new ArrayList<>(List.of("Light", "Time", "Filter", "Exposure"));
    statistics.forEach(statistic -> heads.add(statistic.label()));
    heads.add("Odd");
    Blocks.headRow(html, heads.toArray(String[]::new));
    html.open("tbody");
    for (Row light : lights) {
      html.open("tr")
          .element("th", light.name(), "scope", "row", "title", light.get(FrameColumn.PATH));
      Blocks.cell(html, light.clock());
      html.element("td", light.get(FrameColumn.FILTER));
      Blocks.cell(html, Format.number(light.number(FrameColumn.EXPOSURE_S), 4));
      statistics.forEach(statistic -> Blocks.cell(html, statistic.shown(light)));
      html.element("td", String.join(", ", odd.oddities(light)));
      html.close().line();
    }
    html.close().close().close().close().close().line();
  }

  /** Returns those of which there is more than a point. */
  private List<Statistic> plotted() {
    List<Statistic> several =
        statistics.stream().filter(statistic -> statistic.isPlotted(lights)).toList();
    // One chart of widths is enough.
    return several.stream()
        .filter(
            statistic -> statistic != Statistic.FWHM || !several.contains(Statistic.FWHM_ARCSEC))
        .toList();
  }

  private void plot(Html html, Statistic statistic) {
    html.open("figure");
    html.open("figcaption")
        .text(statistic.title())
        .text(" ")
        .element("small", statistic.unit(run))
        .close();
    Blocks.plot(html, "plot-" + statistic.column().label(), inWords(statistic), "small");
    html.close().line();
  }

  private String inWords(Statistic statistic) {
    String title = statistic.title();
    double[] known =
        lights.stream()
            .mapToDouble(statistic::plotted)
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
        + (lights.stream().map(Row::instrument).distinct().count() > 1
            ? ""
            : ", median " + Format.number(known[known.length / 2], 4))
        + " ("
        + statistic.unit(run)
        + "); the table below has all values";
  }

  @Override
  void addData(Map<String, Object> data) {
    List<Object> points = new ArrayList<>();
    List<Integer> cards = LightsSection.cards(lights);
    for (int i = 0; i < lights.size(); i++) {
      Row light = lights.get(i);
      Map<String, Object> point = new HashMap<>();
      point.put("card", cards.get(i));
      point.put("target", Target.key(light));
      point.put("camera", light.instrument());
      point.put("name", light.name());
      point.put("filter", light.get(FrameColumn.FILTER));
      point.put("t", Blocks.known(light.time()));
      point.put("odd", String.join(", ", odd.oddities(light)));
      point.put("left", !light.isCalibrated());
      point.put("step", light.lacksStep());
      statistics.forEach(
          statistic ->
              point.put(statistic.column().label(), Blocks.known(statistic.plotted(light))));
      points.add(point);
    }
    data.put("lights", points);
    data.put(
        "statistics", plotted().stream().map(statistic -> statistic.column().label()).toList());
  }
}
