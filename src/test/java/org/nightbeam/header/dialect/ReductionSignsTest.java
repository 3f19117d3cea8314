package org.nightbeam.header.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.HeaderNight;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.FrameFiles;
import org.nightbeam.plan.LightFrame;

/** How programs and archives say that a frame is no raw one, and how they say that it is. */
class ReductionSignsTest {
  @TempDir Path input;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HISTORY Auto Dark Subtraction", // CCDOPS
        "HISTORY   Calibrated", // AIP for Windows
        "HISTORY   Auto-processed: Planetary",
        "HISTORY Stacked.",
        "HISTORY Auto-Dark Subtraction", // CCDSoft
        "HISTORY Dark Subtraction (Dark 5, 2048 x 2048, Bin1 x 1, 60.00s)", // MaxIm DL
        "HISTORY Bias Subtraction (Bias 3)",
        "HISTORY Flat Field (Flat V 3, 2048 x 2048)",
        "HISTORY Flat corrected with mfloodlightflatR.fits", // AstroImageJ
        "HISTORY DARKCORR complete ...",
        "HISTORY The dark frame d60.fit has been subtracted",
        "HISTORY subtracted master bias b.fits",
        "HISTORY divided by flat_V.fits",
        "HISTORY flatfielded with ff.fits",
        "HISTORY Image calibrated with master dark",
        "HISTORY ImageIntegration.numberOfImages: 12",
        "HISTORY 12 frames were median combined",
        "HISTORY Dunkelbild abgezogen",
        "HISTORY Darkabzug mit mdark.fit",
        "HISTORY Soustraction du noir maitre",
        "HISTORY Offset soustrait",
        "HISTORY Diviso per il flat",
        "HISTORY Corregido de bias",
        "HISTORY Aligned",
        "HISTORY Hot Pixel Removal",
        "LEVEL   = 'L1' / data processing level: 0=raw",
        "CALIBSTR= 'BDF'",
        "NSTACKS = 12",
        "MASTDARK= 'md.fit'",
        "COMMENT Overscan subtracted",
        "COMMENT bias and dark subtracted by the camera",
        "CALSTAT = 'BD'",
        "PROCESS = 'BDF'",
        "DARKCOR = 'Nov 15  2:51 Dark is d.fits'",
        "DARKSUB = T",
        "DARK_SUB= 'yes'",
        "SUBDARK = 1",
        "FLATDIV = T",
        "BIASCORR= 'COMPLETE'",
        "OSCANSUB= T",
        "OVERSCAN= 'Nov 15  2:51 Overscan section is [768:795,1:540] with mean=98.2'",
        "TRIM    = 'Nov 15  2:49 Trim data section is [1:767,1:511]'",
        "SUBOSCAN= 'overscan=ccd.data[:,768:], median=True'",
        "L1STATDA= 1",
        "RLEVEL  = 91",
        "IMRED_FF= 'YES'",
        "HIERARCH ESO PRO CATG = 'MASTER_BIAS'",
        "HIERARCH LSST ISR DARK APPLIED = T",
        "STACKCNT= 20",
        "DARK_CNT= 12", // ASTAP
        "NCOMBINE= 5",
        "NIMAGES = 5 / images combined",
        "CALSTAT = 'F'",
        "IIWIVER = '2.1.200'",
        "NUMRNAM = 'DitheredImageRecipe' / Numina recipe name",
        "SOFTBIAS= 1000 / software bias added to all DN",
        "PROCDATE= '2016-11-21HST07:11:51' / Date-Time of Processing",
        "PROCNAME= 'pipeline'",
        "FLAT    = 'f_F.fits' / combined flat",
        "PROCTYPE= 'InstCal'",
        "HANDLE  = '((raw-bias) - ((dark-bias)*exposure)) / flat'",
        "OVSCNCOR= T",
        "SKYFLCOR= T",
        "FRINGCOR= 'Nov 15  2:51 Fringe image is f.fits'",
        "READCOR = 'Nov 15  2:51 One dimensional zero is z'",
        "SCANCOR = 'Nov 15  2:51 Converted from longscan'",
        "MKILLUM = 'Nov 15  2:51 Illumination image created'",
        "IMCMB001= 'a.fits'",
        "COMBINED= T",
        "CRLACOSY= 'ccd=<CCDData>'",
        "WCSPROJ = 'ccd=<CCDData>'",
        "DRIZCORR= 'COMPLETE'",
        "NDRIZIM = 4",
        "S_FLAT  = 'COMPLETE'",
        "PCTECORR= 'COMPLETE'",
        "L1STATZE= 1",
        "BIASIMG = 'b.fits'",
        "DATASTAT= 'REDUCED'",
        "REDSTAT = 'CALIBRATED'",
        "PROC_LVL= 2",
        "CALIBLVL= 2",
        "PRODLVL = 'L1'",
        "BKGSUB  = T",
        "NLINCOR = T",
        "GAINCORR= T",
        "ALIGNED = T",
        "DEBAYER = T",
        "NIMCOMB = 7",
        "HISTORY 1  Calibrated by ASTAP",
        "HISTORY imarith: obj.fits - Zero.fits",
        "HISTORY Calibrated image",
        "HISTORY sky background subtracted",
        "HISTORY Sigma-clipped stack of 12",
        "HISTORY Resampled with SWarp",
        "HISTORY CALIBRATION: DARK=md.fit FLAT=mf.fit",
        "BUNIT   = 'el'",
        "BUNIT   = 'counts per second'",
        "IMAGETYP= 'Calibrated Light'",
        "IMAGETYP= 'REDUCED'",
        "OBSTYPE = 'SUPERBIAS'",
        "IMAGETYP= 'Stacked'",
        "DARKCOR = 'Dark master_d.fits, sky UNKNOWN'",
        "FLATCOR = 'bias, dark subtracted; flat NONE'",
        "DARKCOR = 'dark subtracted, RAW'",
        "BIASCORR= 'b.fits UNKNOWN'",
        "BUNIT   = 'electron'",
        "BUNIT   = 'e-/s'",
        "BUNIT   = 'adu/s'",
      })
  void frameIsAlreadyReduced(String card) throws IOException {
    Frame frame = FrameFiles.light(input, card);
    assertTrue(
        frame.setAside() != null && frame.setAside().startsWith("already reduced ("),
        "not set aside by " + card);
    String keyword =
        card.startsWith("HIERARCH") ? card.substring(9, card.indexOf(" =")) : card.substring(0, 8);
    assertTrue(frame.setAside().contains(keyword.trim()), frame.setAside());
    assertTrue(frame.setAside().contains("reduced: no"), frame.setAside());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HISTORY Dark subtraction: none",
        "HISTORY No dark frame was subtracted",
        "HISTORY not flat-fielded, not bias-corrected",
        "HISTORY DARKCORR = OMIT",
        "HISTORY Auto dark: off",
        "HISTORY Flat lamp switched on",
        "HISTORY Dark exposure, shutter closed",
        "HISTORY Updated keyword BIASSEC to value [4096:4109]",
        "HISTORY File created by camera",
        "COMMENT Bias frames should be subtracted before flats",
        "COMMENT PROCESS key can be B (bias), D (dark), F (flat)",
        "CALSTAT = '   '",
        "CALSTAT = 'Uncalibrated'",
        "DARKCOR = F",
        "DARKSUB = -1",
        "DARKSUB = 0",
        "DARKSUB = 'N'",
        "FLATCORR= 'PERFORM'",
        "BIASCORR= 'Not done'",
        "FLATDIV = 'unknown'",
        "OVERSCAN= 128", // columns
        "TRIM    = F",
        "L1STATDA= 0",
        "RLEVEL  = 0",
        "STACKCNT= 1",
        "NCOMBINE= 1",
        "NIMAGES = 5 / in this sequence",
        "FLAT    = 'lamp 2' / which lamp is on",
        "PROCDATE= '2016-11-21' / of the file",
        "PROCTYPE= 'RAW'",
        "BUNIT   = 'adu'",
        "BUNIT   = 'COUNTS'",
        "BUNIT   = 'DN'",
        "DARKFILE= 'dark60.fits'", // which one should be taken
        "FLATLAMP= 'ON'",
        "LEVEL   = 0 / data processing level",
        "LEVEL   = 'L0' / data processing level",
        "STATUS  = 'exposing'",
        "HISTORY Mount offset corrected",
        "HISTORY GPS time correction applied",
        "COMMENT telescope offset subtracted from RA",
        "HISTORY focus offset applied to filter",
        "DARKSUB = 'Auto dark off'",
        "FLATCOR = 'No flat'",
        "L1IDBIAS= 'N/A'",
        "DRIZCORR= 'PERFORM'",
        "COMBINED= F",
        "NDRIZIM = 0",
        "ALIGNED = F",
        "DEBAYER = F",
        "IMAGETYP= 'Light Frame (raw)'",
        "PROC_LVL= 0",
        "PRODLVL = 'RAW'",
        "COMMENT Zero padding at end of row",
        "HISTORY Image Link",
        "HISTORY Flat panel brightness 120",
        "BUNIT   = 'ADU (16 bit)'",
        "STACKABL= T",
        "NEXP    = 12",
        "FLATPOS = 30",
        "PEDESTAL= 0",
        "OBSTYPE = 'Integration'", // an exposure of an infrared array
        "FRAME   = 'pp 12'",
        "DARKSUB = 'Dark: off'",
        "CORRECTO= 'Wynne'", // the corrector, no corrected overscan
        "NONLINEA= 55000", // ADU, no corrected linearity
      })
  void frameIsRaw(String card) throws IOException {
    assertNull(FrameFiles.light(input, card).setAside());
  }

  @Test
  void imageBesideAReducedOneIsNoRawOne() {
    HeaderNight night = new HeaderNight(input);
    night.addFile(
        "Lights/two.fits",
        FitsBuilder.concat(
            FitsBuilder.primary(8).bytes(),
            FitsBuilder.extension("IMAGE", 16, 8, 6).card("EXTNAME = 'SCI'").bytes(),
            FitsBuilder.extension("IMAGE", 16, 8, 6).card("FLATCOR = T").bytes()));
    assertEquals(2, night.frames().size());
    assertEquals(
        "already reduced (HDU 2 of its file: FLATCOR = T); expected a raw frame; if it is one, or"
            + " only bias or dark are subtracted, state reduced: no, bias or dark with --facts",
        night.frames().get(0).setAside());
  }

  @Test
  void constantThatWasAddedIsTold() throws IOException {
    Frame frame = FrameFiles.light(input, "PEDESTAL= -100");
    assertNull(frame.setAside());
    assertTrue(frame.notes().warnings().contains("PEDESTAL = -100"), frame.notes().warnings());
  }

  @Test
  void whatIsStillToBeDoneCanBeStated() {
    HeaderNight night = new HeaderNight(input).stating("\"l*\": {reduced: dark}");
    night.calibration().light("HISTORY Auto Dark Subtraction");
    assertEquals(List.of(), night.refusals());
    LightFrame light = night.plan().lights().get(0);
    assertNull(light.biasId());
    assertNull(light.darkId());
    assertTrue(light.flatId().contains("/flat-"));
    assertEquals("its bias and dark already subtracted", light.remark());
  }

  @Test
  void ofABiasSubtractedLightTheDarkIsSubtracted() {
    HeaderNight night = new HeaderNight(input).stating("\"l*\": {reduced: bias}");
    night.calibration().light("HISTORY bias subtracted");
    LightFrame light = night.plan().lights().get(0);
    assertNull(light.biasId());
    assertTrue(light.darkId().contains("/dark-"));
    assertEquals("its bias already subtracted", light.remark());
  }

  @Test
  void flatsThatAreDarkSubtractedAreNotMixedWithRawOnes() {
    HeaderNight night = new HeaderNight(input).stating("\"flats003*\": {reduced: dark}");
    night.bias().dark(60).flat(2, "HISTORY dark subtracted").flat(2);
    assertEquals("bias 1, dark 1, flat 2", night.masters());
  }

  @Test
  void statedRawFrameIsRaw() {
    HeaderNight night =
        new HeaderNight(input)
            .stating("\"*\": {reduced: no}")
            .calibration()
            .light("HISTORY Auto Dark Subtraction");
    assertEquals(List.of(), night.refusals());
  }
}
