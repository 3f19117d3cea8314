package org.nightbeam.fits;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.nightbeam.storage.NewFile;

/**
 * A FITS file with one float32 image being written, rows first: its header, which holds sums over
 * the pixels, is written last into the room left for it.
 */
public final class FloatImageFile implements Closeable {
  private final NewFile file;
  private final ProductHeader header;
  private final int headerBytes;
  private final long dataBytes;
  private final DataSum sum = new DataSum();
  private long written;

  /**
   * @param file where to write
   * @param header complete but for values that {@link ProductHeader#set} will give
   */
  public FloatImageFile(NewFile file, ProductHeader header, int width, int height)
      throws IOException {
    this.file = file;
    this.header = header;
    this.headerBytes = header.size();
    this.dataBytes = 4L * width * height;
    file.channel().position(headerBytes);
  }

  /**
   * Appends pixels.
   *
   * @param pixels float32, big-endian, from position to limit; a multiple of 4 bytes
   */
  public void write(ByteBuffer pixels) throws IOException {
    sum.add(pixels);
    written += pixels.remaining();
    file.write(pixels);
  }

  /**
   * A file that was written.
   *
   * @param dataOffset byte of its first pixel
   * @param dataSum of its pixels, see {@link DataSum}
   */
  public record Written(long dataOffset, long dataSum) {}

  /** Fills the last block, writes the header and gives the file its name. */
  public Written finish() throws IOException {
    if (written != dataBytes) {
      throw new IllegalStateException(written + " bytes of pixels written of " + dataBytes);
    }
    if (header.size() != headerBytes) {
      throw new IllegalStateException("the header has grown while pixels were written");
    }
    file.write(ByteBuffer.allocate((int) (FitsScanner.padded(dataBytes) - dataBytes)));
    file.channel().position(0);
    file.write(header.bytes(sum.value()));
    file.commit();
    return new Written(headerBytes, sum.value());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
