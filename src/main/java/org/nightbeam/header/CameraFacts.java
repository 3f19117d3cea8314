package org.nightbeam.header;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsSection;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.ChipWindow;
import org.nightbeam.frame.Fact;
import org.nightbeam.frame.Sensor;
import org.nightbeam.frame.Setup;
import org.nightbeam.header.dialect.Dialect;

/**
 * Camera settings from one header: those that distinguish configurations, and the properties of the
 * sensor.
 */
final class CameraFacts {
  private static final Pattern PAIR =
      Pattern.compile("0*([1-9]\\d{0,3})\\s*[xX*, ]\\s*0*([1-9]\\d{0,3})");
  private static final Pattern BRACKETS = Pattern.compile("^[(\\[]\\s*|\\s*[)\\]]$");
  private static final Pattern BIN = Pattern.compile("(?i)^bin(?:ned|ning)?[ _-]?(?=\\d)");
  private static final Pattern ONE_DIGIT = Pattern.compile("[1-9](\\.0*)?");

  /** RGGB, BAYER_RGGB, BayerRG8, or the first row alone as drivers of cameras have it. */
  private static final Pattern COLOURS =
      Pattern.compile("(?<![A-Z])(?:BAYER)?(?:([RGBCMYW]{4})|(RG|GR|GB|BG))(?![A-Z])");

  private static final Map<String, String> SECOND_ROWS =
      Map.of("RG", "GB", "GR", "BG", "GB", "RG", "BG", "GR");

  private static final Pattern SECTION =
      Pattern.compile(
          "\\[?\\s*(\\d{1,6})\\s*:\\s*(\\d{1,6})\\s*,\\s*(\\d{1,6})\\s*:\\s*(\\d{1,6})\\s*]?");

  /** What N.I.N.A. has of some cameras: where they are plugged in, not which they are. */
  private static final Pattern OF_A_PORT =
      Pattern.compile(
          "(?i)\\\\|\\busb[#:/-]|^/dev/|\\bcom\\d+\\b|\\btty(?:usb|acm)?\\d|vid_[0-9a-f]{4}&");

  /** A folder or a file: MaxIm DL's Flip/Mirror is none. */
  private static final Pattern PATH =
      Pattern.compile("(?i)^[/~.]|\\\\|/.*/|/$|\\.(?:fits?|fts)\\b");

  private static final Pattern OF_SOMETHING_ELSE =
      Pattern.compile(
          "(?i)\\b(?:exposures?|images?|frames?|files?|observations?|sequence|run|software|program"
              + "|licen[cs]e|focuser|mount|filter|dome|shutter|lens|computer)\\b");
  private static final Pattern AMPLIFIER =
      Pattern.compile(
          "(?!COMPRESSED|IMAGE$|DATA$|RAW$)(?!.*\\d{4})[A-Za-z0-9 _.,:#/\\[\\]()-]{1,16}");

  /** What a comment says of numbers: 0=auto, 1=open, 2=closed. */
  private static final Pattern OPENS = Pattern.compile("(?i)\\bopen\\b|\\bclosed?\\b");

  private static final Pattern OF_ONE_EXPOSURE =
      Pattern.compile(
          "(?i)^(?:permanently |always |fully )?(?:open|closed?|auto|automatic|normal)$");

  private static final Pattern END_OF_BITS =
      Pattern.compile("(?:255|1023|4095|16383|65535)(?:\\.0*)?");

  private final FactLookup lookup;
  private final Dialect dialect;
  private final FitsHeader header;

  CameraFacts(FactLookup lookup) {
    this.lookup = lookup;
    this.dialect = lookup.dialect();
    this.header = lookup.header();
  }

  /** Returns what the header says of the sensor. */
  Sensor sensor() {
    return new Sensor(
        lookup.number(Fact.ELECTRONS_PER_ADU, value -> value > 0).orElse(Double.NaN),
        lookup.number(Fact.READ_NOISE, value -> value >= 0).orElse(Double.NaN),
        lookup.number(Fact.SATURATION, value -> value > 0).orElse(Double.NaN),
        lookup.numericKeyword(Fact.ELECTRONS_PER_ADU),
        lookup.numericKeyword(Fact.SATURATION));
  }

