package org.nightbeam.colour;

/**
 * Keeps each pixel in its colour, and gives it the mean of its nearest neighbours in the two
 * others.
 */
class Bilinear extends Demosaic {
  Bilinear(float[][] mosaic, int width, ColourPattern pattern) {
    super(mosaic, width, pattern);
  }

  @Override
  void row(char colour, int y, float[] out) {
    for (int x = 0; x < mosaicWidth; x++) {
      out[x] = pattern.at(x, y) == colour ? mosaic[y][x] : interpolated(colour, x, y);
    }
  }

  /** Returns a colour at a pixel of another one. */
  float interpolated(char colour, int x, int y) {
    if (colour == 'G') {
      return mean(pixel(x, y - 1), pixel(x - 1, y), pixel(x + 1, y), pixel(x, y + 1));
    }
    if (pattern.at(x, y) != 'G') {
      return mean(
          pixel(x - 1, y - 1), pixel(x + 1, y - 1), pixel(x - 1, y + 1), pixel(x + 1, y + 1));
    }
    return isInRow(colour, x, y)
        ? mean(pixel(x - 1, y), pixel(x + 1, y))
        : mean(pixel(x, y - 1), pixel(x, y + 1));
  }

  /** Returns whether the neighbours of a green pixel in its row are of a colour. */
  final boolean isInRow(char colour, int x, int y) {
    return pattern.at(x + 1, y) == colour;
  }
}
