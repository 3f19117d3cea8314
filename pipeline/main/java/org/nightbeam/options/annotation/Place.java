package org.nightbeam.options.annotation;

/** Kind of path that an option takes. */
public enum Place {
  /** A file, a folder or a glob. */
  PATH,
  /** A folder. */
  FOLDER,
  /** A file. */
  FILE,
  /** None: the value is no path. */
  NONE
}
