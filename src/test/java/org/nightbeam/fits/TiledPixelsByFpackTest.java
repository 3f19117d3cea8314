package org.nightbeam.fits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixels of what fpack has packed are, bit by bit, those that funpack unpacks. */
class TiledPixelsByFpackTest {
  private static final int WIDTH = 61;
  private static final int HEIGHT = 47;

  @TempDir Path folder;

  @BeforeEach
  void needsFpack() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/fpack")), "fpack is not installed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8 | -r",
        "8 | -g",
        "8 | -g2",
        "8 | -h",
        "8 | -p",
        "16 | -r",
        "16 | -g",
        "16 | -g2",
        "16 | -h",
        "16 | -p",
        "16 | -d",
        "16 | -r -t 20,10",
        "16 | -h -w",
        "16 | -r -w",
        "16 | -g2 -w",
        "16 | -h -s 8",
        "16 | -h -t 61,16",
        "32 | -r",
        "32 | -g",
        "32 | -g2",
        "32 | -h",
        "32 | -p",
        "32 | -d",
        "-32 | -r",
        "-32 | -g",
        "-32 | -g2",
        "-32 | -h",
        "-32 | -d",
        "-32 | -q 1",
        "-32 | -qz 4",
        "-32 | -q0 4",
        "-32 | -g -q 0",
        "-32 | -g2 -q 0",
        "-32 | -qt 8",
        "-32 | -g -q 4",
        "-32 | -g2 -q 4",
        "-64 | -r",
        "-64 | -g",
        "-64 | -g2 -q 0",
        "-64 | -qz 4",
        "-64 | -q0 4"
      })
  void pixelsAreThoseOfFunpack(int bitpix, String options) throws Exception {
    Path packed = packed(bitpix, options);
    Path unpacked = folder.resolve("b.fits");
    run(List.of("/usr/bin/funpack", "-O", unpacked.toString()), packed);

    ImageHdu image = image(packed);
    assertNotNull(image.tiles());
    byte[] pixels = pixels(packed, image);
    ImageHdu expected = image(unpacked);
    assertEquals(0, expected.index());
    assertEquals(0, image.index());
    assertEquals(withoutSums(expected.header()), withoutSums(image.header()));
    assertEquals(expected.format(), image.format());
    int from = (int) expected.dataOffset();
    assertArrayEquals(
        Arrays.copyOfRange(Files.readAllBytes(unpacked), from, from + pixels.length), pixels);
  }

  /** Of these, funpack 1.7 makes other pixels than were packed. */
  @ParameterizedTest
  @ValueSource(strings = {"-r -t 20,10", "-h -qz 16 -t 20,10", "-g -q0 4 -t 61,7"})
  void quantisedPixelsAreThoseOfAstropy(String options) throws Exception {
    Path packed = packed(-32, options);
    Path unpacked = folder.resolve("pixels");
    String script =
        """
        import sys
        try:
            from astropy.io import fits
        except ImportError:
            sys.exit(9)
        fits.getdata(sys.argv[1], 1).astype('>f4').tofile(sys.argv[2])
        """;
    Process astropy =
        new ProcessBuilder("/usr/bin/python3", "-c", script, packed.toString(), unpacked.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(astropy.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = astropy.waitFor();
    assumeTrue(status != 9, "astropy is not installed");
    assertEquals(0, status, said);

    float[] expected = floats(Files.readAllBytes(unpacked));
    float[] pixels = floats(pixels(packed, image(packed)));
    for (int i = 0; i < expected.length; i++) {
      // astropy 5.2 does not look at ZBLANK here
      assertEquals(i % 501 == 7 ? Float.NaN : expected[i], pixels[i], "pixel " + i);
    }
  }

  private static float[] floats(byte[] bytes) {
    float[] floats = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(floats);
    return floats;
  }

  private Path packed(int bitpix, String options) throws IOException, InterruptedException {
    Path plain = Files.write(folder.resolve("a.fits"), file(bitpix, options.startsWith("-p")));
    List<String> command = new ArrayList<>(List.of("/usr/bin/fpack"));
    command.addAll(List.of(options.split(" ")));
    run(command, plain);
    return folder.resolve("a.fits.fz");
  }

  private static ImageHdu image(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      FitsContents contents = FitsScanner.scan(channel);
      assertEquals(List.of(), contents.unusable());
      assertEquals(1, contents.images().size());
      return contents.images().get(0);
    }
  }

  private static byte[] pixels(Path file, ImageHdu image) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) image.dataBytes());
    try (SeekableByteChannel channel = Files.newByteChannel(file);
        TiledPixels tiles = new TiledPixels(channel, image.tiles())) {
      while (bytes.hasRemaining()) {
        assertTrue(tiles.read(bytes) >= 0);
      }
      assertEquals(-1, tiles.read(ByteBuffer.allocate(1)));
    }
    return bytes.array();
  }

  private static List<String> withoutSums(FitsHeader header) {
    return header.cards().stream().filter(card -> !card.matches("(CHECK|DATA)SUM.*")).toList();
  }

  private static byte[] file(int bitpix, boolean mask) {
    Random random = new Random(bitpix);
    ByteBuffer data = ByteBuffer.allocate(WIDTH * HEIGHT * Math.abs(bitpix) / 8);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      double level = 1000 + 20 * random.nextGaussian() + (i % 97 == 0 ? 20_000 : 0);
      switch (bitpix) {
        case 8 -> data.put((byte) (level / 100));
        case 16 -> data.putShort((short) ((mask ? i / 20 * 457 % 65536 : level) - 32768));
        case 32 -> data.putInt((int) (mask ? i / 20 * 45_700 % (1 << 23) : level * 50));
        case -32 -> data.putFloat(i % 501 == 7 ? Float.NaN : i % 77 == 5 ? 0 : (float) level);
        default -> data.putDouble(i % 501 == 7 ? Double.NaN : i % 77 == 5 ? 0 : level);
      }
    }
    FitsBuilder file =
        FitsBuilder.primary(bitpix, WIDTH, HEIGHT)
            .card("EXTEND  =                    T / may be")
            .card("EXPTIME =                 12.5 / [s]")
            .card("OBJECT  = 'M 31    '           / name")
            .card("HISTORY made up")
            .card("LONG    = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&'")
            .card("CONTINUE  'bbbbbbbbbbbbbbbb'")
            .card("");
    if (bitpix == 16) {
      file.card("BZERO   =                32768").card("BSCALE  =                    1");
    }
    return file.data(data.array()).bytes();
  }

  private static void run(List<String> command, Path file)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.add(file.toString());
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }
}
