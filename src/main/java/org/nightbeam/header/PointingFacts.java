package org.nightbeam.header;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.frame.Fact;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Pointing;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.time.Site;
import org.nightbeam.time.SkyPosition;

/** Target and site of a light, from one header. */
final class PointingFacts {
  private static final double DEGREES_PER_HOUR = 15;
  private static final double ARCSEC_PER_DEGREE = 3600;

  /** Arcseconds per radian, for micrometres per millimetre. */
  private static final double ARCSEC_OF_UM_PER_MM = 206.264806;

  private static final double MOST_AIR = 40; // at the horizon
  private static final double FINEST = 0.005; // arcseconds per pixel
  private static final double COARSEST = 600;

  private static final Pattern WEST =
      Pattern.compile("(?i)\\bwest(?:ern|wards?)?\\b|\\+ *w\\b|\\bw *\\+");
  private static final Pattern OF_THE_SKY =
      Pattern.compile(
          "(?i)galactic|ecliptic|helio|carrington|celestial|super ?gal|target|object|planet|orbit|node");

  private static final Pattern SIDE =
      Pattern.compile("(?i)(?=.*[ew])([ew]?)\\s*([^ew]+?)\\s*([ew]?)(?:est|ast)?");
  private static final Pattern SIGNS =
      Pattern.compile("(?i)\\beast|\\bneg|\\bminus|- *w(?:est)?\\b|\\bw(?:est)? *-|<");

  /** Metres; what is nearer to the axis of the earth is no telescope, or in other units. */
  private static final double SMALLEST_RADIUS = 1000;

  private final FactLookup lookup;
  private final FitsHeader header;

  /**
   * Airmasses of one pointing differ less: by refraction, equinox, and a moment of the exposure.
   */
  private static final double SAME_AIR = 0.1;

  PointingFacts(FactLookup lookup) {
    this.lookup = lookup;
    this.header = lookup.header();
  }

  /**
   * Returns all of it.
   *
   * @param longitude of the telescope in degrees east; NaN if not known
   * @param binning pixels of the sensor in one of the image, along a row
   */
  Pointing pointing(double longitude, int binning) {
    return new Pointing(
        object(),
        angle(Fact.RIGHT_ASCENSION, DEGREES_PER_HOUR, degrees -> degrees >= 0 && degrees <= 360),
        angle(Fact.DECLINATION, 1, degrees -> Math.abs(degrees) <= 90),
        airmass(),
        longitude,
        latitude(),
        pixelScale(binning));
  }

  /**
   * Returns what contradicts the longitude of a frame: with it the target is seen through other air
   * than the header says, or is below the horizon, but with the other sign all agrees; null for
   * nothing.
   */
  static String doubt(Frame frame) {
    Pointing pointing = frame.pointing();
    double east = pointing.longitude();
    boolean known =
        frame.time() != null
            && Math.abs(east) <= 360
            && pointing.rightAscension() >= 0
            && pointing.rightAscension() < 360;
    if (!known || !(pointing.airmass() >= 1) || isLikeHeader(frame, east)) {
      return null;
    }
    return isLikeHeader(frame, -east)
        ? String.format(
            Locale.ROOT,
            "its airmass fits a telescope at longitude %.4f, not at %.4f degrees east as read: east"
                + " is positive; state longitude by --facts",
            -east,
            east)
        : null;
  }

  private static boolean isLikeHeader(Frame frame, double east) {
    Pointing pointing = frame.pointing();
    if (!(Math.abs(pointing.latitude()) <= 90) || !(Math.abs(pointing.declination()) <= 90)) {
      return false;
    }
    double airmass =
        new Site(pointing.latitude(), east, 0)
            .airmass(
                frame.time(), new SkyPosition(pointing.rightAscension(), pointing.declination()));
    return Math.abs(airmass - pointing.airmass()) <= SAME_AIR * pointing.airmass();
  }

  /** Returns the target; a word that stands for a type of frames is none. */
  private String object() {
    return lookup
        .first(
            Fact.OBJECT,
            name ->
                Optional.of(name.strip())
                    .filter(text -> !lookup.isPlaceholder(text))
                    .filter(text -> lookup.dialect().type(text).isEmpty()))
        .orElse("");
  }

