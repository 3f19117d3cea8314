package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.product.PlaceKeywords;
import org.nightbeam.fixture.Cameras;
import org.nightbeam.frame.Fact;
import org.nightbeam.frame.FactTrace;
import org.nightbeam.frame.FrameType;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.header.dialect.HeaderRulesException;

class DialectTest {
  private static final String FILE = "mine.yaml";

  @Test
  void ownKeywordIsLookedAtFirst() {
    FitsHeader header = header("EXPTIME = 30", "MYTIME  = 31");
    assertEquals(30, facts("", header).exposure());
    assertEquals(31, facts("keywords:\n  exposure: [MYTIME]\n", header).exposure());
  }

  @Test
  void shippedKeywordsStillCountBehindOwnOnes() {
    String own = "keywords:\n  exposure: [MYTIME]\n";
    assertEquals(30, facts(own, header("EXPTIME = 30")).exposure());
  }

  @Test
  void shippedKeywordCanBeTakenOut() {
    FitsHeader header = header("EXPTIME = 30");
    assertEquals(Double.NaN, facts("keywords:\n  exposure: [-EXPTIME]\n", header).exposure());
  }

  @Test
  void placesThatFollowATrimAreThoseWithAUnit() {
    Dialect own =
        Dialect.overlaid(
            "keywords:\n"
                + "  window: [\"MYSEC [chip]\", \"MYX [binned] + MYY [binned]\", OTHERSEC]\n"
                + "  xBayerOffset: [MYOFF]\n",
            FILE);
    PlaceKeywords grey = own.placeKeywords(Cameras.plain().build());
    assertTrue(grey.sections().containsAll(List.of("MYSEC", "DETSEC", "CCDSEC")));
    assertFalse(grey.sections().contains("OTHERSEC"), "its pixels may be binned");
    assertTrue(grey.firstColumns().containsAll(List.of("MYX", "XORGSUBF")));
    assertTrue(grey.firstRows().containsAll(List.of("MYY", "YORGSUBF")));
    assertFalse(grey.firstColumns().contains("LTV1"), "IRAF's has the other sign");
    assertEquals(List.of(), grey.across());
    assertEquals(
        "MYOFF", own.placeKeywords(Cameras.plain().colours("RGGB").build()).across().get(0));
  }

  @Test
  void timeOfDayThatNeedsColonsIsNoNumber() {
    String own = "keywords:\n  time: [\"MYTIME [hh:mm]\"]\n";
    Dialect.Place place = Dialect.overlaid(own, FILE).sources(Fact.TIME).get(0).places().get(0);
    assertEquals("MYTIME", place.keyword());
    assertTrue(place.unit().isClock());
  }

  @Test
  void familyStandsForAllItsKeywords() {
    Dialect dialect = Dialect.overlaid("keywords:\n  gain: [(CAM|CHIP)(|_)KNOB]\n", FILE);
    List<String> gains =
        dialect.sources(Fact.GAIN).stream().map(source -> source.keywords().get(0)).toList();
    assertEquals(
        List.of("CAMKNOB", "CAM_KNOB", "CHIPKNOB", "CHIP_KNO", "CHIP_KNOB"),
        gains.subList(gains.size() - 5, gains.size()));
    assertEquals("GAIN", dialect.sources(Fact.GAIN).get(2).keywords().get(0));
  }

  @Test
  void wordsOfACommentMayHaveBrackets() {
    String own = "keywords:\n  measuredTemperature: [\"TEMP / SENSOR (C)\"]\n";
    assertEquals(-7, facts(own, header("TEMP    = -7 / of the sensor (C)")).temperature());
    String gain = "keywords:\n  gain: [\"(CAM|CHIP)KNOB / (E-/ADU)\", \"KNOB / (E-/ADU)\"]\n";
    List<String> gains =
        Dialect.overlaid(gain, FILE).sources(Fact.GAIN).stream()
            .map(source -> source.keywords().get(0))
            .toList();
    assertEquals("KNOB", gains.get(0));
    assertTrue(gains.containsAll(List.of("CAMKNOB", "CHIPKNOB")), gains.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"READOUT_", "READOUT-", "CAMERA_S", "SENSOR_S"})
  void keywordIsNotCutToItsFirstWord(String keyword) {
    assertFalse(Dialect.shipped().keywords().contains(keyword), keyword);
    assertTrue(Dialect.shipped().keywords().contains("CCD_SERI"));
    assertTrue(Dialect.shipped().keywords().contains("READOUT_MODE"));
  }

