package org.nightbeam.fits;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import nom.tam.fits.HeaderCard;

/**
 * The header of one HDU: its cards as they stand in the file, and their values. Reading is lenient:
 * a card that breaks the standard keeps its text, and only its value may be missing. Of a keyword
 * that occurs twice the first counts, as in CFITSIO and astropy.
 */
public final class FitsHeader {
  /** Characters of a card (FITS 4.0, section 3.3.1). */
  public static final int CARD = 80;

  private static final Pattern LEGAL_NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([ED][+-]?\\d+)?");

  private final List<String> cards;

  /** Whether all bytes are known to be printable ASCII. */
  private final boolean printable;

  /** First card with a value for each keyword: most are never looked up, and stay unparsed. */
  private final Map<String, Integer> places = new HashMap<>();

  /** Values that were looked up, by the places of their cards: most are asked for several times. */
  private final String[] values;

  /** Pairs of cards of one keyword, by their places. */
  private final List<int[]> pairs = new ArrayList<>();

  /**
   * @param cards the cards before END, 80 characters each, one character a byte (ISO 8859-1)
   */
  public FitsHeader(List<String> cards) {
    this(cards, false);
  }

  /**
   * @param printable whether it is known that the cards are of printable ASCII
   */
  FitsHeader(List<String> cards, boolean printable) {
    this.cards = List.copyOf(cards);
    this.printable = printable;
    this.values = new String[cards.size()];
    for (int i = 0; i < cards.size(); i++) {
      String card = cards.get(i);
      if (!mayHaveValue(card)) {
        continue;
      }
      String keyword = keyword(card);
      Integer first = isCommentary(keyword) ? null : places.putIfAbsent(keyword, i);
      if (first != null && !cards.get(first).equals(card)) {
        pairs.add(new int[] {first, i});
      }
    }
  }

  /**
   * Returns the header of an extension with what only the primary header says (FITS 4.0, section
   * 4.4.2.6).
   */
  public FitsHeader inheriting(FitsHeader primary) {
    List<String> all = new ArrayList<>(cards);
    all.addAll(primary.cards);
    FitsHeader both = new FitsHeader(all, printable && primary.printable);
    both.pairs.clear(); // what both headers say is not said twice
    both.pairs.addAll(pairs);
    for (int[] pair : primary.pairs) {
      both.pairs.add(new int[] {cards.size() + pair[0], cards.size() + pair[1]});
    }
    return both;
  }

  private static boolean mayHaveValue(String card) {
    return card.startsWith("=", 8) || card.startsWith("HIERARCH ");
  }

  /** Returns the cards before END, as they stand in the file. */
  public List<String> cards() {
    return cards;
  }

  /** Returns all keywords that occur with a value. */
  public Set<String> keywords() {
    return Collections.unmodifiableSet(places.keySet());
  }

  /** Returns whether the keyword occurs with a value. */
  public boolean has(String keyword) {
    return places.containsKey(keyword);
  }

  /**
   * Returns the value as text without quotes and outer blanks; empty if there is none or it is
   * blank.
   */
  public Optional<String> text(String keyword) {
    return Optional.ofNullable(value(keyword)).filter(v -> !v.isEmpty());
  }

  /**
   * Returns the value as a number. A number in quotes counts, so do a decimal comma and Fortran's
   * exponent {@code D}: cameras write them.
   */
  public OptionalDouble number(String keyword) {
    String value = value(keyword);
    return value == null ? OptionalDouble.empty() : parseNumber(value);
  }

