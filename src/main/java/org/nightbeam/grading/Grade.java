package org.nightbeam.grading;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Quality of a light relative to the others.
 *
 * @param transparency part of the light of its stars that came through, where the best lights of
 *     the same field have 1; NaN if not known
 * @param marks what is odd about it, in the order of {@link Mark}
 */
public record Grade(double transparency, List<Mark> marks) {
  /** The grade of a frame that is no light, or was not measured. */
  public static final Grade NONE = new Grade(Double.NaN, List.of());

  /** Between the marks in the table of frames. */
  public static final String BETWEEN = "; ";

  /** Returns the marks as the table of frames has them; empty for none. */
  public String inWords() {
    return marks.stream().map(Mark::label).collect(Collectors.joining(BETWEEN));
  }
}
