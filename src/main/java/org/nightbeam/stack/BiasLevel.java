package org.nightbeam.stack;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.plan.MasterSection;
import org.nightbeam.preview.PixelSample;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/**
 * The level that was subtracted from lights as bias, overscan and dark current, which may have the
 * bias in it: raw saturation is that much less in what is left. Each master is looked at once.
 */
final class BiasLevel {
  private static final String NONE = "NONE";
  private static final int SAMPLED = 64;

  /** Where a master of another folder is, against a path below the output. */
  private static final Pattern ABSOLUTE = Pattern.compile("/.*|[A-Za-z][A-Za-z0-9+.-]*:.*");

  /** What a product of several amplifiers says, each of which has a level of its own. */
  private static final Pattern OVERSCANS =
      Pattern.compile("Nightbeam: (HDU \\d+: )?overscan subtracted: .*", Pattern.DOTALL);

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
   * @param exposure of the light in seconds
   */
  double of(FitsHeader light, double exposure) {
    double level = light.number("NBOVERSC").orElse(Double.NaN);
    if (Double.isNaN(level)) {
      if (light.history().stream().anyMatch(line -> OVERSCANS.matcher(line).matches())) {
        return Double.NaN;
      }
      level = 0;
    }
    String bias = light.text("NBBIAS").orElse(NONE);
    String dark = light.text("NBDARK").orElse(NONE);
    level += bias.equals(NONE) ? 0 : known.computeIfAbsent(bias, this::read);
    // Master darks are rates.
    level += dark.equals(NONE) ? 0 : exposure * known.computeIfAbsent(dark, this::read);
    return level;
  }

  private double read(String named) {
    MasterSection master = MasterSection.of(named);
    String path = master.masterId();
    String uri = ABSOLUTE.matcher(path).matches() ? path : OutputLayout.in(output, path);
    try (SeekableByteChannel channel = storage.open(uri)) {
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
            throw new EOFException(uri + ": ends before row " + y);
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
