package org.nightbeam.options;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.storage.RemoteFiles;
import org.nightbeam.transforms.work.InputFinder;

/** Checks the places that a command line names before anything runs. */
public final class PathChecks {
  private PathChecks() {}

  /** Returns the name of a folder without slashes at its end. */
  public static String folder(String value) {
    return value.replaceFirst("(?<=.)/+$", "");
  }

  /** Returns the local path that an option names. */
  public static Path path(String option, String value) throws UsageException {
    try {
      return LocalStorage.path(value);
    } catch (IllegalArgumentException malformed) {
      throw new UsageException(String.format("--%s=%s: %s", option, value, malformed.getMessage()));
    }
  }

  /**
   * Returns the text of a local file that an option names, in UTF-8.
   *
   * @throws UsageException if it cannot be read
   */
  public static String text(String option, String value) throws UsageException {
    try {
      return Files.readString(path(option, value));
    } catch (CharacterCodingException notUtf8) {
      throw new UsageException(String.format("--%s=%s: is not UTF-8 text", option, value));
    } catch (NoSuchFileException none) {
      throw new UsageException(String.format("--%s=%s: there is no such file", option, value));
    } catch (IOException e) {
      throw new UsageException(String.format("--%s=%s: cannot be read: %s", option, value, e));
    }
  }

  /**
   * Returns what a file is now: its size and when it was changed; empty if it is on another host.
   *
   * @throws UsageException if there is none
   */
  public static String state(String option, String value) throws UsageException {
    if (!BeamStorage.isLocal(value)) {
      return "";
    }
    try {
      Path file = path(option, value);
      return Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis();
    } catch (NoSuchFileException none) {
      throw new UsageException(String.format("--%s=%s: there is no such file", option, value));
    } catch (IOException e) {
      throw new UsageException(String.format("--%s=%s: cannot be read: %s", option, value, e));
    }
  }

  /** Returns the absolute form of a place, whatever the working directory. */
  public static String absolute(String place) {
    return BeamStorage.isLocal(place)
        ? LocalStorage.path(place).toAbsolutePath().normalize().toString()
        : place;
  }

  /** Refuses local places to read that are not there, or cannot be understood. */
  public static void requireLocalInputs(String option, List<String> inputs) throws UsageException {
    for (String input : inputs) {
      if (!BeamStorage.isLocal(input)) {
        continue;
      }
      Path path = path(option, input);
      if (!Files.exists(path) && !InputFinder.isGlob(input)) {
        throw new UsageException(
            String.format("--%s=%s: there is no such file or folder", option, input));
      }
      if (!Files.exists(path)) {
        requireGlob(option, input);
      }
    }
  }

  /** Refuses local places to read that cannot be understood; they need not be there. */
  public static void requireLocalPatterns(String option, List<String> inputs)
      throws UsageException {
    for (String input : inputs) {
      if (BeamStorage.isLocal(input) && !Files.exists(path(option, input))) {
        requireGlob(option, input);
      }
    }
  }

  /** Refuses a local output that cannot be a folder. */
  public static void requireLocalOutput(String output) throws UsageException {
    if (BeamStorage.isLocal(output) && Files.isRegularFile(path("output", output))) {
      throw new UsageException("--output=" + output + ": is a file, expected a folder");
    }
  }

  /**
   * Makes sure that a local folder can be written to, before a cluster tries it again and again.
   *
   * @throws IOException if it cannot
   */
  public static void requireWritable(String folder) throws IOException {
    if (BeamStorage.isLocal(folder)) {
      Path path = Files.createDirectories(LocalStorage.path(folder));
      Files.delete(Files.createTempFile(path, LocalStorage.TEMPORARY_PREFIX, ""));
    }
  }

  /**
   * Refuses a local output in which a name of the program's is that of something else: it would be
   * found when the last frame is done.
   *
   * @throws IOException if one is, which it names
   */
  public static void requireNames(String output) throws IOException {
    if (!BeamStorage.isLocal(output)) {
      return;
    }
    for (String name : OutputLayout.FOLDERS) {
      Path folder = LocalStorage.path(output).resolve(name);
      if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        LocalStorage.refuseLink(folder, "--output");
        requireKind(folder, Files.isDirectory(folder), "a folder");
      }
    }
    for (String name : OutputLayout.FILES) {
      Path file = LocalStorage.path(output).resolve(name);
      requireKind(file, !Files.exists(file) || Files.isRegularFile(file), "a file");
    }
  }

  private static void requireKind(Path path, boolean isRight, String expected) throws IOException {
    if (!isRight) {
      throw new IOException(
          String.format(
              "%s: expected %s; remove what is there, or choose another --output", path, expected));
    }
  }

  /**
   * Makes sure that the scratch folder can be written to, that the one that everybody can guess is
   * nobody else's, and that nobody else can put other files in the place of ours.
   *
   * @param given by the user; null for the usual one
   * @param scratch the one that is used
   * @throws IOException if it cannot be used
   */
  public static void requireScratch(String given, String scratch) throws IOException {
    Path folder = Path.of(scratch);
    if (given == null) {
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        createOwn(folder);
      }
      Path mine = Files.createTempFile("nightbeam", "");
      boolean isMine;
      try {
        isMine =
            !Files.isSymbolicLink(folder) && Files.getOwner(folder).equals(Files.getOwner(mine));
      } finally {
        Files.delete(mine);
      }
      if (!isMine) {
        throw new IOException(
            scratch
                + ": belongs to somebody else, or is a link; name another folder with"
                + " --scratch");
      }
    }
    requireWritable(scratch);
    if (isOpenToAll(folder, given != null)) {
      throw new IOException(
          String.format(
              "%s: everybody may replace what is in it; chmod o-w %s, or name another"
                  + " folder with --scratch",
              scratch, scratch));
    }
  }

  /**
   * Returns whether others may remove files of ours.
   *
   * @param sticky whether a folder such as /tmp is good enough, where all may add, and remove their
   *     own
   */
  private static boolean isOpenToAll(Path folder, boolean sticky) throws IOException {
    try {
      int mode = (Integer) Files.getAttribute(folder, "unix:mode");
      return (mode & 0002) != 0 && !(sticky && (mode & 01000) != 0);
    } catch (UnsupportedOperationException notUnix) {
      return false;
    }
  }

  private static void createOwn(Path folder) throws IOException {
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (UnsupportedOperationException notUnix) {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException meanwhile) {
      return; // and will be looked at
    }
  }

  private static void requireGlob(String option, String input) throws UsageException {
    try {
      FileSystems.getDefault().getPathMatcher("glob:" + input);
    } catch (PatternSyntaxException malformed) {
      throw new UsageException(
          String.format("--%s=%s: no valid glob: %s", option, input, malformed.getDescription()));
    }
  }

  /** Refuses a location of a file system that Beam does not know. */
  public static void requireFileSystem(String option, String location) throws UsageException {
    if (BeamStorage.isLocal(location)) {
      return;
    }
    try {
      RemoteFiles.resource(location.replaceFirst("/+$", ""));
    } catch (IllegalArgumentException unknown) {
      throw new UsageException(
          String.format(
              "--%s=%s: %s; expected s3:// or hdfs://, or a path of this host",
              option, location, unknown.getMessage()));
    }
  }
}
