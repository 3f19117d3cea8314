package org.nightbeam.frame;

import java.io.Serializable;
import java.time.Duration;

/**
 * How headers are read. It travels to all workers, so it holds the text of files, not their names
 * alone.
 *
 * @param typeFrom where the type of a frame is looked for
 * @param nightOffset how far the dates of nights are behind UTC where a header gives no longitude
 * @param dialectName name of the file of the user's own dialect, for messages; empty for none
 * @param dialect its text; empty for none
 */
public record HeaderRules(
    TypeFrom typeFrom, Duration nightOffset, String dialectName, String dialect)
    implements Serializable {

  /** With the shipped dialect alone. */
  public HeaderRules(TypeFrom typeFrom, Duration nightOffset) {
    this(typeFrom, nightOffset, "", "");
  }
}
