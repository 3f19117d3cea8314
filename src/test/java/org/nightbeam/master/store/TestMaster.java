package org.nightbeam.master.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.nightbeam.RawFrames;
import org.nightbeam.frame.FrameType;

/** A stored master and the pixels that it should have. */
record TestMaster(MasterReference reference, float[][] pixels) {
  static final int WIDTH = 37;
  static final int HEIGHT = 29;
  static final long BYTES = 4L * WIDTH * HEIGHT;

  /** Writes a master whose pixels are those of its number. */
  static TestMaster write(Path folder, int number) throws Exception {
    Random random = new Random(3 + number);
    float[][] pixels = new float[HEIGHT][WIDTH];
    ByteBuffer bytes = ByteBuffer.allocate((int) BYTES);
    for (float[] row : pixels) {
      for (int x = 0; x < WIDTH; x++) {
        row[x] = random.nextInt(20) == 0 ? Float.NaN : random.nextFloat() * 1000 - 100;
        bytes.putFloat(row[x]);
      }
    }
    Path file =
        RawFrames.write(folder.resolve("m/master" + number + ".fits"), pixels, header -> {});
    String hash =
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    return new TestMaster(
        new MasterReference(
            "id", FrameType.BIAS, file.toString(), "master.fits", WIDTH, HEIGHT, 2880, hash),
        pixels);
  }

  void assertIn(MappedMaster mapped) {
    for (int y = 0; y < HEIGHT; y++) {
      float[] row = new float[WIDTH];
      mapped.read(y, 0, WIDTH, row);
      assertArrayEquals(pixels[y], row, "row " + y);
    }
  }

  /** Opens it, looks at every pixel, and closes it. */
  void assertIn(MasterStore store) throws IOException {
    try (MappedMaster mapped = store.open(reference)) {
      assertIn(mapped);
    }
  }
}
