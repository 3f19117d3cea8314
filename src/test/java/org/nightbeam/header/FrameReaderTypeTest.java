package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;

class FrameReaderTypeTest {
  @TempDir Path input;

  // From the header.

  @ParameterizedTest
  @CsvSource({
    "Bias Frame, BIAS",
    "bias, BIAS",
    "BIAS, BIAS",
    "ZERO, BIAS",
    "zero, BIAS",
    "Dark Frame, DARK",
    "dark, DARK",
    "Flat Field, FLAT",
    "Flat Frame, FLAT",
    "FLAT, FLAT",
    "SKYFLAT, FLAT",
    "sky_flat, FLAT",
    "Twilight Flat, FLAT",
    "DOMEFLAT, FLAT",
    "dome flat, FLAT",
    "'FLAT,LAMP', FLAT",
    "Light Frame, LIGHT",
    "LIGHT, LIGHT",
    "object, LIGHT",
    "OBJECT, LIGHT",
    "SCIENCE, LIGHT",
    "EXPOSE, LIGHT",
    "Tricolor Image, LIGHT",
    "DarkFlat, DARK_FLAT",
    "Flat Dark, DARK_FLAT",
    "DARK-FLAT, DARK_FLAT",
    "ARC, OTHER",
    "COMP, OTHER",
    "focus, OTHER",
    "DARK CURRENT, DARK",
    "Bias Level, BIAS",
    "'FLAT,SKY', FLAT",
    "'FLAT,DOME', FLAT",
    "'FLAT,TWILIGHT', FLAT",
    "Twilight Sky Flat, FLAT",
    "'OBJECT,SKY', LIGHT",
    "zero exposure, BIAS",
    "Bias frame (raw), BIAS",
    "EVENING FLAT, FLAT",
    "'Light,Object', LIGHT",
    "dflat, FLAT",
    "Raw Light, LIGHT",
    "dark flat frame, DARK_FLAT"
  })
  void typeIsRecognisedByItsSynonyms(String value, FrameType type) throws IOException {
    Frame frame = frame("a.fits", "IMAGETYP= '" + value + "'");

    assertEquals(type, frame.type());
    assertNull(frame.setAside());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IMAGETYP",
        "IMAGTYP",
        "OBSTYPE",
        "FRAMETYP",
        "FRAME",
        "IMGTYPE",
        "EXPTYPE",
        "OBS-TYPE"
      })
  void typeIsFoundUnderAnyOfItsKeywords(String keyword) throws IOException {
    assertEquals(FrameType.DARK, frame("a.fits", String.format("%-8s= 'DARK'", keyword)).type());
  }

  @Test
  void typeIsFoundUnderAHierarchKeyword() throws IOException {
    assertEquals(FrameType.BIAS, frame("a.fits", "HIERARCH ESO DPR TYPE = 'BIAS'").type());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Darkness", "Biased", "Flatten", "not a light", "dark flat bias", "X", "DARK SKY"})
  void typeIsNotRecognisedByAPartOfAWord(String value) throws IOException {
    Frame frame = frame("a.fits", "IMAGETYP= '" + value + "'");

    assertEquals(FrameType.UNKNOWN, frame.type());
    assertSetAside(frame, "type unknown", "IMAGETYP = " + value);
  }

  @Test
  void secondKeywordSaysWhatAnUnknownWordInTheFirstDoesNot() throws IOException {
    Frame frame = frame("a.fits", "IMAGETYP= 'SCAN7'", "OBSTYPE = 'FLAT'");

    assertEquals(FrameType.FLAT, frame.type());
    assertNull(frame.setAside());
  }

  @Test
  void headerThatContradictsItselfIsSetAside() throws IOException {
    Frame frame = frame("a.fits", "IMAGETYP= 'Bias Frame'", "OBSTYPE = 'FLAT'");

    assertEquals(FrameType.UNKNOWN, frame.type());
    assertSetAside(frame, "IMAGETYP = Bias Frame", "OBSTYPE = FLAT");
  }

  // From the folders.

  @ParameterizedTest
  @CsvSource({
    "Bias/a.fits, BIAS",
    "bias frames/a.fits, BIAS",
    "Darks/a.fits, DARK",
    "Flats/a.fits, FLAT",
    "flat_field/a.fits, FLAT",
    "ScienceImages/a.fits, LIGHT",
    "lights/a.fits, LIGHT",
    "DarkFlats/a.fits, DARK_FLAT",
    "Flat Darks/a.fits, DARK_FLAT",
    "2024-01-31/Flats/R/a.fits, FLAT",
    "Darks/Flats/a.fits, FLAT",
    "Flats/Darks/300s/a.fits, DARK"
  })
  void typeIsThatOfTheNearestFolderCalledLikeOne(String path, FrameType type) throws IOException {
    Frame frame = frame(path);

    assertEquals(type, frame.type());
    assertNull(frame.setAside());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bias", "Darks/2024", "night/Bias"})
  void nameOfTheFileItselfSaysNothing(String folder) throws IOException {
    FrameType ofFolder = folder.startsWith("Darks") ? FrameType.DARK : FrameType.BIAS;

    assertEquals(ofFolder, frame(folder + "/flat.fits").type());
    assertEquals(FrameType.UNKNOWN, frame("flat").type());
  }

  @ParameterizedTest
  @ValueSource(strings = {"DFLAT", "DFlat", "DFLAT_Ha", "Dark Sky"})
  void folderOfTwoMeaningsSaysNothing(String folder) throws IOException {
    assertEquals(FrameType.UNKNOWN, frame(folder + "/a.fits").type());
    Frame dark = frame(folder + "/a.fits", "IMAGETYP= 'Dark Frame'");
    assertEquals(FrameType.DARK, dark.type());
    assertNull(dark.setAside());
  }

  @Test
  void inputFolderItselfMayBeCalledLikeAType() throws IOException {
    Path bias = input.resolve("Bias");
    Frame inIt = FrameFiles.frame(bias, "a.fits", TypeFrom.AUTO);
    Frame below = FrameFiles.frame(bias, "2024-01-31/a.fits", TypeFrom.AUTO);

    assertEquals(FrameType.BIAS, inIt.type());
    assertEquals(FrameType.BIAS, below.type());
  }

  @Test
  void folderBelowTheInputCountsBeforeTheInputFolderItself() throws IOException {
    Frame frame = FrameFiles.frame(input.resolve("Bias"), "Darks/a.fits", TypeFrom.AUTO);

    assertEquals(FrameType.DARK, frame.type());
  }

  @Test
  void foldersAboveTheInputSayNothing() throws IOException {
    Frame frame = FrameFiles.frame(input.resolve("Bias/2024-01-31"), "a.fits", TypeFrom.AUTO);

    assertEquals(FrameType.UNKNOWN, frame.type());
  }

  // From both.

  @Test
  void headerAndFolderMaySayTheSame() throws IOException {
    Frame frame = frame("Flats/a.fits", "IMAGETYP= 'DOMEFLAT'");

    assertEquals(FrameType.FLAT, frame.type());
    assertNull(frame.setAside());
  }

  @Test
  void conflictOfHeaderAndFolderIsSetAsideWithBothClaims() throws IOException {
    Frame frame = frame("Darks/a.fits", "IMAGETYP= 'Bias Frame'");

    assertEquals(FrameType.UNKNOWN, frame.type());
    assertSetAside(frame, "IMAGETYP = Bias Frame", "folder Darks");
  }

  @Test
  void darkInAFolderOfFlatDarksIsADarkForFlats() throws IOException {
    Frame frame = frame("Flat Darks/a.fits", "IMAGETYP= 'Dark Frame'");

    assertEquals(FrameType.DARK_FLAT, frame.type());
    assertNull(frame.setAside());
  }

  @Test
  void flatInAFolderOfFlatDarksIsAConflict() throws IOException {
    Frame frame = frame("Flat Darks/a.fits", "IMAGETYP= 'Flat Frame'");

    assertEquals(FrameType.UNKNOWN, frame.type());
    assertSetAside(frame, "IMAGETYP = Flat Frame", "folder Flat Darks");
  }

  @Test
  void folderDecidesWhenTheWordOfTheHeaderIsNotKnown() throws IOException {
    Frame frame = frame("Bias/a.fits", "IMAGETYP= 'SCAN7'");

    assertEquals(FrameType.BIAS, frame.type());
    assertNull(frame.setAside());
  }

  @Test
  void neitherHeaderNorFolderGivesAFrameThatIsSetAside() throws IOException {
    Frame frame = frame("2024-01-31/a.fits");

    assertEquals(FrameType.UNKNOWN, frame.type());
    assertSetAside(frame, "type unknown", "IMAGETYP", "folder");
  }

  @Test
  void headerAloneDecidesIfSoAsked() throws IOException {
    Frame conflict =
        FrameFiles.frame(input, "Darks/a.fits", TypeFrom.HEADER, "IMAGETYP= 'Bias Frame'");
    Frame silent = FrameFiles.frame(input, "Darks/b.fits", TypeFrom.HEADER);

    assertEquals(FrameType.BIAS, conflict.type());
    assertNull(conflict.setAside());
    assertEquals(FrameType.UNKNOWN, silent.type());
    assertSetAside(silent, "IMAGETYP", "--typeFrom=HEADER");
  }

  @Test
  void folderAloneDecidesIfSoAsked() throws IOException {
    Frame conflict =
        FrameFiles.frame(input, "Darks/a.fits", TypeFrom.FOLDER, "IMAGETYP= 'Bias Frame'");
    Frame silent =
        FrameFiles.frame(input, "night/a.fits", TypeFrom.FOLDER, "IMAGETYP= 'Bias Frame'");

    assertEquals(FrameType.DARK, conflict.type());
    assertNull(conflict.setAside());
    assertEquals(FrameType.UNKNOWN, silent.type());
    assertSetAside(silent, "no folder");
  }

  // Frames that are no raw ones.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CALSTAT = 'BDF'",
        "CALSTAT = 'd'",
        "CALSTAT = 'M'",
        "NCOMBINE= 5",
        "CCDPROC = 'Apr 22 done'",
        "ZEROCOR = 'with bias.fits'",
        "L1IDBIAS= 'bias.fits'",
        "INTEGRAT= 'Sum' / integration of frames",
        "PROCTYPE= 'Stacked' / Data processing type",
        "NBVERSN = '0.1.0'"
      })
  void frameThatIsAlreadyReducedIsSetAsideWithItsSign(String card) throws IOException {
    Frame frame = frame("a.fits", "IMAGETYP= 'Light Frame'", card);

    assertEquals(FrameType.LIGHT, frame.type());
    assertSetAside(frame, "already reduced", card.substring(0, 8).trim() + " = ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Master Bias",
        "MASTER_DARK",
        "masterflat",
        "Master Flat Frame",
        "master-dark flat"
      })
  void masterIsSetAside(String value) throws IOException {
    Frame frame = frame("Bias/a.fits", "IMAGETYP= '" + value + "'");

    assertSetAside(frame, "already reduced", "IMAGETYP = " + value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NCOMBINE= 1",
        "NCOMBINE= 0",
        "CALSTAT = ''",
        "CALSTAT = ' '",
        "INTEGRAT= 20 / integrator",
        "PROCTYPE= 'RAW' / Data processing type",
        "HISTORY Darkness of the sky was good"
      })
  void signThatSaysNothingDoesNotSetAside(String card) throws IOException {
    Frame frame = frame("a.fits", "IMAGETYP= 'Light Frame'", card);

    assertEquals(FrameType.LIGHT, frame.type());
    assertNull(frame.setAside());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dark Subtraction (Dark 3, Temp -35C)", "BIAS SUBTRACTED"})
  void frameWhoseHistoryTellsOfACorrectionIsSetAside(String line) throws IOException {
    Frame frame = frame("a.fits", "IMAGETYP= 'Light Frame'", "HISTORY  " + line);

    assertSetAside(frame, "already reduced", "HISTORY " + line);
  }

  @Test
  void reducedFrameOfUnknownTypeIsSetAsideAsReduced() throws IOException {
    assertSetAside(frame("a.fits", "CALSTAT = 'BDF'"), "already reduced", "CALSTAT = BDF");
  }

  // Extensions.

  @Test
  void extensionInheritsTheTypeFromThePrimaryHeader() throws IOException {
    byte[] file =
        FitsBuilder.concat(
            FitsBuilder.primary(8).card("OBSTYPE = 'FLAT'").bytes(),
            FitsBuilder.extension("IMAGE", 16, 4, 3).bytes());
    FrameFiles.write(input.resolve("a.fits"), file);

    assertEquals(
        FrameType.FLAT, FrameFiles.only(FrameFiles.read(input, "a.fits", TypeFrom.AUTO)).type());
  }

  @Test
  void whatTheExtensionSaysCountsBeforeThePrimaryHeader() throws IOException {
    byte[] file =
        FitsBuilder.concat(
            FitsBuilder.primary(8).card("OBSTYPE = 'FLAT'").card("EXPTIME = 5").bytes(),
            FitsBuilder.extension("IMAGE", 16, 4, 3).card("OBSTYPE = 'DARK'").bytes());
    FrameFiles.write(input.resolve("a.fits"), file);
    Frame frame = FrameFiles.only(FrameFiles.read(input, "a.fits", TypeFrom.AUTO));

    assertEquals(FrameType.DARK, frame.type());
    assertEquals(5, frame.exposure());
  }

  private Frame frame(String path, String... cards) throws IOException {
    return FrameFiles.frame(input, path, TypeFrom.AUTO, cards);
  }

  private static void assertSetAside(Frame frame, String... words) {
    for (String word : words) {
      assertTrue(
          frame.setAside() != null && frame.setAside().contains(word),
          frame.setAside() + " does not say: " + word);
    }
  }
}
