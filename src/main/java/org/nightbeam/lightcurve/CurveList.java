package org.nightbeam.lightcurve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/**
 * The list of all light curves of an output, for programs and for the report: fields with their
 * curves, and targets that are in none.
 */
public final class CurveList {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MAGNITUDES = 2.5 / Math.log(10);

  private CurveList() {}

  /**
   * A field of the list.
   *
   * @param name of it
   * @param filter of its lights
   */
  record Field(String name, String filter) {
    boolean isOf(FieldStars stars) {
      return name.equals(stars.name()) && filter.equals(stars.filter());
    }
  }

  /** Returns the fields of the list that an earlier run has written; none if there is no list. */
  static List<Field> fields(Storage storage, String output) throws IOException {
    List<Field> fields = new ArrayList<>();
    for (JsonNode field : read(storage, output).path("fields")) {
      fields.add(new Field(field.path("field").asText(), field.path("filter").asText()));
    }
    return fields;
  }

  /**
   * Returns the names below the output of all files that a list names, and of those that may stand
   * beside them.
   */
  public static Set<String> files(Storage storage, String output) throws IOException {
    Set<String> files = new TreeSet<>();
    for (JsonNode field : read(storage, output).path("fields")) {
      if (field.hasNonNull("scatter_chart")) {
        files.add(field.path("scatter_chart").asText());
      }
      for (JsonNode curve : field.path("curves")) {
        String stem = stem(curve.path("file").asText());
        for (String ending : List.of(".csv", ".svg", ".aavso.txt", ".exoclock.txt")) {
          files.add(stem + ending);
        }
        for (JsonNode night : curve.path("nights")) {
          files.add(CurveFile.chartOf(stem, night.path("night").asText()));
        }
      }
    }
    return files;
  }

  private static String stem(String file) {
    return file.replaceFirst("\\.csv$", "");
  }

  private static JsonNode read(Storage storage, String output) throws IOException {
    try (SeekableByteChannel list =
        storage.openIfThere(OutputLayout.in(output, OutputLayout.CURVES))) {
      return list == null ? JSON.createObjectNode() : JSON.readTree(Channels.newInputStream(list));
    } catch (JsonProcessingException damaged) {
      return JSON.createObjectNode(); // a damaged list is written anew
    }
  }

  /**
   * Writes it.
   *
   * @param fields in their order
   * @param targets that were requested
   */
  public static void write(
      Storage storage, String output, List<FieldResult> fields, List<Targets.Target> targets)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode list = root.putArray("fields");
    Set<String> found = new HashSet<>();
    for (FieldResult field : fields) {
      list.add(field(field, found));
    }
    ArrayNode missing = root.putArray("missing_targets");
    for (Targets.Target target : targets) {
      if (!found.contains(target.name())) {
        missing.addObject().put("name", target.name()).put("why", why(target));
      }
    }
    byte[] bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    try (NewFile file = storage.create(OutputLayout.in(output, OutputLayout.CURVES))) {
      file.write(ByteBuffer.wrap(bytes));
      file.commit();
    }
  }

  private static ObjectNode field(FieldResult field, Set<String> found) {
    ObjectNode node = JSON.createObjectNode();
    node.put("field", field.stars().name());
    node.put("filter", field.stars().filter());
    node.put("reference", field.stars().reference());
    node.put("reference_hdu", field.stars().hdu());
    node.put("width", field.stars().width());
    node.put("height", field.stars().height());
    node.put("lights", field.lights());
    node.put("stars", field.stars().count());
    node.put("comparison_stars", field.comparisonStars());
    node.put("blends", field.blends());
    if (field.scatterChart()) {
      node.put("scatter_chart", CurveFile.scatterPath(field.stars()));
    }
    node.put("floor_mag", rounded(MAGNITUDES * field.floor()));
    ArrayNode leftOut = node.putArray("left_out");
    field.leftOut().forEach(leftOut::add);
    ArrayNode places = node.putArray("comparison");
    for (StarSummary star : field.summaries()) {
      if (star.comparison()) {
        place(places.addObject(), field.stars(), star.star());
      }
    }
    ArrayNode curves = node.putArray("curves");
    for (FieldResult.Written curve : field.curves()) {
      StarSummary star = field.summaries().get(curve.star());
      boolean target = field.stars().isTarget(curve.star());
      if (target) {
        found.add(curve.name());
      }
      ObjectNode of = curves.addObject().put("name", curve.name()).put("file", curve.file());
      place(
          of.put("chart", curve.chart() ? stem(curve.file()) + CurveFile.CHART : null)
              .put("target", target),
          field.stars(),
          curve.star());
      of.put("points", curve.points())
          .put("mag", rounded(-MAGNITUDES * Math.log(star.flux())))
          .put("scatter_mag", rounded(MAGNITUDES * star.scatter()))
          .put("step_scatter_mag", rounded(MAGNITUDES * curve.stepScatter()))
          .put("expected_mag", rounded(MAGNITUDES * star.expected()))
          .put("variability", rounded(star.index()));
      nights(of, curve);
    }
    return node;
  }

  /** Adds number and place of a star on the reference, whose first pixel is (1, 1). */
  private static void place(ObjectNode node, FieldStars stars, int star) {
    node.put("star", star + 1)
        .put("x", rounded(stars.x()[star] + 1))
        .put("y", rounded(stars.y()[star] + 1));
  }

  private static void nights(ObjectNode node, FieldResult.Written curve) {
    ArrayNode nights = node.putArray("nights");
    for (FieldResult.Night night : curve.nights()) {
      nights
          .addObject()
          .put("night", night.night())
          .put("chart", night.chart() ? CurveFile.chartOf(stem(curve.file()), night.night()) : null)
          .put("points", night.points())
          .put("mag", rounded(-MAGNITUDES * Math.log(night.flux())))
          .put("step_scatter_mag", rounded(MAGNITUDES * night.stepScatter()))
          .put("expected_mag", rounded(MAGNITUDES * night.expected()));
    }
  }

  /** Returns six decimals of a value; null for NaN, which JSON does not have. */
  private static Double rounded(double value) {
    return value - value == 0 ? (Double) (Math.rint(value * 1e6) / 1e6) : null;
  }

  private static String why(Targets.Target target) {
    return target.hasPlace()
        ? "no registered light "
            + target.frame()
            + ", or several of that name, or x and y lie beyond it or its reference"
        : "no reference light with a world coordinate system shows these coordinates: give frame, x"
            + " and y";
  }
}
