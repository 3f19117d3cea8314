package org.nightbeam.calibrate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nightbeam.badpixels.BadPixelFill;
import org.nightbeam.badpixels.BadPixelSettings;
import org.nightbeam.badpixels.BadPixels;
import org.nightbeam.cosmicrays.CosmicRayRule;
import org.nightbeam.cosmicrays.CosmicRaySettings;
import org.nightbeam.cosmicrays.CosmicRays;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.frame.Sensor;
import org.nightbeam.fringes.FringeFinder;
import org.nightbeam.fringes.FringePattern;
import org.nightbeam.header.RawHeader;
import org.nightbeam.master.Fingerprint;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.pixels.Overscan;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.signal.Preparation;
import org.nightbeam.storage.Storage;

/**
 * Writes down what is done to a light: in the header of the product, and in its fingerprint. The
 * header is laid out before the pixels are there; a step that may turn out otherwise has room in
 * it, and says what it came to when it is done.
 */
final class LightHeader {
  private static final String FACTOR_COMMENT = "factor of the fringe master subtracted";
  private static final String FACTOR_ERROR_COMMENT = "standard error of the factor measured";
  private static final String FILLED_COMMENT = "bad or invalid pixels interpolated";
  private static final String LEFT_COMMENT = "the same, left: their defect is too wide";
  private static final String ITERATIONS_COMMENT = "iterations made to find them";
  private static final String OURS = "Nightbeam: ";

  private final LightFrame light;
  private final MasterReference bias;
  private final MasterReference dark;
  private final MasterReference flat;
  private final LightSettings settings;
  private final Sensor sensor;
  private final boolean extension;
  private final ProductHeader header;
  private List<String> rawCards; // null before they are read
  private final List<String> history = new ArrayList<>();
  private final Fingerprint fingerprint = new Fingerprint();

  /**
   * @param bias null for none
   * @param dark null for none
   * @param flat null for none
   * @param sensor what is known of it
   * @param extension whether the product is an extension of a file with several
   */
  LightHeader(
      LightFrame light,
      MasterReference bias,
      MasterReference dark,
      MasterReference flat,
      LightSettings settings,
      Sensor sensor,
      boolean extension) {
    this.light = light;
    this.bias = bias;
    this.dark = dark;
    this.flat = flat;
    this.settings = settings;
    this.sensor = sensor;
    this.extension = extension;
    int width = light.frame().width();
    int height = light.frame().height();
    this.header =
        extension
            ? ProductHeader.ofExtension(ProductHeader.Pixels.FLOAT, width, height)
            : ProductHeader.ofImage(width, height);
  }

