package org.nightbeam.stack;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.frame.Compression;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.storage.Storage;

/**
 * Location of a calibrated light's pixels in its product.
 *
 * @param compression how the product is compressed
 * @param image its pixels
 * @param sigmas their standard deviations; null for none
 * @param flags what is wrong with them, see {@link org.nightbeam.fits.product.PixelFlag}; null for
 *     none
 * @param width pixels per row
 * @param height rows
 * @param inElectrons whether its unit is the electron, else ADU
 * @param minusOne whether pixels without a value are -1, else NaN
 * @param pedestal that was added to its pixels, in its unit: 0 for none
 * @param fingerprint of the product
 */
public record StoredLight(
    Compression compression,
    StoredPlane image,
    StoredPlane sigmas,
    StoredPlane flags,
    int width,
    int height,
    boolean inElectrons,
    boolean minusOne,
    double pedestal,
    String fingerprint) {

  /**
   * An image in a product.
   *
   * @param hdu its number
   * @param dataOffset byte of the first pixel; of tiles that of their table
   * @param format how the pixels are stored
   */
  public record StoredPlane(int hdu, long dataOffset, PixelFormat format) {
    private static StoredPlane of(ImageHdu image) {
      return image == null
          ? null
          : new StoredPlane(image.index(), image.dataOffset(), image.format());
    }
  }

  /** A light, and what its header says. */
  record Opened(StoredLight light, FitsHeader header) {}

  /**
   * Looks at the headers of a product.
   *
   * @param rawHdu number of the image in the raw file
   * @throws UnreadableFileException if the product has no such image
   */
  static Opened open(Storage storage, String uri, int rawHdu) throws IOException {
    FitsContents contents;
    try (SeekableByteChannel channel = storage.open(uri)) {
      contents = FitsScanner.scan(channel);
    }
    boolean one = contents.images().stream().filter(image -> isOf(image, rawHdu)).count() == 1;
    ImageHdu pixels = null;
    ImageHdu sigmas = null;
    ImageHdu flags = null;
    for (ImageHdu image : contents.images()) {
      String name = image.header().text("EXTNAME").orElse("");
      if (pixels == null && one && isOf(image, rawHdu)) {
        pixels = image;
      } else if (isPlane(Plane.UNCERT, name, rawHdu)) {
        sigmas = image;
      } else if (isPlane(Plane.MASK, name, rawHdu)) {
        flags = image;
      }
    }
    if (pixels == null) {
      throw new UnreadableFileException(
          ReasonCode.CHANGED,
          "the product has not one image that is of HDU " + rawHdu + " of the raw file (NBRAWHDU)");
    }
    Compression compression =
        contents.gzipped()
            ? Compression.GZIP
            : pixels.tiles() != null ? Compression.TILES : Compression.NONE;
    FitsHeader header = pixels.header();
    return new Opened(
        new StoredLight(
            compression,
            StoredPlane.of(pixels),
            StoredPlane.of(sigmas),
            StoredPlane.of(flags),
            pixels.width(),
            pixels.height(),
            header.text("BUNIT").orElse("").startsWith("electron"),
            header.text("NBINVAL").orElse("").equals("MINUS_ONE"),
            header.number("PEDESTAL").orElse(0),
            header.text("NBFPRINT").orElse("")),
        header);
  }

  /**
   * Looks at the headers of a product that may be gone, as the reference of an earlier run.
   *
   * @return null if there is no such product, or no such image in it
   * @throws IOException if it cannot be told now
   */
  static Opened openIfThere(Storage storage, String uri, int rawHdu) throws IOException {
    try {
      return open(storage, uri, rawHdu);
    } catch (UnreadableFileException | NoSuchFileException | FileNotFoundException gone) {
      return null;
    }
  }

  private static boolean isOf(ImageHdu image, int rawHdu) {
    return image.header().integer("NBRAWHDU").orElse(-1) == rawHdu;
  }

  private static boolean isPlane(Plane plane, String name, int rawHdu) {
    return name.equals(plane.name()) || name.equals(plane.name() + "_" + rawHdu);
  }
}
