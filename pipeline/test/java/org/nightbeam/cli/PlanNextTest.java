package org.nightbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.FitsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code plan} says is to be done next. */
class PlanNextTest {
  @TempDir Path folder;

  private void frame(String path, String start, double seconds) throws IOException {
    light(path, start, seconds, "");
  }

  private void light(String path, String start, double seconds, String object) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    try (Fits fits = new Fits()) {
      BasicHDU<?> hdu = FitsFactory.hduFactory(new short[6][8]);
      hdu.getHeader().addValue("EXPTIME", seconds, "");
      hdu.getHeader().addValue("DATE-OBS", start, "");
      if (!object.isEmpty()) {
        hdu.getHeader().addValue("OBJECT", object, "");
      }
      fits.addHDU(hdu);
      fits.write(file.toFile());
    } catch (FitsException e) {
      throw new IOException(e);
    }
  }

  @Test
  void typesThatAreUnknownAreDraftedByName() throws IOException {
    for (int i = 0; i < 3; i++) {
      frame("in/bias" + i + ".fit", "2026-03-10T20:0" + i + ":00", 0.12);
      frame("in/g" + i + ".fit", "2026-03-10T21:0" + i + ":00", 2 + i);
    }
    Program plan = Program.run("plan", "--input=" + folder.resolve("in"));
    assertEquals(3, plan.status(), plan.err());
    assertTrue(plan.out().contains("Next: state the types"), plan.out());
    assertTrue(plan.out().contains("  \"bias*\": {type: bias}  # 3 files, 0.12 s"), plan.out());
    assertTrue(plan.out().contains("  # \"g*\": {type: ?}  # 3 files, 2 to 4 s"), plan.out());
    Program facts = Program.run("plan", "--format=FACTS", "--input=" + folder.resolve("in"));
    assertEquals(
        "\"bias*\": {type: bias}  # 3 files, 0.12 s\n# \"g*\": {type: ?}  # 3 files, 2 to 4 s\n",
        facts.out());
  }

  @Test
  void spellingsOfATargetAreCountedAsOne() throws IOException {
    light("in/Lights/a.fits", "2026-03-10T21:00:00", 60, "M 31");
    light("in/Lights/b.fits", "2026-03-10T21:10:00", 60, "m31");
    light("in/Lights/c.fits", "2026-03-10T21:20:00", 60, "NGC 7000");
    Program plan = Program.run("plan", "--input=" + folder.resolve("in"));
    assertEquals(
        List.of("2 light 60 s 8 x 6 M 31", "1 light 60 s 8 x 6 NGC 7000"),
        plan.out()
            .lines()
            .filter(line -> line.matches(" +\\d+  light .*"))
            .map(line -> line.trim().replaceAll(" +", " "))
            .toList());
  }

  @Test
  void nightThatChangesByDefaultAloneIsOneLine() throws IOException {
    frame("in/Lights/a.fits", "2026-03-10T09:50:00", 60);
    frame("in/Lights/b.fits", "2026-03-10T10:10:00", 60);
    Program plan = Program.run("plan", "--input=" + folder.resolve("in"));
    assertTrue(
        plan.out().contains("The night changes between 2026-03-10T09:50:00Z and 2026-03-10T10:10"),
        plan.out());
    assertTrue(plan.out().contains("Next: --format=MATCHES"), plan.out());
    Program stated = Program.run("plan", "--longitude=-120", "--input=" + folder.resolve("in"));
    assertTrue(!stated.out().contains("The night changes"), stated.out());
    Program run = Program.calibrate(folder.resolve("in"), folder.resolve("out"));
    assertTrue(
        run.err().contains("The night changes between 2026-03-10T09:50:00Z and 2026-03-10T10:10"),
        run.err());
    assertEquals(
        "default", Program.table(folder.resolve("out")).get("Lights/a.fits").get("night_by"));
    Program west =
        Program.calibrate(folder.resolve("in"), folder.resolve("west"), "--longitude=-120");
    assertTrue(!west.err().contains("The night changes"), west.err());
    assertEquals("", Program.table(folder.resolve("west")).get("Lights/a.fits").get("night_by"));
  }
}
