package org.nightbeam.preview;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.nightbeam.statistics.Selection;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

/** Looks at a master while it is written, or when its file is read. */
public final class MasterPreview {
  private static final int SAMPLE_SIDE = 256;
  private static final int BINS = 48;
  private static final int FEW_VALUES = 1000;
  private static final double TAIL = 0.005;
  private static final int PAIR = 2;
  private static final double HOT_SIGMA = 8;

  /** Far below what makes a pixel hot, so that only few are looked at. */
  private static final float LEAST_SIGMA = 2;

  private static final int ROWS_OF_A_NOISE = 64;
  private static final int NOISE_PIXELS = 256;

  /** Leaves of a float its exponent and three bits of the fraction: steps of 1/8 at most. */
  private static final int EXCESS_SHIFT = 20;

  private final int width;
  private final int height;
  private final BoxAverage picture;
  private final PixelSample sample;
  private final float[] row;
  private final byte[] rest = new byte[Float.BYTES];
  private final long[] excesses = new long[1 << (Integer.SIZE - 1 - EXCESS_SHIFT)];
  private int restSize;
  private int x;
  private int y;
  private long invalid;
  private float least = Float.POSITIVE_INFINITY;

  /**
   * @param colour whether the sensor has a colour filter array
   */
  public MasterPreview(int width, int height, boolean colour) {
    this.width = width;
    this.height = height;
    this.picture = new BoxAverage(width, height, LightPreview.SIDE, colour);
    this.sample = new PixelSample(width, height, SAMPLE_SIDE);
    this.row = new float[width];
  }

  /**
   * Takes the next pixels.
   *
   * @param pixels float32, big-endian, from position to limit, which stay where they are; what
   *     follows the last row is passed over
   */
  public void add(ByteBuffer pixels) {
    ByteBuffer left = pixels.duplicate().order(ByteOrder.BIG_ENDIAN);
    while (restSize > 0 && left.hasRemaining()) {
      rest[restSize++] = left.get();
      if (restSize == Float.BYTES) {
        add(ByteBuffer.wrap(rest).getFloat());
        restSize = 0;
      }
    }
    while (left.remaining() >= Float.BYTES && y < height) {
      int count = Math.min(width - x, left.remaining() / Float.BYTES);
      left.asFloatBuffer().get(row, x, count);
      left.position(left.position() + count * Float.BYTES);
      x += count;
      endRow();
    }
    while (left.hasRemaining() && y < height) {
      rest[restSize++] = left.get();
    }
  }

  private void add(float pixel) {
    if (y < height) {
      row[x++] = pixel;
      endRow();
    }
  }

  private void endRow() {
    if (x < width) {
      return;
    }
    if (picture.takes(y)) {
      picture.add(y, row);
    }
    sample.add(y, row);
    if (y % ROWS_OF_A_NOISE == 0) {
      float noise = noiseOfRow();
      least = Float.isFinite(noise) ? Math.min(least, LEAST_SIGMA * noise) : Math.min(least, 0);
    }
    noteHigh();
    for (int i = 0; i < Math.min(PAIR, width); i++) {
      note(i);
    }
    for (int i = Math.max(PAIR, width - PAIR); i < width; i++) {
      note(i);
    }
    x = 0;
    y++;
  }

  /** Notes those pixels between the edges that stand out, or have no value, or no neighbour. */
  private void noteHigh() {
    for (int i = PAIR; i < width - PAIR; i++) {
      float excess = row[i] - Math.max(row[i - PAIR], row[i + PAIR]);
      if (!(excess <= least)) {
        note(i);
      }
    }
  }

  /** Returns a rough noise of this row, from some pixels; infinite if there are too few. */
  private float noiseOfRow() {
    float[] some = new float[NOISE_PIXELS];
    int size = 0;
    int step = Math.max(1, width / NOISE_PIXELS);
    for (int i = 0; i + PAIR < width && size < NOISE_PIXELS; i += step) {
      float difference = Math.abs(row[i] - row[i + PAIR]);
      if (Float.isFinite(difference)) {
        some[size++] = difference;
      }
    }
    return size < NOISE_PIXELS / 4
        ? Float.POSITIVE_INFINITY
        : Selection.select(some, size, size / 2);
  }

