package org.nightbeam.transforms.work;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.storage.RemoteFiles;

/**
 * Finds the files that an input names: a folder (searched with all its subfolders for {@code *.fit,
 * *.fits, *.fts} in any case, also with {@code .gz} or {@code .fz}, and {@code *.fz}), a glob, or a
 * file. What is in hidden folders, below the output, or a product of another output within a local
 * folder, is no input; a link to a file that is found itself is not found again.
 */
public final class InputFinder {
  private static final Pattern FITS_NAME =
      Pattern.compile(
          ".*\\.(?:(?:fits?|fts)(?:\\.[gf]z)?|fz)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern BUCKET = Pattern.compile("[^:]+://[^/]+");
  private static final Pattern HIDDEN_FOLDER =
      Pattern.compile("(?:.*/)?\\.[^/]*/.*", Pattern.DOTALL);
  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\ufffd]");
  private static final Path NO_SCRATCH = Path.of(""); // nothing is written

  private final String output;
  private final PipelineOptions options;
  private final boolean withProducts;

  /**
   * Finds raw frames: the products of other runs, below their outputs, are none.
   *
   * @param output folder of the products; null if there is none
   * @param options say how other file systems are reached
   */
  public InputFinder(String output, PipelineOptions options) {
    this(output, options, false);
  }

  private InputFinder(String output, PipelineOptions options, boolean withProducts) {
    this.output = output;
    this.options = options;
    this.withProducts = withProducts;
  }

  /**
   * Returns a finder of masters, which are the products of other runs.
   *
   * @param options say how other file systems are reached
   */
  public static InputFinder ofMasters(PipelineOptions options) {
    return new InputFinder(null, options, true);
  }

