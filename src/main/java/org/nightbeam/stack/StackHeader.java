package org.nightbeam.stack;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.RawCard;
import org.nightbeam.fits.product.PixelGrid;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.resample.NoiseCorrelation;
import org.nightbeam.storage.DaemonThreads;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/**
 * The header of a stack: the cards that all its lights share, the coordinates of the reference, and
 * what the stack is.
 */
final class StackHeader {
  static final String FINGERPRINT = "NBFPRINT";

  /** The colour by whose weights times and widths are averaged. */
  private static final int GREEN = 1;

  /** Radii in pixels whose factor of noise the header says. */
  private static final double[] RADII = {2, 3, 5, 7, 10};

  private static final Pattern COORDINATES =
      Pattern.compile(
          "WCSAXES|WCSNAME|C(TYPE|RVAL|RPIX|DELT|ROTA|UNIT)\\d|(CD|PC|PV)\\d_\\d+|LONPOLE|LATPOLE"
              + "|EQUINOX|RADE(SYS|CSYS)|[AB]P?_(ORDER|DMAX|\\d_\\d)|WAT\\d_\\d{3}");

  /** Those of the number of axes, and of axes that a light has beyond columns and rows. */
  private static final Pattern OF_OTHER_AXES =
      Pattern.compile("WCSAXES|C(TYPE|RVAL|RPIX|DELT|ROTA|UNIT)[^12]|(CD|PC)(\\d_[^12]|[^12]_\\d)");

  private static final int AXES_OF_CUBE = 3;

  /** Keywords that hold for a single light only, or are written anew. */
  private static final Pattern NOT_KEPT =
      Pattern.compile(
          "NB.*|HISTORY|COMMENT||CONTINUE|LONGSTRN|EXTNAME|EXTVER|CHECKSUM|DATASUM|DATE|DATE-OBS"
              + "|DATE-AVG|DATE-BEG|DATE-END|MJD-.*|TIME-OBS|TIME|UT|UTC|UTSTART|UT-OBS|JD.*|HJD.*"
              + "|BJD.*|AIRMASS|NCOMBINE|STACKCNT|LIVETIME|SATURATE|EXPTIME|GAIN|EGAIN|RDNOISE");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final Storage storage;
  private final String output;
  private final String version;

  /** A reader that finds them takes the planes for mosaics. */
  private final Set<String> ofMosaics;

  /** What they say of the sensor is not true of the stack, which has GAIN and SATURATE. */
  private final Set<String> ofSensor;

  StackHeader(Storage storage, String output, String version, Dialect words) {
    this.storage = storage;
    this.output = output;
    this.version = version;
    this.ofMosaics = words.keywordsOfMosaics();
    this.ofSensor = words.keywordsOfSensor();
  }

  /** Returns the primary header of a stack. */
  ProductHeader of(StackJob job) throws IOException {
    List<FitsHeader> headers =
        DaemonThreads.map(
            job.lights(),
            DaemonThreads.FILES_AT_A_TIME,
            light -> header(light.product(), light.hdu()));
    FitsHeader reference = reference(job);
    ProductHeader header = ProductHeader.ofCube(job.width(), job.height(), job.colours());
    header.keep(common(headers, job.isColour()));
    boolean solved = reference != null && reference.has("CTYPE1");
    if (job.isColour() && solved) {
      header.add("WCSAXES", AXES_OF_CUBE, "column, row, plane");
    }
    if (reference != null) {
      header.keep(coordinates(reference, job.isColour()));
    }
    if (job.settings().finer() != 1) {
      PixelGrid.enlarge(
          header, 1 / job.settings().finer(), 1, "of the stack, whose pixels have another size");
    }
    if (job.isColour()) {
      header.add("CTYPE3", "RGB", "planes: red, green, blue");
      if (solved) {
        addPlaneAxis(header, reference);
      }
    }
    String unit = job.fluxes().stored().inElectrons() ? "electron" : "adu";
    header.add("BUNIT", unit, "unit of the pixels");
    header.add("NBVERSN", version, "Nightbeam version");
    header.add(FINGERPRINT, job.fingerprint(), "");
    header.add("NBREFER", job.reference().light(), "light whose grid it has");
    header.add("NBFLUXRF", job.fluxes().product(), "light whose fluxes it has");
    addSettings(header, job);
    addTimes(header, job);
    addNoise(header, job, unit, biases(job, headers));
    long flagged = job.lights().stream().filter(light -> light.stored().flags() != null).count();
    header.add("NBNFLAGS", (int) flagged, "lights of which saturated pixels are known");
    if (flagged < job.lights().size()) {
      header.addHistory(
          "Nightbeam: MASK does not know saturated pixels of "
              + (job.lights().size() - flagged)
              + " of "
              + job.lights().size()
              + " lights, whose products have no MASK (--planes=MASK writes it)");
    }
    addColoursWithoutScale(header, job);
    header.addHistory(
        "Nightbeam: stack of "
            + job.lights().size()
            + " lights, which the table FRAMES lists with their weights and transforms; "
            + job.leftOut().size()
            + " left out, with the reasons there");
    return header;
  }

