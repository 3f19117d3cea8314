package org.nightbeam.calibrate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Optional;
import org.nightbeam.badpixels.BadPixelFill;
import org.nightbeam.badpixels.BadPixelSettings;
import org.nightbeam.badpixels.BadPixels;
import org.nightbeam.cosmicrays.CosmicRayRule;
import org.nightbeam.cosmicrays.CosmicRays;
import org.nightbeam.fits.PieceSum;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.frame.Sensor;
import org.nightbeam.fringes.FringePattern;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.pixels.Overscan;
import org.nightbeam.preview.LightPreview;
import org.nightbeam.signal.Linearity;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.LightStatistics;

/**
 * A light that is being calibrated, some rows at a time: each step is a line of {@link
 * #calibrateRow}. Where a step needs the whole frame, its rows are kept until the last one is
 * there.
 *
 * <p>What is done to all pixels of a row is a small method of its own: these are what the JVM
 * compiles, once, and not the loop over the rows with all its steps.
 */
final class Light implements Closeable {
  /** What makes a pixel bad, whatever light fell on it. */
  private static final int BAD =
      PixelFlag.BAD.bit() | PixelFlag.HOT.bit() | PixelFlag.COLD.bit() | PixelFlag.LOW_FLAT.bit();

  private final Frame frame;
  private final LightSettings settings;
  private final Sensor sensor;
  private final LightHeader description;
  private final Overscan overscan; // null for none
  private final Linearity linearity;
  private final RowDecoder decoder;
  private final PieceSum rawSum = new PieceSum();
  private final LightSample sample;
  private final Uncertainty uncertainty; // null if it is not wanted
  private final BadPixels bad; // null if they do not matter
  private final FringePattern fringe; // null for none
  private final LightPreview look; // null where nobody wants to see it
  private final WorkSpace work;
  private final float[][] whole; // empty unless a step needs the whole frame
  private final float[][] wholeSigmas;
  private final byte[][] wholeFlags;

  private ReadableByteChannel in;
  private LightSink sink;
  private int nextRow;

  /**
   * @param description of what is done to it
   * @param overscan that is subtracted; null for none
   * @param linearity how counts above bias are corrected
   * @param uncertainty null if it is not wanted
   * @param bad null if they do not matter
   * @param fringe null for none
   * @param look null where nobody wants to see it
   * @param work shared by all lights of a thread
   */
  Light(
      Frame frame,
      LightSettings settings,
      Sensor sensor,
      LightHeader description,
      Overscan overscan,
      Linearity linearity,
      Uncertainty uncertainty,
      BadPixels bad,
      FringePattern fringe,
      LightPreview look,
      WorkSpace work) {
    this.frame = frame;
    this.settings = settings;
    this.sensor = sensor;
    this.description = description;
    this.overscan = overscan;
    this.linearity = linearity;
    this.uncertainty = uncertainty;
    this.bad = bad;
    this.fringe = fringe;
    this.look = look;
    this.work = work;
    this.decoder = new RowDecoder(frame.format());
    this.sample = new LightSample((long) frame.width() * frame.height());
    int kept = settings.needsWholeFrame() ? frame.height() : 0;
    this.whole = new float[kept][];
    this.wholeSigmas = new float[uncertainty == null ? 0 : kept][];
    this.wholeFlags = new byte[bad == null ? 0 : kept][];
  }

  /** Arrays for some rows, used by one light after the other. */
  static final class WorkSpace {
    private ByteBuffer raw = ByteBuffer.allocateDirect(0);
    private ByteBuffer results = ByteBuffer.allocateDirect(0);
    private ByteBuffer sigmas = ByteBuffer.allocateDirect(0);
    private ByteBuffer flagBytes = ByteBuffer.allocateDirect(0);
    private FloatBuffer resultRows = results.asFloatBuffer(); // the same memory
    private FloatBuffer sigmaRows = sigmas.asFloatBuffer();
    private float[] values = new float[0];
    private float[] sigma = new float[0];
    private byte[] flags = new byte[0];

