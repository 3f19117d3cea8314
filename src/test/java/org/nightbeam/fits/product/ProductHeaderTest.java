package org.nightbeam.fits.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import nom.tam.fits.HeaderCard;
import nom.tam.fits.utilities.FitsCheckSum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsSection;

class ProductHeaderTest {
  private static final PlaceKeywords GREY =
      new PlaceKeywords(
          Set.of("CCDSEC", "DETSEC"),
          Set.of("XORGSUBF", "SUBFRAMX"),
          Set.of("YORGSUBF", "SUBFRAMY"),
          List.of(),
          List.of());
  private static final PlaceKeywords COLOUR =
      new PlaceKeywords(
          GREY.sections(),
          GREY.firstColumns(),
          GREY.firstRows(),
          List.of("XBAYROFF", "BAYOFFX"),
          List.of("YBAYROFF", "BAYOFFY"));

  private static final String REAL = "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([ED][+-]?[0-9]+)?";

  /** Columns 9 to 80 of a card with a value (FITS 4.0, appendix A). */
  private static final Pattern VALUE =
      Pattern.compile(
          String.format("= +('([^']|'')*'|[TF]|%1$s|\\( *%1$s *, *%1$s *\\))? *(/.*)?", REAL));

  @Test
  void manyCardsOfOurKeywordBecomeCommentsSoon() {
    ProductHeader header = ProductHeader.ofImage(1, 1);
    header.keep(Collections.nCopies(200_000, FitsBuilder.padded("NBBIAS  = 'theirs'")));

    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> header.add("NBBIAS", "ours", "master bias"));
    List<String> cards = cards(header);
    assertEquals(1, cards.stream().filter(card -> card.startsWith("NBBIAS  =")).count());
    assertEquals(200_000, cards.stream().filter(card -> card.contains("'theirs'")).count());
  }

  // Cards that are taken over.

  @Test
  void imageHeaderBeginsWithWhatFitsDemands() throws Exception {
    List<String> cards = cards(ProductHeader.ofImage(30, 20));

    assertEquals("SIMPLE  =                    T", cards.get(0).substring(0, 30));
    assertEquals("BITPIX  =                  -32", cards.get(1).substring(0, 30));
    assertEquals("NAXIS   =                    2", cards.get(2).substring(0, 30));
    assertEquals("NAXIS1  =                   30", cards.get(3).substring(0, 30));
    assertEquals("NAXIS2  =                   20", cards.get(4).substring(0, 30));
  }

  @Test
  void legalCardsAreKeptAsTheyAreAndInOrder() {
    List<String> raw =
        padded(
            "OBJECT  = 'M 31''s core'       / what",
            "EXPTIME =                 30.0 / [s] exposure",
            "COMMENT   text of 'any' kind / with signs",
            "GAIN    =                    5",
            "",
            "        blank keyword",
            "SHUTTER =                    T / open",
            "COMPLEX =           (1.5, -2.) / a pair",
            "NOTHING =                      / undefined",
            "HIERARCH ESO DET ID = 'CCD-44' / long keyword",
            "DATE-OBS= '2024-01-31T20:15:03'/no blank before the comment",
            "HISTORY flat lamp off",
            "EXPTIME =              1.5D+01",
            "NOVALUE   is commentary");
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(raw);

    assertEquals(raw, kept(header));
  }

  @Test
  void longTextIsKeptWithItsContinueCards() {
    List<String> raw =
        padded("OBJECT  = 'a text that &'", "CONTINUE  'goes on&'", "CONTINUE  '' / comment");
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(raw);

    assertEquals(raw, kept(header));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SIMPLE  = T",
        "XTENSION= 'IMAGE   '",
        "BITPIX  = 16",
        "NAXIS   = 2",
        "NAXIS1  = 300",
        "NAXIS2  = 200",
        "NAXIS3  = 1",
        "EXTEND  = T",
        "PCOUNT  = 0",
        "GCOUNT  = 1",
        "INHERIT = T",
        "BZERO   = 32768",
        "BSCALE  = 1",
        "BLANK   = -32768",
        "DATAMIN = 5",
        "DATAMAX = 6",
        "PEDESTAL= -100",
        "CBLACK  = 2538",
        "CWHITE  = 4291",
        "CHECKSUM= '0123456789abcdef'",
        "DATASUM = '12345'",
        "BUNIT   = 'adu'",
        "CALSTAT = 'B'"
      })
  void cardsThatDescribeTheStoredRawDataAreDropped(String card) {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(padded("OBJECT  = 'M 31'", card, "GAIN    = 5"));

    assertEquals(padded("OBJECT  = 'M 31'", "GAIN    = 5"), kept(header));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NAXISX", "NAXIS1A", "BZERO1", "ENDTIME", "XBITPIX", "NAXISES"})
  void cardsWhoseKeywordOnlyResemblesAStructuralOneAreKept(String keyword) {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    List<String> raw = padded(String.format("%-8s= 5", keyword));
    header.keep(raw);

    assertEquals(raw, kept(header));
  }

  @Test
  void continueCardsOfADroppedCardAreDroppedWithIt() {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(
        padded(
            "BUNIT   = 'counts &'",
            "CONTINUE  'a second &'",
            "CONTINUE  'of time'",
            "OBJECT  = 'M &'",
            "CONTINUE  '31'"));

    assertEquals(padded("OBJECT  = 'M &'", "CONTINUE  '31'"), kept(header));
  }

  // Illegal cards.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "EXPTIME =              3,2E-05 / seconds  | EXPTIME  | 3.2E-05        | seconds",
        "IMAGETYP= Bias Frame / type               | IMAGETYP | Bias Frame     | type",
        "OBJECT  = 'never closed                   | OBJECT   | never closed   | ",
        "OBJECT  = 'O'Neil'                        | OBJECT   | O'Neil         | ",
        "OBJECT  = ''twice''                       | OBJECT   | 'twice'        | ",
        "EXPTIME = 1.5e3 / small e                 | EXPTIME  | 1.5E3          | small e",
        "SHUTTER = true                            | SHUTTER  | true           | ",
        "RA      = 12:34:56.7 / hours              | RA       | 12:34:56.7     | hours",
        "GAIN    = 5 ADU                           | GAIN     | 5              | ADU",
        "TEMP    = nan                             | TEMP     | nan            | ",
        "object  = 'M 31' / small letters          | OBJECT   | M 31           | small letters",
      })
  void illegalValueBecomesALegalOneWithTheSameMeaning(
      String raw, String keyword, String value, String comment) throws Exception {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(padded(raw));

    String card = kept(header).get(0);
    HeaderCard parsed = parsed(header).findCard(keyword);
    assertEquals(80, card.length());
    assertTrue(VALUE.matcher(card.substring(8)).matches(), card);
    assertEquals(value, parsed.getValue());
    assertEquals(comment, parsed.getComment());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A.B     = 5",
        "KEY+    = 'text'",
        "A B     = 7",
        "(x)     hello",
        "=======",
        "  GAIN  = 5"
      })
  void cardWithAnIllegalKeywordBecomesAComment(String raw) {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(padded(raw));

    assertEquals(padded("COMMENT " + raw), kept(header));
  }

  @Test
  void illegalCardThatIsFullBecomesTwoComments() {
    String raw = "A.B     = '" + "x".repeat(60) + "end of it";
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(List.of(raw));

    assertEquals(80, raw.length());
    assertEquals(
        padded("COMMENT " + raw.substring(0, 72), "COMMENT " + raw.substring(72)), kept(header));
  }

  @Test
  void illegalValueThatHasNoRoomForQuotesGoesOnInTheNextCard() throws Exception {
    String raw = "TITLE   = " + "many words ".repeat(6) + "end.";
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(List.of(raw));

    assertEquals(80, raw.length());
    assertEquals(2, kept(header).size());
    assertTrue(kept(header).get(1).startsWith("CONTINUE  '"), kept(header).toString());
    assertEquals(raw.substring(10), parsed(header).getStringValue("TITLE"));
  }

  @Test
  void continueWithoutALongTextBeforeItBecomesAComment() {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(padded("OBJECT  = 'M 31'", "CONTINUE  'orphan'"));

    assertEquals(padded("OBJECT  = 'M 31'", "COMMENT CONTINUE  'orphan'"), kept(header));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DATE-OBS= '2025-07-17 T04:05:38' / Date | DATE-OBS= '2025-07-17T04:05:38' / Date",
        "DATE-OBS= '2025/07/17 04:05:38.5Z'      | DATE-OBS= '2025-07-17T04:05:38.5'",
        "DATE-OBS= '17/07/95'                    | DATE-OBS= '17/07/95'",
        "EQUINOX = '2000.0  '                    | EQUINOX = 2000.0",
        "bzero   =                32768          | ",
        "naxis1  =                   99          | "
      })
  void whatTheStandardFixesIsMendedOrLeftOut(String raw, String card) {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(padded(raw));

    assertEquals(card == null ? List.of() : padded(card), kept(header));
  }

  @Test
  void bytesOutsideAsciiBecomeQuestionMarks() throws Exception {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(
        padded(
            "CCD-TEMP=                -10.0 / \u00b0C",
            "OBSERVER= 'Jos\u00e9\t'",
            "COMMENT gr\u00f6\u00dfer"));

    assertEquals(
        padded("CCD-TEMP=                -10.0 / ?C", "OBSERVER= 'Jos??'", "COMMENT gr??er"),
        kept(header));
    assertEquals(-10.0, parsed(header).getDoubleValue("CCD-TEMP"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyCardBecomesLegalAndKeepsItsText(int seed) throws Exception {
    Random random = new Random(seed);
    for (int trial = 0; trial < 300; trial++) {
      String raw = randomCard(random);
      ProductHeader header = ProductHeader.ofImage(3, 2);
      header.keep(List.of(raw));
      List<String> kept = kept(header);

      for (String card : kept) {
        assertEquals(80, card.length());
        boolean commentary = card.startsWith("COMMENT ") || !card.startsWith("= ", 8);
        assertTrue(
            commentary || VALUE.matcher(card.substring(8)).matches(), raw + " became " + card);
        assertNotNull(HeaderCard.create(card).getKey());
      }
      String left = normalised(String.join("", kept));
      String wanted = normalised(raw.replaceFirst(" / *$", ""));
      assertTrue(isSubsequence(wanted, left), raw + " became " + kept);
    }
  }

  /** Quotes come, decimal commas and small letters in numbers go. */
  private static String normalised(String text) {
    return text.replaceAll("[ ']", "").replace(',', '.').toUpperCase(Locale.ROOT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GAIN    =5 / tight                    | GAIN    = 5 / tight",
        "HIERARCH ESO DET TEMP = -10,5 / [C]   | HIERARCH ESO DET TEMP = -10.5 / [C]",
        "HIERARCH ESO DET NAME = CCD-44        | HIERARCH ESO DET NAME = 'CCD-44  '",
        "TFIELDS =                    3        | COMMENT TFIELDS =                    3",
        "THEAP   =                  960        | COMMENT THEAP   =                  960"
      })
  void cardThatCannotStandInAnImageHeaderIsMended(String raw, String card) {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(padded(raw));

    assertEquals(padded(card), kept(header));
  }

  @Test
  void zeroBytesBecomeBlanks() {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(padded("OBJECT  = 'M 31'\0\0\0", "COMMENT end\0"));

    assertEquals(padded("OBJECT  = 'M 31'", "COMMENT end"), kept(header));
  }

  // Cards that are added.

  @Test
  void addedValuesAreReadBackByNomTam() throws Exception {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.add("NBYES", true, "a logical");
    header.add("NBCOUNT", 1234567890123L, "an integer");
    header.add("NBREAL", 0.1, "a real number");
    header.add("NBTEXT", "it's a text", "a text");

    Header parsed = parsed(header);
    assertTrue(parsed.getBooleanValue("NBYES"));
    assertEquals(1234567890123L, parsed.getLongValue("NBCOUNT"));
    assertEquals(0.1, parsed.getDoubleValue("NBREAL"));
    assertEquals("it's a text", parsed.getStringValue("NBTEXT"));
    assertEquals("a text", parsed.findCard("NBTEXT").getComment());
  }

  @Test
  void longTextIsReadBackWhole() throws Exception {
    String text = "a path with it's quotes/".repeat(12) + "end";
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.add("NBPATH", text, "where");
    header.add("NBCOUNT", 5, "after it");

    assertEquals(text, parsed(header).getStringValue("NBPATH"));
    assertEquals(5, parsed(header).getIntValue("NBCOUNT"));
  }

  @Test
  void longTextsAreAnnouncedOnce() {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.add("NBFIRST", "x".repeat(100), "");
    header.add("NBSECOND", "y".repeat(100), "");
    List<String> keywords = kept(header).stream().map(FitsHeader::keyword).toList();

    assertEquals(List.of("LONGSTRN", "NBFIRST", "CONTINUE", "NBSECOND", "CONTINUE"), keywords);
  }

  @Test
  void commentThatHasNoRoomBesideItsTextIsLeftOut() throws Exception {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.add("NBPATH", "x".repeat(60), "a comment");

    assertEquals(1, kept(header).size());
    assertEquals("x".repeat(60), parsed(header).getStringValue("NBPATH"));
  }

  @Test
  void textOutsideAsciiIsWrittenWithQuestionMarks() throws Exception {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.add("NBPATH", "n\u00e4chte/a.fits", "where");

    assertEquals("n?chte/a.fits", parsed(header).getStringValue("NBPATH"));
  }

  @Test
  void illegalKeywordIsRefused() {
    ProductHeader header = ProductHeader.ofImage(3, 2);

    assertThrows(IllegalArgumentException.class, () -> header.add("NO.DOT", 5, "illegal"));
  }

  @Test
  void historyIsCutIntoCards() {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.addHistory("x".repeat(72));
    header.addHistory("y".repeat(73) + "\u00fc");
    header.addHistory("");

    assertEquals(
        padded("HISTORY " + "x".repeat(72), "HISTORY " + "y".repeat(72), "HISTORY y?", "HISTORY"),
        kept(header));
  }

  // Values that are set later.

  @Test
  void setValueKeepsPlaceAndCommentOfItsCard() throws Exception {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.add("NBFIRST", 1, "one");
    header.add("NBRAWSUM", "0", "DATASUM of the raw frame");
    header.add("NBLAST", 2, "two");
    int size = header.size();
    header.set("NBRAWSUM", "4294967295");

    assertEquals(size, header.size());
    assertEquals("NBRAWSUM", FitsHeader.keyword(kept(header).get(1)));
    assertEquals("4294967295", parsed(header).getStringValue("NBRAWSUM"));
    assertEquals("DATASUM of the raw frame", parsed(header).findCard("NBRAWSUM").getComment());
    assertEquals(3, kept(header).size());
  }

  @Test
  void anAddedCardReplacesARawOneOfTheSameKeyword() {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(padded("NBRAWSUM= 'of an earlier run'"));
    header.add("NBRAWSUM", "0", "now");
    header.set("NBRAWSUM", "77");

    assertEquals("COMMENT NBRAWSUM= 'of an earlier run'", kept(header).get(0).stripTrailing());
    assertEquals("NBRAWSUM= '77      '           / now", kept(header).get(1).stripTrailing());
  }

  @Test
  void setOfACardThatIsNotThereIsRefused() {
    ProductHeader header = ProductHeader.ofImage(3, 2);

    assertThrows(IllegalStateException.class, () -> header.set("NBRAWSUM", "77"));
  }

  @Test
  void placesInATrimmedImageAreCountedFromItsFirstPixel() throws Exception {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(
        padded(
            "CRPIX1  =                 10.5 / reference",
            "CRPIX2A =                   -2",
            "LTV1    =                   0.",
            "CRVAL1  =                 10.5",
            "TRIMSEC = '[4:6,3:4]'",
            "BIASSEC = '[7:9,3:4]'",
            "DETSEC  = '[1:3,1:2]'",
            "BAYERPAT= 'RGGB    '",
            "YBAYROFF=                    1"));
    header.moveOrigin(new Trim(new FitsSection(3, 3, 2, 2), 9, 4, 1, 1), COLOUR);

    Header moved = parsed(header);
    assertEquals(7.5, moved.getDoubleValue("CRPIX1"));
    assertEquals("reference", moved.findCard("CRPIX1").getComment());
    assertEquals(-4, moved.getDoubleValue("CRPIX2A"));
    assertEquals(-3, moved.getDoubleValue("LTV1"));
    assertEquals(10.5, moved.getDoubleValue("CRVAL1"));
    assertFalse(moved.containsKey("TRIMSEC"));
    assertFalse(moved.containsKey("BIASSEC"));
    assertEquals("[1:3,1:2]", moved.getStringValue("DETSEC"));
    assertEquals(1, moved.getIntValue("XBAYROFF")); // the first column is the pattern's second
    assertEquals(1, moved.getIntValue("YBAYROFF")); // as an even number of rows was left away
  }

  /** A stored image of 100 x 50 with ten columns of overscan at each end, at a binning of 2 x 1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The detector's pixels are those of DATASEC: its first ten columns are left away.
        "[11:90,1:50] | [1:160,1:50] | [20, 60, 5, 40] | [21:140,6:45]",
        "[11:90,1:50] | [161:320,51:100] | [10, 80, 0, 50] | [161:320,51:100]",
        // An amplifier that is read towards lower columns and rows.
        "[11:90,1:50] | [320:161,100:51] | [20, 60, 5, 40] | [300:181,95:56]",
        // Without DATASEC they are those of the whole image, or of what is kept.
        "none | [1:200,1:50] | [20, 60, 5, 40] | [41:160,6:45]",
        "none | [1:120,1:40] | [20, 60, 5, 40] | [1:120,1:40]",
        "[0:0,0:0] | [1:200,1:50] | [20, 60, 5, 40] | [41:160,6:45]",
        // Overscan is kept, which no pixel of the detector shows; no size fits; no section.
        "[11:90,1:50] | [1:160,1:50] | [5, 60, 5, 40] | ",
        "[11:90,1:50] | [1:77,1:50] | [20, 60, 5, 40] | ",
        "[11:90,1:50] | full | [20, 60, 5, 40] | "
      })
  void sectionOfTheDetectorIsThatOfThePixelsKept(
      String shown, String section, String kept, String expected) {
    int[] k = Arrays.stream(kept.split("[^0-9]+")).skip(1).mapToInt(Integer::parseInt).toArray();
    ProductHeader header = ProductHeader.ofImage(k[1], k[3]);
    List<String> cards = new ArrayList<>();
    if (!shown.equals("none")) {
      cards.add("DATASEC = '" + shown + "'");
    }
    cards.add("DETSEC  = '" + section + "' / on the mosaic");
    cards.add("CCDSEC  = '" + section + "'");
    cards.add("DETSIZE = '[1:320,1:100]'");
    cards.add("XORGSUBF=                    7 / first column");
    cards.add("YORGSUBF=                  8.5");
    header.keep(padded(cards.toArray(String[]::new)));
    header.moveOrigin(new Trim(new FitsSection(k[0], k[1], k[2], k[3]), 100, 50, 2, 1), GREY);

    FitsHeader cut = header.facts();
    assertEquals(expected, cut.text("DETSEC").orElse(null));
    assertEquals(expected, cut.text("CCDSEC").orElse(null));
    assertEquals("[1:320,1:100]", cut.text("DETSIZE").orElse(null));
    assertEquals(8.5 + k[2], cut.number("YORGSUBF").orElse(0));
    String text = StandardCharsets.US_ASCII.decode(header.bytes(0)).toString();
    assertTrue(text.matches(".*XORGSUBF= +" + (7 + k[0]) + " / first column .*"), text);
    assertEquals(expected != null, text.contains(" / on the mosaic "), text);
  }

  @Test
  void aColourPatternIsMovedWhateverItsKeyword() throws Exception {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(padded("CFAPAT  = 'RGGB    '"));
    header.moveOrigin(new Trim(new FitsSection(1, 3, 3, 2), 4, 5, 1, 1), COLOUR);
    assertEquals(1, parsed(header).getIntValue("XBAYROFF"));
    assertEquals(1, parsed(header).getIntValue("YBAYROFF"));

    ProductHeader grey = ProductHeader.ofImage(3, 2);
    grey.keep(padded("FILTER  = 'V       '"));
    grey.moveOrigin(new Trim(new FitsSection(1, 3, 3, 2), 4, 5, 1, 1), GREY);
    assertFalse(parsed(grey).containsKey("XBAYROFF"));
  }

  @Test
  void anOffsetOfAColourPatternIsMovedUnderTheKeywordThatItHas() throws Exception {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(padded("BAYERPAT= 'RGGB    '", "BAYOFFX =                    1"));
    header.moveOrigin(new Trim(new FitsSection(1, 3, 3, 2), 4, 5, 1, 1), COLOUR);
    assertEquals(0, parsed(header).getIntValue("BAYOFFX"), "1 and 1 are even");
    assertFalse(parsed(header).containsKey("XBAYROFF"), "one offset, not two");
    assertEquals(1, parsed(header).getIntValue("YBAYROFF"));
  }

  @Test
  void restatedNumberKeepsItsPlaceAlsoInAHierarchicalCard() {
    ProductHeader header = ProductHeader.ofImage(3, 2);
    header.keep(
        padded(
            "HIERARCH ESO DET OUT1 CONAD = 2.1 / e-/ADU",
            "SATURATE=                60000 / ADU",
            "OBJECT  = 'M 31    '"));
    header.state("ESO DET OUT1 CONAD", 1, "pixels are in electrons");
    header.state("SATURATE", 126000, "electrons");
    header.state("EGAIN", 1, "was not there");
    header.state("", 5, "no keyword, no card");

    List<String> cards = kept(header).stream().map(String::stripTrailing).toList();
    assertEquals("HIERARCH ESO DET OUT1 CONAD = 1.0 / pixels are in electrons", cards.get(0));
    assertTrue(cards.get(1).matches("SATURATE= +1\\.26E5 / electrons"), cards.get(1));
    assertTrue(cards.get(3).matches("EGAIN   = +1\\.0 / was not there"), cards.get(3));
    assertEquals(4, cards.size());
    assertFalse(header.revalue("NOTHERE", 1, ""));
  }

  // Sums.

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 27, 28, 29, 63, 64, 65, 200})
  void headerFillsWholeBlocksAndItsSumsHold(int cards) throws Exception {
    Random random = new Random(cards);
    byte[] data = new byte[2880];
    random.nextBytes(data);
    ProductHeader header = ProductHeader.ofImage(36, 20);
    for (int i = 0; i < cards; i++) {
      header.add("KEY" + i, random.nextLong(), "random");
    }
    byte[] bytes = bytes(header, FitsCheckSum.checksum(data));
    byte[] hdu = FitsBuilder.concat(bytes, data);

    assertEquals(0, bytes.length % 2880);
    assertEquals(header.size(), bytes.length);
    assertEquals((5 + cards + 3 + 35) / 36 * 2880, bytes.length);
    assertEquals(0xffffffffL, FitsCheckSum.checksum(hdu)); // FITS 4.0, section 4.4.2.7
    try (Fits fits = new Fits(new ByteArrayInputStream(hdu))) {
      BasicHDU<?> read = fits.readHDU();
      assertTrue(read.verifyIntegrity());
      assertTrue(read.verifyDataIntegrity());
      assertEquals(FitsCheckSum.checksum(data), read.getStoredDatasum());
    }
  }

  @Test
  void sumsOfDataThatDifferDoNotHold() throws Exception {
    byte[] data = new byte[2880];
    byte[] bytes = bytes(ProductHeader.ofImage(36, 20), 12345);

    assertTrue(FitsCheckSum.checksum(FitsBuilder.concat(bytes, data)) != 0xffffffffL);
  }

  private static String randomCard(Random random) {
    String[] keywords = {"KEY", "GAIN", "a.b", "DATE-OBS", "small", "X Y", "TITLE"};
    String[] pieces = {
      "'",
      "''",
      "/",
      " / ",
      " ",
      "   ",
      "12",
      "3,5",
      "-1.5E+03",
      "T",
      "text",
      "(1, 2)",
      "&",
      "=",
      ".",
      "+",
      "E",
      "D5",
      "e5",
      "1.2.3",
      "long words in a row",
      "%",
      "\\"
    };
    StringBuilder card = new StringBuilder(String.format("%-8s", keywords[random.nextInt(7)]));
    card.append(random.nextInt(8) == 0 ? "" : "= ");
    int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 20 : 5);
    for (int i = 0; i < count; i++) {
      card.append(pieces[random.nextInt(pieces.length)]);
    }
    card.setLength(Math.min(80, card.length()));
    return FitsBuilder.padded(card.toString());
  }

  private static boolean isSubsequence(String part, String whole) {
    int at = 0;
    for (int i = 0; i < whole.length() && at < part.length(); i++) {
      if (Character.toUpperCase(whole.charAt(i)) == Character.toUpperCase(part.charAt(at))) {
        at++;
      }
    }
    return at == part.length();
  }

  private static List<String> padded(String... cards) {
    return Stream.of(cards).map(FitsBuilder::padded).toList();
  }

  private static byte[] bytes(ProductHeader header, long dataSum) {
    ByteBuffer buffer = header.bytes(dataSum);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** All cards before END. */
  private static List<String> cards(ProductHeader header) {
    String text = new String(bytes(header, 0), StandardCharsets.US_ASCII);
    List<String> cards = new ArrayList<>();
    for (int at = 0; !text.startsWith("END ", at); at += 80) {
      cards.add(text.substring(at, at + 80));
    }
    return cards;
  }

  /** The cards between those of an image and the sums. */
  private static List<String> kept(ProductHeader header) {
    List<String> cards = cards(header);
    return cards.subList(5, cards.size() - 2);
  }

  private static Header parsed(ProductHeader header) throws FitsException, IOException {
    byte[] hdu = FitsBuilder.concat(bytes(header, 0), new byte[2880]);
    try (Fits fits = new Fits(new ByteArrayInputStream(hdu))) {
      return fits.readHDU().getHeader();
    }
  }
}