  /** Returns the levels that were subtracted from the lights, in raw units. */
  private double[] biases(StackJob job, List<FitsHeader> headers) {
    BiasLevel level = new BiasLevel(storage, output);
    double[] levels = new double[headers.size()];
    for (int k = 0; k < levels.length; k++) {
      levels[k] = level.of(headers.get(k), job.lights().get(k).exposure());
    }
    return levels;
  }

  private FitsHeader header(String product, int hdu) throws IOException {
    return StoredLight.open(storage, OutputLayout.in(output, product), hdu).header();
  }

  /** Returns the header of the reference, which may be of an earlier run; null if it is gone. */
  private FitsHeader reference(StackJob job) throws IOException {
    StoredLight.Opened reference =
        StoredLight.openIfThere(
            storage, OutputLayout.in(output, job.reference().light()), job.reference().hdu());
    return reference == null ? null : reference.header();
  }

  /** Returns the cards that all lights share. */
  private List<String> common(List<FitsHeader> headers, boolean colour) {
    Set<String> common = new LinkedHashSet<>(headers.get(0).cards());
    headers.forEach(header -> common.retainAll(new LinkedHashSet<>(header.cards())));
    List<String> kept = new ArrayList<>();
    for (String card : common) {
      String keyword = FitsHeader.keyword(card);
      if (!NOT_KEPT.matcher(keyword).matches()
          && !COORDINATES.matcher(keyword).matches()
          && !(colour && ofMosaics.contains(keyword))
          && !ofSensor.contains(keyword)
          && !isOfAnotherClock(keyword, card)
          && !RawCard.goesOn(card)) {
        kept.add(card);
      }
    }
    return kept;
  }

  /** Returns whether a card says that times are not in UTC, as those of the stack are. */
  private static boolean isOfAnotherClock(String keyword, String card) {
    return keyword.equals("TIMESYS")
        && !new FitsHeader(List.of(card)).text(keyword).orElse("").equals("UTC");
  }

  private static List<String> coordinates(FitsHeader reference, boolean cube) {
    return reference.cards().stream()
        .filter(card -> COORDINATES.matcher(FitsHeader.keyword(card)).matches())
        .filter(card -> !cube || !OF_OTHER_AXES.matcher(FitsHeader.keyword(card)).matches())
        .toList();
  }

  /**
   * Says that planes are numbered from 1. With CD of two axes alone the third would have none, and
   * the matrix no inverse (FITS 4.0, section 8.1.2).
   */
  private static void addPlaneAxis(ProductHeader header, FitsHeader reference) {
    boolean byCd = reference.has("CD1_1") || reference.has("CD1_2");
    header.add("CRPIX3", 1, "the first plane");
    header.add("CRVAL3", 1, "is number 1");
    header.add(byCd ? "CD3_3" : "CDELT3", 1, "numbers per plane");
  }

  private static void addSettings(ProductHeader header, StackJob job) {
    StackSettings settings = job.settings();
    header.add("NBKERNEL", settings.resampling().title(), "values between pixels");
    if (settings.resampling().isDrizzle()) {
      header.add("NBPIXFRC", settings.resampling().pixfrac(), "[pix] side of drops, of a light");
    }
    if (settings.finer() != 1) {
      header.add("NBFINER", settings.finer(), "pixels per pixel of the reference, along an axis");
    }
    if (settings.track() != null) {
      header.add("NBTRACK", settings.track().toString(), "motion that the stack goes with");
      header.add(
          "NBTRKMJD", rounded(FramesTable.mjd(job.from())), "[d] when it is as the reference, UTC");
    }
    header.add("NBCOMBIN", settings.combine().description(), "how values were rejected");
    header.add("NBWEIGHT", settings.weight().name(), "what lights count by");
  }

  private static void addTimes(ProductHeader header, StackJob job) {
    double exposure = 0;
    double middle = 0;
    Instant first = null;
    Instant last = null;
    double[] parts = job.parts(GREEN % job.colours());
    boolean known = true;
    for (int k = 0; k < parts.length; k++) {
      StackLight light = job.lights().get(k);
      exposure += light.exposure();
      known &= light.middle() != null && light.exposure() >= 0;
      if (known) {
        middle += parts[k] * FramesTable.mjd(light);
        Instant end = light.start().plus(Math.round(light.exposure() * 1e3), ChronoUnit.MILLIS);
        first = first == null || light.start().isBefore(first) ? light.start() : first;
        last = last == null || end.isAfter(last) ? end : last;
      }
    }
    if (job.fluxes().exposure() >= 0) {
      header.add("EXPTIME", rounded(job.fluxes().exposure()), "[s] that the fluxes are of");
    }
    header.add("NCOMBINE", parts.length, "lights in the stack");
    header.add("STACKCNT", parts.length, "lights in the stack, as Siril says it");
    if (exposure >= 0) {
      header.add("LIVETIME", rounded(exposure), "[s] all exposures together");
    }
    if (known) {
      header.add("DATE-OBS", TIME.format(first), "start of the first exposure, UTC");
      header.add("DATE-END", TIME.format(last), "end of the last, UTC");
      header.add("MJD-AVG", rounded(middle), "[d] mean of the middles, by weight, UTC");
    }
  }

