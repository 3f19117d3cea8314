package org.nightbeam.lightcurve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.header.dialect.HeaderRulesException;

/** Targets as people write them, and what they are told when they are wrong. */
class TargetsTest {
  @Test
  void aTargetHasCoordinatesAPlaceOrBoth() {
    List<Targets.Target> targets =
        Targets.read(
            """
            # stars of the night
            HAT-P-32: {ra: "02 04 10.28", dec: "+46 41 16.2", frame: a/first.fits, x: 424, y: 287.5}
            WASP-12: {ra: 97.6366, dec: 29.6723}
            check: {frame: first.fits, x: 1, y: 1}
            """,
            "targets.yaml");
    assertEquals(3, targets.size());
    Targets.Target first = targets.get(0);
    assertEquals("HAT-P-32", first.name());
    assertEquals(31.0428333, first.ra(), 1e-6);
    assertEquals(46.6878333, first.dec(), 1e-6);
    assertEquals(423, first.x(), 1e-12, "pixels of FITS begin with 1");
    assertEquals(286.5, first.y(), 1e-12);
    assertEquals(2, first.line());
    assertTrue(first.isOn("night/a/first.fits"));
    assertFalse(first.isOn("night/b/first.fits"));
    assertFalse(targets.get(2).isOn("not-first.fits"));
    assertTrue(targets.get(1).hasCoordinates() && !targets.get(1).hasPlace());
    assertTrue(targets.get(2).hasPlace() && !targets.get(2).hasCoordinates());
  }

  @Test
  void nothingIsNoTarget() {
    assertEquals(List.of(), Targets.read("", "t.yaml"));
    assertEquals(List.of(), Targets.read("# none\n", "t.yaml"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "A: {ra: 25 00 00, dec: 10}; A: ra = 25 00 00; hours such as",
        "A: {ra: 10, dec: 95}; A: dec = 95; -90 to 90",
        "A: {ra: 10}; A: no dec; ra, dec together",
        "A: {frame: f.fits, x: 3}; A: no y; frame, x, y together",
        "A: {frame: f.fits, x: three, y: 3}; A: x = three; the first being 1",
        "A: {frame: f.fits, x: 0, y: 3}; A: x = 0; the first being 1",
        "A: {rightascension: 10}; A: rightascension; one of ra, dec, frame, x, y",
        "A: {frame: '', x: 3, y: 3}; A: frame is empty; the path of a light",
        "A: {frame: , x: 3, y: 3}; A: frame is empty; the path of a light",
        "A: {frame: f.fits, x: 3, y: 3, y: 4}; A: y is given twice; remove one",
        "A: {}; A: no position; ra and dec, or frame",
        "A: 10; ``; expected lines such as",
        "\"A\\nB\": {ra: 10, dec: 10}; ``; one of printed characters",
        "[A, B]; ``; expected lines such as"
      })
  void mistakesAreNamedWithTheirLine(String yaml, String found, String expected) {
    HeaderRulesException wrong =
        assertThrows(
            HeaderRulesException.class, () -> Targets.read("# a night\n" + yaml, "targets.yaml"));
    String message = wrong.getMessage();
    assertTrue(message.startsWith("targets.yaml, line 2: "), message);
    assertTrue(message.contains(found), message);
    assertTrue(message.contains(expected), message);
  }

  @Test
  void aNameTwiceIsAMistake() {
    assertThrows(
        HeaderRulesException.class,
        () -> Targets.read("A: {ra: 1, dec: 1}\nA: {ra: 2, dec: 2}\n", "targets.yaml"));
  }

  @Test
  void targetsWhoseFilesWouldHaveOneNameAreRefused() {
    String place = ": {ra: 10.5, dec: 20}\n";
    HeaderRulesException found =
        assertThrows(
            HeaderRulesException.class,
            () -> Targets.read("TOI 1" + place + "toi_1" + place, "targets.yaml"));
    assertTrue(found.getMessage().startsWith("targets.yaml, line 2: toi_1"), found.getMessage());
  }
}
