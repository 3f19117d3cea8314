package org.nightbeam.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.nightbeam.preview.PreviewPath;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.Row;
import org.nightbeam.table.FrameColumn;

/** The stacks, as images stretched to show faint detail, and the lights that went into none. */
final class StacksSection extends Section {
  private final PageFacts facts;
  private final SortedMap<String, List<Row>> stacks = new TreeMap<>();
  private final List<Row> leftOut = new ArrayList<>();

  StacksSection(PageFacts facts) {
    super("stacks", "Stacks");
    this.facts = facts;
    for (Row light : facts.lights()) {
      String stack = light.get(FrameColumn.STACK);
      if (!stack.isEmpty()) {
        stacks.computeIfAbsent(stack, any -> new ArrayList<>()).add(light);
      } else if (!light.get(FrameColumn.STACK_DETAILS).isEmpty()) {
        leftOut.add(light);
      }
    }
  }

  @Override
  boolean isPresent() {
    return !stacks.isEmpty() || !leftOut.isEmpty();
  }

  @Override
  void write(Html html) {
    begin(
        html,
        "All lights of a target and filter combined into one image, stretched so that faint detail"
            + " shows: the sky is at a quarter of white.");
    html.open("div", "class", "stacks");
    for (Map.Entry<String, List<Row>> stack : stacks.entrySet()) {
      card(html, stack.getKey(), stack.getValue());
    }
    html.close();
    if (!leftOut.isEmpty()) {
      html.open("details")
          .element(
              "summary",
              Format.count(leftOut.size(), "light")
                  + (leftOut.size() == 1 ? " is" : " are")
                  + " in no stack");
      Blocks.scroll(html, "Lights that are in no stack");
      html.open("table").element("caption", "Lights that are in no stack");
      Blocks.headRow(html, "Light", "Filter", "Why");
      html.open("tbody");
      for (Row light : leftOut) {
        html.open("tr")
            .element("th", light.name(), "scope", "row", "title", light.get(FrameColumn.PATH))
            .element("td", light.get(FrameColumn.FILTER))
            .element("td", light.get(FrameColumn.STACK_DETAILS))
            .close();
      }
      html.close().close().close().close();
    }
    html.close().line();
  }

  private void card(Html html, String stack, List<Row> lights) {
    String file = stack.substring(stack.lastIndexOf('/') + 1);
    String picture = facts.root() + Format.url(PreviewPath.picture(stack));
    html.open("article", "class", "stack").element("h3", title(file, lights.get(0)));
    html.open("a", "href", picture)
        .empty("img", "loading", "lazy", "alt", "Picture of the stack " + file, "src", picture)
        .close();
    double seconds = 0;
    TreeSet<String> names = new TreeSet<>();
    for (Row light : lights) {
      seconds += light.number(FrameColumn.EXPOSURE_S);
      names.add(light.name());
    }
    boolean overNights = stack.indexOf('/') == stack.lastIndexOf('/'); // in no folder of a night
    html.open("p", "class", "dim")
        .text(
            Format.count(lights.size(), "light")
                + (overNights ? " of this night" : "")
                + (seconds > 0 ? " · " + Format.duration(seconds) : "")
                + " · ")
        .element("a", stack, "href", facts.root() + Format.url(stack))
        .close();
    html.open("details").element("summary", overNights ? "Its lights of this night" : "Its lights");
    html.element("p", String.join(", ", names));
    html.close().close();
  }

  /** Returns the target and filter of a stack; its file where the target has no name. */
  private static String title(String file, Row light) {
    String object = light.get(FrameColumn.OBJECT);
    String filter = light.get(FrameColumn.FILTER);
    return object.isEmpty() ? file : filter.isEmpty() ? object : object + ", " + filter;
  }
}
