package org.nightbeam.transforms;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.nightbeam.storage.LocalStorage;

/**
 * Finds the files that an input names: a folder (searched with all its subfolders for {@code *.fit,
 * *.fits, *.fts} in any case, also with {@code .gz}), a glob, or a file. Hidden files and folders,
 * and what is below the output, are no input.
 */
public final class InputFinder {
  private static final Pattern FITS_NAME =
      Pattern.compile(".*\\.(?:fits?|fts)(?:\\.gz)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

  private final String output;

  /**
   * @param output folder of the products; null if there is none
   */
  public InputFinder(String output) {
    this.output = output;
  }

  /** Whether an input has wildcards. */
  public static boolean isGlob(String input) {
    return WILDCARD.matcher(input).find();
  }

  /**
   * Lists the files of an input, in no particular order.
   *
   * @throws FileNotFoundException if there is nothing of that name
   */
  public List<InputFile> find(String input) throws IOException {
    if (BeamStorage.isLocal(input)) {
      Path path = LocalStorage.path(input).toAbsolutePath().normalize();
      if (Files.isDirectory(path)) {
        return inFolder(path, path);
      }
      if (Files.exists(path)) {
        return List.of(new InputFile(path.toString(), path.getFileName().toString()));
      }
      if (!isGlob(input)) {
        throw new FileNotFoundException("no such file or folder: " + input);
      }
      return byLocalGlob(path);
    }
    if (isGlob(input)) {
      return byGlob(input, input.substring(0, input.indexOf("://") + 3));
    }
    List<InputFile> one = input.endsWith("/") ? List.of() : byGlob(input, "");
    if (!one.isEmpty()) {
      return one;
    }
    String folder = input.endsWith("/") ? input : input + "/";
    return byGlob(folder + "**", "").stream()
        .filter(file -> FITS_NAME.matcher(file.path()).matches())
        .toList();
  }

  /** The FITS files below a folder, with their paths below a root above it. */
  private List<InputFile> inFolder(Path folder, Path root) throws IOException {
    List<InputFile> files = new ArrayList<>();
    Set<Path> excluded = new HashSet<>();
    if (output != null && BeamStorage.isLocal(output)) {
      Path products = LocalStorage.path(output).toAbsolutePath().normalize();
      excluded.add(products);
      excluded.add(products.resolve("calibrated"));
      excluded.add(products.resolve("masters"));
    }
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
            boolean skip = !inner.equals(folder) && (isHidden(inner) || excluded.contains(inner));
            return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!isHidden(file) && FITS_NAME.matcher(file.getFileName().toString()).matches()) {
              files.add(file(root, file));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (!(e instanceof FileSystemLoopException)) {
              // It becomes a row of the table, with the reason that reading it will give.
              files.add(file(root, file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private static InputFile file(Path root, Path file) {
    String path =
        root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    return new InputFile(file.toString(), path);
  }

  /** What a glob names, files and folders; paths start after the last folder without a wildcard. */
  private List<InputFile> byLocalGlob(Path glob) throws IOException {
    Path root = glob.getRoot();
    int depth = 0;
    for (Path name : glob) {
      if (isGlob(name.toString())) {
        break;
      }
      root = root.resolve(name);
      depth++;
    }
    int levels = glob.toString().contains("**") ? Integer.MAX_VALUE : glob.getNameCount() - depth;
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    PathMatcher matcher = glob.getFileSystem().getPathMatcher("glob:" + glob);
    List<InputFile> files = new ArrayList<>();
    List<Path> matched;
    try (Stream<Path> all = Files.walk(root, levels, FileVisitOption.FOLLOW_LINKS)) {
      matched = all.filter(matcher::matches).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : matched) {
      if (Files.isDirectory(path)) {
        files.addAll(inFolder(path, root));
      } else {
        files.add(file(root, path));
      }
    }
    return files;
  }

  /** Files of a glob on another file system; paths start as in a local one. */
  private static List<InputFile> byGlob(String glob, String atLeast) throws IOException {
    MatchResult result = FileSystems.match(glob, EmptyMatchTreatment.ALLOW);
    var wildcard = WILDCARD.matcher(glob);
    String fixed = wildcard.find(atLeast.length()) ? glob.substring(0, wildcard.start()) : glob;
    int root = fixed.lastIndexOf('/') + 1;
    List<InputFile> files = new ArrayList<>();
    for (MatchResult.Metadata file : result.metadata()) {
      String uri = file.resourceId().toString();
      files.add(new InputFile(uri, uri.substring(Math.min(root, uri.lastIndexOf('/') + 1))));
    }
    return files;
  }
}
