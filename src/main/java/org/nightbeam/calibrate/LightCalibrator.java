package org.nightbeam.calibrate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nightbeam.fits.DataSum;
import org.nightbeam.fits.FloatImageFile;
import org.nightbeam.fits.ProductHeader;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FramePixels;
import org.nightbeam.frame.RawHeader;
import org.nightbeam.master.Fingerprint;
import org.nightbeam.master.MappedMaster;
import org.nightbeam.master.MasterReference;
import org.nightbeam.master.MasterStore;
import org.nightbeam.master.Pedestal;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.preview.LightLook;
import org.nightbeam.preview.LightStatistics;
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
  private final InvalidPixels invalidPixels;
  private final CosmicRayRule cosmicRays;
  private final int threads;

  private ByteBuffer raw = ByteBuffer.allocateDirect(0);
  private ByteBuffer calibrated = ByteBuffer.allocateDirect(0);
  private float[] values = new float[0];
  private float[][] pedestalRows = new float[0][];
  private float[][] flatRows = new float[0][];

  /**
   * @param storage where frames are read and written
   * @param pixels their pixels
   * @param masters the masters
   * @param version of the software, for the header
   * @param invalidPixels what becomes of pixels without a valid value
   * @param cosmicRays what is done about them; a whole frame is held in memory for it
   * @param threads how many look for cosmic rays in a frame at the same time
   */
  public LightCalibrator(
      Storage storage,
      FramePixels pixels,
      MasterStore masters,
      String version,
      InvalidPixels invalidPixels,
      CosmicRayRule cosmicRays,
      int threads) {
    this.storage = storage;
    this.pixels = pixels;
    this.masters = masters;
    this.version = version;
    this.invalidPixels = invalidPixels;
    this.cosmicRays = cosmicRays;
    this.threads = threads;
  }

  /**
   * A frame to be calibrated.
   *
   * @param light the frame
   * @param target URI of the calibrated frame
   * @param picture URI of its preview; null for none
   */
  public record Task(LightFrame light, String target, String picture) {
    /** Without a preview. */
    public Task(LightFrame light, String target) {
      this(light, target, null);
    }
  }

  /**
   * What became of a frame.
   *
   * @param failure why it cannot be read; null where the result was written
   * @param suspicion what it looks like, if not like a light; null if it does
   * @param written the result; null where there is none
   * @param fingerprint of the result; null where there is none
   * @param statistics of the result; unknown where there is no preview
   */
  public record Outcome(
      UnreadableFileException failure,
      String suspicion,
      FloatImageFile.Written written,
      String fingerprint,
      LightStatistics statistics) {}

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
    int rowsAtOnce = Math.max(1, Math.min(ROWS_AT_ONCE, BYTES_AT_ONCE / (width * Float.BYTES)));
    reserve(width, rowsAtOnce);
    List<Exposure> exposures = new ArrayList<>();
    try (Pedestal pedestal = Pedestal.open(masters, bias, dark);
        MappedMaster flatField = flat == null ? null : masters.open(flat)) {
      for (Task task : tasks) {
        Exposure exposure = new Exposure(task);
        exposures.add(exposure);
        exposure.attempt(
            () ->
                exposure.open(
                    header(task.light, bias, dark, flat, exposure.fingerprint), task.target));
      }
      for (int y = 0; y < height; y += rowsAtOnce) {
        int rows = Math.min(rowsAtOnce, height - y);
        for (int r = 0; r < rows; r++) {
          if (!pedestal.isEmpty()) {
            pedestal.read(y + r, 0, width, first.exposure(), pedestalRows[r]);
          }
          if (flatField != null) {
            flatField.read(y + r, 0, width, flatRows[r]);
          }
        }
        for (Exposure exposure : exposures) {
          exposure.attempt(() -> exposure.calibrate(rows, !pedestal.isEmpty(), flatField != null));
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

  /** One of the frames that are calibrated together. */
  private final class Exposure implements Closeable {
    private final Frame frame;
    private final RowDecoder decoder;
    private final DataSum rawSum = new DataSum();
    private final LightSample sample;
    private final Fingerprint fingerprint = new Fingerprint();
    private ProductHeader header;
    private ReadableByteChannel in;
    private FloatImageFile out;
    private CosmicRaySettings settings; // null where cosmic rays are not looked for
    private float[][] whole = new float[0][]; // of a frame in which they are
    private int row;
    private FloatImageFile.Written written;
    private String hash;
    private UnreadableFileException failure;
    private final String picture; // null, as the next, where there is no preview
    private final LightLook look;
    private LightStatistics statistics = LightStatistics.UNKNOWN;

    Exposure(Task task) {
      this.frame = task.light.frame();
      this.picture = task.picture;
      this.look = picture == null ? null : new LightLook(frame);
      this.decoder = new RowDecoder(frame.format());
      this.sample = new LightSample((long) frame.width() * frame.height());
    }

    Outcome outcome() {
      return failure == null
          ? new Outcome(null, sample.suspicion().orElse(null), written, hash, statistics)
          : new Outcome(failure, null, null, null, LightStatistics.UNKNOWN);
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

    void open(ProductHeader complete, String target) throws IOException {
      header = complete;
      if (cosmicRays.isOn()) {
        settings = cosmicRays.settings(frame.sensor());
        header.addHistory(
            String.format(
                "Nightbeam: cosmic rays (L.A.Cosmic, sigma %s, fraction %s, object limit %s, %s e-/adu,"
                    + " read noise %s e-): %s",
                settings.sigmaClip(),
                settings.sigmaFraction(),
                settings.objectLimit(),
                settings.gain(),
                settings.readNoise(),
                cosmicRays.treatment()));
        header.add("NBCRHITS", "0000000000", "pixels hit by cosmic rays");
        fingerprint.add("cosmic rays", cosmicRays.treatment() + " " + settings);
        whole = new float[frame.height()][];
      }
      in = pixels.sequential(frame);
      out = new FloatImageFile(storage.create(target), header, frame.width(), frame.height());
    }

    void calibrate(int rows, boolean subtract, boolean divide) throws IOException {
      int width = frame.width();
      raw.clear().limit(rows * width * frame.format().bytesPerPixel());
      FramePixels.fill(in, raw, frame);
      rawSum.add(raw.flip());
      calibrated.clear().limit(rows * width * Float.BYTES);
      FloatBuffer results = calibrated.asFloatBuffer();
      for (int r = 0; r < rows; r++) {
        decoder.read(raw, r * width, width, values);
        int y = row++;
        if (look != null) {
          look.raw(y, values);
        }
        if (subtract) {
          subtract(values, pedestalRows[r], width);
        }
        if (divide) {
          divide(values, flatRows[r], width);
        }
        sample.add(values, width);
        if (settings != null) {
          whole[y] = Arrays.copyOf(values, width);
          continue;
        }
        if (look != null) {
          look.calibrated(y, values);
        }
        if (invalidPixels == InvalidPixels.MINUS_ONE) {
          minusOne(values, width);
        }
        results.put(r * width, values, 0, width);
      }
      if (settings == null) {
        out.write(calibrated);
      }
    }

    /** Finds the cosmic rays of the frame, and writes it. */
    private void writeWithoutCosmicRays() throws IOException {
      CosmicRays.Found found = CosmicRays.find(whole, null, settings, threads);
      int width = frame.width();
      for (int y = 0; y < whole.length; y++) {
        float[] line = found.cleaned()[y];
        if (cosmicRays.treatment() == CosmicRayRule.Treatment.INVALIDATE) {
          invalidate(line, found.hit()[y]);
        }
        if (look != null) {
          look.calibrated(y, line);
        }
        if (invalidPixels == InvalidPixels.MINUS_ONE) {
          minusOne(line, width);
        }
        calibrated.clear().limit(width * Float.BYTES);
        calibrated.asFloatBuffer().put(line, 0, width);
        out.write(calibrated);
      }
      header.set("NBCRHITS", Integer.toString(found.pixels()));
      whole = new float[0][];
    }

    void finish() throws IOException {
      frame.verify(rawSum.value());
      frame.verifyUnchanged(storage);
      if (settings != null) {
        writeWithoutCosmicRays();
      }
      header.set("NBRAWSUM", Long.toString(rawSum.value()));
      hash = fingerprint.add("pixels", rawSum.value()).hex();
      header.set("NBFPRINT", hash);
      written = out.finish();
      if (look != null) {
        look.write(storage, picture);
        statistics = look.statistics();
      }
    }

    @Override
    public void close() throws IOException {
      try (Closeable reading = in;
          Closeable writing = out) {
        return; // both are closed, also when one fails
      }
    }
  }

  private void reserve(int width, int rows) {
    int largest = Long.BYTES * width * rows; // of any pixel format
    if (raw.capacity() < largest) {
      raw = ByteBuffer.allocateDirect(largest);
    }
    if (calibrated.capacity() < Float.BYTES * width * rows) {
      calibrated =
          ByteBuffer.allocateDirect(Float.BYTES * width * rows).order(ByteOrder.BIG_ENDIAN);
    }
    if (values.length < width || pedestalRows.length < rows) {
      values = new float[width];
      pedestalRows = new float[rows][width];
      flatRows = new float[rows][width];
    }
  }

  private ProductHeader header(
      LightFrame light,
      MasterReference bias,
      MasterReference dark,
      MasterReference flat,
      Fingerprint fingerprint)
      throws IOException {
    Frame frame = light.frame();
    ProductHeader header = ProductHeader.ofImage(frame.width(), frame.height());
    List<String> cards = RawHeader.cards(storage, frame);
    header.keep(cards);
    fingerprint.add("header", String.join("", cards));
    fingerprint.add("format", frame.format());
    fingerprint.add("exposure", frame.exposure());
    fingerprint.add("invalid pixels", invalidPixels);
    header.add("BUNIT", "adu", "unit of the pixels");
    StringBuilder done = new StringBuilder();
    List<String> history = new ArrayList<>();
    if (bias != null) {
      done.append('B');
      history.add("bias subtracted: " + bias.path());
    }
    if (dark != null) {
      done.append('D');
      history.add("dark subtracted, scaled to " + frame.exposure() + " s: " + dark.path());
    }
    if (flat != null) {
      done.append('F');
      history.add("divided by flat: " + flat.path());
    }
    header.add("CALSTAT", done.toString(), "steps done: bias, dark, flat");
    header.add("NBVERSN", version, "Nightbeam version");
    header.add("NBRAW", frame.path(), "raw file");
    header.add("NBRAWHDU", frame.hdu(), "HDU of the raw file");
    header.add("NBRAWSUM", "0000000000", "DATASUM of the raw pixels");
    addMaster(header, "NBBIAS", "bias", bias);
    addMaster(header, "NBDARK", "dark", dark);
    addMaster(header, "NBFLAT", "flat", flat);
    for (MasterReference master : Arrays.asList(bias, dark, flat)) {
      fingerprint.add("master", master == null ? null : master.sha256());
    }
    header.add("NBFPRINT", "0".repeat(64), "");
    header.add("NBINVAL", invalidPixels.name(), "value of pixels without a valid value");
    for (String step : history) {
      header.addHistory("Nightbeam: " + step);
    }
    if (light.remark() != null) {
      header.addHistory("Nightbeam: " + light.remark());
    }
    return header;
  }

  private static void addMaster(
      ProductHeader header, String keyword, String name, MasterReference master) {
    header.add(keyword, master == null ? "NONE" : master.path(), "master " + name);
    if (master != null) {
      header.add(keyword + "H", master.sha256(), "");
    }
  }

  private static void subtract(float[] values, float[] pedestal, int length) {
    for (int i = 0; i < length; i++) {
      values[i] -= pedestal[i];
    }
  }

  private static void divide(float[] values, float[] flat, int length) {
    for (int i = 0; i < length; i++) {
      values[i] /= flat[i];
    }
  }

  private static void invalidate(float[] values, boolean[] hit) {
    for (int i = 0; i < hit.length; i++) {
      values[i] = hit[i] ? Float.NaN : values[i];
    }
  }

  private static void minusOne(float[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = values[i] >= 0 && values[i] <= Float.MAX_VALUE ? values[i] : -1;
    }
  }
}
