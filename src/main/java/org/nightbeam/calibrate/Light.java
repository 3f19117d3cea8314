package org.nightbeam.calibrate;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.nightbeam.correction.LightContext;
import org.nightbeam.correction.LightRow;
import org.nightbeam.correction.Measurement;
import org.nightbeam.correction.Measuring;
import org.nightbeam.correction.Step;
import org.nightbeam.correction.WholeLight;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.preview.LightPreview;
import org.nightbeam.statistics.RowScan;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.LightStatistics;

/**
 * A light that is being calibrated, some rows at a time: each row passes the steps of its
 * corrections, in their order. From the first step that needs the whole frame, rows are kept until
 * the last one has arrived.
 */
final class Light implements Closeable {
  private final LightContext context;
  private final Frame frame;
  private final LightSettings settings;
  private final LightHeader description;
  private final List<Step> steps;
  private final int streamed; // so many steps are before the first that needs the whole frame
  private final List<Measuring> measurings;
  private final LightPreview look; // null where nobody wants to see it
  private final LightWork work;
  private final RowDecoder decoder;
  private final RawContents.Pixels rawPixels = new RawContents.Pixels();
  private final RowScan scan = new RowScan();
  private final LightSample sample;

  private WholeLight whole; // null where no step needs the whole frame, and when it is written
  private ReadableByteChannel in;
  private LightSink sink;
  private String contents; // null before they are verified
  private int nextRow;

  /**
   * @param description of what is done to it
   * @param steps of its corrections, in their order
   * @param measurings what looks at its finished rows
   * @param look null where nobody wants to see it
   * @param work shared by all lights of a thread
   * @param threads number of threads that may work on it where it is in memory as a whole
   */
  Light(
      LightContext context,
      LightSettings settings,
      LightHeader description,
      List<Step> steps,
      List<Measuring> measurings,
      LightPreview look,
      LightWork work,
      int threads) {
    this.context = context;
    this.frame = context.frame();
    this.settings = settings;
    this.description = description;
    this.steps = steps;
    this.measurings = measurings;
    this.look = look;
    this.work = work;
    this.decoder = new RowDecoder(frame.format());
    this.sample = new LightSample((long) frame.width() * frame.height());
    int first = 0;
    while (first < steps.size() && !steps.get(first).needsWholeFrame()) {
      first++;
    }
    streamed = first;
    if (streamed < steps.size()) {
      int height = frame.height();
      whole =
          new WholeLight(
              new float[height][],
              context.withNoise() ? new float[height][] : null,
              context.withFlags() ? new byte[height][] : null,
              threads);
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

  /** Returns the raw frame. */
  Frame frame() {
    return frame;
  }

  /** Returns what is written down about it. */
  LightHeader description() {
    return description;
  }

  /** Reads the next rows, all that is stored of them. */
  private void read(int rows) throws IOException {
    work.raw().clear().limit(Math.toIntExact(rows * frame.rowBytes()));
    FramePixels.fill(in, work.raw(), frame);
    rawPixels.add(work.raw().flip());
  }

  /** Reads rows that are not kept: they count in the sum of the pixels. */
  private void pass(int rows) throws IOException {
    int atOnce = Math.toIntExact(work.raw().capacity() / frame.rowBytes());
    for (int y = 0; y < rows; y += atOnce) {
      read(Math.min(atOnce, rows - y));
    }
  }

  /** Calibrates the next rows. */
  void calibrate(int rows, MasterRows masters) throws IOException {
    read(rows);
    work.clear();
    for (int r = 0; r < rows; r++) {
      LightRow row = raw(r, masters);
      correct(row);
      sample.add(row.values(), row.width());
      if (whole == null) {
        finish(row);
      } else {
        keep(row);
      }
      nextRow++;
    }
    if (whole == null) {
      work.writeTo(sink);
    }
  }

  /** Loops over steps are methods by themselves: they are compiled without what is around them. */
  private void correct(LightRow row) {
    for (int k = 0; k < streamed; k++) {
      steps.get(k).row(row);
    }
  }

  private void convert(LightRow row) {
    for (Step step : steps) {
      step.convert(row);
    }
  }

  private void write(LightRow row) {
    for (Step step : steps) {
      step.write(row);
    }
  }

  private void measure(LightRow row) throws IOException {
    for (Measuring measuring : measurings) {
      measuring.row(row);
    }
  }

  /**
   * Decodes a row.
   *
   * @param r its number among those that were read
   */
  private LightRow raw(int r, MasterRows masters) {
    int width = frame.width();
    float[] values = work.values();
    RawLayout layout = frame.layout();
    decoder.read(work.raw(), r * layout.width() + layout.image().columnsFrom(), width, values);
    if (look != null) {
      look.raw(nextRow, values);
    }
    byte[] flags = context.withFlags() ? work.flags() : null;
    if (flags != null) {
      Arrays.fill(flags, 0, width, (byte) 0);
      double known = context.sensor().saturation();
      float saturation = Double.isNaN(known) ? Float.POSITIVE_INFINITY : (float) known;
      if (scan.mayReach(values, width, saturation)) {
        flagFrom(values, saturation, PixelFlag.SATURATED.bit(), flags, width);
      }
    }
    float[] sigma = context.withNoise() ? work.sigma() : null;
    return new LightRow(nextRow, width, values, sigma, flags, masters.row(r));
  }

  private void keep(LightRow row) {
    whole.values()[row.y()] = Arrays.copyOf(row.values(), row.width());
    if (row.sigma() != null) {
      whole.sigmas()[row.y()] = Arrays.copyOf(row.sigma(), row.width());
    }
    if (row.flags() != null) {
      whole.flags()[row.y()] = Arrays.copyOf(row.flags(), row.width());
    }
  }

  /** Returns a row of those that were kept. */
  private LightRow kept(int y) {
    return new LightRow(
        y,
        frame.width(),
        whole.values()[y],
        whole.sigmas() == null ? null : whole.sigmas()[y],
        whole.flags() == null ? null : whole.flags()[y],
        LightRow.MasterRow.NONE);
  }

  /** Does what is left when all rows are there. */
  private void finishWhole() throws IOException {
    int height = frame.height();
    for (Step step : steps.subList(streamed, steps.size())) {
      if (step.needsWholeFrame()) {
        step.frame(whole);
      } else {
        for (int y = 0; y < height; y++) {
          step.row(kept(y));
        }
      }
    }
    for (int y = 0; y < height; y++) {
      LightRow row = kept(y);
      if (row.sigma() != null) {
        leaveOutInvalid(row.sigma(), row.values(), row.width());
      }
      work.clear();
      finish(row);
      work.writeTo(sink);
    }
    whole = null; // a file may have many images, and all of them are known to the end
  }

  /** Puts a row, which all steps have corrected, with the others that are written at once. */
  private void finish(LightRow row) throws IOException {
    if (look != null) {
      look.calibrated(row.y(), row.values());
    }
    convert(row);
    measure(row);
    write(row);
    if (settings.invalidPixels() == InvalidPixels.MINUS_ONE) {
      minusOne(row.values(), row.width());
    }
    work.put(row);
  }

  /**
   * Ends it; the file is the caller's to finish. What was seen and measured is written.
   *
   * @return the fingerprint of the product
   */
  String finish(Storage storage) throws IOException {
    if (whole != null) {
      finishWhole();
    }
    String fingerprint = description.complete(rawPixels.sum(), steps);
    if (look != null) {
      look.write(storage, context.matched().picture().uri());
    }
    for (Measuring measuring : measurings) {
      measuring.finish(description.header(), fingerprint);
    }
    for (Plane plane : settings.lightPlanes()) {
      if (plane.isOfWholeFrame()) {
        writeWhole(plane);
      }
    }
    return fingerprint;
  }

  /** Writes a plane that a measurement has found. */
  private void writeWhole(Plane plane) throws IOException {
    Measuring.Rows rows =
        measurings.stream()
            .map(measuring -> measuring.plane(plane))
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("nothing measures the plane " + plane));
    float[] row = work.values();
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * frame.width());
    for (int y = 0; y < frame.height(); y++) {
      rows.read(y, row);
      bytes.clear().asFloatBuffer().put(row, 0, frame.width());
      sink.plane(plane, bytes);
    }
  }

