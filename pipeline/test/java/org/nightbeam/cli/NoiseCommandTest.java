package org.nightbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.synthetic.Sensor;
import org.nightbeam.synthetic.SyntheticNight;
import org.nightbeam.terminal.ExitStatus;

/** Against the gain and the read noise that frames were made with. */
class NoiseCommandTest {
  private static final Pattern MEASURED = Pattern.compile(" (\\S+) \\+- (\\S+) (?:e-/ADU|ADU)[ ,]");

  @TempDir Path folder;

  private Program noise(int biases, int flats) throws IOException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(512, 384, biases, 1, flats, 1, List.of("V"), 11).writeTo(raw);
    return Program.run("noise", "--input=" + raw);
  }

  @Test
  void gainAndReadNoiseAreThoseOfTheCamera() throws IOException {
    Program program = noise(6, 6);

    assertEquals(ExitStatus.DONE.code(), program.status(), program.err());
    Matcher found = MEASURED.matcher(program.out());
    assertTrue(found.find(), program.out());
    double gainError = Double.parseDouble(found.group(2));
    assertEquals(Sensor.GAIN, Double.parseDouble(found.group(1)), 4 * gainError);
    assertTrue(gainError < 0.02 * Sensor.GAIN, program.out());
    assertTrue(found.find(), program.out());
    double noiseError = Double.parseDouble(found.group(2));
    assertEquals(Sensor.READ_NOISE, Double.parseDouble(found.group(1)), 4 * noiseError);
    assertTrue(noiseError < 0.02 * Sensor.READ_NOISE, program.out());
    assertTrue(program.out().contains("--electronsPerAdu="), program.out());
    assertTrue(program.out().contains("its headers say 1.5"), program.out());
    assertEquals(List.of("raw"), List.of(folder.toFile().list()));
  }

  @Test
  void flatsOfATelescopeWithANameAreOfTheSameCamera() throws IOException {
    noise(4, 4);
    for (Path file : Program.files(folder.resolve("raw")).values()) {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      assertTrue(text.contains("TELESCOP= 'none    '"));
      Files.write(
          file,
          text.replace("TELESCOP= 'none    '", "TELESCOP= '0.4 m   '")
              .getBytes(StandardCharsets.ISO_8859_1));
    }
    Program program = Program.run("noise", "--input=" + folder.resolve("raw"));

    assertEquals(ExitStatus.DONE.code(), program.status(), program.err());
    assertTrue(program.out().contains("from 2 pairs of flats"), program.out());
  }

  @Test
  void readNoiseInAduIsKnownWithoutFlats() throws IOException {
    Program program = noise(2, 1);

    assertEquals(ExitStatus.DONE.code(), program.status(), program.err());
    assertTrue(program.out().contains("no usable pair of flats"), program.out());
    assertTrue(program.out().contains("from 1 pairs of biases"), program.out());
  }

  @Test
  void withoutTwoBiasesNothingIsKnown() throws IOException {
    Program program = noise(1, 4);

    assertEquals(ExitStatus.FAILED.code(), program.status());
    assertTrue(program.out().contains("two biases of one night"), program.out());
  }

  @Test
  void pairThatCannotBeReadIsNamed() throws IOException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(512, 384, 4, 1, 2, 1, List.of("V"), 11).writeTo(raw);
    Path damaged = raw.resolve("Bias/bias_001.fits.gz");
    byte[] plain = Files.readAllBytes(raw.resolve("Bias/bias_001.fits"));
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(damaged))) {
      gzip.write(plain);
    }
    byte[] gzipped = Files.readAllBytes(damaged);
    Files.write(damaged, Arrays.copyOf(gzipped, gzipped.length - 2000));
    Files.delete(raw.resolve("Bias/bias_001.fits"));
    Program program = Program.run("noise", "--input=" + raw);

    assertEquals(ExitStatus.DONE.code(), program.status(), program.err());
    assertTrue(program.err().contains("bias_001.fits.gz"), program.err());
  }
}
