package org.nightbeam.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nightbeam.report.facts.Concern;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.Night;
import org.nightbeam.report.facts.OddLights;
import org.nightbeam.report.facts.Row;
import org.nightbeam.report.facts.RunFacts;
import org.nightbeam.report.facts.Tally;
import org.nightbeam.report.facts.Target;
import org.nightbeam.table.FrameColumn;

/** The page of one night: its head, and the sections in the order in which they are listed here. */
final class NightPage {
  /** What makes the sections, in their order on the page. */
  static final List<Function<PageFacts, Section>> SECTIONS =
      List.of(
          GlanceSection::new,
          TimelineSection::new,
          ConditionsSection::new,
          LightCurvesSection::new,
          LightsSection::new,
          StacksSection::new,
          MastersSection::new,
          SetAsideSection::new,
          NoMatchSection::new,
          WarningsSection::new,
          ProvenanceSection::new);

  private final Night night;
  private final RunFacts run;
  private final Links links;
  private final List<Row> lights;
  private final OddLights odd;
  private final Shapes shapes;
  private final List<Section> sections;

  /**
   * Where a page is among others.
   *
   * @param root way from the page to the output, such as {@code ../}
   * @param index page of all nights; null if there is none
   * @param earlier page of the night before; null if there is none
   * @param later page of the night after; null if there is none
   */
  record Links(String root, String index, String earlier, String later) {}

  NightPage(PageFacts facts, Links links) {
    this.night = facts.night();
    this.run = facts.run();
    this.links = links;
    this.lights = facts.lights();
    this.odd = facts.odd();
    this.shapes = facts.shapes();
    this.sections = SECTIONS.stream().map(section -> section.apply(facts)).toList();
  }

  /** Returns the page. */
  String html(Page page) {
    Map<String, Object> data = new HashMap<>();
    sections.forEach(section -> section.addData(data));
    data.put("watching", run.isWatching());
    return page.of(night.title() + " – Nightbeam", shapes.sheet(), data, this::body);
  }

  private void body(Html html) {
    head(html);
    html.open("main", "id", "main");
    for (Section section : sections) {
      if (section.isPresent()) {
        section.write(html);
      }
    }
    html.close();
    html.markup(Page.resource("viewer.html"), Map.of());
  }

  private void head(Html html) {
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
    String sky = Concern.sky(lights, odd);
    if (!sky.isEmpty()) {
      long unlike = odd.count(lights);
      String mood = unlike == 0 ? "good" : 2 * unlike > lights.size() ? "bad" : "fair";
      html.open("p", "class", "sky");
      html.element("span", "", "class", "lamp " + mood, "aria-hidden", "true").text(sky).close();
    }
    html.open("p", "class", "verdict").element("span", "", "class", "lamp", "aria-hidden", "true");
    html.text(tally.verdict()).close();
    Blocks.state(html, run);
    Summary.write(html, List.of(), tally, masters(), odd.count(lights), true);
    html.open("nav", "aria-label", "Sections", "class", "sections");
    for (Section section : sections) {
      if (section.isPresent()) {
        html.element("a", section.name(), "href", "#" + section.id());
      }
    }
    html.close().close().line();
  }

  private long masters() {
    return sections.stream()
        .filter(MastersSection.class::isInstance)
        .mapToLong(section -> ((MastersSection) section).count())
        .sum();
  }

  private static void link(Html html, String target, String text, String rel) {
    if (target != null) {
      html.element("a", text, "href", target, "rel", rel);
    }
  }

  private String subtitle() {
    List<String> parts = new ArrayList<>();
    String cameras = distinct(FrameColumn.CAMERA);
    if (!cameras.isEmpty()) {
      parts.add(cameras);
    }
    String filters = distinct(FrameColumn.FILTER);
    if (!filters.isEmpty()) {
      parts.add((filters.contains(",") ? "filters " : "filter ") + filters);
    }
    double seconds = Target.secondsOnSky(lights);
    if (seconds > 0) {
      parts.add(Format.duration(seconds) + " on the sky");
    }
    return String.join(" · ", parts);
  }

  private String distinct(FrameColumn column) {
    return lights.stream()
        .map(row -> row.get(column))
        .filter(value -> !value.isEmpty())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
