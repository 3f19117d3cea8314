package org.nightbeam.calibrate;

import org.nightbeam.correction.Correction;
import org.nightbeam.correction.Corrector;
import org.nightbeam.correction.LightContext;
import org.nightbeam.correction.LightRow;
import org.nightbeam.correction.LightServices;
import org.nightbeam.correction.Step;
import org.nightbeam.correction.StepLog;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.pixels.Overscan;

/**
 * Subtracts the level of the overscan from lights. Rows arrive trimmed: only pixels to keep are
 * decoded. The level is found by the preparation that all raw frames share, including those of
 * masters.
 */
public record OverscanSubtraction() implements Correction {
  @Override
  public Corrector begin(LightServices on) {
    Dialect words = on.headers().words();
    return light ->
        new Subtraction(
            words,
            light,
            Overscan.measure(light.frame(), on.pixels(), light.preparation().overscan()));
  }

  /**
   * The overscan of one light.
   *
   * @param words of headers
   * @param overscan null for none
   */
  private record Subtraction(Dialect words, LightContext light, Overscan overscan) implements Step {
    @Override
    public void declare(StepLog log) {
      RawLayout layout = light.frame().layout();
      if (overscan != null) {
        log.header()
            .add("NBOVERSC", overscan.mean(), "[adu] mean of the overscan level subtracted");
        log.history(
            "overscan subtracted: "
                + layout.overscan()
                + (overscan.ofColumns() ? " of each column, " : " of each row, ")
                + light.preparation().overscan().description());
      }
      if (layout.isTrimmed()) {
        log.header()
            .moveOrigin(light.frame().trim(), words.placeKeywords(light.frame().configuration()));
        log.history("trimmed to " + layout.image());
      }
    }

    @Override
    public void row(LightRow row) {
      if (overscan != null) {
        overscan.subtract(row.values(), row.y(), 0, 1, row.width());
      }
    }
  }
}
