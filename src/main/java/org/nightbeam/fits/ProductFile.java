package org.nightbeam.fits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.storage.NewFile;

/**
 * A product that is not compressed. Its images may be filled at the same time; headers are written
 * into the room left for them.
 */
public final class ProductFile implements ProductWriter {
  private final NewFile file;
  private final List<Image> images = new ArrayList<>();
  private long end;

  /**
   * @param file where to write
   */
  public ProductFile(NewFile file) {
    this.file = file;
  }

  @Override
  public ProductWriter.Image add(ProductHeader header) {
    Image image = new Image(header, end);
    images.add(image);
    end = image.dataOffset + FitsScanner.padded(image.dataBytes);
    return image;
  }

  private final class Image implements ProductWriter.Image {
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

    @Override
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

  /** Fills the last blocks, writes the headers and gives the file its name. */
  @Override
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
