package org.nightbeam.preview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures in colour, read by the JDK's libjpeg. */
class ColourPreviewTest {
  private static BufferedImage read(ByteBuffer jpeg) throws IOException {
    byte[] bytes = new byte[jpeg.remaining()];
    jpeg.get(bytes);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
    assertTrue(image != null, "a file that libjpeg reads");
    return image;
  }

  // 17 and 30 fill no block, 16 and 64 do.
  @ParameterizedTest
  @CsvSource({"16, 16", "17, 30", "64, 48", "1, 1", "9, 120"})
  void aPictureHasItsColours(int width, int height) throws IOException {
    byte[][] planes = new byte[3][width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        planes[0][y * width + x] = (byte) (40 + 150 * x / width);
        planes[1][y * width + x] = (byte) (200 - 150 * y / height);
        planes[2][y * width + x] = (byte) (60 + 80 * (x + y) / (width + height));
      }
    }
    BufferedImage image =
        read(new JpegEncoder(0.1).encode(planes[0], planes[1], planes[2], width, height));
    assertEquals(width, image.getWidth());
    assertEquals(height, image.getHeight());
    double worst = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          int seen = image.getRGB(x, y) >> 16 - 8 * c & 0xff;
          worst = Math.max(worst, Math.abs(seen - (planes[c][y * width + x] & 0xff)));
        }
      }
    }
    assertTrue(
        worst <= (width * height < 300 ? 20 : 12), "off by " + worst); // colours at half size
  }

  @ParameterizedTest
  @ValueSource(strings = {"RGGB", "BGGR", "GRBG", "GBRG"})
  void aRedStarIsRedWhateverTheCell(String cell) throws IOException {
    int side = 96;
    Random random = new Random(3);
    ColourBoxes raw = new ColourBoxes(side, side, side / 2, cell);
    ColourBoxes calibrated = new ColourBoxes(side, side, side / 2, cell);
    for (int y = 0; y < side; y++) {
      float[] row = new float[side];
      for (int x = 0; x < side; x++) {
        char colour = cell.charAt(y % 2 * 2 + x % 2);
        double sky = colour == 'R' ? 300 : colour == 'G' ? 500 : 200;
        row[x] = (float) (sky + 5 * random.nextGaussian());
        if (colour == 'R' && Math.hypot(x - 24, y - 72) < 12) {
          row[x] += 200;
        }
      }
      if (raw.takes(y)) {
        raw.add(y, row);
        calibrated.add(y, row);
      }
    }
    BufferedImage image = read(ColourBoxes.jpeg(raw, calibrated));
    assertEquals(48, image.getWidth());
    assertEquals(96, image.getHeight());
    // Rows of FITS go up: y = 72 of 96 is 12 of 48 from the top.
    for (int top : new int[] {12, 48 + 12}) {
      int star = image.getRGB(12, top);
      assertTrue((star >> 16 & 0xff) > 200, "red " + (star >> 16 & 0xff));
      assertTrue((star & 0xff) < 190 && (star >> 8 & 0xff) < 190, Integer.toHexString(star));
    }
    double[] sky = new double[3];
    for (int y = 30; y < 46; y++) {
      for (int x = 24; x < 46; x++) {
        for (int c = 0; c < 3; c++) {
          sky[c] += (image.getRGB(x, y) >> 16 - 8 * c & 0xff) / (16.0 * 22);
        }
      }
    }
    assertEquals(sky[0], sky[1], 25, "a grey sky");
    assertEquals(sky[0], sky[2], 25, "a grey sky");
  }

  @Test
  void onlyCellsOfRedGreenAndBlueAreShownInColour() {
    assertTrue(ColourBoxes.isCell("RGGB"));
    for (String other : new String[] {"", "CYGM", "RGB", "RRGB"}) {
      assertTrue(!ColourBoxes.isCell(other), other);
    }
  }
}
