package org.nightbeam.badpixels;

import org.nightbeam.correction.LightContext;
import org.nightbeam.correction.LightRow;
import org.nightbeam.correction.Step;
import org.nightbeam.correction.StepLog;
import org.nightbeam.correction.WholeLight;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.statistics.RowScan;

/** Flags the bad pixels of one light, and invalidates or replaces their values. */
final class BadPixelStep implements Step {
  /** What makes a pixel bad, whatever light fell on it. */
  private static final int BAD =
      PixelFlag.BAD.bit() | PixelFlag.HOT.bit() | PixelFlag.COLD.bit() | PixelFlag.LOW_FLAT.bit();

  private static final String OUTCOME = "INTERPOLATION";
  private static final String FILLED = "NBBADFIL";
  private static final String FILLED_COMMENT = "bad or invalid pixels interpolated";
  private static final String LEFT = "NBBADLFT";
  private static final String LEFT_COMMENT = "the same, left: their defect is too wide";

  private final LightContext light;
  private final BadPixelSettings settings;
  private final BadPixels bad;
  private final RowScan scan = new RowScan();
  private BadPixelFill.Filled filled; // null before the pixels are there

  BadPixelStep(LightContext light, BadPixelSettings settings, BadPixels bad) {
    this.light = light;
    this.settings = settings;
    this.bad = bad;
  }

  @Override
  public void declare(StepLog log) {
    if (!light.writes(Plane.MASK) && !settings.needsFlags()) {
      return; // flags that a measurement wants leave no trace in the product
    }
    log.history(
        String.format(
            "bad pixels (hot above %s sigma, cold below %s sigma, flat below %s%s): %s",
            settings.rules().hotSigma(),
            settings.rules().coldSigma(),
            settings.rules().lowFlat(),
            settings.map().isEmpty() ? "" : ", map " + settings.map().replaceFirst(".*/", ""),
            settings.treatment()));
    log.header().add("NBBADPIX", bad.count(), "bad pixels by masters and map");
    if (settings.needsWholeFrame()) {
      log.header().add(FILLED, 0, FILLED_COMMENT);
      log.header().add(LEFT, 0, LEFT_COMMENT);
      log.reserveHistory(OUTCOME, 2);
    }
    log.fingerprint(
        "bad pixels",
        String.format("%s %d %s", settings.treatment(), settings.widest(), bad.hash()));
  }

  @Override
  public void row(LightRow row) {
    flag(row);
    if (settings.treatment() == BadPixelSettings.Treatment.INVALIDATE) {
      invalidate(row.values(), row.flags(), row.width());
      if (row.sigma() != null) {
        invalidate(row.sigma(), row.flags(), row.width());
      }
    }
  }

  private void flag(LightRow row) {
    if (!scan.isFinite(row.values(), row.width())) {
      flagInvalid(row.values(), PixelFlag.NO_DATA.bit(), row.flags(), row.width());
    }
    bad.mark(row.y(), row.flags());
  }

  @Override
  public boolean needsWholeFrame() {
    return settings.needsWholeFrame();
  }

  @Override
  public void frame(WholeLight whole) {
    float[][] values = whole.values();
    byte[][] flags = whole.flags();
    int step = light.frame().configuration().isColour() ? 2 : 1;
    boolean[][] mask = new boolean[values.length][light.frame().width()];
    for (int y = 0; y < mask.length; y++) {
      flag(new LightRow(y, mask[y].length, values[y], null, flags[y], null));
      for (int x = 0; x < mask[y].length; x++) {
        mask[y][x] = (flags[y][x] & BAD) != 0;
      }
    }
    filled =
        BadPixelFill.fill(
            values,
            mask,
            settings.widest(),
            step,
            (y, x) -> flags[y][x] |= PixelFlag.INTERPOLATED.bit());
  }

  @Override
  public void end(StepLog log) {
    if (filled != null) {
      log.header().revalue(FILLED, filled.filled(), FILLED_COMMENT);
      log.header().revalue(LEFT, filled.left(), LEFT_COMMENT);
      log.settleHistory(
          OUTCOME,
          String.format(
              "bad pixels, and those without a value: %d interpolated, %d left, where the defect is"
                  + " wider than %d",
              filled.filled(), filled.left(), settings.widest()));
    }
  }

  private static void flagInvalid(float[] values, byte flag, byte[] flags, int length) {
    for (int i = 0; i < length; i++) {
      flags[i] |= values[i] - values[i] == 0 ? 0 : flag;
    }
  }

  private static void invalidate(float[] values, byte[] flags, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = (flags[i] & BAD) != 0 ? Float.NaN : values[i];
    }
  }
}
