package org.nightbeam.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.nightbeam.preview.MasterStatistics;
import org.nightbeam.preview.PreviewPath;
import org.nightbeam.table.FrameStatus;

/** The page of one night. */
final class NightPage {
  private static final int LONGEST_LIST = 200;
  private static final List<String> STATISTICS =
      List.of("sky_adu", "noise_adu", "stars", "fwhm_px", "saturated_fraction");

  private final Night night;
  private final RunFacts run;
  private final MasterHistory history;
  private final Links links;
  private final List<Row> lights;
  private final Look look;
  private final Map<String, String> shapes = new LinkedHashMap<>();
  private final Map<String, List<Row>> inputs = new TreeMap<>();

  /**
   * Where a page is among others.
   *
   * @param root way from the page to the output, such as {@code ../}
   * @param index page of all nights; null if there is none
   * @param earlier page of the night before; null if there is none
   * @param later page of the night after; null if there is none
   */
  record Links(String root, String index, String earlier, String later) {}

  NightPage(Night night, RunFacts run, MasterHistory history, Links links) {
    this.night = night;
    this.run = run;
    this.history = history;
    this.links = links;
    this.lights = night.lights();
    this.look = new Look(lights);
    for (Row row : night.rows()) {
      if (row.is(FrameStatus.USED_IN_MASTER)) {
        inputs.computeIfAbsent(row.get("output"), path -> new ArrayList<>()).add(row);
      }
    }
  }

  String html(Page page) {
    List<Master> masters = masters();
    for (Row light : lights) {
      shape(light.get("width"), light.get("height"));
    }
    for (Master master : masters) {
      if (master.statistics() != null) {
        shape(master.statistics().width() + "", master.statistics().height() + "");
      }
    }
    StringBuilder sheet = new StringBuilder();
    shapes.forEach(
        (size, name) -> sheet.append('.').append(name).append("{aspect-ratio:" + size + "}\n"));
    return page.of(
        night.title() + " – Nightbeam",
        sheet.toString(),
        data(masters),
        html -> {
          head(html, masters);
          html.open("main", "id", "main");
          timeline(html);
          conditions(html);
          gallery(html);
          masters(html, masters);
          setAside(html);
          noMatch(html);
          warnings(html);
          Provenance.write(html, run);
          html.close();
          viewer(html);
        });
  }

  /** The class of images of this size. */
  private String shape(String width, String height) {
    boolean known = width.matches("[1-9]\\d{0,8}") && height.matches("[1-9]\\d{0,8}");
    return shapes.computeIfAbsent(
        known ? width + "/" + height : "1/1", size -> "shape" + shapes.size());
  }

  private List<Master> masters() {
    TreeSet<String> paths = new TreeSet<>(inputs.keySet());
    for (Row row : night.rows()) {
      for (String column : List.of("bias", "dark", "flat")) {
        paths.add(row.get(column));
      }
    }
    return paths.stream()
        .filter(Master::isPath)
        .map(history::get)
        .sorted(Comparator.comparing(Master::type).thenComparing(Master::path))
        .toList();
  }

  private void head(Html html, List<Master> masters) {
    Tally tally = night.tally();
    html.element("a", "Skip to the frames", "class", "skip", "href", "#main");
    html.open("header", "class", "top " + tally.mood());
    html.open("div", "class", "line");
    html.element("span", "Nightbeam", "class", "brand");
    html.open("nav", "aria-label", "Nights", "class", "nights");
    if (links.index != null) {
      link(html, links.earlier, "‹ Night before", "prev");
      html.element("a", "All nights", "href", links.index);
      link(html, links.later, "Night after ›", "next");
    }
    html.close().close().line();
    html.element("h1", night.title());
    html.element("p", subtitle(), "class", "subtitle");
    html.open("p", "class", "verdict").element("span", "", "class", "lamp", "aria-hidden", "true");
    html.text(tally.verdict()).close();
    Summary.write(
        html,
        Map.of(),
        tally,
        masters.size(),
        links.index == null ? run.seconds() : Double.NaN,
        odd());
    html.open("nav", "aria-label", "Sections", "class", "sections");
    for (Map.Entry<String, String> section : sections(masters).entrySet()) {
      html.element("a", section.getValue(), "href", "#" + section.getKey());
    }
    html.close().close().line();
  }

  private static void link(Html html, String target, String text, String rel) {
    if (target != null) {
      html.element("a", text, "href", target, "rel", rel);
    }
  }

