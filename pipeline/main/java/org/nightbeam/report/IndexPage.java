package org.nightbeam.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.nightbeam.preview.MasterHistogram;
import org.nightbeam.report.facts.Curves;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.Master;
import org.nightbeam.report.facts.MasterHistory;
import org.nightbeam.report.facts.Night;
import org.nightbeam.report.facts.OddLights;
import org.nightbeam.report.facts.Row;
import org.nightbeam.report.facts.RunFacts;
import org.nightbeam.report.facts.Tally;
import org.nightbeam.report.facts.Target;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.table.FrameColumn;

/** The page of all nights. */
final class IndexPage {
  private final List<Entry> nights = new ArrayList<>();
  private final Tally total = new Tally();

  /** Nights, lights and seconds of each target and filter, by what is the same in all nights. */
  private final Map<String, Integration> targets = new TreeMap<>();

  private static final class Integration {
    private final String object;
    private final String filter;
    private final Set<String> nights = new LinkedHashSet<>();
    private long lights;
    private double seconds;
    private double good;

    Integration(Target first) {
      object = first.object();
      filter = first.filter();
    }
  }

  private final MasterHistory history;
  private final Curves curves;
  private long odd;

  /**
   * @param history the masters of all nights
   * @param curves the light curves of all nights
   */
  IndexPage(MasterHistory history, Curves curves) {
    this.history = history;
    this.curves = curves;
  }

  /** A night in the table. */
  private record Entry(
      String name,
      Tally tally,
      String filters,
      long masters,
      long odd,
      double sky,
      double fwhm,
      double stars) {}

  /** Adds a night; of its rows nothing is kept. */
  void add(Night night) {
    List<Row> lights = night.lights();
    long unlike = new OddLights(lights).count(lights);
    for (Target target : Target.of(lights, new OddLights(lights))) {
      Integration sum =
          targets.computeIfAbsent(
              target.key() + "\n" + target.filter(), key -> new Integration(target));
      sum.nights.add(night.name());
      sum.lights += target.lights().size();
      sum.seconds += target.seconds();
      sum.good += target.good();
    }
    List<Row> alike = mostAlike(lights);
    Tally tally = night.tally();
    total.add(tally);
    odd += unlike;
    nights.add(
        new Entry(
            night.name(),
            tally,
            String.join(
                " ",
                lights.stream()
                    .map(row -> row.get(FrameColumn.FILTER))
                    .filter(filter -> !filter.isEmpty())
                    .distinct()
                    .sorted()
                    .toList()),
            night.rows().stream()
                .map(row -> row.get(FrameColumn.OUTPUT))
                .filter(Master::isPath)
                .distinct()
                .count(),
            unlike,
            median(alike, FrameColumn.SKY_ADU),
            median(alike, FrameColumn.FWHM_PX),
            median(alike, FrameColumn.STARS)));
  }

  /** Returns the lights of the telescope, camera, binning and gain that most are of. */
  private static List<Row> mostAlike(List<Row> lights) {
    Map<String, List<Row>> byInstrument = new TreeMap<>();
    lights.forEach(
        light ->
            byInstrument.computeIfAbsent(light.instrument(), any -> new ArrayList<>()).add(light));
    List<Row> most = List.of();
    for (List<Row> same : byInstrument.values()) {
      most = same.size() > most.size() ? same : most;
    }
    return most;
  }

  private static double median(List<Row> lights, FrameColumn column) {
    return OddLights.median(lights.stream().mapToDouble(row -> row.number(column)).toArray());
  }

  String html(Page page, RunFacts run) {
    Map<String, Object> data = new HashMap<>(data());
    data.put("watching", run.isWatching());
    return page.of("Nights – Nightbeam", "", data, html -> body(html, run));
  }