  /** Returns whether an input has wildcards. */
  public static boolean isGlob(String input) {
    return BeamStorage.WILDCARD.matcher(input).find();
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
        return List.of(file(path, path));
      }
      if (!isGlob(input)) {
        throw new FileNotFoundException("no such file or folder: " + input);
      }
      return byLocalGlob(path);
    }
    try (BeamStorage storage = new BeamStorage(NO_SCRATCH, options)) {
      if (isGlob(input)) {
        return byRemoteGlob(input, storage);
      }
      String folder = input.replaceFirst("/+$", "");
      List<InputFile> files = inRemoteFolder(folder, folder.length() + 1, storage);
      return !files.isEmpty() || input.endsWith("/") || BUCKET.matcher(input).matches()
          ? files
          : storage.matching(input).stream()
              .filter(found -> !found.isFolder())
              .map(found -> file(found, found.name().lastIndexOf('/') + 1))
              .toList();
    }
  }

  /** Returns the FITS files below a folder, with their paths below a root above it. */
  private List<InputFile> inFolder(Path folder, Path root) throws IOException {
    List<InputFile> files = new ArrayList<>();
    Map<Path, InputFile> links = new HashMap<>();
    AtomicBoolean foldersAreLinks =
        new AtomicBoolean(!folder.toAbsolutePath().normalize().equals(folder.toRealPath()));
    walk(
        folder,
        Integer.MAX_VALUE,
        (path, isFolder) -> {
          if (isFolder && Files.isSymbolicLink(path)) {
            foldersAreLinks.set(true);
          }
          boolean named = FITS_NAME.matcher(path.getFileName().toString()).matches();
          if (named && !isFolder) {
            Path target = Files.isSymbolicLink(path) ? target(path) : null;
            if (target == null) {
              files.add(file(root, path));
            } else {
              links.merge(target, file(root, path), InputFile::better);
            }
          }
        },
        unreadable -> files.add(file(root, unreadable)));
    // A link is no frame of its own beside the file that it names, or another link to it.
    if (foldersAreLinks.get()) {
      return once(files, links);
    }
    Set<String> there = new HashSet<>();
    files.forEach(file -> there.add(file.uri()));
    links.forEach(
        (target, link) -> {
          if (!there.contains(uri(target))) {
            files.add(link);
          }
        });
    return files;
  }

  /**
   * Returns each file by one of its names: where folders are links, it may be met on several ways.
   */
  private static List<InputFile> once(List<InputFile> files, Map<Path, InputFile> links) {
    Map<String, InputFile> byRealName = new LinkedHashMap<>();
    for (InputFile file : files) {
      Path real = target(LocalStorage.path(file.uri()));
      byRealName.merge(real == null ? file.uri() : uri(real), file, InputFile::better);
    }
    links.forEach((target, link) -> byRealName.putIfAbsent(uri(target), link));
    return new ArrayList<>(byRealName.values());
  }

  /** Returns what a link names; null if that is not there. */
  private static Path target(Path link) {
    try {
      return link.toRealPath();
    } catch (IOException dangling) {
      return null;
    }
  }

  /**
   * Returns what a glob names, files and folders; paths start after the last folder without a
   * wildcard.
   */
  private List<InputFile> byLocalGlob(Path glob) throws IOException {
    Path root = fixedPart(glob);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    int levels =
        glob.toString().contains("**")
            ? Integer.MAX_VALUE
            : glob.getNameCount() - root.getNameCount();
    PathMatcher matcher = glob.getFileSystem().getPathMatcher("glob:" + glob);
    Map<String, InputFile> found = new LinkedHashMap<>();
    List<Path> folders = new ArrayList<>();
    walk(
        root,
        levels,
        (path, isFolder) -> {
          if (matcher.matches(path) && isFolder) {
            folders.add(path);
          } else if (matcher.matches(path)) {
            found.put(path.toString(), file(root, path));
          }
        },
        unreadable -> found.put(unreadable.toString(), file(root, unreadable)));
    for (Path folder : folders) {
      inFolder(folder, root).forEach(file -> found.putIfAbsent(file.uri(), file));
    }
    return List.copyOf(found.values());
  }

  /** Returns the folders of a glob before the first with a wildcard. */
  private static Path fixedPart(Path glob) {
    Path fixed = glob.getRoot();
    for (Path name : glob) {
      if (isGlob(name.toString())) {
        break;
      }
      fixed = fixed.resolve(name);
    }
    return fixed;
  }

  private interface Visitor {
    void see(Path path, boolean isFolder);
  }

  /**
   * Walks a folder; hidden folders, and those of the products, are left out.
   *
   * @param levels how deep
   * @param onPath takes files and folders
   * @param onUnreadable takes what cannot be looked at; its row will say why
   */
  private void walk(Path folder, int levels, Visitor onPath, Consumer<Path> onUnreadable)
      throws IOException {
    // Who names products by a glob wants them.
    boolean leavesProductsOut = !withProducts && levels == Integer.MAX_VALUE;
    Set<Path> excluded = new HashSet<>();
    if (output != null && BeamStorage.isLocal(output)) {
      Path products = LocalStorage.path(output).toAbsolutePath().normalize();
      excluded.add(products);
      OutputLayout.PRODUCTS.forEach(part -> excluded.add(products.resolve(part)));
    }
    Files.walkFileTree(
        folder,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        levels,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
            if (inner.equals(folder)) {
              return FileVisitResult.CONTINUE;
            }
            if (isHidden(inner) || excluded.contains(inner)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (leavesProductsOut && Files.exists(inner.resolve(OutputLayout.JOURNAL))) {
              OutputLayout.PRODUCTS.forEach(part -> excluded.add(inner.resolve(part)));
            }
            onPath.see(inner, true);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!excluded.contains(file)) {
              onPath.see(file, attributes.isDirectory()); // a folder on the last level
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (!(e instanceof FileSystemLoopException)) {
              onUnreadable.accept(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private static InputFile file(Path root, Path file) {
    Path below = file.equals(root) ? file.getFileName() : root.relativize(file);
    String path = below.toString().replace(file.getFileSystem().getSeparator(), "/");
    String uri = uri(file);
    if (uri.startsWith("file:") && UNPRINTABLE.matcher(path).find()) {
      // Bytes that are no text all read the same: two such names would have one path. And what
      // commands a terminal shall not be in a table.
      String encoded = uri.replace("%20", " ");
      int names = below.getNameCount();
      int start = encoded.length();
      for (int i = 0; i < names; i++) {
        start = encoded.lastIndexOf('/', start - 1);
      }
      path = encoded.substring(start + 1);
    }
    return new InputFile(uri, path);
  }

  /**
   * Returns the path; of one that is no text in this locale, or more than text, a URI with its
   * bytes.
   */
  private static String uri(Path file) {
    String text = file.toString();
    try {
      return Path.of(text).equals(file) && !CONTROL.matcher(text).find()
          ? text
          : file.toUri().toString();
    } catch (InvalidPathException noText) {
      return file.toUri().toString();
    }
  }

  /** Returns what a glob names on another file system; paths start as in a local one. */
  private List<InputFile> byRemoteGlob(String glob, BeamStorage storage) throws IOException {
    var wildcard = BeamStorage.WILDCARD.matcher(glob);
    int root = glob.lastIndexOf('/', wildcard.find() ? wildcard.start() : glob.length()) + 1;
    Map<String, InputFile> files = new LinkedHashMap<>();
    for (RemoteFiles.Found found : storage.matching(glob)) {
      String name = found.name();
      List<InputFile> named =
          found.isFolder()
              ? inRemoteFolder(name.substring(0, name.length() - 1), root, storage)
              : isExcluded(name, root) ? List.of() : List.of(file(found, root));
      named.forEach(file -> files.putIfAbsent(file.uri(), file));
    }
    return List.copyOf(files.values());
  }

  /**
   * Returns the FITS files below a folder of another file system.
   *
   * @param root length of the part of their names that is not their path
   */
  private List<InputFile> inRemoteFolder(String folder, int root, BeamStorage storage)
      throws IOException {
    return storage.below(folder).stream()
        .filter(found -> FITS_NAME.matcher(found.name()).matches())
        .filter(found -> !isExcluded(found.name(), root))
        .map(found -> file(found, root))
        .toList();
  }

  private static InputFile file(RemoteFiles.Found found, int root) {
    String path =
        CONTROL
            .matcher(found.name().substring(root))
            .replaceAll(control -> URLEncoder.encode(control.group(), StandardCharsets.UTF_8));
    return new InputFile(found.name(), path, found.stamp());
  }

  /**
   * Returns whether a file is in a hidden folder, or is a product that the input does not ask for.
   *
   * @param root length of the part of its name that is not its path
   */
  private boolean isExcluded(String uri, int root) {
    if (HIDDEN_FOLDER.matcher(uri.substring(root)).matches()) {
      return true;
    }
    if (output == null || BeamStorage.isLocal(output)) {
      return false;
    }
    String products = output.replaceFirst("/+$", "") + "/";
    String above = uri.substring(0, root);
    return Stream.concat(
            Stream.of(products), OutputLayout.PRODUCTS.stream().map(part -> products + part + "/"))
        .anyMatch(folder -> uri.startsWith(folder) && !above.startsWith(folder));
  }
}
