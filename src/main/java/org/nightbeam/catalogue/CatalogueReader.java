package org.nightbeam.catalogue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.checksum.DataSum;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.MeasuredSource;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.storage.Storage;

/**
 * Reads the catalogues that {@link CatalogueFile} writes. Columns are found by name, whatever their
 * order and whatever others there are.
 */
public final class CatalogueReader {
  private static final int LARGEST = 1 << 30; // bytes of a table
  private static final String MEND = "; remove the file, and the next run makes it again";

  private final FitsHeader header;
  private final ByteBuffer rows;
  private final int rowBytes;
  private final int sources;
  private final Map<CatalogueColumn, List<Place>> places = new EnumMap<>(CatalogueColumn.class);

  /** Position of a column's values within a row. */
  private record Place(int offset, CatalogueColumn.Form form) {}

  private CatalogueReader(FitsHeader header, ByteBuffer rows, int rowBytes, int sources)
      throws UnreadableFileException {
    this.header = header;
    this.rows = rows;
    this.rowBytes = rowBytes;
    this.sources = sources;
    findColumns();
  }

  /**
   * Reads a catalogue.
   *
   * @throws IOException if there is no such file, or storage fails
   * @throws UnreadableFileException if it is no catalogue, or damaged; its message says what is
   *     wrong and how to mend it, but does not name the file
   */
  public static Catalogue read(Storage storage, String uri) throws IOException {
    try (SeekableByteChannel channel = storage.open(uri)) {
      Optional<FitsScanner.Table> table = table(channel);
      if (table.isEmpty()) {
        throw new UnreadableFileException(
            ReasonCode.UNREADABLE,
            "there is no binary table " + CatalogueFile.TABLE + " in the file" + MEND);
      }
      FitsHeader header = table.get().header();
      int rowBytes = size(header, "NAXIS1");
      int sources = size(header, "NAXIS2");
      long bytes = (long) rowBytes * sources;
      if (bytes > LARGEST) {
        throw new UnreadableFileException(
            "a table of " + bytes + " bytes; expected at most " + LARGEST + MEND);
      }
      ByteBuffer rows = ByteBuffer.allocate((int) bytes);
      channel.position(table.get().dataOffset());
      while (rows.hasRemaining()) {
        if (channel.read(rows) < 0) {
          throw new UnreadableFileException(
              ReasonCode.TRUNCATED,
              "truncated: " + rows.remaining() + " of " + bytes + " bytes are missing" + MEND,
              new EOFException());
        }
      }
      checkSum(header, rows.flip());
      return new CatalogueReader(header, rows, rowBytes, sources).catalogue();
    }
  }

  private static Optional<FitsScanner.Table> table(SeekableByteChannel channel) throws IOException {
    try {
      return FitsScanner.table(channel, CatalogueFile.TABLE);
    } catch (UnreadableFileException damaged) {
      // What mends a frame, to copy it again, mends no catalogue.
      String what = damaged.getMessage().replaceFirst("; [^;]*$", "");
      throw new UnreadableFileException(damaged.reason().code(), what + MEND, damaged);
    }
  }

  private static void checkSum(FitsHeader header, ByteBuffer rows) throws IOException {
    OptionalLong recorded = header.integer("DATASUM");
    DataSum sum = new DataSum();
    sum.add(rows);
    if (recorded.isPresent() && recorded.getAsLong() != sum.value()) {
      throw new UnreadableFileException(
          ReasonCode.CHECKSUM,
          String.format(
              "DATASUM = %d, but the table sums up to %d: it was changed or damaged%s",
              recorded.getAsLong(), sum.value(), MEND));
    }
  }

  private static int size(FitsHeader header, String keyword) throws UnreadableFileException {
    OptionalLong value = header.integer(keyword);
    if (value.isEmpty() || value.getAsLong() < 0 || value.getAsLong() > Integer.MAX_VALUE) {
      throw new UnreadableFileException(
          String.format(
              "%s = %s; expected a size in the header of table %s%s",
              keyword, header.text(keyword).orElse("(nothing)"), CatalogueFile.TABLE, MEND));
    }
    return (int) value.getAsLong();
  }