  private void body(Html html, RunFacts run) {
    List<String> dated =
        nights.stream().map(Entry::name).filter(name -> !name.equals(Row.NO_NIGHT)).toList();
    html.element("a", "Skip to the nights", "class", "skip", "href", "#main");
    html.open("header", "class", "top " + total.mood());
    html.open("div", "class", "line").element("span", "Nightbeam", "class", "brand").close();
    html.element("h1", Format.count(dated.size(), "night"));
    html.element(
        "p",
        dated.isEmpty() ? "" : dated.get(0) + " to " + dated.get(dated.size() - 1),
        "class",
        "subtitle");
    html.open("p", "class", "verdict").element("span", "", "class", "lamp", "aria-hidden", "true");
    html.text(total.verdict()).close();
    List<Summary.Number> first =
        List.of(new Summary.Number("Nights", dated.size(), "nights", null, null));
    long masters = nights.stream().mapToLong(Entry::masters).sum();
    Blocks.state(html, run);
    Summary.write(html, first, total, masters, odd, false);
    html.close().line();
    html.open("main", "id", "main");
    integration(html);
    lightCurves(html);
    masters(html);
    Blocks.section(
        html,
        "campaign",
        "From night to night",
        "Choose a night to see its page. The table below has the same numbers. Medians are"
            + " for the telescope, camera, binning and gain of most lights of the night.");
    html.open("div", "class", "plots");
    plot(html, "calibrated", "Lights per night: calibrated, and not");
    plot(html, "fwhm", "Star width (FWHM), median, pixels");
    plot(html, "sky", "Sky level, median, " + run.skyUnit());
    plot(html, "stars", "Stars, median, rough count");
    html.close().close().line();
    table(html);
    new ProvenanceSection(run).write(html);
    html.close().line();
  }

  private void integration(Html html) {
    if (targets.isEmpty()) {
      return;
    }
    Blocks.section(
        html,
        "targets",
        "Targets",
        "Exposure of all nights; good lights are calibrated and not odd.");
    Blocks.scroll(html, "Targets");
    html.open("table", "class", "targets");
    Blocks.headRow(
        html,
        "Target",
        "Filter",
        "Nights",
        "Lights",
        "Time on the sky",
        "Time, good lights",
        "Last night");
    html.open("tbody");
    for (Integration sum : targets.values()) {
      String last = new ArrayList<>(sum.nights).get(sum.nights.size() - 1);
      html.open("tr");
      html.element("th", sum.object.isEmpty() ? "no name" : sum.object, "scope", "row");
      html.element("td", sum.filter.isEmpty() ? "none" : sum.filter);
      Blocks.cell(html, Format.count(sum.nights.size()));
      Blocks.cell(html, Format.count(sum.lights));
      Blocks.cell(html, Format.duration(sum.seconds));
      Blocks.cell(html, Format.duration(sum.good));
      html.open("td");
      html.element(
          "a",
          last.equals(Row.NO_NIGHT) ? "without a night" : last,
          "href",
          OutputLayout.PAGES + "/" + Format.url(Night.page(last)));
      html.close().close().line();
    }
    html.close().close().close().close().line();
  }

  private void lightCurves(Html html) {
    Map<String, List<Curves.Curve>> targets = curves.ofSeveralNights();
    if (targets.isEmpty()) {
      return;
    }
    Blocks.section(
        html, "lightcurves", "Light curves", "Targets that were measured in several nights.");
    Blocks.scroll(html, "Light curves");
    html.open("table", "class", "targets");
    Blocks.headRow(
        html, "Target", "Filter", "Nights", "Points", "Scatter, light to light", "Expected");
    html.open("tbody");
    for (List<Curves.Curve> target : targets.values()) {
      String page = OutputLayout.PAGES + "/" + Format.url(Curves.page(target));
      for (Curves.Curve curve : target) {
        html.open("tr").open("th", "scope", "row");
        html.element("a", curve.name(), "href", page).close();
        html.element("td", curve.filter().isEmpty() ? "none" : curve.filter());
        Blocks.cell(html, Format.count(Math.max(1, curve.nights().size())));
        Blocks.cell(html, Format.count(curve.curve().path("points").asLong()));
        Blocks.cell(html, Curves.magnitudes(curve.curve(), "step_scatter_mag"));
        Blocks.cell(html, Curves.magnitudes(curve.curve(), "expected_mag"));
        html.close().line();
      }
    }
    html.close().close().close().close().line();
  }

