package org.nightbeam.program.guide;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.ImageHDU;
import nom.tam.image.compression.hdu.CompressedImageHDU;

/**
 * A few frames of a camera, by cards of its headers that the guide shows: biases, darks, flats and
 * lights in folders of these names. An empty line in the cards begins the header of the next HDU:
 * then the first has no pixels.
 */
final class GuideFrames {
  private static final int BLOCK = 2880;
  private static final int FRAMES_OF_A_TYPE = 3;
  private static final List<String> TYPES = List.of("Bias", "Darks", "Flats", "Lights");
  private static final int[] LEVELS = {1000, 1003, 21000, 1250};
  private static final int[] NOISE = {6, 6, 120, 15};

  private static final Pattern SECTION = Pattern.compile("^BIASSEC = '\\[(\\d+):(\\d+)");

  private final List<List<String>> hdus = new ArrayList<>();
  private final Map<String, String[]> ofTypes = new LinkedHashMap<>();
  private final boolean tiled;

  /**
   * @param cards of a light, as the guide shows them
   * @param words values of keywords, {@code KEYWORD=BIAS,DARK,FLAT,LIGHT}, and {@code fz} for
   *     frames that are compressed by tiles; {@code overscan=FIRST,LAST} says which columns are
   *     dark where no BIASSEC does
   */
  GuideFrames(List<String> cards, List<String> words) {
    hdus.add(new ArrayList<>());
    for (String card : cards) {
      if (card.isBlank()) {
        hdus.add(new ArrayList<>());
      } else {
        hdus.get(hdus.size() - 1).add(card);
      }
    }
    for (String word : words) {
      if (word.contains("=")) {
        ofTypes.put(word.replaceFirst("=.*", ""), word.replaceFirst(".*?=", "").split(",", -1));
      }
    }
    tiled = words.contains("fz");
  }

  void writeTo(Path folder) throws IOException {
    for (int type = 0; type < TYPES.size(); type++) {
      for (int frame = 1; frame <= FRAMES_OF_A_TYPE; frame++) {
        String name = TYPES.get(type).toLowerCase().replaceFirst("s$", "") + frame + ".fits";
        Path file = folder.resolve(TYPES.get(type)).resolve(name);
        Files.createDirectories(file.getParent());
        SplittableRandom noise = new SplittableRandom(100L * type + frame);
        try (var out = Files.newOutputStream(file)) {
          for (int hdu = 0; hdu < hdus.size(); hdu++) {
            out.write(hdu(hdu, type, noise));
          }
        }
        if (tiled) {
          compress(file);
        }
      }
    }
  }

  private byte[] hdu(int number, int type, SplittableRandom noise) {
    List<String> cards = new ArrayList<>();
    boolean pixels = hdus.size() == 1 || number > 0;
    int width = length("NAXIS1", number);
    int height = length("NAXIS2", number);
    cards.add(number == 0 ? "SIMPLE  =                    T" : "XTENSION= 'IMAGE   '");
    cards.add("BITPIX  =                   16");
    cards.add(pixels ? "NAXIS   =                    2" : "NAXIS   =                    0");
    if (pixels) {
      cards.add("NAXIS1  = " + width);
      cards.add("NAXIS2  = " + height);
    }
    if (number > 0) {
      cards.add("PCOUNT  =                    0");
      cards.add("GCOUNT  =                    1");
    }
    if (pixels) {
      cards.add("BZERO   =                32768");
    }
    for (String card : hdus.get(number)) {
      String keyword = card.substring(0, 8).strip();
      if (!keyword.matches("NAXIS[12]")) {
        cards.add(ofTypes.containsKey(keyword) ? replaced(card, keyword, type) : card);
      }
    }
    cards.add("END");
    int pixelBytes = pixels ? width * height * 2 : 0;
    int headerBytes = whole(80 * cards.size());
    ByteBuffer bytes = ByteBuffer.allocate(headerBytes + whole(pixelBytes));
    for (String card : cards) {
      bytes.put(String.format("%-80s", card).getBytes(StandardCharsets.ISO_8859_1));
    }
    while (bytes.position() < headerBytes) {
      bytes.put((byte) ' ');
    }
    int[] dark = overscan(number);
    for (int i = 0; i < pixelBytes / 2; i++) {
      int column = i % width + 1;
      int level = column >= dark[0] && column <= dark[1] ? 0 : type; // as a bias has it
      double value = LEVELS[level] + NOISE[level] * noise.nextGaussian();
      bytes.putShort((short) (Math.rint(value) - 32768));
    }
    return bytes.array();
  }

  private int length(String keyword, int hdu) {
    for (String card : hdus.get(hdu)) {
      if (card.startsWith(keyword)) {
        return Integer.parseInt(card.replaceFirst("/.*", "").replaceAll(".*=", "").strip());
      }
    }
    return 96;
  }

  /** The first and the last column of the overscan. */
  private int[] overscan(int hdu) {
    for (String card : hdus.get(hdu)) {
      Matcher section = SECTION.matcher(card);
      if (section.find()) {
        return new int[] {Integer.parseInt(section.group(1)), Integer.parseInt(section.group(2))};
      }
    }
    return Arrays.stream(ofTypes.getOrDefault("overscan", new String[] {"0", "0"}))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  /** The card with the value of frames of a type. */
  private String replaced(String card, String keyword, int type) {
    String value = ofTypes.get(keyword)[type].replace('_', ' ');
    boolean text = card.contains("'");
    String comment = card.contains(" /") ? card.substring(card.indexOf(" /")) : "";
    return String.format("%-8s= %s", keyword, text ? "'" + value + "'" : value) + comment;
  }

  private static int whole(int bytes) {
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }

  private static void compress(Path file) throws IOException {
    try (Fits plain = new Fits(file.toFile());
        Fits compressed = new Fits()) {
      CompressedImageHDU table = CompressedImageHDU.fromImageHDU((ImageHDU) plain.getHDU(0), 96, 1);
      table.setCompressAlgorithm("RICE_1");
      table.compress();
      compressed.addHDU(table);
      compressed.write(file + ".fz");
    } catch (FitsException e) {
      throw new IOException(e);
    }
    Files.delete(file);
  }
}
