package org.nightbeam.catalogue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import nom.tam.fits.HeaderCard;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.RawCard;
import org.nightbeam.fits.checksum.DataSum;
import org.nightbeam.fits.checksum.SummedHeader;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.MeasuredSource;
import org.nightbeam.photometry.PhotometrySettings;
import org.nightbeam.photometry.SourceFlag;
import org.nightbeam.storage.NewFile;

/**
 * A catalogue as a FITS file: an empty primary HDU, and the binary table CAT (FITS 4.0, section
 * 7.3), one row a source. Its header says what the columns are, how they were measured, and what is
 * known of the frame as a whole.
 */
public final class CatalogueFile {
  /** Columns of the frame. */
  static final String WIDTH = "IMAGEW";

  /** Rows of the frame. */
  static final String HEIGHT = "IMAGEH";

  /** Name of the table. */
  static final String TABLE = "CAT";

  private final MeasuredFrame frame;
  private final int width;
  private final int height;
  private final String unit;
  private final List<Place> places = new ArrayList<>();
  private final List<String> cards = new ArrayList<>();

  /** A column of the table: one of the list, and which aperture it is for. */
  private record Place(CatalogueColumn column, int aperture) {
    String title() {
      return column.title() + (column.isOfApertures() ? aperture + 1 : "");
    }
  }

  /**
   * @param frame what was measured
   * @param width pixels per row of the frame
   * @param height rows of the frame
   * @param unit of its pixels, such as {@code adu}
   */
  public CatalogueFile(MeasuredFrame frame, int width, int height, String unit) {
    this.frame = frame;
    this.width = width;
    this.height = height;
    this.unit = unit;
    for (CatalogueColumn column : CatalogueColumn.values()) {
      int count = column.isOfApertures() ? frame.radii().length : 1;
      for (int k = 0; k < count; k++) {
        places.add(new Place(column, k));
      }
    }
  }

  /**
   * Writes it.
   *
   * @param file where
   * @param origin cards that say what was measured, and how
   */
  public void write(NewFile file, List<String> origin) throws IOException {
    ByteBuffer rows = rows();
    DataSum sum = new DataSum();
    sum.add(rows.duplicate());
    file.write(SummedHeader.bytes(primary(), 0, "checksum of no pixels"));
    file.write(SummedHeader.bytes(header(origin), sum.value(), "checksum of the table"));
    file.write(rows);
    file.commit();
  }

  private static List<String> primary() {
    return List.of(
        card("SIMPLE", true, "conforms to FITS standard"),
        card("BITPIX", 8, "there are no pixels here"),
        card("NAXIS", 0, "number of axes"),
        card("EXTEND", true, "extensions follow"));
  }

  private int rowBytes() {
    return places.stream().mapToInt(place -> place.column.form().bytes()).sum();
  }

  /** Returns the table, filled up to whole blocks. */
  private ByteBuffer rows() {
    long bytes = (long) rowBytes() * frame.sources().size();
    ByteBuffer rows = ByteBuffer.allocate(Math.toIntExact(FitsScanner.padded(bytes)));
    for (MeasuredSource source : frame.sources()) {
      for (Place place : places) {
        double value = place.column.value(source, place.aperture);
        switch (place.column.form()) {
          case INT -> rows.putInt((int) value);
          case FLOAT -> rows.putFloat((float) value);
          case DOUBLE -> rows.putDouble(value);
        }
      }
    }
    return rows.rewind();
  }

