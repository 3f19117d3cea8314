package org.nightbeam.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** Masters of earlier runs, given by {@code --masters}. */
class GivenMastersTest {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(40, 30, 3, 3, 3, 2, List.of("V", "R"), 5);
  private static final List<String> MASTERS = List.of("bias", "dark", "flat");

  @TempDir Path folder;
  private Path raw;
  private Path first;
  private Path second;

  @BeforeEach
  void makeTheMasters() throws IOException {
    raw = folder.resolve("raw");
    first = folder.resolve("first");
    second = folder.resolve("second");
    NIGHT.writeTo(raw);
    assertEquals(0, Program.calibrate(raw, first).status());
  }

  private Map<String, Map<String, String>> rows(Path output) throws IOException {
    return Program.table(output);
  }

  @Test
  void lightsAloneAreCalibratedWithTheMastersOfAnEarlierRun() throws IOException {
    Path lights = raw.resolve("ScienceImages");
    Program program = Program.calibrate(lights, second, "--masters=" + first.resolve("masters"));
    assertEquals(0, program.status(), program.out() + program.err());
    assertEquals("", program.err());
    Map<String, Map<String, String>> rows = rows(second);
    assertEquals(4, rows.size());
    for (Map.Entry<String, Map<String, String>> light : rows.entrySet()) {
      Path before = first.resolve("calibrated/ScienceImages").resolve(light.getKey());
      Path after = second.resolve("calibrated").resolve(light.getKey());
      assertArrayEquals(Program.pixels(before), Program.pixels(after));
      for (String master : MASTERS) {
        String recorded = light.getValue().get(master);
        assertTrue(Path.of(recorded).startsWith(first.resolve("masters")), recorded);
        String hash = "NB" + master.toUpperCase() + "H";
        assertEquals(
            Program.header(before).getStringValue(hash),
            Program.header(after).getStringValue(hash));
      }
    }
    assertFalse(Files.exists(second.resolve("masters")));
  }

  @Test
  void newFlatsAreMadeWithBiasAndDarkOfTheLibrary() throws IOException {
    Path frames = folder.resolve("frames");
    copy("Flats", frames);
    copy("ScienceImages", frames);
    Program program = Program.calibrate(frames, second, "--masters=" + first.resolve("masters"));
    assertEquals(0, program.status(), program.out() + program.err());
    for (Map<String, String> row : rows(second).values()) {
      if (row.get("type").equals("flat")) {
        assertEquals("used-in-master", row.get("status"));
        assertTrue(row.get("dark").startsWith(first.toString()), row.toString());
      } else {
        assertEquals("calibrated", row.get("status"));
      }
    }
    for (Map.Entry<String, Path> master : Program.files(first.resolve("masters")).entrySet()) {
      if (master.getKey().contains("/flat-")) {
        Path again = second.resolve("masters").resolve(master.getKey());
        assertArrayEquals(Program.pixels(master.getValue()), Program.pixels(again));
      }
    }
  }

  @Test
  void mastersOfTheRunItselfGoBeforeEquallyGoodOnesOfTheLibrary() throws IOException {
    Program program = Program.calibrate(raw, second, "--masters=" + first.resolve("masters"));
    assertEquals(0, program.status(), program.err());
    assertEquals(rows(first), rows(second));
  }

  @Test
  void criteriaHoldForTheLibraryToo() throws IOException {
    Path lights = raw.resolve("ScienceImages");
    Path masters = folder.resolve("without-flats");
    for (Map.Entry<String, Path> master : Program.files(first.resolve("masters")).entrySet()) {
      if (!master.getKey().contains("/flat-R")) {
        Path target = masters.resolve(master.getKey());
        Files.createDirectories(target.getParent());
        Files.copy(master.getValue(), target);
      }
    }
    Program program = Program.calibrate(lights, second, "--masters=" + masters);
    assertEquals(3, program.status());
    for (Map<String, String> row : rows(second).values()) {
      boolean calibrated = row.get("filter").equals("V");
      assertEquals(calibrated ? "calibrated" : "uncalibrated", row.get("status"));
      assertEquals(!calibrated, row.get("reason").contains("has filter V, expected R"));
    }
  }

  @Test
  void planKnowsTheLibrary() {
    Program plan =
        Program.run(
            "plan",
            "--format=CSV",
            "--input=" + raw.resolve("ScienceImages"),
            "--masters=" + first.resolve("masters"));
    assertEquals(0, plan.status(), plan.err());
    assertEquals(4, plan.out().lines().filter(line -> line.contains(",calibrated,")).count());
  }

