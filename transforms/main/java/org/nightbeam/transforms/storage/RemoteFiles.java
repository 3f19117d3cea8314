package org.nightbeam.transforms.storage;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.nightbeam.storage.FileStamp;

/**
 * Files on other file systems, by their names as people write them: {@code hdfs://host/M
 * 31/a.fits}.
 *
 * <p>Beam's Hadoop file systems differ from its object stores, and this class evens that out: their
 * resources are percent-encoded, their folders exist, match like files of no size, and have to be
 * removed, and their {@code **} leaves out files of the folder itself and folders with a space in
 * their name.
 */
public final class RemoteFiles {
  private RemoteFiles() {}

  /**
   * Returns Beam's resource of a file.
   *
   * @throws IllegalArgumentException if no file system is known for it, or the name is malformed
   */
  public static ResourceId resource(String name) {
    int path = name.indexOf('/', name.indexOf("://") + 3);
    if (path < 0 || !isHadoop(name)) {
      return FileSystems.matchNewResource(name, false);
    }
    try {
      String encoded = new URI(null, null, name.substring(path), null).getRawPath();
      return FileSystems.matchNewResource(name.substring(0, path) + encoded, false);
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException(name + ": " + malformed.getReason(), malformed);
    }
  }

  /**
   * A file or folder.
   *
   * @param name of a folder it ends with a slash
   * @param stamp null where the file system does not tell when it was written
   */
  public record Found(String name, FileStamp stamp) {
    static Found of(String name, MatchResult.Metadata match) {
      long millis = match.lastModifiedMillis();
      return new Found(
          name,
          millis == 0
              ? null
              : new FileStamp(match.sizeBytes(), TimeUnit.MILLISECONDS.toNanos(millis), 0, 0));
    }

    /** Returns whether it is a folder: its name ends with a slash. */
    public boolean isFolder() {
      return name.endsWith("/");
    }
  }

  /** Returns what a file is now; empty if the file system does not tell when it was written. */
  static Optional<FileStamp> stamp(String name) throws IOException {
    List<MatchResult.Metadata> match = matched(isHadoop(name) ? literally(name) : name);
    if (match.isEmpty()) {
      throw new NoSuchFileException(name);
    }
    return Optional.ofNullable(Found.of(name, match.get(0)).stamp);
  }

  /** Returns what a pattern matches. */
  static List<Found> matching(String pattern) throws IOException {
    List<Found> found = new ArrayList<>();
    for (MatchResult.Metadata match : matched(pattern)) {
      String name = nameOf(match.resourceId());
      found.add(Found.of(isFolder(match) ? name + "/" : name, match));
    }
    return found;
  }

  /** Returns whether it is a folder; one without anything in it passes for an empty file. */
  private static boolean isFolder(MatchResult.Metadata match) throws IOException {
    String name = nameOf(match.resourceId());
    return isHadoop(name) && match.sizeBytes() == 0 && !matched(literally(name) + "/*").isEmpty();
  }

  /**
   * Returns all files in a folder and its subfolders; none if it is a file, or there is nothing.
   */
  static List<Found> below(String folder) throws IOException {
    if (!isHadoop(folder)) {
      return matching(folder + "/**");
    }
    List<Found> files = new ArrayList<>();
    for (Found found : matching(literally(folder) + "/*")) {
      if (found.isFolder()) {
        files.addAll(below(found.name.substring(0, found.name.length() - 1)));
      } else {
        files.add(found);
      }
    }
    return files;
  }

  /** Removes a folder with all that is in it, if it is there. */
  static void deleteFolder(String folder) throws IOException {
    if (!isHadoop(folder)) {
      delete(resources(folder + "/**"));
      return;
    }
    for (MatchResult.Metadata match : matched(literally(folder) + "/*")) {
      if (match.sizeBytes() == 0) {
        deleteFolder(nameOf(match.resourceId()));
      } else {
        delete(List.of(match.resourceId()));
      }
    }
    delete(resources(literally(folder)));
  }

  /** Removes a file if it is there. */
  static void deleteIfExists(String name) throws IOException {
    delete(List.of(resource(name)));
  }

  /** Removes the files that are there. */
  static void delete(List<ResourceId> resources) throws IOException {
    if (resources.stream().allMatch(resource -> isHadoop(resource.toString()))) {
      // Asked to ignore missing files, Beam looks for the percent-encoded name; Hadoop ignores
      // them.
      FileSystems.delete(resources);
    } else {
      FileSystems.delete(resources, StandardMoveOptions.IGNORE_MISSING_FILES);
    }
  }

  /**
   * Returns whether a file shows itself only when it is whole: objects do, files may be seen to
   * grow.
   */
  static boolean appearsWhole(String name) {
    return name.matches("(?:s3|gs|azfs)://.*");
  }

  private static List<MatchResult.Metadata> matched(String pattern) throws IOException {
    return FileSystems.match(pattern, EmptyMatchTreatment.ALLOW).metadata();
  }

  private static List<ResourceId> resources(String pattern) throws IOException {
    return matched(pattern).stream().map(MatchResult.Metadata::resourceId).toList();
  }

  private static String nameOf(ResourceId resource) {
    String name = resource.toString();
    if (!isHadoop(name)) {
      return name;
    }
    URI encoded = URI.create(name);
    String authority = encoded.getRawAuthority();
    return encoded.getScheme() + "://" + (authority == null ? "" : authority) + encoded.getPath();
  }

  /** Returns a pattern that only this name matches. */
  static String literally(String name) {
    return name.replaceAll("[*?\\[\\]{}\\\\]", "\\\\$0");
  }

  /** Returns whether one of Hadoop's file systems keeps a file. */
  static boolean isHadoop(String name) {
    return name.matches("(?s)(?:hdfs|webhdfs|viewfs)://.*");
  }
}
