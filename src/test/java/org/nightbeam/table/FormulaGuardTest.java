package org.nightbeam.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaGuardTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "=cmd(),'=cmd()",
        "+1+cmd(),'+1+cmd()",
        "-x,'-x",
        "@sum,'@sum",
        "'=1,''=1",
        "-10,-10",
        "+1.5e3,+1.5e3",
        "-12.5 499.9 -3.0E-4,-12.5 499.9 -3.0E-4",
        "-12.5 cmd(),'-12.5 cmd()",
        "field.fits,field.fits",
        "'tis,'tis"
      })
  void formulasGetAnApostrophe(String text, String guarded) {
    assertEquals(guarded, FormulaGuard.guarded(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "'", "''", "=", "'=", "''=x", "-1", "-", "\t", "\r\nx", "a=b", "'a", "=\n2"})
  void tableGivesBackWhatItWasGiven(String text) {
    assertEquals(text, FormulaGuard.plain(FormulaGuard.guarded(text)));
  }
}
