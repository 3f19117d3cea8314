package org.nightbeam.grading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The lights of one target, told apart by the place in the sky that they show. */
final class Fields {
  /** A light is looked for in the fields of the lights before it first. */
  private static final int RECENT = 4;

  /** Number of recent fields that are searched: each light of a survey may show another one. */
  private static final int SEARCHED = 25;

  private final List<Field> recent = new ArrayList<>(); // the last one first
  private final List<Field> all = new ArrayList<>();
  private final List<Integer> unplaced = new ArrayList<>();
  private final Field[] inTurn;

  /**
   * @param lights of the target, in order of time
   * @param numbers of those that belong to it
   */
  Fields(List<GradedLight> lights, List<Integer> numbers) {
    inTurn = new Field[lights.size()];
    List<Integer> left = new ArrayList<>();
    for (int number : numbers) {
      LightQuality quality = lights.get(number).quality();
      List<BrightStars.Star> stars = quality.bright().stars();
      Field found = null;
      for (Field field : searched()) {
        if (field.add(number, stars)) {
          found = field;
          break;
        }
      }
      if (found == null) {
        found = Field.begin(number, stars, quality.fwhm());
        if (found == null) {
          left.add(number);
          inTurn[number] = recent.isEmpty() ? null : recent.get(0);
          continue;
        }
        all.add(found);
      }
      recent.remove(found);
      recent.add(0, found);
      while (recent.size() > RECENT) {
        recent.remove(recent.size() - 1);
      }
      inTurn[number] = found;
    }
    for (int number : left) {
      List<BrightStars.Star> stars = lights.get(number).quality().bright().stars();
      Field near = near(number);
      if (near == null || !near.add(number, stars)) {
        unplaced.add(number);
      }
    }
    for (Field field : all) {
      if (field.size() == 1) {
        unplaced.add(field.lights()[0]);
      }
    }
  }

  /** Returns the recent fields, then the others, those of most lights first. */
  private List<Field> searched() {
    return Stream.concat(
            recent.stream(),
            all.stream()
                .filter(field -> !recent.contains(field))
                .sorted(Comparator.comparing(Field::size).reversed()))
        .limit(SEARCHED)
        .toList();
  }

  /** Returns the fields, in order of their first lights. */
  List<Field> all() {
    return all;
  }

  /**
   * Returns lights of which it is not sure where they are: with too few stars, or the only ones of
   * a field, which hot pixels and noise make too.
   */
  List<Integer> unplaced() {
    return unplaced;
  }

  /**
   * Returns the field that a light should show: its own or that of the one before it, if other
   * lights show it too, else the largest one of other lights; null if there is none.
   */
  Field near(int light) {
    Field field = inTurn[light];
    if (field != null && field.size() > 1) {
      return field;
    }
    return all.stream()
        .filter(other -> other.size() > 1 || other.richest() != light)
        .max(Comparator.comparing(Field::size).thenComparing(other -> other.brightest().length))
        .orElse(null);
  }
}
