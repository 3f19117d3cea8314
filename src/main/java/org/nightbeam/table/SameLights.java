package org.nightbeam.table;

import java.util.ArrayList;
import java.util.List;

/** Lights that occur twice under two names, as a program that renames files may leave them. */
public final class SameLights {
  private SameLights() {}

  /**
   * Returns the rows of a table with a warning for each light that looks like the one before it in
   * every figure, and began at the same instant. Sky and noise of two exposures are never equal to
   * the last digit; nothing is left out, as a person may have had a reason.
   *
   * @param rows in {@link FrameRow#ORDER}, so that lights of one instant follow each other
   */
  public static List<FrameRow> warned(List<FrameRow> rows) {
    List<FrameRow> warned = new ArrayList<>(rows.size());
    FrameRow first = null;
    for (FrameRow row : rows) {
      boolean known = row.frame() != null && row.statistics().noise() > 0;
      if (known && first != null && areSame(first, row)) {
        warned.add(row.warned("the same time and pixels as " + first.path() + ": a copy?"));
      } else {
        warned.add(row);
        first = known ? row : first;
      }
    }
    return warned;
  }

  private static boolean areSame(FrameRow a, FrameRow b) {
    return a.frame().time() != null
        && a.frame().time().equals(b.frame().time())
        && a.frame().exposure() == b.frame().exposure()
        && a.hdu() == b.hdu()
        && !a.uri().equals(b.uri())
        && a.statistics().equals(b.statistics());
  }
}
