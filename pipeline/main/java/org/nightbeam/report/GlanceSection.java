package org.nightbeam.report;

import java.util.ArrayList;
import java.util.List;
import org.nightbeam.preview.Crops;
import org.nightbeam.preview.PreviewPath;
import org.nightbeam.report.facts.BestAndWorst;
import org.nightbeam.report.facts.Concern;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.Row;
import org.nightbeam.report.facts.Target;
import org.nightbeam.table.FrameColumn;

/**
 * Answers to an observer's first questions: how many lights of which target, how good, what is
 * wrong, the best and the worst.
 */
final class GlanceSection extends Section {
  private static final int MOST_CONCERNS = 3;

  private final PageFacts facts;
  private final List<Target> targets;
  private final List<Concern> concerns;
  private final BestAndWorst extremes;

  GlanceSection(PageFacts facts) {
    super("glance", "At a glance");
    this.facts = facts;
    this.targets = Target.of(facts.lights(), facts.odd());
    this.concerns = Concern.of(facts.night(), facts.lights(), facts.odd());
    this.extremes = BestAndWorst.of(facts.lights());
  }

  @Override
  boolean isPresent() {
    return !targets.isEmpty() || !concerns.isEmpty();
  }

  @Override
  void write(Html html) {
    begin(html, "");
    html.open("div", "class", "glance");
    if (!targets.isEmpty()) {
      html.open("div", "class", "targets");
      targets(html);
      html.close().line();
    }
    html.open("div", "class", "concerns").element("h3", "What needs you");
    concerns(html);
    html.close();
    if (extremes.best() >= 0) {
      html.open("div", "class", "extremes");
      extreme(html, "Best", extremes.best());
      extreme(html, "Worst", extremes.worst());
      html.close();
    }
    html.close().close().line();
  }

  private void targets(Html html) {
    boolean several = facts.hasSeveralInstruments();
    boolean arcsec = isKnown(FrameColumn.FWHM_ARCSEC);
    boolean graded = isKnown(FrameColumn.TRANSPARENCY);
    boolean airmass = isKnown(FrameColumn.AIRMASS);
    List<String> heads =
        new ArrayList<>(
            List.of(
                "Target",
                "Filter",
                "Lights",
                "Time on the sky",
                "Time, good lights",
                arcsec ? "FWHM,\u00a0″" : "FWHM,\u00a0px"));
    if (several) {
      heads.add(2, "Camera");
    }
    heads.add("Sky, " + facts.run().skyUnit() + "/s");
    if (graded) {
      heads.add("Transparency");
    }
    if (airmass) {
      heads.add("Airmass");
    }
    heads.add("Odd");
    Blocks.scroll(html, "Targets");
    html.open("table", "class", "targets").element("caption", "Targets by filter");
    Blocks.headRow(html, heads.toArray(String[]::new));
    html.open("tbody");
    for (Target target : targets) {
      html.open("tr");
      html.element("th", target.object().isEmpty() ? "no name" : target.object(), "scope", "row");
      html.element("td", target.filter().isEmpty() ? "none" : target.filter());
      if (several) {
        html.element("td", target.instrument().isEmpty() ? "not known" : target.instrument());
      }
      link(html, target, "*", Format.count(target.lights().size()), "n");
      Blocks.cell(html, Format.duration(target.seconds()));
      Blocks.cell(html, Format.duration(target.good()));
      Blocks.cell(
          html,
          Format.measured(
              target.median(arcsec ? FrameColumn.FWHM_ARCSEC : FrameColumn.FWHM_PX), 2));
      Blocks.cell(html, Format.measured(target.skyRate(), 3));
      if (graded) {
        Blocks.cell(html, percent(target.median(FrameColumn.TRANSPARENCY)));
      }
      if (airmass) {
        Blocks.cell(html, Format.measured(target.median(FrameColumn.AIRMASS), 3));
      }
      link(
          html, target, "odd", Format.count(target.odd()), target.odd() == 0 ? "n zero" : "n fair");
      html.close().line();
    }
    html.close().close().close();
  }

  private static String percent(double part) {
    return Double.isFinite(part) ? Math.round(100 * part) + " %" : Format.number(part, 2);
  }

  private boolean isKnown(FrameColumn column) {
    return facts.lights().stream().anyMatch(row -> Double.isFinite(row.number(column)));
  }

  private static void link(Html html, Target target, String show, String count, String kind) {
    html.open("td", "class", kind);
    Blocks.toLights(html, count, target, show);
    html.close();
  }

  private void concerns(Html html) {
    if (concerns.isEmpty()) {
      html.element("p", "Nothing.", "class", "dim");
      return;
    }
    html.open("ol");
    concerns.stream()
        .limit(MOST_CONCERNS)
        .forEach(
            concern -> {
              html.open("li");
              if (concern.section().equals("lights")) {
                Blocks.toLights(html, concern.what(), null, concern.mark());
              } else {
                html.element("a", concern.what(), "href", "#" + concern.section());
              }
              html.text(concern.remedy().isEmpty() ? "." : ". ");
              html.element("span", concern.remedy(), "class", "dim").close().line();
            });
    html.close();
    if (concerns.size() > MOST_CONCERNS) {
      html.element(
          "p",
          "And " + Format.count(concerns.size() - MOST_CONCERNS, "lesser thing") + " further down.",
          "class",
          "dim");
    }
  }

  private void extreme(Html html, String word, int number) {
    Row light = facts.lights().get(number);
    html.open("figure", "class", "extreme");
    html.open("figcaption").text(word + ": ");
    html.element("a", light.name(), "href", "#lights", "data-light", number + "");
    html.close();
    boolean cropped =
        Crops.areMadeOf(light.number(FrameColumn.WIDTH), light.number(FrameColumn.HEIGHT));
    if (cropped) {
      html.empty(
          "img",
          "class",
          "crops",
          "alt",
          "Centre and corners of " + light.name() + ", pixel by pixel",
          "loading",
          "lazy",
          "src",
          facts.root() + Format.url(PreviewPath.crops(light.get(FrameColumn.OUTPUT), light.hdu())));
    }
    html.element("p", words(light), "class", "dim").close().line();
  }

  private String words(Row light) {
    List<String> words = new ArrayList<>();
    if (facts.hasSeveralInstruments()) {
      words.add(light.instrument());
    }
    if (!light.clock().isEmpty()) {
      words.add(light.clock() + " UTC");
    }
    if (!light.get(FrameColumn.FILTER).isEmpty()) {
      words.add(light.get(FrameColumn.FILTER));
    }
    double arcsec = light.number(FrameColumn.FWHM_ARCSEC);
    words.add(
        "FWHM "
            + (Double.isFinite(arcsec)
                ? Format.measured(arcsec, 2) + "″"
                : Format.measured(light.number(FrameColumn.FWHM_PX), 2) + " px"));
    double transparency = light.number(FrameColumn.TRANSPARENCY);
    words.add(
        Double.isFinite(transparency)
            ? "transparency " + percent(transparency)
            : Format.count(light.number(FrameColumn.STARS)) + " stars");
    words.addAll(facts.odd().oddities(light));
    return String.join(" · ", words);
  }
}
