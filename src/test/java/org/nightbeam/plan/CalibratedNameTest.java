package org.nightbeam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nightbeam.fixture.Frames;

class CalibratedNameTest {
  private static String name(String path) {
    return CalibratedName.of(Frames.light().path(path).uri("/raw/" + path).build());
  }

  @Test
  void longNamesAreCutBetweenCharactersAndStayDistinct() {
    Set<String> names = new HashSet<>();
    for (int letters = 0; letters < 4; letters++) {
      for (String last : List.of("1", "2")) {
        String path = "a".repeat(letters) + "\ud83d\ude00".repeat(60) + last + ".fits";
        String name = name("night/" + path);
        String again = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertEquals(again, name, "every character is whole");
        String file = name.substring(name.lastIndexOf('/') + 1);
        assertTrue(file.getBytes(StandardCharsets.UTF_8).length <= 240, file);
        names.add(name);
      }
    }
    assertEquals(8, names.size());
  }

  /** Some disks take these for one name: one light would replace the other. */
  @Test
  void namesThatSomeDisksTakeForTheSameAreKnown() {
    String composed = "\u00c5ngstr\u00f6m.fits";
    String decomposed = "A\u030angstro\u0308m.fits";
    assertEquals(CalibratedName.folded(composed), CalibratedName.folded(decomposed));
    assertEquals(CalibratedName.folded("M 31.FITS"), CalibratedName.folded("m 31.fits"));
    assertEquals(CalibratedName.folded("stra\u00dfe"), CalibratedName.folded("STRASSE"));
    assertNotEquals(CalibratedName.folded("a1"), CalibratedName.folded("a2"));
    var first = light("one/" + composed, "1");
    var second = light("one/" + decomposed, "2");
    assertEquals(2, new HashSet<>(CalibratedName.ofAll(List.of(first, second)).values()).size());
    assertTrue(
        CalibratedName.ofAll(List.of(first, second)).values().stream()
                .map(CalibratedName::folded)
                .distinct()
                .count()
            == 2);
  }

  private static LightFrame light(String path, String number) {
    return new LightFrame(
        Frames.light().path(path).uri("/raw/" + number).build(), null, null, null, null);
  }
}
