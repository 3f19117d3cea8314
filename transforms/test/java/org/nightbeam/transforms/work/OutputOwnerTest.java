package org.nightbeam.transforms.work;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.fixture.Frames;
import org.nightbeam.fixture.Headers;
import org.nightbeam.fixture.Lights;
import org.nightbeam.frame.Frame;
import org.nightbeam.rerun.Journal;
import org.nightbeam.storage.LostOutputException;
import org.nightbeam.storage.NewFile;
import org.nightbeam.table.LightStatistics;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.storage.S3Server;

/** Two runs to one output: the later one has it, whatever the earlier one still does. */
class OutputOwnerTest {
  private static final OutputOwner.Job JOB = new OutputOwner.Job("cluster:8081", "nightbeam-1");

  @TempDir Path folder;

  @AfterEach
  void forgetTheServer() {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
  }

  private RunSettings run(String output) {
    return new RunSettings(
        UUID.randomUUID().toString(),
        output,
        folder.resolve("scratch").toString(),
        "test",
        CombineSettings.median(),
        Headers.rules().behindUtc(Duration.ZERO).build(),
        true,
        Lights.PLAIN,
        0,
        1_000_000_000L,
        7,
        1,
        true,
        false,
        0);
  }

  private static NewFile begun(BeamStorage storage, String uri, int content) throws IOException {
    NewFile file = storage.create(uri);
    file.write(ByteBuffer.wrap(new byte[] {(byte) content}));
    return file;
  }

  private static void write(BeamStorage storage, String uri, int content) throws IOException {
    try (NewFile file = begun(storage, uri, content)) {
      file.commit();
    }
  }

  @Test
  void whoeverHadALocalOutputWritesNothingThereAnyMore() throws IOException {
    Path output = Files.createDirectory(folder.resolve("out"));
    String product = output.resolve("calibrated/a.fits").toString();
    PipelineOptions options = PipelineOptionsFactory.create();
    RunSettings earlier = run(output.toString());
    BeamStorage ofEarlier = earlier.storage(options);
    assertEquals(List.of(), OutputOwner.take(earlier, ofEarlier, JOB));
    write(ofEarlier, product, 1);
    try (NewFile underWay = begun(ofEarlier, product, 2)) {
      RunSettings later = run(output.toString());
      BeamStorage ofLater = later.storage(options);
      assertEquals(List.of(JOB), OutputOwner.take(later, ofLater, OutputOwner.Job.NONE));
      write(ofLater, product, 3);
      assertThrows(LostOutputException.class, underWay::commit);
      assertThrows(LostOutputException.class, () -> begun(ofEarlier, product, 4));
      Ledger ledger = new Ledger(ofEarlier, earlier);
      assertThrows(
          LostOutputException.class, () -> ledger.note(Progress.LIGHTS_DONE, "another", 1));
    }
    assertArrayEquals(new byte[] {3}, Files.readAllBytes(Path.of(product)));
    assertFalse(Files.exists(Path.of(earlier.folder().inOutput())));
  }

  @Test
  void aLinkIsNoFolderOfARun() throws IOException {
    Path output = Files.createDirectory(folder.resolve("out"));
    Path precious = Files.createDirectory(folder.resolve("precious"));
    Files.writeString(precious.resolve("thesis"), "text");
    Files.createSymbolicLink(output.resolve(".nightbeam-" + UUID.randomUUID()), precious);
    RunSettings run = run(output.toString());
    OutputOwner.take(run, run.storage(PipelineOptionsFactory.create()), JOB);
    assertTrue(Files.exists(precious.resolve("thesis")));
  }

  private static int content(S3Server server, String key) throws IOException {
    try (InputStream in =
        server.objects().getBlob(S3Server.BUCKET, key).getPayload().openStream()) {
      return in.read();
    }
  }

  private static String requests(S3Server server) {
    String requests =
        String.join(
            ", ",
            server.relay().requests().stream()
                .map(
                    request ->
                        request
                            .replaceFirst("/nights/out/[.]nightbeam-[-0-9a-f]+/", "")
                            .replaceFirst("/nights/out/", "")
                            .replaceFirst(" bytes=.*", ""))
                .toList());
    server.relay().reset();
    return requests;
  }

