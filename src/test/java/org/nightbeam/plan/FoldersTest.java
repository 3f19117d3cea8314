package org.nightbeam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.HeaderNight;
import org.nightbeam.frame.Frame;

/** Types and filters by the names of folders, where headers say nothing. */
class FoldersTest {
  @TempDir Path input;

  private Frame in(String folder) {
    return new HeaderNight(input).addAs(folder + "/a001.fits", 60).last();
  }

  @ParameterizedTest
  @CsvSource({
    "Lights_Ha, light",
    "01 Lights, light",
    "Flats Ha, flat",
    "FLAT_Ha, flat",
    "Darks300s, dark",
    "darks_-20C_300s, dark",
    "Dark 300 seconds, dark",
    "Bias Frames 2024, bias",
    "Bias 2024-03-10, bias",
    "Dark Flats Ha, dark-flat",
    "DarkFlats_2s, dark-flat",
    "flat-darks, dark-flat",
    "Dunkelbilder, dark",
    "Dunkelbilder 300s, dark",
    "Lichter, light",
    "Piatti Ha, flat",
    "Escuros 300s, dark",
    "Biais, bias",
    "Mörkerbilder, dark",
    "暗场, dark",
    "平场_Ha, flat",
    "亮场 M31, light",
    "偏置, bias",
    "平场暗场, dark-flat",
    "ダーク, dark",
    "ТЕМНОВЫЕ 300, dark",
    "Флэты, flat",
    "Subs, light",
    "M31 Lights, light",
    "Flats Barlow, flat",
    "SkyFlats Red, flat",
  })
  void folderNamesTheTypeByItsWords(String folder, String type) {
    assertEquals(type, in(folder).type().label());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Dark Nebula LDN 1251",
        "Flat Rock Observatory",
        "Darkroom",
        "Flatline",
        "Lighthouse",
        "Lights and Darks",
        "Bias Darks",
        "Zeropoint",
        "M31",
      })
  void otherNamesNameNone(String folder) {
    assertEquals("unknown", in(folder).type().label());
  }

  @ParameterizedTest
  @CsvSource({
    "Flats/Ha/a.fits, Ha",
    "Flats/H-alpha/a.fits, Ha",
    "Lights/OIII/M31/a.fits, OIII",
    "Lights/M31/OIII/a.fits, OIII",
    "FLAT_Ha/a.fits, Ha",
    "Lights SII/a.fits, SII",
    "Ha/Flats/a.fits, Ha",
    "Flats/flat_R_001.fits, R",
    "Flats/flat_001_v.fits, ''",
    "Lights/Light_M31_Lum_007.fits, L",
    "Lights/V_Sge_001.fits, ''",
    "Lights/M31/a.fits, ''",
  })
  void pathNamesTheFilter(String path, String filter) {
    assertEquals(filter, new HeaderNight(input).addAs(path, 60).last().filter());
  }

  @Test
  void headerGoesBeforeThePath() {
    assertEquals(
        "V", new HeaderNight(input).addAs("Flats/Ha/a.fits", 2, "FILTER  = 'V'").last().filter());
    assertEquals(
        "",
        new HeaderNight(input).addAs("Flats/Ha/b.fits", 2, "FILTER  = 'Clear'").last().filter());
  }

  private HeaderNight mono() {
    HeaderNight night = new HeaderNight(input);
    return night.bias().bias().dark(60).dark(60);
  }

  @Test
  void filtersAreToldApartByTheirFolders() {
    HeaderNight night = mono();
    for (String filter : List.of("Ha", "OIII", "L")) {
      night.add("Flats/" + filter, 2).add("Flats/" + filter, 2).add("Lights/" + filter, 60);
    }
    assertEquals("bias 1, dark 1, flat 3", night.masters());
    assertEquals(List.of(), night.refusals());
    for (LightFrame light : night.plan().lights()) {
      assertTrue(light.flatId().contains("/flat-" + light.frame().filter() + "-"), light.flatId());
    }
  }

  @Test
  void unknownFiltersOfDifferentFoldersAreNeverOneFlat() {
    HeaderNight night =
        mono()
            .add("Flats/Astrodon", 2)
            .add("Flats/Chroma", 2)
            .add("Lights/Astrodon", 60)
            .add("Lights/Chroma", 60);
    assertEquals("bias 1, dark 1, flat 2", night.masters());
    assertEquals(List.of(), night.refusals());
    for (LightFrame light : night.plan().lights()) {
      MasterSpec flat = night.plan().masters().byId().get(light.flatId());
      String folder = light.frame().path().split("/")[1];
      assertTrue(flat.configuration().setup().contains("folder=" + folder), flat.toString());
    }
    List<String> refusals = night.add("Lights/Baader", 60).refusals();
    assertEquals(1, refusals.size());
    assertTrue(refusals.get(0).contains("expected Baader"), refusals.get(0));
  }

  @Test
  void foldersOfTargetsAreNoFilters() {
    HeaderNight night = mono().add("Flats", 2).add("Lights/M31", 60).add("Lights/M42", 60);
    assertEquals(List.of(), night.refusals());
    HeaderNight dated = mono().add("Flats/session", 2).add("Lights/M31", 60);
    assertEquals(List.of(), dated.refusals());
  }
}
