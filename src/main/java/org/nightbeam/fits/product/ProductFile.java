package org.nightbeam.fits.product;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.checksum.DataSum;
import org.nightbeam.fits.checksum.PieceSum;
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
    private final PieceSum sum = new PieceSum();

    private Image(ProductHeader header, long offset) {
      this.header = header;
      this.offset = offset;
      this.dataOffset = offset + header.size();
      this.dataBytes = header.dataBytes();
    }

    @Override
    public void write(ByteBuffer pixels) throws IOException {
      long at = dataOffset + sum.bytes();
      sum.add(pixels);
      file.write(pixels, at);
    }

    /** Gives the sum of header and data. */
    private long finish() throws IOException {
      if (sum.bytes() != dataBytes) {
        throw new IllegalStateException(sum.bytes() + " bytes of pixels written of " + dataBytes);
      }
      if (offset + header.size() != dataOffset) {
        throw new IllegalStateException("the header has grown while pixels were written");
      }
      ByteBuffer fill = ByteBuffer.allocate((int) (FitsScanner.padded(dataBytes) - dataBytes));
      file.write(fill, dataOffset + dataBytes);
      ByteBuffer bytes = header.bytes(sum.value());
      DataSum ofHeader = new DataSum();
      ofHeader.add(bytes);
      file.write(bytes, offset);
      return DataSum.sum(ofHeader.value(), sum.value());
    }
  }

  /** Fills the last blocks, writes the headers and gives the file its name. */
  @Override
  public Written finish(BeforeName before) throws IOException {
    long sum = images.get(0).sum.value();
    for (Image image : images) {
      long ofImage = image.finish();
      if (image != images.get(0)) {
        sum = DataSum.sum(sum, ofImage);
      }
    }
    Written written = new Written(images.get(0).dataOffset, sum);
    before.accept(written);
    file.commit();
    return written;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
