package org.nightbeam.pixels;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.TiledPixels;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.storage.Storage;

/**
 * A calibrated light that is read again, with its planes, however it is compressed.
 *
 * @param header of the image
 * @param pixels {@code [height][width]}, without the pedestal of the product; NaN is no value
 * @param sigmas {@code [height][width]}, standard deviations; null if the product has none
 * @param flags {@code [height][width]}, bits of {@link PixelFlag}; null if the product has none
 */
public record ProductImage(FitsHeader header, float[][] pixels, float[][] sigmas, byte[][] flags) {
  private static final int CHUNK = 1 << 20;

  /**
   * Reads one.
   *
   * @param uri of the product
   * @param hdu of the image in the raw file, where the product holds several
   * @throws UnreadableFileException if it has no such image
   */
  public static ProductImage read(Storage storage, String uri, int hdu) throws IOException {
    try (SeekableByteChannel channel = storage.open(uri)) {
      FitsContents contents = FitsScanner.scan(channel);
      ImageHdu image = image(contents, uri, hdu);
      float[][] sigmas = null;
      byte[][] flags = null;
      for (ImageHdu other : contents.images()) {
        if (isPlane(other, Plane.UNCERT, hdu)) {
          sigmas = floats(storage, uri, contents, other);
        } else if (isPlane(other, Plane.MASK, hdu)) {
          flags = bytes(floats(storage, uri, contents, other));
        }
      }
      FitsHeader header = image.header().inheriting(contents.primary());
      float[][] pixels = floats(storage, uri, contents, image);
      float pedestal = (float) header.number("PEDESTAL").orElse(0);
      if (pedestal != 0) {
        for (float[] row : pixels) {
          for (int x = 0; x < row.length; x++) {
            row[x] -= pedestal;
          }
        }
      }
      return new ProductImage(header, pixels, sigmas, flags);
    }
  }

  /**
   * Reads the header alone.
   *
   * @param uri of the product
   * @param hdu of the image in the raw file, where the product holds several
   * @throws UnreadableFileException if it has no such image
   */
  public static FitsHeader header(Storage storage, String uri, int hdu) throws IOException {
    try (SeekableByteChannel channel = storage.open(uri)) {
      FitsContents contents = FitsScanner.scan(channel);
      return image(contents, uri, hdu).header().inheriting(contents.primary());
    }
  }

  /** A product holds the images that were calibrated, whatever their numbers in the raw file. */
  private static ImageHdu image(FitsContents contents, String uri, int hdu)
      throws UnreadableFileException {
    List<ImageHdu> images = contents.images();
    boolean plain = images.size() == 1 && !images.get(0).header().has("NBRAWHDU");
    List<ImageHdu> found =
        images.stream()
            .filter(image -> plain || image.header().integer("NBRAWHDU").orElse(-1) == hdu)
            .toList();
    if (found.size() != 1) {
      throw new UnreadableFileException(
          ReasonCode.CHANGED,
          uri + " has not one image that is of HDU " + hdu + " of the raw file (NBRAWHDU)");
    }
    return found.get(0);
  }

  private static boolean isPlane(ImageHdu image, Plane plane, int hdu) {
    String name = image.header().text("EXTNAME").orElse("");
    return name.equals(plane.name()) || name.equals(plane.name() + "_" + hdu);
  }

  private static byte[][] bytes(float[][] values) {
    byte[][] bytes = new byte[values.length][];
    for (int y = 0; y < values.length; y++) {
      byte[] row = new byte[values[y].length];
      int any = 0;
      for (int x = 0; x < row.length; x++) {
        row[x] = (byte) (int) values[y][x];
        any |= row[x];
      }
      bytes[y] = any == 0 ? null : row;
    }
    return bytes;
  }

  private static float[][] floats(
      Storage storage, String uri, FitsContents contents, ImageHdu image) throws IOException {
    float[][] values = new float[image.height()][image.width()];
    int rowBytes = image.width() * image.format().bytesPerPixel();
    int rows = Math.max(1, Math.min(image.height(), CHUNK / rowBytes));
    ByteBuffer buffer = ByteBuffer.allocate(rows * rowBytes);
    RowDecoder decoder = new RowDecoder(image.format());
    try (ReadableByteChannel data = data(storage.open(uri), contents, image)) {
      for (int first = 0; first < image.height(); first += rows) {
        int count = Math.min(rows, image.height() - first);
        buffer.clear().limit(count * rowBytes);
        while (buffer.hasRemaining()) {
          if (data.read(buffer) < 0) {
            throw new EOFException("the file ends before its pixels do: " + uri);
          }
        }
        for (int i = 0; i < count; i++) {
          decoder.read(buffer, i * image.width(), image.width(), values[first + i]);
        }
      }
    }
    return values;
  }

  private static ReadableByteChannel data(
      SeekableByteChannel file, FitsContents contents, ImageHdu image) throws IOException {
    if (image.tiles() != null) {
      return new TiledPixels(file, image.tiles());
    }
    if (contents.gzipped()) {
      GZIPInputStream in = new GZIPInputStream(Channels.newInputStream(file.position(0)));
      in.skipNBytes(image.dataOffset());
      return Channels.newChannel(in);
    }
    return file.position(image.dataOffset());
  }
}
