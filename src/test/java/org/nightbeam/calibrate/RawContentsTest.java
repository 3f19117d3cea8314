package org.nightbeam.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.RawFrames;
import org.nightbeam.fits.checksum.PieceSum;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.Fingerprint;
import org.nightbeam.rerun.Journal;
import org.nightbeam.storage.LocalStorage;

/** Whether a raw frame that was touched is known as the one it was. */
class RawContentsTest {
  private static final int HEIGHT = 6;
  private static final int WIDTH = 8; // rows are of whole words of the FITS sum
  private static final int HEADER = 2880;

  @TempDir Path folder;

  private final LocalStorage storage = new LocalStorage();
  private Path file;
  private Frame before;

  @BeforeEach
  void write() throws IOException {
    short[][] pixels = new short[HEIGHT][WIDTH];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        pixels[y][x] = (short) (100 * y * y + x);
      }
    }
    file =
        RawFrames.write(
            folder.resolve("Lights/a.fits"), pixels, header -> header.addValue("EXPTIME", 9, ""));
    before = RawFrames.read(folder, file);
  }

  /** Writes the file with other bytes, as of another time, and returns its frame. */
  private Frame touched(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
    Frame frame = RawFrames.read(folder, file);
    assertNotEquals(before.stamp(), frame.stamp());
    return frame;
  }

  @Test
  void aFrameThatWasFlippedIsAnother() throws IOException {
    Journal.Raw known = new Journal.Raw(before.stamp(), RawContents.of(storage, before));
    byte[] bytes = Files.readAllBytes(file);
    assertTrue(known.isStill(storage, touched(bytes)));
    byte[] flipped = bytes.clone();
    int row = Short.BYTES * WIDTH;
    for (int y = 0; y < HEIGHT; y++) {
      System.arraycopy(bytes, HEADER + y * row, flipped, HEADER + (HEIGHT - 1 - y) * row, row);
    }
    assertFalse(known.isStill(storage, touched(flipped)));
  }

  @Test
  void whatIsKnownBySumsOfAnEarlierVersionIsReadAgain() throws IOException {
    PieceSum sum = new PieceSum();
    byte[] bytes = Files.readAllBytes(file);
    sum.add(ByteBuffer.wrap(bytes, HEADER, Short.BYTES * WIDTH * HEIGHT));
    String header = String.join("", RawContents.ownCards(storage, before, false));
    String contents = new Fingerprint().add("header", header).add("pixels", sum.value()).hex();
    Journal.Raw known = new Journal.Raw(before.stamp(), contents);
    assertTrue(known.isStill(storage, before), "it was not touched");
    assertFalse(known.isStill(storage, touched(bytes)));
  }

  /** However its rows come in pieces. */
  @Test
  void whatIsSeenWhileCalibratingIsTheSame() throws IOException {
    RawContents.Pixels whole = new RawContents.Pixels();
    RawContents.Pixels pieces = new RawContents.Pixels();
    byte[] bytes = Files.readAllBytes(file);
    whole.add(ByteBuffer.wrap(bytes));
    for (int at = 0; at < bytes.length; at += 30) {
      pieces.add(ByteBuffer.wrap(bytes, at, Math.min(30, bytes.length - at)));
    }
    assertEquals(
        RawContents.hash(storage, before, List.of(), whole),
        RawContents.hash(storage, before, List.of(), pieces));
  }
}
