package org.nightbeam.header;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.CompletableFuture;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

/** A storage with one file, which needs no disk. */
public record BytesInMemory(String uri, byte[] bytes) implements Storage {

  @Override
  public SeekableByteChannel open(String name) throws FileNotFoundException {
    if (!name.equals(uri)) {
      throw new FileNotFoundException(name);
    }
    return new Channel(bytes);
  }

  @Override
  public CompletableFuture<Void> read(String name, long position, ByteBuffer into) {
    if (position + into.remaining() > bytes.length) {
      return CompletableFuture.failedFuture(new EOFException(name));
    }
    into.put(bytes, (int) position, into.remaining());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public NewFile create(String name) {
    throw new UnsupportedOperationException("nothing is written here");
  }

  private static final class Channel implements SeekableByteChannel {
    private final byte[] bytes;
    private long position;

    Channel(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read(ByteBuffer into) {
      if (position >= bytes.length) {
        return -1;
      }
      int length = (int) Math.min(into.remaining(), bytes.length - position);
      into.put(bytes, (int) position, length);
      position += length;
      return length;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public SeekableByteChannel position(long to) {
      position = to;
      return this;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public int write(ByteBuffer from) {
      throw new UnsupportedOperationException("only to be read");
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new UnsupportedOperationException("only to be read");
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