  @Test
  void pairsOfAFamilyTakeTheSameChoice() {
    Dialect dialect =
        Dialect.overlaid(
            "keywords:\n  window: [\"(LOW|TOP)X [from1] + (LOW|TOP)Y [from1]\"]\n", FILE);
    List<Dialect.Source> windows = dialect.sources(Fact.WINDOW);
    assertEquals(List.of("TOPX", "TOPY"), windows.get(windows.size() - 1).keywords());
    assertEquals(List.of("LOWX", "LOWY"), windows.get(windows.size() - 2).keywords());
    assertEquals(-1, windows.get(windows.size() - 1).places().get(1).unit().summand());
  }

  @Test
  void keywordThatIsNamedElsewhereIsNoMemberOfAFamily() {
    Dialect dialect = Dialect.overlaid("keywords:\n  offset: [(GAIN|CAM)SET]\n", FILE);
    long members =
        dialect.sources(Fact.OFFSET).stream()
            .filter(source -> source.keywords().get(0).endsWith("SET"))
            .filter(source -> !source.keywords().get(0).endsWith("OFFSET"))
            .count();
    assertEquals(1, members); // CAMSET: GAINSET is a gain
  }

  @Test
  void ownUnitConverts() {
    String own =
        """
        units:
          time: {tick: [0.5]}
        keywords:
          exposure: ["TICKS [tick]"]
        """;
    assertEquals(4, facts(own, header("TICKS   = 8")).exposure());
  }

  @Test
  void ownWordNamesAType() {
    Dialect dialect = Dialect.overlaid("types:\n  dark: [Dunkelbild]\n", FILE);
    assertEquals(Optional.of(FrameType.DARK), dialect.type("dunkelbild"));
    assertEquals(Optional.of(FrameType.FLAT), dialect.type("Sky Flat"));
  }

  @Test
  void ownMeaningOfAShippedWordReplacesIt() {
    Dialect dialect = Dialect.overlaid("types:\n  dark: [Zero]\n", FILE);
    assertEquals(Optional.of(FrameType.DARK), dialect.type("ZERO"));
    assertEquals(Optional.of(FrameType.BIAS), Dialect.shipped().type("ZERO"));
  }

  @Test
  void wordsOfAListCanBeAddedAndTakenOut() {
    Dialect dialect = Dialect.overlaid("noFilter: [Glas, -AIR]\n", FILE);
    assertTrue(dialect.isNoFilter("glas"));
    assertFalse(dialect.isNoFilter("AIR"));
    assertTrue(dialect.isNoFilter("CLEAR2"));
  }

  @Test
  void ownSignOfReductionCounts() {
    Dialect dialect = Dialect.overlaid("reduced:\n  present: [COOKED]\n", FILE);
    assertEquals(Optional.of("COOKED = T"), sign(dialect, "COOKED  = T"));
    assertEquals(Optional.empty(), sign(Dialect.shipped(), "COOKED  = T"));
  }

