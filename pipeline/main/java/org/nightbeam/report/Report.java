package org.nightbeam.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.nightbeam.report.facts.Curves;
import org.nightbeam.report.facts.Damaged;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.MasterHistory;
import org.nightbeam.report.facts.Night;
import org.nightbeam.report.facts.Row;
import org.nightbeam.report.facts.RunFacts;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameTable;

/**
 * Writes the report of an output: {@code report.html}, for one night its page, for several an index
 * with a page per night in {@code report/}, and there one per target whose light curves have
 * several. It is made from {@code frames.csv}, {@code run.json}, {@code curves.json} and {@code
 * previews/} alone. Each page holds its style, script and numbers; pictures are files beside it,
 * loaded as they come into view. The rows of one night at a time are held.
 */
public final class Report {
  /** The columns that may name a master. */
  private static final List<FrameColumn> MASTERS =
      List.of(FrameColumn.BIAS, FrameColumn.DARK, FrameColumn.FLAT, FrameColumn.OUTPUT);

  private final Storage storage;
  private final String output;
  private final Page page = new Page();

  /**
   * @param output folder or URI with the products of a run
   */
  public Report(Storage storage, String output) {
    this.storage = storage;
    this.output = output;
  }

  /**
   * Writes it.
   *
   * @return where it is
   * @throws java.io.FileNotFoundException or {@link java.nio.file.NoSuchFileException} if there is
   *     no table of frames
   */
  public String write() throws IOException {
    List<String> names = new ArrayList<>();
    TreeSet<String> masters = new TreeSet<>();
    forEachNight(
        night -> {
          names.add(night.name());
          for (Row row : night.rows()) {
            MASTERS.forEach(column -> masters.add(row.get(column)));
          }
        });
    Damaged files = new Damaged(storage, output);
    Curves curves = Curves.read(files);
    MasterHistory history = MasterHistory.of(storage, output, masters, files);
    RunFacts run = RunFacts.read(files);
    String uri = OutputLayout.in(output, OutputLayout.REPORT);
    List<String> dated = names.stream().filter(name -> !name.equals(Row.NO_NIGHT)).toList();
    putTargets(curves, run, dated.size() > 1 ? names : List.of());
    if (dated.size() <= 1) {
      // What has no night, such as a file that cannot be read, is shown with the one that there is.
      Night all = new Night(dated.isEmpty() ? Row.NO_NIGHT : dated.get(0));
      forEachNight(night -> all.rows().addAll(night.rows()));
      NightPage.Links links = new NightPage.Links("", null, null, null);
      put(uri, new NightPage(facts(all, run, curves, history, links), links).html(page));
      return uri;
    }
    IndexPage index = new IndexPage(history, curves);
    int[] number = {0};
    forEachNight(
        night -> {
          int i = number[0]++;
          index.add(night);
          NightPage.Links links =
              new NightPage.Links(
                  "../",
                  "../" + OutputLayout.REPORT,
                  i == 0 ? null : Format.url(Night.page(names.get(i - 1))),
                  i == names.size() - 1 ? null : Format.url(Night.page(names.get(i + 1))));
          put(
              OutputLayout.in(output, OutputLayout.PAGES) + "/" + Night.page(night.name()),
              new NightPage(facts(night, run, curves, history, links), links).html(page));
        });
    put(uri, index.html(page, run));
    return uri;
  }

  private PageFacts facts(
      Night night, RunFacts run, Curves curves, MasterHistory history, NightPage.Links links) {
    return new PageFacts(night, run, curves, history, links.root(), storage, output);
  }

  /**
   * Writes the pages of targets.
   *
   * @param pages nights that have a page in the same folder
   */
  private void putTargets(Curves curves, RunFacts run, List<String> pages) throws IOException {
    for (List<Curves.Curve> target : curves.ofSeveralNights().values()) {
      put(
          OutputLayout.in(output, OutputLayout.PAGES) + "/" + Curves.page(target),
          new TargetPage(target, pages, storage, output).html(page, run));
    }
  }

  private interface Step {
    void accept(Night night) throws IOException;
  }

  /** Reads the table, whose rows come night by night; those without a night come last. */
  private void forEachNight(Step step) throws IOException {
    try (Reader in =
        new BufferedReader(
            Channels.newReader(
                storage.open(OutputLayout.in(output, OutputLayout.TABLE)),
                StandardCharsets.UTF_8))) {
      Night night = null;
      for (Map<String, String> columns : FrameTable.read(in)) {
        Row row = new Row(columns);
        if (night != null && !night.name().equals(row.night())) {
          step.accept(night);
          night = null;
        }
        if (night == null) {
          night = new Night(row.night());
        }
        night.rows().add(row);
      }
      if (night != null) {
        step.accept(night);
      }
    }
  }

  private void put(String uri, String html) throws IOException {
    try (NewFile file = storage.createReplaceable(uri)) {
      file.write(ByteBuffer.wrap(html.getBytes(StandardCharsets.UTF_8)));
      file.commit();
    }
  }
}
