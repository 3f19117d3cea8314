package org.nightbeam.fits;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import nom.tam.fits.HeaderCard;
import nom.tam.fits.HeaderCardException;
import nom.tam.fits.utilities.FitsCheckSum;

/**
 * The header of a float32 image that Nightbeam writes: the cards of the raw header that still hold,
 * in their order and with their comments, then what was done.
 *
 * <p>Cards that describe how the raw pixels were stored, or sums over them, do not hold any more. A
 * card that FITS forbids (a decimal comma, an unquoted text, bytes outside ASCII) is mended so that
 * its text stays and the product is legal.
 */
public final class ProductHeader {
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
          "END");
  private static final Pattern AXIS = Pattern.compile("NAXIS\\d+");
  private static final Pattern LEGAL_KEYWORD = Pattern.compile("[A-Z0-9_-]{1,8} *");
  private static final Pattern LEGAL_VALUE =
      Pattern.compile(
          " *(?:'(?:[^']|'')*'"
              + "|[TF]"
              + "|[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[ED][+-]?\\d+)?"
              + "|\\( *[+-]?[\\d.ED+-]+ *, *[+-]?[\\d.ED+-]+ *\\))?"
              + " *(?:/.*)?");
  private static final int VALUE_COLUMNS = FitsHeader.CARD - 10;

  private final List<String> cards = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();

  private ProductHeader() {}

  /** The header of a primary HDU with an image of float32 pixels, without anything else yet. */
  public static ProductHeader ofImage(int width, int height) {
    ProductHeader header = new ProductHeader();
    header.add("SIMPLE", true, "conforms to FITS standard");
    header.add("BITPIX", -32, "IEEE single precision floating point");
    header.add("NAXIS", 2, "number of axes");
    header.add("NAXIS1", width, "pixels a row");
    header.add("NAXIS2", height, "rows");
    return header;
  }

  /** Takes over the cards of a raw header that still hold for calibrated pixels. */
  public void keep(List<String> rawCards) {
    boolean dropped = false;
    for (String card : rawCards) {
      String keyword = FitsHeader.keyword(card);
      if (keyword.equals("CONTINUE") ? dropped : isOfTheRawData(keyword)) {
        dropped = true;
        continue;
      }
      dropped = false;
      cards.addAll(mended(card, keyword));
      taken.add(keyword);
    }
  }

  /** Whether a card with this keyword was taken over from a raw header. */
  public boolean has(String keyword) {
    return taken.contains(keyword);
  }

  /** Whether cards of this keyword describe the stored raw data, and are not taken over. */
  public static boolean isOfTheRawData(String keyword) {
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

  /** Adds a text, in CONTINUE cards if it is long (FITS 4.0, section 4.2.1.2). */
  public void add(String keyword, String value, String comment) {
    addCard(() -> new HeaderCard(keyword, ascii(value), comment));
  }

  /** Adds a line of history, in several cards if it is long. */
  public void addHistory(String text) {
    String rest = ascii(text);
    do {
      int cut = Math.min(rest.length(), 72);
      cards.add(padded("HISTORY " + rest.substring(0, cut)));
      rest = rest.substring(cut);
    } while (!rest.isEmpty());
  }

  /** Bytes of the header with its two sums, in whole blocks. */
  public int size() {
    return (int) FitsScanner.padded((cards.size() + 3L) * FitsHeader.CARD);
  }

  /** Gives a value to a card added before; the card keeps its place and its comment. */
  public void set(String keyword, String value) {
    for (int i = cards.size() - 1; i >= 0; i--) {
      if (FitsHeader.keyword(cards.get(i)).equals(keyword)) {
        int slash = cards.get(i).lastIndexOf(" / ");
        String comment = slash < 0 ? "" : cards.get(i).substring(slash + 3).trim();
        cards.set(i, textCard(keyword, value, comment));
        return;
      }
    }
    throw new IllegalStateException("no card " + keyword);
  }

  private static String textCard(String keyword, String value, String comment) {
    // Comments from column 34 on, as CFITSIO and astropy have them: astropy checks its own
    // rendering.
    String quoted = String.format("'%-8s'", value);
    return padded(String.format("%-8s= %-20s / %s", keyword, quoted, comment));
  }

  /**
   * The header's bytes, in whole blocks, with DATASUM and CHECKSUM.
   *
   * @param dataSum of the data unit that follows, see {@link DataSum}
   */
  public ByteBuffer bytes(long dataSum) {
    StringBuilder text = new StringBuilder(size());
    cards.forEach(text::append);
    text.append(textCard("DATASUM", Long.toString(dataSum), "checksum of the pixels"));
    int checksumAt = text.length();
    text.append(textCard("CHECKSUM", "0".repeat(16), "checksum of the HDU"));
    text.append(padded("END"));
    text.append(" ".repeat(size() - text.length()));
    DataSum headerSum = new DataSum();
    headerSum.add(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII)));
    String checksum = FitsCheckSum.encode(DataSum.sum(headerSum.value(), dataSum), true);
    text.replace(checksumAt + 11, checksumAt + 27, checksum);
    return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private interface NewCard {
    HeaderCard make() throws HeaderCardException;
  }

  private void addCard(NewCard newCard) {
    try {
      String images = newCard.make().toString();
      if (images.length() > FitsHeader.CARD && taken.add("LONGSTRN")) {
        cards.add(textCard("LONGSTRN", "OGIP 1.0", "long texts go on in CONTINUE cards"));
      }
      for (int at = 0; at < images.length(); at += FitsHeader.CARD) {
        cards.add(padded(images.substring(at, Math.min(images.length(), at + FitsHeader.CARD))));
      }
    } catch (HeaderCardException illegal) {
      throw new IllegalArgumentException("no legal FITS card: " + illegal.getMessage(), illegal);
    }
  }

  /** The card if it is legal, else one or more legal cards with the same text. */
  private static List<String> mended(String rawCard, String keyword) {
    String card = ascii(rawCard);
    if (FitsHeader.isCommentary(keyword)
        || keyword.equals("CONTINUE")
        || card.startsWith("HIERARCH ")) {
      return List.of(card);
    }
    String name = card.substring(0, 8).toUpperCase(Locale.ROOT);
    if (!LEGAL_KEYWORD.matcher(name).matches()) {
      return commented(card);
    }
    if (!card.startsWith("= ", 8)) {
      return List.of(name + card.substring(8)); // commentary by FITS 4.0, section 4.1.2.2
    }
    String value = card.substring(10);
    if (LEGAL_VALUE.matcher(value).matches()) {
      return List.of(name + card.substring(8));
    }
    String quoted = quoted(value);
    return quoted.length() <= VALUE_COLUMNS
        ? List.of(padded(name + "= " + quoted))
        : commented(card);
  }

  private static String quoted(String illegal) {
    int slash = illegal.indexOf(" /");
    String value = (slash < 0 ? illegal : illegal.substring(0, slash)).trim();
    String comment = slash < 0 ? "" : illegal.substring(slash + 2).trim();
    if (value.startsWith("'")) {
      value = value.replaceAll("^'|'$", "");
    }
    return String.format("'%-8s'", value.replace("'", "''").stripTrailing())
        + (comment.isEmpty() ? "" : " / " + comment);
  }

  private static List<String> commented(String card) {
    String text = card.stripTrailing();
    return text.length() <= 72
        ? List.of(padded("COMMENT " + text))
        : List.of(
            padded("COMMENT " + text.substring(0, 72)), padded("COMMENT " + text.substring(72)));
  }

  private static String padded(String card) {
    return card.length() >= FitsHeader.CARD
        ? card.substring(0, FitsHeader.CARD)
        : card + " ".repeat(FitsHeader.CARD - card.length());
  }

  private static String ascii(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c >= ' ' && c < 127 ? c : '?');
    }
    return out.toString();
  }
}
