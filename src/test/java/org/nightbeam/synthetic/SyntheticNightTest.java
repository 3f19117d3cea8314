package org.nightbeam.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @Test
  void theSameNightIsMadeByEveryVersion() throws Exception {
    assertEquals(
        "a0af179356ab63328e7138e280ef192aad65d4109cc4c68e40e1908f496549c8",
        hashOf(new SyntheticNight(40, 30, 2, 1, 2, 1, List.of("V", "R"), 20260101)));
  }

  /** The hash of all files, in order. */
  private String hashOf(SyntheticNight night) throws Exception {
    night.writeTo(folder);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (Path file : RawFrames.files(folder)) {
      digest.update(Files.readAllBytes(file));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void manyFlatsAreAllWellExposed() throws Exception {
    SyntheticNight.of(16, 1, 1, 60, 1).writeTo(folder);
    for (Path file : RawFrames.files(folder.resolve("Flats"))) {
      try (Fits fits = new Fits(file.toFile())) {
        BasicHDU<?> hdu = fits.getHDU(0);
        short stored = ((short[][]) hdu.getKernel())[8][8];
        assertEquals(24000, stored + 32768, 12000, file.toString());
        double seconds = hdu.getHeader().getDoubleValue("EXPTIME");
        assertTrue(seconds >= 2 && seconds <= 17, file + ": " + seconds + " s");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "night | expected arguments: FOLDER SIZE [BIASES DARKS FLATS LIGHTS]",
        "night 64 3 3 3 | expected arguments: FOLDER SIZE [BIASES DARKS FLATS LIGHTS]",
        "night large | large: expected a whole number",
        "night 15 | SIZE = 15: expected 16 to 8192",
        "night 8193 | SIZE = 8193: expected 16 to 8192",
        "night 64 0 3 3 3 | BIASES = 0: expected 1 to 500",
        "night 64 3 501 3 3 | DARKS = 501: expected 1 to 500",
        "night 64 3 500 3 500 | 1006 frames that take 20 hours: expected at most 16 hours",
        "file 64 | file: expected a new or empty folder",
        "full 64 | full: expected a new or empty folder"
      })
  void wrongArgumentsAreRefusedBeforeAnythingIsWritten(String words, String message)
      throws Exception {
    Files.createFile(folder.resolve("file"));
    Files.createFile(Files.createDirectory(folder.resolve("full")).resolve("precious"));
    String[] arguments = words.split(" ");
    arguments[0] = folder.resolve(arguments[0]).toString();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = SyntheticNight.run(new PrintStream(err), new PrintStream(err), arguments);
    assertEquals(2, status);
    assertTrue(err.toString().contains(message), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertFalse(Files.exists(folder.resolve("night")));
    assertEquals(2, RawFrames.files(folder).size());
  }

  @Test
  void aFolderThatCannotBeWrittenIsAFailure() throws Exception {
    Files.createFile(folder.resolve("file"));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String below = folder.resolve("file/night").toString();
    assertEquals(1, SyntheticNight.run(new PrintStream(err), new PrintStream(err), below, "16"));
    assertTrue(err.toString().startsWith("night: "), err.toString());
  }

  @Test
  void theProgramSaysWhatItMade() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out);
    Path night = folder.resolve("night");
    assertEquals(
        0, SyntheticNight.run(printed, printed, night.toString(), "16", "2", "3", "4", "5"));
    assertEquals("14 frames of 16 x 16, 5 of them lights, in " + night, out.toString().strip());
    Map<FrameType, Long> numbers =
        RawFrames.files(night).stream()
            .map(file -> RawFrames.read(night, file).type())
            .collect(Collectors.groupingBy(type -> type, Collectors.counting()));
    assertEquals(
        Map.of(FrameType.BIAS, 2L, FrameType.DARK, 3L, FrameType.FLAT, 4L, FrameType.LIGHT, 5L),
        numbers);
  }

  @Test
  void theMeasuredNightHas120Frames() {
    assertEquals(120, SyntheticNight.of(2048).frames());
  }
}
