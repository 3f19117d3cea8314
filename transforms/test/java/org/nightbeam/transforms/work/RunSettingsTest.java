package org.nightbeam.transforms.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.fixture.Headers;
import org.nightbeam.fixture.Lights;
import org.nightbeam.header.NightRule;

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
            Headers.rules()
                .nights(new NightRule(-17.9, ZoneId.of("Atlantic/Canary"), Duration.ofHours(-10)))
                .dialect("dialect", "text")
                .facts("facts", "more text")
                .build(),
            true,
            Lights.PLAIN,
            16,
            1_000_000_000L,
            7,
            2,
            true,
            false,
            384);
    assertEquals(run, RunSettings.of(run.coded()));
  }
}
