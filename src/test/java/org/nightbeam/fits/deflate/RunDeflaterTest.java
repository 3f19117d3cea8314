package org.nightbeam.fits.deflate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out is what the JDK's inflater makes the same bytes of. */
class RunDeflaterTest {
  private final RunDeflater deflater = new RunDeflater();
  private final BitWriter out = new BitWriter();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void runsOfEveryLengthComeBack(int distance) throws DataFormatException {
    for (int length = 1; length < 800; length++) {
      for (int before : new int[] {0, 1, 7, 8, 13}) {
        byte[] bytes = random(before + length + 11, length);
        for (int i = before + distance; i < before + length; i++) {
          bytes[i] = bytes[i - distance];
        }
        assertComesBack(bytes, distance);
      }
    }
  }

  @Test
  void fewBytesComeBack() throws DataFormatException {
    for (int length = 1; length < 40; length++) {
      assertComesBack(new byte[length], 1);
      assertComesBack(random(length, length), 4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {65_534, 65_535, 65_536, 131_070, 131_071, 300_000})
  void noiseIsStored(int length) throws DataFormatException {
    byte[] noise = random(length, 1);
    assertComesBack(noise, 1);
    assertEquals(length + 5 * ((length + 65_534) / 65_535) + 2, out.written().remaining());
  }

  @Test
  void constantBytesTakeNextToNothing() throws DataFormatException {
    byte[] bytes = new byte[100_000];
    Arrays.fill(bytes, (byte) 0x44);
    assertComesBack(bytes, 1);
    assertTrue(out.written().remaining() < 250, () -> out.written().remaining() + " bytes");
  }

  /** Of a geometric distribution Huffman's code is the entropy: half have one bit, and so on. */
  @Test
  void bytesTakeTheirEntropy() throws DataFormatException {
    byte[] bytes = new byte[1 << 20];
    Random random = new Random(2);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.numberOfTrailingZeros(random.nextInt() | 1 << 12);
    }
    // Entropy of 1/2, 1/4 ... is 2 bits; runs of 15 equal bytes are too rare to matter.
    assertComesBack(bytes, 1);
    assertEquals(0.25, out.written().remaining() / (double) bytes.length, 0.001);
  }

  @Test
  void bytesOfAllKindsComeBack() throws DataFormatException {
    Random random = new Random(3);
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(round % 10 == 0 ? 70_000 : 700)];
      int values = 1 + random.nextInt(256);
      double keep = random.nextInt(3) == 0 ? 0 : random.nextDouble();
      double power = 4 * random.nextDouble();
      int distance = 1 << random.nextInt(3);
      for (int i = 0; i < bytes.length; i++) {
        boolean repeats = i >= distance && random.nextDouble() < Math.sqrt(keep);
        byte other = (byte) (values * Math.pow(random.nextDouble(), power));
        bytes[i] = repeats ? bytes[i - distance] : other;
      }
      assertComesBack(bytes, distance);
      assertTrue(out.written().remaining() <= bytes.length + 12 + bytes.length / 65_535 * 5);
    }
  }

  /** The rarest bytes would have codes of more than 14 bits. */
  @Test
  void bytesOfVeryDifferentFrequencyComeBack() throws DataFormatException {
    byte[] bytes = new byte[200_000];
    int at = 0;
    int next = 1;
    int last = 1;
    for (int value = 1; at < bytes.length; value++) {
      int end = Math.min(bytes.length, at + next);
      Arrays.fill(bytes, at, end, (byte) value);
      at = end;
      next += last;
      last = next - last;
    }
    Random random = new Random(6);
    for (int i = bytes.length - 1; i > 0; i--) { // so that there are no runs
      int k = random.nextInt(i + 1);
      byte other = bytes[k];
      bytes[k] = bytes[i];
      bytes[i] = other;
    }
    assertComesBack(bytes, 1);
    assertTrue(out.written().remaining() < bytes.length / 2);
  }

  @Test
  void alignedPiecesFollowEachOther() throws DataFormatException {
    byte[] bytes = random(5000, 9);
    Arrays.fill(bytes, 1000, 1800, (byte) 7);
    Arrays.fill(bytes, 3000, 3900, (byte) 8);
    ByteBuffer whole = ByteBuffer.allocate(10_000);
    for (int at = 0; at < bytes.length; at += 1000) {
      out.clear();
      deflater.deflate(bytes, at, at + 1000, 1, out);
      RunDeflater.align(out);
      whole.put(out.written());
    }
    out.clear();
    RunDeflater.end(out);
    whole.put(out.written());
    assertArrayEquals(bytes, inflated(whole.flip(), bytes.length));
  }

  private void assertComesBack(byte[] bytes, int distance) throws DataFormatException {
    byte[] shifted = new byte[bytes.length + 3]; // what is before or after must not matter
    System.arraycopy(bytes, 0, shifted, 3, bytes.length);
    Arrays.fill(shifted, 0, 3, bytes[0]);
    out.clear();
    deflater.deflate(shifted, 3, shifted.length, distance, out);
    RunDeflater.end(out);
    assertArrayEquals(bytes, inflated(out.written(), bytes.length));
  }

  private static byte[] inflated(ByteBuffer deflated, int length) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    inflater.setInput(deflated);
    byte[] bytes = new byte[length + 1];
    int got = inflater.inflate(bytes);
    assertTrue(inflater.finished());
    assertEquals(0, inflater.getRemaining());
    inflater.end();
    return Arrays.copyOf(bytes, got);
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
