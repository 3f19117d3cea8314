package org.nightbeam.fits;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.nightbeam.reason.ReasonCode;

/** A FITS file read from front to back, which may be compressed by gzip. */
abstract class FitsSource implements AutoCloseable {
  private static final int CARDS_KEYWORD = 8;
  static final int LARGEST_HEADER = 16 << 20;

  /** Fills the array as far as the file goes; returns the number of bytes read. */
  abstract int read(byte[] bytes) throws IOException;

  /** Goes on by so many bytes; returns how many of them the file does not have. */
  abstract long skip(long bytes) throws IOException;

  /** Returns the number of bytes from the beginning of the decompressed file. */
  abstract long position();

  /** Returns whether the data end here for sure, with or without padding. */
  abstract boolean endsAt(long position) throws IOException;

  @Override
  public abstract void close() throws IOException;

  /** Returns the file as it is. */
  static FitsSource plain(SeekableByteChannel channel) {
    return plain(channel, 0);
  }

  /** Returns the file as it is, from a place on. */
  static FitsSource plain(SeekableByteChannel channel, long position) {
    return new Plain(channel, position);
  }

  /** Returns the file decompressed. */
  static FitsSource gzip(SeekableByteChannel channel) throws IOException {
    return new Gzip(channel);
  }

  /**
   * Reads the header that begins here; empty if there is none.
   *
   * @param first whether it must be that of the primary HDU
   * @throws UnreadableFileException if it is none, or has no end
   */
  Optional<FitsHeader> readHeader(boolean first) throws IOException {
    byte[] block = new byte[FitsScanner.BLOCK];
    List<String> cards = new ArrayList<>();
    boolean printable = true;
    while (true) {
      int got = read(block);
      if (cards.isEmpty() && !first && (got < CARDS_KEYWORD || !startsWith(block, "XTENSION"))) {
        return Optional.empty(); // end of file, or what FITS 4.0, section 3.5 allows after the HDUs
      }
      if (cards.isEmpty() && first && !startsWith(block, "SIMPLE  =")) {
        throw new UnreadableFileException(
            ReasonCode.NOT_FITS,
            "not a FITS file: it begins with "
                + printable(block, Math.min(got, 20))
                + ", expected SIMPLE  =");
      }
      printable &= isPrintable(block, got);
      String text = new String(block, 0, got, StandardCharsets.ISO_8859_1);
      for (int at = 0; at + FitsHeader.CARD <= text.length(); at += FitsHeader.CARD) {
        String card = text.substring(at, at + FitsHeader.CARD);
        if (card.startsWith("END") && card.substring(3).isBlank()) {
          return Optional.of(new FitsHeader(cards, printable));
        }
        cards.add(card);
      }
      int bytes = cards.size() * FitsHeader.CARD;
      if (got < FitsScanner.BLOCK || bytes >= LARGEST_HEADER) {
        throw new UnreadableFileException(
            ReasonCode.TRUNCATED,
            "the header has no END card in the first " + bytes + " bytes; copy the file again");
      }
    }
  }

  /** Returns whether all bytes are printable ASCII, those behind the END card too. */
  private static boolean isPrintable(byte[] block, int length) {
    int outside = 0;
    for (int i = 0; i < length; i++) {
      outside |= block[i] - ' ' | '~' - block[i]; // negative if it is none
    }
    return outside >= 0;
  }

  static boolean startsWith(byte[] block, String keyword) {
    for (int i = 0; i < keyword.length(); i++) {
      if (block[i] != keyword.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static String printable(byte[] bytes, int length) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < length; i++) {
      char c = (char) (bytes[i] & 0xff);
      text.append(c >= 32 && c < 127 && c != '"' ? c : '?');
    }
    return text.append('"').toString();
  }

  /** Fills the array from where the channel is; returns the number of bytes read. */
  static int readFully(SeekableByteChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
    return buffer.position();
  }

  private static final class Plain extends FitsSource {
    private final SeekableByteChannel channel;
    private long position;

    Plain(SeekableByteChannel channel, long position) {
      this.channel = channel;
      this.position = position;
    }

    @Override
    int read(byte[] bytes) throws IOException {
      channel.position(position);
      int got = readFully(channel, bytes);
      position += got;
      return got;
    }

    @Override
    long skip(long bytes) throws IOException {
      long there = Math.max(0, Math.min(bytes, channel.size() - position));
      position += there;
      return bytes - there;
    }

    @Override
    long position() {
      return position;
    }

    @Override
    boolean endsAt(long at) throws IOException {
      return channel.size() <= FitsScanner.padded(at);
    }

    @Override
    public void close() {}
  }

  private static final class Gzip extends FitsSource {
    private final InputStream in;
    private final long recordedLength;
    private long position;

    Gzip(SeekableByteChannel channel) throws IOException {
      // The last four bytes are the length modulo 2^32 (RFC 1952), of the last member at least.
      ByteBuffer tail = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      channel.position(Math.max(0, channel.size() - 4));
      while (tail.hasRemaining() && channel.read(tail) >= 0) {}
      recordedLength = tail.getInt(0) & 0xffffffffL;
      channel.position(0);
      in = new GZIPInputStream(Channels.newInputStream(channel), 1 << 15);
    }

    @Override
    int read(byte[] bytes) throws IOException {
      int got = in.readNBytes(bytes, 0, bytes.length);
      position += got;
      return got;
    }

    @Override
    long skip(long bytes) throws IOException {
      byte[] sink = new byte[(int) Math.min(bytes, 1 << 16)];
      long left = bytes;
      while (left > 0) {
        int got = in.read(sink, 0, (int) Math.min(left, sink.length));
        if (got < 0) {
          break;
        }
        left -= got;
      }
      position += bytes - left;
      return left;
    }

    @Override
    long position() {
      return position;
    }

    @Override
    boolean endsAt(long at) {
      return recordedLength == (at & 0xffffffffL)
          || recordedLength == (FitsScanner.padded(at) & 0xffffffffL);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
