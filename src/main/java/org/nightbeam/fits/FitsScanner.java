package org.nightbeam.fits;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.ZipException;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;

/**
 * Walks the HDUs of a FITS file and reads their headers, not their data (FITS 4.0, sections 3 and
 * 4.4). A file compressed by gzip is known by its first bytes, whatever its name; it is
 * decompressed past its first image only if its recorded length says that more follows.
 *
 * <p>A tile-compressed image (FITS 4.0, section 10) has the header and the number that it had
 * before: where the primary HDU is empty, and the next one says that it was the primary one, all
 * count from there, as in the file that funpack makes.
 *
 * <p>It is one class of more than 400 lines, as an HDU is where the one before ends: each must be
 * sized and classified to find the next.
 */
public final class FitsScanner {
  /** Bytes of a FITS block; every header and every data unit fills whole blocks. */
  public static final int BLOCK = 2880;

  private static final int LONGEST_ROW = 1 << 20;
  private static final Set<Long> BITPIX = Set.of(8L, 16L, 32L, 64L, -32L, -64L);

  private FitsScanner() {}

  /**
   * Reads the headers of a file from its beginning.
   *
   * @throws UnreadableFileException if it is not FITS, or is damaged so that nothing can be used
   */
  public static FitsContents scan(SeekableByteChannel channel) throws IOException {
    if (channel.size() == 0) {
      throw new UnreadableFileException(
          ReasonCode.TRUNCATED, "the file is empty (0 bytes); copy it again");
    }
    byte[] magic = new byte[4];
    int got = FitsSource.readFully(channel, magic);
    channel.position(0);
    if (got >= 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
      try (FitsSource source = FitsSource.gzip(channel)) {
        return walk(source, true);
      } catch (ZipException | EOFException damaged) {
        throw new UnreadableFileException(
            ReasonCode.TRUNCATED,
            "the gzip data are damaged or cut short"
                + (damaged.getMessage() == null ? "" : " (" + damaged.getMessage() + ")")
                + "; copy the file again",
            damaged);
      }
    }
    refuseOtherCompression(magic, got);
    return walk(FitsSource.plain(channel), false);
  }

  /** Reads the primary header of a file that is not compressed. */
  public static FitsHeader primary(SeekableByteChannel channel) throws IOException {
    try (FitsSource source = FitsSource.plain(channel)) {
      return source.readHeader(true).orElseThrow(); // it is there, or cannot be read
    }
  }

  /**
   * Returns the byte at which the data of the primary HDU begin, of a file that is not compressed.
   */
  public static long primaryData(SeekableByteChannel channel) throws IOException {
    try (FitsSource source = FitsSource.plain(channel)) {
      source.readHeader(true);
      return source.position();
    }
  }

