package org.nightbeam.cosmicrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.cosmicrays.ChangedBoxes.Box;

class ChangedBoxesTest {
  @ParameterizedTest
  @CsvSource({"48, 256", "7, 7", "49, 257", "100, 1000", "300, 20"})
  void allBoxesHoldEveryPixelOnce(int height, int width) {
    int[][] covered = covered(new ChangedBoxes(height, width).all(), height, width);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        assertEquals(1, covered[y][x], y + ", " + x);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"150, 600, 1", "150, 600, 20", "150, 600, 3000", "47, 255, 5", "7, 7, 2"})
  void whatDependsOnAChangeIsInABox(int height, int width, int count) {
    Random random = new Random(count);
    ChangedBoxes changes = new ChangedBoxes(height, width);
    boolean[][] depends = new boolean[height][width];
    for (int k = 0; k < count; k++) {
      int y0 = random.nextInt(height);
      int x0 = random.nextInt(width);
      changes.add(y0, x0);
      for (int y = Math.max(0, y0 - 6); y < Math.min(height, y0 + 7); y++) {
        for (int x = Math.max(0, x0 - 6); x < Math.min(width, x0 + 7); x++) {
          depends[y][x] = true;
        }
      }
    }
    List<Box> boxes = changes.take();
    int[][] covered = covered(boxes, height, width);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        assertTrue(covered[y][x] > 0 || !depends[y][x], y + ", " + x);
      }
    }
    for (Box box : boxes) {
      assertTrue(box.y1() - box.y0() <= changes.largestHeight(), box.toString());
      assertTrue(box.x1() - box.x0() <= changes.largestWidth(), box.toString());
    }
    assertEquals(List.of(), changes.take());
  }

  @Test
  void aLonePixelNeedsASmallBox() {
    ChangedBoxes changes = new ChangedBoxes(1000, 1000);
    changes.add(500, 600);
    assertEquals(List.of(new Box(494, 507, 594, 607)), changes.take());
  }

  @Test
  void manyPixelsOfATileNeedOneBox() {
    ChangedBoxes changes = new ChangedBoxes(1000, 1000);
    for (int x = 256; x < 512; x += 3) {
      changes.add(48, x);
      changes.add(95, x);
    }
    assertEquals(List.of(new Box(42, 102, 250, 518)), changes.take());
  }

  private static int[][] covered(List<Box> boxes, int height, int width) {
    int[][] covered = new int[height][width];
    for (Box box : boxes) {
      for (int y = box.y0(); y < box.y1(); y++) {
        for (int x = box.x0(); x < box.x1(); x++) {
          covered[y][x]++;
        }
      }
    }
    return covered;
  }
}
