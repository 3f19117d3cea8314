package org.nightbeam.calibrate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.nightbeam.correction.LightServices;
import org.nightbeam.correction.MatchedLight;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.fits.product.ProductWriter;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Sensor;
import org.nightbeam.header.RawHeader;
import org.nightbeam.master.Fingerprint;
import org.nightbeam.master.MasterNoise;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.storage.Storage;

/**
 * Calibrates the images of one file, each with its own masters, into a file of the same structure:
 * the primary header, an extension per image, in the order of the raw file, and after them their
 * planes. If amplifiers are to be joined, into one image.
 */
final class ExtensionsProduct {
  private static final Pattern OF_AN_AMPLIFIER =
      Pattern.compile(
          "EXTNAME|EXTVER|(DATA|BIAS|TRIM|CCD|DET|AMP)SEC|OVERSEC|LT[VM].*|(CRPIX|CRVAL|CTYPE|CUNIT"
              + "|CDELT|CROTA)[12][A-Z]?|(CD|PC)[12]_[12][A-Z]?|WCSAXES");

  private final Storage storage;
  private final FramePixels pixels;
  private final LightServices services;
  private final LightPreparer preparer;
  private final LightSettings settings;

  ExtensionsProduct(Reduction reduction, LightPreparer preparer) {
    this.services = reduction.services();
    this.storage = services.storage();
    this.pixels = services.pixels();
    this.preparer = preparer;
    this.settings = reduction.settings();
  }

  /** An image of the file could not be read. */
  private static final class ImageException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient MatchedLight image;
    private final transient UnreadableFileException failure;

