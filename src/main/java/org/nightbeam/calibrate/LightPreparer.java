package org.nightbeam.calibrate;

import java.io.IOException;
import java.util.List;
import org.nightbeam.correction.LightContext;
import org.nightbeam.correction.LightServices;
import org.nightbeam.correction.MatchedLight;
import org.nightbeam.correction.Step;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Sensor;
import org.nightbeam.preview.LightPreview;

/** Finds out what a light needs before its pixels are calibrated. For use by one thread. */
final class LightPreparer {
  private static final int ROWS_AT_ONCE = 64;

  /**
   * Pixels that are written at once: with the raw rows and those of the masters they are in the
   * cache of a core. The system takes a quarter longer for writes of a quarter of that.
   */
  private static final int BYTES_AT_ONCE = 1 << 19;

  private final Reduction reduction;
  private final int threads;
  private final LightWork work;

  /**
   * @param threads number of threads that may work on a light that is in memory as a whole
   */
  LightPreparer(Reduction reduction, int threads) {
    this.reduction = reduction;
    this.threads = threads;
    this.work = new LightWork(reduction.settings().rowPlanes());
  }

  /** Returns how many rows of so wide a frame are worked on at a time. */
  static int rowsAtOnce(int width) {
    return Math.max(1, Math.min(ROWS_AT_ONCE, BYTES_AT_ONCE / (width * Float.BYTES)));
  }

  /** Opens the masters of a light. */
  MasterRows rows(MatchedLight matched) throws IOException {
    LightServices services = reduction.services();
    Frame frame = matched.light().frame();
    return new MasterRows(
        services.masters(),
        matched,
        rowsAtOnce(frame.width()),
        reduction.settings().needsNoise() || services.preparation().linearity().isOn());
  }

  /**
   * Returns a light with its header, so far as it is known. It shares its work space with all
   * others of this preparer.
   *
   * @param extension whether the product is an extension of a file with several
   * @throws org.nightbeam.fits.UnreadableFileException if it cannot be read, or lacks what a step
   *     needs
   */
  Light prepare(MatchedLight matched, boolean extension) throws IOException {
    LightServices services = reduction.services();
    LightSettings settings = reduction.settings();
    Frame frame = matched.light().frame();
    work.reserve(Math.toIntExact(frame.rowBytes()), frame.width(), rowsAtOnce(frame.width()));
    Sensor sensor = settings.stated().or(frame.sensor());
    LightContext context =
        new LightContext(
            matched,
            sensor,
            services.preparation(),
            settings.unit() == PixelUnit.ELECTRON,
            settings.planes(),
            settings.writesNoise() || settings.needsNoise() && sensor.hasNoise(),
            settings.needsFlags());
    List<Step> steps = reduction.steps(context);
    LightHeader description = new LightHeader(context, settings, extension);
    description.begin(services.storage(), services.version(), steps);
    return new Light(
        context,
        settings,
        description,
        steps,
        reduction.measurings(context),
        matched.picture() == null ? null : new LightPreview(frame, matched.picture().side()),
        work,
        threads);
  }
}
