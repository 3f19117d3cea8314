package org.nightbeam.pixels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.storage.Storage;

/**
 * How the pixels of a raw frame of floating-point numbers were scaled. Cameras count whole ADU;
 * programs that save floating-point numbers often make them fractions of the largest value.
 */
public final class FloatScale {
  private static final int ROWS = 4;

  private FloatScale() {}

  /** The frame with its scale in its setup, if it is not that of ADU. */
  public static Frame told(Storage storage, Frame frame) {
    boolean counts =
        frame.setAside() != null
            || frame.format() == null
            || frame.format().bitpix() > 0
            || !frame.type().isCalibration() && frame.type() != FrameType.LIGHT;
    return counts || !isFraction(storage, frame)
        ? frame
        : frame
            .scaled("all values within 0..1")
            .warned("all values are between 0 and 1: expected ADU, not fractions of the largest");
  }

  /**
   * Whether the first rows hold values between 0 and 1 alone; one that cannot be read holds none.
   */
  private static boolean isFraction(Storage storage, Frame frame) {
    int width = frame.layout().width();
    int rows = Math.min(ROWS, frame.layout().height());
    ByteBuffer bytes = ByteBuffer.allocate(width * rows * frame.format().bytesPerPixel());
    try (ReadableByteChannel channel = FramePixels.streamed(storage, frame)) {
      FramePixels.fill(channel, bytes, frame);
    } catch (IOException unreadable) {
      return false; // what reads the pixels will say so
    }
    float[] values = new float[width * rows];
    new RowDecoder(frame.format()).read(bytes.flip(), 0, values.length, values);
    boolean some = false;
    for (float value : values) {
      if (value < 0 || value > 1) {
        return false;
      }
      some |= value > 0 && value < 1;
    }
    return some;
  }
}
