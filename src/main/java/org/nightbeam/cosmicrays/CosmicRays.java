package org.nightbeam.cosmicrays;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.nightbeam.cosmicrays.ChangedBoxes.Box;
import org.nightbeam.storage.DaemonThreads;

/**
 * Finds the pixels of an image that were hit by cosmic rays, and replaces them, by L.A.Cosmic: a
 * hit has sharper edges than anything that came through the telescope, so it stands out in the
 * Laplacian, and it is sharper than a star, so it is faint in what a median filter leaves.
 *
 * <p>Source: P. G. van Dokkum, PASP 113, 1420 (2001), with the choices that astroscrappy 1.1 makes
 * for {@code sepmed=True, fsmode="median"}, found by experiments with it:
 *
 * <ul>
 *   <li>Median filters are separable, along rows and then along columns. The noise and the smooth
 *       part of the Laplacian are of 7 x 7, the fine structure is of 5 x 5 less 9 x 9.
 *   <li>Bad pixels grow by 3 x 3, except into the outermost pixels of the image. A pixel at or
 *       above the saturation is one of a saturated star if the median around it is above a tenth of
 *       that; these grow twice by 5 x 5 without its corners. Neither is ever hit, nor fills a hit.
 *   <li>A hit grows by 3 x 3 into candidates, and then by 3 x 3 into neighbours.
 *   <li>The three outermost pixels of the image are never hit.
 * </ul>
 *
 * The arithmetic is in single precision, as there. Other than there:
 *
 * <ul>
 *   <li>A pixel that is NaN, infinite, or beyond 1e15 electrons is bad. The filters see in its
 *       place the mean of the valid pixels of the 5 x 5 around it; the cleaned image has it as it
 *       was.
 *   <li>Where nothing around has changed since the last iteration, nothing is reckoned anew: the
 *       result would be the same.
 *   <li>A pixel that is not hit keeps its value to the last bit, whatever the gain.
 * </ul>
 *
 * <p>It is one class of more than 400 lines, as all steps of an iteration work on the same images
 * of one frame; filters, tiles and boxes are classes of their own.
 */
public final class CosmicRays {
  /** Beyond it a value is taken for no value: the median filter's keys leave off at 2^64. */
  private static final float LARGEST = 1e15f;

  /** Size below which some filter is all border. */
  private static final int SMALLEST = 7;

  /** Marks a pixel in {@link #levels} that is in a list already. */
  private static final byte GROWN = 8;

  /** Shared by all lights of the process. */
  private static final Executor HELPERS =
      DaemonThreads.create(
          "nightbeam-cosmic-rays", Math.max(1, Runtime.getRuntime().availableProcessors() - 1));

  private final CosmicRaySettings settings;
  private final float[][] image;
  private final int height;
  private final int width;
  private final boolean[][] saturated; // null where the value of a pixel tells
  private final float[][] electrons;
  private final boolean[][] bad;
  private final boolean[][] hit;
  private final byte[][] levels;
  private float background = Float.NaN;

  /**
   * What was found.
   *
   * @param hit {@code [height][width]}, true for a pixel hit by a cosmic ray
   * @param cleaned the image with these replaced, in its own unit
   * @param pixels how many were hit
   * @param iterations how many iterations were made; the last one found nothing new, or was the
   *     last one allowed
   */
  public record Found(boolean[][] hit, float[][] cleaned, int pixels, int iterations) {}

