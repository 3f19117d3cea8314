package org.nightbeam.header.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.frame.Fact;

/** Every word of the shipped dialect has an effect: one that can never match is a mistake. */
class DialectWordsTest {
  private final Dialect dialect = Dialect.shipped();
  private final List<String> without = new ArrayList<>();

  private void expectSign(String word, String... cards) {
    FitsHeader header = header(cards);
    if (dialect.signOfReduction(header, dialect.in(header)).isEmpty()) {
      without.add(word);
    }
  }

  private void expectNone(String word, String... cards) {
    FitsHeader header = header(cards);
    Optional<String> sign = dialect.signOfReduction(header, dialect.in(header));
    sign.ifPresent(found -> without.add(word + " (" + found + ")"));
  }

  @Test
  void everyCardThatIsASignIsFound() {
    for (ReductionSigns.Sign sign : dialect.signs.all(dialect.keywords())) {
      switch (sign.kind()) {
        case DONE -> expectSign(sign.toString(), card(sign.keyword(), "'done'", sign.words()));
        case WORDS -> expectSign(sign.toString(), card(sign.keyword(), quoted(sign.words()), ""));
        case COUNT -> {
          expectSign(sign.toString(), card(sign.keyword(), "5", sign.words()));
          expectNone(sign.toString(), card(sign.keyword(), "1", sign.words()));
        }
        default -> without.add(sign.toString());
      }
      if (!sign.words().isEmpty()) {
        expectNone(sign + " by its keyword alone", card(sign.keyword(), "5", "something else"));
      }
    }
    assertEquals(List.of(), without);
  }

  @Test
  void everyStatusUnitAndLineOfHistoryIsFound() {
    for (String keyword : dialect.signs.status) {
      for (String letter : dialect.signs.calstat) {
        boolean maybeFalse = letter.equals("F") && !keyword.matches("CAL.?STATU?");
        expectSign(keyword + " " + letter, card(keyword, quoted(maybeFalse ? "BF" : letter), ""));
      }
    }
    for (String unit : dialect.signs.pixelUnit) {
      expectSign(unit, card("BUNIT", quoted(unit), ""));
    }
    for (String unit : dialect.signs.wholeUnit) {
      expectSign(unit, card("BUNIT", quoted(unit), ""));
      expectNone(unit, card("BUNIT", quoted("X" + unit + "X"), ""));
    }
    for (String line : dialect.signs.history) {
      expectSign(line, "HISTORY " + line);
    }
    for (String of : dialect.signs.historyOf) {
      expectSign(of, "HISTORY " + of + " subtracted");
    }
    for (String done : dialect.signs.historyDone) {
      expectSign(done, "HISTORY master thermal " + done);
    }
    for (String of : dialect.signs.combinedOf) {
      expectSign(of, "HISTORY 12 " + of + " combined");
    }
    for (String done : dialect.signs.combinedDone) {
      expectSign(done, "HISTORY 12 frames " + done);
    }
    assertEquals(List.of(), without);
  }

  @Test
  void everyWordThatDeniesDoes() {
    for (String word : dialect.signs.denied) {
      expectNone(word, card("DARKCOR", quoted(word), ""));
    }
    for (String word : dialect.signs.historyNot) {
      expectNone(word, "HISTORY dark " + word + " subtracted");
    }
    assertEquals(List.of(), without);
  }

  @Test
  void everyPlaceOfAFactIsFound() {
    for (Fact fact : Fact.values()) {
      for (Dialect.Source source : dialect.sources(fact)) {
        for (Dialect.Place place : source.places()) {
          String words = place.comment() == null ? "" : place.comment();
          FitsHeader header = header(card(place.keyword(), "1", words));
          boolean found =
              place.fits(header)
                  && dialect.in(header).sources().getOrDefault(fact, List.of()).contains(source)
                  && (fact.onlyDescribes()
                      || dialect.in(header).keywords().contains(place.keyword()));
          if (!found) {
            without.add(fact + ": " + place);
          }
        }
      }
    }
    assertEquals(List.of(), without);
  }

  private static String quoted(String value) {
    return "'" + value + "'";
  }

  private static String card(String keyword, String value, String comment) {
    String start =
        keyword.length() > 8 || keyword.contains(" ")
            ? "HIERARCH " + keyword + " = "
            : String.format("%-8s= ", keyword);
    return start + value + (comment.isEmpty() ? "" : " / " + comment);
  }

  private static FitsHeader header(String... cards) {
    return new FitsHeader(
        List.of(cards).stream().map(card -> String.format("%-80s", card)).toList());
  }
}
