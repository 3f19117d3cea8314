package org.nightbeam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.HeaderNight;
import org.nightbeam.fits.FitsBuilder;

/** What a person is told of a light that lacks a master. */
class ReasonsTest {
  @TempDir Path folder;

  @Test
  void mastersOfAnotherCameraAreNamedByTheirCameraAlone() {
    List<String> refusals =
        new HeaderNight(folder).calibration().light("INSTRUME= 'SBIG ST-402'").refusals();
    assertEquals(
        List.of(
            "no master bias: there are biases of ASI, none of SBIG ST-402;"
                + " no master dark: there are darks of ASI, none of SBIG ST-402;"
                + " no master flat: there are flats of ASI, none of SBIG ST-402"),
        refusals);
  }

  @Test
  void nearestIsOneOfTheSameCameraAndSize() {
    // That of the other camera fails one criterion, that of the same camera two.
    HeaderNight night =
        new HeaderNight(folder)
            .calibration()
            .dark(60, "INSTRUME= 'STL-1001'")
            .bias("INSTRUME= 'STL-1001'")
            .dark(30, "CCD-TEMP= 8.873211364417")
            .light("CCD-TEMP= -35.123456");
    List<String> refusals = night.refusals();
    assertEquals(1, refusals.size());
    assertTrue(
        refusals
            .get(0)
            .startsWith(
                "no master dark matches: 2026-03-10/dark-60s--10C-ASI-8x6 has temperature -10 C,"
                    + " expected -35.1 C within 2 C"),
        refusals.get(0));
    assertTrue(refusals.get(0).length() <= 260, refusals.get(0));
  }

  @Test
  void causeIsSaidOnce() {
    List<String> refusals = new HeaderNight(folder).bias().flat(2).light().refusals();
    assertEquals(
        List.of(
            "no master dark: there are no usable dark frames; no master flat:"
                + " 2026-03-10/flat-nofilter-ASI-8x6 cannot be made (no master dark)"),
        refusals);
  }

  @Test
  void masterOfOneFrameIsNotPreferredInSilence() {
    HeaderNight night = new HeaderNight(folder).bias().bias().flat(2).flat(2).dark(60);
    night.dark(300).dark(300).dark(300).light();
    LightFrame light = night.plan().lights().get(0);
    assertEquals(
        "master dark of 1 frame, as it fits better than one of several (--minimumFrames)",
        light.remark());
    HeaderNight alone = new HeaderNight(folder).bias().bias().flat(2).flat(2).dark(60).light();
    assertEquals(null, alone.plan().lights().get(0).remark());
  }

  /** One flat tonight is nearer than those of yesterday, and much noisier. */
  @Test
  void masterOfOneFrameTonightIsToldBesideThoseOfYesterday() {
    HeaderNight night = new HeaderNight(folder).bias().bias().dark(60).dark(60).flat(2);
    for (int k = 0; k < 3; k++) {
      night.flat(2, "DATE-OBS= '2026-03-09T22:00:0" + k + "'");
    }
    assertEquals(
        "master flat of 1 frame, as it fits better than one of several (--minimumFrames)",
        night.light().plan().lights().get(0).remark());
  }

  @Test
  void sizeOfDataWithoutAnImageIsNotSaid() {
    HeaderNight night = new HeaderNight(folder);
    night.addFile(
        "Lights/spectrum.fits", FitsBuilder.primary(16, 100).card("IMAGETYP= 'light'").bytes());
    assertEquals(List.of(), night.frames());
    assertEquals(
        "the data are 100 (NAXIS = 1); expected one image, width x height",
        night.rejected().get(0).reason());
  }
}
