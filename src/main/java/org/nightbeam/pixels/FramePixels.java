package org.nightbeam.pixels;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.TileTable;
import org.nightbeam.fits.TiledPixels;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Compression;
import org.nightbeam.frame.Frame;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.storage.ChangedFileException;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

/**
 * The stored pixels of frames. Frames that are read in bands and are compressed are decompressed
 * once, to a folder of the scratch space that belongs to the run.
 */
public final class FramePixels {
  private static final int GZIP_BUFFER = 1 << 16;

  /** Bytes of decoded tiles that a frame may keep in memory; of larger ones few are decoded. */
  private static final int SMALL_TILES = 1 << 22;

  private static final Object ONE_OF_LARGE_TILES = new Object();
  private static final LocalStorage LOCAL = new LocalStorage();

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
   * Opens a frame's pixels to be read from the first to the last, which takes little memory.
   *
   * @throws UnreadableFileException if they cannot be read
   * @throws IOException if they could not be decompressed for want of scratch space
   */
  public ReadableByteChannel sequential(Frame frame) throws IOException {
    ReadableByteChannel channel = streamed(storage, frame);
    if (!(channel instanceof TiledPixels tiles) || tiles.bytesAtOnce() <= SMALL_TILES) {
      return channel;
    }
    channel.close();
    Path file = decompressed.resolve(UUID.randomUUID().toString());
    decompress(frame, file);
    return Files.newByteChannel(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE);
  }

