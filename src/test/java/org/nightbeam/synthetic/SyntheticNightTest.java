package org.nightbeam.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.RawFrames;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;

class SyntheticNightTest {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(64, 48, 3, 2, 2, 1, List.of("V", "R"), 9);

  @TempDir Path folder;

  @Test
  void theSameSettingsGiveTheSameFiles() throws Exception {
    NIGHT.writeTo(folder.resolve("a"));
    NIGHT.writeTo(folder.resolve("b"));
    List<Path> files = RawFrames.files(folder.resolve("a"));
    assertEquals(NIGHT.frames(), files.size());
    for (Path file : files) {
      Path twin = folder.resolve("b").resolve(folder.resolve("a").relativize(file));
      assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(twin), file.toString());
    }
  }

  @Test
  void framesAreKnownByTheirFoldersAndAreOfOneNight() throws Exception {
    NIGHT.writeTo(folder);
    int lights = 0;
    for (Path file : RawFrames.files(folder)) {
      Frame frame = RawFrames.read(folder, file);
      assertEquals("2026-01-15", frame.night().toString());
      lights += frame.type() == FrameType.LIGHT ? 1 : 0;
    }
    assertEquals(2, lights);
  }

  @Test
  void aFlatFieldHasMeanOne() {
    double sum = 0;
    for (float[] row : NIGHT.sensor().flat("V")) {
      for (float value : row) {
        sum += value;
      }
    }
    assertEquals(1, sum / (64 * 48), 1e-5);
  }
}
