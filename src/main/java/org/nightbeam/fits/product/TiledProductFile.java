package org.nightbeam.fits.product;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.TileCompression;
import org.nightbeam.storage.NewFile;

/**
 * A product whose images are compressed by tiles, each in an extension; they may be filled at the
 * same time. The tiles of the first go to the file as they are made, those of the others are kept
 * in memory, as nobody knows yet where they begin.
 */
final class TiledProductFile implements ProductWriter {
  private final NewFile file;
  private final List<Hdu> hdus = new ArrayList<>();
  private long firstHeap; // byte of the file at which the first heap goes on; 0 before there is one

  TiledProductFile(NewFile file) {
    this.file = file;
  }

  /** An HDU; of one without pixels there is the header only. */
  private final class Hdu implements Image {
    private final ProductHeader header;
    private final TileHeap heap; // null if it goes to the file
    private final TileEncoder encoder; // null without pixels

    Hdu(ProductHeader header, TileHeap heap, boolean compressed) {
      this.header = header;
      this.heap = heap;
      this.encoder =
          compressed
              ? new TileEncoder(
                  TileCompression.GZIP_2,
                  header.bitpix(),
                  header.width(),
                  header.height(),
                  1,
                  heap == null ? this::toFile : heap)
              : null;
    }

    private void toFile(ByteBuffer tiles) throws IOException {
      firstHeap += TiledProductFile.this.write(tiles, firstHeap);
    }

    @Override
    public void write(ByteBuffer pixels) throws IOException {
      encoder.add(pixels);
    }

    /** Writes it from a byte on, but for what is there; gives the byte behind it. */
    private long finish(long from) throws IOException {
      if (encoder == null) {
        return from + TiledProductFile.this.write(header.bytes(0), from);
      }
      CompressedImage image = encoder.finish();
      long at = from;
      at += TiledProductFile.this.write(image.header(header.bytes(image.pixelSum())), at);
      long data = at;
      at += TiledProductFile.this.write(image.table(), at);
      if (heap != null) {
        file.channel().position(at);
        heap.writeTo(file.channel());
      }
      long end = data + FitsScanner.padded(image.dataBytes());
      int fill = (int) (end - data - image.dataBytes());
      TiledProductFile.this.write(ByteBuffer.allocate(fill), end - fill);
      return end;
    }
  }

  @Override
  public Image add(ProductHeader header) {
    if (hdus.isEmpty() && header.dataBytes() > 0) {
      hdus.add(new Hdu(ProductHeader.ofNoImage(), null, false)); // a table is no primary HDU
    }
    boolean first = header.dataBytes() > 0 && firstHeap == 0;
    Hdu hdu = new Hdu(header, first ? null : new TileHeap(), header.dataBytes() > 0);
    if (first) {
      long begin = hdus.stream().mapToLong(before -> before.header.size()).sum();
      firstHeap = begin + hdu.encoder.headerBytes(header.bytes(0)) + hdu.encoder.tableBytes();
    }
    hdus.add(hdu);
    return hdu;
  }

  /** Gives the number of bytes. */
  private int write(ByteBuffer bytes, long at) throws IOException {
    int length = bytes.remaining();
    file.write(bytes, at);
    return length;
  }

  @Override
  public Written finish(BeforeName before) throws IOException {
    long end = 0;
    for (Hdu hdu : hdus) {
      end = hdu.finish(end);
    }
    Written written = Written.compressed(file);
    before.accept(written);
    file.commit();
    return written;
  }

  @Override
  public void close() throws IOException {
    try (file) {
      hdus.stream().filter(hdu -> hdu.encoder != null).forEach(hdu -> hdu.encoder.close());
    }
  }
}
