package org.nightbeam.fits;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.storage.NewFile;

/**
 * A FITS file being written: one image or several, one HDU each, which may be filled at the same
 * time, rows first. The headers, which hold sums over the pixels, are written last into the room
 * left for them.
 */
public final class ProductFile implements Closeable {
  private final NewFile file;
  private final List<Image> images = new ArrayList<>();
  private long end;

  /**
   * @param file where to write
   */
  public ProductFile(NewFile file) {
    this.file = file;
  }

  /**
   * Adds an HDU behind those that are there.
   *
   * @param header complete but for values that {@link ProductHeader#set} will give; it says how
   *     many pixels of which type there are
   */
  public Image add(ProductHeader header) {
    Image image = new Image(header, end);
    images.add(image);
    end = image.dataOffset + FitsScanner.padded(image.dataBytes);
    return image;
  }

  /** The pixels of one HDU. */
  public final class Image {
    private final ProductHeader header;
    private final long offset;
    private final long dataOffset;
    private final long dataBytes;
    private final DataSum pieceSum = new DataSum();
    private long sum;
    private long written;

    private Image(ProductHeader header, long offset) {
      this.header = header;
      this.offset = offset;
      this.dataOffset = offset + header.size();
      this.dataBytes = header.dataBytes();
    }

    /**
     * Appends pixels.
     *
     * @param pixels big-endian, from position to limit
     */
    public void write(ByteBuffer pixels) throws IOException {
      pieceSum.reset();
      pieceSum.add(pixels);
      sum = DataSum.sum(sum, DataSum.at(written, pieceSum.value()));
      long at = dataOffset + written;
      written += pixels.remaining();
      ProductFile.this.write(pixels, at);
    }

    /** Gives the sum of header and data. */
    private long finish() throws IOException {
      if (written != dataBytes) {
        throw new IllegalStateException(written + " bytes of pixels written of " + dataBytes);
      }
      if (offset + header.size() != dataOffset) {
        throw new IllegalStateException("the header has grown while pixels were written");
      }
      ByteBuffer fill = ByteBuffer.allocate((int) (FitsScanner.padded(dataBytes) - dataBytes));
      ProductFile.this.write(fill, dataOffset + dataBytes);
      ByteBuffer bytes = header.bytes(sum);
      DataSum ofHeader = new DataSum();
      ofHeader.add(bytes);
      ProductFile.this.write(bytes, offset);
      return DataSum.sum(ofHeader.value(), sum);
    }
  }

  private void write(ByteBuffer bytes, long at) throws IOException {
    for (long to = at; bytes.hasRemaining(); ) {
      to += file.channel().write(bytes, to);
    }
  }

  /**
   * A file that was written.
   *
   * @param dataOffset byte behind the first header, where pixels begin unless there are none
   * @param sum of all bytes from there to the end, see {@link DataSum}
   */
  public record Written(long dataOffset, long sum) {}

  /** Fills the last blocks, writes the headers and gives the file its name. */
  public Written finish() throws IOException {
    long sum = images.get(0).sum;
    for (Image image : images) {
      long ofImage = image.finish();
      if (image != images.get(0)) {
        sum = DataSum.sum(sum, ofImage);
      }
    }
    file.commit();
    return new Written(images.get(0).dataOffset, sum);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
