package org.nightbeam.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** The night of 2026-01-15, and one three days later. */
class MasterDriftTest {
  private static final int PIXELS = 160 * 120;

  @TempDir Path folder;

  private Path night(String name, long seed, String date) throws IOException {
    Path raw = folder.resolve(name);
    new SyntheticNight(160, 120, 6, 6, 6, 2, List.of("V"), seed).writeTo(raw);
    try (Stream<Path> files = Files.walk(raw)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        replace(bytes, "2026-01-15T", date + "T");
        Files.write(file, bytes);
      }
    }
    return raw;
  }

  private static void replace(byte[] bytes, String old, String with) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + 1)) {
      System.arraycopy(with.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, at, old.length());
    }
  }

  /** Adds ADU to the pixels of all biases on one side of the sensor. */
  private static void addStructure(Path raw, int adu) throws IOException {
    try (Stream<Path> files = Files.list(raw.resolve("Bias"))) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer pixels = ByteBuffer.wrap(bytes);
        int data = bytes.length - (2 * PIXELS + 2879) / 2880 * 2880;
        for (int i = 0; i < PIXELS; i++) {
          if (i % 160 < 40) {
            int at = data + 2 * i;
            pixels.putShort(at, (short) (pixels.getShort(at) + adu));
          }
        }
        Files.write(file, bytes);
      }
    }
  }

  @Test
  void mastersOfTwoGoodNightsRaiseNoDoubt() throws IOException {
    Path first = folder.resolve("first");
    assertEquals(0, Program.calibrate(night("a", 7, "2026-01-15"), first).status());
    Program second =
        Program.calibrate(
            night("b", 7, "2026-01-18"), folder.resolve("second"), "--masters=" + first);

    assertEquals(0, second.status(), second.err());
    assertFalse(second.err().contains("differ"), second.err());
  }

  @Test
  void structureThatTheNightBeforeHadNotIsSaid() throws IOException {
    Path first = folder.resolve("first");
    assertEquals(0, Program.calibrate(night("a", 7, "2026-01-15"), first).status());
    Path raw = night("b", 7, "2026-01-18");
    addStructure(raw, 60);
    Program second = Program.calibrate(raw, folder.resolve("second"), "--masters=" + first);

    assertEquals(0, second.status(), second.err());
    assertTrue(second.err().contains("masters/2026-01-18/bias"), second.err());
    assertTrue(second.err().contains("25.0 % of its pixels differ"), second.err());
  }

  @Test
  void nightsOfOneRunAreComparedToo() throws IOException {
    Path raw = folder.resolve("both");
    Files.createDirectories(raw);
    Files.move(night("a", 7, "2026-01-15"), raw.resolve("a"));
    Path later = night("b", 7, "2026-01-18");
    addStructure(later, 60);
    Files.move(later, raw.resolve("b"));
    Program run = Program.calibrate(raw, folder.resolve("out"));

    assertEquals(0, run.status(), run.err());
    assertTrue(run.err().contains("masters/2026-01-18/bias"), run.err());
    assertFalse(run.err().contains("masters/2026-01-15/bias-Nightbeam_Demo-160x120: "), run.err());
  }
}
