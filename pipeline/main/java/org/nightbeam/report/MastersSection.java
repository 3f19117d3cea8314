package org.nightbeam.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.nightbeam.preview.MasterHistogram;
import org.nightbeam.preview.PreviewPath;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.Master;
import org.nightbeam.report.facts.MasterHistory;
import org.nightbeam.report.facts.Night;
import org.nightbeam.report.facts.Row;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameStatus;

/** The masters made of the frames of a night, and those its frames were calibrated with. */
final class MastersSection extends Section {
  private static final int LONGEST_LIST = 200;
  private static final double UNCHANGED_LEVEL = 0.05; // of the noise of a pixel
  private static final double UNCHANGED_NOISE = 0.005; // of the noise
  private static final List<FrameColumn> MASTER_COLUMNS =
      List.of(FrameColumn.BIAS, FrameColumn.DARK, FrameColumn.FLAT);

  private final Night night;
  private final MasterHistory history;
  private final Shapes shapes;
  private final String root;
  private final List<Master> masters;

  /** The frames of each master, by its path. */
  private final Map<String, List<Row>> inputs = new TreeMap<>();

  MastersSection(PageFacts facts) {
    super("masters", "Masters");
    this.night = facts.night();
    this.history = facts.history();
    this.shapes = facts.shapes();
    this.root = facts.root();
    TreeSet<String> paths = new TreeSet<>();
    for (Row row : night.rows()) {
      if (row.is(FrameStatus.USED_IN_MASTER)) {
        inputs.computeIfAbsent(row.get(FrameColumn.OUTPUT), path -> new ArrayList<>()).add(row);
      }
      MASTER_COLUMNS.forEach(column -> paths.add(row.get(column)));
    }
    paths.addAll(inputs.keySet());
    this.masters =
        paths.stream()
            .filter(Master::isPath)
            .map(history::get)
            .sorted(Comparator.comparing(Master::type).thenComparing(Master::path))
            .toList();
    for (Master master : masters) {
      if (master.statistics() != null) {
        shape(master.statistics());
      }
    }
  }

  private String shape(MasterHistogram seen) {
    return shapes.of(seen.width() + "", seen.height() + "");
  }

  /** Returns how many masters there are. */
  int count() {
    return masters.size();
  }

  @Override
  boolean isPresent() {
    return !masters.isEmpty();
  }

  @Override
  void write(Html html) {
    begin(
        html,
        "Masters made from this night's frames, and masters that its frames were calibrated"
            + " with. Hot pixels exceed their neighbours by 8 times the noise.");
    html.open("div", "class", "masters");
    for (int i = 0; i < masters.size(); i++) {
      master(html, masters.get(i), i);
    }
    html.close().close().line();
  }

  private void master(Html html, Master master, int number) {
    html.open("article", "class", "master");
    List<Row> frames = inputs.getOrDefault(master.path(), List.of());
    html.open("div").element("h3", title(master, frames), "title", master.path());
    String of = master.night().equals(night.name()) ? "" : "Of " + master.night() + ": ";
    html.element("p", of + master.kind(), "class", "dim").close();
    if (master.statistics() == null) {
      html.element("p", "Its file no longer exists, so there is no preview.", "class", "dim");
    } else {
      picture(html, master);
      numbers(html, master, number);
      trend(html, master, number);
    }
    frames(html, frames);
    html.close().line();
  }

