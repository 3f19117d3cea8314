package org.nightbeam.header;

/** Source of a frame's type. */
public enum TypeFrom {
  /** In the header; if that does not say, in the names of the folders. A conflict is reported. */
  AUTO,
  /** In the header alone. */
  HEADER,
  /** In the names of the folders alone. */
  FOLDER
}
