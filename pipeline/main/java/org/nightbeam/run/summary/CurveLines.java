package org.nightbeam.run.summary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/**
 * Summary lines on the light curves of a run, from their list.
 *
 * @param lines for the terminal
 * @param warnings targets that have no curve, lights that are in none
 */
public record CurveLines(List<String> lines, List<String> warnings) {
  /** Of a run that makes no light curves. */
  static final CurveLines NONE = new CurveLines(List.of(), List.of());

  /** More targets are not told by name. */
  private static final int SHOWN = 5;

  /** Reads the list of an output. */
  public static CurveLines read(Storage storage, String output) throws IOException {
    try (InputStream in =
        Channels.newInputStream(storage.open(OutputLayout.in(output, OutputLayout.CURVES)))) {
      return of(new ObjectMapper().readTree(in));
    }
  }

  private static CurveLines of(JsonNode list) {
    int curves = 0;
    int stars = 0;
    List<String> targets = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (JsonNode field : list.path("fields")) {
      stars += field.path("stars").asInt();
      field.path("left_out").forEach(sentence -> warnings.add(sentence.asText()));
      for (JsonNode curve : field.path("curves")) {
        curves++;
        if (curve.path("target").asBoolean()) {
          targets.add(target(field, curve));
          warn(field, curve, warnings);
        }
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            "  light curves  %d of %d stars in %s/", curves, stars, OutputLayout.LIGHT_CURVES));
    lines.addAll(targets.subList(0, Math.min(SHOWN, targets.size())));
    for (JsonNode target : list.path("missing_targets")) {
      warnings.add(
          "target "
              + target.path("name").asText()
              + " has no light curve: "
              + target.path("why").asText());
    }
    return new CurveLines(lines, warnings);
  }

  private static String target(JsonNode field, JsonNode curve) {
    return String.format(
        Locale.ROOT,
        "                %s: %d points, %s from light to light, %s expected, %d comparison stars",
        curve.path("name").asText(),
        curve.path("points").asInt(),
        magnitudes(curve.path("step_scatter_mag"), " mag"),
        magnitudes(curve.path("expected_mag"), ""),
        field.path("comparison_stars").asInt());
  }

  private static String magnitudes(JsonNode value, String unit) {
    return value.isNumber()
        ? String.format(Locale.ROOT, "%.4f%s", value.asDouble(), unit)
        : "not known";
  }

  /** Tells of a target that has a file, and nothing in it. */
  private static void warn(JsonNode field, JsonNode curve, List<String> warnings) {
    String name = "target " + curve.path("name").asText();
    if (field.path("comparison_stars").asInt() == 0) {
      warnings.add(
          name
              + " has no flux: no star of field "
              + field.path("field").asText()
              + " is measured well enough in half of the lights to serve as comparison");
    } else if (curve.path("points").asInt() == 0) {
      warnings.add(
          name + " has no point: it is saturated, or at the edge, in all lights; see its flags");
    }
  }
}