    /**
     * Makes room for rows.
     *
     * @param rowBytes of a row as it is stored
     */
    void reserve(int rowBytes, int width, int rows, LightSettings settings) {
      raw = atLeast(rowBytes * rows, raw);
      results = atLeast(Float.BYTES * width * rows, results);
      sigmas = atLeast(settings.withUncertainty() ? Float.BYTES * width * rows : 0, sigmas);
      flagBytes = atLeast(settings.withMask() ? width * rows : 0, flagBytes);
      resultRows = results.clear().asFloatBuffer();
      sigmaRows = sigmas.clear().asFloatBuffer();
      if (values.length < width) {
        values = new float[width];
        sigma = new float[width];
        flags = new byte[width];
      }
    }

    /** Forgets the rows that were put. */
    void clear() {
      resultRows.clear();
      sigmaRows.clear();
      flagBytes.clear();
    }

    /** The bytes of the rows that were put. */
    private static ByteBuffer bytes(ByteBuffer memory, FloatBuffer rows) {
      return memory.clear().limit(Float.BYTES * rows.position());
    }

    private static ByteBuffer atLeast(int bytes, ByteBuffer buffer) {
      return buffer.capacity() < bytes ? ByteBuffer.allocateDirect(bytes) : buffer;
    }
  }

  /**
   * Begins.
   *
   * @param target where its rows go to
   */
  void open(FramePixels pixels, LightSink target) throws IOException {
    sink = target;
    in = pixels.sequential(frame);
    pass(frame.layout().image().rowsFrom());
  }

  /** What is known of it. */
  Frame frame() {
    return frame;
  }

  /** What is done to it. */
  LightHeader description() {
    return description;
  }

  /** Reads the next rows, all that is stored of them. */
  private void read(int rows) throws IOException {
    work.raw.clear().limit(Math.toIntExact(rows * frame.rowBytes()));
    FramePixels.fill(in, work.raw, frame);
    rawSum.add(work.raw.flip());
  }

  /** Reads rows that are not kept: they count in the sum of the pixels. */
  private void pass(int rows) throws IOException {
    int atOnce = Math.toIntExact(work.raw.capacity() / frame.rowBytes());
    for (int y = 0; y < rows; y += atOnce) {
      read(Math.min(atOnce, rows - y));
    }
  }

  /** Calibrates the next rows. */
  void calibrate(int rows, MasterRows masters) throws IOException {
    read(rows);
    work.clear();
    for (int r = 0; r < rows; r++) {
      calibrateRow(nextRow, r, masters, frame.width());
      if (settings.needsWholeFrame()) {
        keep(nextRow, frame.width());
      } else {
        finishRow(nextRow, work.values, frame.width());
        putRow(frame.width());
      }
      nextRow++;
    }
    if (!settings.needsWholeFrame()) {
      writeRows();
    }
  }

  /**
   * Calibrates a row.
   *
   * @param r its number among those that were read
   */
  private void calibrateRow(int y, int r, MasterRows masters, int width) {
    float[] values = work.values;
    decode(r, width);
    if (look != null) {
      look.raw(y, values);
    }
    if (bad != null) {
      Arrays.fill(work.flags, 0, width, (byte) 0);
      flagFrom(values, sensor.saturation(), PixelFlag.SATURATED.bit(), work.flags, width);
    }
    if (overscan != null) {
      overscan.subtract(values, y, 0, 1, width);
    }
    subtractBiasAndDark(r, masters, width);
    if (masters.flat(r) != null) {
      divide(values, masters.flat(r), width);
    }
    sample.add(values, width);
    if (bad != null) {
      flagBad(y, width);
    }
    if (uncertainty != null) {
      estimateSigma(y, r, masters, width);
    }
  }

  private void decode(int r, int width) {
    RawLayout layout = frame.layout();
    int first = r * layout.width() + layout.image().columnsFrom();
    decoder.read(work.raw, first, width, work.values);
  }

