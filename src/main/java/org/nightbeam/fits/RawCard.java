package org.nightbeam.fits;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nom.tam.fits.HeaderCard;
import nom.tam.fits.HeaderCardException;

/**
 * A card of a raw header, made legal where it is not (FITS 4.0, sections 4.1 and 4.2), so that it
 * can stand in a product: its keyword in capitals, a number with a decimal point, a text in quotes,
 * a date in ISO form, bytes outside ASCII as {@code ?}. What cannot be mended becomes a comment: no
 * text is lost. A legal card stays as it is, to the byte.
 */
public final class RawCard {
  private static final int COMMENT_COLUMNS = 72;
  private static final Set<String> OF_TABLES = Set.of("TFIELDS", "THEAP");
  private static final Set<String> NUMBERS =
      Set.of("EQUINOX", "MJD-OBS", "MJD-BEG", "MJD-AVG", "MJD-END");

  private static final Pattern LEGAL_KEYWORD = Pattern.compile("[A-Z0-9_-]{1,8} *");
  private static final String TEXT = "'(?:[^']|'')*'";
  private static final String NUMBER = "[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[ED][+-]?\\d+)?";
  private static final Pattern LEGAL_VALUE =
      Pattern.compile(
          " *(?:"
              + TEXT
              + "|[TF]|"
              + NUMBER
              + "|\\( *"
              + NUMBER
              + " *, *"
              + NUMBER
              + " *\\))? *(?:/.*)?");
  private static final Pattern CONTINUATION = Pattern.compile("  *" + TEXT + " *(?:/.*)?");
  private static final Pattern TEXT_VALUE = Pattern.compile(" *(" + TEXT + ") *(?:/.*)?");
  private static final Pattern MENDED_TEXT =
      Pattern.compile("(.{8})= '((?:[^']|'')*)'(?: / (.*))?");
  private static final Pattern NO_SLASH =
      Pattern.compile(" *(" + TEXT + "|" + NUMBER + ") +([A-Za-z(\\[][^/']*)");
  private static final Pattern DATE =
      Pattern.compile(
          "(\\d{4})[-/](\\d\\d)[-/](\\d\\d)[T ] *T?(\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)(?: *Z| *UTC?)?");

  private RawCard() {}

  /** Returns whether a card's text goes on in a CONTINUE card. */
  public static boolean goesOn(String card) {
    int value = card.startsWith("HIERARCH ") ? card.indexOf('=') + 1 : 10;
    Matcher text = TEXT_VALUE.matcher(card.substring(value));
    return text.matches() && text.group(1).endsWith("&'");
  }

  /** Returns the card if it is legal, else legal cards with the same meaning. */
  public static List<String> mended(String rawCard) {
    String card = ascii(rawCard);
    String keyword = FitsHeader.keyword(card);
    if (keyword.equals("CONTINUE")) {
      boolean legal = CONTINUATION.matcher(card.substring(8)).matches();
      return legal ? List.of(card) : asComment(card);
    }
    if (FitsHeader.isCommentary(keyword)) {
      return List.of(card);
    }
    if (card.startsWith("HIERARCH ")) {
      int value = card.indexOf('=') + 1;
      return value == 0 || LEGAL_VALUE.matcher(card.substring(value)).matches()
          ? List.of(card)
          : shortEnough(card.substring(0, value) + " " + mendedValue(card.substring(value)), card);
    }
    String name = card.substring(0, 8).toUpperCase(Locale.ROOT);
    if (!LEGAL_KEYWORD.matcher(name).matches() || OF_TABLES.contains(keyword)) {
      return asComment(card);
    }
    if (!card.startsWith("=", 8)) {
      return List.of(name + card.substring(8)); // commentary by FITS 4.0, section 4.1.2.2
    }
    boolean tight = card.charAt(9) != ' ';
    String value = card.substring(tight ? 9 : 10);
    if (isLegal(keyword, value)) {
      return List.of(padded(name + "= " + value));
    }
    return shortEnough(name + "= " + mendedValue(keyword, value), card);
  }

  /** Returns the whole card as a comment. */
  public static List<String> asComment(String card) {
    List<String> comments = new ArrayList<>();
    String text = ascii(card).stripTrailing();
    for (int at = 0; at < text.length(); at += COMMENT_COLUMNS) {
      comments.add(
          padded("COMMENT " + text.substring(at, Math.min(text.length(), at + COMMENT_COLUMNS))));
    }
    return comments;
  }

