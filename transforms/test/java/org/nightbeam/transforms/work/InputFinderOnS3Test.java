package org.nightbeam.transforms.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nightbeam.transforms.storage.S3Server;

class InputFinderOnS3Test {
  private static S3Server server;

  @BeforeAll
  static void startServer() throws IOException {
    server = S3Server.start();
    FileSystems.setDefaultPipelineOptions(server.pipelineOptions());
    for (String key :
        List.of(
            "n/a.fits",
            "n/sub/b.FIT",
            "n/sub/deep er/c+1 – ü%20.Fts.GZ",
            "n/sub/d.fits.gz",
            "n/sub/notes.txt",
            "n/.hidden/g.fits",
            "n/out/calibrated/a.fits",
            "nn/z.fits")) {
      server.put(key, new byte[] {1});
    }
  }

  @AfterAll
  static void stopServer() throws IOException {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    server.close();
  }

  private static List<String> paths(String output, String input) throws IOException {
    return new InputFinder(output, server.pipelineOptions())
        .find(input).stream().map(InputFile::path).sorted().toList();
  }

  @Test
  void aFolderIsSearchedWithItsSubfolders() throws IOException {
    List<String> expected =
        List.of("a.fits", "sub/b.FIT", "sub/d.fits.gz", "sub/deep er/c+1 – ü%20.Fts.GZ");
    assertEquals(expected, paths("s3://nights/n/out", "s3://nights/n"));
    assertEquals(expected, paths("s3://nights/n/out/", "s3://nights/n/"));
  }

  @Test
  void aBucketIsAFolder() throws IOException {
    assertTrue(paths(null, "s3://nights").contains("nn/z.fits"));
    assertTrue(paths(null, "s3://nights/").contains("n/a.fits"));
  }

  @Test
  void productsBelowTheInputAreNoInput() throws IOException {
    server.put("own/calibrated/m.fits", new byte[1]);
    server.put("own/masters/2020/m.fits", new byte[1]);
    server.put("own/Light/l.fits", new byte[1]);
    assertEquals(List.of("Light/l.fits"), paths("s3://nights/own", "s3://nights/own"));
    assertEquals(List.of("Light/l.fits"), paths("s3://nights/own", "s3://nights/own/*/*.fits"));
    assertEquals(List.of(), paths("s3://nights/own", "s3://nights/ow*/**"));
  }

  @Test
  void aGlobNamesPathsBelowItsFixedFolder() throws IOException {
    assertEquals(List.of("b.FIT"), paths(null, "s3://nights/n/sub/*.FIT"));
    assertEquals(List.of("sub/b.FIT", "sub/d.fits.gz"), paths(null, "s3://nights/n/su?/[bd].*"));
    assertEquals(List.of("sub/deep er/c+1 – ü%20.Fts.GZ"), paths(null, "s3://nights/n/**.GZ"));
    assertEquals(List.of(), paths(null, "s3://nights/n/*.GZ"));
  }

  @Test
  void aFileMayHaveAnyName() throws IOException {
    assertEquals(List.of("notes.txt"), paths(null, "s3://nights/n/sub/notes.txt"));
    String odd = "s3://nights/n/sub/deep er/c+1 – ü%20.Fts.GZ";
    List<InputFile> found = new InputFinder(null, server.pipelineOptions()).find(odd);
    assertEquals(1, found.size());
    assertEquals(odd, found.get(0).uri());
    assertEquals("c+1 – ü%20.Fts.GZ", found.get(0).path());
    assertEquals(1, found.get(0).stamp().size());
  }

  @Test
  void aNameThatCommandsATerminalIsWrittenOtherwise() throws IOException {
    String odd = "a\u001b]0;x.fits";
    server.put("odd/" + odd, new byte[1]);
    for (String input : List.of("s3://nights/odd", "s3://nights/odd/*", "s3://nights/odd/" + odd)) {
      List<InputFile> found = new InputFinder(null, server.pipelineOptions()).find(input);
      assertEquals(1, found.size(), input);
      assertEquals("s3://nights/odd/" + odd, found.get(0).uri());
      assertEquals("a%1B]0;x.fits", found.get(0).path());
    }
  }

  @Test
  void whatIsNotThereIsEmptyOrNamed() throws IOException {
    assertEquals(List.of(), paths(null, "s3://nights/nowhere"));
    IOException e = assertThrows(IOException.class, () -> paths(null, "s3://no-bucket/n"));
    assertTrue(e.toString().contains("bucket"), e.toString());
  }

  @Test
  void aListingAsksNothingOfSingleObjects() throws IOException {
    for (int i = 0; i < 5000; i++) {
      server.put(String.format("many/%04d.fits", i), new byte[1]);
    }
    server.relay().reset();
    server.relay().watch(request -> request.startsWith("HEAD ") ? 404 : 0);
    try {
      assertEquals(5000, paths(null, "s3://nights/many").size());
      assertEquals(5, server.relay().requests().size(), server.relay().requests().toString());
      assertEquals(500, paths(null, "s3://nights/many/?3*.fits").size());
      assertEquals(List.of("0007.fits"), paths(null, "s3://nights/many/0007.fits"));
      AtomicInteger pages = new AtomicInteger();
      server.relay().watch(request -> pages.incrementAndGet() > 3 ? 400 : 0);
      IOException e = assertThrows(IOException.class, () -> paths(null, "s3://nights/many"));
      assertTrue(e.getMessage().startsWith("s3://nights/many/ cannot be listed"), e.getMessage());
    } finally {
      server.relay().watch(null);
    }
  }

  @Test
  void aListingThatFailsIsNotAnEmptyOne() {
    server.relay().watch(request -> request.contains("list-type=2") ? 403 : 0);
    try {
      IOException e = assertThrows(IOException.class, () -> paths(null, "s3://nights/n"));
      assertTrue(e.getMessage().startsWith("s3://nights/n/ cannot be listed"), e.getMessage());
    } finally {
      server.relay().watch(null);
    }
  }

  @Test
  void whatWasMatchedCanBeDeleted() throws IOException {
    Collection<String> before = List.of("tmp/a 1+%.f32", "tmp/b/ü.f32");
    before.forEach(key -> server.put(key, new byte[1]));
    var found = FileSystems.match("s3://nights/tmp/**").metadata();
    assertEquals(2, found.size());
    FileSystems.delete(
        new ArrayList<>(found.stream().map(MatchResult.Metadata::resourceId).toList()));
    for (String key : before) {
      assertTrue(!server.objects().blobExists(S3Server.BUCKET, key), key);
    }
  }
}
