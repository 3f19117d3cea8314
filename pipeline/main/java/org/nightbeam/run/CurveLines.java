package org.nightbeam.run;

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
 * What a person is told of the light curves of a run, by their list.
 *
 * @param lines for the terminal
 * @param warnings targets that have no curve
 */
record CurveLines(List<String> lines, List<String> warnings) {
  /** Of a run that makes no light curves. */
  static final CurveLines NONE = new CurveLines(List.of(), List.of());

  /** More targets are not told by name. */
  private static final int SHOWN = 5;

  /** Reads the list of an output. */
  static CurveLines read(Storage storage, String output) throws IOException {
    try (InputStream in =
        Channels.newInputStream(storage.open(OutputLayout.in(output, OutputLayout.CURVES)))) {
      return of(new ObjectMapper().readTree(in));
    }
  }

  private static CurveLines of(JsonNode list) {
    int curves = 0;
    int stars = 0;
    List<String> targets = new ArrayList<>();
    for (JsonNode field : list.path("fields")) {
      stars += field.path("stars").asInt();
      for (JsonNode curve : field.path("curves")) {
        curves++;
        if (curve.path("target").asBoolean()) {
          targets.add(target(field, curve));
        }
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            "  light curves  %d of %d stars in %s/", curves, stars, OutputLayout.LIGHT_CURVES));
    lines.addAll(targets.subList(0, Math.min(SHOWN, targets.size())));
    List<String> warnings = new ArrayList<>();
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
        "                %s: %d points, %.4f mag from light to light, %.4f expected, %d comparison"
            + " stars",
        curve.path("name").asText(),
        curve.path("points").asInt(),
        curve.path("step_scatter_mag").asDouble(),
        curve.path("expected_mag").asDouble(),
        field.path("comparison_stars").asInt());
  }
}
