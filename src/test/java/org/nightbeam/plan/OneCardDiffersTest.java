package org.nightbeam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.HeaderNight;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fixture.Matching;
import org.nightbeam.frame.CameraConfiguration.Setting;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;

/** Nights in which one card of the light differs from that of the calibration frames. */
class OneCardDiffersTest {
  @TempDir Path folder;

  private List<String> refusals(String ofMasters, String ofLight) {
    return new HeaderNight(folder).calibration(split(ofMasters)).light(split(ofLight)).refusals();
  }

  private static String[] split(String cards) {
    return cards == null || cards.isEmpty() ? new String[0] : cards.split("\\|");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '"',
      value = {
        "XORGSUBF= 0|YORGSUBF= 0 ! XORGSUBF= 100|YORGSUBF= 0 ! window",
        "XORGSUBF= 0|YORGSUBF= 0 ! XORGSUBF= 0|YORGSUBF= 50 ! window",
        "DETSEC  = '[1:8,1:6]' ! DETSEC  = '[101:108,1:6]' ! window",
        "DETSEC  = '[1:8,1:6]' ! DETSEC  = '[8:1,1:6]' ! window",
        "CCDSEC  = '[1:8,1:6]' ! CCDSEC  = '[1:8,11:16]' ! window",
        "SUBRECT = '1, 8, 6, 1' ! SUBRECT = '11, 18, 6, 1' ! window",
        "XORGSUBF= 10|YORGSUBF= 0 ! DETSEC  = '[1:8,1:6]' ! window",
        "STARTX  = 0|STARTY  = 0 ! STARTX  = 20|STARTY  = 0 ! window",
        "HIERARCH ESO DET WIN1 STRX = 1|HIERARCH ESO DET WIN1 STRY = 1"
            + " ! HIERARCH ESO DET WIN1 STRX = 33|HIERARCH ESO DET WIN1 STRY = 1 ! window",
        "FLIPSTAT= '        ' ! FLIPSTAT= 'Flip' ! orientation",
        "FLIPSTAT= 'Mirror' ! FLIPSTAT= 'Flip/Mirror' ! orientation",
        "OBSERVER= 'X' ! FLIPSTAT= 'Wiggled' ! orientation",
        "FLIPX   = F ! FLIPX   = T ! orientation",
        "MIRROR_Y= F ! MIRROR_Y= T ! orientation",
        "LOWNOISE= 0 ! LOWNOISE= 1 ! readout",
        "DATAMAX = 4095 ! DATAMAX = 65535 ! readout",
        "GAIN    = 1|HCG     = F ! GAIN    = 1|HCG     = T ! readout",
        "READOUTM= 'Fast'|PREAMP  = 1 ! READOUTM= 'Fast'|PREAMP  = 2 ! readout",
        "CCDROI  = '[1:8,1:6]' ! CCDROI  = '[11:18,1:6]' ! window",
        "CAM-ROX1= 1|CAM-ROY1= 1 ! CAM-ROX1= 33|CAM-ROY1= 1 ! window",
        "SUBX0   = 0|SUBY0   = 0 ! SUBX0   = 10|SUBY0   = 0 ! window",
        "IMGORIEN= 'Normal' ! IMGORIEN= 'Flipped' ! orientation",
        "BAYER   = 'RGGB' ! BAYER   = 'GBRG' ! colour pattern",
        "CMOSGAIN= 100 ! CMOSGAIN= 200 ! gain",
        "BRIGHTNE= 10 / camera offset ! BRIGHTNE= 50 / camera offset ! offset",
        "QHYMODE = 'High Gain' ! QHYMODE = 'Extend Fullwell' ! readout",
        "INSTRSN = 'A1' ! INSTRSN = 'B2' ! serial number",
        "FOCRATIO= 5.3 ! FOCRATIO= 4.2 ! optics",
        "REDUCER = '0.7x' ! REDUCER = '1.0x' ! optics",
        "CAMERAID= 140 ! CAMERAID= 141 ! serial number",
        "SERIALNO= 'A1' ! SERIALNO= 'A2' ! serial number",
        "DETSER  = 'A1' ! DETSER  = 'A2' ! serial number",
        "CCDNAME = 'e2v-12' ! CCDNAME = 'e2v-13' ! serial number",
        "TELESCOP= 'FSQ-106' ! TELESCOP= 'RC14' ! telescope",
        "FOCALLEN= 530 ! FOCALLEN= 2845 ! focal length",
        "BAYERPAT= 'RGGB'|XBAYROFF= 0 ! BAYERPAT= 'RGGB'|XBAYROFF= 1 ! colour pattern",
        "BAYERPAT= 'RGGB'|YBAYROFF= 0 ! BAYERPAT= 'RGGB'|YBAYROFF= 1 ! colour pattern",
        "PEDESTAL= 0 ! PEDESTAL= -100 ! pedestal",
        "GAIN    = 100 ! GAIN    = 200 ! gain",
        "OFFSET  = 10 ! OFFSET  = 50 ! offset",
        "READOUTM= 'Fast' ! READOUTM= 'Slow' ! readout mode",
        "INSTRUME= 'QHY268M' ! INSTRUME= 'QHY600M' ! none of",
        "XBINNING= 1|YBINNING= 1 ! XBINNING= 2|YBINNING= 2 ! binning",
        "ROWORDER= 'TOP-DOWN' ! ROWORDER= 'BOTTOM-UP' ! row order",
        "BAYERPAT= 'RGGB' ! BAYERPAT= 'GBRG' ! colour pattern",
        "FILTER  = 'V' ! FILTER  = 'R' ! filter",
        "WINDOW  = '[11:18,1:6]' ! WINDOW  = '[12:19,1:6]' ! window",
        "CCDXIMSI= 0|CCDYIMSI= 0 ! CCDXIMSI= 64|CCDYIMSI= 0 ! window",
        "X1      = 1 /X1 image windowing|Y1      = 1 /Y1 image windowing ! X1      = 65 /X1 image"
            + " windowing|Y1      = 1 /Y1 image windowing ! window", // PRISM
        "ROTATED = F ! ROTATED = T ! orientation",
        "CONVGAIN= 'HCG' ! CONVGAIN= 'LCG' ! readout",
        "EMGAIN  = 0 ! EMGAIN  = 300 ! readout",
        "BITDEPTH= 12 ! BITDEPTH= 16 ! readout",
        "LTV1    = 0|LTV2    = 0 ! LTV1    = -100|LTV2    = 0 ! window", // IRAF
        "PRD-MIN1= 1|PRD-MIN2= 1 ! PRD-MIN1= 101|PRD-MIN2= 1 ! window", // Subaru
        "SUBSTRT1= 1|SUBSTRT2= 1 ! SUBSTRT1= 101|SUBSTRT2= 1 ! window", // JWST
        "DETRO1X = 1|DETRO1Y = 1 ! DETRO1X = 1|DETRO1Y = 257 ! window", // Gemini
        "CRVAL1P = 1|CRVAL2P = 1 ! CRVAL1P = 65|CRVAL2P = 1 ! window",
        "SUBFRAME= 'X=0 Y=0 W=8 H=6' ! SUBFRAME= 'X=16 Y=0 W=8 H=6' ! window",
        "ROI_LEFT= 0|ROI_TOP = 0 ! ROI_LEFT= 32|ROI_TOP = 0 ! window",
        "SUBA_X0 = 0|SUBA_Y0 = 0 ! SUBA_X0 = 8|SUBA_Y0 = 0 ! window",
        "XORGSUBF= 0|YORGSUBF= 0|XBINNING= 2|YBINNING= 2"
            + " ! XORGSUBF= 5|YORGSUBF= 0|XBINNING= 2|YBINNING= 2 ! window",
        "CCDGAIN = 1 ! CCDGAIN = 4 ! readout", // HST
        "GAIN_IDX= 1 ! GAIN_IDX= 2 ! readout",
        "CCDOFFST= 3 ! CCDOFFST= 6 ! readout",
        "READTIME= 1E-06 / Pixel readout time ! READTIME= 2E-08 / Pixel readout time ! readout",
        "VSHIFT  = 3.8E-06 / Vertical shift speed ! VSHIFT  = 9E-06 / Vertical shift speed"
            + " ! readout",
        "RO_MODE = 0 ! RO_MODE = 1 ! readout",
        "RDOUTSPE= '100kHz' ! RDOUTSPE= '1MHz' ! readout",
        "HIERARCH READOUT_MODE = 'Low' ! HIERARCH READOUT_MODE = 'High' ! readout",
        "NUMAMPS = 1 ! NUMAMPS = 2 ! readout",
        "CCDAMP  = 'ABCD' ! CCDAMP  = 'C' ! readout",
        "CAM_SERI= 'A1' ! CAM_SERI= 'B2' ! serial number",
        "HIERARCH CAMERA SERIAL = 'A1' ! HIERARCH CAMERA SERIAL = 'B2' ! serial number",
        "CCDNUM  = 1 ! CCDNUM  = 2 ! serial number",
        "DETECTOR= 'EEV1' ! DETECTOR= 'EEV2' ! serial number",
        "AMPLIST = '11,12,21,22' ! AMPLIST = '11' ! readout",
        "BINMODE = 'SUM' ! BINMODE = 'AVERAGE' ! readout",
        "HIERARCH ESO DET READ CLOCK = '50Kps/low' ! HIERARCH ESO DET READ CLOCK = '225Kps/low'"
            + " ! readout",
        "INSTRUME|CAMNAME = 'QHY268M' ! INSTRUME|CAMNAME = 'QHY600M' ! none of",
        "BAYERPAT= 'RG' ! BAYERPAT= 'GR' ! colour pattern",
        "BAYERPAT= 'BayerRG8' ! BAYERPAT= 'BayerGB8' ! colour pattern",
        "BAYERPAT= 'RGGB'|BAYXOFF = 0 ! BAYERPAT= 'RGGB'|BAYXOFF = 1 ! colour pattern",
        "IMGFLIPH= 0 ! IMGFLIPH= 1 ! orientation",
        "IMAGEORI= 'TOP-LEFT' ! IMAGEORI= 'BOTTOM-LEFT' ! orientation",
        "READDIR = 'LEFT' ! READDIR = 'RIGHT' ! orientation",
        "INSTRUME|CCDTYPE = 'TK1024' ! INSTRUME|CCDTYPE = 'SITe2k' ! none of",
        "FILT    = 'V' ! FILT    = 'R' ! filter",
        "GRISM   = 'OPEN' ! GRISM   = 'G3' ! optics",
        "FOCUSSTN= 'Cassegrain' ! FOCUSSTN= 'Prime' ! optics",
        "CCD-TEMP|SENSTEMP= -10 ! CCD-TEMP|SENSTEMP= 15 ! temperature",
        "CCD-TEMP|CHIP-TMP= -10 ! CCD-TEMP|CHIP-TMP= 15 ! temperature",
        "CCD-TEMP|COOLSETP= -10 ! CCD-TEMP|COOLSETP= -20 ! temperature",
        "CCD-TEMP|SETPOINT= -10 / CCD ! CCD-TEMP|SETPOINT= -20 / CCD ! temperature",
        "READ-MOD= 'Normal' ! READ-MOD= 'Low noise' ! readout",
        "CAMREADM= 'High Gain Mode' ! CAMREADM= 'Photographic' ! readout",
        "SNSRMODE= 0 ! SNSRMODE= 1 ! readout",
        "GAINNAME= 'Unity' ! GAINNAME= 'High' ! readout",
        "VIDGAIN = 4 ! VIDGAIN = 1 ! readout",
        "ADCRANGE= '12bit' ! ADCRANGE= '16bit' ! readout",
        "BLACK   = 10 / black level ! BLACK   = 50 / black level ! readout",
        "CAMBLACK= 10 ! CAMBLACK= 64 ! readout",
        "SHUTMODE= 'Rolling' ! SHUTMODE= 'Global' ! readout",
        "OUTNODE = 'A' ! OUTNODE = 'B' ! readout",
        "PRESCAN = 0 ! PRESCAN = 20 ! readout",
        "OVERCLK = 0 ! OVERCLK = 32 ! readout",
        "IMGX0   = 0|IMGY0   = 0 ! IMGX0   = 128|IMGY0   = 0 ! window",
        "CHIPX1  = 1|CHIPY1  = 1 ! CHIPX1  = 257|CHIPY1  = 1 ! window",
        "CCDORGX = 0|CCDORGY = 0 ! CCDORGX = 64|CCDORGY = 0 ! window",
        "SUBFRAM = 'x=0,y=0,w=8,h=6' ! SUBFRAM = 'x=32,y=0,w=8,h=6' ! window",
        "FRAMELFT= 0|FRAMETOP= 0 ! FRAMELFT= 64|FRAMETOP= 0 ! window",
        "FLIPROT = 'None' ! FLIPROT = 'Rot180' ! orientation",
        "UPDOWN  = F / image flipped ! UPDOWN  = T / image flipped ! orientation",
        "MIRRORLR= F ! MIRRORLR= T ! orientation",
        "IMGVFLIP= F ! IMGVFLIP= T ! orientation",
        "ROTIMAGE= 0 / image rotated by ! ROTIMAGE= 180 / image rotated by ! orientation",
        "VRTDIRIN= F ! VRTDIRIN= T ! orientation", // FLI Kepler
        "CAMSERN = 'A123' ! CAMSERN = 'A124' ! serial number",
        "CAMUUID = 'c0ffee01' ! CAMUUID = 'c0ffee02' ! serial number",
        "HEADNO  = 1 / camera head number ! HEADNO  = 2 / camera head number ! serial number",
        "FILT1   = 'R'|FILT2   = 'open' ! FILT1   = 'V'|FILT2   = 'open' ! filter",
        "FWFILT1 = 'V'|FWFILT2 = 'Clear' ! FWFILT1 = 'V'|FWFILT2 = 'ND2' ! filter",
        "WHEEL1  = 'Ha' / filter ! WHEEL1  = 'OIII' / filter ! filter",
        "FREDUCE = 0.63 ! FREDUCE = 1.0 ! optics",
        "EXTENDER= 'none' ! EXTENDER= '1.5x' ! optics",
        "BINNING = 'Bin1x1' ! BINNING = 'Bin2x2' ! binning",
        "XPIXSZ  = 3.76 ! XPIXSZ  = 7.52 ! pixel size",
        "MOSAIC  = 'RGGB' ! MOSAIC  = 'BGGR' ! colour pattern",
        "CFAORDER= 'RGGB' ! CFAORDER= 'GBRG' ! colour pattern",
      })
  void framesAreNotMixed(String ofMasters, String ofLight, String criterion) {
    List<String> refusals = refusals(ofMasters, ofLight);
    assertEquals(1, refusals.size());
    assertTrue(refusals.get(0).contains(criterion + " "), refusals.get(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '"',
      value = {
        "CAMERAID= 'ToupTek_\\\\?\\usb#vid_0547&pid_157c#5&2ec8f72a&0&15'"
            + " ! CAMERAID= 'ToupTek_\\\\?\\usb#vid_0547&pid_157c#6&11112222&0&3'",
        "CAMERAID= '/dev/ttyUSB0' ! CAMERAID= '/dev/ttyUSB1'",
        "EGAIN   = 0.361999988555908 ! EGAIN   = 0.362",
        "READOUTM= 'High Gain' ! READOUTM= 'high  gain'",
        "READOUTM= 'HighGain' ! READOUTM= 'High Gain'",
        "INSTRUME= 'ZWO ASI294MC Pro' ! INSTRUME= 'ZWO ASI294MC PRO'",
        "FLIPSTAT= 'None' ! FLIPSTAT= '        '",
        "FOCALLEN= 530 ! FOCALLEN= 532.4",
        "TELESCOP= 'FSQ-106' ! TELESCOP= 'FSQ 106'",
        "TELESCOP= 'none' ! TELESCOP= 'Unknown'",
        "XORGSUBF= 100|YORGSUBF= 50 ! DETSEC  = '[101:108,51:56]'",
        "BAYERPAT= 'RGGB'|XBAYROFF= 1 ! BAYERPAT= 'GRBG'|XBAYROFF= 0",
        "XOFFSET = 1.5|YOFFSET = 2.5 ! XOFFSET = -8|YOFFSET = 12", // of the telescope, in arcsec
        "DETXOFF = 0|DETYOFF = 0 ! DETXOFF = -8|DETYOFF = 12", // between two dithers
        "SERIALNO= 17 / exposure number ! SERIALNO= 18 / exposure number",
        "DATAMAX = 3021 ! DATAMAX = 65530",
        "XORGSUBF= 5|YORGSUBF= 0|XBINNING= 2|YBINNING= 2"
            + " ! DETSEC  = '[11:26,1:12]'|XBINNING= 2|YBINNING= 2",
        "LTV1    = -100|LTV2    = -50 ! DETSEC  = '[101:108,51:56]'",
        "BAYERPAT= 'RGGB' ! BAYERPAT= 'BAYER_RGGB'",
        "BAYERPAT= 'RG' ! BAYERPAT= 'RGGB'",
        "ROWORDER= 'BOTTOM-UP' ! ROWORDER= 'bottom up'",
        "READTIME= 12.1 / readout time ! READTIME= 12.4 / readout time",
        "PIERSIDE= 'E' ! PIERSIDE= 'W'",
        "CAMPOWER= 30 ! CAMPOWER= 45",
        "IMAGEDIR= '/data/20260110/flats' ! IMAGEDIR= '/data/20260110/lights'",
        "IMG_DIR = 'flats' ! IMG_DIR = 'lights'",
        "READDIR = 'D:\\flats' ! READDIR = 'D:\\lights'",
        "SCANDIR = 'night/flats' ! SCANDIR = 'night/lights'",
        "IMGORI  = 'flat_001.fits' ! IMGORI  = 'light_001.fits'",
        "CCDTYPE = 'zero' ! CCDTYPE = 'object'", // IRAF's word for the type of a frame
        "SEQNUM  = 1 ! SEQNUM  = 9",
        "BINNING = '2x2' ! XBINNING= 2|YBINNING= 2",
        "BINNING = 'Bin2x2' ! BINNING = '2 2'",
        "BUNIT   = 'ADU' ! BUNIT   = 'DN'",
        "SHUTTER = 'Closed' ! SHUTTER = 'Open'", // darks have it closed
        "SHUTMODE= 'CLOSED' ! SHUTMODE= 'OPEN'",
        "SHUTMODE= 2 / 0=auto 1=open 2=closed ! SHUTMODE= 0 / 0=auto 1=open 2=closed",
        "SHUTMODE= 'Permanently Closed' ! SHUTMODE= 'Fully Auto'", // Andor
        "READNUM = 1 ! READNUM = 2", // of a series
        "FW1NAME = 'EFW mini' ! FW1NAME = 'EFW'", // the wheel's own
        // With the binning known, programs differ in whose pixels' size they give.
        "XPIXSZ  = 3.76|XBINNING= 2|YBINNING= 2 ! XPIXSZ  = 7.52|XBINNING= 2|YBINNING= 2",
        "XPIXSZ  = 3.76 ! XPIXSZ  = 3.759999990463257",
      })
  void whatMeansTheSameIsTheSame(String ofMasters, String ofLight) {
    assertEquals(List.of(), refusals(ofMasters, ofLight));
  }

  private static byte[] twoAmplifiers(int k, String[] names, double seconds) {
    FitsBuilder primary =
        FitsBuilder.primary(8)
            .card("INSTRUME= 'MOSA'")
            .card("EXPTIME = " + seconds)
            .card("CCD-TEMP= -100")
            .card(String.format("DATE-OBS= '2026-03-10T22:%02d:00'", k));
    FitsBuilder[] images = new FitsBuilder[names.length];
    for (int i = 0; i < names.length; i++) {
      images[i] =
          FitsBuilder.extension("IMAGE", 16, 8, 6)
              .card("PCOUNT  = 0")
              .card("GCOUNT  = 1")
              .card("EXTNAME = '" + names[i] + "'");
    }
    return FitsBuilder.concat(primary.bytes(), images[0].bytes(), images[1].bytes());
  }

  private HeaderNight nightOfAmplifiers(String[] ofMasters, String... ofLight) {
    HeaderNight night = new HeaderNight(folder);
    String[] folders = {"Bias", "Darks", "Flats", "Lights"};
    for (int i = 0; i < folders.length; i++) {
      for (int k = 0; k < (i < 3 ? 2 : 1); k++) {
        night.addFile(
            folders[i] + "/" + k + ".fits",
            twoAmplifiers(10 * i + k, i < 3 ? ofMasters : ofLight, new double[] {0, 60, 2, 60}[i]));
      }
    }
    return night;
  }

  @Test
  void amplifiersInAnotherOrderAreNotMixed() {
    String[] inOrder = {"amp_A", "amp_B"};
    assertEquals(List.of(), nightOfAmplifiers(inOrder, inOrder).refusals());
    List<String> refusals = nightOfAmplifiers(inOrder, "amp_B", "amp_A").refusals();
    assertEquals(2, refusals.size());
    assertTrue(refusals.get(0).contains("image name amp_A, expected amp_B"), refusals.get(0));
  }

  @Test
  void nameOfAnImageThatIsOfItsExposureTellsNoAmplifier() {
    String[] ofMasters = {"c20260310_1", "c20260310_2"};
    assertEquals(List.of(), nightOfAmplifiers(ofMasters, "c20260311_1", "c20260311_2").refusals());
    assertEquals(
        List.of(), nightOfAmplifiers(new String[] {"BIAS", "BIAS"}, "OBJECT", "SCI").refusals());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '"',
      value = {
        "SERIALNO= 'A1' ! serial number SERIALNO of the frame or its bias, dark, flat not known",
        "TELESCOP= 'RC14' ! telescope of the frame or its flat not known",
        "FOCALLEN= 530 ! focal length of the frame or its flat not known",
        "XORGSUBF= 5|YORGSUBF= 7 ! window of the frame or its bias, dark, flat not known",
        "LOWNOISE= 1 ! readout LOWNOISE of the frame or its bias, dark, flat not known",
      })
  void whatOneSideSaysIsTakenToAgreeAndSaid(String ofLight, String said) {
    List<LightFrame> lights =
        new HeaderNight(folder).calibration().light(split(ofLight)).plan().lights();
    assertEquals(1, lights.size());
    assertEquals(said + ", taken to agree", lights.get(0).remark());
  }

  @Test
  void mastersOfWhichMoreIsKnownComeFirst() {
    HeaderNight night =
        new HeaderNight(folder)
            .calibration()
            .calibration("SERIALNO= 'B'")
            .calibration("SERIALNO= 'A'")
            .light("SERIALNO= 'A'");
    assertEquals("bias 3, dark 3, flat 3", night.masters());
    LightFrame light = night.plan().lights().get(0);
    assertEquals(null, light.remark());
    MasterSpec dark = night.plan().masters().byId().get(light.darkId());
    assertTrue(dark.configuration().setup().contains("SERIALNO=A"), dark.toString());
  }

  @Test
  void opticsMatterToFlatsOnly() {
    HeaderNight night =
        new HeaderNight(folder)
            .calibration("TELESCOP= 'FSQ-106'", "FOCALLEN= 530")
            .calibration("TELESCOP= 'RC14'", "FOCALLEN= 2845")
            .light("TELESCOP= 'RC14'", "FOCALLEN= 2845");
    assertEquals("bias 1, dark 1, flat 2", night.masters());
    assertEquals(List.of(), night.refusals());
    LightFrame light = night.plan().lights().get(0);
    MasterSpec flat = night.plan().masters().byId().get(light.flatId());
    assertTrue(flat.configuration().setup().contains("RC14"), flat.toString());
  }

  @Test
  void framesOfOneSeriesThatSayLessJoinTheOthersAndItIsSaid() {
    HeaderNight night =
        new HeaderNight(folder).bias("SERIALNO= 'A'").dark(60, "SERIALNO= 'A'").dark(60);
    assertEquals("bias 1, dark 1", night.masters());
    String remark =
        night.plan().masters().makeable().stream()
            .filter(master -> master.type().isDark())
            .findFirst()
            .orElseThrow()
            .remark();
    assertEquals("serial number SERIALNO not known of every frame, taken to agree", remark);
  }

  @Test
  void ignoredSettingNeedNotAgree() {
    MatchingRules plain = Matching.PLAIN;
    MatchingRules rules =
        Matching.rules().ignoring(Set.of(Setting.TELESCOPE, Setting.SERIAL_NUMBER)).build();
    List<LightFrame> lights =
        new HeaderNight(folder)
            .calibration("TELESCOP= 'A'", "SERIALNO= '7'")
            .light("TELESCOP= 'B'", "SERIALNO= '8'")
            .plan(rules)
            .lights();
    assertEquals(1, lights.size());
    assertTrue(
        lights.get(0).remark().contains("serial number SERIALNO 7, expected 8 (--ignoreSettings)"),
        lights.get(0).remark());
  }

  private static byte[] bytes16(int step) {
    Random random = new Random(step);
    ByteBuffer pixels = ByteBuffer.allocate(8 * 6 * 2);
    for (int i = 0; i < 48; i++) {
      pixels.putShort((short) (step * (60 + random.nextInt(30))));
    }
    return pixels.array();
  }

  private HeaderNight nightOfSteps(int ofMasters, int ofLight) {
    HeaderNight night = new HeaderNight(folder);
    String[] folders = {"Bias", "Darks", "Flats", "Lights"};
    for (int i = 0; i < folders.length; i++) {
      for (int k = 0; k < (i < 3 ? 2 : 1); k++) {
        night.addFile(
            folders[i] + "/" + k + ".fits",
            FitsBuilder.primary(16, 8, 6)
                .card("INSTRUME= 'ASI'")
                .card("EXPTIME = " + new double[] {0, 60, 2, 60}[i])
                .card("CCD-TEMP= -10")
                .card(String.format("DATE-OBS= '2026-03-10T22:%d%d:00'", i, k))
                .data(bytes16(i < 3 ? ofMasters : ofLight))
                .bytes());
      }
    }
    return night;
  }

  @Test
  void pixelsShiftedToTheLeftAreNotMixedWithOthers() {
    List<String> refusals = nightOfSteps(1, 16).refusals();
    assertEquals(1, refusals.size());
    assertTrue(refusals.get(0).contains("expected all values multiples of 16"), refusals.get(0));
    assertEquals(1, nightOfSteps(16, 1).refusals().size());
    assertEquals(1, nightOfSteps(4, 16).refusals().size());
  }

  @Test
  void cameraThatAlwaysShiftsIsAnyCamera() {
    assertEquals(List.of(), nightOfSteps(16, 16).refusals());
    assertEquals(List.of(), nightOfSteps(4, 4).refusals());
  }

  private HeaderNight nightWithLightOf(int bitpix, byte[] pixels, String... cards) {
    HeaderNight night = nightOfSteps(1, 1);
    FitsBuilder light =
        FitsBuilder.primary(bitpix, 8, 6)
            .card("INSTRUME= 'ASI'")
            .card("EXPTIME = 60")
            .card("CCD-TEMP= -10")
            .card("DATE-OBS= '2026-03-10T23:00:00'");
    for (String card : cards) {
      light.card(card);
    }
    return night.addFile("Lights/other.fits", light.data(pixels).bytes());
  }

  @Test
  void eightBitsAreNotMixedWithSixteen() {
    byte[] pixels = new byte[48];
    new Random(8).nextBytes(pixels);
    List<String> refusals = nightWithLightOf(8, pixels).refusals();
    assertEquals(1, refusals.size());
    assertTrue(refusals.get(0).contains("expected all values of 8 bits"), refusals.get(0));
  }

  @Test
  void fractionsByAScaleInTheHeaderAreNotMixedWithAdu() {
    List<String> refusals =
        nightWithLightOf(16, bytes16(7), "BSCALE  = 1.52587890625E-05", "BZERO   = 0.5").refusals();
    assertEquals(1, refusals.size());
    assertTrue(refusals.get(0).contains("expected all values within 0..1"), refusals.get(0));
    assertEquals(2, nightWithLightOf(16, bytes16(7), "BSCALE  = 0.5").plan().lights().size());
  }

  @Test
  void unsignedBitsWithoutTheirZeroAreTold() {
    HeaderNight night = nightWithLightOf(16, bytes16(500)); // 30000 to 45000
    assertTrue(
        night.last().notes().warnings().contains("where BZERO = 32768 was left out"),
        night.last().notes().warnings());
    assertEquals("", nightWithLightOf(16, bytes16(-1)).last().notes().warnings());
    assertEquals(
        "", nightWithLightOf(16, bytes16(500), "BZERO   = 32768").last().notes().warnings());
  }

  @Test
  void nameOfAFileThatContradictsItsTypeIsToldAndDecidesNothing() {
    HeaderNight night = new HeaderNight(folder);
    night.addAs("a/flat-1.fits", 3, "IMAGETYP= 'Light Frame'");
    assertEquals("light", night.last().type().label());
    assertEquals(
        "flat-1.fits is taken for a light; if its name is right, state it with --facts:"
            + " \"flat-1.fits\": {type: flat}",
        night.last().notes().warnings());
    night.addAs("a/Dark Nebula 1.fits", 3, "IMAGETYP= 'Light Frame'");
    assertEquals("", night.last().notes().warnings());
    night.addAs("a/dark_1.fits", 0, "IMAGETYP= 'Bias Frame'");
    assertEquals("", night.last().notes().warnings());
    night.addAs("a/light_7.fits", 60, "IMAGETYP= 'Light Frame'");
    assertEquals("", night.last().notes().warnings());
    for (String name :
        List.of("Calibrated-M31-5.fits", "pp_light_01.fits", "MasterDark_300.fits")) {
      night.addAs("Lights/" + name, 60);
      assertTrue(
          night.last().notes().warnings().contains(name + " is taken for")
              && night.last().notes().warnings().contains("with --facts: \"" + name + "\": {type:"),
          night.last().notes().warnings());
    }
  }

  @Test
  void fractionsOfTheLargestValueAreNotMixedWithAdu() {
    HeaderNight night = new HeaderNight(folder).calibration();
    byte[] pixels = new byte[8 * 6 * 4];
    for (int i = 0; i < 48; i++) {
      java.nio.ByteBuffer.wrap(pixels).putFloat(4 * i, 0.01f + 0.001f * i);
    }
    night.addFile(
        "Lights/f.fits",
        FitsBuilder.primary(-32, 8, 6)
            .card("INSTRUME= 'ASI'")
            .card("EXPTIME = 60")
            .card("CCD-TEMP= -10")
            .card("DATE-OBS= '2026-03-10T22:00:00'")
            .data(pixels)
            .bytes());
    assertEquals(1, night.refusals().size());
    assertTrue(
        night.refusals().get(0).contains("expected all values within 0..1"),
        night.refusals().get(0));
  }

  @Test
  void copyOfADarkCountsOnce() {
    HeaderNight night = new HeaderNight(folder).calibration().light();
    night.addAs("Darks/d1.fits", 60, "DATE-OBS= '2026-03-10T23:00:00'");
    night.addAs("backup/Darks/d1.fits", 60, "DATE-OBS= '2026-03-10T23:00:00'");
    night.addAs("Darks/d2.fits", 60, "DATE-OBS= '2026-03-10T23:00:00'"); // perhaps a slow clock
    MasterSpec dark =
        night.plan().masters().makeable().stream()
            .filter(master -> master.type().isDark())
            .findFirst()
            .orElseThrow();
    assertEquals(4, dark.frames());
    List<FrameRow> unused =
        night.rows().stream().filter(row -> row.status() == FrameStatus.UNUSED).toList();
    assertEquals(1, unused.size());
    assertTrue(unused.get(0).reason().startsWith("a copy of "), unused.get(0).reason());
    assertEquals(night.frames().size(), night.rows().size());
  }

  @Test
  void darksOfOneNameWithADateAloneAreNoCopies() {
    HeaderNight night = new HeaderNight(folder);
    for (String run : List.of("run1", "run2")) {
      for (int i = 0; i < 3; i++) {
        night.addAs(run + "/Darks/dark_00" + i + ".fits", 60, "DATE-OBS= '2026-03-10'");
      }
    }
    List<MasterSpec> darks = night.plan().masters().makeable();
    assertEquals(1, darks.size());
    assertEquals(6, darks.get(0).frames());
  }

  @Test
  void onlyImageIsAnOnlyImageWhereverItStands() {
    HeaderNight night = new HeaderNight(folder).calibration();
    byte[] primary = FitsBuilder.primary(8).bytes();
    byte[] image =
        FitsBuilder.extension("IMAGE", 16, 8, 6)
            .card("INSTRUME= 'ASI'")
            .card("EXPTIME = 60")
            .card("CCD-TEMP= -10")
            .card("DATE-OBS= '2026-03-10T22:00:00'")
            .bytes();
    night.addFile("Lights/x.fits", FitsBuilder.concat(primary, image));
    assertEquals(List.of(), night.refusals());
    assertEquals(1, night.last().hdu());
  }
}
