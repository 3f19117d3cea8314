package org.nightbeam.fits.product;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import nom.tam.fits.HeaderCard;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.RawCard;
import org.nightbeam.fits.checksum.SummedHeader;

/**
 * The header of an image that Nightbeam writes: the cards of the raw header that still hold, in
 * their order and with their comments, then what was done.
 *
 * <p>Cards that describe how the raw pixels were stored, or sums over them, do not hold any more. A
 * card that FITS forbids is mended, see {@link RawCard}.
 *
 * <p>It is one class of more than 400 lines, as all of it works on the same list of cards.
 */
public final class ProductHeader {
  /** Columns of a card for a line of history. */
  public static final int HISTORY_TEXT = 72;

  private static final Set<String> OF_THE_RAW_DATA =
      Set.of(
          "SIMPLE",
          "XTENSION",
          "BITPIX",
          "NAXIS",
          "EXTEND",
          "PCOUNT",
          "GCOUNT",
          "GROUPS",
          "INHERIT",
          "BZERO",
          "BSCALE",
          "BLANK",
          "DATAMIN",
          "DATAMAX",
          "CHECKSUM",
          "DATASUM",
          "BUNIT",
          "CALSTAT",
          "PEDESTAL", // MaxIm DL and PixInsight would subtract it again
          "CBLACK",
          "CWHITE",
          "END");
  private static final Set<String> OF_THE_STORED_IMAGE =
      Set.of("BIASSEC", "OVERSEC", "TRIMSEC", "DATASEC");
  private static final Pattern PLACE = Pattern.compile("CRPIX[12][A-Z]?|LTV[12]");
  private static final Pattern AXIS = Pattern.compile("NAXIS\\d+");

  /** Columns of a card left for a text and its comment, without keyword, quotes and slash. */
  private static final int VALUE_AND_COMMENT = 65;

  /** Longer ones are those of the HIERARCH convention, and stand in words. */
  private static final int LONGEST_KEYWORD = 8;

  private final List<String> cards = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();

  private final Pixels pixels; // null without
  private final int width;
  private final int height;
  private final int depth; // images one behind the other

  private ProductHeader(Pixels pixels, int width, int height, int depth) {
    this.pixels = pixels;
    this.width = width;
    this.height = height;
    this.depth = depth;
  }

  /** Storage type of the pixels of a product. */
  public enum Pixels {
    /** Single precision. */
    FLOAT(-32, "IEEE single precision floating point"),
    /** A byte, such as of bits that say what is wrong with a pixel. */
    BYTE(8, "unsigned byte"),
    /** Two bytes, signed. */
    SHORT(16, "16-bit integer");

    private final int bitpix;
    private final String comment;

    Pixels(int bitpix, String comment) {
      this.bitpix = bitpix;
      this.comment = comment;
    }

    /** Returns the bytes per pixel. */
    public int bytes() {
      return Math.abs(bitpix) / Byte.SIZE;
    }
  }

  /**
   * Returns the header of a primary HDU with an image of float32 pixels, without anything else yet.
   */
  public static ProductHeader ofImage(int width, int height) {
    return ofCube(width, height, 1);
  }

  /**
   * Returns the header of a primary HDU with planes of float32 pixels, one behind the other,
   * without anything else yet.
   */
  public static ProductHeader ofCube(int width, int height, int planes) {
    ProductHeader header = new ProductHeader(Pixels.FLOAT, width, height, planes);
    header.add("SIMPLE", true, "conforms to FITS standard");
    header.addImage();
    return header;
  }

  /** Returns the header of a primary HDU without pixels, before extensions. */
  public static ProductHeader ofNoImage() {
    ProductHeader header = new ProductHeader(null, 0, 0, 0);
    header.add("SIMPLE", true, "conforms to FITS standard");
    header.add("BITPIX", 8, "there are no pixels here");
    header.add("NAXIS", 0, "number of axes");
    header.add("EXTEND", true, "extensions follow");
    return header;
  }

  /**
   * Returns the header of an image extension (FITS 4.0, section 7.1), without anything else yet.
   */
  public static ProductHeader ofExtension(Pixels pixels, int width, int height) {
    return ofExtension(pixels, width, height, 1);
  }