  private Map<String, String> sections(List<Master> masters) {
    Map<String, String> sections = new LinkedHashMap<>();
    sections.put("timeline", "Timeline");
    if (!lights.isEmpty()) {
      sections.put("conditions", "Conditions");
      sections.put("lights", "Lights");
    }
    if (!masters.isEmpty()) {
      sections.put("masters", "Masters");
    }
    if (night.tally().setAside > 0) {
      sections.put("set-aside", "Set aside");
    }
    if (night.tally().missing > 0) {
      sections.put("no-match", "No match");
    }
    if (night.tally().warned > 0) {
      sections.put("warnings", "Warnings");
    }
    sections.put("made-by", "Made by");
    return sections;
  }

  private long odd() {
    return lights.stream().filter(light -> !look.oddities(light).isEmpty()).count();
  }

  private String subtitle() {
    List<String> parts = new ArrayList<>();
    String cameras = distinct("camera");
    if (!cameras.isEmpty()) {
      parts.add(cameras);
    }
    String filters = distinct("filter");
    if (!filters.isEmpty()) {
      parts.add((filters.contains(",") ? "filters " : "filter ") + filters);
    }
    double seconds =
        lights.stream().mapToDouble(row -> row.number("exposure_s")).filter(s -> s > 0).sum();
    if (seconds > 0) {
      parts.add(Shown.duration(seconds) + " on the sky");
    }
    return String.join(" · ", parts);
  }

