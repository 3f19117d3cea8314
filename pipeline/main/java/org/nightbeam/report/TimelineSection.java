package org.nightbeam.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.NightArc;
import org.nightbeam.report.facts.Row;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameStatus;

/** Every exposure of the night by type. */
final class TimelineSection extends Section {
  private static final List<String> TYPES = List.of("bias", "dark", "dark-flat", "flat", "light");

  /** Frames by type, and by filter where one matters, in order of time. */
  private final Map<String, List<Row>> lanes =
      new TreeMap<>(Comparator.comparing(TimelineSection::order));

  private final NightArc arc;

  TimelineSection(PageFacts facts) {
    super("timeline", "Timeline");
    arc = NightArc.of(facts.night().rows(), facts.run().options().getOrDefault("timeZone", ""));
    for (Row row : facts.night().rows()) {
      String filter = row.get(FrameColumn.FILTER);
      String object = row.isLight() ? row.get(FrameColumn.OBJECT) : "";
      String type = row.get(FrameColumn.TYPE).isEmpty() ? "unknown" : row.get(FrameColumn.TYPE);
      boolean filtered = !filter.isEmpty() && (row.isLight() || type.equals("flat"));
      lanes
          .computeIfAbsent(
              (type + (object.isEmpty() ? "" : " " + object) + (filtered ? " " + filter : ""))
                  .strip(),
              lane -> new ArrayList<>())
          .add(row);
    }
  }

  private static String order(String lane) {
    return TYPES.indexOf(type(lane)) + " " + lane;
  }

  private static String type(String lane) {
    int end = lane.indexOf(' ');
    return end < 0 ? lane : lane.substring(0, end);
  }

  @Override
  boolean isPresent() {
    return true;
  }

  @Override
  void write(Html html) {
    begin(html, "Every exposure by type, target and filter, in UTC." + site());
    html.open("p", "class", "legend");
    key(html, "bad", "set aside");
    key(html, "fair", "lacks a master");
    if (!arc.light().isEmpty()) {
      key(html, "light0", "day");
      key(html, "light2", "twilight");
    }
    if (!arc.moon().isEmpty()) {
      key(html, "moon", "Moon, " + Math.round(100 * arc.phase()) + " % lit");
    }
    html.close();
    Blocks.plot(html, "plot-timeline", "Exposures over time: " + inWords(), "wide");
    html.open("details").element("summary", "The same as a table");
    Blocks.scroll(html, "Exposures");
    html.open("table").element("caption", "Exposures by type and filter");
    Blocks.headRow(html, "Type", "Frames", "First", "Last", "Exposure");
    html.open("tbody");
    lanes.forEach(
        (lane, rows) -> {
          html.open("tr").element("th", lane, "scope", "row");
          Blocks.cell(html, Format.count(rows.size()));
          Blocks.cell(html, rows.get(0).clock());
          Blocks.cell(html, rows.get(rows.size() - 1).clock());
          Blocks.cell(html, Format.duration(exposure(rows)));
          html.close().line();
        });
    html.close().close().close().close().close().line();
  }

  private String site() {
    return arc.clock().isEmpty() ? "" : " Local time above: " + arc.clock() + ".";
  }

  private static void key(Html html, String kind, String text) {
    html.open("span").element("i", "", "class", kind, "aria-hidden", "true").text(text).close();
  }

  private static double exposure(List<Row> rows) {
    double seconds = 0;
    for (Row row : rows) {
      double exposure = row.number(FrameColumn.EXPOSURE_S);
      seconds += exposure > 0 ? exposure : 0;
    }
    return seconds;
  }

  private String inWords() {
    return lanes.entrySet().stream()
        .map(lane -> lane.getValue().size() + " " + lane.getKey())
        .collect(Collectors.joining(", "));
  }

  @Override
  void addData(Map<String, Object> data) {
    List<Object> shown = new ArrayList<>();
    lanes.forEach(
        (lane, rows) -> {
          List<Object> exposures = new ArrayList<>();
          for (Row row : rows) {
            if (Double.isFinite(row.time())) {
              exposures.add(
                  new Object[] {
                    row.time(),
                    Blocks.known(Math.max(0, row.number(FrameColumn.EXPOSURE_S))),
                    row.is(FrameStatus.REJECTED) ? 1 : row.is(FrameStatus.UNCALIBRATED) ? 2 : 0,
                    row.name()
                  });
            }
          }
          Map<String, Object> one = new LinkedHashMap<>(); // in one order, whatever the JVM
          one.put("name", lane);
          one.put("type", type(lane));
          one.put("filter", rows.get(0).get(FrameColumn.FILTER));
          one.put("items", exposures);
          shown.add(one);
        });
    data.put("lanes", shown);
    Map<String, Object> sky = new LinkedHashMap<>();
    sky.put("hours", Blocks.known(arc.hours()));
    sky.put("light", arc.light());
    sky.put("moon", arc.moon());
    data.put("arc", sky);
  }
}
