package org.nightbeam.fringes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.correction.Corrector;
import org.nightbeam.correction.LightContext;
import org.nightbeam.correction.Step;
import org.nightbeam.fits.RowDecoder;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.storage.Sha256;
import org.nightbeam.storage.Storage;

/**
 * The fringe masters of a run: each is read once, when a light is of its filter, size and HDU. Safe
 * for use by several threads.
 */
public final class FringeFinder implements Corrector {
  private final Storage storage;
  private final FringeSettings settings;
  private final HeaderRules rules;
  private final Map<Frame, Found> patterns = new HashMap<>();
  private List<Frame> masters; // null before their headers are read

  /**
   * @param storage where the masters are
   * @param rules by which headers are read: a filter may be known by them alone
   */
  public FringeFinder(Storage storage, FringeSettings settings, HeaderRules rules) {
    this.storage = storage;
    this.settings = settings;
    this.rules = rules;
  }

  /**
   * The pattern of a light and where it is from.
   *
   * @param name of its file
   * @param hash of its pixels
   */
  public record Found(FringePattern pattern, String name, String hash) {}

  @Override
  public Step of(LightContext light) throws IOException {
    return new FringeStep(light.frame().filter(), of(light.frame()));
  }

  /**
   * Returns the pattern of a light; null if there is none for its filter.
   *
   * @throws UnreadableFileException if there are several, or it has another size
   */
  public synchronized Found of(Frame light) throws IOException {
    if (masters == null) {
      masters = read();
    }
    List<Frame> ofFilter =
        masters.stream()
            .filter(master -> master.filter().equals(light.filter()))
            .filter(master -> master.onlyImage() || master.hdu() == light.hdu())
            .toList();
    List<Frame> fitting =
        ofFilter.stream()
            .filter(master -> master.width() == light.width() && master.height() == light.height())
            .toList();
    if (fitting.size() > 1) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION,
          String.format(
              "--fringe names two masters of filter %s and %d x %d pixels, %s and %s; name"
                  + " only one",
              light.filter(),
              light.width(),
              light.height(),
              fitting.get(0).uri(),
              fitting.get(1).uri()));
    }
    if (fitting.isEmpty() && !ofFilter.isEmpty()) {
      Frame other = ofFilter.get(0);
      throw new UnreadableFileException(
          ReasonCode.CORRECTION,
          String.format(
              "the fringe master %s has %d x %d pixels, expected %d x %d",
              other.uri(), other.width(), other.height(), light.width(), light.height()));
    }
    if (fitting.isEmpty()) {
      return null;
    }
    Frame master = fitting.get(0);
    if (!patterns.containsKey(master)) {
      float[][] pixels = pixels(master);
      patterns.put(master, new Found(new FringePattern(pixels), master.path(), hash(pixels)));
    }
    return patterns.get(master);
  }

  private List<Frame> read() throws UnreadableFileException {
    FrameReader reader = new FrameReader(rules.ofProducts());
    List<Frame> frames = new ArrayList<>();
    for (FringeSettings.Master master : settings.files()) {
      Frame.Reading reading = reader.read(storage, master.uri(), master.path());
      if (reading.frames().isEmpty()) {
        throw new UnreadableFileException(
            ReasonCode.CORRECTION,
            "--fringe: " + master.uri() + ": " + reading.rejected().get(0).reason());
      }
      frames.addAll(reading.frames());
    }
    return frames;
  }

  private static String hash(float[][] pixels) {
    MessageDigest digest = Sha256.digest();
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * pixels[0].length);
    for (float[] row : pixels) {
      bytes.asFloatBuffer().put(row);
      digest.update(bytes.array());
    }
    return Sha256.shortHex(digest);
  }

  private float[][] pixels(Frame master) throws IOException {
    float[][] rows = new float[master.height()][master.width()];
    ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(master.rowBytes()));
    RowDecoder decoder = new RowDecoder(master.format());
    try (ReadableByteChannel channel = FramePixels.streamed(storage, master)) {
      for (float[] row : rows) {
        FramePixels.fill(channel, bytes.clear(), master);
        decoder.read(bytes, 0, row.length, row);
      }
      FramePixels.verifyEnd(channel, master);
    }
    return rows;
  }
}
