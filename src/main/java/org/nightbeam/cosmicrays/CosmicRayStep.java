package org.nightbeam.cosmicrays;

import org.nightbeam.correction.Step;
import org.nightbeam.correction.StepLog;
import org.nightbeam.correction.WholeLight;
import org.nightbeam.fits.product.PixelFlag;

/** Finds the cosmic rays of one light, and replaces or invalidates the pixels hit. */
final class CosmicRayStep implements Step {
  private static final String OUTCOME = "COSMIC_RAYS";
  private static final String HITS = "NBCRHITS";
  private static final String ITERATIONS = "NBCRITER";
  private static final String ITERATIONS_COMMENT = "iterations made to find them";

  private final CosmicRayRule rule;
  private final CosmicRaySettings settings;
  private final boolean mosaic;
  private int hits;
  private int iterations;

  /**
   * @param mosaic whether neighbouring pixels see different colours
   */
  CosmicRayStep(CosmicRayRule rule, CosmicRaySettings settings, boolean mosaic) {
    this.rule = rule;
    this.settings = settings;
    this.mosaic = mosaic;
  }

  @Override
  public void declare(StepLog log) {
    log.history(
        String.format(
            "cosmic rays (L.A.Cosmic%s, sigma %s, fraction %s, object limit %s, %s e-/adu,"
                + " read noise %s e-): %s",
            mosaic ? " on each of the four channels of the mosaic" : "",
            settings.sigmaClip(),
            settings.sigmaFraction(),
            settings.objectLimit(),
            settings.gain(),
            settings.readNoise(),
            rule.treatment()));
    log.header().add(HITS, "0000000000", "pixels hit by cosmic rays");
    log.header().add(ITERATIONS, 0, ITERATIONS_COMMENT);
    log.reserveHistory(OUTCOME, 1);
    log.fingerprint(
        "cosmic rays",
        rule.treatment()
            + " "
            + settings
            + (mosaic ? " by channel" : "")
            + (Double.isFinite(settings.saturation()) ? " by raw saturation" : ""));
  }

  @Override
  public boolean needsWholeFrame() {
    return true;
  }

  @Override
  public void frame(WholeLight light) {
    float[][] values = light.values();
    boolean[][] saturated = saturated(light.flags());
    CosmicRays.Found found =
        mosaic
            ? MosaicCosmicRays.find(values, saturated, settings, light.threads())
            : CosmicRays.find(values, null, saturated, settings, light.threads());
    hits = found.pixels();
    iterations = found.iterations();
    for (int y = 0; y < values.length; y++) {
      values[y] = found.cleaned()[y];
      if (rule.treatment() == CosmicRayRule.Treatment.INVALIDATE) {
        invalidate(values[y], found.hit()[y]);
      }
      flag(found.hit()[y], PixelFlag.COSMIC_RAY.bit(), light.flags()[y]);
    }
  }

  @Override
  public void end(StepLog log) {
    log.header().set(HITS, Integer.toString(hits));
    log.header().revalue(ITERATIONS, iterations, ITERATIONS_COMMENT);
    log.settleHistory(
        OUTCOME,
        String.format(
            "cosmic rays: %d pixels hit, %d of %d iterations",
            hits, iterations, settings.iterations()));
  }

  /**
   * Returns which pixels are saturated; null for a row without any. Flags are by raw values: what
   * is left of these after a bias is below any saturation.
   */
  private static boolean[][] saturated(byte[][] flags) {
    boolean[][] saturated = new boolean[flags.length][];
    for (int y = 0; y < flags.length; y++) {
      for (int x = 0; x < flags[y].length; x++) {
        if ((flags[y][x] & PixelFlag.SATURATED.bit()) != 0) {
          saturated[y] = saturated[y] == null ? new boolean[flags[y].length] : saturated[y];
          saturated[y][x] = true;
        }
      }
    }
    return saturated;
  }

  private static void flag(boolean[] hit, byte flag, byte[] flags) {
    for (int i = 0; i < hit.length; i++) {
      flags[i] |= hit[i] ? flag : 0;
    }
  }

  private static void invalidate(float[] values, boolean[] hit) {
    for (int i = 0; i < hit.length; i++) {
      values[i] = hit[i] ? Float.NaN : values[i];
    }
  }
}
