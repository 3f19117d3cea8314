package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fixture.Cameras;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Compression;
import org.nightbeam.frame.Frame;

class FrameReaderFactsTest {
  @TempDir Path input;

  // Exposure.

  @ParameterizedTest
  @CsvSource({
    "EXPTIME = 30, 30",
    "EXPTIME = 0, 0",
    "EXPTIME = 1E-32, 0",
    "EXPTIME = 1E-5, 0.00001",
    "EXPTIME = '2.5     ', 2.5",
    "'EXPTIME = 3,2E-05', 0.000032",
    "EXPOSURE= 12.5, 12.5",
    "EXPOINUS= 32, 0.000032",
    "EXPOINUS= 2500000, 2.5",
    "EXPOSURE= 65.0 /Observation: Exposure Minutes, 3900",
    "EXPTIME = 1500 / [ms] Exposure, 1.5",
    "PARAM25 = 1000.0 / Exposure Time (ms), 1",
    "EXPTIME = '250 ms', 0.25",
    "EXPTIME = 90000 / exposure time in ms, 90",
    "EXPTIME = '1.5 minutes', 90",
    "EXPTIME = 20 / min of the range is 5, 20",
    "INTTIME = 20 / integration time (seconds), 20",
    "INTTIME = 20 / integration time in millisec, 0.02",
    "EXPTIME = 11627906 / Duration of exposure in 10us periods, 116.27906",
    "EXPTIME = 250 / in 1/100 s, 2.5",
    "EXPTIME = 12 / exposure in 5 min blocks, 3600"
  })
  void exposureIsInSeconds(String card, double seconds) throws IOException {
    assertEquals(seconds, light(card).exposure(), 1e-12 * seconds);
  }

  @Test
  void keywordOfAnotherMeaningIsNotTheExposure() throws IOException {
    assertEquals(Double.NaN, light("PARAM25 = 7 / Gain (index)").exposure());
    assertEquals(Double.NaN, light("EXPTIME = '250 parsec'").exposure());
    assertEquals(Double.NaN, light("INTTIME = 20 / integrator setting").exposure());
  }

  @Test
  void exposureThatIsNotGivenOrNegativeOrAbsurdIsNotKnown() throws IOException {
    assertEquals(Double.NaN, light().exposure());
    assertEquals(Double.NaN, light("EXPTIME = -1").exposure());
    assertEquals(Double.NaN, light("EXPTIME = 'long'").exposure());
    assertEquals(Double.NaN, light("EXPTIME = 1168576512").exposure()); // a time
  }

  @Test
  void firstKeywordWithAUsableExposureCounts() throws IOException {
    assertEquals(60, light("EXPOINUS= 1", "EXPTIME = 60").exposure());
    assertEquals(61, light("EXPTIME = 'unknown'", "EXPOSURE= 61").exposure());
  }

  // Temperature.

  @Test
  void setPointThatWasReachedIsTheTemperature() throws IOException {
    assertEquals(-20, light("SET-TEMP= -20.0", "CCD-TEMP= -19.4").temperature());
    assertEquals(-20, light("SET-TEMP= -20.0", "CCD-TEMP= -22").temperature());
    assertEquals(-10, light("CCD_TSET= -10.0", "CCD_TEMP= -10.00611").temperature());
    assertEquals(-104.95, light("CAM-TEMP= -104.95 / camera temperature").temperature());
  }

  @Test
  void setPointThatWasNotReachedIsNotTheTemperature() throws IOException {
    assertEquals(-17.9, light("SET-TEMP= -20.0", "CCD-TEMP= -17.9").temperature());
    assertEquals(5, light("SET-TEMP= -20.0", "CCD-TEMP= 5").temperature());
  }

  @Test
  void oneOfTheTwoTemperaturesIsEnough() throws IOException {
    assertEquals(-15, light("SET-TEMP= -15").temperature());
    assertEquals(-14.5, light("CCD-TEMP= -14.5").temperature());
  }

  @Test
  void temperatureOfWhatSurroundsTheSensorIsNotItsOwn() throws IOException {
    assertEquals(Double.NaN, light("TEMPERAT= 0.66 / air temperature").temperature());
    assertEquals(Double.NaN, light("CCDTEMP = 731 / (DN/100)").temperature());
    assertEquals(-30, light("TEMPERAT= 0.66 / outside", "CAMTEM  = -30.0").temperature());
  }