  private void subtractBiasAndDark(int r, MasterRows masters, int width) {
    if (linearity.isOn()) {
      subtractIfAny(work.values, masters.bias(r), width);
      linearity.correct(work.values, width);
      subtractIfAny(work.values, masters.dark(r), width);
    } else {
      subtractIfAny(work.values, masters.pedestal(r), width);
    }
  }

  private void flagBad(int y, int width) {
    flagInvalid(work.values, PixelFlag.NO_DATA.bit(), work.flags, width);
    bad.mark(y, work.flags);
    if (settings.badPixels().treatment() == BadPixelSettings.Treatment.INVALIDATE) {
      invalidate(work.values, work.flags, width);
    }
  }

  private void estimateSigma(int y, int r, MasterRows masters, int width) {
    uncertainty.ofRow(
        y, work.values, masters.dark(r), frame.exposure(), masters.flat(r), width, work.sigma);
    toUnit(work.sigma, width);
  }

  /** Puts a finished row with the others that are written at once. */
  private void putRow(int width) {
    work.resultRows.put(work.values, 0, width);
    if (uncertainty != null) {
      work.sigmaRows.put(work.sigma, 0, width);
    }
    if (settings.withMask()) {
      work.flagBytes.put(work.flags, 0, width);
    }
  }

  private void writeRows() throws IOException {
    if (uncertainty != null) {
      sink.sigmas(WorkSpace.bytes(work.sigmas, work.sigmaRows));
    }
    sink.pixels(WorkSpace.bytes(work.results, work.resultRows));
    writeFlags();
  }

  private void writeFlags() throws IOException {
    if (settings.withMask()) {
      sink.flags(work.flagBytes.flip());
    }
  }

  private void keep(int y, int width) {
    whole[y] = Arrays.copyOf(work.values, width);
    if (uncertainty != null) {
      wholeSigmas[y] = Arrays.copyOf(work.sigma, width);
    }
    if (bad != null) {
      wholeFlags[y] = Arrays.copyOf(work.flags, width);
    }
  }

  /** What is done to a row when nothing else is to be computed from it. */
  private void finishRow(int y, float[] values, int width) {
    if (look != null) {
      look.calibrated(y, values);
    }
    toUnit(values, width);
    if (settings.invalidPixels() == InvalidPixels.MINUS_ONE) {
      minusOne(values, width);
    }
  }

  private void toUnit(float[] values, int width) {
    if (settings.unit() == PixelUnit.ELECTRON) {
      multiply(values, (float) sensor.electronsPerAdu(), width);
    }
  }

  /** What needs the whole frame, and then its rows. */
  private void finishWhole(int threads) throws IOException {
    if (settings.badPixels().treatment() == BadPixelSettings.Treatment.INTERPOLATE) {
      interpolate();
    }
    if (fringe != null) {
      FringePattern.Fit fit = fringe.fit(whole);
      fringe.subtract(whole, fit.factor());
      description.fringes(fit);
    }
    CosmicRays.Found found = null;
    if (settings.cosmicRays().isOn()) {
      found = CosmicRays.find(whole, null, settings.cosmicRays().settings(sensor), threads);
      description.hits(found);
    }
    int width = frame.width();
    for (int y = 0; y < whole.length; y++) {
      float[] line = found == null ? whole[y] : found.cleaned()[y];
      if (found != null) {
        if (settings.cosmicRays().treatment() == CosmicRayRule.Treatment.INVALIDATE) {
          invalidate(line, found.hit()[y]);
        }
        if (settings.withMask()) {
          flagHit(found.hit()[y], PixelFlag.COSMIC_RAY.bit(), wholeFlags[y]);
        }
      }
      if (uncertainty != null) {
        writeSigmas(wholeSigmas[y], line, width);
      }
      finishRow(y, line, width);
      work.resultRows.clear().put(line, 0, width);
      sink.pixels(WorkSpace.bytes(work.results, work.resultRows));
      if (settings.withMask()) {
        work.flagBytes.clear().put(wholeFlags[y]);
        writeFlags();
      }
    }
    Arrays.fill(whole, null); // a file may have many images, and all of them are known to the end
    Arrays.fill(wholeSigmas, null);
    Arrays.fill(wholeFlags, null);
  }

