package org.nightbeam.fits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FitsSectionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[768:795,1:511]           | 767 | 28   | 0   | 511  | [768:795,1:511]",
        "[768:795,512:540]         | 767 | 28   | 511 | 29   | [768:795,512:540]",
        "[   4:  13,   1: 520]     | 3   | 10   | 0   | 520  | [4:13,1:520]",
        "'  [ 1 : 7 , 2 : 3 ] '    | 0   | 7    | 1   | 2    | [1:7,2:3]",
        "768:795,1:511             | 767 | 28   | 0   | 511  | [768:795,1:511]",
        "[100:1,50:1]              | 0   | 100  | 0   | 50   | [1:100,1:50]",
        "[5,7:7]                   | 4   | 1    | 6   | 1    | [5:5,7:7]",
        "[768:795,*]               | 767 | 28   | 0   | 1000 | [768:795,1:1000]",
        "[-*,3:*]                  | 0   | 2000 | 2   | 998  | [1:2000,3:1000]",
        "[1:296, :]                | 0   | 296  | 0   | 1000 | [1:296,1:1000]",
        "[297:,:10]                | 296 | 1704 | 0   | 10   | [297:2000,1:10]",
        "[996:1009]                | 995 | 14   | 0   | 1000 | [996:1009,1:1000]",
        "*                         | 0   | 2000 | 0   | 1000 | [1:2000,1:1000]",
        "[001:2000,1000]           | 0   | 2000 | 999 | 1    | [1:2000,1000:1000]",
      })
  void notationIsReadAsHeadersHaveIt(
      String text, int columnsFrom, int columns, int rowsFrom, int rows, String notation) {
    FitsSection section = FitsSection.parse(text).within(2000, 1000);

    assertEquals(new FitsSection(columnsFrom, columns, rowsFrom, rows), section);
    assertEquals(notation, section.toString());
    assertEquals(section, FitsSection.parse(notation));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[*,*]", "[3:*,1:7]", "[3:9,2:*]", "[5:5,*]"})
  void openEndsAreWrittenAsTheyAreRead(String text) {
    assertEquals(text, FitsSection.parse(text).toString());
  }

  @Test
  void pixelsOfASectionAreThoseOfTheArray() {
    int[][] pixels = new int[4][5]; // row 1, column 1 of FITS is pixels[0][0]
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 5; x++) {
        pixels[y][x] = 10 * (y + 1) + x + 1;
      }
    }
    FitsSection section = FitsSection.parse("[4:5,2:3]").within(5, 4);

    assertEquals(24, pixels[section.rowsFrom()][section.columnsFrom()]);
    assertEquals(
        35,
        pixels[section.rowsFrom() + section.rows() - 1][
            section.columnsFrom() + section.columns() - 1]);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\"                    | '' is no column or row",
        "[]                    | '' is no column or row",
        "UNKNOWN               | 'UNKNOWN' is no column or row",
        "N/A                   | 'N/A' is no column or row",
        "[1:10,1:10            | the closing bracket is missing",
        "1:10,1:10]            | the opening bracket is missing",
        "[                     | the closing bracket is missing",
        "[1:10,1:10,1:2]       | there are more than two axes",
        "[1:10:2,1:10]         | a range has a step",
        "[0:10,1:10]           | '0' is no column or row",
        "[1:10,1:0]            | '0' is no column or row",
        "[-3:10,1:10]          | '-3' is no column or row",
        "[1.5:10,1:10]         | '1.5' is no column or row",
        "[1 0:20,1:10]         | '1 0' is no column or row",
        "[1:10,]               | '' is no column or row",
        "[*:10,1:10]           | '*' is no column or row",
        "[[1:10,1:10]]         | '[1' is no column or row",
        "[1:9999999999,1:10]   | '9999999999' is no column or row",
        "[1:\u0661,1:10]       | '\u0661' is no column or row",
      })
  void whatIsNoSectionIsRefusedWithItsText(String text, String reason) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> FitsSection.parse(text));
    assertTrue(
        refusal.getMessage().startsWith("section '" + text + "': " + reason + "; expected [x1:x2,"),
        refusal.getMessage());
  }

  @Test
  void longTextIsQuotedInPart() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> FitsSection.parse("[1:10," + " ".repeat(1_000_000) + "x"));
    assertTrue(refusal.getMessage().length() < 400, refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[768:796,1:540]", "[1:795,1:541]", "[796:*,*]", "[*,541:*]", "[800:801,1:1]"})
  void whatReachesBeyondTheImageIsRefused(String text) {
    FitsSection section = FitsSection.parse(text);

    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> section.within(795, 540));
    assertEquals(
        "section " + text + " reaches beyond the image, which has 795 columns and 540 rows",
        refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"-1, 1, 0, 1", "0, 0, 0, 1", "0, 1, -1, 1", "0, 1, 0, 0"})
  void sectionOfNothingIsNone(int columnsFrom, int columns, int rowsFrom, int rows) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new FitsSection(columnsFrom, columns, rowsFrom, rows));
  }
}