  /** How the masters of each kind have changed since the first night. */
  private void masters(Html html) {
    List<List<Master>> kinds =
        history.kinds().stream()
            .filter(kind -> kind.stream().map(Master::night).distinct().count() > 1)
            .toList();
    if (kinds.isEmpty()) {
      return;
    }
    Blocks.section(
        html,
        "masters",
        "Masters over time",
        "Masters of the last night compared with those of the first. Each night's page has"
            + " its own details.");
    Blocks.scroll(html, "Masters over time");
    html.open("table", "class", "targets");
    Blocks.headRow(
        html, "Masters", "Nights", "First night", "Last night", "Level", "Noise", "Hot pixels");
    html.open("tbody");
    Set<String> pages = nights.stream().map(Entry::name).collect(Collectors.toSet());
    for (List<Master> kind : kinds) {
      Master first = kind.get(0);
      Master last = kind.get(kind.size() - 1);
      MasterHistogram before = first.statistics();
      MasterHistogram now = last.statistics();
      html.open("tr");
      html.element("th", first.kind(), "scope", "row");
      Blocks.cell(html, Format.count(kind.stream().map(Master::night).distinct().count()));
      for (Master master : List.of(first, last)) {
        html.open("td");
        if (pages.contains(master.night())) {
          String page = OutputLayout.PAGES + "/" + Format.url(Night.page(master.night()));
          html.element("a", master.night(), "href", page);
        } else {
          html.text(master.night());
        }
        html.close();
      }
      Blocks.cell(html, MastersSection.change(before, now));
      Blocks.cell(html, MastersSection.change(before.noise(), now.noise()));
      Blocks.cell(html, Format.count(before.hot()) + " → " + Format.count(now.hot()));
      html.close().line();
    }
    html.close().close().close().close().line();
  }

  private static void plot(Html html, String id, String title) {
    html.open("figure").element("figcaption", title);
    Blocks.plot(
        html,
        "plot-nights-" + id,
        title + ", by night; the table below has all" + " values",
        "small");
    html.close().line();
  }

  private void table(Html html) {
    Blocks.section(html, "nights", "Nights", "");
    html.markup(
        Page.resource("night-controls.html"),
        Map.of("count", () -> html.text(Format.count(nights.size(), "row"))));
    Blocks.scroll(html, "Nights");
    html.open("table", "class", "nights", "id", "table-nights");
    html.open("thead").open("tr");
    for (String name :
        List.of(
            "Night",
            "Filters",
            "Lights",
            "Calibrated",
            "Set aside",
            "Missing",
            "Odd",
            "Masters",
            "Sky",
            "FWHM",
            "Stars")) {
      html.open("th", "scope", "col");
      html.element("button", name, "type", "button", "class", "sort").close();
    }
    html.close().close().line().open("tbody");
    for (Entry night : nights) {
      Tally tally = night.tally;
      html.open("tr", "class", tally.isGood() ? null : "left");
      html.open("th", "scope", "row");
      html.element("span", "", "class", "lamp " + tally.mood(), "aria-hidden", "true");
      html.element(
          "a",
          night.name.equals(Row.NO_NIGHT) ? "without a night" : night.name,
          "href",
          OutputLayout.PAGES + "/" + Format.url(Night.page(night.name)));
      html.close();
      html.element("td", night.filters);
      for (long count :
          new long[] {
            tally.lights, tally.calibrated, tally.setAside, tally.missing, night.odd, night.masters
          }) {
        html.element("td", Format.count(count), "class", count == 0 ? "n zero" : "n");
      }
      html.element("td", Format.measured(night.sky, 4), "class", "n");
      html.element("td", Format.measured(night.fwhm, 3), "class", "n");
      html.element("td", Format.count(night.stars), "class", "n");
      html.close().line();
    }
    html.close().close().close().close().line();
  }

  private Map<String, Object> data() {
    List<Object> shown = new ArrayList<>();
    for (Entry night : nights) {
      if (night.name.equals(Row.NO_NIGHT)) {
        continue;
      }
      Map<String, Object> one = new HashMap<>();
      one.put("name", night.name);
      one.put("page", OutputLayout.PAGES + "/" + Format.url(Night.page(night.name)));
      one.put("calibrated", night.tally.calibrated);
      one.put("left", night.tally.lights - night.tally.calibrated);
      one.put("sky", Blocks.known(night.sky));
      one.put("fwhm", Blocks.known(night.fwhm));
      one.put("stars", Blocks.known(night.stars));
      shown.add(one);
    }
    return Map.of("nights", shown);
  }
}
