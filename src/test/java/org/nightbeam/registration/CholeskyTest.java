package org.nightbeam.registration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CholeskyTest {

  private static double[][] square() {
    return new double[][] {{4, 0, 0}, {2, 5, 0}, {2, 3, 6}};
  }

  @Test
  void solvesAllUnknownsAndTheFirstOnes() {
    double[][] lower = square();
    assertEquals(3, Cholesky.decompose(lower));
    // 4 + 4 + 6, 2 + 10 + 9, 2 + 6 + 18
    assertArrayEquals(
        new double[] {1, 2, 3}, Cholesky.solve(lower, new double[] {14, 21, 26}, 3), 1e-12);
    assertArrayEquals(
        new double[] {1, 2}, Cholesky.solve(lower, new double[] {8, 12, 99}, 2), 1e-12);
    assertEquals(9 / 4.0, Cholesky.norm(lower, new double[] {3, 99, 99}, 1), 1e-12);
  }

  @Test
  void saysHowFarAMatrixGoes() {
    assertEquals(2, Cholesky.decompose(new double[][] {{4, 0, 0}, {2, 5, 0}, {8, 4, 16}}));
    assertEquals(0, Cholesky.decompose(new double[][] {{0}}));
  }
}
