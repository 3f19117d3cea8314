package org.nightbeam.pixels;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Optional;
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
 * A calibrated light that is read again, with the planes beside its pixels, however it is
 * compressed.
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
      List<ImageHdu> images =
          contents.images().stream().filter(image -> plane(image).isEmpty()).toList();
      ImageHdu image =
          images.size() == 1
              ? images.get(0)
              : images.stream()
                  .filter(one -> one.index() == hdu)
                  .findFirst()
                  .orElseThrow(
                      () ->
                          new UnreadableFileException(
                              ReasonCode.UNREADABLE, "no image of HDU " + hdu + " in " + uri));
      float[][] sigmas = null;
      byte[][] flags = null;
      if (images.size() == 1) { // else it is not known whose they are
        for (ImageHdu other : contents.images()) {
          Optional<Plane> plane = plane(other);
          if (plane.filter(Plane.UNCERT::equals).isPresent()) {
            sigmas = floats(storage, uri, contents, other);
          } else if (plane.filter(Plane.MASK::equals).isPresent()) {
            flags = bytes(floats(storage, uri, contents, other));
          }
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

  private static Optional<Plane> plane(ImageHdu image) {
    String name = image.header().text("EXTNAME").orElse("");
    for (Plane plane : Plane.values()) {
      if (plane.name().equals(name)) {
        return Optional.of(plane);
      }
    }
    return Optional.empty();
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
