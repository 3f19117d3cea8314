package org.nightbeam.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.master.store.MappedMaster;
import org.nightbeam.master.store.MappedPixels;

class FlatAboutTest {
  private static final int WIDTH = 9;
  private static final int HEIGHT = 7;

  /** Of the places in the cell, row by row. */
  private static final float[] PASSES = {0.5F, 1, 1.25F, 0.25F};

  @TempDir Path folder;

  /** At the edges, and beyond them, there are fewer pixels of a colour, but none of another. */
  @Test
  void pixelsAreThoseOfOneColour() throws IOException {
    ByteBuffer pixels =
        ByteBuffer.allocate(Float.BYTES * WIDTH * HEIGHT).order(ByteOrder.nativeOrder());
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        pixels.putFloat(PASSES[y % 2 * 2 + x % 2]);
      }
    }
    Path file = Files.write(folder.resolve("flat"), pixels.array());
    MappedMaster master = new MappedMaster(MappedPixels.map(file), WIDTH, () -> {});
    try (FlatAbout flat = new FlatAbout(master, WIDTH, HEIGHT, 2)) {
      for (int y = -2; y < HEIGHT + 2; y++) {
        for (int x = -2; x < WIDTH + 2; x++) {
          float passes = PASSES[Math.floorMod(y, 2) * 2 + Math.floorMod(x, 2)];
          assertEquals(passes, flat.about(x, y), x + ", " + y);
        }
      }
    }
  }
}
