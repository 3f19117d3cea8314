package org.nightbeam.fits.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import nom.tam.fits.utilities.FitsCheckSum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSumTest {
  @Test
  void sumOfNothingIsZero() {
    assertEquals(0, new DataSum().value());
  }

  @Test
  void bigEndianWordsAreAdded() {
    assertEquals(0x01020304L + 0x00000002L, sumOf(1, 2, 3, 4, 0, 0, 0, 2));
  }

  @Test
  void carryIsAddedAtTheLowEnd() {
    // ffffffff + 00000002 = 1 00000001, and the carry makes it 00000002.
    assertEquals(2, sumOf(-1, -1, -1, -1, 0, 0, 0, 2));
  }

  @ParameterizedTest
  @CsvSource({"1, 0x01000000", "2, 0x01020000", "3, 0x01020300", "4, 0x01020304"})
  void lastWordIsFilledUpWithZeros(int bytes, String sum) {
    assertEquals(Long.decode(sum), sumOf(Arrays.copyOf(new byte[] {1, 2, 3, 4}, bytes)));
  }

  @ParameterizedTest
  @CsvSource({"5, 0x06020304", "6, 0x06080304", "7, 0x06080a04", "8, 0x06080a0c"})
  void wordAfterAPairIsFilledUpWithZeros(int bytes, String sum) {
    // 01020304 and 05060708, cut after so many bytes.
    assertEquals(
        Long.decode(sum), sumOf(Arrays.copyOf(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, bytes)));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 12, 2880, 32_764, 32_768, 32_772, 100_000, 500_004})
  void sumIsThatOfNomTam(int length) {
    byte[] bytes = random(length, length);
    DataSum sum = new DataSum();
    sum.add(ByteBuffer.wrap(bytes));

    assertEquals(FitsCheckSum.checksum(bytes), sum.value());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void sumOfRandomPiecesIsThatOfTheWhole(int seed) {
    Random random = new Random(seed);
    byte[] bytes = random(4 * random.nextInt(50_000), seed);
    DataSum sum = new DataSum();
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes.length - at, 4 * random.nextInt(random.nextInt(20_000) + 1));
      sum.add(ByteBuffer.wrap(bytes, at, length));
      at += length;
    }

    assertEquals(FitsCheckSum.checksum(bytes), sum.value());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4097, 32_769, 32_774, 32_775})
  void lastPieceOfAnyLengthCountsAsIfFilledUp(int length) {
    byte[] bytes = random(length, length);
    DataSum sum = new DataSum();
    sum.add(ByteBuffer.wrap(bytes));

    assertEquals(FitsCheckSum.checksum(Arrays.copyOf(bytes, (length + 3) / 4 * 4)), sum.value());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 40_000, 400_000})
  void carriesOfTheLargestWordsAreNotLost(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xff);

    assertEquals(0xffffffffL, sumOf(bytes));
  }

  @Test
  void positionLimitAndOrderOfAPieceAreLeftAlone() {
    ByteBuffer piece = ByteBuffer.wrap(new byte[] {9, 9, 9, 9, 0, 0, 0, 5, 0, 0, 1, 0, 9});
    piece.position(4).limit(12).order(ByteOrder.LITTLE_ENDIAN);
    DataSum sum = new DataSum();
    sum.add(piece);

    assertEquals(0x105, sum.value());
    assertEquals(4, piece.position());
    assertEquals(12, piece.limit());
    assertEquals(ByteOrder.LITTLE_ENDIAN, piece.order());
  }

  @Test
  void pieceAfterAnIncompleteWordIsRefused() {
    DataSum sum = new DataSum();
    sum.add(ByteBuffer.wrap(new byte[6]));

    assertThrows(IllegalStateException.class, () -> sum.add(ByteBuffer.wrap(new byte[4])));
  }

  @Test
  void sumsAreAddedWithTheirCarry() {
    assertEquals(7, DataSum.sum(3, 4));
    assertEquals(1, DataSum.sum(0xffffffffL, 1));
    assertEquals(0xffffffffL, DataSum.sum(0xffffffffL, 0xffffffffL));
  }

  @Test
  void piecesFromAnyByteOnGiveTheSumOfTheWhole() {
    Random random = new Random(9);
    for (int n = 0; n < 200; n++) {
      byte[] whole = random(1 + random.nextInt(5000), n);
      long sum = 0;
      for (int at = 0; at < whole.length; ) {
        int length = Math.min(whole.length - at, 1 + random.nextInt(700));
        byte[] piece = Arrays.copyOfRange(whole, at, at + length);
        sum = DataSum.sum(sum, DataSum.at(at, sumOf(piece)));
        at += length;
      }
      assertEquals(sumOf(whole), sum);
    }
  }

  @Test
  void resetForgetsWhatWasAdded() {
    DataSum sum = new DataSum();
    sum.add(ByteBuffer.wrap(random(7, 1)));
    sum.reset();
    sum.add(ByteBuffer.wrap(random(12, 2)));
    assertEquals(sumOf(random(12, 2)), sum.value());
  }

  private static long sumOf(int... bytes) {
    byte[] narrow = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      narrow[i] = (byte) bytes[i];
    }
    return sumOf(narrow);
  }

  private static long sumOf(byte[] bytes) {
    DataSum sum = new DataSum();
    sum.add(ByteBuffer.wrap(bytes));
    return sum.value();
  }

  private static byte[] random(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
