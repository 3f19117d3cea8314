package org.nightbeam.sources;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FootprintsTest {
  private static final float THRESHOLD = 1;

  /** Each footprint as its pixels {@code y * 10000 + x}, in the order they are given. */
  private static List<TreeSet<Integer>> found(float[][] image, float peak, int fewest) {
    Footprints footprints = new Footprints(THRESHOLD, image[0].length);
    for (int y = 0; y < image.length; y++) {
      System.arraycopy(image[y], 0, footprints.room(), 0, image[y].length);
      footprints.add(y);
    }
    List<TreeSet<Integer>> all = new ArrayList<>();
    footprints.forEach(
        peak,
        fewest,
        patch -> {
          TreeSet<Integer> pixels = new TreeSet<>();
          for (int at = 0; at < patch.size(); at++) {
            if (patch.values()[at] > 0) {
              assertEquals(image[patch.y(at)][patch.x(at)], patch.values()[at]);
              pixels.add(patch.y(at) * 10_000 + patch.x(at));
            }
          }
          assertEquals(pixels.size(), patch.pixels());
          all.add(pixels);
        });
    return all;
  }

  /** The same by filling from each pixel. */
  private static List<TreeSet<Integer>> byFilling(float[][] image, float peak, int fewest) {
    boolean[][] seen = new boolean[image.length][image[0].length];
    List<TreeSet<Integer>> all = new ArrayList<>();
    for (int y = 0; y < image.length; y++) {
      for (int x = 0; x < image[y].length; x++) {
        if (seen[y][x] || !(image[y][x] > THRESHOLD)) {
          continue;
        }
        TreeSet<Integer> pixels = new TreeSet<>();
        Deque<int[]> open = new ArrayDeque<>();
        open.add(new int[] {x, y});
        seen[y][x] = true;
        float highest = 0;
        while (!open.isEmpty()) {
          int[] at = open.remove();
          pixels.add(at[1] * 10_000 + at[0]);
          highest = Math.max(highest, image[at[1]][at[0]]);
          for (int j = Math.max(0, at[1] - 1); j <= Math.min(image.length - 1, at[1] + 1); j++) {
            for (int i = Math.max(0, at[0] - 1);
                i <= Math.min(image[j].length - 1, at[0] + 1);
                i++) {
              if (!seen[j][i] && image[j][i] > THRESHOLD) {
                seen[j][i] = true;
                open.add(new int[] {i, j});
              }
            }
          }
        }
        if (highest >= peak && pixels.size() >= fewest) {
          all.add(pixels);
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.2, 0.41, 0.6, 0.98})
  void theyAreThoseThatFillingFinds(double share) {
    Random random = new Random(11);
    for (int n = 0; n < 20; n++) {
      float[][] image = new float[1 + random.nextInt(60)][1 + random.nextInt(400)];
      for (float[] row : image) {
        for (int x = 0; x < row.length; x++) {
          row[x] = random.nextDouble() < share ? 1 + random.nextFloat() : 0;
        }
      }
      assertEquals(byFilling(image, 1.5f, 2), found(image, 1.5f, 2));
    }
  }

  @Test
  void allRoomGrows() {
    float[][] image = new float[700][300]; // more values than a chunk, more runs than there is room
    for (int y = 0; y < image.length; y++) {
      for (int x = 0; x < image[y].length; x++) {
        image[y][x] = x % 10 == 9 && y % 10 != 9 ? 0 : 2;
      }
    }
    List<TreeSet<Integer>> all = found(image, 2, 1);
    assertEquals(1, all.size());
    assertEquals(700 * 300 - 30 * 630, all.get(0).size());
  }
}
