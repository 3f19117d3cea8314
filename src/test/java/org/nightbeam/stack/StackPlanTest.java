package org.nightbeam.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nightbeam.combine.CombineMethod;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.fixture.Frames;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Sensor;
import org.nightbeam.reason.Reason;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.registration.Placement;
import org.nightbeam.resample.Kernel;
import org.nightbeam.resample.Resampling;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.table.LightStatistics;

class StackPlanTest {
  private static StackSettings settings(String track) {
    return new StackSettings(
        StackSettings.Over.ALL,
        Resampling.by(Kernel.LANCZOS3),
        1,
        new CombineSettings(CombineMethod.MEAN, 3, 3, 5),
        StackWeight.NOISE,
        false,
        track == null ? null : Track.of(track));
  }

  private static FrameRow row(Frame frame, String field) {
    FieldReference reference = new FieldReference("calibrated/r.fits", 0, 100, 100);
    return FrameRow.of(frame, FrameStatus.CALIBRATED, Reason.NONE)
        .into("calibrated/" + frame.path())
        .looking(new LightStatistics(100, 10, 0, 50, 3))
        .placed(Placement.ofReference(field, reference, 50));
  }

  private static String path(String field, String filter, String track) {
    return StackPlan.path(row(Frames.light().filter(filter).build(), field), settings(track));
  }

  @Test
  void noOtherFieldFilterOrTrackHasTheNameOfAStack() {
    assertEquals("stacks/m31-V.fits", path("m31", "V", null));
    assertEquals("stacks/m31.fits", path("m31", "", null));
    assertEquals("stacks/m31-2-V.fits", path("m31-2", "V", null));
    assertEquals("stacks/m31-V-track-12px_h_30.fits", path("m31", "V", "12px/h@30"));
    assertEquals("stacks/m31-V-track-12px_h_-30.fits", path("m31", "V", "12px/h@-30"));
    Map<String, String> of = new HashMap<>();
    String[] tracks = {null, "12px/h@30", "12px/h@-30", "12.5px/h@30", "51arcsec/h@30"};
    for (String track : tracks) {
      for (String field : List.of("m31", "m31-2", "m31-H", "m31-track", "m31-2-H", "m31-V")) {
        for (String filter : List.of("", "2", "V", "H-alpha", "H_alpha", "alpha", "track", "2-H")) {
          String names = field + "|" + filter + "|" + track;
          String other = of.put(path(field, filter, track), names);
          assertEquals(null, other, "of the name of " + names);
        }
      }
    }
  }

  /** Midnight stands for the time of day that is not known. */
  @Test
  void aTrackLeavesOutLightsOfWhichOnlyTheDateIsKnown() {
    Instant midnight = Instant.parse("2024-01-31T00:00:00Z");
    List<FrameRow> rows = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      Frame frame = Frames.light().path("f" + k + ".fits").time(midnight).build();
      rows.add(row(k < 2 ? frame : withDateAlone(frame), "m31"));
    }
    StackJob stars = StackPlan.of(rows, settings(null), Sensor.UNKNOWN).get(0);
    assertEquals(4, stars.lights().size());
    assertEquals(midnight, stars.lights().get(0).start());
    assertNull(stars.lights().get(2).start(), "an exposure did not begin at midnight");
    StackJob object = StackPlan.of(rows, settings("12px/h@30"), Sensor.UNKNOWN).get(0);
    assertEquals(2, object.lights().size());
    assertEquals("calibrated/f2.fits", object.leftOut().get(0).product());
    assertTrue(object.leftOut().get(0).why().contains("time of its exposure is not known"));
  }

  private static Frame withDateAlone(Frame frame) {
    return Frames.like(frame).notes(new Frame.Notes("", "", "", false, true)).build();
  }
}