  @Test
  void fileOfCommentsAloneChangesNothing() {
    assertEquals(30, facts("# nothing yet\n", header("EXPTIME = 30")).exposure());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'keyword:\\n  exposure: [A]' | 1 | 'there is no section keyword; expected one of'",
        "'# a\\nkeywords:\\n  exposur: [A]' | 3 | 'there is no fact exposur; expected one of'",
        "'keywords:\\n  exposure: A' | 2 | 'expected a list, such as [A, B]'",
        "'keywords:\\n  exposure: [\"A [x]\"]' | 2 | 'there is no unit x of exposure; expected'",
        "'keywords:\\n  camera: [\"A [s]\"]' | 2 | 'there is no unit s of camera'",
        "'keywords:\\n  exposure: [\"A;B\"]' | 2 | 'A;B; expected KEYWORD'",
        "'keywords:\\n  gain: [A(B]' | 2 | 'A(B; expected a family such as (CCD|CHIP)(|_)ID'",
        "'keywords:\\n  window: [(A|B)X + (A)Y]' | 2 | '(A)Y; expected a family'",
        "'reduced:\\n  present: [(A|B)X + (A)Y]' | 2 | '(A)Y; expected a family'",
        "'keywords:\\n  exposure:\\n    - -NOSUCH' | 3 | 'NOSUCH is not among the keywords'",
        "'types:\\n  drak: [A]' | 2 | 'there is no type drak; expected one of'",
        "'types:\\n  dark: [A]\\n  bias: [a]' | 3 | 'a names two types, or one twice'",
        "'noFilter: [-NOSUCH]' | 1 | 'NOSUCH is not in the list'",
        "'reduced:\\n  absent: [A]' | 2 | 'there are no signs absent; expected one of'",
        "'units:\\n  mass: {g: [1]}' | 2 | 'there are no units of mass; expected one of'",
        "'units:\\n  time: {tick: [x]}' | 2 | 'x; expected a number'",
        "'units:\\n  time: {tick: [1, 2, 3]}' | 2 | 'expected [factor] or [factor, summand]'",
        "'- a' | 1 | 'expected lines such as NAME'",
        "'keywords:\\n  exposure: [A' | 2 | 'no YAML'",
        "'types: {dark: [A]}\\ntypes: {bias: [B]}' | 2 | 'is there twice'",
        "'types:\\n  dark: [A\u0000]' | 2 | 'no YAML: a control character (U+0000)'",
      })
  void errorNamesFileLineAndReason(String yaml, int line, String reason) {
    String text = yaml.replace("\\n", "\n");
    HeaderRulesException wrong =
        assertThrows(HeaderRulesException.class, () -> Dialect.overlaid(text, FILE));
    assertTrue(
        wrong.getMessage().startsWith(FILE + ", line " + line + ": ")
            && wrong.getMessage().contains(reason),
        wrong.getMessage());
  }

  @Test
  void listsInListsWithoutEndAreRefused() {
    HeaderRulesException wrong =
        assertThrows(HeaderRulesException.class, () -> Dialect.overlaid("[".repeat(10_000), FILE));
    assertTrue(wrong.getMessage().startsWith(FILE + ": no YAML: "), wrong.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"a\\x", "\"a\\xzz\"", "\"a\\UFFFFFFFF\"", "!a%C", "!<%ZZ> a", "%YAML 9\n"})
  void whatTheReaderOfYamlFailsOnIsRefused(String yaml) {
    HeaderRulesException wrong =
        assertThrows(HeaderRulesException.class, () -> Dialect.overlaid(yaml, FILE));
    assertTrue(wrong.getMessage().contains("no YAML"), wrong.getMessage());
  }

  @Test
  void keywordWithManyBlanksIsRefusedAtOnce() {
    String yaml = "keywords: {gain: [\"A" + " ".repeat(5000) + ";\"]}";
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertThrows(HeaderRulesException.class, () -> Dialect.overlaid(yaml, FILE)));
  }

  private static Optional<String> sign(Dialect dialect, String card) {
    FitsHeader header = header(card);
    return dialect.signOfReduction(header, dialect.in(header));
  }

  private static HeaderFacts facts(String own, FitsHeader header) {
    return new HeaderFacts(
        Dialect.overlaid(own, FILE), header, StatedFacts.OfFile.NOTHING, FactTrace.NONE);
  }

  private static FitsHeader header(String... cards) {
    return new FitsHeader(
        List.of(cards).stream().map(card -> String.format("%-80s", card)).toList());
  }
}
