package org.nightbeam.header;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.frame.Fact;
import org.nightbeam.frame.FactTrace;
import org.nightbeam.time.Site;
import org.nightbeam.time.SkyPosition;

/**
 * What a header says of the place on the sky and on the ground: what times at the barycentre and
 * airmasses follow from.
 *
 * @param pointing the target, or where the telescope points; null if not known
 * @param site where the telescope stands; null if not known
 * @param diameter of the telescope in metres; NaN if not known
 */
public record SkyFacts(SkyPosition pointing, Site site, double diameter) {
  private static final double LARGEST = 100_000; // millimetres
  private static final double HIGHEST = 9000; // metres
  private static final double DEEPEST = -500;

  /** Reads headers by the rules of a run. */
  public static final class Reader {
    private final Dialect dialect;
    private final StatedFacts stated;

    /**
     * @throws HeaderRulesException if a file of the rules is wrong
     */
    public Reader(HeaderRules rules) {
      this.dialect = Dialect.overlaid(rules.dialect(), rules.dialectName());
      this.stated = StatedFacts.read(rules.facts(), rules.factsName());
    }

    /**
     * Returns what a header says.
     *
     * @param path of the raw file below the input, by which facts are stated by hand
     * @param start of the exposure; null if not known
     */
    public SkyFacts read(String path, FitsHeader header, Instant start) {
      return new Finder(new FactLookup(dialect, header, stated.of(path), FactTrace.NONE))
          .find(start);
    }
  }

  /** Looks them up in one header. */
  static final class Finder {
    private static final Pattern HOURS = Pattern.compile("(?i)\\bhours?\\b|\\[h\\]|\\[hr\\]");

    private final FactLookup lookup;
    private final FitsHeader header;

    Finder(FactLookup lookup) {
      this.lookup = lookup;
      this.header = lookup.header();
    }

    SkyFacts find(Instant start) {
      double millimetres =
          lookup.number(Fact.DIAMETER, value -> value > 0 && value < LARGEST).orElse(Double.NaN);
      return new SkyFacts(pointing(), site(start), millimetres / 1000);
    }

    private SkyPosition pointing() {
      Optional<Double> ra =
          lookup
              .stated(Fact.RIGHT_ASCENSION)
              .flatMap(SkyPosition::rightAscension)
              .or(() -> lookup.firstPlace(Fact.RIGHT_ASCENSION, this::rightAscension));
      Optional<Double> dec = lookup.first(Fact.DECLINATION, SkyPosition::declination);
      boolean nowhere = ra.isPresent() && dec.isPresent() && ra.get() == 0 && dec.get() == 0;
      return ra.isPresent() && dec.isPresent() && !nowhere
          ? new SkyPosition(ra.get(), dec.get())
          : reference();
    }

    /** Returns the right ascension of a card: a number may be of hours, if its comment says so. */
    private Optional<Double> rightAscension(Dialect.Place place) {
      String text = header.text(place.keyword()).orElse("");
      Optional<Double> angle = SkyPosition.rightAscension(text);
      OptionalDouble number = header.number(place.keyword());
      boolean inHours =
          number.isPresent()
              && number.getAsDouble() >= 0
              && number.getAsDouble() < 24
              && HOURS.matcher(header.comment(place.keyword())).find();
      return inHours ? Optional.of(15 * number.getAsDouble()) : angle;
    }

    /** Returns the reference point of a world coordinate system; null if there is none. */
    private SkyPosition reference() {
      boolean celestial =
          startsWith("CTYPE1", "RA--")
              && startsWith("CTYPE2", "DEC-")
              && header.number("CRVAL1").isPresent()
              && header.number("CRVAL2").isPresent();
      if (!celestial) {
        return null;
      }
      double ra = header.number("CRVAL1").getAsDouble();
      double dec = header.number("CRVAL2").getAsDouble();
      double turned = ra - 360 * Math.floor(ra / 360);
      return turned < 360 && Math.abs(dec) <= 90 ? new SkyPosition(turned, dec) : null;
    }

    private boolean startsWith(String keyword, String start) {
      return header.text(keyword).filter(text -> text.startsWith(start)).isPresent();
    }

    private Site site(Instant start) {
      double east = new HeaderClock(lookup).longitude(start);
      OptionalDouble latitude = latitude();
      if (latitude.isEmpty() || !(Math.abs(east) <= 360)) {
        return geocentric();
      }
      double height =
          lookup
              .number(Fact.SITE_HEIGHT, value -> value > DEEPEST && value < HIGHEST)
              .orElse(0); // a kilometre is 3 microseconds
      return east == 0 && latitude.getAsDouble() == 0
          ? null // cards that nobody has filled in
          : new Site(latitude.getAsDouble(), east, height);
    }

    private OptionalDouble latitude() {
      Optional<Double> found = lookup.first(Fact.LATITUDE, Finder::latitude);
      return found.isPresent() ? OptionalDouble.of(found.get()) : OptionalDouble.empty();
    }

    private static Optional<Double> latitude(String text) {
      OptionalDouble degrees = FitsHeader.parseNumber(text);
      if (degrees.isEmpty()) {
        String upper = text.toUpperCase(Locale.ROOT).strip();
        boolean south = upper.endsWith("S") && !upper.endsWith("\"S");
        degrees = HeaderClock.sexagesimal(upper.replaceFirst("\\s*[NS]$", ""));
        if (south && degrees.isPresent()) {
          degrees = OptionalDouble.of(-Math.abs(degrees.getAsDouble()));
        }
      }
      return degrees.isPresent() && Math.abs(degrees.getAsDouble()) <= 90
          ? Optional.of(degrees.getAsDouble())
          : Optional.empty();
    }

    /** Returns the site of the standard's own cards (FITS 4.0, 9.6), by Bowring's formula. */
    private Site geocentric() {
      OptionalDouble x = header.number("OBSGEO-X");
      OptionalDouble y = header.number("OBSGEO-Y");
      OptionalDouble z = header.number("OBSGEO-Z");
      return x.isPresent() && y.isPresent() && z.isPresent()
          ? Site.ofGeocentric(x.getAsDouble(), y.getAsDouble(), z.getAsDouble())
          : null;
    }
  }
}
