package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.TiledFiles;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.checksum.DataSum;
import org.nightbeam.frame.Compression;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.storage.LocalStorage;

/** Frames of tile-compressed images are those of the files before they were compressed. */
class TiledFramesTest {
  private static final int WIDTH = 40;
  private static final int HEIGHT = 30;

  @TempDir Path folder;

  private static byte[] noise(int bytes, long seed) {
    byte[] noise = new byte[bytes];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  private static byte[] single(String... cards) {
    FitsBuilder file =
        FitsBuilder.primary(16, WIDTH, HEIGHT).card("EXTEND  =                    T");
    file.card("BZERO   =                32768").card("BSCALE  =                    1");
    for (String card : cards) {
      file.card(card);
    }
    return file.data(noise(2 * WIDTH * HEIGHT, 1)).bytes();
  }

  private Frame.Reading read(String path, byte[] file) throws IOException {
    FrameFiles.write(folder.resolve(path), file);
    return FrameFiles.read(folder, path, TypeFrom.AUTO);
  }

  private FramePixels framePixels() {
    return new FramePixels(new LocalStorage(), folder.resolve("scratch"));
  }

  private byte[] all(Frame frame) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) frame.dataBytes());
    try (ReadableByteChannel channel = framePixels().sequential(frame)) {
      FramePixels.fill(channel, bytes, frame);
    }
    return bytes.array();
  }

  private List<Path> scratch() throws IOException {
    Path scratch = folder.resolve("scratch");
    if (Files.notExists(scratch)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(scratch)) {
      return files.toList();
    }
  }

  /** All that is known of a frame but its file. */
  private static void assertSameFacts(Frame plain, Frame tiled) {
    assertEquals(plain.hdu(), tiled.hdu());
    assertEquals(plain.onlyImage(), tiled.onlyImage());
    assertEquals(plain.configuration(), tiled.configuration());
    assertEquals(plain.format(), tiled.format());
    assertEquals(plain.type(), tiled.type());
    assertEquals(plain.exposure(), tiled.exposure());
    assertEquals(plain.time(), tiled.time());
    assertEquals(plain.notes(), tiled.notes());
    assertEquals(Compression.TILES, tiled.compression());
  }

  @Test
  void singleImageIsThatOfThePlainFile() throws IOException {
    byte[] file =
        single(
            "IMAGETYP= 'Bias    '",
            "EXPTIME =                   0",
            "DATE-OBS= '2024-01-31T20:15:03'");
    Frame plain = FrameFiles.only(read("a/a.fits", file));
    Frame tiled =
        FrameFiles.only(read("a/b.fits.fz", TiledFiles.compressed(file, "RICE_1", null, WIDTH, 1)));
    assertSameFacts(plain, tiled);
    assertEquals(0, tiled.hdu());
    assertArrayEquals(all(plain), all(tiled));
    assertEquals(List.of(), scratch());
    assertEquals(
        sorted(RawHeader.cards(new LocalStorage(), plain)),
        sorted(RawHeader.cards(new LocalStorage(), tiled)));
  }

  /** Order and comments are those of nom-tam-fits, see TiledPixelsByFpackTest for fpack's. */
  private static List<String> sorted(List<String> cards) {
    return cards.stream()
        .map(card -> card.replaceFirst(" /.*", "").replaceAll(" +", " ").stripTrailing())
        .filter(card -> !card.isEmpty())
        .sorted()
        .toList();
  }

  @Test
  void extensionsAreNumberedAsInThePlainFile() throws IOException {
    byte[] image = noise(2 * WIDTH * HEIGHT, 2);
    byte[] second = FitsBuilder.extension("IMAGE", 16, WIDTH, HEIGHT).data(image).bytes();
    byte[] table = FitsBuilder.extension("TABLE", 8, 8, 2).bytes();
    byte[] withImage = FitsBuilder.concat(single("INSTRUME= 'Two'"), second, second);
    byte[] withoutImage =
        FitsBuilder.concat(
            FitsBuilder.primary(8).card("INSTRUME= 'Two'").card("EXPTIME = 5").bytes(),
            second,
            second);
    for (byte[] file : List.of(withImage, withoutImage)) {
      List<Frame> plain = read("Bias/" + file.length + ".fits", file).frames();
      List<Frame> tiled =
          read("Bias/" + file.length + ".fz", TiledFiles.compressed(file, "GZIP_2", null, WIDTH, 7))
              .frames();
      assertEquals(plain.size(), tiled.size());
      for (int i = 0; i < plain.size(); i++) {
        assertSameFacts(plain.get(i), tiled.get(i));
        assertEquals("Two", tiled.get(i).configuration().camera());
        assertArrayEquals(all(plain.get(i)), all(tiled.get(i)));
        byte[] row = new byte[2 * WIDTH];
        framePixels().readRows(tiled.get(i), 9, ByteBuffer.wrap(row));
        assertArrayEquals(
            Arrays.copyOfRange(all(plain.get(i)), 9 * 2 * WIDTH, 10 * 2 * WIDTH), row);
      }
    }
    assertEquals(5, scratch().size());
  }

  @Test
  void whatTheEmptyPrimaryHeaderSaysMoreIsOfTheImage() throws IOException {
    byte[] packed = TiledFiles.compressed(single("DATASUM = '0'"), "RICE_1", null, WIDTH, 1);
    String text = new String(packed, StandardCharsets.ISO_8859_1);
    byte[] file =
        FitsBuilder.concat(
            FitsBuilder.primary(8).card("IMAGETYP= 'Dark'").card("EXPTIME = 7").bytes(),
            text.substring(text.indexOf("XTENSION")).getBytes(StandardCharsets.ISO_8859_1));
    Frame frame = FrameFiles.only(read("x/a.fits", file));
    assertEquals(FrameType.DARK, frame.type());
    assertEquals(7, frame.exposure());
    assertEquals(0, frame.hdu());
  }

  @Test
  void imageThatWasAnExtensionKeepsItsNumber() throws IOException {
    byte[] file =
        FitsBuilder.concat(
            FitsBuilder.primary(8).bytes(),
            FitsBuilder.extension("IMAGE", 16, WIDTH, HEIGHT)
                .card("PCOUNT  = 0")
                .card("GCOUNT  = 1")
                .data(noise(2 * WIDTH * HEIGHT, 2))
                .bytes());
    byte[] packed = TiledFiles.compressed(file, "RICE_1", null, WIDTH, 1);
    assertTrue(new String(packed, StandardCharsets.ISO_8859_1).contains("ZTENSION"));
    assertEquals(1, FrameFiles.only(read("Bias/a.fz", packed)).hdu());
  }

  @Test
  void sumsAreThoseOfThePixels() throws IOException {
    byte[] pixels = noise(2 * WIDTH * HEIGHT, 1);
    DataSum sum = new DataSum();
    sum.add(ByteBuffer.wrap(pixels));
    byte[] packed =
        TiledFiles.compressed(single("DATASUM = '" + sum.value() + "'"), "RICE_1", null, WIDTH, 1);
    if (!new String(packed, StandardCharsets.ISO_8859_1).contains("ZDATASUM")) {
      packed = TiledFiles.edited(packed, "ZTILE1  =", "ZDATASUM= '" + sum.value() + "'");
    }
    Frame frame = FrameFiles.only(read("Bias/a.fz", packed));
    assertEquals(sum.value(), frame.sums().dataSum());
    frame.verify(sum.value());
    assertThrows(UnreadableFileException.class, () -> frame.verify(sum.value() + 1));
  }

  @Test
  void sumsOfPixelsThatWereQuantisedAreNotVerified() throws IOException {
    ByteBuffer pixels = ByteBuffer.allocate(4 * WIDTH * HEIGHT);
    Random random = new Random(4);
    while (pixels.hasRemaining()) {
      pixels.putFloat((float) (1000 + 10 * random.nextGaussian()));
    }
    byte[] plain =
        FitsBuilder.primary(-32, WIDTH, HEIGHT)
            .card("DATASUM = '12345   '")
            .data(pixels.array())
            .bytes();
    byte[] packed = TiledFiles.compressed(plain, "RICE_1", "SUBTRACTIVE_DITHER_1", WIDTH, 10);
    assertNull(FrameFiles.only(read("Bias/a.fz", packed)).sums());
  }

  @Test
  void bombIsRefusedByItsHeader() throws IOException {
    byte[] packed = TiledFiles.compressed(single(), "RICE_1", null, WIDTH, 1);
    packed = TiledFiles.edited(packed, "ZNAXIS1 =", "ZNAXIS1 = 1000000");
    packed = TiledFiles.edited(packed, "ZTILE1  =", "ZTILE1  = 1000000");
    packed = TiledFiles.edited(packed, "ZBITPIX =", "ZBITPIX = 8");
    Frame.Reading small = read("Bias/a.fz", packed);
    assertEquals(1, small.frames().size()); // 30 MB: what is wrong is found by decoding it
    assertThrows(UnreadableFileException.class, () -> all(small.frames().get(0)));
    packed = TiledFiles.edited(packed, "ZNAXIS2 =", "ZNAXIS2 = 2000");
    packed = TiledFiles.edited(packed, "ZTILE2  =", "ZTILE2  = 1");
    packed = TiledFiles.edited(packed, "NAXIS2  =", "NAXIS2  = 2000");
    packed = Arrays.copyOf(packed, packed.length + 200_000);
    Frame.Reading large = read("Bias/a.fz", packed);
    assertEquals(0, large.frames().size());
    assertTrue(
        large.rejected().get(0).reason().contains("expected at most 200 times"),
        large.rejected().toString());
  }

  @Test
  void largeTilesAreDecodedByWayOfTheScratchFolder() throws IOException {
    int side = 1500;
    byte[] data = noise(2 * side * side, 3);
    for (int i = 0; i < data.length; i += 2) {
      data[i] = 3; // so that it gets smaller
    }
    byte[] plain = FitsBuilder.primary(16, side, side).data(data).bytes();
    Frame frame =
        FrameFiles.only(
            read("Bias/a.fz", TiledFiles.compressed(plain, "RICE_1", null, side, side)));
    ByteBuffer bytes = ByteBuffer.allocate(data.length);
    try (ReadableByteChannel channel = framePixels().sequential(frame)) {
      FramePixels.fill(channel, bytes, frame);
    }
    assertArrayEquals(data, bytes.array());
    assertEquals(List.of(), scratch());
    framePixels().check(frame);
    assertEquals(1, scratch().size());
  }

  @Test
  void fileThatIsAnotherOneSinceItWasPlannedIsUnreadable() throws IOException {
    Frame frame =
        FrameFiles.only(
            read("Bias/a.fz", TiledFiles.compressed(single(), "RICE_1", null, WIDTH, 1)));
    Files.write(Path.of(frame.uri()), single());
    UnreadableFileException changed = assertThrows(UnreadableFileException.class, () -> all(frame));
    assertTrue(changed.getMessage().contains("has changed"), changed.getMessage());
    assertFalse(frame.format() == null);
  }
}