  @Test
  void fileThatIsNoMasterIsAWarning() throws IOException {
    Path masters = folder.resolve("mixed");
    Path light = Program.files(raw.resolve("ScienceImages")).values().iterator().next();
    Files.createDirectories(masters);
    Files.copy(light, masters.resolve("light.fits"));
    Path bias = masters("bias").get(0);
    String header = Files.readString(bias, StandardCharsets.ISO_8859_1);
    Files.writeString(
        masters.resolve("cut.fits"),
        header.replace("NBCAMERA=", "XXCAMERA="),
        StandardCharsets.ISO_8859_1);
    Program program =
        Program.calibrate(raw.resolve("ScienceImages"), second, "--masters=" + masters);
    assertEquals(3, program.status());
    assertTrue(
        program.err().contains("warning: light.fits is not used as a master: neither header"));
    assertTrue(
        program.err().contains("warning: cut.fits is not used as a master: there is no NBCAMERA"),
        program.err());
    assertTrue(program.err().contains("there is no master\n"), program.err());
  }

  @Test
  void masterWhosePixelsWereChangedIsNotUsedInSilence() throws IOException {
    Path masters = folder.resolve("changed");
    for (Map.Entry<String, Path> master : Program.files(first.resolve("masters")).entrySet()) {
      Path target = masters.resolve(master.getKey());
      Files.createDirectories(target.getParent());
      byte[] bytes = Files.readAllBytes(master.getValue());
      if (master.getKey().contains("/bias-")) {
        bytes[bytes.length - 2880 + 7] ^= 1;
      }
      Files.write(target, bytes);
    }
    Path elsewhere = folder.resolve("elsewhere/second"); // with a cache that does not know them
    Program program =
        Program.calibrate(raw.resolve("ScienceImages"), elsewhere, "--masters=" + masters);
    assertEquals(1, program.status(), program.out());
    assertTrue(program.err().contains("bias-"), program.err());
  }

  @Test
  void masterBiasOfOtherSoftwareCanBeStatedToBeAFrame() throws IOException {
    Path frames = folder.resolve("frames");
    copy("Darks", frames);
    copy("Flats", frames);
    copy("ScienceImages", frames);
    byte[] bytes = Files.readAllBytes(masters("bias").get(0));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Files.writeString(
        frames.resolve("stack.fits"),
        text.replaceAll("NBMASTER=.{71}", String.format("%-80s", "IMAGETYP= 'Master Bias'")),
        StandardCharsets.ISO_8859_1);
    Program without = Program.calibrate(frames, folder.resolve("without"));
    assertEquals(3, without.status());
    assertTrue(without.out().contains("already reduced"), without.out());
    Path facts =
        Files.writeString(
            folder.resolve("facts.yaml"),
            "stack.fits: {type: bias, reduced: no, night: 2026-01-15}\n");
    Program program =
        Program.calibrate(
            frames, second, "--facts=" + facts, "--verifyChecksums=false"); // edited above
    assertEquals(0, program.status(), program.out() + program.err());
    for (Map.Entry<String, Map<String, String>> light : rows(second).entrySet()) {
      if (light.getValue().get("type").equals("light")) {
        String product = light.getValue().get("output");
        assertArrayEquals(
            Program.pixels(first.resolve(product)), Program.pixels(second.resolve(product)));
      }
    }
  }

  @Test
  void placeThatIsNotThereIsRefused() {
    Program program = Program.calibrate(raw, second, "--masters=" + folder.resolve("nosuch"));
    assertEquals(2, program.status());
    assertTrue(program.err().contains("--masters="), program.err());
    assertTrue(program.err().contains("there is no such file or folder"), program.err());
  }

  private List<Path> masters(String type) throws IOException {
    return Program.files(first.resolve("masters")).entrySet().stream()
        .filter(file -> file.getKey().contains("/" + type + "-"))
        .map(Map.Entry::getValue)
        .toList();
  }

  private void copy(String name, Path target) throws IOException {
    for (Map.Entry<String, Path> file : Program.files(raw.resolve(name)).entrySet()) {
      Path to = target.resolve(name).resolve(file.getKey());
      Files.createDirectories(to.getParent());
      Files.copy(file.getValue(), to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
