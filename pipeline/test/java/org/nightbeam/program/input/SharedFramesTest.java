package org.nightbeam.program.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.table.FrameTable;

/** Real frames, where there are any: the folder {@code shared} beside the project. */
class SharedFramesTest {
  private static final Path SHARED = Path.of("..", "..", "shared").toAbsolutePath().normalize();

  @TempDir Path folder;
  private Path reduced;

  @BeforeEach
  void onlyWhereThereAreRealFrames() {
    Assumptions.assumeTrue(
        Files.isDirectory(SHARED.resolve("frames")), "no real frames in " + SHARED);
    reduced = folder.resolve("reduced");
  }

  private static List<Map<String, String>> plan(Path input) throws IOException {
    Program plan = Program.run("plan", "--input=" + input, "--format=CSV");
    List<Map<String, String>> rows = new ArrayList<>();
    FrameTable.read(new java.io.StringReader(plan.out())).forEach(rows::add);
    boolean left =
        rows.stream().anyMatch(row -> row.get("status").matches("rejected|uncalibrated"));
    assertEquals(left ? 3 : 0, plan.status(), plan.err());
    return rows;
  }

  @Test
  void framesWhoseTypeIsOnlyInTheirNamesAreReducedByFacts() throws IOException {
    Path facts =
        Files.writeString(
            folder.resolve("facts.yaml"),
            """
            "bias*":           {type: bias}
            "{b,g}[0-9]*":     {type: flat}
            "{alpind,std}_*":  {type: light}
            """);
    Path set = SHARED.resolve("frames/set01_sbig_st7_iraf/raw");
    Program program =
        Program.calibrate(set, reduced, "--facts=" + facts, "--missingMasters=SKIP_STEP");
    assertEquals(0, program.status(), program.out() + program.err());
    Map<String, Map<String, String>> rows = Program.table(reduced);
    for (Map.Entry<String, Map<String, String>> frame : rows.entrySet()) {
      Map<String, String> row = frame.getValue();
      String name = frame.getKey();
      String type = name.startsWith("bias") ? "bias" : name.contains("_") ? "light" : "flat";
      assertEquals(type, row.get("type"), name);
      String filter = name.matches("bias.*|g.*|.*_g.*") ? "Green" : "Blue";
      assertEquals(filter, row.get("filter"), name);
      assertTrue(row.get("stated").startsWith("type (facts.yaml, line "), name);
      assertEquals("2018-11-06", row.get("night"), name);
      if (type.equals("light")) {
        assertTrue(row.get("flat").contains("flat-" + filter), row.toString());
      }
    }
    assertEquals(28, rows.size());
  }

  @Test
  void arcsatCalibratesByTheDefinition() throws IOException {
    Path set = SHARED.resolve("frames/set04_arcsat_maxim");
    Program program = Program.calibrate(set, reduced);
    assertEquals(0, program.status(), program.out());
    double[][] bias = Program.pixels(set.resolve("Bias_BIN1_20250530_020505.fits"));
    double[][] dark = Program.pixels(set.resolve("Dark_BIN1_20250530_020632.fits"));
    double[][] flat = Program.pixels(set.resolve("domeflat_g_001.fits"));
    double[][] light = Program.pixels(set.resolve("LPSEB35_g_20250530_034359.fits"));
    double sum = 0;
    for (int y = 0; y < 1024; y++) {
      for (int x = 0; x < 1024; x++) {
        flat[y][x] -= bias[y][x] + (dark[y][x] - bias[y][x]) / 30 * 30.3;
        sum += flat[y][x];
      }
    }
    double[][] got = Program.pixels(reduced.resolve("calibrated/LPSEB35_g_20250530_034359.fits"));
    for (int y = 0; y < 1024; y++) {
      for (int x = 0; x < 1024; x++) {
        double normalised = flat[y][x] / (sum / (1024 * 1024));
        double expected = (light[y][x] - dark[y][x]) / normalised;
        if (normalised > 0) {
          assertEquals(expected, got[y][x], 1e-3 + 2e-6 * Math.abs(expected), y + ", " + x);
        } else {
          assertTrue(Double.isNaN(got[y][x]), y + ", " + x);
        }
      }
    }
    var header = Program.header(reduced.resolve("calibrated/LPSEB35_g_20250530_034359.fits"));
    assertEquals("LPSEB35", header.getStringValue("OBJECT"));
    assertEquals(1.21136528772, header.getDoubleValue("AIRMASS"), 1e-11);
  }

