package org.nightbeam.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.nightbeam.preview.Crops;
import org.nightbeam.preview.PreviewPath;
import org.nightbeam.report.facts.Concern;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.OddLights;
import org.nightbeam.report.facts.Row;
import org.nightbeam.report.facts.Target;
import org.nightbeam.table.FrameColumn;

/** A card for each file of lights, with the pictures of its images, raw and calibrated. */
final class LightsSection extends Section {
  private static final String STEP_LEFT_OUT = "step left out";

  private final List<Row> lights;
  private final List<Statistic> statistics;
  private final OddLights odd;
  private final boolean severalInstruments;
  private final Shapes shapes;
  private final String root;

  /** The images of each file, in the order of their first. */
  private final Map<String, List<Row>> files = new LinkedHashMap<>();

  LightsSection(PageFacts facts) {
    super("lights", "Lights");
    this.lights = facts.lights();
    this.statistics = Statistic.of(lights);
    this.odd = facts.odd();
    this.severalInstruments = facts.hasSeveralInstruments();
    this.shapes = facts.shapes();
    this.root = facts.root();
    for (Row light : lights) {
      shape(light);
      files.computeIfAbsent(file(light), path -> new ArrayList<>()).add(light);
    }
  }

  /** Returns a text that is the same for images of one file. */
  private static String file(Row light) {
    return light.get(FrameColumn.URI) + "\n" + light.get(FrameColumn.PATH) + "\n" + light.clock();
  }

