package org.nightbeam.stack;

import org.nightbeam.fits.product.Plane;
import org.nightbeam.fits.product.ProductHeader;

/**
 * The images of a stack, in the order of its file. Siril 1.0 opens no file whose second image is as
 * the first: so that of standard deviations comes last.
 */
enum StackPlane {
  /** The pixels. */
  IMAGE(Float.BYTES),
  /** Of how many frames each pixel is made. */
  COVERAGE(Short.BYTES) {
    @Override
    ProductHeader header(int width, int height, int planes, String bunit) {
      return counts(name(), "frames that each pixel is made of", width, height, planes);
    }
  },
  /** How many values were rejected. */
  REJECTED(Short.BYTES) {
    @Override
    ProductHeader header(int width, int height, int planes, String bunit) {
      return counts(name(), "values of each pixel that were rejected", width, height, planes);
    }
  },
  /** What is wrong with each pixel. */
  MASK(Byte.BYTES) {
    @Override
    ProductHeader header(int width, int height, int planes, String bunit) {
      return Plane.MASK.header(width, height, planes, bunit);
    }
  },
  /** Their standard deviations. */
  UNCERT(Float.BYTES) {
    @Override
    ProductHeader header(int width, int height, int planes, String bunit) {
      return Plane.UNCERT.header(width, height, planes, bunit);
    }
  };

  private final int bytes;

  StackPlane(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the bytes per pixel. */
  int bytes() {
    return bytes;
  }

  /**
   * Returns the header of its extension.
   *
   * @param planes one, or one per colour
   */
  ProductHeader header(int width, int height, int planes, String bunit) {
    throw new IllegalStateException("the primary header is another's work");
  }

  private static ProductHeader counts(
      String name, String meaning, int width, int height, int planes) {
    ProductHeader header =
        ProductHeader.ofExtension(ProductHeader.Pixels.SHORT, width, height, planes);
    header.add("EXTNAME", name, meaning);
    return header;
  }
}
