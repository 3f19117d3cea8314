package org.nightbeam.lightcurve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import nom.tam.fits.HeaderCard;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.RawCard;
import org.nightbeam.fits.checksum.DataSum;
import org.nightbeam.fits.checksum.SummedHeader;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/**
 * All stars of all fields as a FITS binary table (FITS 4.0, section 7.3): their brightness, their
 * scatter, and the scatter expected.
 */
public final class StarsFile {
  private static final int TEXT = 24; // characters of a column, unless a name is longer
  private static final double MAGNITUDES = 2.5 / Math.log(10);

  /** A star of a field. */
  private record Row(FieldResult field, StarSummary star) {
    double of(double[] values) {
      return values[star.star()];
    }
  }

  /** A column of numbers. */
  private record Column(
      String title, char form, String unit, String comment, ToDoubleFunction<Row> value) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("star", 'J', "", "number in its field", row -> row.star.star() + 1),
          new Column(
              "x", 'D', "pix", "on the reference light", row -> row.of(row.field.stars().x()) + 1),
          new Column(
              "y", 'D', "pix", "on the reference light", row -> row.of(row.field.stars().y()) + 1),
          new Column("ra", 'D', "deg", "right ascension", row -> row.of(row.field.stars().ra())),
          new Column("dec", 'D', "deg", "declination", row -> row.of(row.field.stars().dec())),
          new Column(
              "flux",
              'E',
              "",
              "median flux in its aperture, in the unit of the lights",
              row -> row.star.flux()),
          new Column(
              "mag",
              'E',
              "mag",
              "-2.5 log10(flux)",
              row -> -MAGNITUDES * Math.log(row.star.flux())),
          new Column(
              "scatter",
              'E',
              "mag",
              "robust standard deviation",
              row -> MAGNITUDES * row.star.scatter()),
          new Column(
              "expected",
              'E',
              "mag",
              "standard deviation by its errors",
              row -> MAGNITUDES * row.star.expected()),
          new Column("index", 'E', "", "variability: 0 +- 1 for noise", row -> row.star.index()),
          new Column("points", 'J', "", "lights it was measured in", row -> row.star.points()),
          new Column("lights", 'J', "", "lights of the field", row -> row.field.lights()),
          new Column(
              "comparison",
              'J',
              "",
              "1 for a comparison star",
              row -> row.star.comparison() ? 1 : 0),
          new Column(
              "aperture",
              'E',
              "",
              "radius in FWHM",
              row -> ApertureSet.factor(row.star.aperture())),
          new Column(
              "follows",
              'J',
              "",
              "1: of each light's FWHM",
              row -> ApertureSet.follows(row.star.aperture()) ? 1 : 0));

  private StarsFile() {}

  /**
   * Writes it.
   *
   * @param fields in their order
   * @param version of the software
   */
  public static void write(Storage storage, String output, List<FieldResult> fields, String version)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    for (FieldResult field : fields) {
      field.summaries().forEach(star -> rows.add(new Row(field, star)));
    }
    int text = text(fields);
    ByteBuffer table = table(rows, text);
    DataSum sum = new DataSum();
    sum.add(table.duplicate());
    try (NewFile file = storage.create(OutputLayout.in(output, OutputLayout.STARS))) {
      file.write(SummedHeader.bytes(primary(), 0, "checksum of no pixels"));
      file.write(
          SummedHeader.bytes(
              header(rows.size(), text, version), sum.value(), "checksum of the table"));
      file.write(table);
      file.commit();
    }
  }

  private static int bytes(Column column) {
    return column.form == 'D' ? Double.BYTES : Integer.BYTES;
  }

  /** Returns the characters of a column of names, of which none may be cut. */
  private static int text(List<FieldResult> fields) {
    int longest = TEXT;
    for (FieldResult field : fields) {
      FieldStars stars = field.stars();
      longest = Math.max(longest, RawCard.ascii(stars.name()).length());
      longest = Math.max(longest, RawCard.ascii(stars.filter()).length());
      for (String target : stars.targets()) {
        longest = Math.max(longest, RawCard.ascii(target).length());
      }
    }
    return longest;
  }

  private static int rowBytes(int text) {
    return 3 * text + COLUMNS.stream().mapToInt(StarsFile::bytes).sum();
  }

  private static ByteBuffer table(List<Row> rows, int text) {
    ByteBuffer table =
        ByteBuffer.allocate(
            Math.toIntExact(FitsScanner.padded((long) rowBytes(text) * rows.size())));
    for (Row row : rows) {
      FieldStars stars = row.field.stars();
      put(table, stars.name(), text);
      put(table, stars.filter(), text);
      put(table, stars.targets()[row.star.star()], text);
      for (Column column : COLUMNS) {
        double value = column.value.applyAsDouble(row);
        switch (column.form) {
          case 'J' -> table.putInt((int) value);
          case 'E' -> table.putFloat((float) value);
          default -> table.putDouble(value);
        }
      }
    }
    return table.rewind();
  }

  private static void put(ByteBuffer table, String text, int length) {
    byte[] bytes = RawCard.ascii(text).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < length; i++) {
      table.put(i < bytes.length ? bytes[i] : (byte) ' ');
    }
  }

  private static List<String> primary() {
    List<String> cards = new ArrayList<>();
    add(cards, () -> new HeaderCard("SIMPLE", true, "conforms to FITS standard"));
    add(cards, () -> new HeaderCard("BITPIX", 8, "there are no pixels here"));
    add(cards, () -> new HeaderCard("NAXIS", 0, "number of axes"));
    add(cards, () -> new HeaderCard("EXTEND", true, "extensions follow"));
    return cards;
  }

  private static List<String> header(int rows, int text, String version) {
    List<String> cards = new ArrayList<>();
    add(cards, () -> new HeaderCard("XTENSION", "BINTABLE", "binary table extension"));
    add(cards, () -> new HeaderCard("BITPIX", 8, "bytes"));
    add(cards, () -> new HeaderCard("NAXIS", 2, "number of axes"));
    add(cards, () -> new HeaderCard("NAXIS1", rowBytes(text), "bytes a row"));
    add(cards, () -> new HeaderCard("NAXIS2", rows, "rows: stars"));
    add(cards, () -> new HeaderCard("PCOUNT", 0, "no heap"));
    add(cards, () -> new HeaderCard("GCOUNT", 1, ""));
    add(cards, () -> new HeaderCard("TFIELDS", COLUMNS.size() + 3, "columns"));
    String[] texts = {"field", "filter", "target"};
    String[] meanings = {"field", "filter of the lights", "name, if it was asked for"};
    for (int i = 0; i < texts.length; i++) {
      column(cards, i + 1, texts[i], text + "A", "", meanings[i]);
    }
    for (int i = 0; i < COLUMNS.size(); i++) {
      Column column = COLUMNS.get(i);
      column(cards, i + 4, column.title, "1" + column.form, column.unit, column.comment);
    }
    add(cards, () -> new HeaderCard("EXTNAME", "STARS", "stars of all fields"));
    cards.add(
        RawCard.padded("COMMENT Places are in FITS pixels: the middle of the first pixel is"));
    cards.add(RawCard.padded("COMMENT (1, 1)."));
    add(cards, () -> new HeaderCard("NBVERSN", version, "Nightbeam version"));
    return cards;
  }

  private static void column(
      List<String> cards, int number, String title, String form, String unit, String comment) {
    add(cards, () -> new HeaderCard("TTYPE" + number, title, ""));
    add(cards, () -> new HeaderCard("TFORM" + number, form, ""));
    if (!unit.isEmpty()) {
      add(cards, () -> new HeaderCard("TUNIT" + number, unit, ""));
    }
    add(cards, () -> new HeaderCard("TCOMM" + number, comment, ""));
  }

  private static void add(List<String> cards, RawCard.NewCard card) {
    cards.addAll(RawCard.made(card));
  }
}
