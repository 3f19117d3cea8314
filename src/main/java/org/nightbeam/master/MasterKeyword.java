package org.nightbeam.master;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Predicate;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.plan.MasterSpec;

/**
 * The cards by which a master is matched, in the order in which they are written: one list for the
 * run that makes a master and the later one that finds it.
 */
enum MasterKeyword {
  NBMASTER("this is a combined master of that type", spec -> spec.type().label()),
  NBNIGHT(
      "local date of the night",
      spec -> spec.night() == null ? MasterKeyword.NO_NIGHT : spec.night().toString()),
  NBEXPTIM("[s] exposure time of the inputs", FrameType::isDark, MasterSpec::exposure),
  NBTEMP("[C] temperature of the sensor", FrameType::isDark, MasterSpec::temperature),
  NBFILTER("filters in the beam", type -> type == FrameType.FLAT, MasterSpec::filter),
  NBROTAT("[deg] angle of the rotator", type -> type == FrameType.FLAT, MasterSpec::rotator),
  NBCAMERA("camera", spec -> spec.configuration().camera()),
  NBHDU("HDU of the raw frames", spec -> spec.configuration().hdu()),
  NBXBIN("binning along the row", spec -> spec.configuration().xbin()),
  NBYBIN("binning along the column", spec -> spec.configuration().ybin()),
  NBGAIN("gain setting", spec -> spec.configuration().gain()),
  NBOFFSET("offset setting", spec -> spec.configuration().offset()),
  NBREADM("readout mode", spec -> spec.configuration().readoutMode()),
  NBROWORD("row order", spec -> spec.configuration().rowOrder()),
  NBCFA("colour filter array", spec -> spec.configuration().cfaPattern()),
  NBSETUP("what else must agree", spec -> orNone(spec.configuration().setup())),
  NBPREPAR("what was done to raw values first", spec -> orNone(spec.configuration().preparation())),
  NBFOREIG(
      "of a master of other software",
      spec -> spec.processing().isMaster() ? spec.processing().name() : null);

  /** Text that replaces an unknown date. */
  private static final String NO_NIGHT = "unknown";

  /** The card that says how many frames went into a master. */
  static final String INPUTS = "NCOMBINE";

  /** The card that names the master bias that was subtracted. */
  static final String BIAS = "NBBIAS";

  /** The card that names the master dark that was subtracted. */
  static final String DARK = "NBDARK";

  /** The card with the SHA-256 of the pixels. */
  static final String HASH = "NBHASH";

  private final String comment;
  private final Predicate<FrameType> types;
  private final Function<MasterSpec, Object> value;

  MasterKeyword(String comment, Function<MasterSpec, Object> value) {
    this(comment, type -> true, value);
  }

  /**
   * @param types of masters that have it
   * @param value of the card, a String, Integer or Double; null, or NaN, where there is no card
   */
  MasterKeyword(String comment, Predicate<FrameType> types, Function<MasterSpec, Object> value) {
    this.comment = comment;
    this.types = types;
    this.value = value;
  }

  private static String orNone(String text) {
    return text.isEmpty() ? null : text;
  }

  /** Writes the cards of a master. */
  static void write(MasterSpec spec, ProductHeader header) {
    for (MasterKeyword keyword : values()) {
      Object value = keyword.types.test(spec.type()) ? keyword.value.apply(spec) : null;
      if (value instanceof String text) {
        header.add(keyword.name(), text, keyword.comment);
      } else if (value instanceof Integer number) {
        header.add(keyword.name(), number, keyword.comment);
      } else if (value instanceof Double number && !number.isNaN()) {
        header.add(keyword.name(), number, keyword.comment);
      }
    }
  }

  /**
   * Reads the cards of a master.
   *
   * @param id of the master
   * @param image its pixels
   * @throws UnreadableFileException if it lacks one, or says what cannot be
   */
  static MasterSpec read(String id, FitsHeader header, ImageHdu image)
      throws UnreadableFileException {
    FrameType type = type(header);
    double exposure = type.isDark() ? NBEXPTIM.number(header) : 0;
    return new MasterSpec(
        id,
        type,
        new CameraConfiguration(
            NBCAMERA.text(header),
            whole(header, NBHDU.name()),
            image.width(),
            image.height(),
            whole(header, NBXBIN.name()),
            whole(header, NBYBIN.name()),
            NBGAIN.text(header),
            NBOFFSET.text(header),
            NBREADM.text(header),
            NBROWORD.text(header),
            NBCFA.text(header),
            NBPREPAR.textIfAny(header),
            NBSETUP.textIfAny(header)),
        night(header),
        whole(header, INPUTS),
        exposure,
        exposure,
        NBTEMP.number(header),
        NBROTAT.number(header),
        type == FrameType.FLAT ? NBFILTER.text(header) : "",
        header.text(BIAS).orElse(null),
        header.text(DARK).orElse(null),
        "",
        true,
        processing(header));
  }

  /** Returns the type of a master. */
  static FrameType type(FitsHeader header) throws UnreadableFileException {
    String label = NBMASTER.text(header);
    for (FrameType type : FrameType.values()) {
      if (type.isCalibration() && type.label().equals(label)) {
        return type;
      }
    }
    throw new UnreadableFileException(
        "NBMASTER = " + label + "; expected bias, dark, dark-flat or flat");
  }

  /** Returns the SHA-256 of the pixels, 64 hexadecimal digits. */
  static String hash(FitsHeader header) throws UnreadableFileException {
    String hash = text(header, HASH);
    if (!hash.matches("[0-9a-f]{64}")) {
      throw new UnreadableFileException(
          "NBHASH = " + hash + "; expected a SHA-256 of 64 hexadecimal digits");
    }
    return hash;
  }

  private static Processing processing(FitsHeader header) throws UnreadableFileException {
    String name = header.text(NBFOREIG.name()).orElse(Processing.RAW.name());
    try {
      return Processing.valueOf(name);
    } catch (IllegalArgumentException none) {
      throw new UnreadableFileException(
          "NBFOREIG = " + name + "; expected one of " + Arrays.toString(Processing.values()));
    }
  }

  private static LocalDate night(FitsHeader header) throws UnreadableFileException {
    String night = NBNIGHT.text(header);
    try {
      return night.equals(NO_NIGHT) ? null : LocalDate.parse(night);
    } catch (DateTimeException malformed) {
      throw new UnreadableFileException("NBNIGHT = " + night + "; expected a date or unknown");
    }
  }

  /** Returns the number of a card; NaN if it is not there. */
  private double number(FitsHeader header) {
    return header.number(name()).orElse(Double.NaN);
  }

  private String textIfAny(FitsHeader header) {
    return header.text(name()).orElse("");
  }

  private String text(FitsHeader header) throws UnreadableFileException {
    return text(header, name());
  }

  /** Returns the text of a card that has to be there; it may be blank. */
  private static String text(FitsHeader header, String keyword) throws UnreadableFileException {
    if (!header.has(keyword)) {
      throw new UnreadableFileException(
          "there is no "
              + keyword
              + ": the master was made by an older Nightbeam, or its header was cut; make it again");
    }
    return header.text(keyword).orElse("");
  }

  private static int whole(FitsHeader header, String keyword) throws UnreadableFileException {
    String text = text(header, keyword);
    long value = header.integer(keyword).orElse(-1);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new UnreadableFileException(
          keyword + " = " + text + "; expected a whole number, 0 or more");
    }
    return (int) value;
  }
}
