package org.nightbeam.stack;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.nightbeam.fits.product.PixelFlag;

/**
 * Some rows of a stack, as stored in its file.
 *
 * @param firstRow from 0
 * @param planes big-endian, from position to limit
 */
public record StackRows(int firstRow, Map<StackPlane, ByteBuffer> planes) {
  /**
   * A pixel is called saturated where one of so many frames that it is made of is, or more: in
   * fewer it is a cosmic ray, which is rejected.
   */
  private static final int ONE_OF = 10;

  static StackRows of(int firstRow, int pixels) {
    Map<StackPlane, ByteBuffer> planes = new EnumMap<>(StackPlane.class);
    for (StackPlane plane : StackPlane.values()) {
      planes.put(plane, ByteBuffer.allocate(Math.multiplyExact(pixels, plane.bytes())));
    }
    return new StackRows(firstRow, planes);
  }

  /** Adds a row; the sky is added to its values. */
  void add(StackedRow row, float sky) {
    ByteBuffer image = planes.get(StackPlane.IMAGE);
    ByteBuffer sigmas = planes.get(StackPlane.UNCERT);
    ByteBuffer coverage = planes.get(StackPlane.COVERAGE);
    ByteBuffer rejected = planes.get(StackPlane.REJECTED);
    ByteBuffer mask = planes.get(StackPlane.MASK);
    for (int x = 0; x < row.values().length; x++) {
      int used = row.coverage()[x];
      image.putFloat(row.values()[x] + sky);
      sigmas.putFloat(row.sigmas()[x]);
      coverage.putShort((short) Math.min(Short.MAX_VALUE, used));
      rejected.putShort((short) Math.min(Short.MAX_VALUE, row.rejected()[x]));
      int flags = used == 0 ? PixelFlag.NO_DATA.bit() : 0;
      int saturated = row.saturated()[x];
      if (saturated > 0 && saturated * ONE_OF >= used + row.rejected()[x]) {
        flags |= PixelFlag.SATURATED.bit();
      }
      mask.put((byte) flags);
    }
  }

  /** Makes the rows ready to be read, when all are there. */
  void flip() {
    planes.values().forEach(ByteBuffer::flip);
  }
}
