package org.nightbeam.master;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.storage.Storage;

/**
 * A master that an earlier run has made, found by its file. What it was made of is read from the
 * cards that {@link MasterFile} writes, so it matches by the same criteria as a master to be made.
 *
 * @param spec what it is matched by; its id is its place
 * @param reference where its pixels are
 */
public record LibraryMaster(MasterSpec spec, MasterReference reference) {
  private static final PixelFormat FLOAT32 = new PixelFormat(-32, 1, 0, null);

  /**
   * Reads the header of a file.
   *
   * @param output folder of the run's products: of a master there the path below it is recorded
   * @return the master; empty if the file is none of Nightbeam's masters
   * @throws UnreadableFileException if it is one, but lacks what it is matched by
   * @throws IOException if it cannot be read
   */
  public static Optional<LibraryMaster> read(Storage storage, String uri, String output)
      throws IOException {
    FitsContents contents;
    try (SeekableByteChannel channel = storage.open(uri)) {
      contents = FitsScanner.scan(channel);
    }
    FitsHeader header = contents.primary();
    if (!header.has("NBMASTER")) {
      return Optional.empty();
    }
    // Extensions hold what was written beside the pixels.
    if (contents.images().isEmpty()
        || contents.images().get(0).index() != 0
        || !contents.images().get(0).format().equals(FLOAT32)) {
      throw new UnreadableFileException(
          "expected an image of float32 in the primary HDU of a master");
    }
    ImageHdu image = contents.images().get(0);
    if (image.tiles() != null) {
      throw new UnreadableFileException(
          "a master of Nightbeam that is tile-compressed; decompress it with funpack");
    }
    FrameType type = type(header);
    String path = uri.startsWith(output + "/") ? uri.substring(output.length() + 1) : uri;
    MasterReference reference =
        new MasterReference(
            uri, type, uri, path, image.width(), image.height(), image.dataOffset(), hash(header));
    return Optional.of(new LibraryMaster(spec(uri, type, header, image), reference));
  }

  private static MasterSpec spec(String id, FrameType type, FitsHeader header, ImageHdu image)
      throws UnreadableFileException {
    boolean dark = type.isDark();
    double exposure = dark ? header.number("NBEXPTIM").orElse(Double.NaN) : 0;
    return new MasterSpec(
        id,
        type,
        new CameraConfiguration(
            text(header, "NBCAMERA"),
            number(header, "NBHDU"),
            image.width(),
            image.height(),
            number(header, "NBXBIN"),
            number(header, "NBYBIN"),
            text(header, "NBGAIN"),
            text(header, "NBOFFSET"),
            text(header, "NBREADM"),
            text(header, "NBROWORD"),
            text(header, "NBCFA"),
            header.text("NBPREPAR").orElse(""),
            header.text("NBSETUP").orElse("")),
        night(header),
        number(header, "NCOMBINE"),
        exposure,
        exposure,
        header.number("NBTEMP").orElse(Double.NaN),
        header.number("NBROTAT").orElse(Double.NaN),
        type == FrameType.FLAT ? text(header, "NBFILTER") : "",
        header.text("NBBIAS").orElse(null),
        header.text("NBDARK").orElse(null),
        "",
        true,
        processing(header));
  }

  private static FrameType type(FitsHeader header) throws UnreadableFileException {
    String label = text(header, "NBMASTER");
    try {
      return FrameType.ofLabel(label);
    } catch (IllegalArgumentException none) {
      throw new UnreadableFileException("NBMASTER = " + label + "; expected bias, dark or flat");
    }
  }

  private static Processing processing(FitsHeader header) throws UnreadableFileException {
    String name = header.text("NBFOREIG").orElse(Processing.RAW.name());
    try {
      return Processing.valueOf(name);
    } catch (IllegalArgumentException none) {
      throw new UnreadableFileException(
          "NBFOREIG = " + name + "; expected one of " + Arrays.toString(Processing.values()));
    }
  }

  private static String hash(FitsHeader header) throws UnreadableFileException {
    String hash = text(header, "NBHASH");
    if (!hash.matches("[0-9a-f]{64}")) {
      throw new UnreadableFileException(
          "NBHASH = " + hash + "; expected a SHA-256 of 64 hexadecimal digits");
    }
    return hash;
  }

  private static LocalDate night(FitsHeader header) throws UnreadableFileException {
    String night = text(header, "NBNIGHT");
    try {
      return night.equals("unknown") ? null : LocalDate.parse(night);
    } catch (DateTimeException malformed) {
      throw new UnreadableFileException("NBNIGHT = " + night + "; expected a date or unknown");
    }
  }

  /** The text of a card that has to be there; it may be blank. */
  private static String text(FitsHeader header, String keyword) throws UnreadableFileException {
    if (!header.has(keyword)) {
      throw new UnreadableFileException(
          "there is no "
              + keyword
              + ": the master was made by an older Nightbeam, or its header was cut; make it again");
    }
    return header.text(keyword).orElse("");
  }

  private static int number(FitsHeader header, String keyword) throws UnreadableFileException {
    String text = text(header, keyword);
    long value = header.integer(keyword).orElse(-1);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new UnreadableFileException(
          keyword + " = " + text + "; expected a whole number, 0 or more");
    }
    return (int) value;
  }
}