  /** Makes a card. */
  public interface NewCard {
    /** Returns the card. */
    HeaderCard make() throws HeaderCardException;
  }

  /**
   * Returns a card of the program's own, and those in which a long text goes on.
   *
   * @throws IllegalArgumentException if FITS has no such card
   */
  public static List<String> made(NewCard newCard) {
    try {
      return cards(newCard.make());
    } catch (HeaderCardException illegal) {
      throw new IllegalArgumentException("no legal FITS card: " + illegal.getMessage(), illegal);
    }
  }

  /** Returns the card, and those in which a long text goes on. */
  static List<String> cards(HeaderCard card) {
    String images = card.toString();
    List<String> cards = new ArrayList<>();
    for (int at = 0; at < images.length(); at += FitsHeader.CARD) {
      cards.add(padded(images.substring(at, Math.min(images.length(), at + FitsHeader.CARD))));
    }
    return cards;
  }

  /** Fills up with blanks, or cuts, to the length of a card. */
  public static String padded(String card) {
    return card.length() >= FitsHeader.CARD
        ? card.substring(0, FitsHeader.CARD)
        : card + " ".repeat(FitsHeader.CARD - card.length());
  }

  /** Returns the text with what a header must not hold as {@code ?}, and NUL as a blank. */
  public static String ascii(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c == 0 ? ' ' : c >= ' ' && c < 127 ? c : '?');
    }
    return out.toString();
  }

  private static boolean isLegal(String keyword, String value) {
    return LEGAL_VALUE.matcher(value).matches() && mendedKnown(keyword, unquoted(value)) == null;
  }

  /**
   * Returns a value whose form FITS fixes for the keyword; null if it is right, or cannot be
   * mended.
   */
  private static String mendedKnown(String keyword, String text) {
    if (text == null) {
      return null;
    }
    if (NUMBERS.contains(keyword)) {
      return FitsHeader.parseNumber(text).isPresent()
          ? text.replace(',', '.').toUpperCase(Locale.ROOT)
          : null;
    }
    Matcher date = DATE.matcher(text);
    if (keyword.startsWith("DATE") && date.matches()) {
      String iso =
          String.format("%s-%s-%sT%s", date.group(1), date.group(2), date.group(3), date.group(4));
      return iso.equals(text) ? null : "'" + iso + "'";
    }
    return null;
  }

  private static String unquoted(String value) {
    Matcher text = TEXT_VALUE.matcher(value);
    return text.matches() ? text.group(1).substring(1, text.group(1).length() - 1).trim() : null;
  }

  private static String mendedValue(String keyword, String value) {
    String known = mendedKnown(keyword, unquoted(value));
    return known == null ? mendedValue(value) : known + comment(value);
  }

  private static String mendedValue(String illegal) {
    Matcher noSlash = NO_SLASH.matcher(illegal);
    if (noSlash.matches()) {
      return noSlash.group(1) + " / " + noSlash.group(2).stripTrailing();
    }
    int slash = illegal.indexOf(" /");
    String value = (slash < 0 ? illegal : illegal.substring(0, slash)).trim();
    if (!value.startsWith("'") && FitsHeader.parseNumber(value).isPresent()) {
      return value.replace(',', '.').toUpperCase(Locale.ROOT) + comment(illegal);
    }
    String text = value.startsWith("'") ? value.replaceAll("^'|'$", "") : value;
    return String.format("'%-8s'", text.replace("''", "'").replace("'", "''").stripTrailing())
        + comment(illegal);
  }

  private static String comment(String value) {
    int slash = value.indexOf(" /");
    String comment = slash < 0 ? "" : value.substring(slash + 2).trim();
    return comment.isEmpty() ? "" : " / " + comment;
  }

  /** Returns one card if the text fits; else CONTINUE cards for a text, else comments. */
  private static List<String> shortEnough(String mended, String raw) {
    if (mended.length() <= FitsHeader.CARD) {
      return List.of(padded(mended));
    }
    Matcher text = MENDED_TEXT.matcher(mended);
    if (!text.matches()) {
      return asComment(raw);
    }
    try {
      return cards(
          new HeaderCard(text.group(1).trim(), text.group(2).replace("''", "'"), text.group(3)));
    } catch (HeaderCardException impossible) {
      return asComment(raw);
    }
  }
}
