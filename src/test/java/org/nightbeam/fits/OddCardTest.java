package org.nightbeam.fits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nightbeam.fits.product.ProductHeader;

/** Cards that break the standard become legal ones; each of these once did not. */
class OddCardTest {
  static List<String> kept(Consumer<ProductHeader> then, String... cards) {
    ProductHeader h = ProductHeader.ofImage(3, 2);
    h.keep(Stream.of(cards).map(FitsBuilder::padded).toList());
    then.accept(h);
    String t = new String(h.bytes(0).array(), StandardCharsets.US_ASCII);
    List<String> l = new ArrayList<>();
    for (int at = 400; !t.startsWith("DATASUM", at); at += 80)
      l.add(t.substring(at, at + 80).stripTrailing());
    return l;
  }

  @Test
  void tightFullCardLosesNothing() {
    String c = "OBSERVER='" + "x".repeat(68) + "Y'";
    assertEquals(80, c.length());
    assertTrue(String.join("", kept(h -> {}, c)).contains("xY"), kept(h -> {}, c).toString());
  }

  @Test
  void tightFullNumberReadsWhole() {
    FitsHeader h = new FitsHeader(List.of("KEY     =" + "0".repeat(69) + "12"));
    assertEquals(12, h.number("KEY").orElse(-1));
  }

  @Test
  void hierarchLongTextGoesOn() {
    assertEquals(
        List.of("HIERARCH ESO OBS NAME = 'abc &'", "CONTINUE  'def'"),
        kept(h -> {}, "HIERARCH ESO OBS NAME = 'abc &'", "CONTINUE  'def'"));
  }

  @Test
  void demotedLongTextLeavesNoOrphan() {
    List<String> k = kept(h -> h.add("OBJECT", "new", "c"), "OBJECT  = 'abc &'", "CONTINUE  'def'");
    assertFalse(k.stream().anyMatch(c -> c.startsWith("CONTINUE")), k.toString());
  }

  @Test
  void sexagesimalIsNotTheFirstNumber() {
    FitsHeader h =
        new FitsHeader(
            kept(x -> {}, "RA      = 12 34 56.7 / hours").stream()
                .map(FitsBuilder::padded)
                .toList());
    assertEquals("12 34 56.7", h.text("RA").orElse(""));
  }

  @Test
  void initialIsNoLogical() {
    FitsHeader h =
        new FitsHeader(
            kept(x -> {}, "OBSERVER= T Smith").stream().map(FitsBuilder::padded).toList());
    assertEquals("T Smith", h.text("OBSERVER").orElse(""));
  }

  @Test
  void smallExponentOfKnownNumber() {
    assertEquals(List.of("EQUINOX = 2E3"), kept(h -> {}, "EQUINOX = '2e3'"));
  }

  @Test
  void addedLongTextReplaces() {
    List<String> k = kept(h -> h.add("LONGSTRN", "x", "c"), "LONGSTRN= 'OGIP 1.0'");
    assertEquals(1, k.stream().filter(c -> c.startsWith("LONGSTRN")).count(), k.toString());
  }

  @Test
  void addHandlesNullAndLong() {
    List<String> k = kept(h -> h.add("NBLONG", "it's ".repeat(40), "c"), "LONGSTRN= 'OGIP 1.0'");
    assertEquals(1, k.stream().filter(c -> c.startsWith("LONGSTRN")).count(), k.toString());
  }

  @Test
  void whateverTheCardsAreTheProductIsLegal() throws Exception {
    Random r = new Random(99);
    String[] p = {
      "'",
      "''",
      "/",
      " / ",
      " ",
      "12",
      "3,5",
      "T",
      "text",
      "(1, 2)",
      "&",
      "=",
      ".",
      "E",
      "d5",
      "1.2.3",
      "long words in a row",
      "&'",
      "'&"
    };
    String[] keys = {
      "KEY     ",
      "HIERARCH ESO A B ",
      "DATE-OBS",
      "EQUINOX ",
      "CONTINUE",
      "key     ",
      "HIERARCH x y",
      "MJD-OBS ",
      "        "
    };
    for (int t = 0; t < 20000; t++) {
      List<String> raw = new ArrayList<>();
      for (int c = 0; c < 3; c++) {
        StringBuilder b =
            new StringBuilder(keys[r.nextInt(keys.length)])
                .append(r.nextInt(5) == 0 ? "" : r.nextInt(5) == 0 ? "=" : "= ");
        for (int i = r.nextInt(12); i >= 0; i--) b.append(p[r.nextInt(p.length)]);
        b.setLength(Math.min(80, b.length()));
        raw.add(FitsBuilder.padded(b.toString()));
      }
      new FitsHeader(raw);
      ProductHeader h = ProductHeader.ofImage(1, 1);
      h.keep(raw);
      byte[] x = h.bytes(0).array();
      String s = new String(x, StandardCharsets.US_ASCII);
      String value =
          "= *('([^']|'')*'|[TF]|[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([ED][+-]?[0-9]+)?|\\([^()/']*\\))? *(/.*)?";
      for (int at = 400; !s.startsWith("DATASUM", at); at += 80) {
        String c = s.substring(at, at + 80);
        if (c.startsWith("COMMENT ") || c.startsWith("HISTORY ") || c.startsWith("        "))
          continue;
        if (c.startsWith("CONTINUE")) {
          assertTrue(c.substring(8).matches(" *'([^']|'')*' *(/.*)?|[^=].*"), raw + "->" + c);
          continue;
        }
        if (c.startsWith("HIERARCH")) {
          int e = c.indexOf('=');
          if (e > 0) assertTrue(c.substring(e).matches(value), raw + " -> " + c);
          continue;
        }
        if (c.startsWith("= ", 8)) assertTrue(c.substring(8).matches(value), raw + " -> " + c);
      }
    }
  }
}
