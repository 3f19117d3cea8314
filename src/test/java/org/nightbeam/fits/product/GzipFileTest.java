package org.nightbeam.fits.product;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.fits.CompressedFiles;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;

@Timeout(60)
class GzipFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2880, 131072, 131073, 1000000})
  void roomsAndWhatFollowsThemComeBack(int length) throws IOException {
    byte[] first = bytes(5760, 1);
    byte[] pixels = bytes(length, 2);
    byte[] second = bytes(70_000, 3);
    byte[] mask = new byte[20_000];
    Path path = folder.resolve("a.gz");
    write(path, length / 3 + 1, first, pixels, second, mask);
    byte[] whole = FitsBuilder.concat(first, pixels, second, mask);
    byte[] file = Files.readAllBytes(path);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      assertArrayEquals(whole, in.readAllBytes());
    }
    assertTrue(file.length < first.length + length * 8 / 10 + second.length + 1000);
  }

  /** CFITSIO reads the first member only. */
  @Test
  void fileIsOneMemberWithoutNameTimeOrSystem() throws IOException, DataFormatException {
    Path path = folder.resolve("a.gz");
    write(path, 4096, bytes(2880, 1), bytes(500_000, 2));
    byte[] file = Files.readAllBytes(path);
    byte[] header = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, -1};
    assertArrayEquals(header, Arrays.copyOf(file, 10));
    Inflater inflater = new Inflater(true);
    inflater.setInput(file, 10, file.length - 10);
    assertEquals(502_880, inflater.inflate(new byte[600_000]));
    assertTrue(inflater.finished());
    assertEquals(8, inflater.getRemaining());
    inflater.end();
  }

  @Test
  void piecesDoNotChangeTheBytes() throws IOException {
    byte[] pixels = bytes(3_000_000, 5);
    write(folder.resolve("a.gz"), pixels.length, bytes(2880, 1), pixels);
    write(folder.resolve("b.gz"), 10_007, bytes(2880, 1), pixels);
    assertEquals(-1, Files.mismatch(folder.resolve("a.gz"), folder.resolve("b.gz")));
  }

  @Test
  void imageIsReadAsOneOfAPlainFile() throws IOException {
    byte[] pixels = bytes(4 * 200 * 300, 6);
    byte[] plain = CompressedFiles.product(200, 300, pixels);
    CompressedFiles.Hdu hdu = CompressedFiles.hdus(plain).get(0);
    Path path = folder.resolve("a.fits.gz");
    byte[] padding = new byte[plain.length - hdu.header().length - pixels.length];
    write(path, 5000, hdu.header(), FitsBuilder.concat(pixels, padding));
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      FitsContents contents = FitsScanner.scan(channel);
      assertTrue(contents.gzipped());
      assertEquals(CompressedFiles.cards(hdu.header()), contents.images().get(0).header().cards());
    }
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(path))) {
      assertArrayEquals(plain, in.readAllBytes());
    }
  }

  @Test
  void roomThatIsNotFilledIsRefused() throws IOException {
    try (NewFile file = create(folder.resolve("a.gz"))) {
      GzipFile gzip = new GzipFile(file);
      GzipFile.Room room = gzip.reserve(2880);
      gzip.write(ByteBuffer.allocate(10));
      IllegalStateException unfilled = assertThrows(IllegalStateException.class, gzip::finish);
      assertEquals("a room of 2880 bytes was not filled", unfilled.getMessage());
      assertThrows(IllegalStateException.class, () -> room.fill(ByteBuffer.allocate(2879)));
      room.fill(ByteBuffer.allocate(2880));
      assertThrows(IllegalStateException.class, () -> room.fill(ByteBuffer.allocate(2880)));
    }
  }

  /** Each room, then what follows it, then the room filled: as headers with sums are. */
  private static void write(Path path, int piece, byte[]... parts) throws IOException {
    try (NewFile file = create(path)) {
      GzipFile gzip = new GzipFile(file);
      for (int i = 0; i < parts.length; i += 2) {
        GzipFile.Room room = gzip.reserve(parts[i].length);
        ByteBuffer bytes = ByteBuffer.wrap(parts[i + 1]);
        while (bytes.position() < bytes.capacity()) {
          bytes.limit(Math.min(bytes.capacity(), bytes.position() + piece));
          gzip.write(bytes);
        }
        room.fill(ByteBuffer.wrap(parts[i]));
      }
      gzip.finish();
      file.commit();
    }
  }

  private static NewFile create(Path path) throws IOException {
    return new LocalStorage().create(path.toString());
  }

  /** Of few values, so that they get smaller. */
  private static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    Random random = new Random(seed);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt(i / 10_000 % 3 == 1 ? 1 : 30);
    }
    return bytes;
  }
}