  /**
   * Returns how the camera was set.
   *
   * @param hdu number of the image's HDU
   * @param kept the stored pixels that are the image; null for none
   * @param preparation what is done to the stored numbers first
   */
  CameraConfiguration configuration(int hdu, FitsSection kept, String preparation) {
    int[] binning = binning();
    return new CameraConfiguration(
        camera(),
        hdu,
        kept == null ? 0 : kept.columns(),
        kept == null ? 0 : kept.rows(),
        binning[0],
        binning[1],
        setting(Fact.GAIN),
        setting(Fact.OFFSET),
        lookup.text(Fact.READOUT_MODE),
        rowOrder(),
        cfaPattern(kept),
        preparation,
        setup(binning, hdu > 0).text());
  }

  /** Returns the name of the camera; CCDTYPE is IRAF's word for the type of a frame, too. */
  private String camera() {
    return lookup
        .stated(Fact.CAMERA)
        .or(
            () ->
                lookup.firstPlace(
                    Fact.CAMERA,
                    place ->
                        header
                            .text(place.keyword())
                            .filter(
                                name ->
                                    !place.keyword().equals("CCDTYPE")
                                        || dialect.typeOfValue(name).isEmpty())))
        .orElse("");
  }

  /**
   * Returns what else must not differ between frames that are used together.
   *
   * @param oneOfSeveral whether the file has other images
   */
  private Setup setup(int[] binning, boolean oneOfSeveral) {
    Map<String, String> setup = new LinkedHashMap<>();
    for (Setup.Kind kind : Setup.Kind.values()) {
      if (kind == Setup.Kind.IMAGE_NAME) {
        setup.put(kind.label(), oneOfSeveral ? imageName() : "");
      } else if (kind.fact() != null) {
        add(kind, binning, setup);
      }
    }
    return Setup.of(setup);
  }

  private void add(Setup.Kind kind, int[] binning, Map<String, String> setup) {
    switch (kind) {
      case WINDOW -> setup.put(kind.label(), window(binning));
      case ORIENTATION -> everyCard(kind, this::isOrientation, setup);
      case SERIAL_NUMBER -> everyCard(kind, this::isSerialNumber, setup);
      case READOUT -> everyCard(kind, this::isReadoutSetting, setup);
      case TELESCOPE ->
          setup.put(
              kind.label(),
              lookup
                  .first(
                      kind.fact(),
                      name -> Optional.of(name).filter(text -> !lookup.isPlaceholder(text)))
                  .orElse(""));
      case FOCAL_LENGTH ->
          setup.put(
              kind.label(), FactLookup.shown(lookup.number(kind.fact(), length -> length > 1)));
      case PIXEL_SIZE ->
          setup.put(
              kind.label(),
              isBinningKnown()
                  ? ""
                  : FactLookup.shown(
                      lookup.number(kind.fact(), size -> size > 0.5 && size < 1000)));
      case PEDESTAL ->
          setup.put(kind.label(), FactLookup.shown(lookup.number(kind.fact(), value -> true)));
      case OPTICS -> everyCard(kind, this::isOptics, setup);
      default -> everyCard(kind, (keyword, value) -> !lookup.isPlaceholder(value), setup);
    }
  }

  /**
   * Returns the name of an image, as far as it is that of an amplifier or a chip: one that is a
   * type, the target, or has a number of the exposure says nothing of these.
   */
  private String imageName() {
    return lookup
        .first(Fact.IMAGE_NAME, name -> Optional.of(name.strip()))
        .filter(
            name ->
                AMPLIFIER.matcher(name).matches()
                    && !lookup.isPlaceholder(name)
                    && dialect.typeOfValue(name).isEmpty()
                    && !name.equals(header.text("OBJECT").orElse("").strip()))
        .orElse("");
  }