  /** Counts a pixel that may be hot, or has no value. */
  private void note(int i) {
    if (!Float.isFinite(row[i])) {
      invalid++;
      return;
    }
    // The neighbour on one side stands for both at the edges, and where the other has no value.
    float before = i >= PAIR ? row[i - PAIR] : Float.NaN;
    float after = i + PAIR < width ? row[i + PAIR] : Float.NaN;
    float most =
        Float.isNaN(before) ? after : Float.isNaN(after) ? before : Math.max(before, after);
    float excess = row[i] - most;
    if (excess > 0) {
      excesses[Float.floatToRawIntBits(excess) >>> EXCESS_SHIFT]++;
    }
  }

  /** Returns what was seen, when all rows were. */
  public MasterHistogram statistics() {
    double noise = sample.noise();
    ZScale limits = ZScale.of(picture.pixels());
    double lowest = sample.quantile(TAIL);
    double highest = sample.quantile(1 - TAIL);
    float[] ordered = sample.sorted();
    double step = step(ordered, lowest, highest);
    double range = highest + step - lowest;
    double binWidth = step == 0 ? range / BINS : step * Math.ceil(range / step / BINS - 1e-3);
    double from = lowest - step / 2;
    int bins = range > 0 ? (int) Math.min(BINS, Math.ceil(range / binWidth - 1e-3)) : 0;
    int[] counts = counts(ordered, bins, from, binWidth * (1 + 1e-9));
    return new MasterHistogram(
        width,
        height,
        sample.median(),
        noise,
        hot(noise),
        invalid,
        limits.low(),
        limits.high(),
        from,
        from + bins * binWidth,
        Arrays.stream(counts).boxed().toList());
  }

  private long hot(double noise) {
    if (Double.isNaN(noise)) {
      return 0;
    }
    long hot = 0;
    int threshold = Float.floatToRawIntBits((float) (HOT_SIGMA * noise)) >>> EXCESS_SHIFT;
    for (int i = threshold + 1; i < excesses.length; i++) {
      hot += excesses[i];
    }
    return hot;
  }

  /** Counts of the sample in bins; the width of one is a multiple of the step between values. */
  private static int[] counts(float[] values, int bins, double from, double width) {
    int[] counts = new int[bins];
    for (float value : values) {
      int bin = (int) Math.floor((value - from) / width);
      if (bin >= 0 && bin < bins) {
        counts[bin]++;
      }
    }
    return counts;
  }

  /**
   * Returns the step between values of the sample, where they are few as of a median of integers; 0
   * where they are not: bins that hold now one, now two of them would make a comb.
   */
  private static double step(float[] ordered, double from, double to) {
    int different = 0;
    double step = Double.POSITIVE_INFINITY;
    for (int i = 1; i < ordered.length; i++) {
      double apart = (double) ordered[i] - ordered[i - 1];
      if (ordered[i - 1] >= from && ordered[i] <= to && apart > 1e-5 * (to - from)) {
        different++;
        step = Math.min(step, apart);
      }
    }
    return different > 0 && different <= FEW_VALUES ? step : 0;
  }

  /** Returns the picture and the statistics, when all rows were seen. */
  public Files files() {
    return new Files(
        GreyJpeg.of(picture.width(), picture.height(), picture.pixels()),
        ByteBuffer.wrap(statistics().json()));
  }

  /** A preview as it is written: two files, whose bytes are not written yet. */
  public static final class Files {
    private final ByteBuffer picture;
    private final ByteBuffer statistics;

    private Files(ByteBuffer picture, ByteBuffer statistics) {
      this.picture = picture;
      this.statistics = statistics;
    }

    /**
     * Writes them.
     *
     * @param output folder of the run's products
     * @param master path of the master below it
     */
    public void write(Storage storage, String output, String master) throws IOException {
      write(storage, output + "/" + PreviewPath.picture(master), picture);
      write(storage, output + "/" + PreviewPath.statistics(master), statistics);
    }

    private static void write(Storage storage, String uri, ByteBuffer bytes) throws IOException {
      try (NewFile file = storage.createReplaceable(uri)) {
        file.write(bytes.duplicate());
        file.commit();
      }
    }
  }
}