  /** There is none where the pixel has no value. */
  private void writeSigmas(float[] sigma, float[] values, int width) throws IOException {
    for (int i = 0; i < width; i++) {
      sigma[i] = values[i] - values[i] == 0 ? sigma[i] : Float.NaN;
    }
    work.sigmaRows.clear().put(sigma, 0, width);
    sink.sigmas(WorkSpace.bytes(work.sigmas, work.sigmaRows));
  }

  /** Gives bad pixels the values of those around. */
  private void interpolate() {
    int step = frame.configuration().isColour() ? 2 : 1;
    boolean[][] mask = new boolean[whole.length][frame.width()];
    for (int y = 0; y < whole.length; y++) {
      for (int x = 0; x < mask[y].length; x++) {
        mask[y][x] = (wholeFlags[y][x] & BAD) != 0;
      }
    }
    BadPixelFill.Filled filled =
        BadPixelFill.fill(
            whole,
            mask,
            settings.badPixels().widest(),
            step,
            (y, x) -> wholeFlags[y][x] |= PixelFlag.INTERPOLATED.bit());
    description.interpolated(filled);
  }

  /**
   * Ends it; the file is the caller's to finish.
   *
   * @param threads how many may work on it
   * @return the fingerprint of the product
   */
  String finish(int threads) throws IOException {
    if (settings.needsWholeFrame()) {
      finishWhole(threads);
    }
    return description.complete(rawSum.value());
  }

  /**
   * Reads what is left of it, and compares its pixels and its file with what they should be.
   *
   * @throws org.nightbeam.fits.UnreadableFileException if they are not
   */
  void verify(Storage storage) throws IOException {
    RawLayout layout = frame.layout();
    pass(layout.height() - layout.image().rowsFrom() - layout.image().rows());
    frame.verify(rawSum.value());
    frame.verifyUnchanged(storage);
  }

  /** What there is to see; null where nobody wants to. */
  LightPreview look() {
    return look;
  }

  /** What was seen. */
  LightStatistics statistics() {
    return look == null ? LightStatistics.UNKNOWN : look.statistics();
  }

  /** What it looks like, if not like a light. */
  Optional<String> suspicion() {
    return sample.suspicion();
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      in.close();
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

  private static void divide(float[] values, float[] flat, int length) {
    for (int i = 0; i < length; i++) {
      values[i] /= flat[i];
    }
  }

  private static void multiply(float[] values, float factor, int length) {
    for (int i = 0; i < length; i++) {
      values[i] *= factor;
    }
  }

  private static void flagFrom(float[] values, double limit, byte flag, byte[] flags, int length) {
    float from = Double.isNaN(limit) ? Float.POSITIVE_INFINITY : (float) limit;
    for (int i = 0; i < length; i++) {
      flags[i] |= values[i] >= from ? flag : 0;
    }
  }

  private static void flagInvalid(float[] values, byte flag, byte[] flags, int length) {
    for (int i = 0; i < length; i++) {
      flags[i] |= values[i] - values[i] == 0 ? 0 : flag;
    }
  }

  private static void flagHit(boolean[] hit, byte flag, byte[] flags) {
    for (int i = 0; i < hit.length; i++) {
      flags[i] |= hit[i] ? flag : 0;
    }
  }

  private static void invalidate(float[] values, boolean[] hit) {
    for (int i = 0; i < hit.length; i++) {
      values[i] = hit[i] ? Float.NaN : values[i];
    }
  }

  private static void invalidate(float[] values, byte[] flags, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = (flags[i] & BAD) != 0 ? Float.NaN : values[i];
    }
  }

  private static void minusOne(float[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = values[i] >= 0 && values[i] <= Float.MAX_VALUE ? values[i] : -1;
    }
  }
}