  private boolean isBinningKnown() {
    return lookup.number(Fact.X_BINNING, CameraFacts::isBinning).isPresent()
        || !lookup.text(Fact.BINNING).isEmpty();
  }

  /** Adds a setting by every card that says it: where there are two, both count. */
  private void everyCard(
      Setup.Kind kind, BiPredicate<String, String> counts, Map<String, String> setup) {
    Fact fact = kind.fact();
    Optional<String> byHand = lookup.stated(fact);
    if (byHand.isPresent()) {
      setup.put(kind.label(), byHand.get());
      return;
    }
    for (Dialect.Source source : lookup.sources(fact)) {
      for (Dialect.Place place : source.places()) {
        Optional<String> value =
            header.has(place.keyword()) && place.fits(header)
                ? header.text(place.keyword()).filter(text -> counts.test(place.keyword(), text))
                : Optional.empty();
        lookup.lookedIfThere(fact, place, value.isPresent());
        value.ifPresent(
            text ->
                setup.put(
                    kind.label() + " " + place.keyword(),
                    FitsHeader.parseNumber(text).isPresent()
                        ? FactLookup.shown(FitsHeader.parseNumber(text))
                        : text));
      }
    }
  }

  /** A reducer that is not there is known not to be. */
  private boolean isOptics(String keyword, String value) {
    return !lookup.isPlaceholder(value) || value.strip().equalsIgnoreCase("none");
  }

  /** READDIR and the like may be the folder from which something was read. */
  private boolean isOrientation(String keyword, String value) {
    return !dialect.isNotFlipped(value)
        && !PATH.matcher(value).find()
        && !(keyword.endsWith("DIR") && value.contains("/"));
  }

  private boolean isSerialNumber(String keyword, String value) {
    return !lookup.isPlaceholder(value)
        && !value.equals("0")
        && !value.equals("-1")
        && !OF_A_PORT.matcher(value).find()
        && !OF_SOMETHING_ELSE.matcher(header.comment(keyword)).find();
  }

  /**
   * DATAMAX is most often the brightest pixel: only the end of a range of bits is a setting. What a
   * shutter did, as SHUTMODE = 'Closed' of a dark has it, is none; how it works is one.
   */
  private boolean isReadoutSetting(String keyword, String value) {
    if (keyword.equals("DATAMAX")) {
      return END_OF_BITS.matcher(value).matches();
    }
    return !lookup.isPlaceholder(value)
        && !(keyword.startsWith("SH")
            && (OF_ONE_EXPOSURE.matcher(value).find()
                || OPENS.matcher(header.comment(keyword)).find()));
  }

  /**
   * Returns where the image begins on the chip, in pixels that are not binned, from 0, by every
   * card that says it; and which way it was read, where a section runs downwards.
   */
  private String window(int[] binning) {
    Optional<String> byHand = lookup.stated(Fact.WINDOW);
    if (byHand.isPresent()) {
      return byHand.get();
    }
    Set<String> windows = new LinkedHashSet<>();
    for (Dialect.Source source : lookup.sources(Fact.WINDOW)) {
      List<Dialect.Place> places = source.places();
      Optional<String> found =
          places.size() == 2 ? origin(places, binning) : section(places.get(0));
      places.forEach(place -> lookup.lookedIfThere(Fact.WINDOW, place, found.isPresent()));
      found.ifPresent(windows::add);
    }
    return String.join(" ", windows);
  }

  private Optional<String> origin(List<Dialect.Place> places, int[] binning) {
    List<String> origin = new ArrayList<>();
    for (int axis = 0; axis < 2; axis++) {
      Dialect.Place place = places.get(axis);
      OptionalDouble value =
          place.fits(header) ? header.number(place.keyword()) : OptionalDouble.empty();
      if (value.isEmpty()) {
        return Optional.empty();
      }
      Dialect.Unit unit = place.unit() == null ? new Dialect.Unit(1, 0) : place.unit();
      double pixel = unit.convert(value.getAsDouble()) * (unit.binned() ? binning[axis] : 1);
      boolean besideTheChip = pixel < 0 && place.keyword().contains("OFF");
      if (pixel != Math.rint(pixel) || besideTheChip) {
        return Optional.empty(); // an angle, or a position on the sky
      }
      origin.add(FactLookup.shown(OptionalDouble.of(pixel)));
    }
    return Optional.of(String.join(",", origin));
  }