  /** Returns the value as an integer, empty if it is no integer. */
  public OptionalLong integer(String keyword) {
    String value = value(keyword);
    OptionalDouble number = value == null ? OptionalDouble.empty() : parseNumber(value);
    if (number.isEmpty() || number.getAsDouble() != Math.rint(number.getAsDouble())) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(value));
    } catch (NumberFormatException notPlain) {
      return OptionalLong.of((long) number.getAsDouble()); // "1.0", "1E3"
    }
  }

  /** Returns the comment of a card; empty if there is none. */
  public String comment(String keyword) {
    Integer place = places.get(keyword);
    if (place == null) {
      return "";
    }
    String card = cards.get(place);
    int at = card.indexOf('=') + 1;
    while (at < card.length() && card.charAt(at) == ' ') {
      at++;
    }
    if (at < card.length() && card.charAt(at) == '\'') {
      at++;
      while (at < card.length() && (card.charAt(at) != '\'' || card.startsWith("''", at))) {
        at += card.startsWith("''", at) ? 2 : 1;
      }
    }
    int slash = card.indexOf('/', at);
    return slash < 0 ? "" : card.substring(slash + 1).trim();
  }

  /**
   * A keyword that occurs again with another value.
   *
   * @param first the value that counts
   * @param second the other one
   */
  public record Repeated(String keyword, String first, String second) {}

  /** Returns the keywords that occur again with another value. */
  public List<Repeated> repeated() {
    List<Repeated> repeated = new ArrayList<>();
    Map<Integer, String> firsts = new HashMap<>(); // of one keyword there may be many pairs
    for (int[] pair : pairs) {
      String first = firsts.computeIfAbsent(pair[0], this::valueAt);
      String second = valueAt(pair[1]);
      if (!first.equals(second)) {
        repeated.add(new Repeated(keyword(cards.get(pair[0])), first, second));
      }
    }
    return repeated;
  }

  /**
   * Returns the keywords of cards with bytes that are not printable ASCII (FITS 4.0, section
   * 4.1.2).
   */
  public List<String> keywordsWithForbiddenBytes() {
    if (printable) {
      return List.of();
    }
    List<String> keywords = new ArrayList<>();
    for (String card : cards) {
      if (!isPrintable(card)) {
        keywords.add(keyword(card).replaceAll("[^ -~]", "?"));
      }
    }
    return keywords;
  }

  private static boolean isPrintable(String card) {
    for (int i = 0; i < card.length(); i++) {
      if (card.charAt(i) < ' ' || card.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns whether a value is neither in quotes nor a number nor T or F (FITS 4.0, section 4.2),
   * as that with a decimal comma.
   */
  public boolean isIllegal(String keyword) {
    Integer place = places.get(keyword);
    if (place == null) {
      return false;
    }
    String card = cards.get(place);
    String value = card.substring(card.indexOf('=') + 1).trim();
    if (value.isEmpty() || "'(/".indexOf(value.charAt(0)) >= 0) {
      return false;
    }
    int slash = value.indexOf('/');
    String word = (slash < 0 ? value : value.substring(0, slash)).trim();
    return !word.equals("T") && !word.equals("F") && !LEGAL_NUMBER.matcher(word).matches();
  }

  /** Returns the lines of HISTORY. */
  public List<String> history() {
    return cards.stream()
        .filter(card -> card.startsWith("HISTORY"))
        .map(card -> card.substring(8).trim())
        .toList();
  }

  /** Returns a number as headers have it, see {@link #number}. */
  public static OptionalDouble parseNumber(String text) {
    String plain = text.trim().replace(',', '.').replace('D', 'E').replace('d', 'e');
    if (plain.isEmpty() || !isNumber(plain)) {
      return OptionalDouble.empty();
    }
    double number = Double.parseDouble(plain);
    return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
  }

  /**
   * Returns the keyword of a card: columns 1 to 8, or all of a HIERARCH keyword's words. Small
   * letters, which FITS forbids, count as capitals: other readers take them so.
   */
  public static String keyword(String card) {
    if (card.startsWith("HIERARCH ")) {
      int equals = card.indexOf('=');
      return equals < 0 ? "HIERARCH" : card.substring(9, equals).trim().replaceAll(" +", " ");
    }
    return card.substring(0, 8).trim().toUpperCase(Locale.ROOT);
  }

  /** Returns whether cards of this keyword are text without a value (FITS 4.0, section 4.4.2.4). */
  static boolean isCommentary(String keyword) {
    return keyword.isEmpty() || keyword.equals("COMMENT") || keyword.equals("HISTORY");
  }

  /** Returns the value as text, which may be blank; null if there is none. */
  private String value(String keyword) {
    Integer place = places.get(keyword);
    return place == null ? null : valueAt(place);
  }

  /** Threads may look up one value at once: each then finds the same. */
  private String valueAt(int index) {
    String known = values[index];
    if (known == null) {
      known = lookUp(index);
      values[index] = known;
    }
    return known;
  }

  private String lookUp(int index) {
    String value = parsedValue(cards.get(index));
    if (value == null) {
      return ""; // a keyword without a value (FITS 4.0, section 4.1.2.3)
    }
    if (!value.endsWith("&")) {
      return value.trim();
    }
    // Long strings (FITS 4.0, section 4.2.1.2) go on in CONTINUE cards while they end in "&".
    StringBuilder whole = new StringBuilder(value);
    for (int next = index + 1;
        next < cards.size() && cards.get(next).startsWith("CONTINUE") && endsInAmpersand(whole);
        next++) {
      String more = parsedValue("CONTINU = " + cards.get(next).substring(8).stripLeading());
      whole.setLength(whole.length() - 1);
      whole.append(more == null ? "" : more);
    }
    return whole.toString().trim();
  }

  private static boolean endsInAmpersand(StringBuilder text) {
    return !text.isEmpty() && text.charAt(text.length() - 1) == '&';
  }

  private static String parsedValue(String card) {
    String plain = PlainCard.value(card);
    if (plain != null) {
      return plain;
    }
    try {
      return HeaderCard.create(card).getValue();
    } catch (RuntimeException illegal) {
      // Not FITS, but most often still plain: the text up to the comment.
      int equals = card.indexOf('=');
      String rest = equals < 0 ? "" : card.substring(equals + 1);
      int slash = rest.indexOf('/');
      String value = (slash < 0 ? rest : rest.substring(0, slash)).trim();
      return value.replaceAll("^'|'$", "").trim();
    }
  }

  private static boolean isNumber(String s) {
    int i = 0;
    if (s.charAt(0) == '+' || s.charAt(0) == '-') {
      i++;
    }
    int digits = 0;
    boolean point = false;
    for (; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    if (digits == 0) {
      return false;
    }
    if (i == s.length()) {
      return true;
    }
    if (s.charAt(i) != 'E' && s.charAt(i) != 'e') {
      return false;
    }
    return s.substring(i + 1).matches("[+-]?[0-9]{1,4}");
  }
}
