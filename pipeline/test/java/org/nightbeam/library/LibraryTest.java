package org.nightbeam.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/** The examples of guide/library.md: they are shown there as they are, and do what they say. */
class LibraryTest {
  private static final Path GUIDE = Path.of("guide/library.md");

  @TempDir Path folder;
  private Path raw;
  private Path reduced;

  @BeforeEach
  void makeANight() throws IOException {
    raw = folder.resolve("raw");
    reduced = folder.resolve("reduced");
    new SyntheticNight(64, 48, 5, 3, 3, 1, List.of("V"), 11).writeTo(raw);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void aStackCombinedByTheLibraryIsTheMasterOfARun() throws IOException {
    Program run = Program.calibrate(raw.resolve("Bias"), reduced, "--combine=SIGMA_CLIP");
    assertEquals(0, run.status(), run.err());
    float[][] combined = CombineStack.combine(files(raw.resolve("Bias")), folder);
    double[][] master = Program.pixels(files(files(reduced.resolve("masters")).get(0)).get(0));
    for (int y = 0; y < master.length; y++) {
      for (int x = 0; x < master[0].length; x++) {
        assertEquals((float) master[y][x], combined[y][x]);
      }
    }
  }

  @Test
  void aLightCalibratedByTheLibraryIsThatOfARun() throws IOException {
    Program run = Program.calibrate(raw, reduced);
    assertEquals(0, run.status(), run.err());
    List<Path> masters = files(files(reduced.resolve("masters")).get(0)); // bias, dark, flat
    Path product = folder.resolve("mine/light.fits");
    CalibrateFrame.calibrate(
        raw.resolve("ScienceImages/field_V_001.fits"),
        masters.get(0),
        masters.get(1),
        masters.get(2),
        product,
        folder.resolve("scratch"));
    assertArrayEquals(
        Program.pixels(reduced.resolve("calibrated/ScienceImages/field_V_001.fits")),
        Program.pixels(product));
  }

  @Test
  void theGuideShowsThem() throws IOException {
    String guide = Files.readString(GUIDE);
    for (String example : List.of("CombineStack", "CalibrateFrame")) {
      Path source = Path.of("test/java/org/nightbeam/library", example + ".java");
      String code = Files.readString(source);
      assertTrue(
          guide.contains("```java\n" + code.substring(code.indexOf("import")).strip() + "\n```"),
          GUIDE + " does not show " + source + " as it is");
    }
  }
}
