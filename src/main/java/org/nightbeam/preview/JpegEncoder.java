package org.nightbeam.preview;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes one image as a baseline JPEG file with the tables of annex K of ITU-T T.81; one in colour
 * has them for its colours, too, which are stored at half the size.
 *
 * <p>The JDK's writer, which is libjpeg behind the classes of AWT, takes a tenth of a second to
 * load and some milliseconds a picture for the rows it fetches one by one: more than all else that
 * a preview costs. This one makes files of the same size and quality; it knows no progressive files
 * and no tables made for one image. It is one class of more than 400 lines, a third of them tables:
 * the format as annex K has it, in one place.
 */
final class JpegEncoder {
  private static final int SIDE = 8;
  private static final int BLOCK = SIDE * SIDE;
  private static final int MOST_BYTES_OF_A_BLOCK = 512; // 64 times 16 + 11 bits, each 0xFF doubled
  private static final int MIDDLE_GREY = 128;
  private static final int END_OF_BLOCK = 0x00;
  private static final int SIXTEEN_ZEROS = 0xf0;

  /** Table K.1, luminance, by rows. */
  private static final int[] QUANTISATION = {
    16, 11, 10, 16, 24, 40, 51, 61,
    12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77,
    24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99
  };

  /** Zigzag order of a block's coefficients in the file: figure A.6. */
  private static final int[] ZIGZAG = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
  };

  /** Table K.3: how many codes of each length from 1 bit on, and what they stand for. */
  private static final Codes DC =
      new Codes(
          new int[] {0, 1, 5, 1, 1, 1, 1, 1, 1}, new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});

  /** Table K.5. */
  private static final Codes AC =
      new Codes(
          new int[] {0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125},
          new int[] {
            0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51,
            0x61, 0x07, 0x22, 0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1,
            0x15, 0x52, 0xd1, 0xf0, 0x24, 0x33, 0x62, 0x72, 0x82, 0x09, 0x0a, 0x16, 0x17, 0x18,
            0x19, 0x1a, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39,
            0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57,
            0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75,
            0x76, 0x77, 0x78, 0x79, 0x7a, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92,
            0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7,
            0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3,
            0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8,
            0xd9, 0xda, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf1, 0xf2,
            0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa
          });

  /** Huffman codes of symbols. */
  private static final class Codes {
    private final int[] lengths; // how many codes of 1 bit, 2 bits, ...
    private final int[] symbols;
    private final int[] code = new int[256];
    private final int[] bits = new int[256];

    Codes(int[] lengths, int[] symbols) {
      this.lengths = Arrays.copyOf(lengths, 16);
      this.symbols = symbols;
      int next = 0;
      int at = 0;
      for (int length = 1; length <= 16; length++) {
        for (int i = 0; i < this.lengths[length - 1]; i++) {
          code[symbols[at]] = next++;
          bits[symbols[at++]] = length;
        }
        next <<= 1;
      }
    }
  }

  private final int[] steps = new int[BLOCK]; // of quantisation, by rows
  private final float[] factors = new float[BLOCK]; // from what the transform gives to steps
  private final float[] block = new float[BLOCK];
  private final int[] levels = new int[BLOCK]; // in the order of the file
  private byte[] out = new byte[1 << 16];
  private int size;
  private long waiting; // bits that do not fill a word yet, the last one lowest
  private int waitingBits;

  /**
   * @param scale what the steps of quantisation are multiplied by: 0.5 is a quality of 75 %
   */
  JpegEncoder(double scale) {
    double[] gain = new double[SIDE];
    for (int k = 0; k < SIDE; k++) {
      gain[k] = k == 0 ? 1 : Math.sqrt(2) * Math.cos(k * Math.PI / 16);
    }
    for (int i = 0; i < BLOCK; i++) {
      steps[i] = Math.max(1, Math.min(255, (int) (QUANTISATION[i] * scale + 0.5)));
      factors[i] = (float) (1 / (steps[i] * gain[i / SIDE] * gain[i % SIDE] * SIDE));
    }
  }

  /**
   * Returns the bytes of a file.
   *
   * @param greys {@code [height * width]}, the first row on top; 0 is black
   */
  ByteBuffer encode(byte[] greys, int width, int height) {
    size = 0;
    head(width, height);
    int before = 0;
    for (int y = 0; y < height; y += SIDE) {
      for (int x = 0; x < width; x += SIDE) {
        before = block(greys, x, y, width, height, before);
      }
    }
    return ended();
  }

  private ByteBuffer ended() {
    putRest();
    marker(0xd9);
    return ByteBuffer.wrap(Arrays.copyOf(out, size));
  }

  /**
   * Writes a block of a plane.
   *
   * @param before mean of the block of this plane before
   * @return its mean
   */
  private int block(byte[] plane, int x, int y, int width, int height, int before) {
    if (out.length - size < MOST_BYTES_OF_A_BLOCK) {
      out = Arrays.copyOf(out, 2 * out.length);
    }
    if (x + SIDE <= width && y + SIDE <= height) {
      load(plane, y * width + x, width, block);
    } else {
      loadEdge(plane, x, y, width, height);
    }
    transform(block, SIDE, 1);
    transform(block, 1, SIDE);
    long filled = quantise(block, factors, levels);
    put(levels[0] - before, filled);
    return levels[0];
  }

  /**
   * Returns the bytes of a file in colour.
   *
   * @param red {@code [height * width]}, the first row on top; 0 is dark
   */
  ByteBuffer encode(byte[] red, byte[] green, byte[] blue, int width, int height) {
    int halfWidth = (width + 1) / 2;
    int halfHeight = (height + 1) / 2;
    byte[] light = new byte[width * height];
    byte[] blueness = new byte[width * height];
    byte[] redness = new byte[width * height];
    for (int i = 0; i < light.length; i++) { // JFIF, after ITU-R BT.601
      float r = red[i] & 0xff;
      float g = green[i] & 0xff;
      float b = blue[i] & 0xff;
      light[i] = (byte) (0.299f * r + 0.587f * g + 0.114f * b + 0.5f);
      blueness[i] = (byte) Math.min(255, 128.5f - 0.168736f * r - 0.331264f * g + 0.5f * b);
      redness[i] = (byte) Math.min(255, 128.5f + 0.5f * r - 0.418688f * g - 0.081312f * b);
    }
    byte[][] colours = {halved(blueness, width, height), halved(redness, width, height)};
    size = 0;
    headOfColour(width, height);
    int[] before = new int[1 + colours.length];
    for (int y = 0; y < height; y += 2 * SIDE) {
      for (int x = 0; x < width; x += 2 * SIDE) {
        for (int quarter = 0; quarter < 4; quarter++) {
          int left = x + quarter % 2 * SIDE;
          int top = y + quarter / 2 * SIDE;
          before[0] = block(light, left, top, width, height, before[0]);
        }
        for (int c = 0; c < colours.length; c++) {
          before[1 + c] = block(colours[c], x / 2, y / 2, halfWidth, halfHeight, before[1 + c]);
        }
      }
    }
    return ended();
  }

  /** Returns the means of squares of 2 x 2 pixels; the last ones may be of fewer. */
  private static byte[] halved(byte[] plane, int width, int height) {
    int halfWidth = (width + 1) / 2;
    byte[] half = new byte[halfWidth * ((height + 1) / 2)];
    for (int y = 0; y < height; y += 2) {
      int below = y + 1 < height ? width : 0;
      for (int x = 0; x < width; x += 2) {
        int at = y * width + x;
        int right = x + 1 < width ? 1 : 0;
        int sum =
            (plane[at] & 0xff)
                + (plane[at + right] & 0xff)
                + (plane[at + below] & 0xff)
                + (plane[at + below + right] & 0xff);
        half[y / 2 * halfWidth + x / 2] = (byte) (sum + 2 >> 2);
      }
    }
    return half;
  }

  private static void load(byte[] greys, int from, int width, float[] block) {
    for (int i = 0; i < BLOCK; i++) {
      block[i] = (greys[from + (i >> 3) * width + (i & 7)] & 0xff) - MIDDLE_GREY;
    }
  }

  /** Fills what is outside of the image with its last pixels. */
  private void loadEdge(byte[] greys, int x, int y, int width, int height) {
    for (int i = 0; i < BLOCK; i++) {
      int row = Math.min(height - 1, y + i / SIDE);
      int column = Math.min(width - 1, x + i % SIDE);
      block[i] = (greys[row * width + column] & 0xff) - MIDDLE_GREY;
    }
  }

  /**
   * Does the cosine transform of the 8 rows, or of the 8 columns, by Arai, Agui and Nakajima (1988,
   * "A fast DCT-SQ scheme for images"): coefficient k comes out larger by a factor, see {@link
   * #factors}.
   *
   * @param step from one value to the next
   * @param next from one row, or column, to the next
   */
  private static void transform(float[] v, int next, int step) {
    for (int n = 0; n < SIDE; n++) {
      int i = n * next;
      float a = v[i] + v[i + 7 * step];
      float h = v[i] - v[i + 7 * step];
      float b = v[i + step] + v[i + 6 * step];
      float g = v[i + step] - v[i + 6 * step];
      float c = v[i + 2 * step] + v[i + 5 * step];
      float f = v[i + 2 * step] - v[i + 5 * step];
      float d = v[i + 3 * step] + v[i + 4 * step];
      float e = v[i + 3 * step] - v[i + 4 * step];

      float outer = a + d;
      float outerLess = a - d;
      float inner = b + c;
      float turned = (b - c + outerLess) * 0.707106781f; // cos 4 pi / 16
      v[i] = outer + inner;
      v[i + 4 * step] = outer - inner;
      v[i + 2 * step] = outerLess + turned;
      v[i + 6 * step] = outerLess - turned;

      float low = e + f;
      float mid = f + g;
      float high = g + h;
      float shared = (low - high) * 0.382683433f; // cos 6 pi / 16
      float z2 = 0.541196100f * low + shared; // cos 2 pi / 16 - cos 6 pi / 16
      float z4 = 1.306562965f * high + shared; // cos 2 pi / 16 + cos 6 pi / 16
      float z3 = mid * 0.707106781f;
      float more = h + z3;
      float less = h - z3;
      v[i + 5 * step] = less + z2;
      v[i + 3 * step] = less - z2;
      v[i + step] = more + z4;
      v[i + 7 * step] = more - z4;
    }
  }

  /**
   * Divides by the steps of quantisation, to the nearest level.
   *
   * @return a bit for each level that is not zero, the first one lowest
   */
  private static long quantise(float[] block, float[] factors, int[] levels) {
    long filled = 0;
    for (int i = 0; i < BLOCK; i++) {
      int at = ZIGZAG[i];
      int level = (int) (block[at] * factors[at] + 16384.5f) - 16384;
      levels[i] = level;
      filled |= (level == 0 ? 0L : 1L) << i;
    }
    return filled;
  }

  /**
   * Writes a block.
   *
   * @param difference of its mean from that of the block before
   * @param filled a bit for each level that is not zero
   */
  private void put(int difference, long filled) {
    putLevel(DC, 0, difference);
    int last = 0;
    for (long left = filled & ~1; left != 0; left &= left - 1) {
      int i = Long.numberOfTrailingZeros(left);
      int zeros = i - last - 1;
      for (; zeros > 15; zeros -= 16) {
        putBits(AC.code[SIXTEEN_ZEROS], AC.bits[SIXTEEN_ZEROS]);
      }
      putLevel(AC, zeros << 4, levels[i]);
      last = i;
    }
    if (last < BLOCK - 1) {
      putBits(AC.code[END_OF_BLOCK], AC.bits[END_OF_BLOCK]);
    }
  }

  /** Writes the code of a level's length, with the zeros before it, and then the level. */
  private void putLevel(Codes codes, int zeros, int level) {
    int length = length(level);
    int symbol = zeros | length;
    int low = level + (level >> Integer.SIZE - 1) & (1 << length) - 1;
    putBits(codes.code[symbol] << length | low, codes.bits[symbol] + length);
  }

  /** Returns how many bits a level has without its sign. */
  private static int length(int level) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(Math.abs(level));
  }

  /** Writes a value of so many bits, 32 at most. */
  private void putBits(int value, int count) {
    waiting = waiting << count | value;
    waitingBits += count;
    if (waitingBits >= Integer.SIZE) {
      waitingBits -= Integer.SIZE;
      int word = (int) (waiting >>> waitingBits);
      if ((word & 0x80808080 & ~(word + 0x01010101)) == 0) {
        out[size] = (byte) (word >> 24);
        out[size + 1] = (byte) (word >> 16);
        out[size + 2] = (byte) (word >> 8);
        out[size + 3] = (byte) word;
        size += Integer.BYTES;
      } else {
        putStuffed(word, Integer.BYTES);
      }
    }
  }

  /**
   * Writes bytes, the highest first; one of 0xFF is followed by a zero, so that it is no marker.
   */
  private void putStuffed(int bytes, int count) {
    for (int i = count - 1; i >= 0; i--) {
      int next = bytes >>> Byte.SIZE * i & 0xff;
      out[size++] = (byte) next;
      if (next == 0xff) {
        out[size++] = 0;
      }
    }
  }

  /** Writes what waits; ones fill the last byte. */
  private void putRest() {
    int fill = -waitingBits & 7;
    int bytes = (int) (waiting << fill | (1 << fill) - 1);
    putStuffed(bytes, waitingBits + fill >> 3);
    waiting = 0;
    waitingBits = 0;
  }

  private void head(int width, int height) {
    start();
    marker(0xc0);
    bytes(0, 11, 8, height >> 8, height, width >> 8, width, 1, 1, 0x11, 0);
    codes();
    marker(0xda);
    bytes(0, 8, 1, 1, 0x00, 0, BLOCK - 1, 0);
  }

  /** Begins a file of light and two colours of half the size; they share all tables. */
  private void headOfColour(int width, int height) {
    start();
    marker(0xc0);
    bytes(0, 17, 8, height >> 8, height, width >> 8, width, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0);
    codes();
    marker(0xda);
    bytes(0, 12, 3, 1, 0x00, 2, 0x00, 3, 0x00, 0, BLOCK - 1, 0);
  }

  private void start() {
    marker(0xd8);
    marker(0xe0);
    bytes(0, 16, 'J', 'F', 'I', 'F', 0, 1, 2, 0, 0, 1, 0, 1, 0, 0);
    marker(0xdb);
    bytes(0, 3 + BLOCK, 0);
    for (int i = 0; i < BLOCK; i++) {
      bytes(steps[ZIGZAG[i]]);
    }
  }

  private void codes() {
    table(0x00, DC);
    table(0x10, AC);
  }

  private void table(int which, Codes codes) {
    marker(0xc4);
    bytes(0, 3 + 16 + codes.symbols.length, which);
    bytes(codes.lengths);
    bytes(codes.symbols);
  }

  private void marker(int code) {
    bytes(0xff, code);
  }

  private void bytes(int... values) {
    for (int value : values) {
      out[size++] = (byte) value;
    }
  }
}
