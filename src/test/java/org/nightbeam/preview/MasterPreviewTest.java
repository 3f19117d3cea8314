package org.nightbeam.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.storage.LocalStorage;

class MasterPreviewTest {
  private static final int WIDTH = 700;
  private static final int HEIGHT = 500;
  private static final double LEVEL = 0.05;
  private static final double NOISE = 0.002;
  private static final int HOT = 120;
  private static final int INVALID = 7;

  private static ByteBuffer dark() {
    Random random = new Random(3);
    ByteBuffer pixels = ByteBuffer.allocate(WIDTH * HEIGHT * Float.BYTES);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        pixels.putFloat((float) (LEVEL + NOISE * random.nextGaussian() + 1e-5 * x));
      }
    }
    for (int i = 0; i < HOT; i++) {
      int pixel = (3 * (i % 100) + 1) * WIDTH + 5 + 5 * i;
      pixels.putFloat(pixel * Float.BYTES, 1);
    }
    for (int i = 0; i < INVALID; i++) {
      pixels.putFloat((400 * WIDTH + 11 * i) * Float.BYTES, Float.NaN);
    }
    return pixels.flip();
  }

  private static MasterPreview look(int pieceBytes) {
    MasterPreview look = new MasterPreview(WIDTH, HEIGHT, false);
    ByteBuffer pixels = dark();
    while (pixels.hasRemaining()) {
      int count = Math.min(pieceBytes, pixels.remaining());
      look.add(pixels.slice(pixels.position(), count));
      pixels.position(pixels.position() + count);
    }
    look.add(ByteBuffer.allocate(2880)); // what fills the block of the file
    return look;
  }

  @Test
  void levelNoiseAndHotPixelsAreFound() {
    MasterHistogram seen = look(1 << 16).statistics();
    assertEquals(WIDTH, seen.width());
    assertEquals(HEIGHT, seen.height());
    assertEquals(LEVEL + 1e-5 * WIDTH / 2, seen.level(), 0.0002);
    assertEquals(NOISE, seen.noise(), 0.0001);
    assertEquals(HOT, seen.hot());
    assertEquals(INVALID, seen.invalid());
    assertTrue(seen.low() < seen.level() && seen.level() < seen.high());
    assertTrue(seen.from() < seen.level() && seen.level() < seen.to());
    int counted = seen.histogram().stream().mapToInt(Integer::intValue).sum();
    assertEquals(0.99 * 256 * 256, counted, 0.002 * 256 * 256);
  }

  @Test
  void thePiecesInWhichPixelsComeDoNotMatter() {
    MasterHistogram whole = look(1 << 30).statistics();
    for (int piece : new int[] {1, 3, 4097, 2800}) {
      assertEquals(whole, look(piece).statistics());
    }
  }

  @Test
  void aPictureAndTheStatisticsAreWritten(@TempDir Path output) throws IOException {
    MasterPreview look = look(1 << 16);
    look.files().write(new LocalStorage(), output.toString(), "masters/2026-01-15/dark-1.fits");
    Path json = output.resolve("previews/masters/2026-01-15/dark-1.fits.json");
    assertEquals(look.statistics(), MasterHistogram.of(Files.readAllBytes(json)));
    assertTrue(Files.size(output.resolve("previews/masters/2026-01-15/dark-1.fits.jpg")) > 1000);
  }

  @Test
  void ofAMasterWithoutAValidPixelNothingIsKnown() throws IOException {
    MasterPreview look = new MasterPreview(3, 2, false);
    ByteBuffer pixels = ByteBuffer.allocate(24);
    for (int i = 0; i < 6; i++) {
      pixels.putFloat(Float.NaN);
    }
    look.add(pixels.flip());
    MasterHistogram seen = look.statistics();
    assertEquals(Double.NaN, seen.level());
    assertEquals(0, seen.hot());
    assertEquals(6, seen.invalid());
    assertEquals(seen, MasterHistogram.of(seen.json()));
  }
}
