package org.nightbeam.transforms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.nightbeam.fixture.Frames;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Setup;
import org.nightbeam.grading.BrightStars;
import org.nightbeam.grading.LightQuality;
import org.nightbeam.reason.Reason;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.table.LightStatistics;

/** Which lights are compared with each other. */
class GradeLightsTest {
  private static final LightQuality QUALITY =
      new LightQuality("M 31", 1, 1, 40, 3, 1, 0, 0.01, -7, 0, 0, BrightStars.NONE);

  private static String group(String setup) {
    Frame light = Frames.light().build();
    Frame other = Frames.like(light).camera(light.configuration().with(new Setup(setup))).build();
    return GradeLights.group(
        FrameRow.of(other, FrameStatus.CALIBRATED, Reason.NONE)
            .looking(new LightStatistics(250, 15, 0, 40, 3, QUALITY)));
  }

  @Test
  void whatVariesFromLightToLightOfOneCameraDoesNotKeepThemApart() {
    String one = group("telescope=RASA 8; focal length=530");
    assertEquals(one, group("telescope=RASA 8; focal length=532"));
    assertEquals(one, group("telescope=rasa 8; focal length=530; folder=night/lights"));
    assertEquals(one, group("telescope=RASA 8; pedestal=100"));
  }

  @Test
  void otherCamerasWindowsAndTelescopesAreKeptApart() {
    String one = group("window=0,0; serial number=1; telescope=RASA 8");
    assertNotEquals(one, group("window=8,0; serial number=1; telescope=RASA 8"));
    assertNotEquals(one, group("window=0,0; serial number=2; telescope=RASA 8"));
    assertNotEquals(one, group("window=0,0; serial number=1; telescope=C11"));
  }
}
