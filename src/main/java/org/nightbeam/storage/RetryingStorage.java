package org.nightbeam.storage;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * A storage whose reads are tried again, a moment later, when they fail in a way that may pass: a
 * stale handle of a network disk, a lost connection. A file that is not there, ends early, or may
 * not be read stays so, and is not tried again.
 */
public final class RetryingStorage implements Storage {
  private static final long[] PAUSES_MILLIS = {100, 500, 2000};

  /** Their own: a thread that waits for a read must not be one that it needs. */
  private static final Executor RETRIES = DaemonThreads.create("nightbeam-retry", 8);

  private final Storage storage;

  /**
   * @param storage where reads may fail
   */
  public RetryingStorage(Storage storage) {
    this.storage = storage;
  }

  @Override
  public SeekableByteChannel open(String uri) throws IOException {
    return open(uri, null);
  }

  @Override
  public SeekableByteChannel open(String uri, FileStamp seen) throws IOException {
    SeekableByteChannel channel = trying(() -> storage.open(uri, seen));
    return new RetryingChannel(uri, seen, channel);
  }

  @Override
  public SeekableByteChannel openIfThere(String uri) throws IOException {
    SeekableByteChannel channel = trying(() -> storage.openIfThere(uri));
    return channel == null ? null : new RetryingChannel(uri, null, channel);
  }

  @Override
  public CompletableFuture<Void> read(String uri, long position, ByteBuffer bytes) {
    return read(uri, null, position, bytes);
  }

  @Override
  public CompletableFuture<Void> read(String uri, FileStamp seen, long position, ByteBuffer bytes) {
    return read(uri, seen, position, bytes, bytes.position(), 0);
  }

  private CompletableFuture<Void> read(
      String uri, FileStamp seen, long position, ByteBuffer bytes, int start, int failures) {
    return storage
        .read(uri, seen, position, bytes)
        .handle(
            (done, failure) -> {
              Throwable cause =
                  failure instanceof CompletionException ? failure.getCause() : failure;
              if (cause == null) {
                return CompletableFuture.<Void>completedFuture(null);
              }
              if (failures == PAUSES_MILLIS.length || !mayPass(cause)) {
                return CompletableFuture.<Void>failedFuture(cause);
              }
              return CompletableFuture.supplyAsync(
                      () -> read(uri, seen, position, bytes.position(start), start, failures + 1),
                      CompletableFuture.delayedExecutor(
                          PAUSES_MILLIS[failures], TimeUnit.MILLISECONDS, RETRIES))
                  .thenCompose(again -> again);
            })
        .thenCompose(result -> result);
  }

  @Override
  public Optional<FileStamp> stamp(String uri) throws IOException {
    return trying(() -> storage.stamp(uri));
  }

  @Override
  public NewFile create(String uri) throws IOException {
    return storage.create(uri);
  }

  @Override
  public NewFile createReplaceable(String uri) throws IOException {
    return storage.createReplaceable(uri);
  }

  private interface Attempt<T> {
    T make() throws IOException;
  }

  private static <T> T trying(Attempt<T> attempt) throws IOException {
    for (int failures = 0; ; failures++) {
      try {
        return attempt.make();
      } catch (IOException e) {
        if (failures == PAUSES_MILLIS.length || !mayPass(e)) {
          throw e;
        }
        pause(PAUSES_MILLIS[failures], e);
      }
    }
  }

  private static void pause(long millis, IOException failure) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }

  private static boolean mayPass(Throwable failure) {
    return failure instanceof IOException
        && !(failure instanceof NoSuchFileException
            || failure instanceof FileNotFoundException
            || failure instanceof AccessDeniedException
            || failure instanceof ChangedFileException
            || failure instanceof EOFException
            || failure instanceof ClosedChannelException
            || failure instanceof ClosedByInterruptException
            || failure instanceof InterruptedIOException)
        && !(failure instanceof NoRegularFileException)
        && !"Is a directory".equals(failure.getMessage());
  }

  /** Opens its file again, at the same position, where reading fails. */
  private final class RetryingChannel implements TaggedChannel, ForwardingChannel {
    private final String uri;
    private final FileStamp seen;
    private SeekableByteChannel channel;
    private String tag; // of what was read before the channel was opened again
    private boolean open = true;

    RetryingChannel(String uri, FileStamp seen, SeekableByteChannel channel) {
      this.uri = uri;
      this.seen = seen;
      this.channel = channel;
    }

    @Override
    public SeekableByteChannel channel() {
      return channel;
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      long position = channel.position();
      int start = bytes.position();
      try {
        return channel.read(bytes);
      } catch (IOException e) {
        if (!mayPass(e)) {
          throw e;
        }
        return trying(() -> readAgain(bytes.position(start), position));
      }
    }

    private int readAgain(ByteBuffer bytes, long position) throws IOException {
      tag = tag();
      channel.close();
      FileStamp same = seen != null || tag == null ? seen : new FileStamp(0, 0, 0, 0, tag);
      channel = storage.open(uri, same);
      return channel.position(position).read(bytes);
    }

    @Override
    public String tag() {
      String known = channel instanceof TaggedChannel tagged ? tagged.tag() : null;
      return known == null ? tag : known;
    }

    @Override
    public long size() throws IOException {
      return trying(channel::size);
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() throws IOException {
      open = false;
      channel.close();
    }

    @Override
    public int write(ByteBuffer bytes) {
      throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new NonWritableChannelException();
    }
  }
}
