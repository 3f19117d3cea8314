package org.nightbeam.fringes;

import java.util.Locale;
import org.nightbeam.correction.Step;
import org.nightbeam.correction.StepLog;
import org.nightbeam.correction.WholeLight;
import org.nightbeam.fits.product.PixelFlag;

/** Fits the fringe master of one light's filter to the light, and subtracts it. */
final class FringeStep implements Step {
  private static final String OUTCOME = "FRINGES";
  private static final String FACTOR = "NBFRINGE";
  private static final String FACTOR_COMMENT = "factor of the fringe master subtracted";
  private static final String ERROR = "NBFRGERR";
  private static final String ERROR_COMMENT = "standard error of the factor measured";

  private final String filter;
  private final FringeFinder.Found found;
  private FringePattern.Fit fit;

  /**
   * @param found null if there is no fringe master for the filter
   */
  FringeStep(String filter, FringeFinder.Found found) {
    this.filter = filter;
    this.found = found;
  }

  @Override
  public void declare(StepLog log) {
    if (found == null) {
      log.history("no fringe master for filter " + filter);
      return;
    }
    log.header().add(FACTOR, 0.0, FACTOR_COMMENT);
    log.header().add(ERROR, 0.0, ERROR_COMMENT);
    log.history("fringe master: " + found.name());
    log.reserveHistory(OUTCOME, 2);
    log.fingerprint("fringes", found.hash());
  }

  @Override
  public boolean needsWholeFrame() {
    return found != null;
  }

  @Override
  public void frame(WholeLight light) {
    fit = found.pattern().fit(light.values());
    found.pattern().subtract(light.values(), fit.factor());
    if (light.flags() != null && fit.factor() != 0) {
      flagGaps(found.pattern(), light.flags());
    }
  }

  private static void flagGaps(FringePattern pattern, byte[][] flags) {
    for (int y = 0; y < flags.length; y++) {
      for (int x = 0; x < flags[y].length; x++) {
        if (!pattern.hasValue(y, x)) {
          flags[y][x] |= PixelFlag.NO_DATA.bit();
        }
      }
    }
  }

  @Override
  public void end(StepLog log) {
    if (found != null) {
      log.header().revalue(FACTOR, fit.factor(), FACTOR_COMMENT);
      log.header().revalue(ERROR, fit.error(), ERROR_COMMENT);
      log.settleHistory(
          OUTCOME,
          fit.isFound()
              ? String.format(
                  Locale.ROOT,
                  "fringes subtracted: the master less its median, times %.5g (standard error %.2g)",
                  fit.factor(),
                  fit.error())
              : "nothing subtracted: " + fit.refusal());
    }
  }
}
