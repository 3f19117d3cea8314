package org.nightbeam.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Tells whether a file is the one seen before and has not been touched since.
 *
 * @param size in bytes
 * @param modified when it was last written to, in nanoseconds since 1970
 * @param changed when its inode last changed, which nobody can set back; 0 where there is no such
 *     time
 * @param inode its number on its disk; 0 where there is none
 * @param tag what an object store calls this version of it; null where there is no such name
 */
public record FileStamp(long size, long modified, long changed, long inode, String tag) {

  /** The stamp of a file whose versions have no names. */
  public FileStamp(long size, long modified, long changed, long inode) {
    this(size, modified, changed, inode, null);
  }

  /** Returns the same of the version that has this name; null for none. */
  public FileStamp tagged(String version) {
    return new FileStamp(size, modified, changed, inode, version);
  }

  /**
   * Returns whether nobody has written to the file between one stamp and the other. Other
   * permissions or a new hard link change the inode's time alone. So does who writes and sets the
   * time back, but not while a file is read.
   */
  public boolean isOfSameContents(FileStamp other) {
    return size == other.size
        && modified == other.modified
        && inode == other.inode
        && Objects.equals(tag, other.tag);
  }

  /**
   * Returns the stamp of the file that has this path now.
   *
   * @throws IOException if there is none, or it may not be looked at
   */
  public static FileStamp of(Path file) throws IOException {
    try {
      Map<String, Object> found =
          Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino");
      return new FileStamp(
          (Long) found.get("size"),
          nanos(found.get("lastModifiedTime")),
          nanos(found.get("ctime")),
          (Long) found.get("ino"));
    } catch (UnsupportedOperationException notUnix) {
      return new FileStamp(Files.size(file), nanos(Files.getLastModifiedTime(file)), 0, 0);
    }
  }

  private static long nanos(Object time) {
    return ((FileTime) time).to(TimeUnit.NANOSECONDS);
  }
}