  /**
   * Returns the header of an image extension with planes one behind the other, without anything
   * else yet.
   */
  public static ProductHeader ofExtension(Pixels pixels, int width, int height, int planes) {
    ProductHeader header = new ProductHeader(pixels, width, height, planes);
    header.add("XTENSION", "IMAGE", "image extension");
    header.addImage();
    header.add("PCOUNT", 0, "");
    header.add("GCOUNT", 1, "");
    return header;
  }

  /**
   * Returns the header of a binary table (FITS 4.0, section 7.3), before what is said of its
   * columns.
   *
   * @param rowBytes bytes of a row
   */
  public static ProductHeader ofTable(int rowBytes, int rows) {
    ProductHeader header = new ProductHeader(Pixels.BYTE, rowBytes, rows, 1);
    header.add("XTENSION", "BINTABLE", "binary table extension");
    header.add("BITPIX", Pixels.BYTE.bitpix, "bytes");
    header.add("NAXIS", 2, "number of axes");
    header.add("NAXIS1", rowBytes, "bytes a row");
    header.add("NAXIS2", rows, "rows");
    header.add("PCOUNT", 0, "no heap");
    header.add("GCOUNT", 1, "");
    return header;
  }

  private void addImage() {
    add("BITPIX", pixels.bitpix, pixels.comment);
    add("NAXIS", depth == 1 ? 2 : 3, "number of axes");
    add("NAXIS1", width, "pixels a row");
    add("NAXIS2", height, "rows");
    if (depth > 1) {
      add("NAXIS3", depth, "planes");
    }
  }

  /** Returns the number of bytes of the pixels. */
  long dataBytes() {
    return pixels == null ? 0 : (long) width * height * depth * pixels.bytes();
  }

  /** Returns BITPIX of the pixels. */
  int bitpix() {
    return pixels.bitpix;
  }

  /** Returns the number of pixels per row. */
  int width() {
    return width;
  }

  /** Returns the number of rows. */
  int height() {
    return height;
  }

  /** Takes over the cards of a raw header that still hold for calibrated pixels. */
  public void keep(List<String> rawCards) {
    boolean dropped = false;
    boolean goesOn = false;
    for (String card : rawCards) {
      String keyword = FitsHeader.keyword(card);
      boolean continuation = keyword.equals("CONTINUE");
      dropped = continuation ? dropped : isOfTheRawData(keyword);
      if (dropped) {
        continue;
      }
      List<String> legal = continuation && !goesOn ? RawCard.asComment(card) : RawCard.mended(card);
      cards.addAll(legal);
      taken.add(keyword);
      goesOn = RawCard.goesOn(legal.get(legal.size() - 1));
    }
  }

  /** Returns whether cards of this keyword describe the stored raw data, and are not taken over. */
  private static boolean isOfTheRawData(String keyword) {
    return OF_THE_RAW_DATA.contains(keyword) || AXIS.matcher(keyword).matches();
  }

  /** Adds a logical value. */
  public void add(String keyword, boolean value, String comment) {
    addCard(() -> new HeaderCard(keyword, value, comment));
  }

  /** Adds an integer. */
  public void add(String keyword, long value, String comment) {
    addCard(() -> new HeaderCard(keyword, value, comment));
  }

  /** Adds a real number. */
  public void add(String keyword, double value, String comment) {
    addCard(() -> new HeaderCard(keyword, value, comment));
  }

  /**
   * Adds a text. If it does not fit into a card with its comment, the comment is left out; if not
   * even then, it goes on in CONTINUE cards (FITS 4.0, section 4.2.1.2).
   */
  public void add(String keyword, String value, String comment) {
    String text = RawCard.ascii(value);
    boolean fits = text.replace("'", "''").length() + comment.length() <= VALUE_AND_COMMENT;
    addCard(() -> new HeaderCard(keyword, text, fits ? comment : ""));
  }

  /** Adds a line of history, in several cards if it is long. */
  public void addHistory(String text) {
    cards.addAll(historyCards(text));
  }

  private static List<String> historyCards(String text) {
    List<String> lines = new ArrayList<>();
    String rest = RawCard.ascii(text);
    do {
      int cut = Math.min(rest.length(), HISTORY_TEXT);
      lines.add(RawCard.padded("HISTORY " + rest.substring(0, cut)));
      rest = rest.substring(cut);
    } while (!rest.isEmpty());
    return lines;
  }

