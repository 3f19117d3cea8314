package org.nightbeam.grading;

import java.util.ArrayList;
import java.util.List;

/** The lights of one target, told apart by the place in the sky that they show. */
final class Fields {
  /** A light is looked for in so many fields, those of the lights before it first. */
  private static final int RECENT = 4;

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
      for (Field field : recent) {
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
      if (inTurn[number] == null && !all.isEmpty()) {
        inTurn[number] = all.get(0);
      }
      if (inTurn[number] == null || !inTurn[number].add(number, stars)) {
        unplaced.add(number);
      }
    }
  }

  /** The fields, in order of their first lights. */
  List<Field> all() {
    return all;
  }

  /** Lights with too few stars to be sure where they are. */
  List<Integer> unplaced() {
    return unplaced;
  }

  /** The field of a light, or of the one before it; null if there is none. */
  Field near(int light) {
    return inTurn[light];
  }
}
