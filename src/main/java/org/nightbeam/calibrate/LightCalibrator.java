package org.nightbeam.calibrate;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.badpixels.BadPixelFinder;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.ProductWriter;
import org.nightbeam.frame.Frame;
import org.nightbeam.fringes.FringeFinder;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.signal.Preparation;
import org.nightbeam.storage.NameTakenException;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.LightStatistics;

/**
 * Calibrates light frames: {@code C = (S - (B + D t)) / F} in ADU, in single precision, a few rows
 * at a time. A pixel is valid if its raw value is (not BLANK, not NaN) and the masters are; what
 * becomes of others is an option.
 *
 * <p>Not safe for use by several threads: it keeps work space.
 */
public final class LightCalibrator {
  private final Storage storage;
  private final FramePixels pixels;
  private final int threads;
  private final LightSettings settings;
  private final LightPreparer preparer;
  private final ExtensionsProduct extensions;

  /**
   * @param storage where frames are read and written
   * @param pixels their pixels
   * @param masters the masters
   * @param version of the software, for the header
   * @param preparation what is done to raw values first
   * @param settings what is done beside bias, dark and flat
   * @param badPixels finds them
   * @param fringes finds their masters
   * @param threads how many may work on a frame that is in memory as a whole
   */
  public LightCalibrator(
      Storage storage,
      FramePixels pixels,
      MasterStore masters,
      String version,
      Preparation preparation,
      LightSettings settings,
      BadPixelFinder badPixels,
      FringeFinder fringes,
      int threads) {
    this.storage = storage;
    this.pixels = pixels;
    this.threads = threads;
    this.settings = settings;
    this.preparer =
        new LightPreparer(
            storage, pixels, masters, version, preparation, settings, badPixels, fringes);
    this.extensions = new ExtensionsProduct(storage, pixels, version, preparer, settings, threads);
  }

  /**
   * A frame to be calibrated.
   *
   * @param light the frame
   * @param target URI of the calibrated frame
   * @param picture URI of its preview; null for none
   */
  public record Task(LightFrame light, String target, String picture) {
    /** Without a preview. */
    public Task(LightFrame light, String target) {
      this(light, target, null);
    }
  }

  /**
   * What became of a frame.
   *
   * @param failure why it cannot be read; null where the result was written
   * @param suspicion what it looks like, if not like a light; null if it does
   * @param written the result; null where there is none
   * @param fingerprint of the result; null where there is none
   * @param statistics of the result; unknown where there is no preview
   */
  public record Outcome(
      UnreadableFileException failure,
      String suspicion,
      ProductWriter.Written written,
      String fingerprint,
      LightStatistics statistics) {}

  /** Is told of products, by the number of the frame and what came of it. */
  public interface ProductListener {
    /** Whoever does not want to know. */
    ProductListener NOBODY =
        new ProductListener() {
          @Override
          public void isWhole(int number, Outcome outcome) {}

          @Override
          public void hasItsName(int number, Outcome outcome) {}
        };

    /** Is told of a product that is whole, and about to be given its name. */
    void isWhole(int number, Outcome outcome) throws IOException;

    /** Is told of it when it has its name. */
    void hasItsName(int number, Outcome outcome) throws IOException;
  }

  /** Calibrates frames of one size and exposure time. */
  public List<Outcome> calibrate(
      List<Task> tasks, MasterReference bias, MasterReference dark, MasterReference flat)
      throws IOException {
    return calibrate(tasks, bias, dark, flat, ProductListener.NOBODY);
  }

  /**
   * Calibrates frames of one size and exposure time, some rows of all of them at a time: so the
   * masters, which take more memory traffic than a frame, are read once for all.
   *
   * @param bias null if the step is left out
   * @param dark null if the step is left out
   * @param flat null if the step is left out
   * @param listener told of each product as it comes
   * @return what became of each frame
   * @throws IOException if a master cannot be read, or a result not be written
   */
  public List<Outcome> calibrate(
      List<Task> tasks,
      MasterReference bias,
      MasterReference dark,
      MasterReference flat,
      ProductListener listener)
      throws IOException {
    List<MatchedLight> lights =
        tasks.stream()
            .map(task -> new MatchedLight(task.light, bias, dark, flat, task.picture))
            .toList();
    Frame first = lights.get(0).light().frame();
    int rowsAtOnce = LightPreparer.rowsAtOnce(first.width());
    List<Exposure> exposures = new ArrayList<>();
    try (MasterRows rows = preparer.rows(lights.get(0))) {
      for (int i = 0; i < lights.size(); i++) {
        Exposure exposure = new Exposure(lights.get(i));
        exposures.add(exposure);
        String target = tasks.get(i).target;
        exposure.attempt(() -> exposure.open(target));
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
   * Calibrates the images of one file to a file of the same structure, or to one image where
   * amplifiers are to be joined. An image that cannot be read is left out of it.
   *
   * @param images in the order of their HDUs
   * @param target URI of the product
   * @param listener told of each image when the product comes
   * @return what became of each image
   * @throws IOException if a master cannot be read, or the result not be written
   */
  public List<Outcome> calibrateFile(
      List<MatchedLight> images, String target, ProductListener listener) throws IOException {
    try {
      List<Outcome> outcomes = extensions.write(images, target, listener);
      for (int i = 0; i < outcomes.size(); i++) {
        if (outcomes.get(i).failure() == null) {
          listener.hasItsName(i, outcomes.get(i));
        }
      }
      return outcomes;
    } catch (NameTakenException e) {
      UnreadableFileException failure =
          new UnreadableFileException(ReasonCode.NAME_TAKEN, e.getMessage(), e);
      Outcome none = new Outcome(failure, null, null, null, LightStatistics.UNKNOWN);
      return images.stream().map(image -> none).toList();
    }
  }

  /** Closes all, also when one fails. */
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
      return failure == null
          ? outcome(written)
          : new Outcome(failure, null, null, null, LightStatistics.UNKNOWN);
    }

    private Outcome outcome(ProductWriter.Written file) {
      return new Outcome(
          null, light.suspicion().orElse(null), file, fingerprint, light.statistics());
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

    void open(String target) throws IOException {
      light = preparer.prepare(matched, false);
      product = settings.compression().begin(storage.create(target));
      ProductPlanes planes = new ProductPlanes(product, light.description().header());
      planes.addOthers(product, light.description(), settings);
      light.open(pixels, planes);
    }

    void finish(int number, ProductListener listener) throws IOException {
      light.verify(storage);
      fingerprint = light.finish(threads);
      if (matched.picture() != null) {
        light.look().write(storage, matched.picture()); // first: a product that is there is done
      }
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
