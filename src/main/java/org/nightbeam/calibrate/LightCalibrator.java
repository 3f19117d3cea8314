package org.nightbeam.calibrate;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.correction.MatchedLight;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.ProductWriter;
import org.nightbeam.frame.Frame;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.storage.NameTakenException;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.LightStatistics;

/**
 * Calibrates light frames: {@code C = (S - (B + D t)) / F} in ADU, in single precision, a few rows
 * at a time. A pixel is valid if its raw value is (not BLANK, not NaN) and the masters are; an
 * option sets the value of all others.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public final class LightCalibrator {
  private final Storage storage;
  private final FramePixels pixels;
  private final LightSettings settings;
  private final LightPreparer preparer;
  private final ExtensionsProduct extensions;

  /**
   * @param reduction shared by all calibrators of the process
   * @param threads number of threads that may work on a frame that is in memory as a whole
   */
  public LightCalibrator(Reduction reduction, int threads) {
    this.storage = reduction.services().storage();
    this.pixels = reduction.services().pixels();
    this.settings = reduction.settings();
    this.preparer = new LightPreparer(reduction, threads);
    this.extensions = new ExtensionsProduct(reduction, preparer);
  }

  /**
   * Outcome of a frame.
   *
   * @param failure why it cannot be read; null if the result was written
   * @param suspicion what it looks like, if not like a light; null if it does
   * @param written the result; null if there is none
   * @param fingerprint of the result; null if there is none
   * @param contents of the frame, see {@link RawContents}; null where there is no result
   * @param statistics of the result; unknown where there is no preview
   */
  public record Outcome(
      UnreadableFileException failure,
      String suspicion,
      ProductWriter.Written written,
      String fingerprint,
      String contents,
      LightStatistics statistics) {

    /** Returns the outcome of a frame that cannot be read. */
    static Outcome failed(UnreadableFileException failure) {
      return new Outcome(failure, null, null, null, null, LightStatistics.UNKNOWN);
    }
  }

  /** Listener that does nothing. */
  public static final ProductListener NOBODY =
      new ProductListener() {
        @Override
        public void isWhole(int number, Outcome outcome) {}

        @Override
        public void hasItsName(int number, Outcome outcome) {}
      };

  /** Listener for products, with the number of the frame and its outcome. */
  public interface ProductListener {
    /** Called when a product is complete, before it gets its name. */
    void isWhole(int number, Outcome outcome) throws IOException;

    /** Called when the product has its name. */
    void hasItsName(int number, Outcome outcome) throws IOException;
  }

  /**
   * Calibrates frames of one size and exposure time with the same masters, some rows of all of them
   * at a time, so that the masters, which take more memory traffic than a frame, are read only
   * once.
   *
   * @param listener told of each product as it comes
   * @return the outcome of each frame
   * @throws IOException if a master cannot be read, or a result not be written
   */
  public List<Outcome> calibrate(List<MatchedLight> lights, ProductListener listener)
      throws IOException {
    Frame first = lights.get(0).light().frame();
    int rowsAtOnce = LightPreparer.rowsAtOnce(first.width());
    List<Exposure> exposures = new ArrayList<>();
    try (MasterRows rows = preparer.rows(lights.get(0))) {
      for (MatchedLight light : lights) {
        Exposure exposure = new Exposure(light);
        exposures.add(exposure);
        exposure.attempt(exposure::open);
      }
      for (int y = 0; y < first.height(); y += rowsAtOnce) {
        int next = Math.min(rowsAtOnce, first.height() - y);
        rows.read(y, next);
        for (Exposure exposure : exposures) {
          exposure.attempt(() -> exposure.light.calibrate(next, rows));
        }
      }
      for (int i = 0; i < exposures.size(); i++) {
        Exposure exposure = exposures.get(i);
        int number = i;
        exposure.attempt(() -> exposure.finish(number, listener));
        if (exposure.failure == null) {
          listener.hasItsName(i, exposure.outcome());
        }
      }
    } finally {
      closeAll(exposures);
    }
    return exposures.stream().map(Exposure::outcome).toList();
  }

  /**
   * Calibrates the images of one file into a file of the same structure, or into one image if
   * amplifiers are to be joined. An image that cannot be read is left out.
   *
   * @param images in the order of their HDUs, of one product
   * @param listener told of each image when the product comes
   * @return the outcome of each image
   * @throws IOException if a master cannot be read, or the result not be written
   */
  public List<Outcome> calibrateFile(List<MatchedLight> images, ProductListener listener)
      throws IOException {
    try {
      List<Outcome> outcomes = extensions.write(images, images.get(0).product(), listener);
      for (int i = 0; i < outcomes.size(); i++) {
        if (outcomes.get(i).failure() == null) {
          listener.hasItsName(i, outcomes.get(i));
        }
      }
      return outcomes;
    } catch (NameTakenException e) {
      UnreadableFileException failure =
          new UnreadableFileException(ReasonCode.NAME_TAKEN, e.getMessage(), e);
      Outcome none = Outcome.failed(failure);
      return images.stream().map(image -> none).toList();
    }
  }

  /** Closes all, even if one fails. */
  private static void closeAll(List<Exposure> exposures) throws IOException {
    if (!exposures.isEmpty()) {
      Exposure first = exposures.get(0);
      try (first) {
        closeAll(exposures.subList(1, exposures.size()));
      }
    }
  }

  /** One of the frames that are calibrated together, with its file; others go on if it fails. */
  private final class Exposure implements Closeable {
    private final MatchedLight matched;
    private Light light;
    private ProductWriter product;
    private ProductWriter.Written written;
    private String fingerprint;
    private UnreadableFileException failure;

    Exposure(MatchedLight matched) {
      this.matched = matched;
    }

    Outcome outcome() {
      return failure == null ? outcome(written) : Outcome.failed(failure);
    }

    private Outcome outcome(ProductWriter.Written file) {
      return new Outcome(
          null,
          light.suspicion().orElse(null),
          file,
          fingerprint,
          light.contents(),
          light.statistics());
    }

    private interface Step {
      void run() throws IOException;
    }

    /** Does a step, if the frame could be read so far. */
    void attempt(Step step) throws IOException {
      if (failure == null) {
        try {
          step.run();
        } catch (UnreadableFileException e) {
          failure = e;
          close();
        } catch (NameTakenException e) {
          failure = new UnreadableFileException(ReasonCode.NAME_TAKEN, e.getMessage(), e);
          close();
        }
      }
    }

    void open() throws IOException {
      light = preparer.prepare(matched, false);
      product = settings.compression().begin(storage.create(matched.product()));
      ProductPlanes planes = new ProductPlanes(product, light.description().header());
      planes.addOthers(product, light.description(), settings);
      light.open(pixels, planes);
    }

    void finish(int number, ProductListener listener) throws IOException {
      light.verify(storage);
      fingerprint = light.finish(storage); // first: a product that is there has its preview
      written = product.finish(whole -> listener.isWhole(number, outcome(whole)));
    }

    @Override
    public void close() throws IOException {
      Closeable reading = light;
      Closeable writing = product;
      try (reading;
          writing) {
        return; // both are closed, also when one fails
      }
    }
  }
}