  private CosmicRays(
      float[][] image, boolean[][] badPixels, boolean[][] saturated, CosmicRaySettings settings) {
    this.settings = settings;
    this.image = image;
    this.saturated = saturated;
    height = image.length;
    width = height == 0 ? 0 : image[0].length;
    if ((long) height * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          String.format("an image of %d x %d pixels is too large", height, width));
    }
    check(badPixels);
    check(saturated);
    electrons = new float[height][width];
    bad = new boolean[height][width];
    hit = new boolean[height][width];
    levels = new byte[height][width];
  }

  private void check(boolean[][] mask) {
    if (mask != null && mask.length != height) {
      throw new IllegalArgumentException(
          String.format("a mask has %d rows, the image %d", mask.length, height));
    }
    for (int y = 0; y < height; y++) {
      if (image[y].length != width
          || (mask != null && mask[y] != null && mask[y].length != width)) {
        throw new IllegalArgumentException("row " + y + " is not as long as the first one");
      }
    }
  }

  /**
   * Finds and replaces the pixels hit. Takes seven bytes per pixel, those of the result included,
   * and may be called by several threads at once.
   *
   * @param image {@code [height][width]}, with its sky (the noise is reckoned from it), in units of
   *     which the gain gives electrons; not changed
   * @param badPixels {@code [height][width]}, true for a pixel that is not to be looked at; null if
   *     there are none
   * @param settings thresholds and noise
   * @param threads how many threads look at tiles at the same time; the result does not depend on
   *     it
   */
  public static Found find(
      float[][] image, boolean[][] badPixels, CosmicRaySettings settings, int threads) {
    return find(image, badPixels, null, settings, threads);
  }

  /**
   * Does the same of an image whose values no longer tell which pixels are saturated, as a bias was
   * subtracted.
   *
   * @param saturated {@code [height][width]}, true for a saturated pixel; a row without any may be
   *     null; null if values tell
   */
  public static Found find(
      float[][] image,
      boolean[][] badPixels,
      boolean[][] saturated,
      CosmicRaySettings settings,
      int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
    }
    return new CosmicRays(image, badPixels, saturated, settings).find(badPixels, threads);
  }

  private Found find(boolean[][] badPixels, int threads) {
    boolean gaps = toElectrons();
    if (height < SMALLEST || width < SMALLEST) {
      return finish(0);
    }
    markBad(badPixels);
    markSaturatedStars();
    if (gaps) {
      fillGaps();
    }
    ChangedBoxes changes = new ChangedBoxes(height, width);
    Looker looker = new Looker(changes, threads);
    PixelList candidates = new PixelList();
    List<Box> boxes = changes.all();
    int iteration = 0;
    while (iteration < settings.iterations()) {
      iteration++;
      looker.look(boxes, candidates);
      PixelList fresh = grow(candidates);
      if (fresh.size() == 0) {
        break;
      }
      replaceAround(fresh, changes);
      boxes = changes.take();
    }
    return finish(iteration);
  }

  /** Looks at boxes, which it shares among threads. */
  private final class Looker {
    private final CosmicRayTile[] tiles;

    /**
     * @param changes knows how large boxes are
     */
    Looker(ChangedBoxes changes, int threads) {
      tiles = new CosmicRayTile[threads];
      for (int k = 0; k < threads; k++) {
        tiles[k] = new CosmicRayTile(settings, changes.largestHeight(), changes.largestWidth());
      }
    }

    /** Adds the candidates found in boxes. Those of boxes that overlap may be there twice. */
    void look(List<Box> boxes, PixelList candidates) {
      int[][] found = new int[boxes.size()][];
      AtomicInteger next = new AtomicInteger();
      List<DaemonThreads.Part> parts = new ArrayList<>();
      for (CosmicRayTile tile : tiles) {
        parts.add(() -> look(boxes, next, tile, found));
      }
      try {
        DaemonThreads.together(HELPERS, parts);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible); // nothing is read
      }
      for (int[] ofBox : found) {
        for (int candidate : ofBox) {
          candidates.add(candidate);
        }
      }
    }

    /** Looks at all boxes. Two threads may look at a pixel in two boxes; they write the same. */
    private void look(List<Box> boxes, AtomicInteger next, CosmicRayTile tile, int[][] found) {
      for (int k = next.getAndIncrement(); k < found.length; k = next.getAndIncrement()) {
        found[k] = tile.look(electrons, boxes.get(k), levels);
      }
    }
  }

  /** Returns whether there are pixels without a value. */
  private boolean toElectrons() {
    float gain = (float) settings.gain();
    boolean gaps = false;
    for (int y = 0; y < height; y++) {
      gaps |= scale(image[y], gain, electrons[y]);
    }
    return gaps;
  }

  private static boolean scale(float[] row, float gain, float[] out) {
    boolean valid = true;
    for (int x = 0; x < out.length; x++) {
      float v = row[x] * gain;
      out[x] = v;
      // False for a NaN too.
      valid &= Math.abs(v) <= LARGEST;
    }
    return !valid;
  }

  private static boolean isGap(float electrons) {
    return !(Math.abs(electrons) <= LARGEST);
  }

  private void markBad(boolean[][] badPixels) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if ((badPixels != null && badPixels[y][x]) || isGap(electrons[y][x])) {
          bad[y][x] = true;
          for (int v = Math.max(1, y - 1); v <= Math.min(height - 2, y + 1); v++) {
            for (int u = Math.max(1, x - 1); u <= Math.min(width - 2, x + 1); u++) {
              bad[v][u] = true;
            }
          }
        }
      }
    }
  }

  private void markSaturatedStars() {
    float saturation = (float) settings.saturation();
    float around = (float) (settings.saturation() / 10);
    for (int y = 0; y < height; y++) {
      float[] row = electrons[y];
      for (int x = 0; x < width; x++) {
        boolean full =
            saturated == null ? row[x] >= saturation : saturated[y] != null && saturated[y][x];
        if (full && row[x] <= LARGEST && medianIsAbove(around, y, x)) {
          markStar(y, x);
        }
      }
    }
  }

  /**
   * Returns whether the separable median of 7 x 7 is above a limit: four of seven rows have four.
   */
  private boolean medianIsAbove(float limit, int y, int x) {
    if (y < 3 || y >= height - 3 || x < 3 || x >= width - 3) {
      return electrons[y][x] > limit;
    }
    int brightRows = 0;
    for (int v = y - 3; v <= y + 3; v++) {
      int bright = 0;
      for (int u = x - 3; u <= x + 3; u++) {
        bright += electrons[v][u] > limit ? 1 : 0;
      }
      brightRows += bright >= 4 ? 1 : 0;
    }
    return brightRows >= 4;
  }

  /** Twice a 5 x 5 without its corners is a 9 x 9 without three pixels at each corner. */
  private void markStar(int y, int x) {
    for (int v = Math.max(0, y - 4); v <= Math.min(height - 1, y + 4); v++) {
      int reach = Math.min(4, 6 - Math.abs(v - y));
      Arrays.fill(bad[v], Math.max(0, x - reach), Math.min(width, x + reach + 1), true);
    }
  }

  /** Gives pixels without a value one that disturbs the filters little. */
  private void fillGaps() {
    float[][] filled = new float[height][];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (isGap(electrons[y][x])) {
          if (filled[y] == null) {
            filled[y] = electrons[y].clone();
          }
          filled[y][x] = meanOfValid(y, x);
        }
      }
    }
    for (int y = 0; y < height; y++) {
      if (filled[y] != null) {
        electrons[y] = filled[y];
      }
    }
  }

  private float meanOfValid(int y, int x) {
    double sum = 0;
    int count = 0;
    for (int v = Math.max(0, y - 2); v <= Math.min(height - 1, y + 2); v++) {
      for (int u = Math.max(0, x - 2); u <= Math.min(width - 1, x + 2); u++) {
        if (!isGap(electrons[v][u])) {
          sum += electrons[v][u];
          count++;
        }
      }
    }
    return count == 0 ? background() : (float) (sum / count);
  }

  /**
   * Marks the hits that candidates and what is around them make; gives those that are new.
   *
   * @param candidates of all iterations: those that are none any more have lost their level
   */
  private PixelList grow(PixelList candidates) {
    PixelList grown = new PixelList();
    for (int k = 0; k < candidates.size(); k++) {
      int y = candidates.get(k) / width;
      int x = candidates.get(k) % width;
      if ((levels[y][x] & CosmicRayTile.NO_STAR) != 0 && !bad[y][x]) {
        growInto(y, x, CosmicRayTile.CANDIDATE, grown);
      }
    }
    PixelList fresh = new PixelList();
    for (int k = 0; k < grown.size(); k++) {
      int y = grown.get(k) / width;
      int x = grown.get(k) % width;
      levels[y][x] &= ~GROWN;
      // S' is 0 at the border of the image: what is around a candidate is inside.
      for (int v = y - 1; v <= y + 1; v++) {
        for (int u = x - 1; u <= x + 1; u++) {
          if ((levels[v][u] & CosmicRayTile.NEIGHBOUR) != 0 && !bad[v][u] && !hit[v][u]) {
            hit[v][u] = true;
            fresh.add(v * width + u);
          }
        }
      }
    }
    return fresh;
  }

  private void growInto(int y, int x, byte level, PixelList grown) {
    for (int v = y - 1; v <= y + 1; v++) {
      for (int u = x - 1; u <= x + 1; u++) {
        if ((levels[v][u] & level) != 0 && (levels[v][u] & GROWN) == 0 && !bad[v][u]) {
          levels[v][u] |= GROWN;
          grown.add(v * width + u);
        }
      }
    }
  }

  /** Replaces the new hits, and those whose replacement they were part of. */
  private void replaceAround(PixelList fresh, ChangedBoxes changes) {
    PixelList replaced = new PixelList();
    for (int k = 0; k < fresh.size(); k++) {
      int y = fresh.get(k) / width;
      int x = fresh.get(k) % width;
      for (int v = Math.max(0, y - 2); v <= Math.min(height - 1, y + 2); v++) {
        for (int u = Math.max(0, x - 2); u <= Math.min(width - 1, x + 2); u++) {
          if (hit[v][u] && (levels[v][u] & GROWN) == 0) {
            levels[v][u] |= GROWN;
            replaced.add(v * width + u);
          }
        }
      }
    }
    for (int k = 0; k < replaced.size(); k++) {
      int y = replaced.get(k) / width;
      int x = replaced.get(k) % width;
      levels[y][x] &= ~GROWN;
      float value = replacement(y, x);
      if (value != electrons[y][x]) {
        electrons[y][x] = value;
        changes.add(y, x);
      }
    }
  }

  /** Returns the mean of the pixels around that are neither hit nor bad. */
  private float replacement(int y, int x) {
    int count = 0;
    double sum = 0;
    for (int v = Math.max(0, y - 2); v <= Math.min(height - 1, y + 2); v++) {
      for (int u = Math.max(0, x - 2); u <= Math.min(width - 1, x + 2); u++) {
        if (!hit[v][u] && !bad[v][u]) {
          sum += electrons[v][u];
          count++;
        }
      }
    }
    return count == 0 ? background() : (float) (sum / count);
  }

  /**
   * Returns the median of the image's pixels that are not bad, the smaller of the middle two of an
   * even number; 0 if there are none. Seldom needed, so it is reckoned when it is.
   */
  private float background() {
    if (Float.isNaN(background)) {
      // Bits in the order of the values: their upper half first, then the lower half among those
      // that share it.
      long[] upper = new long[1 << 16];
      long[] lower = new long[1 << 16];
      count(upper, -1);
      long rank = (Arrays.stream(upper).sum() - 1) / 2;
      int high = 0;
      while (high < upper.length && upper[high] <= rank) {
        rank -= upper[high++];
      }
      if (high == upper.length) {
        background = 0;
      } else {
        count(lower, high);
        int low = 0;
        while (lower[low] <= rank) {
          rank -= lower[low++];
        }
        int order = high << 16 | low;
        background = Float.intBitsToFloat(order < 0 ? order ^ 0x80000000 : ~order);
      }
    }
    return background;
  }

  /** Counts upper halves, or lower halves where the upper one is given. */
  private void count(long[] counts, int high) {
    float gain = (float) settings.gain();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float v = image[y][x] * gain;
        if (!bad[y][x] && !isGap(v)) {
          int bits = Float.floatToRawIntBits(v);
          int order = bits < 0 ? ~bits : bits ^ 0x80000000;
          if (high < 0) {
            counts[order >>> 16]++;
          } else if (order >>> 16 == high) {
            counts[order & 0xffff]++;
          }
        }
      }
    }
  }

  /** Turns {@link #electrons} into the image with its hits replaced. */
  private Found finish(int iterations) {
    float gain = (float) settings.gain();
    int pixels = 0;
    for (int y = 0; y < height; y++) {
      float[] row = electrons[y];
      for (int x = 0; x < width; x++) {
        if (hit[y][x]) {
          row[x] = row[x] / gain;
          pixels++;
        } else {
          row[x] = image[y][x];
        }
      }
    }
    return new Found(hit, electrons, pixels, iterations);
  }

  /** A list of pixels, each as {@code y * width + x}. */
  private static final class PixelList {
    private int[] pixels = new int[1024];
    private int size;

    void add(int pixel) {
      if (size == pixels.length) {
        pixels = Arrays.copyOf(pixels, 2 * size);
      }
      pixels[size++] = pixel;
    }

    int get(int k) {
      return pixels[k];
    }

    int size() {
      return size;
    }
  }
}