  /**
   * Opens a frame's pixels to be read from the first to the last, without a scratch folder. The
   * tiles of a row of tiles are in memory.
   *
   * @throws UnreadableFileException if they cannot be read
   */
  public static ReadableByteChannel streamed(Storage storage, Frame frame)
      throws UnreadableFileException {
    SeekableByteChannel channel = open(storage, frame);
    try {
      switch (frame.compression()) {
        case GZIP -> {
          InputStream in = new GZIPInputStream(Channels.newInputStream(channel), GZIP_BUFFER);
          in.skipNBytes(frame.dataOffset());
          return Channels.newChannel(in);
        }
        case TILES -> {
          return new TiledPixels(channel, tiles(channel, frame));
        }
        default -> {
          channel.position(frame.dataOffset());
          return channel;
        }
      }
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

  /** Returns how a frame's tiles are stored: the table's header does not travel. */
  private static TileTable tiles(SeekableByteChannel channel, Frame frame) throws IOException {
    for (ImageHdu image : FitsScanner.scan(channel).images()) {
      boolean same =
          image.index() == frame.hdu()
              && image.tiles() != null
              && image.dataOffset() == frame.dataOffset()
              && image.width() == frame.layout().width()
              && image.height() == frame.layout().height()
              && image.format().bitpix() == frame.format().bitpix();
      if (same) {
        return image.tiles();
      }
    }
    throw new UnreadableFileException(
        ReasonCode.CHANGED,
        "the file has changed since it was planned: HDU " + frame.hdu() + " has no such image");
  }

  private static SeekableByteChannel open(Storage storage, Frame frame)
      throws UnreadableFileException {
    try {
      return storage.open(frame.uri(), frame.stamp());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Reads some stored rows.
   *
   * @param firstRow from 0, of all that are stored
   * @param bytes receives the rows, big-endian; its limit says how many bytes
   */
  public void readRows(Frame frame, int firstRow, ByteBuffer bytes) throws IOException {
    startReading(frame, firstRow, bytes).await();
  }

  /**
   * Starts to read some stored rows. Those of a frame on this host, or of one that is compressed,
   * are read when this returns; others may still be under way, several at a time.
   *
   * @param firstRow from 0, of all that are stored
   * @param bytes receives the rows, big-endian; its limit says how many bytes. It belongs to the
   *     read until {@link RowsRead#finish} has returned
   */
  public RowsRead startReading(Frame frame, int firstRow, ByteBuffer bytes) {
    long offset = firstRow * frame.rowBytes();
    if (!frame.isCompressed()) {
      return new RowsRead(
          frame,
          storage.read(frame.uri(), frame.stamp(), frame.dataOffset() + offset, bytes),
          null);
    }
    try {
      return new RowsRead(frame, LOCAL.read(decompressed(frame).toString(), offset, bytes), null);
    } catch (IOException e) {
      return new RowsRead(frame, CompletableFuture.failedFuture(e), e);
    }
  }

  /** A read of rows that was started. */
  public static final class RowsRead {
    private final Frame frame;
    private final CompletableFuture<Void> read;
    private final IOException notDecompressed;

    private RowsRead(Frame frame, CompletableFuture<Void> read, IOException notDecompressed) {
      this.frame = frame;
      this.read = read;
      this.notDecompressed = notDecompressed;
    }

    /** Returns whether it is known already that the rows cannot be read. */
    public boolean hasFailed() {
      return read.isCompletedExceptionally();
    }

    /** Waits until nothing is written into the buffer any more; {@link #await} says how it went. */
    public void finish() {
      read.handle((done, failed) -> null).join();
    }

    /**
     * Waits until the rows have been read.
     *
     * @throws UnreadableFileException if they cannot be read
     * @throws IOException if they could not be decompressed for want of scratch space
     */
    public void await() throws IOException {
      if (notDecompressed != null) {
        throw notDecompressed;
      }
      try {
        read.join();
      } catch (CompletionException failed) {
        if (failed.getCause() instanceof EOFException) {
          throw endsTooEarly(frame);
        }
        if (failed.getCause() instanceof IOException e) {
          throw unreadable(e);
        }
        throw failed;
      }
    }
  }

  /**
   * Checks that all pixels of a frame are present, before work is spent on it.
   *
   * @throws UnreadableFileException if they are not
   */
  public void check(Frame frame) throws IOException {
    if (frame.isCompressed()) {
      decompressed(frame);
      return;
    }
    try (SeekableByteChannel channel = open(storage, frame)) {
      if (channel.size() < frame.dataOffset() + frame.dataBytes()) {
        throw endsTooEarly(frame);
      }
    } catch (UnreadableFileException known) {
      throw known;
    } catch (IOException e) {
      throw unreadable(e); // some storage opens a file at the first question only
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

  /**
   * Reads what is behind a frame's pixels where only the end of the file tells whether they are
   * right: that of gzip has their checksum.
   *
   * @param channel from which all pixels were read
   * @throws UnreadableFileException if they are damaged
   */
  public static void verifyEnd(ReadableByteChannel channel, Frame frame)
      throws UnreadableFileException {
    if (frame.compression() != Compression.GZIP) {
      return;
    }
    ByteBuffer rest = ByteBuffer.allocate(GZIP_BUFFER);
    try {
      while (channel.read(rest.clear()) >= 0) {
        continue;
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static UnreadableFileException unreadable(IOException cause) {
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return new UnreadableFileException(
          ReasonCode.CHANGED, "the file has vanished since it was found", cause);
    }
    if (cause instanceof UnreadableFileException known) {
      return known;
    }
    if (cause instanceof ChangedFileException) {
      return Frame.changed(cause);
    }
    if (cause instanceof EOFException || cause instanceof ZipException) {
      return new UnreadableFileException(
          ReasonCode.TRUNCATED,
          "the gzip data are damaged or cut short; copy the file again",
          cause);
    }
    return new UnreadableFileException("cannot be read: " + cause.getMessage(), cause);
  }

  private static UnreadableFileException endsTooEarly(Frame frame) {
    return new UnreadableFileException(
        ReasonCode.TRUNCATED,
        "truncated: the data end before the last of "
            + frame.layout().height()
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
      decompress(frame, file);
      return file;
    }
  }

  private void decompress(Frame frame, Path file) throws IOException {
    Files.createDirectories(decompressed);
    long free = Files.getFileStore(decompressed).getUsableSpace();
    if (free < frame.dataBytes()) {
      throw new IOException(
          String.format(
              "%s decompresses to %.1f GB, and the scratch folder (%s) has room for %.1f"
                  + " GB; make room, or name another folder with --scratch",
              frame.path(), frame.dataBytes() / 1e9, decompressed, free / 1e9));
    }
    try (ReadableByteChannel in = streamed(storage, frame)) {
      if (in instanceof TiledPixels tiles && tiles.bytesAtOnce() > SMALL_TILES) {
        synchronized (ONE_OF_LARGE_TILES) {
          copy(in, frame, file);
        }
      } else {
        copy(in, frame, file);
      }
    }
  }

  private static void copy(ReadableByteChannel in, Frame frame, Path file) throws IOException {
    try (NewFile out = LOCAL.create(file.toString())) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
      for (long left = frame.dataBytes(); left > 0; ) {
        buffer.clear().limit((int) Math.min(left, buffer.capacity()));
        fill(in, buffer, frame);
        left -= buffer.flip().remaining();
        out.write(buffer);
      }
      verifyEnd(in, frame);
      out.commit();
    }
  }
}
