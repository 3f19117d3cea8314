package org.nightbeam.lightcurve;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.nightbeam.header.dialect.HeaderRulesException;

/** Any text is a list of targets that can be looked for, or is refused as none. */
class TargetsFuzzTest {
  static Stream<byte[]> texts() {
    return Stream.of(
            "HAT-P-32: {ra: \"02 04 10.28\", dec: \"+46 41 16.2\", frame: a/b.fits, x: 4.5, y: 1}\n",
            "a: {ra: 31.04, dec: -46.68}\nb:\n  frame: x.fits\n  x: 1e2\n  y: .5\n",
            "&a b: &c {ra: 1h, dec: 2d}\nd: *c\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("texts")
  @DictionaryEntries({
    "ra:",
    "dec:",
    "frame:",
    "x:",
    "y:",
    "&a",
    "*a",
    "<<:",
    "NaN",
    "inf",
    "1e400",
    "!!float",
    "---",
    "24 00 00",
    "-90 00 00.0001",
    "'",
    "..",
    "/"
  })
  @FuzzTest(maxDuration = "5s")
  void anyTextIsTargetsOrRefused(byte[] text) {
    List<Targets.Target> targets;
    try {
      targets = Targets.read(new String(text, StandardCharsets.UTF_8), "targets.yaml");
    } catch (HeaderRulesException refused) {
      return;
    }
    for (Targets.Target target : targets) {
      boolean place = target.hasPlace() && target.x() > -1 && target.y() > -1;
      boolean sky =
          target.hasCoordinates()
              && target.ra() >= 0
              && target.ra() <= 360
              && Math.abs(target.dec()) <= 90;
      if (target.name().isEmpty() || !place && !sky) {
        throw new AssertionError(target + " is nowhere");
      }
    }
  }
}
