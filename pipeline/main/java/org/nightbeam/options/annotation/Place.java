package org.nightbeam.options.annotation;

/** The kind of path that the value of an option is. */
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
