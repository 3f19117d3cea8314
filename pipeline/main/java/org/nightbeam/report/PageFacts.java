package org.nightbeam.report;

import java.util.List;
import org.nightbeam.report.facts.Curves;
import org.nightbeam.report.facts.MasterHistory;
import org.nightbeam.report.facts.Night;
import org.nightbeam.report.facts.OddLights;
import org.nightbeam.report.facts.Row;
import org.nightbeam.report.facts.RunFacts;
import org.nightbeam.storage.Storage;

/**
 * Facts from which the sections of a night's page are made.
 *
 * @param night the rows of the table
 * @param lights those of lights
 * @param odd what is odd about them
 * @param run what {@code run.json} says
 * @param curves light curves of the output
 * @param history masters of this output and of earlier runs to it
 * @param shapes sizes of pictures, see {@link Shapes#of}
 * @param root way from the page to the output, such as {@code ../}: links begin with it
 * @param storage where products can be read
 * @param output folder or URI of the output, see {@link org.nightbeam.storage.OutputLayout#in}
 */
record PageFacts(
    Night night,
    List<Row> lights,
    OddLights odd,
    RunFacts run,
    Curves curves,
    MasterHistory history,
    Shapes shapes,
    String root,
    Storage storage,
    String output) {

  PageFacts(
      Night night,
      RunFacts run,
      Curves curves,
      MasterHistory history,
      String root,
      Storage storage,
      String output) {
    this(
        night,
        night.lights(),
        new OddLights(night.lights()),
        run,
        curves,
        history,
        new Shapes(),
        root,
        storage,
        output);
  }

  /** Returns whether the lights are of several telescopes, cameras, binnings or gains. */
  boolean hasSeveralInstruments() {
    return lights.stream().map(Row::instrument).distinct().limit(2).count() > 1;
  }
}