  /** Returns what a person calls a master: its type, with filter, or exposure and temperature. */
  private static String title(Master master, List<Row> frames) {
    String type = master.type().label();
    String name = type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1);
    if (frames.isEmpty()) {
      return name;
    }
    Row frame = frames.get(0);
    String more =
        switch (master.type()) {
          case FLAT -> frame.get(FrameColumn.FILTER);
          case DARK, DARK_FLAT ->
              Format.number(frame.number(FrameColumn.EXPOSURE_S), 4)
                  + " s"
                  + (frame.get(FrameColumn.TEMPERATURE_C).isEmpty()
                      ? ""
                      : " at " + Format.number(frame.number(FrameColumn.TEMPERATURE_C), 3) + " °C");
          default -> "";
        };
    return more.isEmpty() ? name : name + " " + more;
  }

  private static String unit(Master master) {
    return master.unit().isEmpty() ? "" : " " + master.unit();
  }

  /** Writes the picture, and a bar with the values of black and white. */
  private void picture(Html html, Master master) {
    MasterHistogram seen = master.statistics();
    html.open("div", "class", "picture " + shape(seen));
    html.empty(
        "img",
        "loading",
        "lazy",
        "alt",
        "Picture of the master " + master.kind(),
        "src",
        root + Format.url(PreviewPath.picture(master.path())));
    html.close();
    String black = Format.number(seen.low(), 4);
    String white = Format.number(seen.high(), 4) + unit(master);
    String label = "Black is " + black + ", white " + white;
    html.open("div", "class", "colours", "role", "img", "aria-label", label);
    html.element("span", black);
    html.element("i", "");
    html.element("span", white).close();
  }

  private static void numbers(Html html, Master master, int number) {
    MasterHistogram seen = master.statistics();
    html.open("dl");
    Blocks.pair(html, "Level", Format.measured(seen.level(), 5) + unit(master));
    Blocks.pair(html, "Noise", Format.measured(seen.noise(), 3) + unit(master));
    Blocks.pair(html, "Hot pixels", Format.count(seen.hot()));
    if (seen.invalid() > 0) {
      Blocks.pair(html, "Without a value", Format.count(seen.invalid()));
    }
    html.close();
    html.open("figure").element("figcaption", "Histogram");
    String label =
        "Histogram of pixel values from "
            + Format.number(seen.from(), 4)
            + " to "
            + Format.number(seen.to(), 4)
            + unit(master)
            + ", around "
            + Format.number(seen.level(), 4);
    Blocks.plot(html, "plot-histogram-" + number, label, "tiny");
    html.close();
  }

  private void trend(Html html, Master master, int number) {
    List<Master> earlier = history.until(master);
    if (earlier.size() < 2) {
      html.element("p", "The first of its kind here: no trend yet.", "class", "dim");
      return;
    }
    Master last = earlier.get(earlier.size() - 2);
    MasterHistogram before = last.statistics();
    MasterHistogram now = master.statistics();
    String text =
        "Since "
            + last.night()
            + ": level "
            + change(before, now)
            + ", noise "
            + change(before.noise(), now.noise())
            + ", "
            + (now.hot() >= before.hot() ? "+" : "−")
            + Format.count(Math.abs(now.hot() - before.hot()))
            + " hot pixels";
    html.open("figure").element("figcaption", "Level over " + earlier.size() + " nights");
    Blocks.plot(html, "plot-trend-" + number, text, "tiny");
    html.close();
    html.element("p", text + ".", "class", "dim");
  }

  /**
   * Returns how the level has changed, in units of the noise of a pixel: the level of a dark may be
   * about 0, where a ratio would say nothing.
   */
  static String change(MasterHistogram before, MasterHistogram now) {
    double change = (now.level() - before.level()) / Math.max(before.noise(), now.noise());
    return said(change, UNCHANGED_LEVEL, 1, " × the noise of a pixel");
  }

  /** Returns by how much a value has changed, in percent. */
  static String change(double before, double now) {
    double change = (now - before) / Math.abs(before);
    return said(change, UNCHANGED_NOISE, 100, " %");
  }

  private static String said(double change, double least, double factor, String unit) {
    if (!Double.isFinite(change)) {
      return "not comparable";
    }
    double size = Math.abs(change);
    return size < least
        ? "unchanged"
        : (change < 0 ? "−" : "+") + Format.number(factor * size, 2) + unit;
  }

  private static void frames(Html html, List<Row> frames) {
    if (frames.isEmpty()) {
      html.element("p", "Its frames are from another night.", "class", "dim");
      return;
    }
    html.open("details").element("summary", "Made of " + Format.count(frames.size(), "frame"));
    html.open("ol", "class", "files", "tabindex", "0", "aria-label", "Its frames");
    frames.stream()
        .limit(LONGEST_LIST)
        .forEach(frame -> html.element("li", frame.get(FrameColumn.PATH)));
    html.close();
    if (frames.size() > LONGEST_LIST) {
      html.element("p", "and more, see frames.csv");
    }
    html.close();
  }

  @Override
  void addData(Map<String, Object> data) {
    List<Object> shown = new ArrayList<>();
    for (Master master : masters) {
      Map<String, Object> one = new HashMap<>();
      if (master.statistics() != null) {
        one.put("from", Blocks.known(master.statistics().from()));
        one.put("to", Blocks.known(master.statistics().to()));
        one.put("histogram", master.statistics().histogram());
        List<Object> trend = new ArrayList<>();
        for (Master other : history.until(master)) {
          trend.add(new Object[] {other.night(), Blocks.known(other.statistics().level())});
        }
        one.put("trend", trend);
      }
      shown.add(one);
    }
    data.put("masters", shown);
  }
}
