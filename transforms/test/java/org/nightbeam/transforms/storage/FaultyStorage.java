package org.nightbeam.transforms.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.storage.ForwardingChannel;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

/** A storage of which every so many-th request to read is lost on the way, some of them half. */
public final class FaultyStorage implements Storage {
  private final Storage storage;
  private final int every;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger faults = new AtomicInteger();

  /**
   * @param every so many requests one is lost
   */
  public FaultyStorage(Storage storage, int every) {
    this.storage = storage;
    this.every = every;
  }

  /** How many requests there were. */
  public int requests() {
    return requests.get();
  }

  /** How many of them were lost. */
  public int faults() {
    return faults.get();
  }

  private boolean isLost() {
    boolean lost = requests.incrementAndGet() % every == 0;
    if (lost) {
      faults.incrementAndGet();
    }
    return lost;
  }

  private static IOException fault(String uri) {
    return new IOException(uri + ": Stale file handle");
  }

  @Override
  public SeekableByteChannel open(String uri) throws IOException {
    return open(uri, null);
  }

  @Override
  public SeekableByteChannel open(String uri, FileStamp seen) throws IOException {
    if (isLost()) {
      throw fault(uri);
    }
    return new FaultyChannel(uri, storage.open(uri, seen));
  }

  @Override
  public CompletableFuture<Void> read(String uri, long position, ByteBuffer bytes) {
    return read(uri, null, position, bytes);
  }

  @Override
  public CompletableFuture<Void> read(String uri, FileStamp seen, long position, ByteBuffer bytes) {
    if (!isLost()) {
      return storage.read(uri, seen, position, bytes);
    }
    for (int half = bytes.remaining() / 2; half > 0; half--) {
      bytes.put((byte) 0xbd); // of something else
    }
    return CompletableFuture.failedFuture(fault(uri));
  }

  @Override
  public Optional<FileStamp> stamp(String uri) throws IOException {
    if (isLost()) {
      throw fault(uri);
    }
    return storage.stamp(uri);
  }

  @Override
  public NewFile create(String uri) throws IOException {
    return storage.create(uri);
  }

  private final class FaultyChannel implements ForwardingChannel {
    private final String uri;
    private final SeekableByteChannel channel;

    FaultyChannel(String uri, SeekableByteChannel channel) {
      this.uri = uri;
      this.channel = channel;
    }

    @Override
    public SeekableByteChannel channel() {
      return channel;
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      if (channel.isOpen() && isLost()) {
        bytes.position(bytes.position() + bytes.remaining() / 2);
        throw fault(uri);
      }
      return channel.read(bytes);
    }

    @Override
    public long size() throws IOException {
      if (isLost()) {
        throw fault(uri);
      }
      return channel.size();
    }
  }
}
