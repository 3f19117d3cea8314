package org.nightbeam.transforms.work;

import org.nightbeam.storage.FileStamp;

/**
 * A file of the input.
 *
 * @param uri where it is
 * @param path its path below the input that named it, with {@code /} between folders
 * @param stamp what it was when it was found; null if that is to be asked when it is read
 */
public record InputFile(String uri, String path, FileStamp stamp) {

  public InputFile(String uri, String path) {
    this(uri, path, null);
  }

  /**
   * Returns the better of two ways to name a file, that below the outermost input: it tells most.
   */
  public InputFile better(InputFile other) {
    int longer = path.length() - other.path.length();
    return longer > 0 || longer == 0 && path.compareTo(other.path) <= 0 ? this : other;
  }
}
