package org.nightbeam.stack;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.HashMap;
import java.util.Map;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.preview.PixelSample;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/**
 * The level that was subtracted from lights as bias: raw saturation is that much less in what is
 * left. Each master is looked at once.
 */
final class BiasLevel {
  private static final String NONE = "NONE";
  private static final int SAMPLED = 64;

  private final Storage storage;
  private final String output;
  private final Map<String, Double> known = new HashMap<>();

  BiasLevel(Storage storage, String output) {
    this.storage = storage;
    this.output = output;
  }

  /**
   * Returns the level in raw units; 0 where none was subtracted, NaN where it is not known.
   *
   * @param light header of the calibrated light
   */
  double of(FitsHeader light) {
    boolean overscan =
        light.cards().stream()
            .anyMatch(card -> card.startsWith("HISTORY") && card.contains("overscan"));
    if (overscan) {
      return Double.NaN; // it differs from light to light
    }
    String master = light.text("NBBIAS").orElse(NONE);
    return master.equals(NONE) ? 0 : known.computeIfAbsent(master, this::read);
  }

  private double read(String master) {
    try (SeekableByteChannel channel = storage.open(OutputLayout.in(output, master))) {
      ImageHdu image = FitsScanner.scan(channel).images().get(0);
      PixelSample sample = new PixelSample(image.width(), image.height(), SAMPLED);
      RowDecoder decoder = new RowDecoder(image.format());
      int rowBytes = image.width() * image.format().bytesPerPixel();
      ByteBuffer bytes = ByteBuffer.allocate(rowBytes);
      float[] row = new float[image.width()];
      for (int y = sample.nextRow(); y >= 0; y = sample.nextRow()) {
        channel.position(image.dataOffset() + (long) y * rowBytes);
        bytes.clear();
        while (bytes.hasRemaining()) {
          if (channel.read(bytes) < 0) {
            throw new EOFException(master + ": ends before row " + y);
          }
        }
        bytes.flip();
        decoder.read(bytes, 0, row.length, row);
        sample.add(y, row);
      }
      return sample.median();
    } catch (IOException | IndexOutOfBoundsException goneOrCompressed) {
      return Double.NaN; // the header then says nothing of saturation
    }
  }
}
