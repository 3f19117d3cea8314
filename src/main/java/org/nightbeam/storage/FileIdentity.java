package org.nightbeam.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * Tells whether a cache file is the one seen before and has not been written to since. It is no
 * {@link FileStamp}: that changes when the time of access is set, which the cache does at each use.
 *
 * @param key of the file system, as device and inode; null where there is none
 * @param size in bytes
 * @param modified when it was last written to
 */
public record FileIdentity(Object key, long size, FileTime modified) {

  /** Returns the identity of the file that has this path now; null if there is none. */
  public static FileIdentity of(Path file) throws IOException {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileIdentity(found.fileKey(), found.size(), found.lastModifiedTime());
    } catch (NoSuchFileException none) {
      return null;
    }
  }
}
