package org.nightbeam.calibrate;

import java.util.Arrays;
import java.util.List;
import org.nightbeam.correction.LightContext;
import org.nightbeam.correction.MatchedLight;
import org.nightbeam.correction.Step;
import org.nightbeam.correction.StepLog;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Sensor;
import org.nightbeam.master.Fingerprint;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.storage.Storage;

/**
 * The headers and fingerprint of a calibrated light: cards of the raw header, the origin of the
 * product, and then the entries of each step. The header is laid out before the pixels are
 * computed, and completed afterwards.
 */
final class LightHeader {
  private final LightContext light;
  private final LightSettings settings;
  private final boolean extension;
  private final ProductHeader header;
  private final Fingerprint fingerprint = new Fingerprint();
  private final StepLog log;
  private List<String> rawCards; // null before they are read

  /**
   * @param extension whether the product is an extension of a file with several
   */
  LightHeader(LightContext light, LightSettings settings, boolean extension) {
    this.light = light;
    this.settings = settings;
    this.extension = extension;
    this.header =
        extension
            ? ProductHeader.ofExtension(ProductHeader.Pixels.FLOAT, width(), height())
            : ProductHeader.ofImage(width(), height());
    this.log = new StepLog(header, fingerprint, extension);
  }

  /**
   * Writes what is known before the pixels are read.
   *
   * @param version of the software
   * @param steps that will be done, in their order
   * @throws UnreadableFileException if the raw header cannot be read again
   */
  void begin(Storage storage, String version, List<Step> steps) throws UnreadableFileException {
    Frame frame = light.frame();
    List<String> cards = RawContents.ownCards(storage, frame, extension);
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
    MatchedLight matched = light.matched();
    addMaster("NBBIAS", "bias", matched.bias());
    addMaster("NBDARK", "dark", matched.dark());
    addMaster("NBFLAT", "flat", matched.flat());
    for (MasterReference master : Arrays.asList(matched.bias(), matched.dark(), matched.flat())) {
      fingerprint.add("master", master == null ? null : master.pixels());
    }
    header.add("NBFPRINT", "0".repeat(64), "");
    header.add("NBINVAL", settings.invalidPixels().name(), "value of pixels without a valid value");
    steps.forEach(step -> step.declare(log));
  }

  private void addMaster(String keyword, String name, MasterReference master) {
    header.add(keyword, master == null ? "NONE" : master.path(), "master " + name);
    if (master != null) {
      header.add(keyword + "H", master.sha256(), "");
    }
  }

  /**
   * Writes what is known when the pixels have been read.
   *
   * @param rawSum of the raw pixels
   * @param steps that were done
   * @return the fingerprint of the product
   */
  String complete(long rawSum, List<Step> steps) {
    steps.forEach(step -> step.end(log));
    header.set("NBRAWSUM", Long.toString(rawSum));
    String hash = fingerprint.add("pixels", rawSum).hex();
    header.set("NBFPRINT", hash);
    return hash;
  }

  /** Returns the cards of the raw frame: of an image in an extension without the primary's. */
  List<String> rawCards() {
    return rawCards;
  }

  /** Returns what was done, one line per step. */
  List<String> history() {
    return log.history();
  }

  /** Returns the steps done, as CALSTAT has them. */
  String steps() {
    MatchedLight matched = light.matched();
    return (matched.bias() == null ? "" : "B")
        + (matched.dark() == null ? "" : "D")
        + (matched.flat() == null ? "" : "F");
  }

  /** Returns what is known of the sensor. */
  Sensor sensor() {
    return light.sensor();
  }

  /** Returns the pixels per row of the light. */
  int width() {
    return light.frame().width();
  }

  /** Returns the rows of the light. */
  int height() {
    return light.frame().height();
  }

  /** Returns the header of the pixels. */
  ProductHeader header() {
    return header;
  }

  /** Returns the header of a plane for pixels of the given size. */
  ProductHeader header(Plane plane, int width, int height) {
    boolean oneOfSeveral = extension && settings.assembly() == Assembly.NONE;
    String bunit = settings.unit().bunit();
    return oneOfSeveral
        ? plane.headerOf(light.frame().hdu(), width, height, bunit)
        : plane.header(width, height, bunit);
  }
}
