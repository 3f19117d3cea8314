package org.nightbeam.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.fits.FitsSection;

class ChipWindowTest {
  private static CameraConfiguration image(
      int width, int height, int binning, String rowOrder, String pattern, String setup) {
    return new CameraConfiguration(
        "ASI", 0, width, height, binning, binning, "", "", "", rowOrder, pattern, "", setup);
  }

  private static CameraConfiguration image(int width, int height, String window) {
    return image(width, height, 1, "", "", window.isEmpty() ? "" : "window=" + window);
  }

  @Test
  void partIsWhereTheCardsPutIt() {
    assertEquals(
        new FitsSection(100, 30, 51, 20),
        ChipWindow.part(image(1000, 800, "0,0"), image(30, 20, "100,51")));
    assertEquals(
        new FitsSection(60, 30, 1, 20), // of a window within a window
        ChipWindow.part(image(500, 400, "40,50"), image(30, 20, "100,51")));
    assertEquals(
        new FitsSection(0, 1000, 0, 20),
        ChipWindow.part(image(1000, 800, "0,0"), image(1000, 20, "0,0")));
  }

  @Test
  void originIsInPixelsThatAreNotBinned() {
    assertEquals(
        new FitsSection(50, 30, 20, 20),
        ChipWindow.part(
            image(500, 400, 2, "", "", "window=0,0"), image(30, 20, 2, "", "", "window=100,40")));
    assertNull(
        ChipWindow.part(
            image(500, 400, 2, "", "", "window=0,0"), image(30, 20, 2, "", "", "window=101,40")),
        "half a binned pixel");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      nullValues = "-",
      value = {
        "'' ! 100,50", // where the larger one lies
        "0,0 ! ''", // where the smaller one lies
        "0,0 ! 980,50", // beyond the edge
        "0,0 ! 100,790",
        "110,0 ! 100,50", // before it begins
        "0,0 ! FULL",
        "0,0 ! 100,50:-x", // read the other way
        "0,0 20,0 ! 100,50", // two cards against one
        "0,0 20,0 ! 100,50 130,50", // two cards that contradict each other
      })
  void nothingIsGuessed(String whole, String window) {
    assertNull(ChipWindow.part(image(1000, 800, whole), image(30, 20, window)));
  }

  @Test
  void twoCardsThatMeanTheSamePlaceAgree() {
    assertEquals(
        new FitsSection(100, 30, 50, 20),
        ChipWindow.part(image(1000, 800, "0,0 20,4"), image(30, 20, "100,50 120,54")));
  }

  @Test
  void imageThatWasTurnedAfterwardsHasNoPart() {
    String window = "window=100,50";
    CameraConfiguration whole = image(1000, 800, "0,0");
    assertNull(
        ChipWindow.part(whole, image(30, 20, 1, "", "", window + "; orientation FLIPSTAT=Flip")));
    assertNull(ChipWindow.part(whole, image(30, 20, 1, "BOTTOM-UP", "", window)));
    assertEquals(
        new FitsSection(100, 30, 50, 20),
        ChipWindow.part(whole, image(30, 20, 1, "TOP-DOWN", "", window)));
  }

  @ParameterizedTest
  @CsvSource({"0,0,RGGB", "1,0,GRBG", "0,1,GBRG", "1,1,BGGR", "2,4,RGGB", "3,2,GRBG"})
  void coloursAreThoseFromTheFirstPixelOfTheWindowOn(int x, int y, String pattern) {
    CameraConfiguration whole = image(1000, 800, 1, "", "RGGB", "window=0,0");
    CameraConfiguration window = image(30, 20, "" + x + "," + y);
    FitsSection part = ChipWindow.part(whole, window);
    CameraConfiguration cut = ChipWindow.cut(whole, part, window);
    assertEquals(pattern, cut.cfaPattern());
    assertEquals("window=" + x + "," + y, cut.setup());
    assertEquals(30, cut.width());
    assertEquals(20, cut.height());
  }
}