  @Test
  void onS3AsWell() throws IOException, InterruptedException {
    try (S3Server server = S3Server.startStrict()) {
      PipelineOptions options = server.pipelineOptions();
      FileSystems.setDefaultPipelineOptions(options);
      String output = S3Server.uri("out");
      RunSettings earlier = run(output);
      try (BeamStorage storage = earlier.storage(options)) {
        assertEquals(List.of(), OutputOwner.take(earlier, storage, JOB));
        server.relay().reset();
        write(storage, output + "/a", 1);
        assertEquals("GET owner, PUT a", requests(server));
        write(storage, output + "/b", 1);
        assertEquals("PUT b", requests(server), "one question a lease, none an object");
        write(storage, output + "/a", 2);
        assertEquals("PUT a, GET owner, HEAD a, PUT a", requests(server));
        write(storage, output + "/b", 2);
        assertEquals("HEAD b, PUT b", requests(server), "of an output that is made again");
        assertEquals(2, content(server, "out/b"));

        // The token is gone, and another has put the object, when ours is on its way.
        NewFile underWay = begun(storage, output + "/b", 3);
        server
            .relay()
            .watch(
                request -> {
                  if (request.equals("PUT /nights/out/b")) {
                    server.relay().watch(null);
                    server.put("out/b", new byte[] {4});
                    server
                        .objects()
                        .removeBlob(
                            S3Server.BUCKET,
                            earlier.folder().inOutput().substring("s3://nights/".length())
                                + "/owner");
                  }
                  return 0;
                });
        assertThrows(LostOutputException.class, underWay::commit);
        assertEquals(4, content(server, "out/b"));
      }
    }
  }

  @Test
  void onS3ALaterRunFindsWhatTheEarlierOneNoted() throws IOException, InterruptedException {
    try (S3Server server = S3Server.startStrict()) {
      PipelineOptions options = server.pipelineOptions();
      FileSystems.setDefaultPipelineOptions(options);
      RunSettings earlier = run(S3Server.uri("out"));
      RunSettings later = run(S3Server.uri("out"));
      try (BeamStorage ofEarlier = earlier.storage(options);
          BeamStorage ofLater = later.storage(options)) {
        OutputOwner.take(earlier, ofEarlier, JOB);
        new ProductJournal(ofEarlier, ofEarlier, earlier)
            .addFailure("id", "recipe", Frames.light().build(), "why");
        // A question that is answered badly ends nothing.
        server.relay().watch(request -> request.endsWith("/owner") ? 404 : 0);
        write(ofEarlier, S3Server.uri("out/a"), 1);
        server.relay().watch(null);
        assertEquals(List.of(JOB), OutputOwner.take(later, ofLater, OutputOwner.Job.NONE));
        assertEquals("why", new JournalFile(ofLater, later).read().get("id").note());
        assertThrows(LostOutputException.class, () -> write(ofEarlier, S3Server.uri("out/a"), 2));
        write(ofLater, S3Server.uri("out/a"), 3);
        assertEquals(3, content(server, "out/a"));
        assertEquals(List.of(), ofLater.names(earlier.folder().inOutput()));
      }
    }
  }

