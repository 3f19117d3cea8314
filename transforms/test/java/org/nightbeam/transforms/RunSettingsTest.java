package org.nightbeam.transforms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.nightbeam.calibrate.LightSettings;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.signal.Preparation;

class RunSettingsTest {

  @Test
  void theSettingsOfARunSurviveTheWayToAWorker() {
    RunSettings run =
        new RunSettings(
            "id",
            "s3://bucket/out",
            "/scratch",
            "test",
            CombineSettings.median(),
            Preparation.NONE,
            true,
            LightSettings.PLAIN,
            16,
            1_000_000_000L,
            7,
            2,
            true,
            false,
            true);
    assertEquals(run, RunSettings.of(run.coded()));
  }
}
