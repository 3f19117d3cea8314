package org.nightbeam.frame;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.storage.Storage;

/**
 * Reads the headers of a file and makes of each image in it a {@link Frame}. Nothing is guessed: a
 * fact that the header does not give is unknown, and a frame whose type is unknown is set aside.
 */
public final class FrameReader {
  private static final Pattern PAIR =
      Pattern.compile("0*([1-9]\\d{0,3})\\s*[xX*, ]\\s*0*([1-9]\\d{0,3})");
  private static final Pattern SEXAGESIMAL =
      Pattern.compile("([+-]?)(\\d{1,3})[: d°]+(\\d{1,2})(?:[: m']+(\\d{1,2}(?:\\.\\d*)?))?[s\"]?");
  private static final double ABSOLUTE_ZERO = -273.15;
  private static final double SET_POINT_REACHED = 2;

  private final Dialect dialect = Dialect.shipped();
  private final TypeFinder typeFinder;
  private final Duration nightOffset;

  /**
   * @param typeFrom where the type of a frame is looked for
   * @param nightOffset how far the dates of nights are behind UTC where the header gives no
   *     longitude
   */
  public FrameReader(TypeFrom typeFrom, Duration nightOffset) {
    this.typeFinder = new TypeFinder(dialect, typeFrom);
    this.nightOffset = nightOffset;
  }

  /**
   * Reads one file. What is wrong with it is in the result, not thrown.
   *
   * @param uri where the file is
   * @param path its path below the input that named it; its folders may name the type
   */
  public Frame.Reading read(Storage storage, String uri, String path) {
    FitsContents contents;
    try (SeekableByteChannel channel = storage.open(uri)) {
      contents = FitsScanner.scan(channel);
    } catch (UnreadableFileException unusable) {
      return rejected(uri, path, unusable.getMessage());
    } catch (NoSuchFileException | FileNotFoundException gone) {
      return rejected(uri, path, "the file is gone, or may not be opened: " + gone.getMessage());
    } catch (AccessDeniedException denied) {
      return rejected(uri, path, "permission denied; make the file readable");
    } catch (IOException e) {
      return rejected(uri, path, "cannot be read: " + e.getMessage());
    }
    List<Frame> frames = new ArrayList<>();
    List<Frame.Rejected> rejected = new ArrayList<>();
    for (FitsContents.UnusableHdu hdu : contents.unusable()) {
      rejected.add(new Frame.Rejected(uri, path, hdu.index(), hdu.reason()));
    }
    for (ImageHdu image : contents.images()) {
      frames.add(frame(uri, path, contents, image));
    }
    if (frames.isEmpty() && rejected.isEmpty()) {
      String others =
          contents.others().isEmpty()
              ? "its primary HDU has no data and there are no extensions"
              : "it holds " + String.join(", ", contents.others());
      rejected.add(new Frame.Rejected(uri, path, -1, "no image in the file: " + others));
    }
    return new Frame.Reading(frames, rejected);
  }

  private static Frame.Reading rejected(String uri, String path, String reason) {
    return new Frame.Reading(List.of(), List.of(new Frame.Rejected(uri, path, -1, reason)));
  }

  private Frame frame(String uri, String path, FitsContents contents, ImageHdu image) {
    FitsHeader header = withInherited(contents.primary(), image);
    TypeFinder.Found type = typeFinder.find(header, uri, path);
    Optional<Instant> time = time(header);
    return new Frame(
        uri,
        path,
        image.index(),
        contents.images().size() == 1,
        contents.gzipped(),
        image.dataOffset(),
        image.format(),
        type.type(),
        configuration(header, image),
        exposure(header),
        dialect.filter(header),
        temperature(header),
        time.orElse(null),
        time.map(instant -> night(header, instant)).orElse(null),
        type.setAside());
  }

  /** An extension's header, then what only the primary header says (FITS 4.0, section 4.4.2.6). */
  private static FitsHeader withInherited(FitsHeader primary, ImageHdu image) {
    if (image.index() == 0) {
      return primary;
    }
    List<String> cards = new ArrayList<>(image.header().cards());
    cards.addAll(primary.cards());
    return new FitsHeader(cards);
  }

  private CameraConfiguration configuration(FitsHeader header, ImageHdu image) {
    int[] binning = binning(header);
    return new CameraConfiguration(
        dialect.text(header, "camera").orElse(""),
        image.index(),
        image.width(),
        image.height(),
        binning[0],
        binning[1],
        setting(header, "gain"),
        setting(header, "offset"),
        dialect.text(header, "readoutMode").orElse(""),
        dialect.text(header, "rowOrder").orElse("").toUpperCase(Locale.ROOT),
        cfaPattern(header));
  }

