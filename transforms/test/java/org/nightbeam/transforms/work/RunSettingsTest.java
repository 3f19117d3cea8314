package org.nightbeam.transforms.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.nightbeam.calibrate.LightSettings;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.header.NightRule;
import org.nightbeam.header.TypeFrom;
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
            new HeaderRules(
                TypeFrom.AUTO,
                new NightRule(-17.9, ZoneId.of("Atlantic/Canary"), Duration.ofHours(-10)),
                "dialect",
                "text",
                "facts",
                "more text",
                true,
                Preparation.NONE),
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
