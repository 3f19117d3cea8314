package org.nightbeam.synthetic;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The command line of a program that simulates frames: the folder, which must be empty or not there
 * yet, then numbers.
 *
 * @param name begins its messages
 * @param out where it says what it made
 * @param err where it says why it did not
 */
record MakerProgram(String name, PrintStream out, PrintStream err) {

  /** Frames that can be made. */
  interface Frames {
    /**
     * Writes the files below a folder.
     *
     * @throws IOException if a file cannot be written
     */
    void writeTo(Path folder) throws IOException;

    /** Returns the frames in words, for a person to read. */
    String inWords();
  }

  /** Says what is wrong with the arguments; returns the exit status 2. */
  int refuse(String why) {
    err.println(name + ": " + why);
    return 2;
  }

  /**
   * Makes the frames.
   *
   * @param folder as the command line has it
   * @return the exit status: 1 if writing failed, 2 if the folder will not do
   */
  int make(Frames frames, String folder) {
    Path path;
    try {
      path = Path.of(folder);
    } catch (InvalidPathException noPath) {
      return refuse(noPath.getMessage());
    }
    try {
      if (Files.exists(path) && !isEmptyFolder(path)) {
        return refuse(path + ": expected a new or empty folder");
      }
      frames.writeTo(path);
    } catch (IOException failure) {
      err.println(name + ": " + failure);
      return 1;
    }
    out.println(frames.inWords() + ", in " + path);
    return 0;
  }

  private static boolean isEmptyFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.findAny().isEmpty();
    }
  }
}
