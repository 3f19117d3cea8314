package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.frame.Frame;

/** Headers that real and broken programs write; each was once misread. */
class OddHeaderTest {
  @TempDir Path input;

  @Test
  void integersScaledBeyondFloatBecomeNaN() {
    float[] out = new float[1];
    new RowDecoder(new PixelFormat(16, 1e38, 0, null))
        .read(ByteBuffer.allocate(2).putShort((short) 100), 0, 1, out);
    assertEquals(Float.NaN, out[0]);
  }

  @Test
  void negativePcountOfGzippedIsInTheResult() throws Exception {
    byte[] f =
        FitsBuilder.concat(
            FitsBuilder.primary(8).bytes(),
            FitsBuilder.extension("IMAGE", 16, 4, 3)
                .card("PCOUNT  = -50")
                .card("GCOUNT  = 1")
                .bytes());
    FrameFiles.write(input.resolve("Bias/a.fits.gz"), FitsBuilder.gzip(f));
    Frame.Reading r =
        assertDoesNotThrow(() -> FrameFiles.read(input, "Bias/a.fits.gz", TypeFrom.AUTO));
    assertTrue(r.rejected().get(0).reason().contains("PCOUNT"), r.toString());
  }

  @Test
  void negativePcountOfPlainIsInTheResult() throws Exception {
    byte[] f =
        FitsBuilder.concat(
            FitsBuilder.primary(8).bytes(),
            FitsBuilder.extension("IMAGE", 16, 4, 3)
                .card("PCOUNT  = -50")
                .card("GCOUNT  = 1")
                .bytes());
    FrameFiles.write(input.resolve("Bias/a.fits"), f);
    Frame.Reading r = FrameFiles.read(input, "Bias/a.fits", TypeFrom.AUTO);
    assertTrue(r.rejected().get(0).reason().contains("PCOUNT"), r.toString());
  }

  @Test
  void hugeBinningIsNotThrown() throws Exception {
    FrameFiles.write(
        input.resolve("Bias/a.fits"),
        FitsBuilder.primary(16, 4, 3).card("CCDSUM  = '99999999999 1'").bytes());
    assertDoesNotThrow(() -> FrameFiles.read(input, "Bias/a.fits", TypeFrom.AUTO));
  }

  @Test
  void bitpixBeyond32BitsIsNamed() throws Exception {
    FrameFiles.write(
        input.resolve("Bias/a.fits"),
        FitsBuilder.ofCards(
                "SIMPLE  = T", "BITPIX  = 4294967312", "NAXIS   = 2", "NAXIS1  = 4", "NAXIS2  = 3")
            .data(new byte[24])
            .bytes());
    Frame.Reading r = FrameFiles.read(input, "Bias/a.fits", TypeFrom.AUTO);
    assertTrue(r.rejected().get(0).reason().contains("BITPIX = 4294967312"), r.toString());
  }

  @Test
  void truncatedFirstBlockOfExtensionHeaderIsReported() throws Exception {
    byte[] f =
        FitsBuilder.concat(
            FitsBuilder.primary(16, 4, 3).bytes(),
            FitsBuilder.extension("IMAGE", 16, 4, 3).bytes());
    FrameFiles.write(input.resolve("Bias/a.fits"), Arrays.copyOf(f, 5760 + 1000));
    Frame.Reading r = FrameFiles.read(input, "Bias/a.fits", TypeFrom.AUTO);
    assertEquals(1, r.rejected().size(), r.toString());
  }

  @Test
  void usableSecondDateKeywordCounts() throws Exception {
    Frame f = FrameFiles.light(input, "DATE-OBS= 'unknown'", "DATE-BEG= '2024-01-31T20:15:03'");
    assertEquals(Instant.parse("2024-01-31T20:15:03Z"), f.time());
  }

  @Test
  void jdIsUsedWhenMjdIsPlaceholder() throws Exception {
    Frame f = FrameFiles.light(input, "MJD-OBS = 0", "JD      = 2460001.25");
    assertEquals(Instant.parse("2023-02-25T18:00:00Z"), f.time());
  }

  @Test
  void mjdCompletesDateWithoutTime() throws Exception {
    Frame f = FrameFiles.light(input, "DATE-OBS= '2023-02-25'", "MJD-OBS = 60000.75");
    assertEquals(Instant.parse("2023-02-25T18:00:00Z"), f.time());
  }

  @Test
  void unparsableTimeIsNotMidnight() throws Exception {
    Frame f =
        FrameFiles.light(
            input, "DATE-OBS= '2023-02-25'", "UT      = 'unknown'", "TIME    = '18:00:00'");
    assertEquals(Instant.parse("2023-02-25T18:00:00Z"), f.time());
  }

  @Test
  void usableSecondBinningCounts() throws Exception {
    Frame f = FrameFiles.light(input, "CCDSUM  = 'unknown'", "BINNING = '2x2'");
    assertEquals(2, f.configuration().xbin());
  }

  @Test
  void stackcntOneIsRaw() throws Exception {
    Frame f = FrameFiles.light(input, "STACKCNT= 1");
    assertNull(f.setAside());
  }

  @Test
  void darkcorrFalseIsRaw() throws Exception {
    Frame f = FrameFiles.light(input, "DARKCORR= F");
    assertNull(f.setAside());
  }

  @Test
  void continuedTextMayStartAtColumnTen() throws Exception {
    FitsHeader h =
        new FitsHeader(
            List.of(FitsBuilder.padded("OBJECT  = 'M &'"), FitsBuilder.padded("CONTINUE '31'")));
    assertEquals("M 31", h.text("OBJECT").orElseThrow());
  }

  @Test
  void binningOfZeroIsNotKnown() throws Exception {
    Frame f = FrameFiles.light(input, "XBINNING= 0", "YBINNING= 0");
    assertEquals(1, f.configuration().xbin());
  }

  @Test
  void exposureSecondKeywordWhenNegative() throws Exception {
    Frame f = FrameFiles.light(input, "EXPTIME = -1", "EXPOSURE= 30");
    assertEquals(30, f.exposure());
  }

  @Test
  void tempSecondKeywordWhenPlaceholder() throws Exception {
    Frame f = FrameFiles.light(input, "CCD-TEMP= -999", "DET-TEMP= -30");
    assertEquals(-30, f.temperature());
  }

  @Test
  void dateWithTrailingT() throws Exception {
    assertEquals(
        Instant.parse("2024-01-31T18:00:00Z"),
        FrameFiles.light(input, "DATE-OBS= '2024-01-31T'", "TIME-OBS= '18:00:00'").time());
  }
}
