package org.nightbeam.fits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FitsHeaderTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  // Headers of the largest size.

  @Test
  void longestTextIsReadSoon() {
    List<String> cards = new ArrayList<>(List.of("LONG    = 'begins, &'"));
    cards.addAll(Collections.nCopies(100_000, "CONTINUE  '" + "x".repeat(60) + "&'"));
    FitsHeader header = header(cards.toArray(String[]::new));

    String text = assertTimeoutPreemptively(SOON, () -> header.text("LONG").orElseThrow());
    assertEquals("begins, " + "x".repeat(6_000_000) + "&", text);
  }

  @Test
  void manyCardsBesideALongTextAreComparedSoon() {
    List<String> cards = new ArrayList<>(List.of("LONG    = 'begins, &'"));
    cards.addAll(Collections.nCopies(20_000, "CONTINUE  '" + "x".repeat(60) + "&'"));
    cards.addAll(IntStream.range(0, 2_000).mapToObj(i -> "LONG    = " + i).toList());
    FitsHeader header = header(cards.toArray(String[]::new));

    assertEquals(2_000, assertTimeoutPreemptively(SOON, header::repeated).size());
  }

  // Numbers.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12             | 12",
        "+12            | 12",
        "-0.5           | -0.5",
        ".25            | 0.25",
        "5.             | 5",
        "1.5E3          | 1500",
        "1e-3           | 0.001",
        "1.5D3          | 1500",
        "2d-2           | 0.02",
        "3,2E-05        | 0.000032",
        "-10,5          | -10.5",
        "1E-32          | 1e-32",
        "16777217       | 16777217",
      })
  void numberIsReadAsCamerasWriteIt(String value, double expected) {
    assertEquals(OptionalDouble.of(expected), header("KEY     = " + value).number("KEY"));
  }

  @Test
  void numberInQuotesCounts() {
    FitsHeader header = header("GAIN    = '100     '", "EXPTIME = ' 3,5 '           / seconds");

    assertEquals(OptionalDouble.of(100), header.number("GAIN"));
    assertEquals(OptionalDouble.of(3.5), header.number("EXPTIME"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'abc'",
        "T",
        "'1.2.3'",
        "'1,234.5'",
        "'12 s'",
        "'E5'",
        "'1E'",
        "'1E+'",
        "'0x10'",
        "'NaN'",
        "'Infinity'",
        "1E999",
        "'1e12345'",
        "'-'",
        "'.'",
        "''",
        "'1f'",
        "'--1'",
        "'\u0661'"
      })
  void whatIsNoFiniteNumberIsNone(String value) {
    assertEquals(OptionalDouble.empty(), header("KEY     = " + value).number("KEY"));
  }

  @Test
  void absentKeywordHasNoValueOfAnyKind() {
    FitsHeader header = header("GAIN    = 5");

    assertEquals(OptionalDouble.empty(), header.number("OFFSET"));
    assertEquals(OptionalLong.empty(), header.integer("OFFSET"));
    assertEquals(Optional.empty(), header.text("OFFSET"));
    assertFalse(header.has("OFFSET"));
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7",
    "-32768, -32768",
    "1.0, 1",
    "1E3, 1000",
    "'''16''', 16",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
    "9007199254740993, 9007199254740993"
  })
  void integerIsExact(String value, long expected) {
    assertEquals(OptionalLong.of(expected), header("KEY     = " + value).integer("KEY"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "'abc'", "T", "1E-3"})
  void whatIsNoIntegerIsNone(String value) {
    assertEquals(OptionalLong.empty(), header("KEY     = " + value).integer("KEY"));
  }

  // Texts.

  @Test
  void textIsWithoutQuotesOuterBlanksAndComment() {
    FitsHeader header =
        header(
            "IMAGETYP= 'Light Frame '       / type", "A       = '  Bias  '", "B       = T / yes");

    assertEquals(Optional.of("Light Frame"), header.text("IMAGETYP"));
    assertEquals(Optional.of("Bias"), header.text("A"));
    assertEquals(Optional.of("T"), header.text("B"));
  }

  @Test
  void doubledQuoteInATextIsOneQuote() {
    assertEquals(
        Optional.of("Barnard's star / south"),
        header("OBJECT  = 'Barnard''s star / south' / target").text("OBJECT"));
  }

  @Test
  void blankTextIsNoTextThoughTheKeywordIsThere() {
    FitsHeader header = header("FILTER  = '        '", "OBJECT  =");

    assertEquals(Optional.empty(), header.text("FILTER"));
    assertTrue(header.has("FILTER"));
    assertEquals(Optional.empty(), header.text("OBJECT"));
  }

  @Test
  void longTextGoesOnInItsContinueCards() {
    FitsHeader header =
        header(
            "OBJECT  = 'first &'",
            "CONTINUE  'second, &'  / a comment",
            "CONTINUE  'third''s'",
            "GAIN    = 5");

    assertEquals(Optional.of("first second, third's"), header.text("OBJECT"));
    assertEquals(OptionalDouble.of(5), header.number("GAIN"));
  }

  @Test
  void ampersandWithoutContinueCardIsPartOfTheText() {
    assertEquals(
        Optional.of("Smith &"), header("OBSERVER= 'Smith &'", "GAIN    = 5").text("OBSERVER"));
  }

  @Test
  void continueCardAfterATextThatEndsIsNotPartOfIt() {
    assertEquals(
        Optional.of("whole"), header("OBJECT  = 'whole'", "CONTINUE  'stray'").text("OBJECT"));
  }

  // Keywords.

  @Test
  void ofAKeywordThatOccursTwiceTheFirstCounts() {
    FitsHeader header = header("EXPTIME = 30", "FILTER  = 'V'", "EXPTIME = 60");

    assertEquals(OptionalDouble.of(30), header.number("EXPTIME"));
  }

  @Test
  void hierarchKeywordIsAllOfItsWords() {
    FitsHeader header =
        header(
            "HIERARCH ESO DPR TYPE = 'BIAS'  / type",
            "HIERARCH  ESO  DET  EXP =  2,5",
            "HIERARCH without a value");

    assertEquals(Optional.of("BIAS"), header.text("ESO DPR TYPE"));
    assertEquals(OptionalDouble.of(2.5), header.number("ESO DET EXP"));
    assertFalse(header.has("HIERARCH without a value"));
  }

  @Test
  void keywordWithoutValueIndicatorHasNoValue() {
    assertFalse(header("GAIN      5").has("GAIN"));
  }

  @ParameterizedTest
  @CsvSource({
    "'GAIN    = 5', GAIN",
    "'DATE-OBS= 5', DATE-OBS",
    "'COMMENT hello', COMMENT",
    "'        hello', ''",
    "'HIERARCH ESO  DET = 5', ESO DET",
    "'HIERARCH no value', HIERARCH"
  })
  void keywordOfACardIsItsFirstEightColumnsOrTheHierarchWords(String card, String keyword) {
    assertEquals(keyword, FitsHeader.keyword(FitsBuilder.padded(card)));
  }

  // Illegal cards.

  @Test
  void cardsStayAsTheyAre() {
    List<String> cards =
        cards("GAIN    = 3,5 / \u00e9", "(illegal) = 'open", "COMMENT  two  blanks", "     = 5");

    assertEquals(cards, new FitsHeader(cards).cards());
  }

  @Test
  void unquotedTextIsTheValueUpToTheComment() {
    assertEquals(Optional.of("Bias Frame"), header("IMAGETYP= Bias Frame / type").text("IMAGETYP"));
  }

  @Test
  void textWhoseQuoteIsNeverClosedIsTheValue() {
    assertEquals(Optional.of("Bias Frame"), header("IMAGETYP= 'Bias Frame").text("IMAGETYP"));
  }

  @Test
  void illegalCardsDoNotHideTheOthers() {
    FitsHeader header =
        header(
            "\u0000\u0001\u0002",
            "=======",
            "'''''''''= '''",
            "",
            "=",
            "\u00e9       = '\u00e9'",
            "GAIN    = 5");

    assertEquals(OptionalDouble.of(5), header.number("GAIN"));
  }

  @Test
  void valueRightBehindTheEqualsSignCounts() {
    FitsHeader header = header("GAIN    =5 / tight", "OBJECT  ='M 31'");

    assertEquals(OptionalDouble.of(5), header.number("GAIN"));
    assertEquals(Optional.of("M 31"), header.text("OBJECT"));
  }

  @Test
  void keywordInSmallLettersCountsAsOneInCapitals() {
    assertEquals(OptionalDouble.of(32768), header("bzero   = 32768").number("BZERO"));
  }

  @Test
  void bytesOutsideAsciiDoNotHideTheValue() {
    assertEquals(OptionalDouble.of(-10), header("CCD-TEMP= -10 / \u00b0C").number("CCD-TEMP"));
  }

  private static FitsHeader header(String... cards) {
    return new FitsHeader(cards(cards));
  }

  private static List<String> cards(String... cards) {
    return Stream.of(cards).map(FitsBuilder::padded).toList();
  }

  @Test
  void commentaryHasNoValue() {
    FitsHeader header = header("COMMENT = 'no value'", "HISTORY = 5", "GAIN    = 1");

    assertFalse(header.has("COMMENT"));
    assertFalse(header.has("HISTORY"));
    assertTrue(header.has("GAIN"));
  }
}