  /** Returns the number of the card of each light. */
  static List<Integer> cards(List<Row> lights) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    List<Integer> cards = new ArrayList<>();
    for (Row light : lights) {
      cards.add(numbers.computeIfAbsent(file(light), path -> numbers.size()));
    }
    return cards;
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
    begin(
        html,
        "Displayed with z-scale. Choose one to enlarge it, with its centre and corners at"
            + " full resolution.");
    html.markup(
        Page.resource("light-controls.html"),
        Map.of(
            "targets",
            () -> targets(html),
            "filters",
            () -> options(html, row -> row.get(FrameColumn.FILTER)),
            "cameras",
            () -> options(html, Row::instrument),
            "marks",
            () -> marks(html),
            "orders",
            () -> orders(html),
            "count",
            () -> html.text(Format.count(files.size(), "light"))));
    html.open("ol", "class", "gallery", "id", "gallery");
    int number = 0;
    for (List<Row> images : files.values()) {
      card(html, images, number++);
    }
    html.close().close().line();
  }

  private void orders(Html html) {
    html.element("option", "time", "value", "t");
    for (Statistic statistic : statistics) {
      html.element("option", statistic.label(), "value", statistic.column().label());
    }
  }

  private void targets(Html html) {
    Map<String, String> names = new TreeMap<>();
    lights.forEach(light -> names.putIfAbsent(Target.key(light), light.get(FrameColumn.OBJECT)));
    names.forEach(
        (key, name) -> html.element("option", name.isEmpty() ? "no name" : name, "value", key));
  }

  private void options(Html html, Function<Row, String> fact) {
    TreeSet<String> values = new TreeSet<>();
    lights.forEach(light -> values.add(fact.apply(light)));
    values.forEach(
        value -> html.element("option", value.isEmpty() ? "none" : value, "value", value));
  }

  private void marks(Html html) {
    TreeSet<String> marks = new TreeSet<>();
    lights.forEach(light -> marks.addAll(odd.oddities(light)));
    marks.forEach(mark -> html.element("option", mark, "value", mark));
    if (lights.stream().anyMatch(Row::lacksStep)) {
      html.element("option", STEP_LEFT_OUT, "value", Concern.STEP_LEFT_OUT);
    }
  }

  private static boolean hasPicture(Row light) {
    return light.isCalibrated()
        && !light.get(FrameColumn.OUTPUT).isEmpty()
        && Statistic.isAnyOf(light);
  }

  private void card(Html html, List<Row> images, int number) {
    Row light = images.get(0);
    html.open("li", "class", "card", "id", "light-" + number);
    List<Row> pictured = images.stream().filter(LightsSection::hasPicture).toList();
    if (pictured.isEmpty()) {
      html.open("div", "class", "picture none " + shape(light));
      html.element("span", light.isCalibrated() ? "no preview" : light.get(FrameColumn.STATUS))
          .close();
    } else {
      html.open("button", "type", "button", "aria-label", light.name() + ": see it large");
      html.open("span", "class", pictured.size() > 1 ? "images" : "image");
      pictured.forEach(image -> picture(html, image));
      html.close().close();
    }
    html.open("div", "class", "about");
    html.element("strong", light.name(), "title", light.get(FrameColumn.PATH));
    html.element("span", about(light), "class", "dim");
    if (images.size() > 1) {
      html.element("span", Format.count(images.size(), "image") + "; medians", "class", "dim");
    }
    tags(html, images);
    if (!pictured.isEmpty()) {
      html.open("dl");
      statistics.forEach(
          statistic -> Blocks.pair(html, statistic.label(), statistic.shown(pictured)));
      html.close();
    }
    images.stream()
        .filter(image -> !image.isCalibrated() && !image.get(FrameColumn.REASON).isEmpty())
        .limit(1)
        .forEach(image -> html.element("p", image.get(FrameColumn.REASON), "class", "dim"));
    more(html, images);
    html.close().close().line();
  }

  /** Writes what only the large view shows. */
  private void more(Html html, List<Row> images) {
    Row light = images.get(0);
    html.open("div", "class", "more");
    html.open("p", "class", "dim").text("Raw: " + light.get(FrameColumn.PATH));
    if (!light.get(FrameColumn.OUTPUT).isEmpty()) {
      html.text(" · Product: ");
      String product = light.get(FrameColumn.OUTPUT);
      html.element("a", product, "href", root + Format.url(product));
    }
    html.close();
    for (Row image : images) {
      boolean made =
          Crops.areMadeOf(image.number(FrameColumn.WIDTH), image.number(FrameColumn.HEIGHT));
      if (made && hasPicture(image)) {
        html.empty(
            "img",
            "class",
            "crops",
            "loading",
            "lazy",
            "alt",
            "Centre and corners of the calibrated frame at full resolution",
            "src",
            root + Format.url(PreviewPath.crops(image.get(FrameColumn.OUTPUT), image.hdu())));
      }
    }
    html.close();
  }

  private String about(Row light) {
    List<String> parts = new ArrayList<>();
    if (severalInstruments) {
      parts.add(light.instrument());
    }
    for (String part :
        List.of(light.get(FrameColumn.OBJECT), light.clock(), light.get(FrameColumn.FILTER))) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    parts.add(Format.number(light.number(FrameColumn.EXPOSURE_S), 4) + " s");
    return String.join(" · ", parts);
  }

  private void tags(Html html, List<Row> images) {
    TreeSet<String> oddities = new TreeSet<>();
    TreeSet<String> left = new TreeSet<>();
    for (Row light : images) {
      oddities.addAll(odd.oddities(light));
      if (!light.isCalibrated()) {
        left.add(light.get(FrameColumn.STATUS));
      }
      if (light.lacksStep()) {
        oddities.add(STEP_LEFT_OUT);
      }
    }
    if (oddities.isEmpty() && left.isEmpty()) {
      return;
    }
    html.open("span", "class", "tags");
    left.forEach(status -> html.element("em", status, "class", "bad"));
    oddities.forEach(tag -> html.element("em", tag));
    html.close();
  }

  /** Writes both halves of a picture, one over the other; they are one file. */
  private void picture(Html html, Row light) {
    String source =
        root + Format.url(PreviewPath.picture(light.get(FrameColumn.OUTPUT), light.hdu()));
    html.open("span", "class", "picture " + shape(light));
    html.empty("img", "loading", "lazy", "alt", "", "src", source);
    html.close();
  }
}
