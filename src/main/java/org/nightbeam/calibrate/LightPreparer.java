package org.nightbeam.calibrate;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.nightbeam.badpixels.BadPixelFinder;
import org.nightbeam.badpixels.BadPixels;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Sensor;
import org.nightbeam.fringes.FringeFinder;
import org.nightbeam.master.MasterNoise;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.pixels.Overscan;
import org.nightbeam.preview.LightPreview;
import org.nightbeam.signal.Preparation;
import org.nightbeam.storage.Storage;

/** Finds out what a light needs before its pixels are calibrated. */
final class LightPreparer {
  private static final int ROWS_AT_ONCE = 64;

  /**
   * Pixels that are written at once: with the raw rows and those of the masters they are in the
   * cache of a core. The system takes a quarter longer for writes of a quarter of that.
   */
  private static final int BYTES_AT_ONCE = 1 << 19;

  private final Storage storage;
  private final FramePixels pixels;
  private final MasterStore masters;
  private final String version;
  private final Preparation preparation;
  private final LightSettings settings;
  private final BadPixelFinder badPixels;
  private final FringeFinder fringes;
  private final Map<String, MasterNoise> noises = new HashMap<>(); // by hash
  private final Light.WorkSpace work = new Light.WorkSpace();

  LightPreparer(
      Storage storage,
      FramePixels pixels,
      MasterStore masters,
      String version,
      Preparation preparation,
      LightSettings settings,
      BadPixelFinder badPixels,
      FringeFinder fringes) {
    this.storage = storage;
    this.pixels = pixels;
    this.masters = masters;
    this.version = version;
    this.preparation = preparation;
    this.settings = settings;
    this.badPixels = badPixels;
    this.fringes = fringes;
  }

  /** How many rows of so wide a frame are worked on at a time. */
  static int rowsAtOnce(int width) {
    return Math.max(1, Math.min(ROWS_AT_ONCE, BYTES_AT_ONCE / (width * Float.BYTES)));
  }

  /** The rows of its masters. */
  MasterRows rows(MatchedLight matched) throws IOException {
    Frame frame = matched.light().frame();
    return new MasterRows(
        masters,
        matched.bias(),
        matched.dark(),
        matched.flat(),
        frame.exposure(),
        frame.width(),
        rowsAtOnce(frame.width()),
        settings.withUncertainty() || preparation.linearity().isOn());
  }

  /**
   * A light with its header, so far as it is known. It shares its work space with all others of
   * this preparer.
   *
   * @param extension whether the product is an extension of a file with several
   * @throws org.nightbeam.fits.UnreadableFileException if it cannot be read, or lacks what a step
   *     needs
   */
  Light prepare(MatchedLight matched, boolean extension) throws IOException {
    Frame frame = matched.light().frame();
    work.reserve(
        Math.toIntExact(frame.rowBytes()), frame.width(), rowsAtOnce(frame.width()), settings);
    Sensor sensor = settings.stated().or(frame.sensor());
    LightHeader description =
        new LightHeader(
            matched.light(),
            matched.bias(),
            matched.dark(),
            matched.flat(),
            settings,
            sensor,
            extension);
    Overscan overscan = Overscan.measure(frame, pixels, preparation.overscan());
    BadPixels bad =
        settings.needsFlags() ? badPixels.of(frame, matched.dark(), matched.flat()) : null;
    FringeFinder.Found fringe = settings.fringes().isOn() ? fringes.of(frame) : null;
    description.begin(storage, version, overscan, preparation, bad, fringe);
    return new Light(
        frame,
        settings,
        sensor,
        description,
        overscan,
        preparation.linearity(),
        settings.withUncertainty() ? uncertainty(matched, sensor) : null,
        bad,
        fringe == null ? null : fringe.pattern(),
        matched.picture() == null ? null : new LightPreview(frame),
        work);
  }

  private Uncertainty uncertainty(MatchedLight matched, Sensor sensor) throws IOException {
    Frame frame = matched.light().frame();
    return new Uncertainty(
        sensor,
        frame.exposure(),
        Overscan.variance(frame.layout(), preparation.overscan()),
        noise(matched.bias()),
        noise(matched.dark()),
        noise(matched.flat()));
  }

  /**
   * What the noise of a master follows from; null for none. Read once a master: a header far away
   * costs as much as a light.
   */
  MasterNoise noise(MasterReference master) throws IOException {
    MasterNoise known = master == null ? null : noises.get(master.sha256());
    if (known == null) {
      known = MasterNoise.read(storage, master);
      if (known != null) {
        noises.put(master.sha256(), known);
      }
    }
    return known;
  }
}