  private List<String> header(List<String> origin) {
    cards.clear();
    add("XTENSION", "BINTABLE", "binary table extension");
    add("BITPIX", 8, "bytes");
    add("NAXIS", 2, "number of axes");
    add("NAXIS1", rowBytes(), "bytes a row");
    add("NAXIS2", frame.sources().size(), "rows: sources");
    add("PCOUNT", 0, "no heap");
    add("GCOUNT", 1, "");
    add("TFIELDS", places.size(), "columns");
    for (int i = 0; i < places.size(); i++) {
      CatalogueColumn column = places.get(i).column;
      int number = i + 1;
      add("TTYPE" + number, places.get(i).title(), "");
      add("TFORM" + number, column.form().code(), "");
      if (!column.unit(unit).isEmpty()) {
        add("TUNIT" + number, column.unit(unit), "");
      }
      add("TCOMM" + number, comment(places.get(i)), "");
    }
    add("EXTNAME", TABLE, "sources of a calibrated light");
    add(WIDTH, width, "[pix] width of the light"); // the names that solve-field reads
    add(HEIGHT, height, "[pix] height of the light");
    cards.add(
        RawCard.padded("COMMENT Places are in FITS pixels: the middle of the first pixel of"));
    cards.add(RawCard.padded("COMMENT the calibrated light is (1, 1)."));
    for (SourceFlag flag : SourceFlag.values()) {
      add("FLAG" + flag.bit(), flag.bit(), flag.meaning());
    }
    add("SKYLEVEL", frame.sky(), "[" + unit + "] median level of the sky");
    add("SKYNOISE", frame.skyNoise(), "[" + unit + "] standard deviation of a sky pixel");
    add("NBFWHM", frame.fwhm(), "[pix] median FWHM of stars");
    add("NBELONG", frame.elongation(), "long over short axis of the mean star");
    add("NBELPA", frame.theta(), "[deg] from +x to its long axis, towards +y");
    add("LIMFLUX", frame.limitingFlux(), "[" + unit + "] of a star of 5 sigma");
    add(
        "LIMMAG",
        -2.5 * Math.log10(frame.limitingFlux()),
        "[mag] -2.5 log10(LIMFLUX), instrumental");
    for (int k = 0; k < frame.radii().length; k++) {
      add("APRAD" + (k + 1), frame.radii()[k], "[pix] radius of circle " + (k + 1));
      add(
          "ZFNOIS" + (k + 1),
          frame.zeroFluxNoise()[k],
          "[" + unit + "] noise in circle " + (k + 1) + " without a source");
    }
    cards.addAll(origin);
    return cards;
  }

  private String comment(Place place) {
    if (!place.column.isOfApertures()) {
      return place.column.comment();
    }
    String radius = String.format(Locale.ROOT, "%.2f", frame.radii()[place.aperture]);
    return place.column.comment() + ", radius " + radius + " pix";
  }

  /**
   * Returns the cards that say how sources were found and measured.
   *
   * @param gain electrons per unit of the pixels; NaN if not known
   * @param withSigmas whether each pixel's own standard deviation was known
   */
  public static List<String> settings(
      PhotometrySettings settings, double gain, boolean withSigmas) {
    List<String> cards = new ArrayList<>();
    cards.add(card("NBTHRESH", settings.detection().sigmas(), "[sigma] least significance"));
    cards.add(card("NBMESH", settings.mesh(), "[pix] mesh of the background map"));
    cards.add(card("NBSKY", settings.sky().name(), "where the sky is from"));
    String errors = "SKY";
    if (withSigmas) {
      errors = "UNCERT";
    } else if (gain > 0) {
      errors = "SKY+PHOTONS";
    }
    cards.add(card("NBERRORS", errors, "what errors of fluxes are from"));
    if (gain > 0) {
      cards.add(card("NBGAIN", gain, "[electron] per unit of the pixels"));
    }
    return cards;
  }

  private void add(String keyword, String value, String comment) {
    cards.add(card(keyword, value, comment));
  }

  private void add(String keyword, long value, String comment) {
    cards.add(card(keyword, value, comment));
  }

  /** Adds a card unless its value is unknown: FITS has no number for that. */
  private void add(String keyword, double value, String comment) {
    if (value - value == 0) {
      cards.add(card(keyword, value, comment));
    }
  }

  /** Cards with a text, one of them if it fits. */
  static List<String> cards(String keyword, String value, String comment) {
    return RawCard.made(() -> new HeaderCard(keyword, RawCard.ascii(value), comment));
  }

  /** Returns a card with a text, which fits. */
  static String card(String keyword, String value, String comment) {
    return cards(keyword, value, comment).get(0);
  }

  static String card(String keyword, long value, String comment) {
    return RawCard.made(() -> new HeaderCard(keyword, value, comment)).get(0);
  }

  private static String card(String keyword, boolean value, String comment) {
    return RawCard.made(() -> new HeaderCard(keyword, value, comment)).get(0);
  }

  private static String card(String keyword, double value, String comment) {
    // Ten digits say all, and are short enough for every reader.
    double rounded = Double.parseDouble(String.format(Locale.ROOT, "%.9e", value));
    return RawCard.made(() -> new HeaderCard(keyword, rounded, comment)).get(0);
  }
}
