package org.nightbeam.header;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Compression;
import org.nightbeam.frame.Frame;
import org.nightbeam.pixels.FramePixels;

/** The pixels of any file that has some are read, and are the same when it is compressed. */
class PixelsFuzzTest {
  private static final FrameReader FRAMES = new FrameReader(HeaderRules.DEFAULTS);

  /** What a small file can be decompressed to is too much to fuzz fast. */
  private static final int MOST_BYTES = 1 << 20;

  static List<byte[]> files() {
    return FuzzSeeds.files();
  }

  @MethodSource("files")
  @DictionaryEntries({
    "SIMPLE  =",
    "XTENSION= 'IMAGE   '",
    "BITPIX  =",
    "NAXIS   =",
    "NAXIS1  =",
    "PCOUNT  =",
    "BSCALE  =",
    "BZERO   =",
    "BLANK   =",
    "ZIMAGE  =                    T",
    "ZCMPTYPE= 'RICE_1  '",
    "ZTILE1  =",
    "ZNAXIS1 =",
    "ZBITPIX =",
    "ZQUANTIZ= 'SUBTRACTIVE_DITHER_2'",
    "THEAP   =",
    "END     "
  })
  @FuzzTest(maxDuration = "5s")
  void pixelsOfAnyFileAreReadOrAreUnreadable(byte[] file) throws IOException {
    List<float[]> plain = pixels(file);
    boolean isGzip = file.length >= 2 && file[0] == 0x1f && (file[1] & 0xff) == 0x8b;
    // Of a file cut short, what is there is the same, but its gzip ends whole.
    List<float[]> compressed = isGzip ? plain : pixels(FitsBuilder.gzip(file));
    for (int i = 0; i < Math.min(plain.size(), compressed.size()); i++) {
      if (!Arrays.equals(plain.get(i), compressed.get(i))) {
        throw new AssertionError("image " + i + " differs when the file is compressed");
      }
    }
  }

  private static List<float[]> pixels(byte[] file) throws IOException {
    BytesInMemory storage = new BytesInMemory("a.fits", file);
    Path scratch = Files.createTempDirectory("fuzz");
    try {
      FramePixels pixels = new FramePixels(storage, scratch);
      List<float[]> images = new ArrayList<>();
      for (Frame frame : FRAMES.read(storage, "a.fits", "Lights/a.fits").frames()) {
        if (frame.dataBytes() <= MOST_BYTES) {
          float[] image = pixels(pixels, frame);
          if (frame.compression() != Compression.TILES) { // they are refused within gzip
            images.add(image);
          }
        }
      }
      return images;
    } finally {
      delete(scratch);
    }
  }

  /** All pixels, read in two ways; none if they are unreadable. */
  private static float[] pixels(FramePixels pixels, Frame frame) {
    ByteBuffer bytes = ByteBuffer.allocate((int) frame.dataBytes());
    ByteBuffer again = ByteBuffer.allocate((int) frame.dataBytes());
    try {
      pixels.check(frame);
      try (ReadableByteChannel channel = pixels.sequential(frame)) {
        FramePixels.fill(channel, bytes, frame);
      }
      pixels.readRows(frame, 0, again);
    } catch (UnreadableFileException refused) {
      return new float[0];
    } catch (IOException e) {
      throw new AssertionError("the frame is not at fault", e);
    }
    if (!bytes.flip().equals(again.flip())) {
      throw new AssertionError("read by rows, the pixels are others than from first to last");
    }
    RowDecoder decoder = new RowDecoder(frame.format());
    int length = frame.width() * frame.height();
    float[] row = new float[length];
    float[] even = new float[(length + 1) / 2];
    float[] odd = new float[length / 2];
    decoder.read(bytes, 0, length, row);
    decoder.readParted(bytes, 0, length, even, odd);
    for (int i = 0; i < length; i++) {
      if (Float.compare(row[i], (i % 2 == 0 ? even : odd)[i / 2]) != 0) {
        throw new AssertionError("parted, pixel " + i + " is another than in a row");
      }
    }
    return row;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