  /**
   * Replaces a line of history by one that is not longer, in its place: what a step will come to is
   * not known yet when the header of a streamed file is laid out. Cards left over are blank.
   *
   * @param before the line as it was added, which stands there once
   */
  public void replaceHistory(String before, String after) {
    List<String> old = historyCards(before);
    List<String> fresh = historyCards(after);
    int at = Collections.indexOfSubList(cards, old);
    if (at < 0 || fresh.size() > old.size()) {
      throw new IllegalArgumentException(
          "no room in the history, before: \"" + before + "\", after: \"" + after + "\"");
    }
    for (int i = 0; i < old.size(); i++) {
      cards.set(at + i, i < fresh.size() ? fresh.get(i) : RawCard.padded("HISTORY"));
    }
  }

  /**
   * Moves what is said of places in the image, which begins at another stored pixel now: reference
   * pixels (FITS 4.0, section 8.1), IRAF's LTV, the offsets of a colour pattern, windows and
   * sections of the detector; a section that cannot be told any more is left out. Sections of the
   * stored image do not hold any more.
   *
   * @param keywords of such places
   */
  public void moveOrigin(Trim trim, PlaceKeywords keywords) {
    int columns = trim.kept().columnsFrom();
    int rows = trim.kept().rowsFrom();
    cutSections(trim, keywords);
    cards.removeIf(card -> OF_THE_STORED_IMAGE.contains(FitsHeader.keyword(card)));
    for (int i = 0; i < cards.size(); i++) {
      String keyword = FitsHeader.keyword(cards.get(i));
      if (PLACE.matcher(keyword).matches()) {
        cards.set(
            i,
            moved(
                cards.get(i),
                -(keyword.charAt(keyword.startsWith("LTV") ? 3 : 5) == '1' ? columns : rows)));
      }
    }
    moveColourPattern(keywords.across(), columns);
    moveColourPattern(keywords.along(), rows);
  }

  private void cutSections(Trim trim, PlaceKeywords keywords) {
    FitsHeader before = facts();
    List<String> all = List.copyOf(cards);
    cards.clear();
    for (String card : all) {
      String keyword = FitsHeader.keyword(card);
      if (keywords.sections().contains(keyword)) {
        String text = new FitsHeader(List.of(card)).text(keyword).orElse("");
        trim.ofDetector(text, before).ifPresent(cut -> cards.add(textCard(keyword, cut, card)));
      } else {
        int growth = trim.growth(keyword, keywords);
        cards.add(growth == 0 ? card : grown(card, growth));
      }
    }
  }

  /** A text with the comment of another card, where there is room for it. */
  private static String textCard(String keyword, String text, String old) {
    String comment = HeaderCard.create(old).getComment();
    boolean fits = comment != null && text.length() + comment.length() <= VALUE_AND_COMMENT;
    return card(() -> new HeaderCard(keyword, text, fits ? comment : ""));
  }

  /** A whole number stays one. */
  private static String grown(String card, int by) {
    OptionalLong place = new FitsHeader(List.of(card)).integer(FitsHeader.keyword(card));
    if (place.isEmpty()) {
      return moved(card, by);
    }
    HeaderCard old = HeaderCard.create(card);
    String comment = old.getComment() == null ? "" : old.getComment();
    return card(() -> new HeaderCard(old.getKey(), place.getAsLong() + by, comment));
  }

  private static String moved(String card, double by) {
    OptionalDouble place = new FitsHeader(List.of(card)).number(FitsHeader.keyword(card));
    if (place.isEmpty()) {
      return card;
    }
    HeaderCard old = HeaderCard.create(card);
    String comment = old.getComment() == null ? "" : old.getComment();
    return card(old.getKey(), place.getAsDouble() + by, comment);
  }

  private void moveColourPattern(List<String> keywords, int by) {
    if (by % 2 == 0 || keywords.isEmpty()) {
      return;
    }
    FitsHeader header = new FitsHeader(cards);
    String keyword =
        keywords.stream()
            .filter(known -> header.integer(known).isPresent())
            .findFirst()
            .orElse(keywords.get(0));
    long offset = header.integer(keyword).orElse(0);
    cards.removeIf(card -> FitsHeader.keyword(card).equals(keyword));
    add(keyword, (offset + by) % 2, "offset of the colour pattern in the trimmed image");
  }

