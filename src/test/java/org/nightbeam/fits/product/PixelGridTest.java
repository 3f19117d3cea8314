package org.nightbeam.fits.product;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.nightbeam.fits.FitsHeader;

class PixelGridTest {
  /** Of pixels of half the side all that counts in pixels is twice as much. */
  @Test
  void whatCountsInPixelsGoesWithTheirSize() {
    ProductHeader header = ProductHeader.ofImage(10, 10);
    header.add("CD1_1", 2e-4, "");
    header.add("CRPIX1", 5.5, "");
    header.add("A_2_0", 1e-6, "");
    header.add("A_DMAX", 1.5, "");
    header.add("BP_DMAX", 0.25, "");
    PixelGrid.enlarge(header, 0.5, 1, "of another size");
    FitsHeader finer = header.facts();
    assertEquals(1e-4, finer.number("CD1_1").orElseThrow(), 1e-12);
    assertEquals(10.5, finer.number("CRPIX1").orElseThrow(), 1e-12);
    assertEquals(0.5e-6, finer.number("A_2_0").orElseThrow(), 1e-15);
    assertEquals(3, finer.number("A_DMAX").orElseThrow(), 1e-12);
    assertEquals(0.5, finer.number("BP_DMAX").orElseThrow(), 1e-12);
  }
}
