package org.nightbeam.fits.product;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.checksum.PieceSum;
import org.nightbeam.storage.NewFile;

/** A product that is compressed as a whole; its images must be filled one after the other. */
final class GzippedProductFile implements ProductWriter {
  private final NewFile file;
  private final List<Hdu> hdus = new ArrayList<>();
  private GzipFile compressed; // null before the first pixel
  private int begun; // HDUs

  GzippedProductFile(NewFile file) {
    this.file = file;
  }

  private final class Hdu implements Image {
    private final ProductHeader header;
    private final PieceSum sum = new PieceSum();
    private GzipFile.Room room;

    Hdu(ProductHeader header) {
      this.header = header;
    }

    @Override
    public void write(ByteBuffer pixels) throws IOException {
      beginUpTo(this);
      sum.add(pixels);
      compressed.write(pixels);
    }

    private void end() throws IOException {
      if (sum.bytes() != header.dataBytes()) {
        throw new IllegalStateException(
            sum.bytes() + " bytes of pixels written of " + header.dataBytes());
      }
      compressed.write(ByteBuffer.allocate((int) (FitsScanner.padded(sum.bytes()) - sum.bytes())));
    }
  }

  @Override
  public Image add(ProductHeader header) {
    Hdu hdu = new Hdu(header);
    hdus.add(hdu);
    return hdu;
  }

  /** Begins an HDU, and all before it. */
  private void beginUpTo(Hdu last) throws IOException {
    while (last.room == null) {
      if (compressed == null) {
        compressed = new GzipFile(file);
      } else {
        hdus.get(begun - 1).end();
      }
      Hdu next = hdus.get(begun);
      next.room = compressed.reserve(next.header.size());
      begun++;
    }
    if (last != hdus.get(begun - 1)) {
      throw new IllegalStateException("images of a gzipped file are written one after the other");
    }
  }

  @Override
  public Written finish(BeforeName before) throws IOException {
    beginUpTo(hdus.get(hdus.size() - 1));
    hdus.get(begun - 1).end();
    for (Hdu hdu : hdus) {
      hdu.room.fill(hdu.header.bytes(hdu.sum.value())); // a value may have been set to the last
    }
    compressed.finish();
    Written written = Written.compressed(file);
    before.accept(written);
    file.commit();
    return written;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
