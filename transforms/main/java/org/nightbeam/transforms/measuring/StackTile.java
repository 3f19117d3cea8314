package org.nightbeam.transforms.measuring;

import org.nightbeam.stack.StackJob;
import org.nightbeam.table.FrameRow;

/**
 * Some rows of a stack that were made, or could not be; or one of its lights, which waits for what
 * becomes of the stack.
 *
 * @param path of the stack
 * @param job the stack, with the first of its rows; null with the others
 * @param firstRow its first row
 * @param rows how many
 * @param uri of the temporary file with the rows; null if a light could not be read
 * @param light of the stack or left out of it; null with rows
 */
record StackTile(String path, StackJob job, int firstRow, int rows, String uri, FrameRow light) {
  /** Returns rows that were kept, or null as uri. */
  static StackTile of(StackJob job, int firstRow, int rows, String uri) {
    return new StackTile(job.path(), firstRow == 0 ? job : null, firstRow, rows, uri, null);
  }

  /** Returns a light of a stack. */
  static StackTile of(String path, FrameRow light) {
    return new StackTile(path, null, 0, 0, null, light);
  }
}
