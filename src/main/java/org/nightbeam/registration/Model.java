package org.nightbeam.registration;

/** Models of a transform, from the stiffest to the most flexible. */
public enum Model {
  /** Shift, turn, change the scale, mirror. */
  SIMILARITY(2),
  /** Shear and stretch too: of fewer stars, chance decides whether it predicts others better. */
  AFFINE(12),
  /** Polynomials of degree 2. */
  QUADRATIC(20),
  /** Polynomials of degree 3. */
  CUBIC(30);

  private final int fewest;

  Model(int fewest) {
    this.fewest = fewest;
  }

  /** Returns the number of stars from which on it is tried. */
  int fewest() {
    return fewest;
  }

  /** Returns the number of terms of its polynomials. */
  int terms() {
    return Transform.TERMS[Math.max(1, ordinal())];
  }

  /** Returns how many numbers settle it. */
  int parameters() {
    return this == SIMILARITY ? 4 : 2 * terms();
  }
}
