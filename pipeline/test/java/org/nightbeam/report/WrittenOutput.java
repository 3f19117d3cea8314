package org.nightbeam.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.nightbeam.preview.Chart;
import org.nightbeam.preview.MasterPreview;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.table.FrameTable;

/** The output of a run as it would be, written by hand: tables, and previews where asked for. */
final class WrittenOutput {
  static final String CAMERA = "Camera";
  private static final int SIDE = 64;

  private final Path folder;
  private final List<String> columns = List.of(FrameTable.head().trim().split(","));
  private final List<Map<String, String>> rows = new ArrayList<>();
  private boolean watched;
  private String options = "";

  WrittenOutput(Path folder) {
    this.folder = folder;
  }

  /**
   * Adds a frame.
   *
   * @param values names of columns, each followed by its value
   */
  WrittenOutput frame(String path, String status, String type, String night, String... values) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("path", path);
    row.put("status", status);
    row.put("type", type);
    row.put("night", night);
    row.put("camera", CAMERA);
    row.put("width", "64");
    row.put("height", "64");
    for (int i = 0; i < values.length; i += 2) {
      if (!columns.contains(values[i])) {
        throw new IllegalArgumentException("no column " + values[i]);
      }
      row.put(values[i], values[i + 1]);
    }
    rows.add(row);
    return this;
  }

  /** Adds a calibrated light; stars vanish behind clouds in the middle of a night. */
  WrittenOutput light(String night, int number, int of, String... more) {
    String name = String.format("light_%03d.fits", number);
    boolean cloudy = number > of / 2 && number <= of / 2 + of / 10;
    int second = 36_000 * number / of;
    frame(
        name,
        "calibrated",
        "light",
        night,
        "filter",
        number % 2 == 0 ? "R" : "V",
        "exposure_s",
        "60",
        "time_utc",
        String.format("%sT%02d:%02d:%02dZ", night, second / 3600, second / 60 % 60, second % 60),
        "output",
        "calibrated/" + night + "/" + name,
        "sky_adu",
        "250." + number % 10,
        "noise_adu",
        "14",
        "saturated_fraction",
        "0",
        "stars",
        cloudy ? "20" : "120",
        "fwhm_px",
        "3.1");
    return set(List.of(more));
  }

  /** Says more of the frame that was added last: names of columns, each followed by its value. */
  private WrittenOutput set(List<String> values) {
    for (int i = 0; i < values.size(); i += 2) {
      rows.get(rows.size() - 1).put(values.get(i), values.get(i + 1));
    }
    return this;
  }

  /** Gives the run more options, each a name and its value. */
  WrittenOutput options(Map<String, Object> more) {
    more.forEach(
        (name, value) ->
            options +=
                String.format(
                    ", \"%s\": %s",
                    name, value instanceof Boolean ? value : '"' + value.toString() + '"'));
    return this;
  }

  /** Says that frames still come. */
  WrittenOutput watched() {
    watched = true;
    return this;
  }

  /** Adds the frames of a master bias. */
  WrittenOutput bias(String night) {
    for (int i = 0; i < 3; i++) {
      frame(
          "bias_" + i + ".fits",
          "used-in-master",
          "bias",
          night,
          "exposure_s",
          "0",
          "time_utc",
          night + "T00:00:0" + i + "Z",
          "output",
          master(night));
    }
    return this;
  }

  static String master(String night) {
    return "masters/" + night + "/bias-Camera-64x64-0123456789ab.fits";
  }

  /** Writes the preview of the master bias of a night. */
  WrittenOutput masterPreview(String night) throws IOException {
    Random random = new Random(night.hashCode());
    ByteBuffer pixels = ByteBuffer.allocate(SIDE * SIDE * Float.BYTES);
    while (pixels.hasRemaining()) {
      pixels.putFloat((float) (1000 + 3 * random.nextGaussian()));
    }
    MasterPreview look = new MasterPreview(SIDE, SIDE, false);
    look.add(pixels.flip());
    look.files().write(new LocalStorage(), folder.toString(), master(night));
    return this;
  }

  /** Puts that picture where those of all lights are looked for. */
  WrittenOutput lightPreviews() throws IOException {
    Path picture = folder.resolve("any.jpg");
    MasterPreview look = new MasterPreview(SIDE, 2 * SIDE, false);
    ByteBuffer pixels = ByteBuffer.allocate(2 * SIDE * SIDE * Float.BYTES);
    for (int i = 0; i < 2 * SIDE * SIDE; i++) {
      pixels.putFloat(i / SIDE);
    }
    look.add(pixels.flip());
    look.files().write(new LocalStorage(), folder.toString(), "any");
    Files.move(folder.resolve("previews/any.jpg"), picture);
    for (Map<String, String> row : rows) {
      String output = row.getOrDefault("output", "");
      if (output.startsWith("calibrated/")) {
        Path preview = folder.resolve("previews/" + output + ".jpg");
        Files.createDirectories(preview.getParent());
        Files.copy(picture, preview);
      }
    }
    return this;
  }

  /** Writes the tables and makes the report of them. */
  Path report() throws IOException {
    StringBuilder table = new StringBuilder(FrameTable.head());
    for (Map<String, String> row : rows) {
      List<String> cells = new ArrayList<>();
      for (String column : columns) {
        cells.add('"' + row.getOrDefault(column, "").replace("\"", "\"\"") + '"');
      }
      table.append(String.join(",", cells)).append('\n');
    }
    Files.writeString(folder.resolve("frames.csv"), table, StandardCharsets.UTF_8);
    Files.writeString(
        folder.resolve("run.json"),
        """
        {"nightbeam": "0.1", "beam": "2.70.0", "java": "17", "runner": "DirectRunner",
         "options": {"combine": "MEDIAN", "output": "/out </script><b>"%s},
         "started": "2026-01-16T10:00:00Z", "seconds": 83.4, "watching": %s}
        """
            .formatted(options, watched));
    return Path.of(new Report(new LocalStorage(), folder.toString()).write());
  }

  /** A night with all that a page can show, and markup wherever text comes from a header. */
  static WrittenOutput hostileNight(Path folder, int lights) throws IOException {
    String night = "2026-01-15";
    WrittenOutput output = new WrittenOutput(folder);
    output.bias(night).masterPreview(night);
    for (int i = 1; i <= lights; i++) {
      output.light(night, i, lights);
    }
    output.frame(
        "<img src=x onerror=alert(1)>.fits",
        "rejected",
        "light",
        night,
        "reason",
        "truncated: <b>the data</b> end before the last of 64 rows; copy the file again",
        "reason_code",
        "truncated",
        "filter",
        "\"><script>alert(2)</script>",
        "time_utc",
        night + "T11:00:00Z");
    output.frame(
        "left.fits",
        "uncalibrated",
        "light",
        night,
        "reason",
        "no master dark matches: 2026-01-15/dark-60s has exposure 60 s, expected 300 s or longer,"
            + " temperature -10 C, expected -20 C; no master flat: there are no usable flat frames",
        "reason_code",
        "no-match",
        "reason_details",
        "["
            + lack("dark", "2026-01-15/dark-60s", "exposure 60 s", "300 s or longer")
            + ","
            + lack("dark", "2026-01-15/dark-60s", "temperature -10 C", "-20 C")
            + ","
            + lack("flat", "", "there are no usable flat frames", "")
            + "]",
        "filter",
        "V",
        "time_utc",
        night + "T11:10:00Z");
    output.frame(
        "notes.fits",
        "rejected",
        "unknown",
        "",
        "reason",
        "not a FITS file: it begins",
        "reason_code",
        "not-fits");
    return output.lightPreviews();
  }

  /** A night whose lights are stacked and have light curves, with markup in the name of a star. */
  static WrittenOutput measuredNight(Path folder, int lights) throws IOException {
    String night = "2026-01-15";
    String stack = "stacks/" + night + "/m31-V.fits";
    WrittenOutput output = new WrittenOutput(folder).bias(night).masterPreview(night);
    for (int i = 1; i <= lights; i++) {
      output.light(night, i, lights, "object", "M 31", "field", "m31", "filter", "V");
      output.set(i == 1 ? List.of("stack_details", "odd: cloud") : List.of("stack", stack));
    }
    Path picture = Files.createDirectories(folder.resolve("previews/stacks/" + night));
    BufferedImage large = new BufferedImage(1600, 1200, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(large, "jpg", picture.resolve("m31-V.fits.jpg").toFile());
    Path curves = Files.createDirectories(folder.resolve("lightcurves"));
    Chart chart =
        new Chart(
            "<b>star</b>",
            Chart.Axis.linear("JD_UTC", 0.2, 0.4),
            Chart.Axis.logarithmic("scatter in mmag", 0.9, 700));
    chart.point("point", 0.3, 20);
    Files.writeString(curves.resolve("m31-V.scatter.svg"), chart.svg());
    Files.writeString(curves.resolve("m31-star-V.svg"), chart.svg());
    Files.writeString(
        curves.resolve("curves.json"),
        """
        {"fields": [{"field": "m31", "filter": "V", "lights": 9, "stars": 157,
          "comparison_stars": 95, "blends": 2, "scatter_chart": "lightcurves/m31-V.scatter.svg",
          "floor_mag": 0.001724, "left_out": [],
          "curves": [{"name": "<i>star</i>", "file": "lightcurves/m31-star-V.csv",
            "chart": "lightcurves/m31-star-V.svg", "points": 9,
            "step_scatter_mag": 0.2182, "expected_mag": 0.0098}]}],
         "missing_targets": [{"name": "NB-2", "why": "it is beyond the edge"}]}
        """);
    return output.lightPreviews();
  }

  private static String lack(String needs, String candidate, String found, String expected) {
    return String.format(
        "{\"needs\":\"%s\",\"candidate\":\"%s\",\"found\":\"%s\",\"expected\":\"%s\"}",
        needs, candidate, found, expected);
  }

  /** A campaign of nights. */
  static WrittenOutput campaign(Path folder, int nights, int lights) throws IOException {
    WrittenOutput output = new WrittenOutput(folder);
    for (int n = 0; n < nights; n++) {
      String night = LocalDate.of(2025, 1, 1).plusDays(n).toString();
      output.bias(night).masterPreview(night);
      for (int i = 1; i <= lights; i++) {
        output.light(night, i, lights);
      }
      if (n % 10 == 3) {
        output.frame("bad.fits", "rejected", "light", night, "reason", "the file is empty");
      }
    }
    return output;
  }
}