  /** Says of which lights the scale of a colour is a guess. */
  private static void addColoursWithoutScale(ProductHeader header, StackJob job) {
    for (int c = 0; c < job.colours(); c++) {
      int colour = c;
      long lights =
          job.lights().stream()
              .filter(light -> light.isColour() && light.skies().get(colour).asGreen())
              .filter(light -> !light.isOf(job.reference()))
              .count();
      if (lights > 0) {
        header.addHistory(
            "Nightbeam: "
                + StackLight.COLOURS.charAt(c)
                + " of "
                + lights
                + " lights is scaled as G: they have too few stars in common with the reference"
                + " in it");
      }
    }
  }

  private static void addNoise(ProductHeader header, StackJob job, String unit, double[] biases) {
    for (int colour = 0; colour < job.colours(); colour++) {
      addNoise(header, job, unit, biases, colour);
    }
  }

  private static void addNoise(
      ProductHeader header, StackJob job, String unit, double[] biases, int colour) {
    Keywords of = new Keywords(job.isColour() ? "_" + StackLight.COLOURS.charAt(colour) : "");
    double[] parts = job.parts(colour);
    double sky = job.sky(colour);
    double fwhm = 0;
    double perUnit = 0;
    double saturation = Double.POSITIVE_INFINITY;
    for (int k = 0; k < parts.length; k++) {
      StackLight light = job.lights().get(k).of(colour);
      double gain = light.electronsPerUnit();
      fwhm += parts[k] * light.fwhmOnStack();
      // Of a mosaic few pixels see the light of all.
      double seen = job.isColour() ? light.mosaic(colour).part() : 1;
      // Of a flux F on the stack, whatever its pixels: F scale / (gain seen) is its variance.
      perUnit += parts[k] * parts[k] * light.scale() / (gain * seen);
      double limit =
          (light.saturation() - biases[k]) * (light.stored().inElectrons() ? light.gain() : 1);
      saturation = Math.min(saturation, (limit - light.sky()) * light.factor() + sky);
    }
    add(
        header,
        of.keyword("SKYLEVEL"),
        sky,
        "[" + unit + "] level of the sky, which is in the pixels");
    NoiseCorrelation noise = job.noise(colour);
    add(
        header,
        of.keyword("SKYNOISE"),
        Math.sqrt(noise.variance()),
        "[" + unit + "] of one pixel of the sky, predicted");
    if (colour == GREEN % job.colours()) {
      add(header, "NBFWHM", fwhm, "[pix] FWHM of stars, mean of the lights by weight");
    }
    add(
        header,
        of.keyword("GAIN"),
        1 / perUnit,
        "[electron] per unit of flux, by its photon noise");
    add(
        header,
        of.keyword("SATURATE"),
        saturation,
        "[" + unit + "] from here on a light may be saturated");
    add(header, of.keyword("NBCORRX"), noise.at(1, 0), "correlation of noise with the next column");
    add(header, of.keyword("NBCORRY"), noise.at(0, 1), "correlation of noise with the next row");
    add(
        header,
        of.keyword("NBCORRF"),
        noise.ofLargeApertures(),
        "noise of large apertures over sqrt(sum UNCERT^2)");
    for (int k = 0; k < RADII.length; k++) {
      if (colour == 0) {
        add(header, "NBCORA" + (k + 1), RADII[k], "[pix] radius of an aperture");
      }
      add(
          header,
          of.keyword("NBCORF", k + 1),
          noise.ofAperture(RADII[k]),
          "the same factor for it");
    }
  }

  /** The keywords of a colour, which are short enough for its letter. */
  private record Keywords(String suffix) {
    private static final Map<String, String> SHORT =
        Map.of(
            "SKYLEVEL", "SKYLEV",
            "SKYNOISE", "SKYNOI",
            "SATURATE", "SATUR",
            "NBCORRX", "NBCORX",
            "NBCORRY", "NBCORY",
            "NBCORRF", "NBCORF",
            "NBCORF", "NBCOR");

    String keyword(String of) {
      return suffix.isEmpty() ? of : SHORT.getOrDefault(of, of) + suffix;
    }

    String keyword(String of, int number) {
      return suffix.isEmpty() ? of + number : SHORT.get(of) + number + suffix;
    }
  }

  /** Adds a card unless its value is not known, for which FITS has no number. */
  private static void add(ProductHeader header, String keyword, double value, String comment) {
    if (value - value == 0) {
      header.add(keyword, rounded(value), comment);
    }
  }

  /** Returns twelve digits of a value, which are enough, and short enough for every reader. */
  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.12g", value));
  }
}