  /**
   * Writes what is known before the pixels are read.
   *
   * @param overscan that is subtracted; null for none
   * @param preparation what is done to raw values first
   * @param bad null if they are not looked for
   * @param fringe null for none
   * @throws UnreadableFileException if the raw header cannot be read again, or lacks what a step
   *     needs
   */
  void begin(
      Storage storage,
      String version,
      Overscan overscan,
      Preparation preparation,
      BadPixels bad,
      FringeFinder.Found fringe)
      throws UnreadableFileException {
    Frame frame = light.frame();
    if (preparation.linearity().isOn() && bias == null && overscan == null) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION,
          "--linearity is a correction of counts above bias, and there is neither a master bias nor"
              + " an overscan");
    }
    List<String> cards =
        extension ? RawHeader.ownCards(storage, frame) : RawHeader.cards(storage, frame);
    rawCards = cards;
    header.keep(cards);
    if (extension && new FitsHeader(cards).text("INHERIT").orElse("").equals("T")) {
      header.add("INHERIT", true, "the primary header counts as well");
    }
    fingerprint.add("header", String.join("", cards));
    fingerprint.add("format", frame.format());
    fingerprint.add("exposure", frame.exposure());
    fingerprint.add("preparation", frame.configuration().preparation());
    fingerprint.add("invalid pixels", settings.invalidPixels());
    header.add("BUNIT", settings.unit().bunit(), "unit of the pixels");
    header.add("CALSTAT", steps(), "steps done: bias, dark, flat");
    header.add("NBVERSN", version, "Nightbeam version");
    header.add("NBRAW", frame.path(), "raw file");
    header.add("NBRAWHDU", frame.hdu(), "HDU of the raw file");
    header.add("NBRAWSUM", "0000000000", "DATASUM of the raw pixels");
    addMaster("NBBIAS", "bias", bias);
    addMaster("NBDARK", "dark", dark);
    addMaster("NBFLAT", "flat", flat);
    for (MasterReference master : Arrays.asList(bias, dark, flat)) {
      fingerprint.add("master", master == null ? null : master.sha256());
    }
    header.add("NBFPRINT", "0".repeat(64), "");
    header.add("NBINVAL", settings.invalidPixels().name(), "value of pixels without a valid value");
    addPreparation(overscan, preparation);
    addHistory();
    addSensor();
    addBadPixels(bad);
    addFringe(fringe);
    addCosmicRays();
  }

  private void addMaster(String keyword, String name, MasterReference master) {
    header.add(keyword, master == null ? "NONE" : master.path(), "master " + name);
    if (master != null) {
      header.add(keyword + "H", master.sha256(), "");
    }
  }

  private void addPreparation(Overscan overscan, Preparation preparation) {
    RawLayout layout = light.frame().layout();
    if (overscan != null) {
      header.add("NBOVERSC", overscan.mean(), "[adu] mean of the overscan level subtracted");
      history(
          "overscan subtracted: "
              + layout.overscan()
              + (overscan.ofColumns() ? " of each column, " : " of each row, ")
              + preparation.overscan().description());
    }
    if (layout.isTrimmed()) {
      header.moveOrigin(layout.image().columnsFrom(), layout.image().rowsFrom());
      history("trimmed to " + layout.image());
    }
    if (preparation.linearity().isOn()) {
      history("corrected for " + preparation.linearity());
    }
  }

  private void addHistory() {
    if (bias != null) {
      history("bias subtracted: " + bias.path());
    }
    if (dark != null) {
      history("dark subtracted, scaled to " + light.frame().exposure() + " s: " + dark.path());
    }
    if (flat != null) {
      history("divided by flat: " + flat.path());
    }
    if (light.remark() != null) {
      history(light.remark());
    }
  }

  /** What was taken to be true of the sensor, where something follows from it. */
  private void addSensor() throws UnreadableFileException {
    if (settings.unit() == PixelUnit.ELECTRON) {
      double gain = sensor.requireElectronsPerAdu("--unit=ELECTRON");
      history("multiplied by " + gain + " e-/adu");
      fingerprint.add("electrons", gain);
      restate(sensor.gainKeyword(), 1, "pixels are in electrons");
      if (!Double.isNaN(sensor.saturation())) {
        restate(sensor.saturationKeyword(), sensor.saturation() * gain, "[electron] saturation");
      }
    }
    if (settings.withUncertainty()) {
      sensor.requireElectronsPerAdu("--planes=UNCERT");
      sensor.requireReadNoise("--planes=UNCERT");
    }
    if (settings.unit() == PixelUnit.ELECTRON || settings.withUncertainty()) {
      header.add("NBEGAIN", sensor.electronsPerAdu(), "[electron/adu] of the raw frame");
    }
    if (settings.withUncertainty()) {
      header.add("NBRDNOIS", sensor.readNoise(), "[electron] read noise");
    }
    if (settings.withMask() && !Double.isNaN(sensor.saturation())) {
      header.add("NBSATURA", sensor.saturation(), "[adu] saturated from this raw value on");
    }
    if (!settings.planes().isEmpty()) {
      fingerprint.add("planes", settings.planes() + " " + sensor);
    }
  }

  private void addBadPixels(BadPixels bad) {
    if (bad != null) {
      BadPixelSettings used = settings.badPixels();
      history(
          String.format(
              "bad pixels (hot above %s sigma, cold below %s sigma, flat below %s%s): %s",
              used.rules().hotSigma(),
              used.rules().coldSigma(),
              used.rules().lowFlat(),
              used.map().isEmpty() ? "" : ", map " + used.map().replaceFirst(".*/", ""),
              used.treatment()));
      header.add("NBBADPIX", bad.count(), "bad pixels by masters and map");
      if (used.treatment() == BadPixelSettings.Treatment.INTERPOLATE) {
        header.add("NBBADFIL", 0, FILLED_COMMENT);
        header.add("NBBADLFT", 0, LEFT_COMMENT);
        reserve(Step.INTERPOLATION);
      }
      fingerprint.add("bad pixels", used.treatment() + " " + used.rules() + " " + bad.count());
    }
  }

  /** An extension says itself what its primary header said of raw pixels. */
  private void restate(String keyword, double value, String comment) {
    if (extension) {
      header.state(keyword, value, comment);
    } else {
      header.revalue(keyword, value, comment);
    }
  }

  private void addFringe(FringeFinder.Found fringe) {
    if (fringe != null) {
      header.add("NBFRINGE", 0.0, FACTOR_COMMENT);
      header.add("NBFRGERR", 0.0, FACTOR_ERROR_COMMENT);
      history("fringe master: " + fringe.name());
      reserve(Step.FRINGES);
      fingerprint.add("fringes", fringe.name());
    } else if (settings.fringes().isOn()) {
      history("no fringe master for filter " + light.frame().filter());
    }
  }

  /** Writes how strong the fringes were, or why none were subtracted. */
  void fringes(FringePattern.Fit fit) {
    header.revalue("NBFRINGE", fit.factor(), FACTOR_COMMENT);
    header.revalue("NBFRGERR", fit.error(), FACTOR_ERROR_COMMENT);
    settle(
        Step.FRINGES,
        fit.isFound()
            ? String.format(
                Locale.ROOT,
                "fringes subtracted: the master less its median, times %.5g (standard error %.2g)",
                fit.factor(),
                fit.error())
            : "nothing subtracted: " + fit.refusal());
  }

  /** Writes how many bad pixels were given another value. */
  void interpolated(BadPixelFill.Filled bad) {
    header.revalue("NBBADFIL", bad.filled(), FILLED_COMMENT);
    header.revalue("NBBADLFT", bad.left(), LEFT_COMMENT);
    settle(
        Step.INTERPOLATION,
        String.format(
            "bad pixels, and those without a value: %d interpolated, %d left, where the defect is"
                + " wider than %d",
            bad.filled(), bad.left(), settings.badPixels().widest()));
  }

  /** A step whose outcome is known at the end. */
  private enum Step {
    INTERPOLATION(2),
    FRINGES(2),
    COSMIC_RAYS(1);

    private final int length;

    /**
     * @param cards of HISTORY that the outcome takes at most
     */
    Step(int cards) {
      length = cards * ProductHeader.HISTORY_TEXT - OURS.length();
    }

    /** Returns what stands in the history until the outcome is known. */
    String pending() {
      String text = name() + ": not done yet";
      return text + ".".repeat(length - text.length());
    }
  }

  /** Makes room in the history for what a step will come to: the header is laid out before it. */
  private void reserve(Step step) {
    history(step.pending());
  }

  private void settle(Step step, String outcome) {
    header.replaceHistory(OURS + step.pending(), OURS + outcome);
    history.set(history.indexOf(step.pending()), outcome);
  }

  private void addCosmicRays() throws UnreadableFileException {
    CosmicRayRule rule = settings.cosmicRays();
    if (rule.isOn()) {
      CosmicRaySettings used = rule.settings(sensor);
      history(
          String.format(
              "cosmic rays (L.A.Cosmic, sigma %s, fraction %s, object limit %s, %s e-/adu,"
                  + " read noise %s e-): %s",
              used.sigmaClip(),
              used.sigmaFraction(),
              used.objectLimit(),
              used.gain(),
              used.readNoise(),
              rule.treatment()));
      header.add("NBCRHITS", "0000000000", "pixels hit by cosmic rays");
      header.add("NBCRITER", 0, ITERATIONS_COMMENT);
      reserve(Step.COSMIC_RAYS);
      fingerprint.add("cosmic rays", rule.treatment() + " " + used);
    }
  }

  private void history(String step) {
    history.add(step);
    header.addHistory(OURS + step);
  }

  /** The cards of the raw frame: of an image in an extension its own, without the primary's. */
  List<String> rawCards() {
    return rawCards;
  }

  /** What was done, a line a step. */
  List<String> history() {
    return history;
  }

  /** The steps done, as CALSTAT has them. */
  String steps() {
    return (bias == null ? "" : "B") + (dark == null ? "" : "D") + (flat == null ? "" : "F");
  }

  /** What is known of the sensor. */
  Sensor sensor() {
    return sensor;
  }

  /** Pixels a row of the light. */
  int width() {
    return light.frame().width();
  }

  /** Rows of the light. */
  int height() {
    return light.frame().height();
  }

  /** The header of the pixels. */
  ProductHeader header() {
    return header;
  }

  /** The header of the plane of standard deviations. */
  ProductHeader uncertainty(int width, int height) {
    ProductHeader plane = plane(Plane.UNCERT, ProductHeader.Pixels.FLOAT, width, height);
    plane.add("BUNIT", settings.unit().bunit(), "unit of the pixels");
    plane.add("UTYPE", "StdDevUncertainty", "standard deviation of each pixel");
    return plane;
  }

  /** The header of the plane of flags, which says what its bits mean. */
  ProductHeader mask(int width, int height) {
    ProductHeader plane = plane(Plane.MASK, ProductHeader.Pixels.BYTE, width, height);
    for (PixelFlag flag : PixelFlag.values()) {
      plane.add(flag.keyword(), flag.name(), flag.meaning());
    }
    return plane;
  }

  private ProductHeader plane(Plane which, ProductHeader.Pixels pixels, int width, int height) {
    ProductHeader plane = ProductHeader.ofExtension(pixels, width, height);
    plane.add("EXTNAME", which.name(), "");
    if (extension && settings.assembly() == Assembly.NONE) {
      plane.add("EXTVER", light.frame().hdu(), "of the image from this HDU of the raw file");
    }
    return plane;
  }

  /** Writes how many pixels were hit by cosmic rays. */
  void hits(CosmicRays.Found found) {
    header.set("NBCRHITS", Integer.toString(found.pixels()));
    header.revalue("NBCRITER", found.iterations(), ITERATIONS_COMMENT);
    settle(
        Step.COSMIC_RAYS,
        String.format(
            "cosmic rays: %d pixels hit, %d of %d iterations",
            found.pixels(), found.iterations(), settings.cosmicRays().iterations()));
  }

  /**
   * Writes what is known when the pixels have been read.
   *
   * @param rawSum of the raw pixels
   * @return the fingerprint of the product
   */
  String complete(long rawSum) {
    header.set("NBRAWSUM", Long.toString(rawSum));
    String hash = fingerprint.add("pixels", rawSum).hex();
    header.set("NBFPRINT", hash);
    return hash;
  }
}