    ImageException(MatchedLight image, UnreadableFileException failure) {
      super(failure);
      this.image = image;
      this.failure = failure;
    }
  }

  /** Writes the file, of the images that can be read: those that cannot are found on the way. */
  List<LightCalibrator.Outcome> write(
      List<MatchedLight> images, String target, LightCalibrator.ProductListener listener)
      throws IOException {
    Map<MatchedLight, LightCalibrator.Outcome> outcomes = new LinkedHashMap<>();
    images.forEach(image -> outcomes.put(image, null));
    Map<MatchedLight, Integer> numbers = new HashMap<>();
    images.forEach(image -> numbers.put(image, numbers.size()));
    List<MatchedLight> left = new ArrayList<>(images);
    left.sort(Comparator.comparingInt(image -> image.light().frame().hdu()));
    while (!left.isEmpty()) {
      try {
        outcomes.putAll(
            attempt(
                left, target, (image, outcome) -> listener.isWhole(numbers.get(image), outcome)));
        break;
      } catch (ImageException e) {
        outcomes.put(e.image, LightCalibrator.Outcome.failed(e.failure));
        left.remove(e.image);
      }
    }
    return List.copyOf(outcomes.values());
  }

  private Map<MatchedLight, LightCalibrator.Outcome> attempt(
      List<MatchedLight> images, String target, BeforeName before) throws IOException {
    Map<MatchedLight, Light> lights = new LinkedHashMap<>();
    for (MatchedLight image : images) {
      try {
        lights.put(image, preparer.prepare(image, image.light().frame().hdu() > 0));
      } catch (UnreadableFileException e) {
        throw new ImageException(image, e);
      }
    }
    return settings.assembly() == Assembly.NONE
        ? extensions(lights, target, before)
        : assembled(lights, target, before);
  }

  private Map<MatchedLight, LightCalibrator.Outcome> extensions(
      Map<MatchedLight, Light> lights, String target, BeforeName before) throws IOException {
    List<MatchedLight> images = List.copyOf(lights.keySet());
    try (ProductWriter product = settings.compression().begin(storage.create(target))) {
      ProductHeader primary = null;
      if (images.get(0).light().frame().hdu() > 0) {
        primary = primaryHeader(lights);
        product.add(primary);
      }
      Map<MatchedLight, ProductPlanes> planes = new LinkedHashMap<>();
      lights.forEach(
          (image, light) ->
              planes.put(image, new ProductPlanes(product, light.description().header())));
      lights.forEach(
          (image, light) -> planes.get(image).addOthers(product, light.description(), settings));
      Fingerprint all = new Fingerprint();
      for (MatchedLight image : images) {
        all.add("image", calibrated(image, lights.get(image), planes.get(image)));
      }
      String fingerprint = all.hex();
      ProductHeader first =
          primary == null ? lights.get(images.get(0)).description().header() : primary;
      first.set("NBFPRINT", fingerprint);
      return finish(product, lights, fingerprint, before);
    }
  }

  /** Called for each image of a file before the file gets its name. */
  private interface BeforeName {
    void accept(MatchedLight image, LightCalibrator.Outcome outcome) throws IOException;
  }

  private static Map<MatchedLight, LightCalibrator.Outcome> finish(
      ProductWriter product, Map<MatchedLight, Light> lights, String fingerprint, BeforeName before)
      throws IOException {
    ProductWriter.Written file =
        product.finish(
            whole -> {
              for (Map.Entry<MatchedLight, LightCalibrator.Outcome> image :
                  outcomes(lights, whole, fingerprint).entrySet()) {
                before.accept(image.getKey(), image.getValue());
              }
            });
    return outcomes(lights, file, fingerprint);
  }

  private static Map<MatchedLight, LightCalibrator.Outcome> outcomes(
      Map<MatchedLight, Light> lights, ProductWriter.Written written, String fingerprint) {
    Map<MatchedLight, LightCalibrator.Outcome> outcomes = new LinkedHashMap<>();
    lights.forEach(
        (image, light) ->
            outcomes.put(
                image,
                new LightCalibrator.Outcome(
                    null,
                    light.suspicion().orElse(null),
                    written,
                    fingerprint,
                    light.contents(),
                    light.statistics())));
    return outcomes;
  }

  /** Returns one image of all amplifiers. */
  private Map<MatchedLight, LightCalibrator.Outcome> assembled(
      Map<MatchedLight, Light> lights, String target, BeforeName before) throws IOException {
    Map<MatchedLight, AmplifierPlace> places = new LinkedHashMap<>();
    for (Map.Entry<MatchedLight, Light> entry : lights.entrySet()) {
      Light light = entry.getValue();
      try {
        places.put(
            entry.getKey(),
            AmplifierPlace.of(
                settings.assembly().name(), light.description().rawCards(), light.frame()));
      } catch (UnreadableFileException e) {
        throw new ImageException(entry.getKey(), e);
      }
    }
    AmplifierMosaic mosaic = new AmplifierMosaic(places.values(), settings);
    Map<MatchedLight, Double> factors = factors(lights.keySet());
    LightHeader any = lights.values().iterator().next().description();
    Fingerprint all = new Fingerprint();
    for (Map.Entry<MatchedLight, Light> entry : lights.entrySet()) {
      MatchedLight image = entry.getKey();
      float factor = factors.get(image).floatValue();
      all.add("place", places.get(image) + " " + factor);
      all.add("image", calibrated(image, entry.getValue(), mosaic.sink(places.get(image), factor)));
    }
    String fingerprint = all.hex();
    // Not before: what steps came to is known now.
    ProductHeader header = mosaicHeader(mosaic, lights, places, factors);
    try (ProductWriter product = settings.compression().begin(storage.create(target))) {
      ProductPlanes planes = new ProductPlanes(product, header);
      planes.addOthers(product, any, settings, mosaic.width(), mosaic.height());
      mosaic.writeTo(planes);
      header.set("NBFPRINT", fingerprint);
      return finish(product, lights, fingerprint, before);
    }
  }

  /**
   * Returns the factors of the amplifiers. Their flats are normalised one by one; by these factors
   * they are as if it had been done for all of them together. Levels that are not known are taken
   * to agree.
   */
  private Map<MatchedLight, Double> factors(Set<MatchedLight> images) throws IOException {
    Map<MatchedLight, Double> electrons = new LinkedHashMap<>();
    double sum = 0;
    for (MatchedLight image : images) {
      MasterNoise flat = services.noise(image.flat());
      double gain = settings.stated().or(image.light().frame().sensor()).electronsPerAdu();
      double level = flat == null || flat.levels().isEmpty() ? Double.NaN : flat.levels().get(0);
      electrons.put(image, level * gain);
      sum += level * gain;
    }
    double mean = sum / images.size();
    electrons.replaceAll((image, level) -> Double.isNaN(mean) ? 1 : mean / level);
    return electrons;
  }

  private ProductHeader mosaicHeader(
      AmplifierMosaic mosaic,
      Map<MatchedLight, Light> lights,
      Map<MatchedLight, AmplifierPlace> places,
      Map<MatchedLight, Double> factors)
      throws IOException {
    MatchedLight first = places.keySet().iterator().next();
    ProductHeader header = ProductHeader.ofImage(mosaic.width(), mosaic.height());
    Set<String> common = null;
    for (Light light : lights.values()) {
      List<String> cards = light.description().rawCards();
      if (common == null) {
        common = new LinkedHashSet<>(cards);
      } else {
        common.retainAll(new HashSet<>(cards));
      }
    }
    FitsHeader ofAmplifiers = new FitsHeader(List.copyOf(common));
    header.keep(
        withoutSensor(RawHeader.primaryCards(storage, first.light().frame()), lights).stream()
            .filter(card -> !ofAmplifiers.has(FitsHeader.keyword(card)))
            .toList());
    header.keep(
        withoutSensor(common, lights).stream()
            .filter(ExtensionsProduct::isOfAllAmplifiers)
            .toList());
    header.add("BUNIT", settings.unit().bunit(), "unit of the pixels");
    header.add("CALSTAT", steps(lights.values()), "steps done: bias, dark, flat");
    Sensor sensor = lights.get(first).description().sensor();
    header.state(sensor.gainKeyword(), 1, "pixels are in electrons");
    double saturation = saturation(lights, factors);
    if (!Double.isNaN(saturation)) {
      header.state(sensor.saturationKeyword(), saturation, "[electron] the first to saturate");
    }
    addRun(header, first);
    for (Map.Entry<MatchedLight, AmplifierPlace> entry : places.entrySet()) {
      MatchedLight image = entry.getKey();
      AmplifierPlace place = entry.getValue();
      int column = place.left() - mosaic.left();
      int row = place.bottom() - mosaic.bottom();
      header.addHistory(
          String.format(
              "Nightbeam: HDU %d at [%d:%d,%d:%d]%s%s, times %s",
              image.light().frame().hdu(),
              column + 1,
              column + place.width(),
              row + 1,
              row + place.height(),
              place.toLeft() ? ", columns turned" : "",
              place.downwards() ? ", rows turned" : "",
              factors.get(image)));
      for (String step : lights.get(image).description().history()) {
        header.addHistory(
            String.format("Nightbeam: HDU %d: %s", image.light().frame().hdu(), step));
      }
    }
    return header;
  }

  /** Returns the steps that were done to all. */
  private static String steps(Collection<Light> lights) {
    String done = "BDF";
    for (Light light : lights) {
      done = done.replaceAll("[^ " + light.description().steps() + "]", "");
    }
    return done;
  }

  /**
   * Returns the saturation in electrons, that of the amplifier with the lowest; NaN if it is not
   * known of all.
   */
  private static double saturation(
      Map<MatchedLight, Light> lights, Map<MatchedLight, Double> factors) {
    double lowest = Double.POSITIVE_INFINITY;
    for (Map.Entry<MatchedLight, Light> light : lights.entrySet()) {
      Sensor sensor = light.getValue().description().sensor();
      double electrons = sensor.saturation() * sensor.electronsPerAdu();
      lowest = Math.min(lowest, electrons * factors.get(light.getKey()));
    }
    return lowest;
  }

  /**
   * Returns the cards without those of the sensor: what is said of amplifiers in ADU does not hold
   * in electrons, and is said by each of them.
   */
  private List<String> withoutSensor(Collection<String> cards, Map<MatchedLight, Light> lights) {
    Set<String> dropped = new HashSet<>();
    for (Light light : lights.values()) {
      if (settings.unit() == PixelUnit.ELECTRON) {
        dropped.add(light.description().sensor().gainKeyword());
        dropped.add(light.description().sensor().saturationKeyword());
      }
    }
    dropped.remove("");
    return cards.stream().filter(card -> !dropped.contains(FitsHeader.keyword(card))).toList();
  }

  /**
   * Returns whether an image has the amplifiers of all: places in the image of one are none in that
   * of all.
   */
  private static boolean isOfAllAmplifiers(String card) {
    return !OF_AN_AMPLIFIER.matcher(FitsHeader.keyword(card)).matches()
        && !card.startsWith("CONTINUE")
        && !card.isBlank();
  }

  private ProductHeader primaryHeader(Map<MatchedLight, Light> lights) throws IOException {
    MatchedLight any = lights.keySet().iterator().next();
    ProductHeader header = ProductHeader.ofNoImage();
    header.keep(withoutSensor(RawHeader.primaryCards(storage, any.light().frame()), lights));
    addRun(header, any);
    return header;
  }

  private void addRun(ProductHeader header, MatchedLight any) {
    header.add("NBVERSN", services.version(), "Nightbeam version");
    header.add("NBRAW", any.light().frame().path(), "raw file");
    header.add("NBFPRINT", "0".repeat(64), "");
  }

  /** Gives the fingerprint of the image. */
  private String calibrated(MatchedLight image, Light light, LightSink sink) throws IOException {
    Frame frame = light.frame();
    int rowsAtOnce = LightPreparer.rowsAtOnce(frame.width());
    try (Light open = light;
        MasterRows rows = preparer.rows(image)) {
      try {
        open.open(pixels, sink);
        for (int y = 0; y < frame.height(); y += rowsAtOnce) {
          int next = Math.min(rowsAtOnce, frame.height() - y);
          rows.read(y, next);
          open.calibrate(next, rows);
        }
        open.verify(storage);
      } catch (UnreadableFileException e) {
        throw new ImageException(image, e);
      }
      return open.finish(storage);
    }
  }
}
