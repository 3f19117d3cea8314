package org.nightbeam.calibrate;

import org.nightbeam.correction.Correction;
import org.nightbeam.correction.Corrector;
import org.nightbeam.correction.LightContext;
import org.nightbeam.correction.LightRow;
import org.nightbeam.correction.LightServices;
import org.nightbeam.correction.Step;
import org.nightbeam.correction.StepLog;

/** Divides lights by the flat field. */
public record FlatField() implements Correction {
  @Override
  public Corrector begin(LightServices on) {
    return Division::new;
  }

  /** The flat field of one light. */
  private record Division(LightContext light) implements Step {
    @Override
    public void declare(StepLog log) {
      if (light.matched().flat() != null) {
        log.history("divided by flat: " + light.matched().flat().path());
      }
      if (light.light().remark() != null) {
        log.history(light.light().remark()); // of all masters, and this is the last one
      }
    }

    @Override
    public void row(LightRow row) {
      if (row.masters().flat() != null) {
        divide(row.values(), row.masters().flat(), row.width());
      }
    }
  }

  private static void divide(float[] values, float[] flat, int length) {
    for (int i = 0; i < length; i++) {
      values[i] /= flat[i];
    }
  }
}
