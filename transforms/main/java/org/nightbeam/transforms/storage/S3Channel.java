package org.nightbeam.transforms.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.nightbeam.storage.DaemonThreads;
import org.nightbeam.storage.TaggedChannel;

/**
 * Reads an object of S3 by ranges. Opening and positioning cost nothing. The first range is as long
 * as most headers; where reading goes on, ranges grow, and the next is fetched while one is read. A
 * first read amid the object is of someone who knows where its data are, and goes on like that. If
 * the object is replaced meanwhile, reading fails. To be used by one thread at a time.
 */
final class S3Channel implements TaggedChannel {
  private static final int HEADER_BYTES = 64 << 10;
  private static final int GROWTH = 8;
  private static final int LONGEST_BYTES = 4 << 20;

  private final S3Object object;
  private final Executor threads;

  private boolean open = true;
  private long position;

  /** Size of the object in bytes; -1 before the first range has come. */
  private long size = -1;

  private String tag; // null before the first range has come, if none was named

  /** The first range, kept in memory because readers often return to the header. */
  private Range head;

  /** The range read last. */
  private Range current;

  /** The range behind the current one, being fetched; null if there is none. */
  private Range next;

  /**
   * @param tag of the version that is read; null for that which is there at the first read
   */
  S3Channel(S3Object object, Executor threads, String tag) {
    this.object = object;
    this.threads = threads;
    this.tag = tag;
  }

  @Override
  public String tag() {
    return tag;
  }

  /** A piece of the object, there or on its way. */
  private final class Range {
    final long start;
    final ByteBuffer bytes;
    final CompletableFuture<S3Object.Version> version;
    private volatile boolean cancelled;

    Range(long start, int length, ByteBuffer space) {
      this.start = start;
      this.bytes =
          (space != null && space.capacity() >= length ? space : ByteBuffer.allocate(length))
              .clear()
              .limit(length);
      String sameTag = tag;
      this.version =
          DaemonThreads.start(threads, () -> object.get(start, bytes, sameTag, () -> cancelled));
    }

    /** Returns where the bytes end, once they are there. */
    long end() {
      return start + bytes.position();
    }

    boolean holds(long at) {
      return at >= start && at < end();
    }

    Range await() throws IOException {
      try {
        S3Object.Version is = version.join();
        if (size < 0) {
          size = is.size();
          tag = is.tag() == null ? tag : is.tag();
        }
        return this;
      } catch (CompletionException e) {
        if (e.getCause() instanceof IOException failure) {
          throw failure;
        }
        throw e;
      }
    }
  }

  @Override
  public int read(ByteBuffer destination) throws IOException {
    requireOpen();
    if (!destination.hasRemaining()) {
      return 0;
    }
    if (size >= 0 && position >= size) {
      return -1;
    }
    Range range = at(position);
    if (!range.holds(position)) {
      return -1;
    }
    int from = (int) (position - range.start);
    int length = Math.min(destination.remaining(), range.bytes.position() - from);
    destination.put(range.bytes.duplicate().clear().position(from).limit(from + length));
    position += length;
    return length;
  }

  /** Returns the range that holds a position, or ends before it where the object does. */
  private Range at(long at) throws IOException {
    if (current != null && current.holds(at)) {
      return current;
    }
    if (head != null && head.holds(at)) {
      current = head;
      return head;
    }
    boolean goesOn = current != null ? at == current.end() : at > 0;
    ByteBuffer space = null;
    Range wanted;
    if (next != null && next.start == at) {
      wanted = next;
      space = current == head ? null : current.bytes;
    } else {
      if (next != null) {
        next.cancelled = true;
      }
      int length = HEADER_BYTES;
      if (goesOn) {
        length *= GROWTH;
      }
      wanted = new Range(at, upToTheEnd(at, length), null);
    }
    next = null;
    current = null; // its space may be written to from here on
    if (goesOn && size >= 0) {
      fetchBehind(wanted, space); // before waiting: the two come together
    }
    current = wanted.await();
    if (goesOn && next == null) {
      fetchBehind(wanted, space);
    }
    if (wanted.start == 0) {
      head = wanted;
    }
    return wanted;
  }

  private void fetchBehind(Range range, ByteBuffer space) {
    long start = range.start + range.bytes.limit();
    if (start < size) {
      next = new Range(start, upToTheEnd(start, LONGEST_BYTES), space);
    }
  }

  private int upToTheEnd(long start, int length) {
    return size < 0 ? length : (int) Math.min(length, size - start);
  }

  @Override
  public long size() throws IOException {
    requireOpen();
    if (size < 0) {
      head = new Range(0, HEADER_BYTES, null).await();
      current = current == null ? head : current;
    }
    return size;
  }

  @Override
  public long position() throws IOException {
    requireOpen();
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws IOException {
    requireOpen();
    if (newPosition < 0) {
      throw new IllegalArgumentException("negative position " + newPosition);
    }
    position = newPosition;
    return this;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
    if (next != null) {
      next.cancelled = true;
    }
    head = null;
    current = null;
    next = null;
  }

  private void requireOpen() throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long newSize) {
    throw new NonWritableChannelException();
  }
}
