package org.nightbeam.transforms.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFinderTest {
  @TempDir Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    for (String name :
        List.of(
            "a.fits",
            "sub/b.FIT",
            "sub/deep er/c.Fts.GZ",
            "sub/d.fits.gz",
            "sub/notes.txt",
            "sub/e.fits.fz",
            "sub/g.FZ",
            "sub/fz",
            "[1], {x}/f.fits",
            ".hidden/g.fits",
            "sub/._h.fits",
            "out/calibrated/a.fits")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
    }
  }

  private List<String> paths(String output, String input) throws IOException {
    return new InputFinder(output, null)
        .find(input).stream().map(InputFile::path).sorted().toList();
  }

  @Test
  void productsOfAnotherRunAreNoFramesUnlessTheyAreNamedOrMasters() throws IOException {
    for (String name :
        List.of("nights/1/.nightbeam-journal", "nights/1/masters/flat.fits", "nights/1/raw.fits")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
    }
    assertEquals(List.of("1/raw.fits"), paths(null, folder + "/nights"));
    assertEquals(List.of("1/masters/flat.fits"), paths(null, folder + "/nights/*/masters"));
    for (String masters : List.of("/nights", "/nights/*/masters", "/nights/**.fits")) {
      assertTrue(
          InputFinder.ofMasters(null).find(folder + masters).stream()
              .anyMatch(file -> file.path().endsWith("masters/flat.fits")),
          masters);
    }
  }

  @Test
  void aFolderIsSearchedWithItsSubfolders() throws IOException {
    assertEquals(
        List.of(
            "[1], {x}/f.fits",
            "a.fits",
            "sub/._h.fits",
            "sub/b.FIT",
            "sub/d.fits.gz",
            "sub/deep er/c.Fts.GZ",
            "sub/e.fits.fz",
            "sub/g.FZ"),
        paths(folder.resolve("out").toString(), folder.toString()));
  }

  @Test
  void productsBelowTheInputAreNoInput() throws IOException {
    Files.createDirectories(folder.resolve("masters"));
    Files.writeString(folder.resolve("masters/m.fits"), "x");
    Files.createDirectories(folder.resolve("calibrated"));
    Files.writeString(folder.resolve("calibrated/m.fits"), "x");
    List<String> paths = paths(folder.toString(), folder.toString());
    assertTrue(paths.contains("a.fits"), paths.toString());
    assertTrue(paths.stream().noneMatch(path -> path.startsWith("masters")), paths.toString());
    assertTrue(paths.stream().noneMatch(path -> path.startsWith("calibrated")), paths.toString());
  }

  @Test
  void aGlobNamesPathsBelowItsFixedFolder() throws IOException {
    assertEquals(List.of("b.FIT"), paths(null, folder + "/sub/*.FIT"));
    assertEquals(List.of("sub/b.FIT", "sub/d.fits.gz"), paths(null, folder + "/su?/[bd].*"));
  }

  @Test
  void aGlobMayNameFolders() throws IOException {
    assertEquals(
        List.of(
            "sub/._h.fits",
            "sub/b.FIT",
            "sub/d.fits.gz",
            "sub/deep er/c.Fts.GZ",
            "sub/e.fits.fz",
            "sub/g.FZ"),
        paths(null, folder + "/s*"));
    assertEquals(List.of("sub/deep er/c.Fts.GZ"), paths(null, folder + "/*/deep*/"));
  }

  @Test
  void aGlobCrossesFoldersWithTwoStarsOnly() throws IOException {
    assertEquals(List.of(), paths(null, folder + "/*.GZ"));
    assertEquals(List.of("sub/deep er/c.Fts.GZ"), paths(null, folder + "/**.GZ"));
  }

  @Test
  void aGlobLeavesOutProductsHiddenFoldersAndLoops() throws IOException {
    Files.createSymbolicLink(folder.resolve("sub/loop"), folder);
    assertEquals(
        List.of("[1], {x}/f.fits", "a.fits", "sub/._h.fits", "sub/d.fits.gz"),
        paths(folder.resolve("out").toString(), folder + "/**{.fits,.fits.gz}"));
  }

  @Test
  void aNameMayHoldALineFeed() throws IOException {
    Files.writeString(folder.resolve("sub/new\nline.fits"), "x");
    assertTrue(paths(null, folder.toString()).contains("sub/new%0Aline.fits"));
  }

  @Test
  void aFileMayHaveAnyName() throws IOException {
    assertEquals(List.of("notes.txt"), paths(null, folder + "/sub/notes.txt"));
  }

  @Test
  void whatIsNotThereIsNamed() {
    FileNotFoundException missing =
        assertThrows(FileNotFoundException.class, () -> paths(null, folder + "/nowhere"));
    assertTrue(missing.getMessage().contains("/nowhere"));
  }

  @Test
  void linkIsNoFrameBesideItsFileAlsoWhereTheInputIsALink() throws IOException {
    Path night = Files.createDirectories(folder.resolve("night"));
    Files.writeString(night.resolve("dark_0.fits"), "x");
    Files.createSymbolicLink(night.resolve("x.fits"), night.resolve("dark_0.fits"));
    Path link = Files.createSymbolicLink(folder.resolve("ln"), night);
    assertEquals(List.of("dark_0.fits"), paths(null, night.toString()));
    assertEquals(List.of("dark_0.fits"), paths(null, link.toString()));
  }

  @Test
  void filesThatAreMetTwiceThroughALinkedFolderCountOnce() throws IOException {
    Path night = Files.createDirectories(folder.resolve("night/Darks")).getParent();
    Files.writeString(night.resolve("Darks/dark_0.fits"), "x");
    Files.createSymbolicLink(night.resolve("again"), night.resolve("Darks"));
    assertEquals(1, paths(null, night.toString()).size());
  }

  @Test
  void aLoopOfLinksEnds() throws IOException {
    Files.createSymbolicLink(folder.resolve("sub/loop"), folder);
    List<String> paths = paths(null, folder.toString());
    assertTrue(paths.contains("sub/b.FIT"), paths.toString());
    assertTrue(paths.stream().noneMatch(path -> path.contains("loop")), paths.toString());
  }
}
