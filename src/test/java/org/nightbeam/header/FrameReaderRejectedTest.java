package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fixture.Headers;
import org.nightbeam.frame.Frame;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

class FrameReaderRejectedTest {
  @TempDir Path input;

  @Test
  void textFileIsRejectedAsAWhole() throws IOException {
    assertRejected(
        read("hello, world".getBytes(StandardCharsets.US_ASCII)), -1, "not a FITS file", "hello");
  }

  @Test
  void emptyFileIsRejectedAsAWhole() throws IOException {
    assertRejected(read(new byte[0]), -1, "empty");
  }

  @Test
  void gzippedFileThatIsCutShortIsRejectedAsAWhole() throws IOException {
    byte[] whole = FitsBuilder.gzip(FitsBuilder.primary(16, 4, 3).bytes());

    assertRejected(read(Arrays.copyOf(whole, whole.length / 2)), -1, "gzip");
  }

  @Test
  void fileThatIsGoneIsRejected() {
    assertRejected(FrameFiles.read(input, "Bias/gone.fits", TypeFrom.AUTO), -1, "gone");
  }

  @Test
  void folderIsRejected() throws IOException {
    Files.createDirectories(input.resolve("Bias/a.fits"));

    assertRejected(FrameFiles.read(input, "Bias/a.fits", TypeFrom.AUTO), -1, "no regular file");
  }

  @Test
  void fileThatMayNotBeOpenedIsRejected() {
    assertRejected(readFrom(new AccessDeniedException("a.fits")), -1, "permission denied");
  }

  @Test
  void storageThatFailsIsNamedInTheReason() {
    assertRejected(readFrom(new IOException("the network is down")), -1, "the network is down");
  }

  @Test
  void truncatedImageIsRejectedByItsHdu() throws IOException {
    byte[] whole = FitsBuilder.primary(16, 100, 80).bytes();

    assertRejected(read(Arrays.copyOf(whole, 10_000)), 0, "truncated");
  }

  @Test
  void cubeIsRejectedByItsHdu() throws IOException {
    assertRejected(read(FitsBuilder.primary(16, 4, 3, 2).bytes()), 0, "NAXIS = 3");
  }

  @Test
  void fileWithoutDataIsRejectedAsAWhole() throws IOException {
    assertRejected(read(FitsBuilder.primary(8).bytes()), -1, "no image", "no extensions");
  }

  @Test
  void fileWithATableOnlyIsRejectedWithItsName() throws IOException {
    byte[] file =
        FitsBuilder.concat(
            FitsBuilder.primary(8).bytes(),
            FitsBuilder.extension("BINTABLE", 8, 8, 2).card("EXTNAME = 'STARS'").bytes());

    assertRejected(read(file), -1, "no image", "BINTABLE STARS");
  }

  @Test
  void goodImageBesideABadOneIsAFrame() throws IOException {
    byte[] file =
        FitsBuilder.concat(
            FitsBuilder.primary(16, 4, 3).bytes(),
            FitsBuilder.extension("IMAGE", 16, 4, 3, 2).bytes());
    Frame.Reading reading = read(file);

    assertEquals(0, reading.frames().get(0).hdu());
    assertEquals(1, reading.frames().size());
    assertEquals(1, reading.rejected().get(0).hdu());
    assertEquals(1, reading.rejected().size());
  }

  private Frame.Reading read(byte[] bytes) throws IOException {
    FrameFiles.write(input.resolve("Bias/a.fits"), bytes);
    return FrameFiles.read(input, "Bias/a.fits", TypeFrom.AUTO);
  }

  private static Frame.Reading readFrom(IOException failure) {
    Storage failing =
        new Storage() {
          @Override
          public SeekableByteChannel open(String uri) throws IOException {
            throw failure;
          }

          @Override
          public CompletableFuture<Void> read(String uri, long position, ByteBuffer bytes) {
            return CompletableFuture.failedFuture(failure);
          }

          @Override
          public NewFile create(String uri) {
            throw new UnsupportedOperationException("nothing is written here");
          }
        };
    return new FrameReader(Headers.rules().behindUtc(Duration.ZERO).build())
        .read(failing, "a.fits", "a.fits");
  }

  private static void assertRejected(Frame.Reading reading, int hdu, String... words) {
    assertEquals(0, reading.frames().size());
    assertEquals(1, reading.rejected().size());
    assertEquals(hdu, reading.rejected().get(0).hdu());
    String reason = reading.rejected().get(0).reason();
    for (String word : words) {
      assertTrue(reason.contains(word), reason + " does not say: " + word);
    }
  }
}
