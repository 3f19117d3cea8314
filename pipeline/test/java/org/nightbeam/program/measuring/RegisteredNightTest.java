package org.nightbeam.program.measuring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** A night whose lights lie one on the other, registered by the program. */
class RegisteredNightTest {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(360, 300, 3, 3, 3, 3, List.of("V", "R"), 3);

  @TempDir static Path folder;
  private static Path night;
  private static Path output;
  private static Program first;

  @BeforeAll
  static void register() throws IOException {
    night = folder.resolve("night");
    output = folder.resolve("reduced");
    NIGHT.writeTo(night);
    first = Program.calibrate(night, output, "--stack", "--report=false");
    assertEquals(0, first.status(), first.out() + first.err());
  }

  private static Map<String, Map<String, String>> lights(Path of) throws IOException {
    Map<String, Map<String, String>> lights = new TreeMap<>();
    for (Map<String, String> row : Program.table(of).values()) {
      if (row.get("type").equals("light")) {
        lights.put(row.get("path").replaceFirst(".*/", ""), row);
      } else {
        assertEquals("", row.get("registration"), row.toString());
      }
    }
    return lights;
  }

  @Test
  void allFiltersLieOnOneReference() throws IOException {
    Map<String, Map<String, String>> lights = lights(output);
    assertEquals(6, lights.size());
    long references =
        lights.values().stream()
            .filter(row -> row.get("output").equals(row.get("reference")))
            .peek(row -> assertEquals("reference", row.get("registration")))
            .count();
    assertEquals(1, references);
    for (Map<String, String> row : lights.values()) {
      assertEquals("madeupfield", row.get("field"), row.toString());
      assertEquals("", row.get("registration_details"));
      for (String none : List.of("shift_x_px", "shift_y_px", "rotation_deg")) {
        assertEquals(0, Double.parseDouble(row.get(none)), 0.1, row.toString());
      }
      assertEquals(1, Double.parseDouble(row.get("pixel_ratio")), 1e-3);
      assertTrue(Double.parseDouble(row.get("matched_stars")) > 10, row.toString());
      assertTrue(Double.parseDouble(row.get("registration_rms_px")) < 0.2, row.toString());
      assertEquals(1, Double.parseDouble(row.get("flux_ratio")), 0.05, row.toString());
    }
    assertTrue(first.out().contains("  registered    6 of 6 lights, 1 field\n"), first.out());
  }

  @Test
  void aLaterRunGivesTheSameBytesAndCalibratesNothing() throws IOException {
    Path table = output.resolve("registration/madeupfield.csv");
    byte[] before = Files.readAllBytes(table);
    assertEquals(0, Program.calibrate(night, output, "--lightCurves", "--report=false").status());
    assertArrayEquals(before, Files.readAllBytes(table));
    for (Map<String, String> row : lights(output).values()) {
      assertEquals("up-to-date", row.get("status"));
      assertFalse(row.get("registration").isEmpty());
    }
  }

  @Test
  void aReferenceMayBeNamedAndOneThatIsNoneIsRefused() throws IOException {
    Path own = folder.resolve("own");
    Program named =
        Program.calibrate(night, own, "--stack", "--report=false", "--reference=field_R_002.fits");
    assertEquals(0, named.status(), named.err());
    assertEquals("reference", lights(own).get("field_R_002.fits").get("registration"));
    // The second of a target is registered to the first, and the run says so.
    Program both =
        Program.calibrate(
            night,
            own,
            "--stack",
            "--report=false",
            "--reference=field_V_001.fits,ScienceImages/field_R_001.fits");
    assertEquals(0, both.status(), both.err());
    assertEquals("reference", lights(own).get("field_V_001.fits").get("registration"));
    String said = both.out() + both.err();
    assertTrue(
        said.contains(
            "--reference=ScienceImages/field_R_001.fits: ScienceImages/field_R_001.fits is not the"
                + " reference of its target: it is registered"),
        said);
    assertFalse(said.contains("--reference=field_V_001.fits:"), said);
    Path none = folder.resolve("none");
    Program refused =
        Program.calibrate(night, none, "--stack", "--report=false", "--reference=field_R_9.fits");
    assertEquals(2, refused.status());
    assertTrue(
        refused
            .err()
            .contains(
                "--reference=field_R_9.fits: none of the 6 lights of the input; expected the name or"
                    + " path of one, such as ScienceImages/field_R_001.fits,"),
        refused.err());
    assertFalse(Files.exists(none.resolve("calibrated")));
    Program useless = Program.calibrate(night, none, "--sources", "--reference=field_R_001.fits");
    assertEquals(2, useless.status());
    assertTrue(
        useless.err().contains("--reference=field_R_001.fits: does nothing where no lights are"),
        useless.err());
  }

  /** A command line is kept for the nights to come, whose folder lacks the reference. */
  @Test
  void theReferenceMayBeOfANightBefore() throws IOException {
    Path own = folder.resolve("nights");
    String reference = "--reference=field_R_002.fits";
    assertEquals(0, Program.calibrate(night, own, "--stack", "--report=false", reference).status());
    Path next = folder.resolve("next");
    NIGHT.writeTo(next.resolve("second"));
    Files.delete(next.resolve("second/ScienceImages/field_R_002.fits"));
    Program later = Program.calibrate(next, own, "--stack", "--report=false", reference);
    assertEquals(0, later.status(), later.out() + later.err());
    assertFalse((later.out() + later.err()).contains(reference + ":"), later.out());
    Map<String, String> light =
        Program.table(own).values().stream()
            .filter(row -> row.get("uri").contains("/next/") && row.get("type").equals("light"))
            .findFirst()
            .orElseThrow();
    assertEquals("registered", light.get("registration"), light.toString());
    assertTrue(light.get("reference").endsWith("field_R_002.fits"), light.toString());
    Program unknown =
        Program.calibrate(next, own, "--stack", "--report=false", "--reference=field_R_003x.fits");
    assertEquals(2, unknown.status(), unknown.err());
  }
}
