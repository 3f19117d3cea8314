package org.nightbeam.fits;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

/**
 * Elements that were compressed by gzip, as they are or with their bytes parted (GZIP_2). By the
 * JDK: nom-tam-fits takes a tile that ends too early for zeros, and loses its place in one of more
 * than 64 KiB.
 */
final class GzipElements {
  private static final int LARGEST_BUFFER = 1 << 13;
  private byte[] elements = new byte[0];
  private byte[] parted = new byte[0];
  private int size;

  /**
   * Decompresses the elements of a tile.
   *
   * @param compressed the tile's bytes, from position to limit, with an array
   * @param pixels number of the elements
   * @param largest bytes that an element has at most
   * @param shuffled whether first bytes come first, then second ones, and so on
   * @throws IOException if they are damaged, or more or fewer
   */
  void decompress(ByteBuffer compressed, int pixels, int largest, boolean shuffled)
      throws IOException {
    int most = Math.multiplyExact(pixels, largest);
    elements = elements.length < most ? new byte[most] : elements;
    int length;
    InputStream bytes =
        new ByteArrayInputStream(
            compressed.array(),
            compressed.arrayOffset() + compressed.position(),
            compressed.remaining());
    int buffer = Math.max(1 << 9, Math.min(compressed.remaining(), LARGEST_BUFFER));
    try (InputStream in = new GZIPInputStream(bytes, buffer)) {
      length = in.readNBytes(elements, 0, most);
      if (in.read() >= 0) { // and what gzip has to say of its sum
        throw new IOException("it has more than " + most + " bytes");
      }
    }
    take(length, pixels);
    if (shuffled && size > 1) {
      join(pixels);
    }
  }

  /**
   * Takes the elements of a tile that is not compressed.
   *
   * @throws IOException if they are more or fewer
   */
  void copy(ByteBuffer stored, int pixels, int largest) throws IOException {
    int length = stored.remaining();
    if (length > (long) pixels * largest) {
      throw new IOException("it has " + length + " bytes");
    }
    elements = elements.length < length ? new byte[length] : elements;
    stored.get(elements, 0, length);
    take(length, pixels);
  }

  private void take(int length, int pixels) throws IOException {
    size = length / pixels;
    if (length != size * pixels || Integer.bitCount(size) != 1) {
      throw new IOException(
          String.format("it has %d bytes; expected 1, 2, 4 or 8 times %d", length, pixels));
    }
  }

  private void join(int pixels) {
    parted = parted.length < elements.length ? new byte[elements.length] : parted;
    byte[] first = elements;
    elements = parted;
    parted = first;
    for (int part = 0; part < size; part++) {
      for (int i = 0; i < pixels; i++) {
        elements[i * size + part] = parted[part * pixels + i];
      }
    }
  }

  /** Returns the number of bytes of an element. */
  int size() {
    return size;
  }

  /** Returns the elements' bytes, big-endian; there may be more of them. */
  byte[] bytes() {
    return elements;
  }

  /** Reads elements as integers: unsigned ones of 8 bits, signed ones of 16 or 32. */
  void read(int[] values, int length) {
    ByteBuffer bytes = ByteBuffer.wrap(elements);
    switch (size) {
      case 1 -> {
        for (int i = 0; i < length; i++) {
          values[i] = elements[i] & 0xff;
        }
      }
      case 2 -> {
        for (int i = 0; i < length; i++) {
          values[i] = bytes.getShort(2 * i);
        }
      }
      default -> bytes.asIntBuffer().get(values, 0, length);
    }
  }
}
