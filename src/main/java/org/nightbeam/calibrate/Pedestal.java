package org.nightbeam.calibrate;

import org.nightbeam.correction.Correction;
import org.nightbeam.correction.Corrector;
import org.nightbeam.correction.LightRow;
import org.nightbeam.correction.LightServices;
import org.nightbeam.correction.Step;
import org.nightbeam.correction.StepLog;

/**
 * A constant added to each pixel of the product, for programs that clip negative values.
 * Measurements exclude it.
 *
 * @param level in the unit of the product; 0 for none
 */
public record Pedestal(double level) implements Correction {
  @Override
  public boolean isOn() {
    return level != 0;
  }

  @Override
  public Corrector begin(LightServices on) {
    return light -> new Addition(level, light.inElectrons() ? "electron" : "adu");
  }

  private record Addition(double level, String unit) implements Step {
    @Override
    public void declare(StepLog log) {
      log.history("added a pedestal of " + level + " " + unit + " to each pixel");
      log.fingerprint("pedestal", level);
      log.header().add("PEDESTAL", level, "[" + unit + "] is in each pixel: subtract it");
    }

    @Override
    public void write(LightRow row) {
      add((float) level, row.values(), row.width());
    }
  }

  private static void add(float level, float[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] += level;
    }
  }
}
