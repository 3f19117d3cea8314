package org.nightbeam.colour;

/**
 * Makes each cell of the mosaic a pixel with three colours; green is the mean of two. Nothing is
 * interpolated. A row or column of half a cell at the end is left out.
 */
final class SuperPixel extends Demosaic {
  SuperPixel(float[][] mosaic, int width, ColourPattern pattern) {
    super(mosaic, width, pattern);
  }

  @Override
  int width() {
    return mosaicWidth / 2;
  }

  @Override
  int height() {
    return mosaic.length / 2;
  }

  @Override
  void row(char colour, int y, float[] out) {
    float[] upper = mosaic[2 * y];
    float[] lower = mosaic[2 * y + 1];
    int place = pattern.cell().indexOf(colour);
    if (colour == 'G') {
      int second = 3 - place; // greens are on a diagonal
      for (int x = 0; x < width(); x++) {
        out[x] = mean(upper[2 * x + place], lower[2 * x + second - 2]);
      }
      return;
    }
    float[] own = place < 2 ? upper : lower;
    for (int x = 0; x < width(); x++) {
      out[x] = own[2 * x + (place & 1)];
    }
  }
}
