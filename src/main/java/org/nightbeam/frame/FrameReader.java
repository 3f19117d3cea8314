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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
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
  private static final Pattern PAIR = Pattern.compile("(\\d+)\\s*[xX*, ]\\s*(\\d+)");
  private static final Pattern SEXAGESIMAL =
      Pattern.compile("([+-]?)(\\d{1,3})[: d°]+(\\d{1,2})(?:[: m']+(\\d{1,2}(?:\\.\\d*)?))?[s\"]?");
  private static final double ABSOLUTE_ZERO = -273.15;
  private static final double SET_POINT_REACHED = 2;

  private final Dialect dialect = Dialect.shipped();
  private final TypeFrom typeFrom;
  private final Duration nightOffset;

  /**
   * @param typeFrom where the type of a frame is looked for
   * @param nightOffset how far the dates of nights are behind UTC where the header gives no
   *     longitude
   */
  public FrameReader(TypeFrom typeFrom, Duration nightOffset) {
    this.typeFrom = typeFrom;
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
      return rejected(path, unusable.getMessage());
    } catch (NoSuchFileException | FileNotFoundException gone) {
      return rejected(path, "the file is gone, or may not be opened: " + gone.getMessage());
    } catch (AccessDeniedException denied) {
      return rejected(path, "permission denied; make the file readable");
    } catch (IOException e) {
      return rejected(path, "cannot be read: " + e.getMessage());
    }
    List<Frame> frames = new ArrayList<>();
    List<Frame.Rejected> rejected = new ArrayList<>();
    for (FitsContents.UnusableHdu hdu : contents.unusable()) {
      rejected.add(new Frame.Rejected(path, hdu.index(), hdu.reason()));
    }
    for (ImageHdu image : contents.images()) {
      frames.add(frame(uri, path, contents, image));
    }
    if (frames.isEmpty() && rejected.isEmpty()) {
      String others =
          contents.others().isEmpty()
              ? "its primary HDU has no data and there are no extensions"
              : "it holds " + String.join(", ", contents.others());
      rejected.add(new Frame.Rejected(path, -1, "no image in the file: " + others));
    }
    return new Frame.Reading(frames, rejected);
  }

  private static Frame.Reading rejected(String path, String reason) {
    return new Frame.Reading(List.of(), List.of(new Frame.Rejected(path, -1, reason)));
  }

  private Frame frame(String uri, String path, FitsContents contents, ImageHdu image) {
    FitsHeader header = withInherited(contents.primary(), image);
    Type type = usableType(header, uri, path);
    Optional<Instant> time = time(header);
    return new Frame(
        uri,
        path,
        image.index(),
        contents.images().size() == 1,
        contents.gzipped(),
        image.dataOffset(),
        image.format(),
        type.type,
        configuration(header, image),
        exposure(header),
        dialect.filter(header),
        temperature(header),
        time.orElse(null),
        time.map(instant -> night(header, instant)).orElse(null),
        type.setAside);
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

  private record Type(FrameType type, String setAside) {}

  /** The type, with the reason to set the frame aside if it is no raw one. */
  private Type usableType(FitsHeader header, String uri, String path) {
    Type type = type(header, uri, path);
    return dialect
        .signOfReduction(header)
        .map(sign -> new Type(type.type, alreadyReduced(sign)))
        .orElse(type);
  }

  private Type type(FitsHeader header, String uri, String path) {
    FrameType fromHeader = FrameType.UNKNOWN;
    String headerClaim = "the header has no type keyword such as IMAGETYP";
    if (typeFrom != TypeFrom.FOLDER) {
      Set<FrameType> claimed = new HashSet<>();
      List<String> words = new ArrayList<>();
      for (Dialect.Claim claim : dialect.typeClaims(header)) {
        if (dialect.isMaster(claim.value())) {
          return new Type(
              FrameType.UNKNOWN, alreadyReduced(claim.keyword() + " = " + claim.value()));
        }
        if (claim.type() != FrameType.UNKNOWN || words.isEmpty()) {
          words.add(claim.keyword() + " = " + claim.value());
        }
        if (claim.type() != FrameType.UNKNOWN) {
          claimed.add(claim.type());
          fromHeader = claim.type();
        }
      }
      if (claimed.size() > 1) {
        return new Type(
            FrameType.UNKNOWN,
            "the header contradicts itself: "
                + String.join(", ", words)
                + "; mend it, or say --typeFrom=FOLDER");
      }
      if (!words.isEmpty()) {
        headerClaim = String.join(", ", words);
      }
    }
    String folder = folderWithType(uri, path);
    FrameType fromFolder =
        typeFrom == TypeFrom.HEADER || folder == null
            ? FrameType.UNKNOWN
            : dialect.type(folder).orElseThrow();
    return reconciled(fromHeader, headerClaim, fromFolder, folder);
  }

  private Type reconciled(
      FrameType fromHeader, String headerClaim, FrameType fromFolder, String folder) {
    if (fromHeader == FrameType.UNKNOWN && fromFolder == FrameType.UNKNOWN) {
      String tried =
          switch (typeFrom) {
            case HEADER -> headerClaim + ", and --typeFrom=HEADER forbids to look at the folder";
            case FOLDER -> "no folder in its path is called like a type, such as Bias or Lights";
            case AUTO ->
                headerClaim + ", and no folder in its path is called like a type, such as Bias";
          };
      return new Type(FrameType.UNKNOWN, "type unknown: " + tried);
    }
    if (fromHeader == FrameType.UNKNOWN) {
      return new Type(fromFolder, null);
    }
    boolean darksForFlats = fromHeader == FrameType.DARK && fromFolder == FrameType.DARK_FLAT;
    if (fromFolder == FrameType.UNKNOWN || fromFolder == fromHeader) {
      return new Type(fromHeader, null);
    }
    if (darksForFlats) {
      return new Type(FrameType.DARK_FLAT, null);
    }
    return new Type(
        FrameType.UNKNOWN,
        String.format(
            "header and folder contradict each other: %s, folder %s; move the file, or say"
                + " --typeFrom=HEADER or --typeFrom=FOLDER",
            headerClaim, folder));
  }

  private static String alreadyReduced(String sign) {
    return "already reduced (" + sign + "); expected a raw frame";
  }

  /** The nearest folder above the file whose name is a type; null if there is none. */
  private String folderWithType(String uri, String path) {
    String[] below = path.split("/");
    for (int i = below.length - 2; i >= 0; i--) {
      if (dialect.type(below[i]).isPresent()) {
        return below[i];
      }
    }
    // The input itself may be the folder, or a file in it: --input=night/Bias, --input=Bias/*.fits
    String[] whole = uri.split("/");
    int parent = whole.length - below.length - 1;
    return parent >= 0 && dialect.type(whole[parent]).isPresent() ? whole[parent] : null;
  }

  private CameraConfiguration configuration(FitsHeader header, ImageHdu image) {
    int[] binning = {1, 1};
    OptionalDouble x = dialect.number(header, "xbinning");
    OptionalDouble y = dialect.number(header, "ybinning");
    if (x.isPresent()) {
      binning[0] = (int) x.getAsDouble();
      binning[1] = (int) y.orElse(x.getAsDouble());
    } else {
      dialect.text(header, "binning").ifPresent(text -> parsePair(text, binning));
    }
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

  private static void parsePair(String text, int[] pair) {
    Matcher m = PAIR.matcher(text.trim());
    if (m.matches()) {
      pair[0] = Integer.parseInt(m.group(1));
      pair[1] = Integer.parseInt(m.group(2));
    } else if (text.trim().matches("[1-9]")) {
      pair[0] = Integer.parseInt(text.trim());
      pair[1] = pair[0];
    }
  }

  /** A setting as text; "100", "100." and "1E2" are the same. */
  private String setting(FitsHeader header, String fact) {
    OptionalDouble number = dialect.number(header, fact);
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
    double seconds = dialect.number(header, "exposure").orElse(Double.NaN);
    if (seconds < 0) {
      return Double.NaN;
    }
    return seconds < 1e-9 ? 0 : seconds; // some cameras write 1E-32 for a bias
  }

  private double temperature(FitsHeader header) {
    double set = celsius(dialect.number(header, "setTemperature"));
    double measured = celsius(dialect.number(header, "measuredTemperature"));
    boolean reached = Double.isNaN(measured) || Math.abs(set - measured) <= SET_POINT_REACHED;
    return !Double.isNaN(set) && reached ? set : measured;
  }

  private static double celsius(OptionalDouble value) {
    double degrees = value.orElse(Double.NaN);
    if (degrees > 100 && degrees < 350) {
      degrees += ABSOLUTE_ZERO; // no sensor works at 100 degrees: these are kelvin
    }
    return degrees > ABSOLUTE_ZERO && degrees < 100 ? degrees : Double.NaN;
  }

  private Optional<Instant> time(FitsHeader header) {
    Optional<String> date = dialect.text(header, "date");
    Optional<Instant> parsed =
        date.flatMap(
            text -> ObservationTime.parse(text, dialect.text(header, "time").orElse(null)));
    if (parsed.isPresent()) {
      return parsed;
    }
    OptionalDouble mjd = dialect.number(header, "modifiedJulianDate");
    if (mjd.isPresent()) {
      return ObservationTime.ofModifiedJulianDate(mjd.getAsDouble());
    }
    OptionalDouble jd = dialect.number(header, "julianDate");
    return jd.isPresent() ? ObservationTime.ofJulianDate(jd.getAsDouble()) : Optional.empty();
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
    OptionalDouble degrees = dialect.number(header, "longitude");
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
