package org.nightbeam.transforms.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.storage.ChangedFileException;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;
import org.nightbeam.storage.TaggedChannel;

class S3StorageTest {
  private static final int HEADER = 64 << 10;

  private static S3Server server;

  @TempDir Path scratch;

  private BeamStorage storage;

  @BeforeAll
  static void startServer() throws IOException {
    server = S3Server.startStrict();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @BeforeEach
  void makeStorage() {
    storage = new BeamStorage(scratch, server.pipelineOptions());
    server.relay().reset();
  }

  @AfterEach
  void noFaults() {
    server.relay().delay(0);
    server.relay().watch(null);
    server.relay().spoil(null);
    server.relay().truncateAt(0.5);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] object(String key, int length) {
    byte[] bytes = random(length);
    server.put(key, bytes);
    return bytes;
  }

  private void write(String uri, byte[] bytes) throws IOException {
    try (NewFile file = storage.create(uri)) {
      file.channel().write(ByteBuffer.wrap(bytes));
      file.commit();
    }
  }

  private static byte[] read(SeekableByteChannel channel, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private byte[] readAll(String uri) throws IOException {
    try (SeekableByteChannel channel = storage.open(uri)) {
      return read(channel, (int) channel.size() + 1);
    }
  }

  private static IOException failure(CompletableFuture<Void> read) {
    CompletionException failed = assertThrows(CompletionException.class, read::join);
    return assertInstanceOf(IOException.class, failed.getCause());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.fits",
        "a folder/with spaces.fits",
        "plus+and%20percent%.fits",
        "M31 – Größe 星/β.fits",
        "a&b=c?d#e;f,g.fits",
        "[x] {y} 'z' ~!@$^().fits"
      })
  void anObjectOfAnyNameIsWrittenWithOneRequestAndReadAgain(String key) throws IOException {
    byte[] bytes = random(100_000);
    write(S3Server.uri(key), bytes);
    assertEquals(1, server.relay().requests().size(), server.relay().requests().toString());
    assertTrue(server.relay().requests().get(0).startsWith("PUT "));
    assertTrue(server.objects().blobExists(S3Server.BUCKET, key));
    assertArrayEquals(bytes, readAll(S3Server.uri(key)));
    ByteBuffer piece = ByteBuffer.allocate(10);
    storage.read(S3Server.uri(key), 99_990, piece).join();
    assertArrayEquals(Arrays.copyOfRange(bytes, 99_990, 100_000), piece.array());
  }

  @Test
  void aNewObjectReplacesTheOldWhenItIsCommittedAndNotBefore() throws IOException {
    byte[] old = object("replaced.fits", 10);
    String uri = S3Server.uri("replaced.fits");
    try (NewFile file = storage.create(uri)) {
      file.channel().write(ByteBuffer.wrap(random(20)));
    }
    assertArrayEquals(old, readAll(uri));
    write(uri, random(20));
    assertArrayEquals(random(20), readAll(uri));
    try (var left = Files.list(scratch)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aPieceIsOneRequestOfExactlyItsRange() throws IOException {
    byte[] bytes = object("exact.fits", 3_000_000);
    ByteBuffer direct = ByteBuffer.allocateDirect(1_000_010).position(10);
    storage.read(S3Server.uri("exact.fits"), 1_500_000, direct).join();
    assertFalse(direct.hasRemaining());
    byte[] got = new byte[1_000_000];
    direct.position(10).get(got);
    assertArrayEquals(Arrays.copyOfRange(bytes, 1_500_000, 2_500_000), got);
    assertEquals(
        List.of("GET /nights/exact.fits bytes=1500000-2499999"), server.relay().requests());
    assertTrue(server.relay().received() < 1_000_000 + 4096, "" + server.relay().received());
  }

  @Test
  void aPieceBeyondTheEndIsRefused() {
    object("short.fits", 1000);
    for (int position : new int[] {901, 1000, 5000}) {
      IOException e =
          failure(storage.read(S3Server.uri("short.fits"), position, ByteBuffer.allocate(100)));
      assertInstanceOf(EOFException.class, e);
      assertTrue(e.getMessage().contains("s3://nights/short.fits"), e.getMessage());
    }
  }

  @Test
  void theNamesOfAFolderAreListedWithoutLookingAtItsObjects() throws IOException {
    write(S3Server.uri("some ledger/x-1"), new byte[] {1});
    write(S3Server.uri("some ledger/y-2"), new byte[] {2});
    write(S3Server.uri("some ledger more/z"), new byte[] {3});
    server.relay().reset();
    BeamStorage storage = new BeamStorage(scratch, server.pipelineOptions());
    server.relay().watch(request -> request.startsWith("HEAD ") ? 404 : 0);
    assertEquals(Set.of("x-1", "y-2"), Set.copyOf(storage.names(S3Server.uri("some ledger"))));
    assertEquals(1, server.relay().requests().size(), server.relay().requests().toString());
    assertEquals(List.of(), storage.names(S3Server.uri("nothing here")));
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    for (String uri : List.of(S3Server.uri("missing.fits"), "s3://no-bucket/missing.fits")) {
      IOException e = failure(storage.read(uri, 0, ByteBuffer.allocate(100)));
      assertEquals(uri, assertInstanceOf(NoSuchFileException.class, e).getFile());
      try (SeekableByteChannel channel = storage.open(uri)) {
        assertThrows(NoSuchFileException.class, channel::size);
        assertThrows(NoSuchFileException.class, () -> channel.read(ByteBuffer.allocate(1)));
      }
    }
    assertThrows(
        NoSuchFileException.class, () -> write("s3://no-bucket/missing.fits", new byte[1]));
  }

  @Test
  void whoMayNotIsTold() throws IOException {
    object("secret.fits", 1000);
    String uri = S3Server.uri("secret.fits");
    Storage stranger =
        new BeamStorage(scratch, S3Server.pipelineOptions(server.options("test", "wrong")));
    IOException e = failure(stranger.read(uri, 0, ByteBuffer.allocate(100)));
    assertEquals(uri, assertInstanceOf(AccessDeniedException.class, e).getFile());
    try (NewFile file = stranger.create(uri)) {
      IOException refused = assertThrows(AccessDeniedException.class, file::commit);
      assertTrue(refused.getMessage().startsWith(uri + ": "), refused.getMessage());
      assertEquals(null, refused.getCause(), "the innermost is what people are told");
    }
  }

  @Test
  void aUriWithoutAKeyIsRefused() {
    IOException e = assertThrows(IOException.class, () -> storage.open("s3://nights/"));
    assertTrue(e.getMessage().contains("s3://BUCKET/KEY"), e.getMessage());
    failure(storage.read("s3://nights", 0, ByteBuffer.allocate(1)));
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    List<String> options = new ArrayList<>(server.options());
    options.set(1, "--endpoint=http://127.0.0.1:1");
    Storage nowhere = new BeamStorage(scratch, S3Server.pipelineOptions(options));
    IOException e = failure(nowhere.read(S3Server.uri("a.fits"), 0, ByteBuffer.allocate(1)));
    assertTrue(e.getMessage().startsWith("s3://nights/a.fits: "), e.getMessage());
  }

  @Test
  void aLostConnectionIsTriedAgain() throws IOException {
    byte[] bytes = object("lost.fits", 1_000_000);
    server.relay().cutAfter(500_000);
    ByteBuffer piece = ByteBuffer.allocate(1_000_000);
    storage.read(S3Server.uri("lost.fits"), 0, piece).join();
    assertArrayEquals(bytes, piece.array());
    assertEquals(2, server.relay().requests().size());
  }

  @ParameterizedTest
  @EnumSource(CountingRelay.Fault.class)
  void aListThatIsAnsweredBadlyIsAskedForAgain(CountingRelay.Fault fault) throws IOException {
    object("listed/a.fits", 10);
    for (String folder : List.of("listed", "empty")) {
      listAfter(fault, folder);
    }
  }

  /** Where a connection that is closed ends an answer, nothing in it says that some is missing. */
  @ParameterizedTest
  @ValueSource(doubles = {-0.5, 0, 0.02, 0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99})
  void aListThatEndsTooEarlyIsAskedForAgain(double share) throws IOException {
    object("listed/a.fits", 10);
    server.relay().truncateAt(share);
    for (String folder : List.of("listed", "empty")) {
      listAfter(CountingRelay.Fault.TRUNCATED, folder);
    }
  }

  @Test
  void aFolderThatIsNeverAnsweredWhollyIsNamed() {
    server.relay().truncateAt(0.5);
    server.relay().spoil(request -> CountingRelay.Fault.TRUNCATED);
    IOException e = assertThrows(IOException.class, () -> storage.names(S3Server.uri("listed")));
    assertTrue(e.getMessage().startsWith("s3://nights/listed/ cannot be listed: "), e.getMessage());
    assertNull(e.getCause());
  }

  private void listAfter(CountingRelay.Fault fault, String folder) throws IOException {
    AtomicInteger attempts = new AtomicInteger();
    server
        .relay()
        .spoil(request -> attempts.getAndIncrement() == 0 ? fault : CountingRelay.Fault.NONE);
    List<String> expected = folder.equals("listed") ? List.of("a.fits") : List.of();
    assertEquals(expected, storage.names(S3Server.uri(folder)));
    assertTrue(attempts.get() > 0);
  }

  @Test
  void openingAndPositioningCostNothing() throws IOException {
    object("idle.fits", 1000);
    try (SeekableByteChannel channel = storage.open(S3Server.uri("idle.fits"))) {
      assertEquals(500, channel.position(500).position());
    }
    assertEquals(List.of(), server.relay().requests());
  }

  @Test
  void theHeaderOfABigObjectIsOneSmallRequest() throws IOException {
    byte[] bytes = object("big.fits", 20_000_000);
    try (SeekableByteChannel channel = storage.open(S3Server.uri("big.fits"))) {
      assertEquals(20_000_000, channel.size());
      assertArrayEquals(Arrays.copyOf(bytes, 2880 * 4), read(channel, 2880 * 4));
      channel.position(0);
      assertArrayEquals(Arrays.copyOf(bytes, 2880), read(channel, 2880));
    }
    assertEquals(1, server.relay().requests().size(), server.relay().requests().toString());
    assertTrue(server.relay().received() < 128 << 10, "" + server.relay().received());
  }

  @Test
  void skippingFetchesNothingBetween() throws IOException {
    byte[] bytes = object("extensions.fits", 20_000_000);
    try (SeekableByteChannel channel = storage.open(S3Server.uri("extensions.fits"))) {
      for (int position : new int[] {0, 6_000_000, 12_000_000, 19_999_000, 100}) {
        channel.position(position);
        assertArrayEquals(
            Arrays.copyOfRange(bytes, position, position + 1000), read(channel, 1000));
      }
      assertEquals(0, channel.read(ByteBuffer.allocate(0)));
      channel.position(30_000_000);
      assertEquals(-1, channel.read(ByteBuffer.allocate(1)));
    }
    assertEquals(4, server.relay().requests().size(), server.relay().requests().toString());
    assertTrue(server.relay().received() < 4 * HEADER, "" + server.relay().received());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, HEADER - 1, HEADER, HEADER + 1, 600_000, 17_000_000})
  void sequentialReadingGivesEveryByteOnce(int length) throws IOException {
    byte[] bytes = object("sequence.fits", length);
    try (SeekableByteChannel channel = storage.open(S3Server.uri("sequence.fits"))) {
      assertArrayEquals(bytes, read(channel, length + 1));
      assertEquals(length, channel.position());
      assertEquals(-1, channel.read(ByteBuffer.allocate(1)));
    }
    int headers = server.relay().requests().size() * 1024;
    assertTrue(server.relay().received() < length + headers, "" + server.relay().received());
    assertTrue(server.relay().requests().size() <= 7, server.relay().requests().toString());
  }

  @Test
  void pixelsAreReadOnFromWhereTheyStart() throws IOException {
    byte[] bytes = object("pixels.fits", 13_000_000);
    try (SeekableByteChannel channel = storage.open(S3Server.uri("pixels.fits"))) {
      channel.position(5760);
      assertArrayEquals(Arrays.copyOfRange(bytes, 5760, bytes.length), read(channel, bytes.length));
    }
    assertEquals(4, server.relay().requests().size(), server.relay().requests().toString());
  }

  @Test
  void theNextRangeIsOnItsWayWhileOneIsRead() throws IOException, InterruptedException {
    object("ahead.fits", 17_000_000);
    try (SeekableByteChannel channel = storage.open(S3Server.uri("ahead.fits"))) {
      read(channel, (64 << 10) + (512 << 10) + 1);
      for (int i = 0; i < 500 && server.relay().requests().size() < 4; i++) {
        Thread.sleep(10);
      }
    }
    List<String> ranges = server.relay().requests().stream().sorted().toList();
    assertEquals(
        Stream.of("0-65535", "4784128-8978431", "589824-4784127", "65536-589823")
            .map(range -> "GET /nights/ahead.fits bytes=" + range)
            .toList(),
        ranges);
  }

  @Test
  void anObjectThatIsReplacedMeanwhileIsNotMixedUp() throws IOException {
    object("changing.fits", 3_000_000);
    try (SeekableByteChannel channel = storage.open(S3Server.uri("changing.fits"))) {
      read(channel, 1000);
      object("changing.fits", 3_000_001);
      channel.position(2_000_000);
      IOException e = assertThrows(IOException.class, () -> read(channel, 1000));
      assertTrue(e.getMessage().contains("changed while"), e.getMessage());
    }
  }

  @Test
  void readsAreOfTheVersionThatWasSeenAtNoExtraRequest() throws IOException {
    object("bound.fits", 3_000_000);
    String uri = S3Server.uri("bound.fits");
    FileStamp seen;
    try (SeekableByteChannel channel = storage.open(uri)) {
      read(channel, 2880);
      seen = new FileStamp(channel.size(), 0, 0, 0, ((TaggedChannel) channel).tag());
    }
    storage.read(uri, seen, 1_000_000, ByteBuffer.allocate(1000)).join();
    assertEquals(2, server.relay().requests().size(), server.relay().requests().toString());
    byte[] other = random(3_000_000);
    other[2_000_000]++;
    server.put("bound.fits", other); // of the same size
    IOException e = failure(storage.read(uri, seen, 1_000_000, ByteBuffer.allocate(1000)));
    assertInstanceOf(ChangedFileException.class, e);
    try (SeekableByteChannel channel = storage.open(uri, seen)) {
      assertThrows(ChangedFileException.class, () -> read(channel, 1000));
    }
  }

  @Test
  void aClosedChannelIsClosed() throws IOException {
    object("closed.fits", 1000);
    SeekableByteChannel channel = storage.open(S3Server.uri("closed.fits"));
    channel.close();
    assertFalse(channel.isOpen());
    assertThrows(ClosedChannelException.class, channel::size);
    assertThrows(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(1)));
  }

  @Test
  void theFramesOfATileComeTogether() {
    List<String> uris = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      object("tile/" + i + ".fits", 1_000_000);
      uris.add(S3Server.uri("tile/" + i + ".fits"));
    }
    int latency = 100;
    server.relay().delay(latency);
    long start = System.nanoTime();
    List<CompletableFuture<Void>> reads = new ArrayList<>();
    for (String uri : uris) {
      reads.add(storage.read(uri, 500_000, ByteBuffer.allocateDirect(100_000)));
    }
    reads.forEach(CompletableFuture::join);
    long latencies = (System.nanoTime() - start) / 1_000_000 / latency;
    assertTrue(latencies < 10, latencies + " latencies for 20 frames");
    assertEquals(20, server.relay().requests().size());
  }

