package org.nightbeam.fits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import nom.tam.fits.HeaderCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real headers are tried where there are any: the folder {@code shared} beside the project. */
class PlainCardTest {
  private static final Path REAL_HEADERS =
      Path.of("..", "..", "shared", "headers").toAbsolutePath().normalize();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "SIMPLE  =                    T / standard | T",
        "BITPIX  =                  -32            | -32",
        "EXPTIME =             1.5E-003 / seconds  | 1.5E-003",
        "OBJECT  = 'M 31 / south'       / target   | M 31 / south",
        "OBJECT  = 'M 31    '                      | M 31",
        "OBJECT  = '  M 31'                        | \"  M 31\"",
        "GAIN    =5/tight                          | 5",
        "FILTER  = V                               | V",
      })
  void valueOfASimpleCardIsItsTextOrWord(String card, String value) {
    assertEquals(value, PlainCard.value(FitsBuilder.padded(card)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OBJECT  = 'Barnard''s star'",
        "OBJECT  = 'open",
        "OBJECT  = 'M 31' and more",
        "OBJECT  = ''",
        "OBJECT  =",
        "IMAGETYP= Bias Frame",
        "GAIN    = 3,5",
        "RA      = 12:34:56",
        "Z       = (1.0, 2.0)",
        "OBJECT  = '\u03b1 \u00b0'",
        "CONTINUE= 'more'",
        "HIERARCH ESO DPR TYPE = 'BIAS'",
        "A=      = 5",
        "COMMENT = in words",
        "GAIN      5"
      })
  void anyOtherCardIsLeftToTheLibrary(String card) {
    assertNull(PlainCard.value(FitsBuilder.padded(card)));
  }

  @Test
  void randomCardsAreReadAsTheLibraryReadsThem() {
    List<String> pieces =
        List.of(
            " ", "  ", "'", "''", "/", "=", "&", "T", "F", "-", "+", ".", ",", "1", "20", "E5", "D",
            "(", ")", "abc", "M 31", "\u00e9", "\t", "\0", "\177", "\"", "~");
    List<String> keywords =
        List.of(
            "GAIN    ",
            "DATE-OBS",
            "gain    ",
            " GAIN   ",
            "A=B     ",
            "CONTINUE",
            "HIERARCH",
            "END     ",
            "SIMPLE  ",
            "EXTNAME ",
            "A B     ",
            "?       ");
    Random random = new Random(1);
    int plain = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder card = new StringBuilder(keywords.get(random.nextInt(keywords.size())));
      card.append(random.nextInt(10) == 0 ? "=" : "= ");
      for (int left = random.nextInt(7); left > 0; left--) {
        card.append(pieces.get(random.nextInt(pieces.size())));
      }
      plain += agreesWithLibrary(FitsBuilder.padded(card.toString()));
    }
    assertTrue(plain > 10_000, plain + " cards were plain");
  }

  @Test
  void realCardsAreReadAsTheLibraryReadsThem() throws IOException {
    assumeTrue(Files.isDirectory(REAL_HEADERS), "no real headers in " + REAL_HEADERS);
    int cards = 0;
    int plain = 0;
    try (Stream<Path> files = Files.list(REAL_HEADERS)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".hdr")).toList()) {
        for (String card : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
          plain += agreesWithLibrary(FitsBuilder.padded(card));
          cards++;
        }
      }
    }
    assertTrue(plain > cards / 2, plain + " of " + cards + " cards were plain");
  }

  /** Returns 1 for a plain card, 0 for one that is left to the library. */
  private static int agreesWithLibrary(String card) {
    String value = PlainCard.value(card);
    String keyword = FitsHeader.keyword(card);
    if (value == null || FitsHeader.isCommentary(keyword)) {
      return 0;
    }
    assertEquals(HeaderCard.create(card).getValue(), value, card);
    return 1;
  }
}