  @Test
  void orionsDecimalCommasAreUnderstood() throws IOException {
    List<Map<String, String>> rows = plan(SHARED.resolve("frames/set02_orion_g3_ptc"));
    assertEquals(25, rows.size());
    for (Map<String, String> row : rows) {
      assertEquals("used-in-master", row.get("status"), row.toString());
      assertEquals("Orion G3 Deep Sky Monochromatic Camera", row.get("camera"));
    }
    Map<String, String> flat =
        rows.stream().filter(row -> row.get("path").contains("Flat021F")).findFirst().orElseThrow();
    assertEquals("flat", flat.get("type"));
    assertEquals("0.2", flat.get("exposure_s"));
    assertEquals("2025-07-17T02:25:32Z", flat.get("time_utc"));
    assertEquals(30.3886, Double.parseDouble(flat.get("temperature_c")), 1e-3);
  }

  @Test
  void aColourCameraWithoutTypeKeywordIsKnownByItsFolders() throws IOException {
    List<Map<String, String>> rows = plan(SHARED.resolve("frames/set15_zwo_osc"));
    assertEquals(8, rows.size());
    for (Map<String, String> row : rows) {
      assertEquals("used-in-master", row.get("status"), row.toString());
      assertEquals("GRBG", row.get("cfa_pattern"));
      String parent = Path.of(row.get("path")).getParent().getFileName().toString();
      assertEquals(parent, row.get("type"));
    }
  }

  @Test
  void framesWhoseTypeIsOnlyInTheirFileNamesAreNotGuessed() throws IOException {
    List<Map<String, String>> rows = plan(SHARED.resolve("frames/set01_sbig_st7_iraf"));
    assertEquals(35, rows.size());
    for (Map<String, String> row : rows) {
      assertEquals("rejected", row.get("status"), row.toString());
      assertTrue(row.get("reason").matches("type unknown.*|already reduced.*"), row.get("reason"));
    }
  }

  @Test
  void everyOddFileHasARowWithAReason() throws IOException {
    Path odd = SHARED.resolve("odd");
    Program program =
        Program.run("--input=" + odd, "--input=" + odd + "/**", "--output=" + reduced);
    assertEquals(3, program.status(), program.err());
    Map<String, Map<String, String>> table = Program.table(reduced);
    for (String file : Program.files(odd).keySet()) {
      List<Map<String, String>> rows =
          table.values().stream().filter(row -> row.get("path").equals(file)).toList();
      assertFalse(rows.isEmpty(), "no row for " + file);
      for (Map<String, String> row : rows) {
        assertEquals(file.contains("/._") ? "unused" : "rejected", row.get("status"), file);
        assertTrue(row.get("reason").length() > 15, file + ": " + row.get("reason"));
        assertFalse(row.get("reason").contains("Exception"), row.get("reason"));
      }
    }
  }

  @Test
  void realHeadersNeverStopAPlan() throws IOException {
    Path[] headers;
    try (var all = Files.list(SHARED.resolve("headers"))) {
      headers = all.filter(file -> file.toString().endsWith(".hdr")).sorted().toArray(Path[]::new);
    }
    Path frames = Files.createDirectory(folder.resolve("frames"));
    for (Path header : headers) {
      byte[] cards = Files.readAllBytes(header);
      StringBuilder text = new StringBuilder();
      for (String line :
          new String(cards, java.nio.charset.StandardCharsets.ISO_8859_1).split("\n")) {
        text.append(String.format("%-80s", line), 0, 80);
      }
      int whole = (text.length() + 2879) / 2880 * 2880;
      byte[] file =
          Arrays.copyOf(
              text.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), whole);
      Arrays.fill(file, text.length(), whole, (byte) ' ');
      Files.write(frames.resolve(header.getFileName() + ".fits"), file);
    }
    List<Map<String, String>> rows = plan(frames);
    assertEquals(headers.length, rows.stream().map(row -> row.get("path")).distinct().count());
  }
}
