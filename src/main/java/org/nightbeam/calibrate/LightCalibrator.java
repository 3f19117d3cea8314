package org.nightbeam.calibrate;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.fits.ProductFile;
import org.nightbeam.fits.ProductHeader;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FramePixels;
import org.nightbeam.frame.Overscan;
import org.nightbeam.frame.Sensor;
import org.nightbeam.master.MasterNoise;
import org.nightbeam.master.MasterReference;
import org.nightbeam.master.MasterStore;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.signal.Preparation;
import org.nightbeam.storage.Storage;

/**
 * Calibrates light frames: {@code C = (S - (B + D t)) / F} in ADU, in single precision, a few rows
 * at a time. A pixel is valid if its raw value is (not BLANK, not NaN) and the masters are; what
 * becomes of others is an option.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public final class LightCalibrator {
  private static final int ROWS_AT_ONCE = 16;
  private static final int BYTES_AT_ONCE = 1 << 20;

  private final Storage storage;
  private final FramePixels pixels;
  private final MasterStore masters;
  private final String version;
  private final Preparation preparation;
  private final LightSettings settings;
  private final int threads;

  private final Light.WorkSpace work = new Light.WorkSpace();

  /**
   * @param storage where frames are read and written
   * @param pixels their pixels
   * @param masters the masters
   * @param version of the software, for the header
   * @param preparation what is done to raw values first
   * @param settings what is done beside bias, dark and flat
   * @param threads how many may work on a frame that is in memory as a whole
   */
  public LightCalibrator(
      Storage storage,
      FramePixels pixels,
      MasterStore masters,
      String version,
      Preparation preparation,
      LightSettings settings,
      int threads) {
    this.storage = storage;
    this.pixels = pixels;
    this.masters = masters;
    this.version = version;
    this.preparation = preparation;
    this.settings = settings;
    this.threads = threads;
  }

  /**
   * A frame to be calibrated.
   *
   * @param light the frame
   * @param target URI of the calibrated frame
   */
  public record Task(LightFrame light, String target) {}

  /**
   * What became of a frame.
   *
   * @param failure why it cannot be read; null where the result was written
   * @param suspicion what it looks like, if not like a light; null if it does
   * @param written the result; null where there is none
   * @param fingerprint of the result; null where there is none
   */
  public record Outcome(
      UnreadableFileException failure,
      String suspicion,
      ProductFile.Written written,
      String fingerprint) {}

  /**
   * Calibrates one frame and writes the result.
   *
   * @param bias null if the step is left out
   * @param dark null if the step is left out
   * @param flat null if the step is left out
   * @throws UnreadableFileException if the frame cannot be read
   * @throws IOException if a master cannot be read, or the result not be written
   */
  public void calibrate(Task task, MasterReference bias, MasterReference dark, MasterReference flat)
      throws IOException {
    Outcome outcome = calibrate(List.of(task), bias, dark, flat).get(0);
    if (outcome.failure != null) {
      throw outcome.failure;
    }
  }

  /**
   * Calibrates frames of one size and exposure time, some rows of all of them at a time: so the
   * masters, which take more memory traffic than a frame, are read once for all.
   *
   * @param bias null if the step is left out
   * @param dark null if the step is left out
   * @param flat null if the step is left out
   * @return what became of each frame
   * @throws IOException if a master cannot be read, or a result not be written
   */
  public List<Outcome> calibrate(
      List<Task> tasks, MasterReference bias, MasterReference dark, MasterReference flat)
      throws IOException {
    Frame first = tasks.get(0).light().frame();
    int width = first.width();
    int height = first.height();
    int widest = 0;
    for (Task task : tasks) {
      widest = Math.max(widest, Math.toIntExact(task.light.frame().rowBytes()));
    }
    int rowsAtOnce = Math.max(1, Math.min(ROWS_AT_ONCE, BYTES_AT_ONCE / (width * Float.BYTES)));
    work.reserve(widest, width, rowsAtOnce, settings);
    List<Exposure> exposures = new ArrayList<>();
    try (MasterRows rows =
        new MasterRows(
            masters,
            bias,
            dark,
            flat,
            first.exposure(),
            width,
            rowsAtOnce,
            settings.withUncertainty() || preparation.linearity().isOn())) {
      for (Task task : tasks) {
        Exposure exposure = new Exposure(task.light.frame());
        exposures.add(exposure);
        exposure.attempt(() -> exposure.open(task, bias, dark, flat));
      }
      for (int y = 0; y < height; y += rowsAtOnce) {
        int next = Math.min(rowsAtOnce, height - y);
        rows.read(y, next);
        for (Exposure exposure : exposures) {
          exposure.attempt(() -> exposure.light.calibrate(next, rows));
        }
      }
      for (Exposure exposure : exposures) {
        exposure.attempt(exposure::finish);
      }
    } finally {
      closeAll(exposures);
    }
    return exposures.stream().map(Exposure::outcome).toList();
  }

  /** Closes all, also when one fails. */
  private static void closeAll(List<Exposure> exposures) throws IOException {
    if (!exposures.isEmpty()) {
      try (Exposure first = exposures.get(0)) {
        closeAll(exposures.subList(1, exposures.size()));
      }
    }
  }

  /**
   * One of the frames that are calibrated together, with its file; the others go on if it fails.
   */
  private final class Exposure implements Closeable {
    private final Frame frame;
    private Light light;
    private ProductFile product;
    private ProductFile.Written written;
    private String fingerprint;
    private UnreadableFileException failure;

    Exposure(Frame frame) {
      this.frame = frame;
    }

    Outcome outcome() {
      return failure == null
          ? new Outcome(null, light.suspicion().orElse(null), written, fingerprint)
          : new Outcome(failure, null, null, null);
    }

    private interface Step {
      void run() throws IOException;
    }

    /** Does a step, if the frame could be read so far. */
    void attempt(Step step) throws IOException {
      if (failure == null) {
        try {
          step.run();
        } catch (UnreadableFileException e) {
          failure = e;
          close();
        }
      }
    }

    void open(Task task, MasterReference bias, MasterReference dark, MasterReference flat)
        throws IOException {
      Sensor sensor = settings.stated().or(frame.sensor());
      LightHeader description = new LightHeader(task.light, bias, dark, flat, settings, sensor);
      Overscan overscan = Overscan.measure(frame, pixels, preparation.overscan());
      ProductHeader header = description.begin(storage, version, overscan, preparation);
      light =
          new Light(
              frame,
              settings,
              sensor,
              description,
              overscan,
              preparation.linearity(),
              uncertainty(sensor, overscan, bias, dark, flat),
              work);
      product = new ProductFile(storage.create(task.target));
      light.open(header, pixels, product);
    }

    private Uncertainty uncertainty(
        Sensor sensor,
        Overscan overscan,
        MasterReference bias,
        MasterReference dark,
        MasterReference flat)
        throws IOException {
      return settings.withUncertainty()
          ? new Uncertainty(
              sensor,
              frame.exposure(),
              Overscan.variance(frame.layout(), preparation.overscan()),
              MasterNoise.read(storage, bias),
              MasterNoise.read(storage, dark),
              MasterNoise.read(storage, flat))
          : null;
    }

    void finish() throws IOException {
      frame.verify(light.rawSum());
      frame.verifyUnchanged(storage);
      fingerprint = light.finish(threads);
      written = product.finish();
    }

    @Override
    public void close() throws IOException {
      try (Closeable reading = light;
          Closeable writing = product) {
        return; // both are closed, also when one fails
      }
    }
  }
}
