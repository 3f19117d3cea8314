package org.nightbeam.header.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.nightbeam.fits.FitsHeader;

class KeywordIndexTest {
  private final KeywordIndex<String> index = new KeywordIndex<>();

  private List<String> in(FitsHeader header) {
    return index.in(header, keyword -> {});
  }

  @Test
  void findsWhatAHeaderHasAKeywordOfInTheOrderInWhichItWasAdded() {
    index.add("gain", List.of("GAIN", "EGAIN"));
    index.add("filter", List.of("FILTER"));
    index.add("exposure", List.of("EXPTIME"));
    assertEquals(List.of("gain", "exposure"), in(header("EXPTIME", "OBJECT", "GAIN")));
  }

  @Test
  void isFoundOnceByTwoOfItsKeywords() {
    index.add("gain", List.of("GAIN", "EGAIN", "GAIN"));
    assertEquals(List.of("gain"), in(header("EGAIN", "GAIN")));
  }

  @Test
  void oneKeywordMayBeOfTwoThings() {
    index.add("setting", List.of("GAIN"));
    index.add("electrons", List.of("GAIN"));
    assertEquals(List.of("setting", "electrons"), in(header("GAIN")));
  }

  @Test
  void findsNothingInAHeaderWithoutItsKeywords() {
    index.add("gain", List.of("GAIN"));
    assertEquals(List.of(), in(header("OBJECT")));
    assertEquals(List.of(), new KeywordIndex<String>().in(header("GAIN"), keyword -> {}));
  }

  @Test
  void tellsTheKeywordsByWhichItLooks() {
    index.add("gain", List.of("GAIN", "EGAIN"));
    index.add("filter", List.of("FILTER"));
    Set<String> found = new TreeSet<>();
    index.in(header("EGAIN", "OBJECT", "FILTER"), found::add);
    assertEquals(Set.of("EGAIN", "FILTER"), found);
  }

  @Test
  void findsTheSameAsWhoLooksForEachInTurn() {
    Random random = new Random(5);
    List<List<String>> keywords = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      List<String> some = List.of("K" + random.nextInt(90), "K" + random.nextInt(90));
      keywords.add(some);
      index.add("thing " + i, some);
    }
    for (int trial = 0; trial < 50; trial++) {
      Set<String> there = new TreeSet<>();
      for (int i = 0; i < 20; i++) {
        there.add("K" + random.nextInt(120));
      }
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < keywords.size(); i++) {
        if (keywords.get(i).stream().anyMatch(there::contains)) {
          expected.add("thing " + i);
        }
      }
      assertEquals(expected, in(header(there.toArray(new String[0]))));
    }
  }

  private static FitsHeader header(String... keywords) {
    List<String> cards = new ArrayList<>();
    for (String keyword : keywords) {
      cards.add(String.format("%-80s", String.format("%-8s= 1", keyword)));
    }
    return new FitsHeader(cards);
  }
}