  /**
   * Returns degrees.
   *
   * @param degreesPerUnit of a value with minutes and seconds
   */
  private double angle(Fact fact, double degreesPerUnit, DoublePredicate usable) {
    return angle(fact, degreesPerUnit, usable, place -> true);
  }

  private double angle(
      Fact fact, double degreesPerUnit, DoublePredicate usable, Predicate<Dialect.Place> counts) {
    Optional<String> byHand = lookup.stated(fact);
    if (byHand.isPresent()) {
      OptionalDouble number = FitsHeader.parseNumber(byHand.get());
      return number.isPresent()
          ? number.getAsDouble()
          : degreesPerUnit * Sexagesimal.parse(byHand.get()).orElse(Double.NaN);
    }
    return lookup
        .firstPlace(
            fact,
            place -> {
              OptionalDouble number = lookup.inUnitOfFact(fact, place);
              double degrees =
                  number.isPresent()
                      ? number.getAsDouble()
                      : degreesPerUnit
                          * Sexagesimal.parse(header.text(place.keyword()).orElse("").strip())
                              .orElse(Double.NaN);
              return usable.test(degrees) && counts.test(place)
                  ? Optional.of(degrees)
                  : Optional.empty();
            })
        .orElse(Double.NaN);
  }

  /** Returns the latitude of the telescope; one of the sky is none. */
  private double latitude() {
    return angle(
        Fact.LATITUDE,
        1,
        degrees -> Math.abs(degrees) <= 90,
        place -> !OF_THE_SKY.matcher(header.comment(place.keyword())).find());
  }

  /** Returns the airmass; what is stated by hand goes before the header, be it an altitude. */
  private double airmass() {
    boolean byHand =
        lookup.stated(Fact.AIRMASS).isEmpty() && lookup.stated(Fact.ALTITUDE).isPresent();
    OptionalDouble said =
        byHand
            ? OptionalDouble.empty()
            : lookup.number(Fact.AIRMASS, value -> value >= 1 && value < MOST_AIR);
    return said.isPresent()
        ? said.getAsDouble()
        : airmassAt(angle(Fact.ALTITUDE, 1, degrees -> degrees > 0 && degrees <= 90));
  }

  /** By Pickering 2002, DIO 12, 20: good down to the horizon; NaN if the altitude is. */
  private static double airmassAt(double degrees) {
    double angle = degrees + 244 / (165 + 47 * Math.pow(degrees, 1.1));
    return Math.max(1, 1 / Math.sin(Math.toRadians(angle)));
  }

  /**
   * Returns arcseconds per pixel. What is stated by hand goes first, be it the focal length. Of a
   * header, a solution of the plate goes before a card that says the scale, and this before the
   * size of a pixel and the focal length.
   */
  private double pixelScale(int binning) {
    boolean scaleByHand = lookup.stated(Fact.PIXEL_SCALE).isPresent();
    if (!scaleByHand && lookup.stated(Fact.FOCAL_LENGTH).isPresent()) {
      double scale = byOptics(binning);
      if (isPlausible(scale)) {
        return scale;
      }
    }
    double solved = scaleByHand ? Double.NaN : solved();
    if (isPlausible(solved)) {
      return solved;
    }
    OptionalDouble said = lookup.number(Fact.PIXEL_SCALE, scale -> isPlausible(Math.abs(scale)));
    return said.isPresent() ? Math.abs(said.getAsDouble()) : byOptics(binning);
  }

  private double byOptics(int binning) {
    double focalLength = lookup.number(Fact.FOCAL_LENGTH, length -> length > 1).orElse(Double.NaN);
    for (Fact fact : new Fact[] {Fact.IMAGE_PIXEL_SIZE, Fact.SENSOR_PIXEL_SIZE}) {
      double factor =
          ARCSEC_OF_UM_PER_MM * (fact == Fact.SENSOR_PIXEL_SIZE ? binning : 1) / focalLength;
      OptionalDouble size = lookup.number(fact, value -> isPlausible(factor * value));
      if (size.isPresent()) {
        return factor * size.getAsDouble();
      }
    }
    return Double.NaN;
  }

  private static boolean isPlausible(double scale) {
    return scale >= FINEST && scale <= COARSEST;
  }

