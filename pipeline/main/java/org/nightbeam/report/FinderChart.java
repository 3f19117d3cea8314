package org.nightbeam.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channel;
import java.util.List;
import java.util.Locale;
import org.nightbeam.preview.PreviewPath;
import org.nightbeam.report.facts.Curves;
import org.nightbeam.report.facts.Format;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/**
 * The picture of a field's reference light, with circles around its comparison stars and the stars
 * that have a light curve. North is where the camera has it.
 */
final class FinderChart {
  private static final double RADIUS = 0.014; // of the longer side
  private static final double GAP = 1.3; // radii from the star to its name

  private final JsonNode field;
  private final String picture;
  private final double width;
  private final double height;

  private FinderChart(JsonNode field, String picture) {
    this.field = field;
    this.picture = picture;
    this.width = field.path("width").asDouble();
    this.height = field.path("height").asDouble();
  }

  /**
   * Writes the chart, unless the reference has no picture.
   *
   * @param root way from the page to the output, such as {@code ../}
   */
  static void write(Html html, JsonNode field, Storage storage, String output, String root) {
    String picture =
        PreviewPath.picture(field.path("reference").asText(), field.path("reference_hdu").asInt());
    if (field.path("width").asInt() > 0 && exists(storage, OutputLayout.in(output, picture))) {
      new FinderChart(field, root + Format.url(picture)).write(html);
    }
  }

  private static boolean exists(Storage storage, String uri) {
    try (Channel picture = storage.openIfThere(uri)) {
      return picture != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Html html) {
    String label =
        "Reference light with " + Format.count(field.path("comparison").size(), "comparison star");
    html.open("figure", "class", "finder");
    html.open("svg", "viewBox", String.format(Locale.ROOT, "0 0 %.0f %.0f", width, height));
    html.open("title").text(label).close();
    // The picture has the raw frame above the calibrated one, of which this is the window.
    html.open(
            "image",
            "href",
            picture,
            "x",
            "0",
            "y",
            number(-height),
            "width",
            number(width),
            "height",
            number(2 * height),
            "preserveAspectRatio",
            "none")
        .close();
    for (JsonNode star : field.path("comparison")) {
      circle(html, star, "comparison");
    }
    List<Curves.Curve> curves = Curves.of(field);
    for (Curves.Curve curve : curves) {
      circle(html, curve.curve(), curve.isOfTarget() ? "target" : "variable");
      name(html, curve);
    }
    html.close();
    html.element(
        "figcaption",
        "Reference light "
            + field.path("reference").asText()
            + ": comparison stars in orange, stars with a light curve in blue");
    html.close().line();
  }

  private double radius() {
    return RADIUS * Math.max(width, height);
  }

  private double x(JsonNode star) {
    return star.path("x").asDouble() - 0.5; // pixel 1 is from 0 to 1
  }

  private double y(JsonNode star) {
    return height - star.path("y").asDouble() + 0.5;
  }

  private void circle(Html html, JsonNode star, String kind) {
    html.open(
            "circle",
            "class",
            kind,
            "cx",
            number(x(star)),
            "cy",
            number(y(star)),
            "r",
            number(radius()))
        .close();
  }

  private void name(Html html, Curves.Curve curve) {
    boolean right = x(curve.curve()) > 0.8 * width;
    html.element(
        "text",
        curve.name(),
        "x",
        number(x(curve.curve()) + (right ? -GAP : GAP) * radius()),
        "y",
        number(y(curve.curve()) + 0.4 * radius()),
        "text-anchor",
        right ? "end" : "start",
        "font-size",
        number(1.6 * radius()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