  /** Returns the value of a card as text; empty if there is none. */
  public Optional<String> text(String keyword) {
    return facts().text(keyword);
  }

  /** Returns what it says now. */
  public FitsHeader facts() {
    return new FitsHeader(cards);
  }

  /** Returns the number of bytes of the header with its two sums, in whole blocks. */
  public int size() {
    return (int) SummedHeader.size(cards.size());
  }

  /**
   * Gives a value without quotes, short enough for one card, to a card added before; the card keeps
   * its place and its comment.
   */
  public void set(String keyword, String value) {
    for (int i = cards.size() - 1; i >= 0; i--) {
      if (FitsHeader.keyword(cards.get(i)).equals(keyword)) {
        String comment = HeaderCard.create(cards.get(i)).getComment();
        cards.set(i, SummedHeader.text(keyword, value, comment == null ? "" : comment));
        return;
      }
    }
    throw new IllegalStateException("no card " + keyword);
  }

  /**
   * Gives a card another number and comment, in its place, if it is there.
   *
   * @param value NaN to leave it undefined (FITS 4.0, section 4.1.2.3)
   * @return whether it is
   */
  public boolean revalue(String keyword, double value, String comment) {
    return replace(keyword, card(keyword, value, comment));
  }

  /**
   * Gives a card another whole number and comment, in its place, if it is there.
   *
   * @return whether it is
   */
  public boolean revalue(String keyword, long value, String comment) {
    return replace(keyword, card(() -> new HeaderCard(keyword, value, comment)));
  }

  private boolean replace(String keyword, String card) {
    boolean found = false;
    for (int i = 0; i < cards.size(); i++) {
      if (FitsHeader.keyword(cards.get(i)).equals(keyword) && !keyword.isEmpty()) {
        cards.set(i, card);
        found = true;
      }
    }
    return found;
  }

  /** Gives a number to a card, which is added unless it is there. */
  public void state(String keyword, double value, String comment) {
    if (!revalue(keyword, value, comment) && !keyword.isEmpty()) {
      cards.add(card(keyword, value, comment));
      taken.add(keyword);
    }
  }

  private static String card(String keyword, double value, String comment) {
    if (keyword.length() > LONGEST_KEYWORD) {
      String hierarch = "HIERARCH " + keyword + " = " + value + " / " + comment;
      return RawCard.padded(hierarch.substring(0, Math.min(hierarch.length(), FitsHeader.CARD)));
    }
    if (Double.isNaN(value)) {
      return RawCard.padded(String.format("%-8s= %20s / %s", keyword, "", comment));
    }
    return card(() -> new HeaderCard(keyword, value, comment));
  }

  private static String card(RawCard.NewCard newCard) {
    return RawCard.made(newCard).get(0);
  }

  /** Turns raw cards of a keyword of ours into comments: of two, readers take the first. */
  private void demote(String keyword) {
    List<String> before = List.copyOf(cards);
    cards.clear();
    boolean goesOn = false;
    for (String card : before) {
      if (goesOn || FitsHeader.keyword(card).equals(keyword)) {
        goesOn = RawCard.goesOn(card);
        cards.addAll(RawCard.asComment(card));
      } else {
        cards.add(card);
      }
    }
  }

  /**
   * Returns the header's bytes, in whole blocks, with DATASUM and CHECKSUM.
   *
   * @param dataSum of the data unit that follows, see {@link org.nightbeam.fits.checksum.DataSum}
   */
  public ByteBuffer bytes(long dataSum) {
    return SummedHeader.bytes(cards, dataSum, "checksum of the pixels");
  }

  private void addCard(RawCard.NewCard newCard) {
    List<String> legal = RawCard.made(newCard);
    String keyword = FitsHeader.keyword(legal.get(0));
    if (taken.contains(keyword)) {
      demote(keyword);
    }
    if (legal.size() > 1 && taken.add("LONGSTRN")) {
      cards.add(SummedHeader.text("LONGSTRN", "OGIP 1.0", "long texts go on in CONTINUE cards"));
    }
    cards.addAll(legal);
  }
}