  /** By the matrix of a world coordinate system: the root of the area of a pixel. */
  private double solved() {
    boolean celestial =
        header
            .text("CTYPE1")
            .filter(type -> type.startsWith("RA--") || type.startsWith("DEC-"))
            .isPresent();
    if (!celestial) {
      return Double.NaN;
    }
    String matrix = header.number("CD1_1").isPresent() ? "CD" : "PC";
    double sizes = matrix.equals("CD") ? 1 : number("CDELT1") * number("CDELT2");
    double ofColumns = header.number(matrix + "1_1").orElse(1);
    double ofRows = header.number(matrix + "2_2").orElse(1);
    double both = header.number(matrix + "1_2").orElse(0) * header.number(matrix + "2_1").orElse(0);
    return ARCSEC_PER_DEGREE * Math.sqrt(Math.abs(sizes * (ofColumns * ofRows - both)));
  }

  private double number(String card) {
    return header.number(card).orElse(Double.NaN);
  }

  /** Returns the degrees east of the telescope; empty if they are not known. */
  OptionalDouble longitude() {
    Optional<String> byHand = lookup.stated(Fact.LONGITUDE);
    if (byHand.isPresent()) {
      return FitsHeader.parseNumber(byHand.get());
    }
    Optional<Double> said =
        lookup
            .firstPlace(Fact.LONGITUDE, this::longitudeOfNumber)
            .or(() -> lookup.firstPlace(Fact.LONGITUDE, this::longitudeOfText))
            .or(this::longitudeOfGeocentricPlace);
    if (said.isEmpty()) {
      lookup.tellUnusable(Fact.LONGITUDE, "no longitude; expected degrees east");
    }
    return said.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(said.get());
  }

  private boolean isOfPair(Dialect.Place place) {
    return lookup.sources(Fact.LONGITUDE).stream()
        .anyMatch(source -> source.places().size() == 2 && source.places().contains(place));
  }

  private Optional<Double> longitudeOfNumber(Dialect.Place place) {
    return isOfPair(place)
        ? Optional.empty()
        : eastOf(lookup.inUnitOfFact(Fact.LONGITUDE, place), place);
  }

  private Optional<Double> longitudeOfText(Dialect.Place place) {
    String text = header.text(place.keyword()).orElse("").trim();
    Matcher side = SIDE.matcher(text);
    if (!side.matches()) {
      return isOfPair(place) ? Optional.empty() : eastOf(Sexagesimal.parse(text), place);
    }
    String angle = side.group(2).trim();
    OptionalDouble size = FitsHeader.parseNumber(angle);
    size = size.isPresent() ? size : Sexagesimal.parse(angle);
    boolean west = (side.group(1) + side.group(3)).equalsIgnoreCase("W");
    return size.isEmpty() || size.getAsDouble() < 0 || size.getAsDouble() > 360
        ? Optional.empty()
        : Optional.of(west ? -size.getAsDouble() : size.getAsDouble());
  }

  /** Returns degrees east of those of a card, whose own comment may say that they are west. */
  private Optional<Double> eastOf(OptionalDouble degrees, Dialect.Place place) {
    if (OF_THE_SKY.matcher(header.comment(place.keyword())).find()
        || degrees.isEmpty()
        || Math.abs(degrees.getAsDouble()) > 360) {
      return Optional.empty();
    }
    double value = degrees.getAsDouble();
    boolean west = value > 0 && isWest(header.comment(place.keyword()));
    return Optional.of(west ? -value : value);
  }

  /** Returns whether a comment says that degrees are counted to the west, and not how signs are. */
  private static boolean isWest(String comment) {
    return WEST.matcher(comment).find() && !SIGNS.matcher(comment).find();
  }

  /** Returns the degrees east of two cards of metres from the centre of the earth. */
  private Optional<Double> longitudeOfGeocentricPlace() {
    for (Dialect.Source source : lookup.sources(Fact.LONGITUDE)) {
      List<Dialect.Place> places = source.places();
      if (places.size() == 2) {
        double x = header.number(places.get(0).keyword()).orElse(0);
        double y = header.number(places.get(1).keyword()).orElse(0);
        if (Math.hypot(x, y) > SMALLEST_RADIUS) {
          return Optional.of(Math.toDegrees(Math.atan2(y, x)));
        }
      }
    }
    return Optional.empty();
  }
}
