package org.nightbeam.pixels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.FrameFiles;
import org.nightbeam.header.TypeFrom;
import org.nightbeam.storage.LocalStorage;

class FramePixelsTest {
  private static final int WIDTH = 30;
  private static final int HEIGHT = 200;
  private static final int ROW_BYTES = 2 * WIDTH;

  @TempDir Path folder;

  private byte[] pixels;
  private byte[] file;
  private FramePixels framePixels;

  @BeforeEach
  void makeFile() {
    pixels = new byte[ROW_BYTES * HEIGHT];
    new Random(42).nextBytes(pixels);
    file =
        FitsBuilder.concat(
            FitsBuilder.primary(16, 10, 10).bytes(),
            FitsBuilder.extension("IMAGE", 16, WIDTH, HEIGHT).data(pixels).bytes());
    framePixels = new FramePixels(new LocalStorage(), folder.resolve("scratch"));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 200", "7, 3", "199, 1", "150, 50"})
  void rowsOfPlainAndGzippedFilesAreThoseThatWereStored(int firstRow, int rows) throws IOException {
    byte[] expected =
        Arrays.copyOfRange(pixels, firstRow * ROW_BYTES, (firstRow + rows) * ROW_BYTES);

    assertArrayEquals(expected, rows(plain(), firstRow, rows));
    assertArrayEquals(expected, rows(gzipped(), firstRow, rows));
  }

  @Test
  void pixelsFromTheFirstToTheLastAreThoseThatWereStored() throws IOException {
    assertArrayEquals(pixels, all(plain()));
    assertArrayEquals(pixels, all(gzipped()));
  }

  @Test
  void gzippedFileIsDecompressedOnce() throws IOException {
    Frame frame = gzipped();
    rows(frame, 0, 1);
    Files.delete(Path.of(frame.uri()));

    assertArrayEquals(Arrays.copyOfRange(pixels, 5 * ROW_BYTES, 6 * ROW_BYTES), rows(frame, 5, 1));
    assertEquals(List.of((long) pixels.length), sizesIn(folder.resolve("scratch")));
  }

  @Test
  void gzippedFileIsDecompressedOnceForManyThreads() throws IOException {
    Frame frame = gzipped();
    List<byte[]> read =
        IntStream.range(0, 40)
            .parallel()
            .mapToObj(
                row -> {
                  try {
                    return rows(frame, row, 1);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                })
            .toList();

    for (int row = 0; row < 40; row++) {
      assertArrayEquals(
          Arrays.copyOfRange(pixels, row * ROW_BYTES, (row + 1) * ROW_BYTES), read.get(row));
    }
    assertEquals(List.of((long) pixels.length), sizesIn(folder.resolve("scratch")));
  }

  @Test
  void imagesOfOneGzippedFileAreNotMixedUp() throws IOException {
    Frame second = gzipped();
    Frame first = FrameFiles.read(folder, "Bias/a.fits.gz", TypeFrom.AUTO).frames().get(0);
    byte[] ofFirst = new byte[20];
    framePixels.readRows(first, 0, ByteBuffer.wrap(ofFirst));

    assertArrayEquals(new byte[20], ofFirst);
    assertArrayEquals(Arrays.copyOf(pixels, ROW_BYTES), rows(second, 0, 1));
  }

  @Test
  void checkAcceptsWholeFiles() throws IOException {
    Frame plain = plain();
    Frame gzipped = gzipped();

    assertDoesNotThrow(() -> framePixels.check(plain));
    assertDoesNotThrow(() -> framePixels.check(gzipped));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 9000})
  void plainFileThatWasTruncatedAfterPlanningIsUnreadable(int missing) throws IOException {
    Frame frame = plain();
    int end = (int) frame.dataOffset() + pixels.length;
    Files.write(Path.of(frame.uri()), Arrays.copyOf(file, end - missing));

    assertUnreadable("truncated", () -> framePixels.check(frame));
    assertUnreadable("truncated", () -> rows(frame, HEIGHT - 1, 1));
    assertUnreadable("truncated", () -> all(frame));
  }

  @Test
  void rowsBeforeTheCutCanStillBeRead() throws IOException {
    Frame frame = plain();
    int end = (int) frame.dataOffset() + pixels.length;
    Files.write(Path.of(frame.uri()), Arrays.copyOf(file, end - 1));

    assertArrayEquals(Arrays.copyOf(pixels, ROW_BYTES), rows(frame, 0, 1));
  }

  @Test
  void plainFileThatWasTruncatedInItsHeaderIsUnreadable() throws IOException {
    Frame frame = plain();
    Files.write(Path.of(frame.uri()), Arrays.copyOf(file, 100));

    assertUnreadable("truncated", () -> framePixels.check(frame));
    assertUnreadable("truncated", () -> rows(frame, 0, 1));
    assertUnreadable("truncated", () -> all(frame));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 30, 5000})
  void gzippedFileThatWasTruncatedAfterPlanningIsUnreadable(int length) throws IOException {
    Frame frame = gzipped();
    Path path = Path.of(frame.uri());
    Files.write(path, Arrays.copyOf(Files.readAllBytes(path), length));

    assertUnreadable("gzip", () -> framePixels.check(frame));
    assertUnreadable("gzip", () -> rows(frame, 0, 1));
    assertUnreadable("gzip", () -> all(frame));
    assertEquals(List.of(), sizesIn(folder.resolve("scratch")));
  }

