package org.nightbeam.fields;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.nightbeam.fields.CatalogueStars.UnknownStarsException;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.registration.Outcome;
import org.nightbeam.registration.Placement;
import org.nightbeam.registration.StarField;
import org.nightbeam.table.FrameRow;

/**
 * Finds which of some fields a light belongs to, and how it is aligned with the reference.
 *
 * @param stars of the output
 */
record FieldSearch(CatalogueStars stars) {
  /**
   * A light is of a field if it has this part of the smaller area in common with the reference:
   * dithered and drifting lights have, panels of a mosaic overlap less.
   */
  private static final double ENOUGH = 0.4;

  /** With this part in common no other field has more, as references have less than the above. */
  static final double MOST = (1 + ENOUGH) / 2;

  /**
   * Returns where a light lies on the one of some fields that it has most in common with, or why it
   * lies on none.
   */
  Placement placed(FrameRow light, List<Field> fields) throws IOException {
    for (Field field : fields) {
      if (Target.is(light, field.reference())) {
        return placed(light, field);
      }
    }
    StarField own;
    try {
      own = stars.of(light.output(), light.hdu()); // once for all fields
    } catch (UnknownStarsException unknown) {
      return withoutCatalogue(fields.get(0), unknown);
    }
    Placement best = null;
    double most = 0;
    for (Field field : fields) {
      Placement found = placed(light, own, field);
      double common = common(light, found);
      if (best == null || common > most) {
        best = found;
        most = common;
      }
      if (most >= MOST) {
        break;
      }
    }
    return best;
  }

  /** Returns what a light has in common with a reference; next to nothing if that is too little. */
  static double common(FrameRow light, Placement on) {
    if (on.isFound()) {
      CameraConfiguration camera = light.frame().configuration();
      return on.common(camera.width(), camera.height());
    }
    return on.outcome() == Outcome.LITTLE_IN_COMMON ? Double.MIN_VALUE : 0;
  }

  /** Returns where a light lies on a field, or why it does not. */
  Placement placed(FrameRow light, Field field) throws IOException {
    if (Target.is(light, field.reference())) {
      return Placement.ofReference(
          field.name(), field.reference(), (int) light.statistics().quality().stars());
    }
    try {
      return placed(light, stars.of(light.output(), light.hdu()), field);
    } catch (UnknownStarsException unknown) {
      return withoutCatalogue(field, unknown);
    }
  }

  private Placement placed(FrameRow light, StarField own, Field field) throws IOException {
    FieldReference reference = field.reference();
    try {
      Placement on =
          Placement.of(field.name(), reference, stars.registrar(reference).register(own))
              .asWritten(FieldTable::asWritten);
      return on.isFound() && common(light, on) < ENOUGH ? on.tooFar(tooFar(light, on)) : on;
    } catch (UnknownStarsException unknown) {
      return withoutCatalogue(field, unknown);
    }
  }

  private static Placement withoutCatalogue(Field field, UnknownStarsException unknown) {
    return Placement.withoutCatalogue(field.name(), field.reference(), unknown.getMessage());
  }

  private static String tooFar(FrameRow light, Placement on) {
    return String.format(
        Locale.ROOT,
        "%.0f %% in common with the reference, from %d stars; expected %.0f %% or more",
        100 * common(light, on),
        on.matched(),
        100 * ENOUGH);
  }
}
