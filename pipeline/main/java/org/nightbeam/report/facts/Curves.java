package org.nightbeam.report.facts;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.nightbeam.storage.OutputLayout;

/**
 * The light curves of an output, as {@code curves.json} lists them.
 *
 * @param fields each with its curves
 * @param missing targets without a curve, each with the reason
 */
public record Curves(List<JsonNode> fields, List<JsonNode> missing) {
  private static final double SMALL = 0.1; // magnitudes

  /**
   * A curve.
   *
   * @param field that its star is in
   * @param curve of the star
   */
  public record Curve(JsonNode field, JsonNode curve) {
    /** Returns the name of the star. */
    public String name() {
      return curve.path("name").asText();
    }

    /** Returns the filter of its lights; empty if not known. */
    public String filter() {
      return field.path("filter").asText();
    }

    /** Returns the path of its table below the output. */
    public String file() {
      return curve.path("file").asText();
    }

    /** Returns whether its star was asked for. */
    public boolean isOfTarget() {
      return curve.path("target").asBoolean();
    }

    /** Returns its nights; none if there is just one. */
    public List<JsonNode> nights() {
      return list(curve.path("nights"));
    }
  }

  /** Reads them; there are none where there is no list. */
  public static Curves read(Damaged files) throws IOException {
    JsonNode list =
        files.read(
            OutputLayout.CURVES,
            "its light curves are not shown; a run with --lightCurves writes it anew");
    return new Curves(list(list.path("fields")), list(list.path("missing_targets")));
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /** Returns the curves of a field. */
  public static List<Curve> of(JsonNode field) {
    return list(field.path("curves")).stream().map(curve -> new Curve(field, curve)).toList();
  }

  /**
   * Returns the curves of the targets that were seen in several nights, by their names: one for
   * each field and filter.
   */
  public Map<String, List<Curve>> ofSeveralNights() {
    Map<String, List<Curve>> targets = new TreeMap<>();
    for (JsonNode field : fields) {
      for (Curve curve : of(field)) {
        if (curve.isOfTarget()) {
          targets.computeIfAbsent(curve.name(), any -> new ArrayList<>()).add(curve);
        }
      }
    }
    targets.values().removeIf(target -> target.stream().allMatch(c -> c.nights().isEmpty()));
    return targets;
  }

  /** Returns the name of the page of a target, from its curves. */
  public static String page(List<Curve> target) {
    return "target-" + Format.name(target.get(0).file()).replaceFirst("\\.csv$", "") + ".html";
  }

  /** Returns a difference of magnitudes, of a field, a curve or a night, in mag or mmag. */
  public static String magnitudes(JsonNode of, String name) {
    double value = of.path(name).asDouble(Double.NaN);
    return Double.isNaN(value)
        ? "not known"
        : value < SMALL
            ? Format.measured(1000 * value, 2) + " mmag"
            : Format.measured(value, 2) + " mag";
  }
}