  private Optional<String> section(Dialect.Place place) {
    String text = place.fits(header) ? header.text(place.keyword()).orElse("") : "";
    if (lookup.isPlaceholder(text)) {
      return Optional.empty();
    }
    Matcher ranges = SECTION.matcher(text);
    if (!ranges.matches()) {
      // No section that we can read, but what differs is not mixed.
      return Optional.of(text.replaceAll("\\s+", ""));
    }
    int[] ends = new int[4];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = Integer.parseInt(ranges.group(i + 1));
    }
    String direction = (ends[0] > ends[1] ? " -x" : "") + (ends[2] > ends[3] ? " -y" : "");
    return Optional.of(
        (Math.min(ends[0], ends[1]) - 1)
            + ","
            + (Math.min(ends[2], ends[3]) - 1)
            + direction.replace(" ", ":"));
  }

  /** Returns the binning along row and column; 1 where the header does not say. */
  private int[] binning() {
    OptionalDouble x = lookup.number(Fact.X_BINNING, CameraFacts::isBinning);
    OptionalDouble y = lookup.number(Fact.Y_BINNING, CameraFacts::isBinning);
    if (x.isPresent()) {
      return new int[] {(int) x.getAsDouble(), (int) y.orElse(x.getAsDouble())};
    }
    return lookup
        .first(Fact.BINNING, text -> Optional.ofNullable(pair(text)))
        .orElse(new int[] {1, 1});
  }

  private static boolean isBinning(double value) {
    return value >= 1 && value < 10_000 && value == Math.rint(value);
  }

  /** "2 2", "2x2", "2,2", "2*2", "(2 x 2)", or one number for both; null if it is none of these. */
  private static int[] pair(String text) {
    String trimmed = BIN.matcher(BRACKETS.matcher(text.trim()).replaceAll("")).replaceFirst("");
    if (ONE_DIGIT.matcher(trimmed).matches()) {
      int both = trimmed.charAt(0) - '0';
      return new int[] {both, both};
    }
    Matcher m = PAIR.matcher(trimmed);
    return m.matches()
        ? new int[] {Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2))}
        : null;
  }

  /** Returns a setting as text; "100", "100." and "1E2" are the same. */
  private String setting(Fact fact) {
    OptionalDouble number = lookup.number(fact, value -> true);
    if (number.isPresent()) {
      return FactLookup.shown(number);
    }
    return lookup.text(fact);
  }

  /** Returns the colours of the first pixels that are kept. */
  private String cfaPattern(FitsSection kept) {
    Matcher colours = COLOURS.matcher(lookup.text(Fact.CFA_PATTERN).toUpperCase(Locale.ROOT));
    if (!colours.find()) {
      return "";
    }
    String row = colours.group(2);
    String pattern = row == null ? colours.group(1) : row + SECOND_ROWS.get(row);
    return ChipWindow.shifted(
        pattern,
        bayerOffset(Fact.X_BAYER_OFFSET) != (kept != null && kept.columnsFrom() % 2 != 0),
        bayerOffset(Fact.Y_BAYER_OFFSET) != (kept != null && kept.rowsFrom() % 2 != 0));
  }

  /** Returns whether rows go up or down; of the two that there are, as the standard spells them. */
  private String rowOrder() {
    String order = lookup.text(Fact.ROW_ORDER).toUpperCase(Locale.ROOT);
    return switch (Dialect.normalised(order)) {
      case "TOPDOWN" -> "TOP-DOWN";
      case "BOTTOMUP" -> "BOTTOM-UP";
      default -> order;
    };
  }

  private boolean bayerOffset(Fact fact) {
    return lookup.number(fact, value -> value == Math.rint(value)).orElse(0) % 2 != 0;
  }
}
