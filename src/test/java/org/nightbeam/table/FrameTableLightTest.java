package org.nightbeam.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nightbeam.frame.Frame;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;

class FrameTableLightTest {
  private static final FrameRow ROW =
      FrameRow.rejected(
          new Frame.Rejected(
              "/night/a.fits", "a.fits", -1, Reason.of(ReasonCode.TRUNCATED, "damaged"), null));

  @Test
  void whatALightLooksLikeAndWhyStandInTheLastColumns() throws IOException {
    LightStatistics light = new LightStatistics(301.23456, 7, 0.0000123456, 1250, Double.NaN);
    StringBuilder table = new StringBuilder();
    FrameTable.write(List.of(ROW.looking(light), ROW), table);

    assertTrue(
        FrameTable.head()
            .endsWith(
                ",rotator,sky_adu,noise_adu,saturated_fraction,stars,fwhm_px,reason_code,"
                    + "reason_details,night_by,object,airmass,fwhm_arcsec,elongation,elongation_deg,limiting_mag,transparency,odd\n"),
        FrameTable.head());
    Map<String, String> row = FrameTable.read(new StringReader(table.toString())).iterator().next();
    assertEquals("301.23", row.get("sky_adu"));
    assertEquals("7", row.get("noise_adu"));
    assertEquals("1.2346E-5", row.get("saturated_fraction"));
    assertEquals("1250", row.get("stars"));
    assertEquals("", row.get("fwhm_px"));
    assertEquals("truncated", row.get("reason_code"));
    assertTrue(table.toString().endsWith(",,,,,,truncated,,,,,,,,,,\n"), table.toString());
  }
}
