package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.frame.ForeignDarks;
import org.nightbeam.frame.Frame;
import org.nightbeam.storage.LocalStorage;

/** Masters of other software to which a constant was added, lest values are below 0. */
class ForeignPedestalTest {
  @TempDir Path input;

  private Frame dark(String card) throws IOException {
    byte[] bytes =
        FitsBuilder.primary(16, 4, 3)
            .card("IMAGETYP= 'Master Dark'")
            .card("EXPTIME = 60")
            .card("BZERO   = 32768")
            .card(card)
            .bytes();
    FrameFiles.write(input.resolve("masters/d.fits"), bytes);
    HeaderRules rules = HeaderRules.DEFAULTS;
    return FrameFiles.only(
        FrameReader.ofMasters(rules, ForeignDarks.BIAS_SUBTRACTED)
            .read(
                new LocalStorage(), input.resolve("masters/d.fits").toString(), "masters/d.fits"));
  }

  @Test
  void constantIsTakenOff() throws IOException {
    Frame dark = dark("PEDESTAL= -100");
    assertNull(dark.setAside());
    assertEquals(32768 - 100, dark.format().bzero());
  }

  @Test
  void withoutOnePixelsStayAsTheyAre() throws IOException {
    assertEquals(32768, dark("PEDESTAL= 0").format().bzero());
    assertEquals(32768, dark("OBSERVER= 'X'").format().bzero());
  }

  @Test
  void constantOfADoubtfulSignIsToldAndNotGuessed() throws IOException {
    String setAside = dark("PEDESTAL= 100").setAside();
    assertTrue(setAside.contains("PEDESTAL = 100"), setAside);
  }
}