  @Test
  void whatMayNotBeThereIsAskedForTwice() throws IOException {
    String uri = S3Server.uri("maybe");
    assertNull(storage.openIfThere(uri));
    write(uri, random(10));
    AtomicInteger questions = new AtomicInteger();
    server
        .relay()
        .watch(
            request ->
                request.equals("GET /nights/maybe") && questions.incrementAndGet() == 1 ? 404 : 0);
    try (SeekableByteChannel file = storage.openIfThere(uri)) {
      assertEquals(10, file.size());
    }
    assertEquals(2, questions.get());
  }

  /** A list of several pages, the first of which does not say how it goes on, or says it again. */
  @ParameterizedTest
  @EnumSource(names = {"NO_TOKEN", "SAME_TOKEN"})
  void aListThatDoesNotGoOnIsNoWholeList(CountingRelay.Fault fault) throws IOException {
    for (int k = 0; k < 1001; k++) {
      server.put("pages/" + k, new byte[1]);
    }
    server
        .relay()
        .spoil(request -> request.contains("list-type=2") ? fault : CountingRelay.Fault.NONE);
    IOException e = assertThrows(IOException.class, () -> storage.names(S3Server.uri("pages")));
    assertTrue(e.getMessage().startsWith("s3://nights/pages/ cannot be listed"), e.getMessage());
    AtomicInteger first = new AtomicInteger();
    server
        .relay()
        .spoil(
            request ->
                request.contains("list-type=2") && first.incrementAndGet() == 1
                    ? CountingRelay.Fault.NO_TOKEN
                    : CountingRelay.Fault.NONE);
    assertEquals(1001, storage.names(S3Server.uri("pages")).size());
  }
}