  @Test
  void unitOfTheCommentCounts() throws IOException {
    assertEquals(-198.15, light("DETTEMPS= 75.0 / [K] Det temperature setpoint").temperature());
    assertEquals(11, light("CAMTEMP = '11 C    ' / Celsius - From CR2").temperature());
  }

  @Test
  void kelvinBecomeDegreesCelsius() throws IOException {
    assertEquals(-100, light("DETTEMP = 173.15").temperature(), 1e-9);
    assertEquals(-100, light("SET-TEMP= -100", "CCD-TEMP= 173.65").temperature(), 1e-9);
  }

  @Test
  void temperatureThatMayBeKelvinAsWellIsNotKnown() throws IOException {
    assertEquals(Double.NaN, light("DETTEMP = 70").temperature());
    assertEquals(Double.NaN, light("DETTEMP = 95 / CCD Temperature W7").temperature());
    assertEquals(-203.15, light("DETTEMP = 70 / [K]").temperature());
    assertEquals(65, light("CCD-TEMP= 65 / [degC] in the sun").temperature());
    assertEquals(48, light("CCD-TEMP= 48").temperature());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CCD-TEMP= -999", "CCD-TEMP= 999", "CCD-TEMP= 100", "CCD-TEMP= 'none'"})
  void placeholderIsNoTemperature(String card) throws IOException {
    assertEquals(Double.NaN, light(card).temperature());
    assertEquals(-10, light(card, "SET-TEMP= -10").temperature());
  }

  // Filter.

  @Test
  void filterIsTheNameThatStandsThere() throws IOException {
    assertEquals("Sloan r'", light("FILTER  = 'Sloan r'''").filter());
  }

  @Test
  void cardWhoseCommentSaysThatItIsTheFilterIsIt() throws IOException {
    assertEquals("R", light("COLOUR  = '                 R' / Filter colour").filter());
    assertEquals("V", light("SUBSET  = 'V                 ' / filter used").filter());
    assertEquals("", light("COLOUR  = 'RGGB' / of the sensor").filter());
  }

  @Test
  void filtersOfSeveralWheelsAreJoined() throws IOException {
    assertEquals("V+ND2", light("FILTER1 = 'V'", "FILTER2 = 'Clear'", "FILTER3 = 'ND2'").filter());
    assertEquals("B", light("FILTER1 = 'air'", "FILTER2 = 'B'").filter());
    assertEquals("R", light("FILTER1 = 'R'", "FILTER2 = 'R'").filter());
  }

  @Test
  void filterBesideAnotherFirstWheelIsTheSumOfAllWheels() throws IOException {
    assertEquals("R", light("FILTER  = 'R'", "FILTER1 = 'r123'", "FILTER2 = 'open7b'").filter());
    assertEquals("R+ND2", light("FILTER  = 'R'", "FILTER1 = 'R'", "FILTER2 = 'ND2'").filter());
    assertEquals("R+ND2", light("FILTER  = 'R'", "FILTER2 = 'ND2'").filter());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Clear", "CLEAR", "air", "None", "open", "no filter", "NO", "N/A", " "})
  void wordForNoFilterIsBlank(String value) throws IOException {
    assertEquals("", light("FILTER  = '" + value + "'").filter());
  }

  @Test
  void clearFilterIsAnAnswerThatEndsTheSearch() throws IOException {
    assertEquals("", light("FILTER  = 'Clear'", "FILTER1 = 'V'").filter());
    assertEquals("", light().filter());
  }

  // Camera configuration.

  @ParameterizedTest
  @ValueSource(strings = {"2 3", "2x3", "2X3", "2,3", "2*3", " 2 x 3 ", "2, 3", "(2 x 3)", "[2,3]"})
  void binningMayBeAPair(String pair) throws IOException {
    CameraConfiguration configuration = light("CCDSUM  = '" + pair + "'").configuration();

    assertEquals(2, configuration.xbin());
    assertEquals(3, configuration.ybin());
  }

  @Test
  void binningMayBeOneNumberForBothAxes() throws IOException {
    CameraConfiguration configuration = light("BINNING = 4").configuration();

    assertEquals(4, configuration.xbin());
    assertEquals(4, configuration.ybin());
  }

  @Test
  void binningMayBeTwoCards() throws IOException {
    CameraConfiguration both = light("XBINNING= 2", "YBINNING= 3").configuration();
    CameraConfiguration one = light("XBINNING= 2").configuration();

    assertEquals(List.of(2, 3), List.of(both.xbin(), both.ybin()));
    assertEquals(List.of(2, 2), List.of(one.xbin(), one.ybin()));
  }

  @Test
  void binningOfAShortKeywordNeedsItsComment() throws IOException {
    CameraConfiguration said =
        light("HBIN    = 2 / Horizontal binning", "VBIN    = 4 / Vertical binning").configuration();
    CameraConfiguration unsaid = light("HBIN    = 2", "VBIN    = 4").configuration();

    assertEquals(List.of(2, 4), List.of(said.xbin(), said.ybin()));
    assertEquals(List.of(1, 1), List.of(unsaid.xbin(), unsaid.ybin()));
  }

  @Test
  void binningIsOneIfTheHeaderDoesNotSay() throws IOException {
    CameraConfiguration configuration = light("CCDSUM  = 'unbinned'").configuration();

    assertEquals(1, configuration.xbin());
    assertEquals(1, configuration.ybin());
  }

  @ParameterizedTest
  @CsvSource({
    "GAIN    = 100, 100",
    "GAIN    = 100.0, 100",
    "GAIN    = '100', 100",
    "GAIN    = '100. ', 100",
    "GAIN    = 1E2, 100",
    "GAIN    = 0.39, 0.39",
    "'GAIN    = 0,390', 0.39",
    "GAIN    = 'High', High",
    "ISOSPEED= 800, 800",
    "ISO     = 800, 800"
  })
  void sameGainIsTheSameTextHoweverWritten(String card, String gain) throws IOException {
    assertEquals(gain, light(card).configuration().gain());
  }

  @Test
  void configurationIsWhatTheHeaderSays() throws IOException {
    Frame frame =
        light(
            "INSTRUME= 'ZWO ASI178MC'",
            "OFFSET  = 340.",
            "READOUTM= 'Fast'",
            "ROWORDER= 'top-down'",
            "BAYERPAT= 'rggb'");

    assertEquals(
        Cameras.camera("ZWO ASI178MC")
            .size(4, 3)
            .offset("340")
            .readoutMode("Fast")
            .rowOrder("TOP-DOWN")
            .colours("RGGB")
            .build(),
        frame.configuration());
    assertTrue(frame.configuration().isColour());
  }

  @Test
  void colourTypeThatIsNoPatternIsNone() throws IOException {
    CameraConfiguration configuration = light("COLORTYP= 'RAW16'").configuration();

    assertEquals("", configuration.cfaPattern());
    assertFalse(configuration.isColour());
  }

  // Where the pixels are.

  @Test
  void frameOfASingleImageSaysWhereItsPixelsAre() throws IOException {
    Frame frame = light("BZERO   = 32768", "BLANK   = 7");

    assertEquals("Lights/a.fits", frame.path());
    assertEquals(input.resolve("Lights/a.fits").toString(), frame.uri());
    assertEquals(0, frame.hdu());
    assertTrue(frame.onlyImage());
    assertEquals(Compression.NONE, frame.compression());
    assertEquals(2880, frame.dataOffset());
    assertEquals(new PixelFormat(16, 1, 32768, 7L), frame.format());
    assertEquals(4, frame.width());
    assertEquals(3, frame.height());
    assertEquals(24, frame.dataBytes());
  }

  @Test
  void everyImageOfAFileIsAFrame() throws IOException {
    byte[] file =
        FitsBuilder.concat(
            FitsBuilder.primary(8).card("EXPTIME = 5").bytes(),
            FitsBuilder.extension("IMAGE", 16, 4, 3).bytes(),
            FitsBuilder.extension("IMAGE", -32, 6, 2).card("EXPTIME = 6").bytes());
    FrameFiles.write(input.resolve("Lights/a.fits.gz"), FitsBuilder.gzip(file));
    List<Frame> frames = FrameFiles.read(input, "Lights/a.fits.gz", TypeFrom.AUTO).frames();

    assertEquals(List.of(1, 2), frames.stream().map(Frame::hdu).toList());
    assertEquals(List.of(5.0, 6.0), frames.stream().map(Frame::exposure).toList());
    assertEquals(List.of(5760L, 11520L), frames.stream().map(Frame::dataOffset).toList());
    assertEquals(List.of(1, 2), frames.stream().map(frame -> frame.configuration().hdu()).toList());
    assertFalse(frames.get(0).onlyImage());
    assertEquals(Compression.GZIP, frames.get(1).compression());
    assertEquals(48, frames.get(1).dataBytes());
  }

  private Frame light(String... cards) throws IOException {
    return FrameFiles.light(input, cards);
  }
}
