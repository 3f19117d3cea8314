package org.nightbeam.cosmicrays;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** L.A.Cosmic step by step, on whole images, as a reference. Single precision. */
final class PlainCosmicRays {
  private final CosmicRaySettings settings;
  private final int height;
  private final int width;

  private PlainCosmicRays(CosmicRaySettings settings, int height, int width) {
    this.settings = settings;
    this.height = height;
    this.width = width;
  }

  /** The image, with a value in each pixel, is replaced by the cleaned one, in electrons. */
  static boolean[][] clean(float[][] electrons, boolean[][] badPixels, CosmicRaySettings settings) {
    PlainCosmicRays plain = new PlainCosmicRays(settings, electrons.length, electrons[0].length);
    return plain.clean(electrons, badPixels);
  }

  private boolean[][] clean(float[][] image, boolean[][] badPixels) {
    boolean[][] bad = dilate3(badPixels);
    boolean[][] saturated = new boolean[height][width];
    float[][] smooth = median(image, 7);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        saturated[y][x] =
            image[y][x] >= (float) settings.saturation()
                && smooth[y][x] > (float) (settings.saturation() / 10);
      }
    }
    saturated = dilate5(dilate5(saturated));
    List<Float> good = new ArrayList<>();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        bad[y][x] |= saturated[y][x];
        if (!bad[y][x]) {
          good.add(image[y][x]);
        }
      }
    }
    good.sort(null);
    float background = good.isEmpty() ? 0 : good.get((good.size() - 1) / 2);
    boolean[][] hit = new boolean[height][width];
    for (int i = 0; i < settings.iterations(); i++) {
      iterate(image, bad, hit);
      replace(image, bad, hit, background);
    }
    return hit;
  }

  private void iterate(float[][] image, boolean[][] bad, boolean[][] hit) {
    float[][] noise = median(image, 7);
    float variance = (float) (settings.readNoise() * settings.readNoise());
    float[][] laplacian = laplacian(image);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        noise[y][x] = (float) Math.sqrt(Math.max(noise[y][x] + variance, 1e-5f));
        laplacian[y][x] /= 2f * noise[y][x];
      }
    }
    float[][] smoothLaplacian = median(laplacian, 7);
    float[][] smooth = median(image, 5);
    float[][] smoother = median(smooth, 9);
    float[][] contrast = new float[height][width];
    boolean[][] found = new boolean[height][width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        contrast[y][x] = laplacian[y][x] - smoothLaplacian[y][x];
        float fine = Math.max((smooth[y][x] - smoother[y][x]) / noise[y][x], 0.01f);
        found[y][x] =
            contrast[y][x] > (float) settings.sigmaClip()
                && contrast[y][x] / fine > (float) settings.objectLimit()
                && !bad[y][x];
      }
    }
    found = dilate3(found);
    keepAbove(found, contrast, (float) settings.sigmaClip(), bad);
    found = dilate3(found);
    keepAbove(found, contrast, (float) (settings.sigmaFraction() * settings.sigmaClip()), bad);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        hit[y][x] |= found[y][x];
      }
    }
  }

  private void keepAbove(boolean[][] found, float[][] contrast, float limit, boolean[][] bad) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        found[y][x] &= contrast[y][x] > limit && !bad[y][x];
      }
    }
  }

  private void replace(float[][] image, boolean[][] bad, boolean[][] hit, float background) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (hit[y][x]) {
          int count = 0;
          double sum = 0;
          for (int v = y - 2; v <= y + 2; v++) {
            for (int u = x - 2; u <= x + 2; u++) {
              if (isInside(v, u) && !bad[v][u] && !hit[v][u]) {
                sum += image[v][u];
                count++;
              }
            }
          }
          image[y][x] = count == 0 ? background : (float) (sum / count);
        }
      }
    }
  }

  /** Doubled in size, by the kernel (0 -1 0, -1 4 -1, 0 -1 0), positive part, halved in size. */
  private float[][] laplacian(float[][] image) {
    float[][] out = new float[height][width];
    for (int v = 0; v < 2 * height; v++) {
      for (int u = 0; u < 2 * width; u++) {
        float value =
            4 * image[v / 2][u / 2]
                - doubled(image, v - 1, u)
                - doubled(image, v + 1, u)
                - doubled(image, v, u - 1)
                - doubled(image, v, u + 1);
        out[v / 2][u / 2] += Math.max(0, value) / 4;
      }
    }
    return out;
  }

  private float doubled(float[][] image, int v, int u) {
    return v < 0 || u < 0 || v >= 2 * height || u >= 2 * width ? 0 : image[v / 2][u / 2];
  }

  /** Along rows, then along columns; the border stays as it is. */
  private float[][] median(float[][] image, int size) {
    int reach = size / 2;
    float[][] out = new float[height][];
    for (int y = 0; y < height; y++) {
      out[y] = image[y].clone();
    }
    for (int y = reach; y < height - reach; y++) {
      for (int x = reach; x < width - reach; x++) {
        float[] column = new float[size];
        for (int k = 0; k < size; k++) {
          float[] row = Arrays.copyOfRange(image[y - reach + k], x - reach, x + reach + 1);
          Arrays.sort(row);
          column[k] = row[reach];
        }
        Arrays.sort(column);
        out[y][x] = column[reach];
      }
    }
    return out;
  }

  /** The outermost pixels stay as they are. */
  private boolean[][] dilate3(boolean[][] mask) {
    boolean[][] out = new boolean[height][];
    for (int y = 0; y < height; y++) {
      out[y] = mask[y].clone();
    }
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        for (int k = 0; k < 9; k++) {
          out[y][x] |= mask[y - 1 + k / 3][x - 1 + k % 3];
        }
      }
    }
    return out;
  }

  private boolean[][] dilate5(boolean[][] mask) {
    boolean[][] out = new boolean[height][width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int v = y - 2; v <= y + 2; v++) {
          for (int u = x - 2; u <= x + 2; u++) {
            boolean corner = Math.abs(v - y) == 2 && Math.abs(u - x) == 2;
            out[y][x] |= isInside(v, u) && !corner && mask[v][u];
          }
        }
      }
    }
    return out;
  }

  private boolean isInside(int y, int x) {
    return y >= 0 && x >= 0 && y < height && x < width;
  }
}
