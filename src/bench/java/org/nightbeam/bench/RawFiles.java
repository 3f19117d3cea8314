package org.nightbeam.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.nightbeam.RawFrames;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.storage.LocalStorage;

/**
 * Frames and masters in a temporary folder. Their pixels are a level with the noise of a sensor;
 * five in a thousand are far above it, as by cosmic rays.
 */
final class RawFiles implements AutoCloseable {
  private static final double NOISE = 8;
  private static final double OUTLIERS = 0.005;

  final LocalStorage storage = new LocalStorage();
  final Path folder;
  final FramePixels pixels;
  final MasterStore masters;

  RawFiles() throws IOException {
    folder = Files.createTempDirectory("nightbeam-bench");
    pixels = new FramePixels(storage, folder.resolve("decompressed"));
    masters = new MasterStore(storage, folder.resolve("cache"), Long.MAX_VALUE);
  }

  /** A pixel in ADU. */
  static int value(double level, SplittableRandom random) {
    double outlier = random.nextDouble() < OUTLIERS ? 2000 * random.nextDouble() : 0;
    return (int) Math.max(0, Math.min(65535, level + NOISE * random.nextGaussian() + outlier));
  }

  /**
   * Writes a frame of unsigned 16-bit integers.
   *
   * @param path {@code <folder of its type>/<name>}
   * @param level in ADU
   */
  Frame uint16(String path, int width, int height, double level, double seconds)
      throws IOException {
    SplittableRandom random = new SplittableRandom(path.hashCode());
    short[][] stored = new short[height][width];
    for (short[] row : stored) {
      for (int x = 0; x < width; x++) {
        row[x] = (short) (value(level, random) - 32768);
      }
    }
    return write(path, stored, 32768, seconds);
  }

  /** Writes a frame of float32 with the same values. */
  Frame float32(String path, int width, int height, double level, double seconds)
      throws IOException {
    SplittableRandom random = new SplittableRandom(path.hashCode());
    float[][] stored = new float[height][width];
    for (float[] row : stored) {
      for (int x = 0; x < width; x++) {
        row[x] = value(level, random);
      }
    }
    return write(path, stored, 0, seconds);
  }

  private Frame write(String path, Object stored, double bzero, double seconds) throws IOException {
    Path file =
        RawFrames.write(
            folder.resolve(path),
            stored,
            header -> {
              header.addValue("BZERO", bzero, "");
              header.addValue("EXPTIME", seconds, "[s]");
              header.addValue("FILTER", "V", "");
              header.addValue("DATE-OBS", "2024-03-01T20:00:00", "");
            });
    return RawFrames.read(folder, file);
  }

  /** Writes a master of even noise around a level. */
  MasterReference master(FrameType type, int size, double level, double noise) throws IOException {
    SplittableRandom random = new SplittableRandom(type.hashCode());
    float[][] values = new float[size][size];
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * size);
    for (float[] row : values) {
      for (int x = 0; x < size; x++) {
        row[x] = (float) (level + noise * (random.nextDouble() - 0.5));
      }
      bytes.asFloatBuffer().put(row);
      digest.update(bytes.array());
    }
    String path = "masters/" + type.label() + ".fits";
    Path file = RawFrames.write(folder.resolve(path), values, header -> {});
    String hash = HexFormat.of().formatHex(digest.digest());
    return new MasterReference(path, type, file.toString(), path, size, size, 2880, hash);
  }

  /** Removes the folder. */
  @Override
  public void close() throws IOException {
    masters.close();
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
