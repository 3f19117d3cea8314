package org.nightbeam.colour;

/**
 * Interpolates by the linear filters of Malvar, He and Cutler (2004, ICASSP, "High-quality linear
 * interpolation for demosaicing of Bayer-patterned color images"): bilinear, corrected by the
 * second derivative of the colour that the pixel has. Sharper than bilinear; next to bright stars
 * it may fall below the sky. Where a value that it needs is missing, and at the edges, it is
 * bilinear.
 */
final class Malvar extends Bilinear {
  Malvar(float[][] mosaic, int width, ColourPattern pattern) {
    super(mosaic, width, pattern);
  }

  @Override
  float interpolated(char colour, int x, int y) {
    if (x < 2 || y < 2 || x >= mosaicWidth - 2 || y >= mosaic.length - 2) {
      return super.interpolated(colour, x, y);
    }
    float[] row = mosaic[y];
    float[] above = mosaic[y - 1];
    float[] below = mosaic[y + 1];
    float here = row[x];
    float farInRow = row[x - 2] + row[x + 2];
    float farInColumn = mosaic[y - 2][x] + mosaic[y + 2][x];
    float inRow = row[x - 1] + row[x + 1];
    float inColumn = above[x] + below[x];
    float value;
    if (colour == 'G') {
      value = 4 * here + 2 * (inRow + inColumn) - farInRow - farInColumn;
    } else {
      float diagonal = above[x - 1] + above[x + 1] + below[x - 1] + below[x + 1];
      if (pattern.at(x, y) != 'G') {
        value = 6 * here + 2 * diagonal - 1.5f * (farInRow + farInColumn);
      } else if (isInRow(colour, x, y)) {
        value = 5 * here + 4 * inRow - diagonal - farInRow + 0.5f * farInColumn;
      } else {
        value = 5 * here + 4 * inColumn - diagonal - farInColumn + 0.5f * farInRow;
      }
    }
    return value - value == 0 ? value / 8 : super.interpolated(colour, x, y);
  }
}
