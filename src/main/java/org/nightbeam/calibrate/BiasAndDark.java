package org.nightbeam.calibrate;

import org.nightbeam.correction.Correction;
import org.nightbeam.correction.Corrector;
import org.nightbeam.correction.LightContext;
import org.nightbeam.correction.LightRow;
import org.nightbeam.correction.LightServices;
import org.nightbeam.correction.MatchedLight;
import org.nightbeam.correction.Step;
import org.nightbeam.correction.StepLog;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.signal.Linearity;

/**
 * Subtracts bias and dark current from lights, {@code S - (B + D t)}. A linearity correction comes
 * between the two: it applies to counts above bias, including dark current.
 */
public record BiasAndDark() implements Correction {
  @Override
  public Corrector begin(LightServices on) {
    return light -> {
      if (light.preparation().linearity().isOn()
          && light.matched().bias() == null
          && light.frame().layout().overscan() == null) {
        throw new UnreadableFileException(
            ReasonCode.CORRECTION,
            "--linearity is a correction of counts above bias, and there is neither a master bias"
                + " nor an overscan");
      }
      return new Subtraction(light, light.preparation().linearity());
    };
  }

  /** Bias and dark current of one light. */
  private record Subtraction(LightContext light, Linearity linearity) implements Step {
    @Override
    public void declare(StepLog log) {
      MatchedLight matched = light.matched();
      if (linearity.isOn()) {
        log.history("corrected for " + linearity);
      }
      if (matched.bias() != null) {
        log.history("bias subtracted: " + matched.bias().path());
      }
      if (matched.dark() != null) {
        log.history(
            "dark subtracted, scaled to "
                + light.frame().exposure()
                + " s: "
                + matched.dark().path());
      }
    }

    @Override
    public void row(LightRow row) {
      float[] values = row.values();
      if (linearity.isOn()) {
        subtractIfAny(values, row.masters().bias(), row.width());
        linearity.correct(values, row.width());
        subtractIfAny(values, row.masters().dark(), row.width());
      } else {
        subtractIfAny(values, row.masters().pedestal(), row.width());
      }
    }
  }

  private static void subtractIfAny(float[] values, float[] pedestal, int length) {
    if (pedestal != null) {
      subtract(values, pedestal, length);
    }
  }

  private static void subtract(float[] values, float[] pedestal, int length) {
    for (int i = 0; i < length; i++) {
      values[i] -= pedestal[i];
    }
  }
}
