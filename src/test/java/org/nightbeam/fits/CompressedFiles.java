package org.nightbeam.fits;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nightbeam.fits.checksum.DataSum;
import org.nightbeam.fits.product.CompressedImage;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.fits.product.TileEncoder;

/** Files whose images {@link TileEncoder} has compressed: an empty primary HDU, then the tables. */
public final class CompressedFiles {
  private CompressedFiles() {}

  /**
   * An HDU of a plain file.
   *
   * @param header in whole blocks
   * @param data without padding
   */
  public record Hdu(byte[] header, byte[] data) {
    int integer(String keyword) {
      return (int) new FitsHeader(cards(header)).integer(keyword).orElse(0);
    }
  }

  /** The plain file with each of its images compressed. */
  public static byte[] compressed(byte[] plain, TileCompression method) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    List<Hdu> hdus = hdus(plain);
    if (hdus.get(0).data.length > 0) {
      file.writeBytes(FitsBuilder.primary(8).card("EXTEND  =                    T").bytes());
    }
    for (Hdu hdu : hdus) {
      if (hdu.data.length == 0) {
        file.writeBytes(hdu.header);
        continue;
      }
      ByteBuffer header = ByteBuffer.wrap(hdu.header);
      ByteArrayOutputStream heap = new ByteArrayOutputStream();
      TileEncoder encoder = encoder(hdu, method, heap);
      encoder.add(ByteBuffer.wrap(hdu.data));
      CompressedImage image = encoder.finish();
      file.writeBytes(image.header(header).array());
      file.writeBytes(image.table().array());
      file.writeBytes(heap.toByteArray());
      file.writeBytes(new byte[(int) (FitsScanner.padded(image.dataBytes()) - image.dataBytes())]);
    }
    return file.toByteArray();
  }

  /** An encoder for the image of an HDU. */
  public static TileEncoder encoder(Hdu hdu, TileCompression method, ByteArrayOutputStream heap) {
    return new TileEncoder(
        method,
        hdu.integer("BITPIX"),
        hdu.integer("NAXIS1"),
        hdu.integer("NAXIS2"),
        bytes -> heap.write(bytes.array(), bytes.position(), bytes.remaining()));
  }

  /** The HDUs of a plain file with images of two axes. */
  public static List<Hdu> hdus(byte[] file) {
    List<Hdu> hdus = new ArrayList<>();
    int at = 0;
    while (at < file.length) {
      int blocks = 1;
      while (!endsWithin(file, at, blocks)) {
        blocks++;
      }
      byte[] header = part(file, at, blocks * FitsScanner.BLOCK);
      at += header.length;
      Hdu empty = new Hdu(header, new byte[0]);
      int pixels = empty.integer("NAXIS1") * empty.integer("NAXIS2");
      byte[] data = part(file, at, pixels * Math.abs(empty.integer("BITPIX")) / 8);
      at += (int) FitsScanner.padded(data.length);
      hdus.add(new Hdu(header, data));
    }
    return hdus;
  }

  private static boolean endsWithin(byte[] file, int at, int blocks) {
    return cards(part(file, at, blocks * FitsScanner.BLOCK)).size()
        < blocks * FitsScanner.BLOCK / FitsHeader.CARD;
  }

  private static byte[] part(byte[] file, int from, int length) {
    return Arrays.copyOfRange(file, from, from + length);
  }

  /** The cards of a header before END. */
  public static List<String> cards(byte[] header) {
    List<String> cards = new ArrayList<>();
    String text = new String(header, StandardCharsets.ISO_8859_1);
    for (int at = 0; at < text.length() && !text.startsWith("END ", at); at += FitsHeader.CARD) {
      cards.add(text.substring(at, at + FitsHeader.CARD));
    }
    return cards;
  }

  /** A plain file of one image with DATASUM and CHECKSUM, as products have them. */
  public static byte[] product(int width, int height, byte[] pixels) {
    ProductHeader header = ProductHeader.ofImage(width, height);
    header.add("OBJECT", "M 31", "it's a name");
    header.add("EXPTIME", 12.5, "[s]");
    header.add("NBLONG", "a/long/path/".repeat(9) + "of a master.fits", "a master");
    header.addHistory("Nightbeam: made up for a test");
    DataSum sum = new DataSum();
    sum.add(ByteBuffer.wrap(pixels));
    byte[] padding = new byte[(int) (FitsScanner.padded(pixels.length) - pixels.length)];
    return FitsBuilder.concat(header.bytes(sum.value()).array(), pixels, padding);
  }
}
