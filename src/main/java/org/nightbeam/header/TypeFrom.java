package org.nightbeam.header;

/** Where a frame's type is looked for. */
public enum TypeFrom {
  /** In the header; if that does not say, in the names of the folders. A conflict is reported. */
  AUTO,
  /** In the header alone. */
  HEADER,
  /** In the names of the folders alone. */
  FOLDER
}
