package org.nightbeam.fits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowDecoderTest {
  private static final double UINT32 = 2147483648.0;
  private static final double UINT64 = 9223372036854775808.0;

  @Test
  void eightBitPixelsAreUnsigned() {
    ByteBuffer stored = ByteBuffer.wrap(new byte[] {0, 127, -128, -1});
    PixelFormat format = new PixelFormat(8, 1, 0, null);

    assertArrayEquals(new float[] {0, 127, 128, 255}, floats(format, stored, 0, 4));
    assertArrayEquals(new int[] {0, 127, 128, 255}, ints(format, stored, 0, 4));
  }

  @Test
  void sixteenBitPixelsAreSigned() {
    ByteBuffer stored = shorts(0, 1, -1, 32767, -32768);
    PixelFormat format = new PixelFormat(16, 1, 0, null);

    assertArrayEquals(new float[] {0, 1, -1, 32767, -32768}, floats(format, stored, 0, 5));
    assertArrayEquals(new int[] {0, 1, -1, 32767, -32768}, ints(format, stored, 0, 5));
  }

  @Test
  void zeroPointMakes16BitPixelsUnsigned() {
    ByteBuffer stored = shorts(-32768, -1, 0, 32767);
    PixelFormat format = new PixelFormat(16, 1, 32768, null);

    assertArrayEquals(new float[] {0, 32767, 32768, 65535}, floats(format, stored, 0, 4));
    assertArrayEquals(new int[] {0, 32767, 32768, 65535}, ints(format, stored, 0, 4));
  }

  @Test
  void zeroPointMakes8BitPixelsSigned() {
    ByteBuffer stored = ByteBuffer.wrap(new byte[] {0, 127, -128, -1});
    PixelFormat format = new PixelFormat(8, 1, -128, null);

    assertArrayEquals(new float[] {-128, -1, 0, 127}, floats(format, stored, 0, 4));
    assertArrayEquals(new int[] {-128, -1, 0, 127}, ints(format, stored, 0, 4));
  }

  @Test
  void thirtyTwoBitPixelsAreSigned() {
    ByteBuffer stored = ByteBuffer.allocate(16);
    stored.putInt(5).putInt(-5).putInt(Integer.MIN_VALUE).putInt(Integer.MAX_VALUE);

    assertArrayEquals(
        new float[] {5, -5, -2147483648f, 2147483647f},
        floats(new PixelFormat(32, 1, 0, null), stored, 0, 4));
  }

  @Test
  void zeroPointMakes32BitPixelsUnsigned() {
    ByteBuffer stored = ByteBuffer.allocate(16);
    stored.putInt(Integer.MIN_VALUE).putInt(Integer.MIN_VALUE + 7).putInt(0).putInt(-1);

    assertArrayEquals(
        new float[] {0, 7, 2147483648f, 2147483647f},
        floats(new PixelFormat(32, 1, UINT32, null), stored, 0, 4));
  }

  @Test
  void sixtyFourBitPixelsAreSigned() {
    ByteBuffer stored = ByteBuffer.allocate(24);
    stored.putLong(-3).putLong(Long.MIN_VALUE).putLong(1L << 40);

    assertArrayEquals(
        new float[] {-3, -0x1p63f, 0x1p40f}, floats(new PixelFormat(64, 1, 0, null), stored, 0, 3));
  }

  @Test
  void smallUnsigned64BitPixelsKeepTheirValues() {
    ByteBuffer stored = ByteBuffer.allocate(40);
    stored.putLong(Long.MIN_VALUE).putLong(Long.MIN_VALUE + 1).putLong(Long.MIN_VALUE + 65535);
    stored.putLong(0).putLong(Long.MAX_VALUE);

    assertArrayEquals(
        new float[] {0, 1, 65535, 0x1p63f, 0x1p64f},
        floats(new PixelFormat(64, 1, UINT64, null), stored, 0, 5));
  }

  @Test
  void scaledPixelsAreRoundedOnce() {
    ByteBuffer stored = shorts(3, -7, 30000);
    PixelFormat format = new PixelFormat(16, 0.1, 1000.7, null);

    assertArrayEquals(
        new float[] {
          (float) (1000.7 + 0.1 * 3), (float) (1000.7 - 0.1 * 7), (float) (1000.7 + 0.1 * 30000)
        },
        floats(format, stored, 0, 3));
  }

  @Test
  void floatingPixelsAreScaledInDoublePrecision() {
    ByteBuffer stored = ByteBuffer.allocate(8);
    stored.putFloat(16777215f).putFloat(-2.5f);

    assertArrayEquals(
        new float[] {(float) (1e7 + 16777215.0 / 3), (float) (1e7 - 2.5 / 3)},
        floats(new PixelFormat(-32, 1.0 / 3, 1e7, null), stored, 0, 2));
  }

  @Test
  void float32PixelsAreTakenAsTheyAre() {
    ByteBuffer stored = ByteBuffer.allocate(16);
    stored.putFloat(1.5f).putFloat(-3e38f).putFloat(Float.MIN_VALUE).putFloat(0);

    assertArrayEquals(
        new float[] {1.5f, -3e38f, Float.MIN_VALUE, 0},
        floats(new PixelFormat(-32, 1, 0, null), stored, 0, 4));
  }

  @Test
  void float32PixelsThatAreNotFiniteBecomeNaN() {
    ByteBuffer stored = ByteBuffer.allocate(16);
    stored.putFloat(Float.NaN).putFloat(Float.POSITIVE_INFINITY);
    stored.putFloat(Float.NEGATIVE_INFINITY).putFloat(4);

    float[] expected = {Float.NaN, Float.NaN, Float.NaN, 4};
    assertArrayEquals(expected, floats(new PixelFormat(-32, 1, 0, null), stored, 0, 4));
    expected[3] = 9;
    assertArrayEquals(expected, floats(new PixelFormat(-32, 2, 1, null), stored, 0, 4));
  }

  @Test
  void float64PixelsBeyondTheRangeOfAFloatBecomeNaN() {
    ByteBuffer stored = ByteBuffer.allocate(48);
    stored.putDouble(0.1).putDouble(1e39).putDouble(-1e300);
    stored.putDouble(Double.NaN).putDouble(Double.NEGATIVE_INFINITY).putDouble(3e38);

    assertArrayEquals(
        new float[] {0.1f, Float.NaN, Float.NaN, Float.NaN, Float.NaN, 3e38f},
        floats(new PixelFormat(-64, 1, 0, null), stored, 0, 6));
  }

  @Test
  void float32PixelsScaledBeyondTheRangeOfAFloatBecomeNaN() {
    ByteBuffer stored = ByteBuffer.allocate(8).putFloat(1e20f).putFloat(1e10f);

    assertArrayEquals(
        new float[] {Float.NaN, 1e30f}, floats(new PixelFormat(-32, 1e20, 0, null), stored, 0, 2));
  }

  @ParameterizedTest
  @CsvSource({"8, 200", "16, -32768", "32, -2147483648", "64, -9223372036854775808"})
  void blankPixelsBecomeNaN(int bitpix, long blank) {
    ByteBuffer stored = ByteBuffer.allocate(3 * bitpix / 8);
    put(stored, bitpix, 17);
    put(stored, bitpix, blank);
    put(stored, bitpix, 18);

    assertArrayEquals(
        new float[] {17, Float.NaN, 18},
        floats(new PixelFormat(bitpix, 1, 0, blank), stored, 0, 3));
  }

  @ParameterizedTest
  @CsvSource({"16, 32768", "32, 2147483648", "64, 9223372036854775808"})
  void blankIsAStoredValueBeforeTheZeroPointIsAdded(int bitpix, double bzero) {
    long smallest = -1L << (bitpix - 1);
    ByteBuffer stored = ByteBuffer.allocate(2 * bitpix / 8);
    put(stored, bitpix, smallest + 10);
    put(stored, bitpix, smallest);

    assertArrayEquals(
        new float[] {10, Float.NaN},
        floats(new PixelFormat(bitpix, 1, bzero, smallest), stored, 0, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "8, 1, 0", "8, 2, 0", "16, 1, 0", "16, 1, 32768", "16, 0.25, 7", "32, 1, 0",
    "32, 1, 2147483648", "64, 1, 0", "64, 1e-9, 3", "-32, 1, 0", "-32, 3, -1", "-64, 1, 0",
    "-64, 0.5, 100"
  })
  void everyPixelOfARandomRowIsZeroPointPlusScaleTimesItsStoredValue(
      int bitpix, double bscale, double bzero) {
    int bytes = Math.abs(bitpix) / 8;
    byte[] random = new byte[300 * bytes];
    new Random(bitpix).nextBytes(random);
    ByteBuffer stored = ByteBuffer.wrap(random);
    PixelFormat format = new PixelFormat(bitpix, bscale, bzero, null);

    float[] actual = floats(format, stored, 20, 250);

    for (int i = 0; i < 250; i++) {
      double value = bzero + bscale * stored(stored, bitpix, (20 + i) * bytes);
      float rounded = (float) value;
      assertEquals(Float.isFinite(rounded) ? rounded : Float.NaN, actual[i], 0f, "pixel " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"8", "16"})
  void integersAreReadFromTheFirstPixelAskedFor(int bitpix) {
    ByteBuffer stored = ByteBuffer.allocate(5 * bitpix / 8);
    for (int value = 60; value < 65; value++) {
      put(stored, bitpix, value);
    }
    int[] even = {-1, -1, -1};
    int[] odd = {-1, -1};
    new RowDecoder(new PixelFormat(bitpix, 1, 0, null)).readParted(stored, 2, 3, even, odd);

    assertArrayEquals(new int[] {62, 64, -1}, even);
    assertArrayEquals(new int[] {63, -1}, odd);
  }

  @Test
  void pixelsBeyondTheLengthAreLeftAlone() {
    float[] out = {-1, -1, -1};
    new RowDecoder(new PixelFormat(-32, 1, 0, null))
        .read(ByteBuffer.allocate(12).putFloat(6).putFloat(7), 0, 2, out);

    assertArrayEquals(new float[] {6, 7, -1}, out);
  }

  @ParameterizedTest
  @CsvSource({"8", "16", "32", "64", "-32", "-64"})
  void positionLimitAndOrderOfTheBufferAreNotUsed(int bitpix) {
    int bytes = Math.abs(bitpix) / 8;
    ByteBuffer stored = ByteBuffer.allocate(4 * bytes);
    for (int value = 1; value <= 4; value++) {
      put(stored, bitpix, value);
    }
    stored.position(bytes).limit(2 * bytes).order(ByteOrder.LITTLE_ENDIAN);

    assertArrayEquals(
        new float[] {2, 3, 4}, floats(new PixelFormat(bitpix, 1, 0, null), stored, 1, 3));
    assertEquals(bytes, stored.position());
    assertEquals(2 * bytes, stored.limit());
  }

  @ParameterizedTest
  @CsvSource({"8", "16", "32", "64", "-32", "-64"})
  void decoderCanReadALongerRowAfterAShortOne(int bitpix) {
    ByteBuffer stored = ByteBuffer.allocate(30 * Math.abs(bitpix) / 8);
    for (int value = 0; value < 30; value++) {
      put(stored, bitpix, value);
    }
    RowDecoder decoder = new RowDecoder(new PixelFormat(bitpix, 2, 0, null));
    float[] out = new float[30];
    decoder.read(stored, 3, 2, out);
    decoder.read(stored, 0, 30, out);
    decoder.read(stored, 20, 1, out);

    assertEquals(40, out[0]);
    assertEquals(58, out[29]);
  }

  @ParameterizedTest
  @CsvSource({
    "8, 1, 0",
    "8, 2, 0.5",
    "16, 1, 0",
    "16, 1, 32768",
    "16, 1, 2097152",
    "16, 1, -2097152",
    "16, 0.5, 7",
    "32, 1, 0",
    "64, 1, 0",
    "-32, 1, 0",
    "-64, 3, 1"
  })
  void partedFloatsAreThoseOfTheRow(int bitpix, double bscale, double bzero) {
    int bytes = Math.abs(bitpix) / 8;
    ByteBuffer stored = ByteBuffer.allocate(70_000 * bytes);
    for (int value = -35_000; value < 35_000; value++) {
      put(stored, bitpix, value); // all 16-bit values
    }
    stored.position(bytes).limit(2 * bytes).order(ByteOrder.LITTLE_ENDIAN);
    PixelFormat format = new PixelFormat(bitpix, bscale, bzero, null);
    for (int first : new int[] {0, 1, 7}) {
      for (int length : new int[] {1, 2, 69_990, 69_993}) {
        float[] even = new float[length - length / 2];
        float[] odd = new float[length / 2];
        new RowDecoder(format).readParted(stored, first, length, even, odd);
        float[] parted = new float[length + 2];
        ColumnParity.join(even, odd, length, parted, 2);

        assertArrayEquals(
            floats(format, stored, first, length), Arrays.copyOfRange(parted, 2, length + 2));
      }
    }
  }

  @Test
  void eachBufferIsReadAndWhatItHoldsNow() {
    RowDecoder decoder = new RowDecoder(new PixelFormat(16, 1, 0, null));
    ByteBuffer one = shorts(1, 2, 3, 4, 5);
    int[] even = new int[2];
    int[] odd = new int[1];
    decoder.readParted(one, 1, 3, even, odd);
    assertArrayEquals(new int[] {2, 4}, even);
    assertArrayEquals(new int[] {3}, odd);
    decoder.readParted(shorts(-1, -2, -3), 0, 3, even, odd);
    assertArrayEquals(new int[] {-1, -3}, even);
    one.putShort(4, (short) 30);
    decoder.readParted(one, 2, 3, even, odd);
    assertArrayEquals(new int[] {30, 5}, even);
    float[] row = new float[3];
    decoder.read(one, 1, 3, row);
    assertArrayEquals(new float[] {2, 30, 4}, row);
  }

  private static float[] floats(PixelFormat format, ByteBuffer stored, int first, int length) {
    float[] out = new float[length];
    new RowDecoder(format).read(stored, first, length, out);
    return out;
  }

  private static int[] ints(PixelFormat format, ByteBuffer stored, int first, int length) {
    int[] even = new int[length - length / 2];
    int[] odd = new int[length / 2];
    new RowDecoder(format).readParted(stored, first, length, even, odd);
    int[] out = new int[length];
    for (int i = 0; i < length; i++) {
      out[i] = (i & 1) == 0 ? even[i / 2] : odd[i / 2];
    }
    return out;
  }

  private static ByteBuffer shorts(int... values) {
    ByteBuffer stored = ByteBuffer.allocate(2 * values.length);
    for (int value : values) {
      stored.putShort((short) value);
    }
    return stored;
  }

  private static void put(ByteBuffer stored, int bitpix, long value) {
    switch (bitpix) {
      case 8 -> stored.put((byte) value);
      case 16 -> stored.putShort((short) value);
      case 32 -> stored.putInt((int) value);
      case 64 -> stored.putLong(value);
      case -32 -> stored.putFloat(value);
      default -> stored.putDouble(value);
    }
  }

  private static double stored(ByteBuffer stored, int bitpix, int at) {
    return switch (bitpix) {
      case 8 -> stored.get(at) & 0xff;
      case 16 -> stored.getShort(at);
      case 32 -> stored.getInt(at);
      case 64 -> stored.getLong(at);
      case -32 -> stored.getFloat(at);
      default -> stored.getDouble(at);
    };
  }
}
