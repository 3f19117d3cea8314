package org.nightbeam.frame;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

/**
 * The stored pixels of frames. Frames that are read in bands and are compressed by gzip are
 * decompressed once, to a folder of the scratch space that belongs to the run.
 */
public final class FramePixels {
  private static final int GZIP_BUFFER = 1 << 16;

  private final Storage storage;
  private final Path decompressed;
  private final ConcurrentHashMap<String, Object> locks = new ConcurrentHashMap<>();

  /**
   * @param storage where the frames are
   * @param decompressed a folder of this run alone, made when it is needed
   */
  public FramePixels(Storage storage, Path decompressed) {
    this.storage = storage;
    this.decompressed = decompressed;
  }

  /**
   * Opens a frame's pixels to be read from the first to the last.
   *
   * @throws UnreadableFileException if they cannot be read
   */
  public ReadableByteChannel sequential(Frame frame) throws UnreadableFileException {
    SeekableByteChannel channel = open(frame);
    try {
      if (!frame.gzipped()) {
        channel.position(frame.dataOffset());
        return channel;
      }
      InputStream in = new GZIPInputStream(Channels.newInputStream(channel), GZIP_BUFFER);
      in.skipNBytes(frame.dataOffset());
      return Channels.newChannel(in);
    } catch (IOException e) {
      UnreadableFileException unreadable = unreadable(e);
      try {
        channel.close();
      } catch (IOException alsoClosing) {
        unreadable.addSuppressed(alsoClosing);
      }
      throw unreadable;
    }
  }

  private SeekableByteChannel open(Frame frame) throws UnreadableFileException {
    try {
      return storage.open(frame.uri());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Reads some rows.
   *
   * @param bytes receives the rows, big-endian; its limit says how many bytes
   */
  public void readRows(Frame frame, int firstRow, ByteBuffer bytes) throws IOException {
    long rowBytes = (long) frame.width() * frame.format().bytesPerPixel();
    long offset = firstRow * rowBytes;
    if (frame.gzipped()) {
      try (FileChannel channel = FileChannel.open(decompressed(frame))) {
        fill(channel.position(offset), bytes, frame);
      }
    } else {
      try (SeekableByteChannel channel = open(frame)) {
        fill(channel.position(frame.dataOffset() + offset), bytes, frame);
      }
    }
  }

  /**
   * Makes sure that all pixels of a frame are there, before work is spent on it.
   *
   * @throws UnreadableFileException if they are not
   */
  public void check(Frame frame) throws IOException {
    if (frame.gzipped()) {
      decompressed(frame);
      return;
    }
    try (SeekableByteChannel channel = open(frame)) {
      if (channel.size() < frame.dataOffset() + frame.dataBytes()) {
        throw endsTooEarly(frame);
      }
    }
  }

  /**
   * Fills a buffer from a frame's channel.
   *
   * @throws UnreadableFileException if the frame does not give as many bytes
   */
  public static void fill(ReadableByteChannel channel, ByteBuffer bytes, Frame frame)
      throws UnreadableFileException {
    try {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes) < 0) {
          throw endsTooEarly(frame);
        }
      }
    } catch (UnreadableFileException known) {
      throw known;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static UnreadableFileException unreadable(IOException cause) {
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return new UnreadableFileException("the file has vanished since it was found", cause);
    }
    if (cause instanceof EOFException || cause instanceof ZipException) {
      return new UnreadableFileException(
          "the gzip data are damaged or cut short; copy the file again", cause);
    }
    return new UnreadableFileException("cannot be read: " + cause.getMessage(), cause);
  }

  private static UnreadableFileException endsTooEarly(Frame frame) {
    return new UnreadableFileException(
        "truncated: the data end before the last of "
            + frame.height()
            + " rows; copy the file again");
  }

  private Path decompressed(Frame frame) throws IOException {
    String name =
        UUID.nameUUIDFromBytes((frame.uri() + "#" + frame.hdu()).getBytes(StandardCharsets.UTF_8))
            .toString();
    Path file = decompressed.resolve(name);
    synchronized (locks.computeIfAbsent(name, n -> new Object())) {
      if (Files.exists(file)) {
        return file;
      }
      try (ReadableByteChannel in = sequential(frame);
          NewFile out = new LocalStorage().create(file.toString())) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        for (long left = frame.dataBytes(); left > 0; ) {
          buffer.clear().limit((int) Math.min(left, buffer.capacity()));
          fill(in, buffer, frame);
          left -= buffer.flip().remaining();
          while (buffer.hasRemaining()) {
            out.channel().write(buffer);
          }
        }
        out.commit();
      }
      return file;
    }
  }
}