  @Test
  void whoeverHadAnOutputRemovesNothingThereAnyMore() throws IOException {
    Path output = Files.createDirectory(folder.resolve("out"));
    PipelineOptions options = PipelineOptionsFactory.create();
    RunSettings earlier = run(output.toString());
    BeamStorage ofEarlier = earlier.storage(options);
    OutputOwner.take(earlier, ofEarlier, JOB);
    ofEarlier.deleteIfExists(output + "/frames.csv"); // its own, or none
    RunSettings later = run(output.toString());
    OutputOwner.take(later, later.storage(options), OutputOwner.Job.NONE);
    for (String name : List.of("frames.csv", ".nightbeam-journal", "nights/2026-01-01.csv")) {
      Path file = output.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "of the later run");
      assertThrows(
          LostOutputException.class, () -> ofEarlier.deleteIfExists(file.toString()), name);
      assertTrue(Files.exists(file), name);
    }
    assertThrows(LostOutputException.class, () -> new JournalFile(ofEarlier, earlier).delete());
  }

  @Test
  void nothingIsRemovedOnS3Either() throws IOException {
    try (S3Server server = S3Server.startStrict()) {
      PipelineOptions options = server.pipelineOptions();
      FileSystems.setDefaultPipelineOptions(options);
      RunSettings earlier = run(S3Server.uri("out"));
      RunSettings later = run(S3Server.uri("out"));
      try (BeamStorage ofEarlier = earlier.storage(options);
          BeamStorage ofLater = later.storage(options)) {
        OutputOwner.take(earlier, ofEarlier, JOB);
        OutputOwner.take(later, ofLater, OutputOwner.Job.NONE);
        write(ofLater, S3Server.uri("out/frames.csv"), 3);
        assertThrows(
            LostOutputException.class,
            () -> ofEarlier.deleteIfExists(S3Server.uri("out/frames.csv")));
        assertEquals(3, content(server, "out/frames.csv"));
        ofLater.deleteIfExists(S3Server.uri("out/frames.csv"));
        assertFalse(server.objects().blobExists(S3Server.BUCKET, "out/frames.csv"));
      }
    }
  }

  /** As an attempt leaves it that was killed while it removed an earlier run's folder. */
  @Test
  void aHalfRemovedFolderAndItsGhostAreInNobodysWay() throws IOException {
    Path output = Files.createDirectory(folder.resolve("out"));
    Path ghost = output.resolve(".nightbeam-" + UUID.randomUUID());
    Files.createDirectories(ghost.resolve("ledger"));
    Files.createDirectories(output.resolve(ghost.getFileName() + "-gone").resolve("unfinished"));
    RunSettings run = run(output.toString());
    OutputOwner.take(run, run.storage(PipelineOptionsFactory.create()), JOB);
    try (var left = Files.list(output)) {
      assertEquals(List.of(Path.of(run.folder().inOutput())), left.toList());
    }
  }

  /** Where there are no locks, several may begin together: at most one has the output then. */
  @Test
  void ofRunsThatBeginTogetherAtMostOneOwnsTheOutput() throws Exception {
    Path output = Files.createDirectory(folder.resolve("out"));
    PipelineOptions options = PipelineOptionsFactory.create();
    for (int round = 0; round < 40; round++) {
      CyclicBarrier together = new CyclicBarrier(2);
      List<CompletableFuture<RunSettings>> runs = new ArrayList<>();
      for (int k = 0; k < 2; k++) {
        runs.add(
            CompletableFuture.supplyAsync(
                () -> {
                  RunSettings run = run(output.toString());
                  try {
                    together.await();
                    OutputOwner.take(run, run.storage(options), JOB);
                    return run;
                  } catch (LostOutputException another) {
                    return null;
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                }));
      }
      List<RunSettings> begun = new ArrayList<>();
      for (CompletableFuture<RunSettings> run : runs) {
        begun.add(run.get());
      }
      long owners =
          begun.stream()
              .filter(run -> run != null)
              .filter(run -> Files.isDirectory(Path.of(run.folder().unfinished())))
              .count();
      assertTrue(owners <= 1, owners + " own the output");
    }
  }

  @Test
  void whatWasAnnouncedAndDoesNotComeIsTakenBack() throws IOException {
    try (S3Server server = S3Server.startStrict()) {
      PipelineOptions options = server.pipelineOptions();
      FileSystems.setDefaultPipelineOptions(options);
      RunSettings run = run(S3Server.uri("out"));
      try (BeamStorage storage = run.storage(options)) {
        OutputOwner.take(run, storage, JOB);
        write(storage, S3Server.uri("out/calibrated/a.fits"), 1); // of an earlier recipe
        ProductJournal journal = new ProductJournal(storage, storage, run);
        Frame frame = Frames.light().build();
        for (String id : List.of("calibrated/a.fits", "calibrated/b.fits")) {
          journal.announce(
              new Journal.Entry(
                  id,
                  "recipe",
                  id,
                  null,
                  2880,
                  7,
                  "fingerprint",
                  frame.uri(),
                  new Journal.Raw(frame.stamp(), "contents"),
                  "",
                  List.of(),
                  LightStatistics.UNKNOWN));
        }
        journal.withdraw("calibrated/a.fits", "calibrated/a.fits", frame);
        journal.withdraw("never", "calibrated/never.fits", frame);
        new JournalFile(storage, run).settle();
        Journal settled = new JournalFile(storage, run).read();
        assertNull(settled.get("calibrated/a.fits", "recipe"));
        assertNull(settled.get("never"));
        assertNull(settled.get("calibrated/b.fits").stamp(), "there is none");
      }
    }
  }
}