  /**
   * Reads the header of an extension by where its data begin: one of thousands is found without
   * those before it.
   *
   * @param channel of a file that is not compressed
   * @return empty if no header of an extension ends there
   */
  public static Optional<FitsHeader> headerBefore(SeekableByteChannel channel, long dataOffset)
      throws IOException {
    byte[] block = new byte[BLOCK];
    long first = Math.max(BLOCK, dataOffset - FitsSource.LARGEST_HEADER);
    for (long at = dataOffset - BLOCK; at >= first; at -= BLOCK) {
      channel.position(at);
      if (FitsSource.readFully(channel, block) < BLOCK) {
        return Optional.empty();
      }
      if (FitsSource.startsWith(block, "XTENSION")) {
        try (FitsSource source = FitsSource.plain(channel, at)) {
          Optional<FitsHeader> header = source.readHeader(false);
          return source.position() == dataOffset ? header : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /**
   * A binary table of a file.
   *
   * @param dataOffset of its first row, in bytes
   */
  public record Table(FitsHeader header, long dataOffset) {}

  /**
   * Finds a binary table by its name; headers alone are read.
   *
   * @param channel of a file that is not compressed
   * @param name its EXTNAME
   * @return empty if there is none
   * @throws UnreadableFileException if the file is not FITS, or ends before a header does
   */
  public static Optional<Table> table(SeekableByteChannel channel, String name) throws IOException {
    try (FitsSource source = FitsSource.plain(channel)) {
      Optional<FitsHeader> header = source.readHeader(true);
      while (header.isPresent()) {
        FitsHeader here = header.get();
        if (here.text("XTENSION").orElse("").equals("BINTABLE")
            && here.text("EXTNAME").orElse("").equals(name)) {
          return Optional.of(new Table(here, source.position()));
        }
        source.skip(padded(dataBytes(here)));
        header = source.readHeader(false);
      }
      return Optional.empty();
    }
  }

  private static void refuseOtherCompression(byte[] magic, int got) throws IOException {
    String by = null;
    if (got >= 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x9d) {
      by = "compress (.Z)";
    } else if (got >= 3 && magic[0] == 'B' && magic[1] == 'Z' && magic[2] == 'h') {
      by = "bzip2";
    } else if (got >= 4 && magic[0] == 'P' && magic[1] == 'K') {
      by = "zip";
    }
    if (by != null) {
      throw new UnreadableFileException(
          ReasonCode.COMPRESSED,
          "compressed by " + by + "; expected plain FITS or gzip: decompress it first");
    }
  }

  private static FitsContents walk(FitsSource source, boolean gzipped) throws IOException {
    FitsHeader primary = null;
    List<ImageHdu> images = new ArrayList<>();
    List<FitsContents.UnusableHdu> unusable = new ArrayList<>();
    List<String> others = new ArrayList<>();
    boolean emptyPrimary = false;
    int before = 0; // HDUs that the file did not have before it was compressed
    for (int place = 0; ; place++) {
      FitsHeader header;
      int index = place - before;
      try {
        Optional<FitsHeader> next = source.readHeader(place == 0);
        if (next.isEmpty()) {
          break;
        }
        header = next.get();
      } catch (UnreadableFileException damaged) {
        if (place == 0) {
          throw damaged;
        }
        unusable.add(
            new FitsContents.UnusableHdu(
                index,
                new FitsHeader(List.of()),
                Reason.of(
                    damaged.reason().code(), "extension " + index + ": " + damaged.getMessage())));
        break;
      }
      if (place == 0) {
        primary = header;
      }
      FitsHeader table = TileTable.isIn(header) ? header : null;
      if (table != null) {
        header = RestoredHeader.of(table);
        if (place == 1 && emptyPrimary && table.has("ZSIMPLE")) {
          header = RestoredHeader.joined(header, primary);
          primary = header;
          before = 1;
          index = 0;
        }
      }
      long bytes;
      try {
        bytes = dataBytes(table == null ? header : table);
      } catch (UnreadableFileException damaged) {
        unusable.add(new FitsContents.UnusableHdu(index, header, damaged.reason()));
        break; // where the next HDU starts is not known
      }
      long offset = source.position();
      if (table != null) {
        classifyTiles(index, table, header, offset, gzipped, images, unusable);
      } else if (bytes > 0) {
        classify(index, header, offset, images, unusable, others);
      }
      emptyPrimary = place == 0 && bytes == 0;
      if (gzipped && !images.isEmpty() && source.endsAt(offset + bytes)) {
        break;
      }
      long missing = source.skip(bytes);
      if (missing > 0) {
        int last = index;
        images.removeIf(image -> image.index() == last);
        unusable.removeIf(hdu -> hdu.index() == last);
        unusable.add(
            new FitsContents.UnusableHdu(
                index,
                header,
                Reason.of(
                    ReasonCode.TRUNCATED,
                    String.format(
                        "truncated: the header promises %d bytes of data, %d of them are"
                            + " missing; copy the file again",
                        bytes, missing))));
        break;
      }
      source.skip(padded(bytes) - bytes);
    }
    return new FitsContents(primary, images, unusable, others, gzipped);
  }

  /** Rounds up to whole blocks. */
  public static long padded(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }

  private static void classify(
      int index,
      FitsHeader header,
      long offset,
      List<ImageHdu> images,
      List<FitsContents.UnusableHdu> unusable,
      List<String> others) {
    String extension = header.text("XTENSION").orElse("IMAGE");
    if (!extension.equals("IMAGE") && !extension.equals("IUEIMAGE")) {
      others.add(extension + header.text("EXTNAME").map(name -> " " + name).orElse(""));
      return;
    }
    String refusal = refusal(header);
    if (refusal != null) {
      unusable.add(
          new FitsContents.UnusableHdu(index, header, Reason.of(ReasonCode.UNREADABLE, refusal)));
      return;
    }
    images.add(image(index, header, offset, blank(header), null));
  }

  private static void classifyTiles(
      int index,
      FitsHeader table,
      FitsHeader header,
      long offset,
      boolean gzipped,
      List<ImageHdu> images,
      List<FitsContents.UnusableHdu> unusable) {
    try {
      String refusal =
          gzipped
              ? "it is compressed by gzip once more; gunzip it"
              : dataBytes(header) == 0 ? "it has no pixels" : refusal(header);
      if (refusal != null) {
        throw new UnreadableFileException(
            gzipped ? ReasonCode.COMPRESSED : ReasonCode.UNREADABLE, refusal);
      }
      TileTable tiles = new TileTable(table, header, offset);
      Long blank = blank(header);
      if (blank == null && tiles.blank().isPresent() && header.integer("BITPIX").orElse(0) > 0) {
        blank = tiles.blank().getAsLong();
      }
      images.add(image(index, header, offset, blank, tiles));
    } catch (UnreadableFileException refused) {
      unusable.add(
          new FitsContents.UnusableHdu(
              index,
              header,
              Reason.of(
                  refused.reason().code(),
                  "a tile-compressed image (ZIMAGE = T): " + refused.getMessage())));
    }
  }

  private static ImageHdu image(
      int index, FitsHeader header, long offset, Long blank, TileTable tiles) {
    PixelFormat format =
        new PixelFormat(
            (int) header.integer("BITPIX").orElseThrow(),
            header.number("BSCALE").orElse(1),
            header.number("BZERO").orElse(0),
            blank);
    return new ImageHdu(
        index,
        header,
        format,
        (int) header.integer("NAXIS1").orElseThrow(),
        (int) header.integer("NAXIS2").orElseThrow(),
        offset,
        tiles);
  }

  private static Long blank(FitsHeader header) {
    OptionalLong blank = header.integer("BLANK");
    boolean integers = header.integer("BITPIX").orElse(0) > 0;
    return integers && blank.isPresent() ? blank.getAsLong() : null;
  }

  private static String refusal(FitsHeader header) {
    int axes = (int) header.integer("NAXIS").orElse(0);
    if (header.text("GROUPS").orElse("F").equals("T") && header.integer("NAXIS1").orElse(1) == 0) {
      return "random groups (GROUPS = T), not an image";
    }
    StringBuilder shape = new StringBuilder();
    boolean flat = axes >= 2;
    for (int axis = 1; axis <= axes; axis++) {
      long length = header.integer("NAXIS" + axis).orElse(0);
      shape.append(axis == 1 ? "" : " x ").append(length);
      flat &= axis <= 2 || length == 1;
    }
    if (!flat) {
      return "the data are "
          + shape
          + " (NAXIS = "
          + axes
          + "); expected one image, width x height";
    }
    if (header.integer("NAXIS1").orElse(0) > LONGEST_ROW
        || header.integer("NAXIS2").orElse(0) > Integer.MAX_VALUE) {
      return "the data are " + shape + "; expected at most " + LONGEST_ROW + " pixels per row";
    }
    for (String keyword : List.of("BSCALE", "BZERO")) {
      if (header.has(keyword) && header.number(keyword).isEmpty()) {
        return String.format(
            "%s = %s; expected a number: mend the header",
            keyword, header.text(keyword).orElse("(nothing)"));
      }
    }
    if (header.number("BSCALE").orElse(1) == 0) {
      return "BSCALE = 0, so every pixel would be the same; mend the header";
    }
    boolean integers = header.integer("BITPIX").orElseThrow() > 0;
    if (integers && header.has("BLANK") && header.integer("BLANK").isEmpty()) {
      return String.format(
          "BLANK = %s; expected an integer: mend the header",
          header.text("BLANK").orElse("(nothing)"));
    }
    return null;
  }

  /**
   * Returns the number of bytes of the data unit without its padding (FITS 4.0, equations 1, 2 and
   * 4).
   */
  private static long dataBytes(FitsHeader header) throws UnreadableFileException {
    long bitpix = required(header, "BITPIX");
    if (!BITPIX.contains(bitpix)) {
      throw new UnreadableFileException(
          "BITPIX = " + bitpix + "; expected 8, 16, 32, 64, -32 or -64");
    }
    long axes = required(header, "NAXIS");
    if (axes < 0 || axes > 999) {
      throw new UnreadableFileException("NAXIS = " + axes + "; expected 0 to 999");
    }
    try {
      long elements = axes == 0 ? 0 : 1;
      boolean groups =
          header.text("GROUPS").orElse("F").equals("T")
              && axes > 0
              && required(header, "NAXIS1") == 0;
      for (int axis = groups ? 2 : 1; axis <= axes; axis++) {
        required(header, "NAXIS" + axis);
        elements = Math.multiplyExact(elements, notNegative(header, "NAXIS" + axis, 0));
      }
      if (header.has("XTENSION") || groups) {
        elements = Math.addExact(elements, axes == 0 ? 0 : notNegative(header, "PCOUNT", 0));
        elements = Math.multiplyExact(elements, notNegative(header, "GCOUNT", 1));
      }
      long bytes = Math.multiplyExact(elements, Math.abs(bitpix) / 8);
      return Math.addExact(bytes, BLOCK) - BLOCK;
    } catch (ArithmeticException overflow) {
      throw new UnreadableFileException("the header promises more data than any file can hold");
    }
  }

  private static long notNegative(FitsHeader header, String keyword, long ifAbsent)
      throws UnreadableFileException {
    long value = header.integer(keyword).orElse(ifAbsent);
    if (value < 0) {
      throw new UnreadableFileException(keyword + " = " + value + "; expected 0 or more");
    }
    return value;
  }

  private static long required(FitsHeader header, String keyword) throws UnreadableFileException {
    OptionalLong value = header.integer(keyword);
    if (value.isEmpty()) {
      throw new UnreadableFileException(
          "the header has no usable "
              + keyword
              + " ("
              + header.text(keyword).map(text -> "its value is " + text).orElse("no such card")
              + "); expected an integer");
    }
    return value.getAsLong();
  }
}
