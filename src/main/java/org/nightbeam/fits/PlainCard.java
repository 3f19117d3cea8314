package org.nightbeam.fits;

/**
 * Reads the value of a card as nearly all cards are: {@code KEYWORD = 'text' / comment}, or one
 * word, such as a number, in place of the text (FITS 4.0, sections 4.1.2 and 4.2). A library that
 * reads any card takes fifty times as long, which for a season's headers is seconds.
 */
final class PlainCard {
  private static final int EQUALS = 8;

  private PlainCard() {}

  /**
   * Returns the value without its quotes and the blanks behind it; null if the card is not so
   * simple, and the library must read it.
   *
   * @param card 80 characters
   */
  static String value(String card) {
    if (card.indexOf('=') != EQUALS || card.startsWith("CONTINUE")) {
      return null;
    }
    int start = afterBlanks(card, EQUALS + 1);
    boolean quoted = card.startsWith("'", start);
    int end;
    int next;
    if (quoted) {
      start++;
      end = card.indexOf('\'', start);
      next = end + 1;
    } else {
      end = afterWord(card, start);
      next = end;
    }
    next = afterBlanks(card, next);
    boolean endsThere = next == card.length() || card.charAt(next) == '/';
    boolean simple = end > start && endsThere && (!quoted || isPrintable(card, start, end));
    return simple ? card.substring(start, end).stripTrailing() : null;
  }

  private static boolean isPrintable(String card, int from, int to) {
    for (int i = from; i < to; i++) {
      if (card.charAt(i) < ' ' || card.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static int afterBlanks(String card, int from) {
    int at = from;
    while (at < card.length() && card.charAt(at) == ' ') {
      at++;
    }
    return at;
  }

  private static int afterWord(String card, int from) {
    int at = from;
    while (at < card.length() && isOfWord(card.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isOfWord(char c) {
    return c >= '0' && c <= '9'
        || c >= 'A' && c <= 'Z'
        || c >= 'a' && c <= 'z'
        || c == '+'
        || c == '-'
        || c == '.';
  }
}
