package org.nightbeam.master;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Optional;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.storage.Storage;

/**
 * Whether the pixels of a master that other software made can be ADU: some programs write
 * floating-point pixels between 0 and 1, which as a bias would silently do nothing.
 */
public final class ForeignLevel {
  private ForeignLevel() {}

  /**
   * Looks at the first row of a bias, or of a dark with its bias in it, of floating-point pixels.
   *
   * @return why it cannot be ADU, for a person to read; empty if it can
   * @throws UnreadableFileException if the row cannot be read
   */
  public static Optional<String> refusal(Storage storage, Frame master) throws IOException {
    boolean withBias =
        master.type() == FrameType.BIAS || master.processing() == Processing.COMBINED;
    if (!withBias || master.format().bitpix() > 0) {
      return Optional.empty();
    }
    int width = master.width();
    ByteBuffer row = ByteBuffer.allocate(width * master.format().bytesPerPixel());
    try (ReadableByteChannel channel = FramePixels.streamed(storage, master)) {
      FramePixels.fill(channel, row, master);
    }
    float[] values = new float[width];
    new RowDecoder(master.format()).read(row.flip(), 0, width, values);
    Arrays.sort(values); // NaN last
    float middle = values[(width - 1) / 2];
    return Math.abs(middle) < 1
        ? Optional.of(
            "its first row is at "
                + middle
                + ", not the level of a bias in ADU; expected ADU, not a fraction of the"
                + " largest value")
        : Optional.empty();
  }
}
