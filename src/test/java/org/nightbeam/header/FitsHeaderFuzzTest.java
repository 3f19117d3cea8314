package org.nightbeam.header;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.frame.ForeignDarks;
import org.nightbeam.frame.Frame;

/** Any bytes are read as the header of a file, or the file is rejected with a reason. */
class FitsHeaderFuzzTest {
  private static final HeaderRules RULES = HeaderRules.DEFAULTS;
  private static final FrameReader FRAMES = new FrameReader(RULES);
  private static final FrameReader MASTERS = FrameReader.ofMasters(RULES, ForeignDarks.WITH_BIAS);

  static List<byte[]> files() {
    return FuzzSeeds.files();
  }

  @MethodSource("files")
  @DictionaryEntries({
    "SIMPLE  =",
    "XTENSION= 'IMAGE   '",
    "BITPIX  =",
    "NAXIS   =",
    "NAXIS1  =",
    "GROUPS  = T",
    "PCOUNT  =",
    "GCOUNT  =",
    "BSCALE  =",
    "BZERO   =",
    "BLANK   =",
    "CONTINUE  '",
    "HIERARCH ",
    "END     ",
    "DATE-OBS=",
    "CCD-TEMP=",
    "EXPTIME =",
    "IMAGETYP=",
    "&'",
    "''",
    " / [s]"
  })
  @FuzzTest(maxDuration = "5s")
  void anyBytesAreReadOrRejected(byte[] file) throws IOException {
    BytesInMemory storage = new BytesInMemory("a.fits", file);
    MASTERS.read(storage, "a.fits", "masters/mdark_60s.fits");
    FRAMES.explain(storage, "a.fits", "Lights/a.fits", rejected -> {});
    for (Frame frame : FRAMES.read(storage, "a.fits", "a.fits").frames()) {
      ProductHeader product = ProductHeader.ofImage(frame.width(), frame.height());
      product.keep(RawHeader.cards(storage, frame));
      product.add("NBVERSN", "0", "version");
      product.bytes(0);
    }
  }
}
