package org.nightbeam.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nightbeam.fixture.Frames;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Pointing;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;

class FrameTableLightTest {
  private static final FrameRow ROW =
      FrameRow.rejected(
          new Frame.Rejected(
              "/night/a.fits", "a.fits", -1, Reason.of(ReasonCode.TRUNCATED, "damaged"), null));

  @Test
  void whatALightIsOfStandsInItsColumns() throws IOException {
    Pointing of = new Pointing("M 31", 10.6847083, 41.26875, 1.2346, 8.65, -29.25, 1.25);
    FrameRow row =
        FrameRow.of(Frames.light().pointing(of).build(), FrameStatus.CALIBRATED, Reason.NONE)
            .looking(new LightStatistics(300, 7, 0, 100, 3));
    StringBuilder table = new StringBuilder();
    FrameTable.write(List.of(row), table);
    Map<String, String> read =
        FrameTable.read(new StringReader(table.toString())).iterator().next();
    assertEquals("M 31", read.get("object"));
    assertEquals("10.684708", read.get("ra_deg"));
    assertEquals("41.26875", read.get("dec_deg"));
    assertEquals("1.2346", read.get("airmass"));
    assertEquals("8.65", read.get("longitude_deg"));
    assertEquals("-29.25", read.get("latitude_deg"));
    assertEquals("3.75", read.get("fwhm_arcsec"), "3 pixels of 1.25 arcsec");
  }

  @Test
  void whatALightLooksLikeAndWhyStandInTheLastColumns() throws IOException {
    LightStatistics light = new LightStatistics(301.23456, 7, 0.0000123456, 1250, Double.NaN);
    StringBuilder table = new StringBuilder();
    FrameTable.write(List.of(ROW.looking(light), ROW), table);

    assertTrue(
        FrameTable.head()
            .contains(
                ",rotator,sky_adu,noise_adu,saturated_fraction,stars,fwhm_px,reason_code,"
                    + "reason_details,night_by,object,airmass,fwhm_arcsec,elongation,elongation_deg,limiting_mag,transparency,odd"),
        FrameTable.head());
    Map<String, String> row = FrameTable.read(new StringReader(table.toString())).iterator().next();
    assertEquals("301.23", row.get("sky_adu"));
    assertEquals("7", row.get("noise_adu"));
    assertEquals("1.2346E-5", row.get("saturated_fraction"));
    assertEquals("1250", row.get("stars"));
    assertEquals("", row.get("fwhm_px"));
    assertEquals("truncated", row.get("reason_code"));
    assertTrue(table.toString().contains(",,,,,,truncated,,,,,,,,,,"), table.toString());
  }
}