  /**
   * Reads what is left of it, and compares its pixels and its file with what they should be.
   *
   * @throws org.nightbeam.fits.UnreadableFileException if they are not
   */
  void verify(Storage storage) throws IOException {
    RawLayout layout = frame.layout();
    pass(layout.height() - layout.image().rowsFrom() - layout.image().rows());
    FramePixels.verifyEnd(in, frame);
    frame.verify(rawPixels.sum());
    contents = RawContents.hash(storage, frame, description.rawCards(), rawPixels);
    frame.verifyUnchanged(storage);
  }

  /** Returns the hash of all that it takes from its file, see {@link RawContents}. */
  String contents() {
    return contents;
  }

  /** Returns what was seen of it. */
  LightStatistics statistics() {
    LightStatistics statistics = look == null ? LightStatistics.UNKNOWN : look.statistics();
    for (Measuring measuring : measurings) {
      statistics = measuring.statistics(statistics);
    }
    return statistics;
  }

  /** Returns a warning if it does not look like a light, or cannot be measured as wanted. */
  Optional<String> suspicion() {
    List<String> warnings = new ArrayList<>(sample.suspicion().stream().toList());
    for (Measurement measurement : settings.measurements()) {
      measurement.lacks(frame).ifPresent(warnings::add);
    }
    return warnings.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", warnings));
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      in.close();
    }
  }

  private static void flagFrom(float[] values, float limit, byte flag, byte[] flags, int length) {
    for (int i = 0; i < length; i++) {
      flags[i] |= values[i] >= limit ? flag : 0;
    }
  }

  /** Leaves out the standard deviations of pixels without a value. */
  private static void leaveOutInvalid(float[] sigma, float[] values, int length) {
    for (int i = 0; i < length; i++) {
      sigma[i] = values[i] - values[i] == 0 ? sigma[i] : Float.NaN;
    }
  }

  private static void minusOne(float[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = values[i] >= 0 && values[i] <= Float.MAX_VALUE ? values[i] : -1;
    }
  }
}