  @Test
  void gzippedFileWhoseContentsWereTruncatedIsUnreadable() throws IOException {
    Frame frame = gzipped();
    int end = (int) frame.dataOffset() + pixels.length;
    Files.write(Path.of(frame.uri()), FitsBuilder.gzip(Arrays.copyOf(file, end - 1)));

    assertUnreadable("truncated", () -> framePixels.check(frame));
    assertUnreadable("truncated", () -> all(frame));
    assertEquals(List.of(), sizesIn(folder.resolve("scratch")));
  }

  /** The checksum stands behind the pixels. */
  @Test
  void gzippedFileWhosePixelsHaveChangedIsUnreadable() throws IOException {
    Frame frame = gzipped();
    Path path = Path.of(frame.uri());
    byte[] damaged = Files.readAllBytes(path);
    damaged[damaged.length - 8] ^= 1; // as a changed pixel: it is not that of the checksum
    Files.write(path, damaged);

    assertUnreadable("the gzip data are damaged", () -> framePixels.check(frame));
    assertEquals(List.of(), sizesIn(folder.resolve("scratch")));
    try (ReadableByteChannel channel = framePixels.sequential(frame)) {
      FramePixels.fill(channel, ByteBuffer.allocate(pixels.length), frame);
      assertUnreadable("the gzip data are damaged", () -> FramePixels.verifyEnd(channel, frame));
    }
  }

  @Test
  void theEndOfAGoodFileIsRead() throws IOException {
    for (Frame frame : List.of(plain(), gzipped())) {
      try (ReadableByteChannel channel = framePixels.sequential(frame)) {
        FramePixels.fill(channel, ByteBuffer.allocate(pixels.length), frame);
        assertDoesNotThrow(() -> FramePixels.verifyEnd(channel, frame));
      }
    }
  }

  @Test
  void fileThatVanishedAfterPlanningIsUnreadable() throws IOException {
    for (Frame frame : List.of(plain(), gzipped())) {
      Files.delete(Path.of(frame.uri()));

      assertUnreadable("vanished", () -> framePixels.check(frame));
      assertUnreadable("vanished", () -> rows(frame, 0, 1));
      assertUnreadable("vanished", () -> all(frame));
    }
  }

  @Test
  void fileThatIsNoLongerGzippedIsUnreadable() throws IOException {
    Frame frame = gzipped();
    Files.write(Path.of(frame.uri()), file);

    assertUnreadable("gzip", () -> framePixels.check(frame));
  }

  private Frame plain() throws IOException {
    FrameFiles.write(folder.resolve("Bias/a.fits"), file);
    return FrameFiles.read(folder, "Bias/a.fits", TypeFrom.AUTO).frames().get(1);
  }

  private Frame gzipped() throws IOException {
    FrameFiles.write(folder.resolve("Bias/a.fits.gz"), FitsBuilder.gzip(file));
    return FrameFiles.read(folder, "Bias/a.fits.gz", TypeFrom.AUTO).frames().get(1);
  }

  private byte[] rows(Frame frame, int firstRow, int rows) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(rows * ROW_BYTES);
    framePixels.readRows(frame, firstRow, bytes);
    return bytes.array();
  }

  private byte[] all(Frame frame) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) frame.dataBytes());
    try (ReadableByteChannel channel = framePixels.sequential(frame)) {
      FramePixels.fill(channel, bytes, frame);
    }
    return bytes.array();
  }

  private static void assertUnreadable(String word, Executable reading) {
    UnreadableFileException refusal = assertThrows(UnreadableFileException.class, reading);
    assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
  }

  private static List<Long> sizesIn(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.toFile().length()).toList();
    }
  }
}
