package org.nightbeam.calibrate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.correction.Correction;
import org.nightbeam.correction.Corrector;
import org.nightbeam.correction.LightContext;
import org.nightbeam.correction.LightServices;
import org.nightbeam.correction.Measurement;
import org.nightbeam.correction.Measurer;
import org.nightbeam.correction.Measuring;
import org.nightbeam.correction.Step;

/**
 * The corrections and measurements of a run within one process, shared by its calibrators. Safe for
 * use by several threads.
 */
public final class Reduction {
  private final LightServices services;
  private final LightSettings settings;
  private final List<Corrector> correctors = new ArrayList<>();
  private final List<Measurer> measurers = new ArrayList<>();

  /** Begins. */
  public Reduction(LightServices services, LightSettings settings) {
    this.services = services;
    this.settings = settings;
    for (Correction correction : settings.corrections()) {
      correctors.add(correction.begin(services));
    }
    for (Measurement measurement : settings.measurements()) {
      measurers.add(measurement.begin(services));
    }
  }

  LightServices services() {
    return services;
  }

  LightSettings settings() {
    return settings;
  }

  /** Returns what is done to a light, in order. */
  List<Step> steps(LightContext light) throws IOException {
    List<Step> steps = new ArrayList<>();
    for (Corrector corrector : correctors) {
      Step step = corrector.of(light);
      if (step != Step.NONE) {
        steps.add(step);
      }
    }
    return steps;
  }

  /** Returns what looks at the finished rows of a light. */
  List<Measuring> measurings(LightContext light) throws IOException {
    List<Measuring> measurings = new ArrayList<>();
    for (Measurer measurer : measurers) {
      Measuring measuring = measurer.of(light);
      if (measuring != null) {
        measurings.add(measuring);
      }
    }
    return measurings;
  }
}