  private String distinct(String column) {
    return lights.stream()
        .map(row -> row.get(column))
        .filter(value -> !value.isEmpty())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static void section(Html html, String id, String title, String lead) {
    html.open("section", "id", id, "aria-labelledby", id + "-title");
    html.open("div", "class", "heading");
    html.element("h2", title, "id", id + "-title");
    if (!lead.isEmpty()) {
      html.element("p", lead);
    }
    html.close().line();
  }

  private void timeline(Html html) {
    section(html, "timeline", "Timeline", "Every exposure by type and filter, in UTC.");
    Map<String, List<Row>> lanes = lanes();
    plot(html, "plot-timeline", "Exposures over time: " + lanesText(lanes), "wide");
    html.open("details").element("summary", "The same as a table");
    html.open(
        "div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", "Exposures");
    html.open("table").element("caption", "Exposures by type and filter");
    headRow(html, "Type", "Frames", "First", "Last", "Exposure");
    html.open("tbody");
    lanes.forEach(
        (lane, rows) -> {
          html.open("tr").element("th", lane, "scope", "row");
          cell(html, Shown.count(rows.size()));
          cell(html, time(rows.get(0)));
          cell(html, time(rows.get(rows.size() - 1)));
          cell(
              html,
              Shown.duration(
                  rows.stream()
                      .mapToDouble(row -> row.number("exposure_s"))
                      .filter(s -> s >= 0)
                      .sum()));
          html.close().line();
        });
    html.close().close().close().close().close().line();
  }

  private static String lanesText(Map<String, List<Row>> lanes) {
    return lanes.entrySet().stream()
        .map(lane -> lane.getValue().size() + " " + lane.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String time(Row row) {
    String time = row.get("time_utc");
    return time.length() >= 19 && time.charAt(10) == 'T' ? time.substring(11, 19) : time;
  }

  /** Frames by what they are for, in order of time. */
  private Map<String, List<Row>> lanes() {
    Map<String, List<Row>> lanes = new TreeMap<>(Comparator.comparing(NightPage::laneOrder));
    for (Row row : night.rows()) {
      String filter = row.get("filter");
      String type = row.get("type").isEmpty() ? "unknown" : row.get("type");
      boolean filtered = !filter.isEmpty() && (row.isLight() || type.equals("flat"));
      lanes
          .computeIfAbsent(filtered ? type + " " + filter : type, lane -> new ArrayList<>())
          .add(row);
    }
    return lanes;
  }

  private static String laneOrder(String lane) {
    List<String> types = List.of("bias", "dark", "dark-flat", "flat", "light");
    return types.indexOf(lane.split(" ", 2)[0]) + " " + lane;
  }

  private static void plot(Html html, String id, String label, String kind) {
    html.open("div", "class", "plot " + kind, "id", id, "role", "img", "aria-label", label);
    html.close();
  }

  private void conditions(Html html) {
    if (lights.isEmpty()) {
      return;
    }
    section(
        html,
        "conditions",
        "Conditions",
        "The lights over time: clouds take stars away, focus drift widens them, dawn raises the"
            + " sky. Choose a point to see its frame.");
    html.open("div", "class", "plots");
    conditionPlot(html, "sky_adu", "Sky level", "ADU");
    conditionPlot(html, "noise_adu", "Noise of a pixel", "ADU");
    conditionPlot(html, "stars", "Stars", "rough count");
    conditionPlot(html, "fwhm_px", "Star width (FWHM)", "pixels");
    conditionPlot(html, "saturated_fraction", "Saturated", "fraction");
    html.close();
    html.open("details").element("summary", "All lights as a table");
    html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", "Lights");
    html.open("table", "class", "sortable").element("caption", "Lights of the night");
    headRow(
        html, "Light", "Time", "Filter", "Exposure", "Sky", "Noise", "Stars", "FWHM", "Saturated");
    html.open("tbody");
    for (Row light : lights) {
      html.open("tr").element("th", light.name(), "scope", "row", "title", light.get("path"));
      cell(html, time(light));
      html.element("td", light.get("filter"));
      cell(html, Shown.number(light.number("exposure_s"), 4));
      statistics(light).values().forEach(value -> cell(html, value));
      html.close().line();
    }
    html.close().close().close().close().close().line();
  }

  /** The statistics of a light with their names, as they are shown. */
  private static Map<String, String> statistics(Row light) {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("Sky", Shown.number(light.number("sky_adu"), 4));
    shown.put("Noise", Shown.number(light.number("noise_adu"), 3));
    shown.put("Stars", Shown.count(light.number("stars")));
    shown.put("FWHM", Shown.number(light.number("fwhm_px"), 3));
    shown.put("Saturated", Shown.percent(light.number("saturated_fraction")));
    return shown;
  }

  private void conditionPlot(Html html, String column, String title, String unit) {
    html.open("figure");
    html.open("figcaption").text(title).text(" ").element("small", unit).close();
    double[] known =
        lights.stream()
            .mapToDouble(row -> row.number(column))
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    String label =
        known.length == 0
            ? title + ": not known"
            : String.format(
                "%s of %d lights over time: from %s to %s, median %s (%s); the table below has all",
                title,
                known.length,
                Shown.number(known[0], 4),
                Shown.number(known[known.length - 1], 4),
                Shown.number(known[known.length / 2], 4),
                unit);
    plot(html, "plot-" + column, label, "small");
    html.close().line();
  }

  private static void headRow(Html html, String... names) {
    html.open("thead").open("tr");
    for (int i = 0; i < names.length; i++) {
      html.element("th", names[i], "scope", "col");
    }
    html.close().close().line();
  }

  private static void cell(Html html, String value) {
    html.element("td", value, "class", "n");
  }

  private void gallery(Html html) {
    if (lights.isEmpty()) {
      return;
    }
    section(
        html,
        "lights",
        "Lights",
        "Each before and after calibration, by z-scale. Choose one to see it large.");
    html.open("form", "class", "controls", "role", "search", "aria-label", "Filter the lights");
    html.open("label").text("Name ");
    html.empty("input", "type", "search", "id", "find", "autocomplete", "off").close();
    html.open("label").text("Filter ").open("select", "id", "filter");
    html.element("option", "all", "value", "*");
    lights.stream()
        .map(light -> light.get("filter"))
        .distinct()
        .sorted()
        .forEach(
            filter -> html.element("option", filter.isEmpty() ? "none" : filter, "value", filter));
    html.close().close();
    html.open("label").text("Show ").open("select", "id", "show");
    html.element("option", "all", "value", "*");
    html.element("option", "odd ones", "value", "odd");
    html.element("option", "without a result", "value", "left");
    html.close().close();
    html.open("label").text("Order ").open("select", "id", "order");
    List<String> orders = List.of("time", "sky", "noise", "stars", "FWHM", "saturated");
    for (int i = 0; i < orders.size(); i++) {
      html.element("option", orders.get(i), "value", i == 0 ? "t" : STATISTICS.get(i - 1));
    }
    html.close().close();
    html.open("label", "class", "split").text("Before / after ");
    html.empty(
        "input",
        "type",
        "range",
        "id",
        "split",
        "min",
        "0",
        "max",
        "100",
        "value",
        "0",
        "aria-label",
        "How much of each picture shows the frame before calibration");
    html.close();
    html.element(
        "output", Shown.count(lights.size(), "light"), "id", "shown", "aria-live", "polite");
    html.close().line();
    html.open("ol", "class", "gallery", "id", "gallery");
    for (int i = 0; i < lights.size(); i++) {
      card(html, lights.get(i), i);
    }
    html.close().close().line();
  }

  private static boolean hasPicture(Row light) {
    return light.isCalibrated()
        && !light.get("output").isEmpty()
        && STATISTICS.stream().anyMatch(column -> !light.get(column).isEmpty());
  }

  private void card(Html html, Row light, int number) {
    html.open("li", "class", "card", "id", "light-" + number);
    if (hasPicture(light)) {
      html.open(
          "button", "type", "button", "aria-label", light.name() + ": see before and after large");
      pictures(html, light, "lazy");
      html.close();
    } else {
      html.open("div", "class", "picture none " + shape(light.get("width"), light.get("height")));
      html.element("span", light.isCalibrated() ? "no preview" : light.get("status")).close();
    }
    html.open("div", "class", "about");
    html.element("strong", light.name(), "title", light.get("path"));
    html.element(
        "span",
        String.join(
                " · ",
                List.of(
                    time(light),
                    light.get("filter"),
                    Shown.number(light.number("exposure_s"), 4) + " s"))
            .replace(" ·  · ", " · "),
        "class",
        "dim");
    List<String> odd = look.oddities(light);
    if (!odd.isEmpty() || !light.isCalibrated()) {
      html.open("span", "class", "tags");
      if (!light.isCalibrated()) {
        html.element("em", light.get("status"), "class", "bad");
      }
      odd.forEach(tag -> html.element("em", tag));
      html.close();
    }
    if (hasPicture(light)) {
      html.open("dl");
      statistics(light)
          .forEach(
              (name, value) -> html.open("div").element("dt", name).element("dd", value).close());
      html.close();
    } else if (!light.get("reason").isEmpty()) {
      html.element("p", light.get("reason"), "class", "dim");
    }
    html.close().close().line();
  }

  /** Both halves of a picture, one over the other; they are one file. */
  private void pictures(Html html, Row light, String loading) {
    String source = links.root + Shown.url(PreviewPath.picture(light.get("output"), light.hdu()));
    html.open("span", "class", "picture " + shape(light.get("width"), light.get("height")));
    html.empty("img", "class", "after", "loading", loading, "alt", "", "src", source);
    html.empty("img", "class", "before", "loading", loading, "alt", "", "src", source);
    html.close();
  }

  private void masters(Html html, List<Master> masters) {
    if (masters.isEmpty()) {
      return;
    }
    section(
        html,
        "masters",
        "Masters",
        "Those made of this night's frames and those its frames were calibrated with. Hot pixels"
            + " exceed their neighbours by 8 times the noise.");
    html.open("div", "class", "masters");
    for (int i = 0; i < masters.size(); i++) {
      master(html, masters.get(i), i);
    }
    html.close().close().line();
  }

  private void master(Html html, Master master, int number) {
    MasterStatistics seen = master.statistics();
    html.open("article", "class", "master");
    List<Row> frames = inputs.getOrDefault(master.path(), List.of());
    html.open("div").element("h3", title(master, frames), "title", master.path());
    String of = master.night().equals(night.name()) ? "" : "Of " + master.night() + ": ";
    html.element("p", of + master.kind(), "class", "dim").close();
    if (seen == null) {
      html.element("p", "Its file is not there any more: there is no preview.", "class", "dim");
    } else {
      html.open("div", "class", "picture " + shape(seen.width() + "", seen.height() + ""));
      html.empty(
          "img",
          "loading",
          "lazy",
          "alt",
          "Picture of the master " + master.kind(),
          "src",
          links.root + Shown.url(PreviewPath.picture(master.path())));
      html.close();
      String unit = master.unit().isEmpty() ? "" : " " + master.unit();
      html.open(
          "div",
          "class",
          "colours",
          "role",
          "img",
          "aria-label",
          "Black is "
              + Shown.number(seen.low(), 4)
              + ", white "
              + Shown.number(seen.high(), 4)
              + unit);
      html.element("span", Shown.number(seen.low(), 4));
      html.element("i", "");
      html.element("span", Shown.number(seen.high(), 4) + unit).close();
      html.open("dl");
      fact(html, "Level", Shown.number(seen.level(), 5) + unit);
      fact(html, "Noise", Shown.number(seen.noise(), 3) + unit);
      fact(html, "Hot pixels", Shown.count(seen.hot()));
      if (seen.invalid() > 0) {
        fact(html, "Without a value", Shown.count(seen.invalid()));
      }
      html.close();
      html.open("figure").element("figcaption", "Histogram");
      plot(
          html,
          "plot-histogram-" + number,
          "Histogram of pixel values from "
              + Shown.number(seen.from(), 4)
              + " to "
              + Shown.number(seen.to(), 4)
              + unit
              + ", around "
              + Shown.number(seen.level(), 4),
          "tiny");
      html.close();
      trend(html, master, number);
    }
    if (frames.isEmpty()) {
      html.element("p", "Its frames are not of this night.", "class", "dim");
    } else {
      html.open("details").element("summary", "Made of " + Shown.count(frames.size(), "frame"));
      html.open("ol", "class", "files", "tabindex", "0", "aria-label", "Its frames");
      frames.stream().limit(LONGEST_LIST).forEach(frame -> html.element("li", frame.get("path")));
      html.close();
      if (frames.size() > LONGEST_LIST) {
        html.element("p", "and more, see frames.csv");
      }
      html.close();
    }
    html.close().line();
  }

  /** What a person calls a master: its type, with the filter, or exposure and temperature. */
  private static String title(Master master, List<Row> frames) {
    String type = master.type().label();
    String name = type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1);
    if (frames.isEmpty()) {
      return name;
    }
    Row frame = frames.get(0);
    String more =
        switch (master.type()) {
          case FLAT -> frame.get("filter");
          case DARK, DARK_FLAT ->
              Shown.number(frame.number("exposure_s"), 4)
                  + " s"
                  + (frame.get("temperature_c").isEmpty()
                      ? ""
                      : " at " + Shown.number(frame.number("temperature_c"), 3) + " °C");
          default -> "";
        };
    return more.isEmpty() ? name : name + " " + more;
  }

  private static void fact(Html html, String name, String value) {
    html.open("div").element("dt", name).element("dd", value).close();
  }

  private void trend(Html html, Master master, int number) {
    List<Master> earlier = history.until(master);
    if (earlier.size() < 2) {
      html.element("p", "The first of its kind here: no trend yet.", "class", "dim");
      return;
    }
    MasterStatistics before = earlier.get(earlier.size() - 2).statistics();
    MasterStatistics now = master.statistics();
    String text =
        String.format(
            "Since %s: level %s, noise %s, %s hot pixels",
            earlier.get(earlier.size() - 2).night(),
            change(before.level(), now.level()),
            change(before.noise(), now.noise()),
            (now.hot() >= before.hot() ? "+" : "−")
                + Shown.count(Math.abs(now.hot() - before.hot())));
    html.open("figure").element("figcaption", "Level over " + earlier.size() + " nights");
    plot(html, "plot-trend-" + number, text, "tiny");
    html.close();
    html.element("p", text + ".", "class", "dim");
  }

  private static String change(double before, double now) {
    double change = (now - before) / Math.abs(before);
    return !Double.isFinite(change)
        ? "not comparable"
        : (change < 0 ? "−" : "+") + Shown.number(100 * Math.abs(change), 2) + " %";
  }

  private void setAside(Html html) {
    List<Row> rows = night.rows().stream().filter(row -> row.is(FrameStatus.REJECTED)).toList();
    if (rows.isEmpty()) {
      return;
    }
    section(html, "set-aside", "Set aside", "Frames that cannot be used as they are.");
    html.open(
        "div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", "Set aside");
    html.open("table", "class", "prose");
    headRow(html, "Frame", "Why", "What to do");
    html.open("tbody");
    for (Row row : rows) {
      html.open("tr").element("th", row.get("path"), "scope", "row");
      html.element("td", row.get("reason"));
      html.element("td", Remedies.of(row.get("reason"))).close().line();
    }
    html.close().close().close().close().line();
  }

  private void warnings(Html html) {
    Map<String, List<Row>> warnings = new LinkedHashMap<>();
    for (Row row : night.rows()) {
      if (!row.get("warnings").isEmpty()) {
        warnings.computeIfAbsent(row.get("warnings"), text -> new ArrayList<>()).add(row);
      }
    }
    if (warnings.isEmpty()) {
      return;
    }
    section(html, "warnings", "Warnings", "Frames that were used, and deserve a look.");
    html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", "Warnings");
    html.open("table", "class", "prose");
    headRow(html, "Frames", "Warning");
    html.open("tbody");
    warnings.forEach(
        (warning, rows) -> {
          html.open("tr").element("th", firstAndMore(rows), "scope", "row");
          html.element("td", warning).close().line();
        });
    html.close().close().close().close().line();
  }

  private static String firstAndMore(List<Row> rows) {
    return rows.get(0).get("path") + (rows.size() > 1 ? " and " + (rows.size() - 1) + " more" : "");
  }

  private void noMatch(Html html) {
    Map<String, List<Row>> reasons = NoMatch.byReason(night.rows());
    if (reasons.isEmpty()) {
      return;
    }
    section(
        html,
        "no-match",
        "Why no master matched",
        "Lights that lack a master, with those that came nearest. nightbeam plan --format=MATCHES"
            + " shows every criterion.");
    html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", "No match");
    html.open("table", "class", "prose");
    headRow(html, "Lights", "Lacks a", "Nearest", "It has", "Expected");
    reasons.forEach(
        (reason, rows) -> {
          html.open("tbody");
          List<NoMatch> lacks = NoMatch.of(reason);
          for (int i = 0; i < lacks.size(); i++) {
            NoMatch lack = lacks.get(i);
            html.open("tr");
            if (i == 0) {
              html.element(
                  "th", firstAndMore(rows), "scope", "rowgroup", "rowspan", lacks.size() + "");
            }
            html.element("td", lack.needs()).element("td", lack.candidate());
            html.element("td", lack.found()).element("td", lack.wanted());
            html.close().line();
          }
          html.close();
        });
    html.close().close().close().line();
  }

  private static void viewer(Html html) {
    html.open("dialog", "id", "viewer", "aria-labelledby", "viewer-title");
    html.open("div", "class", "bar");
    html.element("h2", "", "id", "viewer-title");
    html.element("button", "Close", "type", "button", "id", "viewer-close");
    html.close();
    html.open("div", "id", "viewer-picture").close();
    html.open("label", "class", "split").text("Before / after ");
    html.empty(
        "input",
        "type",
        "range",
        "id",
        "viewer-split",
        "min",
        "0",
        "max",
        "100",
        "value",
        "50",
        "aria-label",
        "How much of the picture shows the frame before calibration");
    html.close();
    html.open("div", "id", "viewer-about").close();
    html.open("div", "class", "bar");
    html.element("button", "‹ Previous", "type", "button", "id", "viewer-previous");
    html.element("span", "", "id", "viewer-place", "class", "dim");
    html.element("button", "Next ›", "type", "button", "id", "viewer-next");
    html.close().close().line();
  }

  /** What the plots show. */
  private Map<String, Object> data(List<Master> masters) {
    Map<String, Object> data = new HashMap<>();
    List<Object> lanes = new ArrayList<>();
    lanes()
        .forEach(
            (lane, rows) -> {
              List<Object> exposures = new ArrayList<>();
              for (Row row : rows) {
                if (Double.isFinite(row.time())) {
                  exposures.add(
                      new Object[] {
                        row.time(),
                        known(Math.max(0, row.number("exposure_s"))),
                        row.is(FrameStatus.REJECTED) ? 1 : row.is(FrameStatus.UNCALIBRATED) ? 2 : 0,
                        row.name()
                      });
                }
              }
              lanes.add(Map.of("name", lane, "type", lane.split(" ", 2)[0], "items", exposures));
            });
    data.put("lanes", lanes);
    List<Object> points = new ArrayList<>();
    for (Row light : lights) {
      Map<String, Object> point = new HashMap<>();
      point.put("name", light.name());
      point.put("filter", light.get("filter"));
      point.put("t", known(light.time()));
      point.put("odd", !look.oddities(light).isEmpty());
      point.put("left", !light.isCalibrated());
      STATISTICS.forEach(column -> point.put(column, known(light.number(column))));
      points.add(point);
    }
    data.put("lights", points);
    List<Object> shown = new ArrayList<>();
    for (Master master : masters) {
      Map<String, Object> one = new HashMap<>();
      if (master.statistics() != null) {
        one.put("from", known(master.statistics().from()));
        one.put("to", known(master.statistics().to()));
        one.put("histogram", master.statistics().histogram());
        List<Object> trend = new ArrayList<>();
        history
            .until(master)
            .forEach(
                other ->
                    trend.add(new Object[] {other.night(), known(other.statistics().level())}));
        one.put("trend", trend);
      }
      shown.add(one);
    }
    data.put("masters", shown);
    return data;
  }

  private static Double known(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
