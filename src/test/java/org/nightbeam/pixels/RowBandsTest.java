package org.nightbeam.pixels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RowBandsTest {
  @Test
  void bandsAreInTheMiddleOfTheirParts() {
    RowBands bands = new RowBands(100, 4, 3);
    assertArrayEquals(new int[] {11, 12, 13, 36, 37, 38, 61, 62, 63, 86, 87, 88}, bands.all());
    assertEquals(2, bands.bandOf(62));
    assertEquals(-1, bands.bandOf(64));
  }

  @Test
  void rowsAreInTheFrameAndNoneTwice() {
    for (int height = 1; height < 400; height++) {
      RowBands bands = RowBands.spread(height, 8, 8);
      int[] all = bands.all();
      int before = -1;
      for (int k = 0; k < all.length; k++) {
        assertTrue(all[k] > before && all[k] < height, bands.toString());
        assertEquals(k / bands.rows(), bands.bandOf(all[k]), bands.toString());
        before = all[k];
      }
      int others = 0;
      for (int y = 0; y < height; y++) {
        others += bands.bandOf(y) < 0 ? 1 : 0;
      }
      assertEquals(height - all.length, others, bands.toString());
      assertTrue(height < 64 ? all.length >= height / 2 : all.length == 64, bands.toString());
    }
  }

  @Test
  void bandsThatOverlapAreRefused() {
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> new RowBands(100, 11, 10));
    assertEquals("11 bands of 10 rows are not to be found in 100", refused.getMessage());
  }
}