  private void findColumns() throws UnreadableFileException {
    Map<String, Place> byTitle = new HashMap<>();
    int offset = 0;
    for (int number = 1; number <= size(header, "TFIELDS"); number++) {
      String code = header.text("TFORM" + number).orElse("");
      CatalogueColumn.Form form = CatalogueColumn.Form.of(code);
      if (form == null) {
        throw new UnreadableFileException(
            String.format(
                "TFORM%d = %s; expected 1J, 1E or 1D%s",
                number, code.isEmpty() ? "(nothing)" : code, MEND));
      }
      byTitle.putIfAbsent(header.text("TTYPE" + number).orElse(""), new Place(offset, form));
      offset += form.bytes();
    }
    if (offset != rowBytes) {
      throw new UnreadableFileException(
          String.format("NAXIS1 = %d, but the columns have %d bytes%s", rowBytes, offset, MEND));
    }
    for (CatalogueColumn column : CatalogueColumn.values()) {
      List<Place> found = new ArrayList<>();
      if (column.isOfApertures()) {
        for (int k = 1; byTitle.containsKey(column.title() + k); k++) {
          found.add(byTitle.get(column.title() + k));
        }
      } else if (byTitle.containsKey(column.title())) {
        found.add(byTitle.get(column.title()));
      }
      if (found.isEmpty() && column == CatalogueColumn.FLAT) {
        continue; // a catalogue of an earlier version, such as that of an old reference
      }
      if (found.isEmpty()) {
        throw new UnreadableFileException(
            String.format(
                "there is no column %s in table %s%s",
                column.title() + (column.isOfApertures() ? "1" : ""), CatalogueFile.TABLE, MEND));
      }
      places.put(column, found);
    }
  }

  private double value(int source, CatalogueColumn column) {
    return value(source, places.get(column).get(0));
  }

  private double value(int source, Place place) {
    int at = source * rowBytes + place.offset;
    return switch (place.form) {
      case INT -> rows.getInt(at);
      case FLOAT -> rows.getFloat(at);
      case DOUBLE -> rows.getDouble(at);
    };
  }

  private double[] values(int source, CatalogueColumn column) {
    return places.get(column).stream().mapToDouble(place -> value(source, place)).toArray();
  }

  private MeasuredSource source(int i) {
    return new MeasuredSource(
        value(i, CatalogueColumn.X) - 1,
        value(i, CatalogueColumn.Y) - 1,
        value(i, CatalogueColumn.XWIN) - 1,
        value(i, CatalogueColumn.YWIN) - 1,
        value(i, CatalogueColumn.XWINERR),
        value(i, CatalogueColumn.YWINERR),
        (int) value(i, CatalogueColumn.XPEAK) - 1,
        (int) value(i, CatalogueColumn.YPEAK) - 1,
        value(i, CatalogueColumn.PEAK),
        value(i, CatalogueColumn.SNR),
        value(i, CatalogueColumn.FLUX),
        value(i, CatalogueColumn.FLUXERR),
        values(i, CatalogueColumn.FLUXAPER),
        values(i, CatalogueColumn.FLUXAPERERR),
        value(i, CatalogueColumn.BACKGROUND),
        value(i, CatalogueColumn.FWHM),
        value(i, CatalogueColumn.A),
        value(i, CatalogueColumn.B),
        value(i, CatalogueColumn.THETA),
        Double.NaN,
        Double.NaN,
        value(i, CatalogueColumn.KRONRAD),
        (int) value(i, CatalogueColumn.NPIX),
        places.containsKey(CatalogueColumn.FLAT) ? value(i, CatalogueColumn.FLAT) : Double.NaN,
        (int) value(i, CatalogueColumn.CFA),
        (int) value(i, CatalogueColumn.FLAG));
  }

  private double number(String keyword) {
    return header.number(keyword).orElse(Double.NaN);
  }

  private double[] ofApertures(String keyword) {
    double[] numbers = new double[places.get(CatalogueColumn.FLUXAPER).size()];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = number(keyword + (k + 1));
    }
    return numbers;
  }

  private Catalogue catalogue() throws UnreadableFileException {
    List<MeasuredSource> measured = new ArrayList<>(sources);
    for (int i = 0; i < sources; i++) {
      measured.add(source(i));
    }
    MeasuredFrame frame =
        new MeasuredFrame(
            measured,
            number("SKYLEVEL"),
            number("SKYNOISE"),
            number("NBFWHM"),
            number("NBELONG"),
            number("NBELPA"),
            ofApertures("APRAD"),
            ofApertures("ZFNOIS"),
            number("LIMFLUX"));
    return new Catalogue(
        frame, size(header, CatalogueFile.WIDTH), size(header, CatalogueFile.HEIGHT), header);
  }
}