  /** Binning along row and column; 1 where the header does not say. */
  private int[] binning(FitsHeader header) {
    OptionalDouble x = dialect.number(header, "xbinning", FrameReader::isBinning);
    OptionalDouble y = dialect.number(header, "ybinning", FrameReader::isBinning);
    if (x.isPresent()) {
      return new int[] {(int) x.getAsDouble(), (int) y.orElse(x.getAsDouble())};
    }
    return dialect
        .first(header, "binning", text -> Optional.ofNullable(pair(text)))
        .orElse(new int[] {1, 1});
  }

  private static boolean isBinning(double value) {
    return value >= 1 && value < 10_000 && value == Math.rint(value);
  }

  /** "2 2", "2x2", "2,2", "2*2", or one number for both; null if it is none of these. */
  private static int[] pair(String text) {
    String trimmed = text.trim();
    if (trimmed.matches("[1-9]")) {
      return new int[] {Integer.parseInt(trimmed), Integer.parseInt(trimmed)};
    }
    Matcher m = PAIR.matcher(trimmed);
    return m.matches()
        ? new int[] {Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2))}
        : null;
  }

  /** A setting as text; "100", "100." and "1E2" are the same. */
  private String setting(FitsHeader header, String fact) {
    OptionalDouble number = dialect.number(header, fact, value -> true);
    if (number.isPresent()) {
      double value = number.getAsDouble();
      return value == Math.rint(value) && Math.abs(value) < 1e9
          ? Long.toString((long) value)
          : Double.toString(value);
    }
    return dialect.text(header, fact).orElse("");
  }

  private String cfaPattern(FitsHeader header) {
    String pattern = dialect.text(header, "cfaPattern").orElse("").toUpperCase(Locale.ROOT);
    return pattern.matches("[RGBCMYW]{4}") ? pattern : "";
  }

  private double exposure(FitsHeader header) {
    double seconds = dialect.number(header, "exposure", value -> value >= 0).orElse(Double.NaN);
    return seconds < 1e-9 ? 0 : seconds; // some cameras write 1E-32 for a bias
  }

  private double temperature(FitsHeader header) {
    double set = celsius(header, "setTemperature");
    double measured = celsius(header, "measuredTemperature");
    boolean reached = Double.isNaN(measured) || Math.abs(set - measured) <= SET_POINT_REACHED;
    return !Double.isNaN(set) && reached ? set : measured;
  }

  private double celsius(FitsHeader header, String fact) {
    double degrees =
        dialect
            .number(header, fact, value -> value > ABSOLUTE_ZERO && value < 350 && value != 100)
            .orElse(Double.NaN);
    // No sensor works at 100 degrees: these are kelvin.
    return degrees > 100 ? degrees + ABSOLUTE_ZERO : degrees;
  }

  /**
   * The start: a date with its time, else a day number, else a date alone, meaning its midnight.
   */
  private Optional<Instant> time(FitsHeader header) {
    Optional<Instant> whole =
        dialect.first(header, "date", date -> ObservationTime.parse(date, null, true));
    if (whole.isEmpty()) {
      whole =
          dialect.first(
              header,
              "time",
              clock ->
                  dialect.first(header, "date", date -> ObservationTime.parse(date, clock, true)));
    }
    return whole
        .or(() -> dayNumber(header, "modifiedJulianDate", ObservationTime::ofModifiedJulianDate))
        .or(() -> dayNumber(header, "julianDate", ObservationTime::ofJulianDate))
        .or(() -> dialect.first(header, "date", date -> ObservationTime.parse(date, null, false)));
  }

  private Optional<Instant> dayNumber(
      FitsHeader header, String fact, DoubleFunction<Optional<Instant>> toInstant) {
    OptionalDouble days = dialect.number(header, fact, value -> toInstant.apply(value).isPresent());
    return days.isPresent() ? toInstant.apply(days.getAsDouble()) : Optional.empty();
  }

  /** The local date at the noon before, by the mean sun of the longitude where that is known. */
  private LocalDate night(FitsHeader header, Instant time) {
    OptionalDouble east = longitude(header);
    Duration behind =
        east.isPresent()
            ? Duration.ofSeconds(Math.round((180 - east.getAsDouble()) * 240))
            : nightOffset;
    return time.minus(behind).atZone(ZoneOffset.UTC).toLocalDate();
  }

  private OptionalDouble longitude(FitsHeader header) {
    OptionalDouble degrees = dialect.number(header, "longitude", value -> Math.abs(value) <= 360);
    if (degrees.isEmpty()) {
      Matcher m = SEXAGESIMAL.matcher(dialect.text(header, "longitude").orElse(""));
      if (!m.matches()) {
        return OptionalDouble.empty();
      }
      double value =
          Integer.parseInt(m.group(2))
              + Integer.parseInt(m.group(3)) / 60d
              + (m.group(4) == null ? 0 : Double.parseDouble(m.group(4)) / 3600);
      degrees = OptionalDouble.of(m.group(1).equals("-") ? -value : value);
    }
    double east = degrees.getAsDouble();
    if (Math.abs(east) > 360) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(east > 180 ? east - 360 : east < -180 ? east + 360 : east);
  }
}
