package org.nightbeam.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nightbeam.report.facts.Format;
import org.nightbeam.report.facts.Row;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FrameColumn;

/** The light curves of the targets and of the most variable stars, whatever night they are of. */
final class LightCurvesSection extends Section {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final double SMALL = 0.1; // magnitudes

  private final String root;
  private final List<JsonNode> fields = new ArrayList<>();
  private final List<JsonNode> missing = new ArrayList<>();

  /** What headers call the target of a field. */
  private final Map<String, String> objects = new HashMap<>();

  LightCurvesSection(PageFacts facts) {
    super("lightcurves", "Light curves");
    this.root = facts.root();
    JsonNode list = list(facts.storage(), facts.output());
    Set<String> ofNight = new HashSet<>();
    for (Row light : facts.lights()) {
      if (!light.get(FrameColumn.OBJECT).isEmpty()) {
        objects.putIfAbsent(light.get(FrameColumn.FIELD), light.get(FrameColumn.OBJECT));
      }
      ofNight.add(light.get(FrameColumn.FIELD) + "\n" + light.get(FrameColumn.FILTER));
    }
    for (JsonNode field : list.path("fields")) {
      if (ofNight.contains(field.path("field").asText() + "\n" + field.path("filter").asText())) {
        fields.add(field);
      }
    }
    list.path("missing_targets").forEach(missing::add);
  }

  private static JsonNode list(Storage storage, String output) {
    try (InputStream in =
        Channels.newInputStream(storage.open(OutputLayout.in(output, OutputLayout.CURVES)))) {
      return JSON.readTree(in);
    } catch (NoSuchFileException | FileNotFoundException none) {
      return JSON.createObjectNode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  boolean isPresent() {
    return !fields.isEmpty();
  }

  @Override
  void write(Html html) {
    begin(
        html,
        "Brightness over time, relative to the comparison stars, of all lights of the last"
            + " run: targets first, then the stars that vary most. In the scatter charts"
            + " comparison stars are orange, and the line is the scatter expected from the"
            + " errors.");
    for (JsonNode target : missing) {
      html.element(
          "p",
          target.path("name").asText() + " has no light curve: " + target.path("why").asText());
    }
    for (JsonNode field : fields) {
      field(html, field);
    }
    html.close().line();
  }

  private void field(Html html, JsonNode field) {
    String name = field.path("field").asText();
    String filter = field.path("filter").asText();
    html.element("h3", title(name) + (filter.isEmpty() ? "" : ", " + filter));
    double beyond = field.path("floor_mag").asDouble(Double.NaN);
    html.element(
        "p",
        String.format(
            "%d lights, %d stars, %d of them comparison stars, which scatter %s.",
            field.path("lights").asInt(),
            field.path("stars").asInt(),
            field.path("comparison_stars").asInt(),
            beyond == 0
                ? "no more than expected from their errors"
                : "by " + magnitudes(beyond) + " beyond their errors"));
    long blends = field.path("blends").asLong();
    if (blends > 0) {
      html.element(
          "p",
          Format.count(blends, "star")
              + (blends == 1
                  ? " with a close neighbour varies as the FWHM does, and has no curve."
                  : " with a close neighbour vary as the FWHM does, and have no curve."));
    }
    for (JsonNode sentence : field.path("left_out")) {
      html.element("p", sentence.asText());
    }
    html.open("div", "class", "curves");
    for (JsonNode curve : field.path("curves")) {
      String file = curve.path("file").asText();
      picture(
          html,
          curve.path("chart").asText(""),
          curve.path("name").asText() + " over time",
          file,
          String.format(
              "%s: %d points, from light to light %s, expected %s",
              curve.path("name").asText(),
              curve.path("points").asInt(),
              magnitudes(curve.path("step_scatter_mag").asDouble(Double.NaN)),
              magnitudes(curve.path("expected_mag").asDouble(Double.NaN))));
    }
    picture(
        html,
        field.path("scatter_chart").asText(""),
        "scatter of all stars over their brightness",
        OutputLayout.STARS,
        "All stars");
    html.close().line();
  }

  /** Returns what headers call a field; with its own name where they call several so. */
  private String title(String name) {
    String object = objects.getOrDefault(name, "");
    boolean several = objects.values().stream().filter(object::equals).count() > 1;
    return object.isEmpty() ? name : several ? object + " (" + name + ")" : object;
  }

  private static String magnitudes(double value) {
    return Double.isNaN(value)
        ? "not known"
        : value < SMALL
            ? Format.measured(1000 * value, 2) + " mmag"
            : Format.measured(value, 2) + " mag";
  }

  private void picture(Html html, String picture, String label, String table, String caption) {
    html.open("figure");
    if (!picture.isEmpty()) { // too few points give none
      html.empty(
          "img",
          "src",
          root + Format.url(picture),
          "alt",
          label,
          "loading",
          "lazy",
          "class",
          "chart");
    }
    html.open("figcaption").text(caption).text(" ");
    html.element("a", table, "href", root + Format.url(table));
    html.close().close().line();
  }
}
