package org.nightbeam.reason;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {
  @Test
  void thereIsNoTextWithoutACodeNorACodeWithoutAText() {
    assertThrows(
        IllegalArgumentException.class, () -> new Reason(ReasonCode.NONE, "why", List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new Reason(ReasonCode.NO_MATCH, "", List.of()));
    assertEquals(Reason.NONE, Reason.remark(""));
    assertEquals(Reason.NONE, Reason.remark(null));
    assertEquals(ReasonCode.REMARK, Reason.remark("dark of 30.0 s scaled to 60.0 s").code());
    String left = Reason.STEP_LEFT_OUT + "no master flat: there are no usable flat frames";
    assertEquals(ReasonCode.STEP_LEFT_OUT, Reason.remark(left).code());
    assertEquals(ReasonCode.STEP_LEFT_OUT, Reason.remark("two gains; " + left).code());
    assertEquals(left, Reason.remark(left).text());
    assertEquals("truncated", Reason.of(ReasonCode.TRUNCATED, null).text());
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aReasonIsStoredWithItsCode(ReasonCode code) {
    for (String text : List.of("why", "[truncated] said by somebody", "two\nlines, \"quoted\"")) {
      assertEquals(Reason.of(code, text), Reason.ofStored(Reason.of(code, text).stored()));
    }
    assertEquals(code, ReasonCode.ofLabel(code.label()));
  }

  @Test
  void aTextThatAnEarlierVersionStoredKeepsItsWords() {
    for (String text : List.of("truncated: the data end", "[1:50,1:80] is outside", "[] x", "[x")) {
      assertEquals(Reason.of(ReasonCode.UNREADABLE, text), Reason.ofStored(text));
    }
  }

  @Test
  void labelsDiffer() {
    Set<String> labels = new HashSet<>();
    for (ReasonCode code : ReasonCode.values()) {
      labels.add(code.label());
    }
    assertEquals(ReasonCode.values().length, labels.size());
  }

  @Test
  void severalReasonsKeepTheCodeOfTheFirstAndAllDetails() {
    Reason.Lack dark = new Reason.Lack("dark", "n/dark-60s", "temperature -10 C", "-20 C");
    Reason.Lack flat = new Reason.Lack("flat", "", "there are no usable flat frames", "");
    Reason first = new Reason(ReasonCode.NO_MATCH, "no master dark matches", List.of(dark));
    Reason second = new Reason(ReasonCode.NO_CALIBRATION_FRAMES, "no master flat", List.of(flat));

    assertEquals(
        new Reason(
            ReasonCode.NO_MATCH, "no master dark matches; no master flat", List.of(dark, flat)),
        Reason.joined(List.of(first, second)));
    assertEquals(Reason.NONE, Reason.joined(List.of()));
  }
}
