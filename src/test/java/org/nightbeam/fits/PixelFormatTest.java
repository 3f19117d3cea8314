package org.nightbeam.fits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PixelFormatTest {
  @ParameterizedTest
  @CsvSource({"8, 1", "16, 2", "32, 4", "64, 8", "-32, 4", "-64, 8"})
  void bytesPerPixelFollowFromBitpix(int bitpix, int bytes) {
    assertEquals(bytes, new PixelFormat(bitpix, 1, 0, null).bytesPerPixel());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -8, -16, 12, 24, 128})
  void bitpixThatFitsDoesNotKnowIsRefusedByName(int bitpix) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> new PixelFormat(bitpix, 1, 0, null));
    assertTrue(refusal.getMessage().contains("BITPIX = " + bitpix), refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"8, 0", "8, -128", "16, 0", "16, 32768", "16, 2097152", "16, -2097152"})
  void smallIntegersWithAWholeZeroPointAreSmallIntegers(int bitpix, double bzero) {
    assertTrue(new PixelFormat(bitpix, 1, bzero, null).isSmallInteger());
  }

  @ParameterizedTest
  @CsvSource({
    "32, 1, 0",
    "64, 1, 0",
    "-32, 1, 0",
    "-64, 1, 0",
    "16, 2, 0",
    "16, 1, 0.5",
    "16, 1, 2097153",
    "16, 1, -2097153",
    "8, 0.5, 0"
  })
  void largeScaledOrFloatingPixelsAreNoSmallIntegers(int bitpix, double bscale, double bzero) {
    assertFalse(new PixelFormat(bitpix, bscale, bzero, null).isSmallInteger());
  }

  @Test
  void pixelsThatMayBeBlankAreNoSmallIntegers() {
    assertFalse(new PixelFormat(16, 1, 32768, -32768L).isSmallInteger());
  }
}
