package org.nightbeam.fits.deflate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class JoinedCrcTest {
  @Test
  void ofNothingItIsZero() {
    JoinedCrc crc = new JoinedCrc();
    assertEquals(0, crc.value());
    crc.append(0, 0);
    assertEquals(0, crc.value());
  }

  @Test
  void partsGiveThatOfTheWhole() {
    Random random = new Random(4);
    for (int round = 0; round < 200; round++) {
      byte[] bytes = new byte[1 + random.nextInt(20_000)];
      random.nextBytes(bytes);
      JoinedCrc joined = new JoinedCrc();
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(bytes.length - at, random.nextInt(round % 2 == 0 ? 10 : 9000));
        joined.append(crc(bytes, at, length), length);
        at += length;
      }
      assertEquals(crc(bytes, 0, bytes.length), joined.value());
    }
  }

  @Test
  void longPartsCountToo() {
    // Zeros, so that they can be counted without being there: 5 GB of them, after "a".
    CRC32 whole = new CRC32();
    whole.update('a');
    byte[] zeros = new byte[1 << 20];
    JoinedCrc joined = new JoinedCrc();
    joined.append(crc(new byte[] {'a'}, 0, 1), 1);
    CRC32 part = new CRC32();
    for (int i = 0; i < 5000; i++) {
      whole.update(zeros);
      part.update(zeros);
    }
    joined.append(part.getValue(), 5000L * zeros.length);
    assertEquals(whole.getValue(), joined.value());
  }

  private static long crc(byte[] bytes, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, length);
    return crc.getValue();
  }
}
