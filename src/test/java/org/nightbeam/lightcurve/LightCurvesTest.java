package org.nightbeam.lightcurve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.nightbeam.fixture.Frames;
import org.nightbeam.frame.Frame;
import org.nightbeam.reason.Reason;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;

class LightCurvesTest {
  private static double sinceJ2000(boolean dateAlone) {
    Frame frame =
        Frames.light()
            .time(Instant.parse("2026-01-15T00:00:00Z"))
            .exposure(120)
            .notes(new Frame.Notes("", "", "", false, dateAlone))
            .build();
    return LightCurves.about(FrameRow.of(frame, FrameStatus.CALIBRATED, Reason.NONE), "").mid();
  }

  @Test
  void theMidnightOfADateAloneIsNoTimeOfALight() {
    assertEquals(2461055.5 - 2451545 + 60 / 86400.0, sinceJ2000(false), 1e-9);
    assertEquals(Double.NaN, sinceJ2000(true));
  }
}
