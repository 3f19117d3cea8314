package org.nightbeam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.HeaderNight;
import org.nightbeam.fixture.Matching;

/** Lights of a window of the chip, of which there are masters of all of it: 8 x 6 pixels. */
class WindowOfTheChipTest {
  private static final String[] WHOLE = {"XORGSUBF= 0", "YORGSUBF= 0"};

  @TempDir Path folder;

  private static String[] window(int x, int y, String... more) {
    List<String> cards =
        new ArrayList<>(List.of("NAXIS1  = 4", "NAXIS2  = 2", "XORGSUBF= " + x, "YORGSUBF= " + y));
    cards.addAll(List.of(more));
    return cards.toArray(String[]::new);
  }

  private HeaderNight night() {
    return new HeaderNight(folder);
  }

  private static LightFrame only(HeaderNight night) {
    assertEquals(List.of(), night.refusals());
    assertEquals(1, night.plan().lights().size());
    return night.plan().lights().get(0);
  }

  @Test
  void fullFrameMastersAreCutToTheWindowAndThatIsSaid() {
    LightFrame light = only(night().calibration(WHOLE).light(window(3, 1)));
    for (String id : List.of(light.biasId(), light.darkId(), light.flatId())) {
      assertTrue(id.endsWith("-ASI-8x6[4:7,2:3]"), id);
    }
    for (String type : List.of("bias", "dark", "flat")) {
      assertTrue(
          light
              .remark()
              .contains(
                  "master "
                      + type
                      + " of a larger frame cut to this window of the chip, [4:7,2:3]"),
          light.remark());
    }
  }

  @ParameterizedTest
  @CsvSource({"50, 47", "2098, 2095"})
  void placesMayBeBeforeTheChip(int ofWhole, int ofWindow) {
    String[] window = {"NAXIS1  = 4", "NAXIS2  = 2", "LTV1    = " + ofWindow, "LTV2    = -1"};
    LightFrame light =
        only(night().calibration("LTV1    = " + ofWhole, "LTV2    = 0").light(window));
    assertTrue(light.biasId().endsWith("-ASI-8x6[4:7,2:3]"), light.biasId());
  }

  @Test
  void masterOfTheVeryWindowComesBeforeOneThatWouldHaveToBeCut() {
    HeaderNight night =
        night().calibration(WHOLE).bias(window(3, 1)).bias(window(2, 1)).light(window(3, 1));
    LightFrame light = only(night);
    assertEquals(-1, light.biasId().indexOf('['), light.biasId());
    assertTrue(light.biasId().contains("4x2"), light.biasId());
    assertTrue(light.darkId().endsWith("[4:7,2:3]"), light.darkId());
  }

  @Test
  void flatsOfAWindowAreMadeWithCutBiasesAndDarks() {
    HeaderNight night = night().bias(WHOLE).dark(60, WHOLE).flat(2, window(3, 1));
    MasterSpec flat =
        night.plan().masters().makeable().stream()
            .filter(master -> master.filter().isEmpty() && master.id().contains("/flat"))
            .findFirst()
            .orElseThrow();
    assertTrue(flat.biasId().endsWith("[4:7,2:3]"), flat.biasId());
    assertTrue(flat.darkId().endsWith("[4:7,2:3]"), flat.darkId());
    assertTrue(flat.remark().contains("cut to this window"), flat.remark());
  }

  @Test
  void windowWithoutItsPlaceIsNotGuessed() {
    List<String> refusals =
        night().calibration(WHOLE).light("NAXIS1  = 4", "NAXIS2  = 2").refusals();
    assertEquals(1, refusals.size());
    assertTrue(refusals.get(0).contains("size 8 x 6, expected 4 x 2"), refusals.get(0));
    assertTrue(refusals.get(0).contains("said where on the chip they lie"), refusals.get(0));
  }

  @Test
  void placeOfTheWholeFrameIsNotGuessedEither() {
    assertEquals(1, night().calibration().light(window(3, 1)).refusals().size());
  }

  @Test
  void whatElseMustAgreeMustAgreeOfASectionToo() {
    List<String> refusals =
        night().calibration(WHOLE).light(window(3, 1, "GAIN    = 5", "SERIALNO= 'A'")).refusals();
    assertEquals(1, refusals.size());
    assertTrue(refusals.get(0).contains("gain (not given), expected 5"), refusals.get(0));
    assertTrue(!refusals.get(0).contains("size"), refusals.get(0));
  }

  @Test
  void coloursOfTheWindowMustBeThoseOfTheSection() {
    String[] colour = {"XORGSUBF= 0", "YORGSUBF= 0", "BAYERPAT= 'RGGB'"};
    assertEquals(
        List.of(), night().calibration(colour).light(window(3, 0, "BAYERPAT= 'GRBG'")).refusals());
    assertEquals(
        List.of(), night().calibration(colour).light(window(2, 2, "BAYERPAT= 'RGGB'")).refusals());
    List<String> refusals =
        night().calibration(colour).light(window(3, 0, "BAYERPAT= 'RGGB'")).refusals();
    assertEquals(1, refusals.size());
    assertTrue(refusals.get(0).contains("colour pattern GRBG, expected RGGB"), refusals.get(0));
  }

  @Test
  void tableOfCandidatesHasTheSection() throws IOException {
    StringBuilder table = new StringBuilder();
    MatchTable.write(night().calibration(WHOLE).light(window(3, 1)).plan(), Matching.PLAIN, table);
    assertTrue(
        table.toString().contains("-ASI-8x6[4:7,2:3]\",chosen,the only one that matches"),
        table.toString());
  }
}
