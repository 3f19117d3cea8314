package org.nightbeam.fields;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.nightbeam.registration.ColourRatios;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.registration.Outcome;
import org.nightbeam.registration.Placement;
import org.nightbeam.registration.Transform;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FormulaGuard;
import org.nightbeam.table.FrameRow;

/**
 * The table of a target: one line per light with its alignment with the reference, for other
 * programs, and for later runs to recognise the references.
 */
final class FieldTable {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setRecordSeparator("\n")
          .setHeader(Stream.of(FieldColumn.values()).map(FieldColumn::label).toArray(String[]::new))
          .get();

  /** Columns that tables of earlier versions lack. */
  private static final List<FieldColumn> OF_COLOURS =
      List.of(FieldColumn.FLUX_RATIO_RED, FieldColumn.FLUX_RATIO_BLUE);

  private final List<Kept> kept = new ArrayList<>();
  private final Map<String, Earlier> earlier = new HashMap<>();

  /** Whether it is of a version that knew one scale of all colours. */
  private boolean withoutColours;

  /** The line of a reference. */
  private record Kept(Field field, List<String> values) {
    String catalogue() {
      return values.get(FieldColumn.CATALOGUE.ordinal());
    }
  }

  /**
   * A light that was registered by an earlier run.
   *
   * @param catalogue what its catalogue was
   * @param referenceCatalogue what that of its reference was
   */
  private record Earlier(String catalogue, String referenceCatalogue, Placement placement) {}

  private FieldTable() {}

  /** Reads a table; one that is not there is empty. */
  static FieldTable read(Storage storage, String uri) throws IOException {
    FieldTable table = new FieldTable();
    List<Map<String, String>> rows = new ArrayList<>();
    try (SeekableByteChannel file = storage.openIfThere(uri)) {
      if (file == null) {
        return table;
      }
      Reader in = new BufferedReader(Channels.newReader(file, StandardCharsets.UTF_8));
      CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
      for (CSVRecord line : format.parse(in)) {
        if (!line.isConsistent()) {
          throw new IllegalArgumentException("line " + (line.getRecordNumber() + 1) + " is short");
        }
        Map<String, String> row = line.toMap();
        row.replaceAll((column, text) -> FormulaGuard.plain(text));
        for (FieldColumn colour : OF_COLOURS) {
          table.withoutColours |= row.putIfAbsent(colour.label(), "") == null;
        }
        if (Outcome.REFERENCE.label().equals(row.get(FieldColumn.REGISTRATION.label()))) {
          table.kept.add(kept(row));
        }
        rows.add(row);
      }
      rows.forEach(table::addEarlier);
    } catch (CharacterCodingException e) {
      throw damaged(uri, "bytes that are not UTF-8", e);
    } catch (IllegalArgumentException | UncheckedIOException | CSVException e) {
      throw damaged(uri, e.getMessage(), e);
    }
    return table;
  }

  private static IOException damaged(String uri, String what, Exception cause) {
    return new IOException(
        uri
            + ": not a table of registered lights ("
            + what
            + "); restore it, or delete it to have a new reference chosen",
        cause);
  }

  private static String text(Map<String, String> row, FieldColumn column) {
    String value = row.get(column.label());
    if (value == null) {
      throw new IllegalArgumentException("a line has no column " + column.label());
    }
    return value;
  }

  private static int integer(Map<String, String> row, FieldColumn column) {
    return Integer.parseInt(text(row, column));
  }

  private static double number(Map<String, String> row, FieldColumn column) {
    String text = text(row, column);
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }

  private static Kept kept(Map<String, String> row) {
    List<String> values = new ArrayList<>();
    for (FieldColumn column : FieldColumn.values()) {
      values.add(text(row, column));
    }
    return new Kept(
        new Field(
            text(row, FieldColumn.FIELD),
            text(row, FieldColumn.CAMERA),
            new FieldReference(
                text(row, FieldColumn.LIGHT),
                integer(row, FieldColumn.HDU),
                integer(row, FieldColumn.WIDTH),
                integer(row, FieldColumn.HEIGHT))),
        values);
  }

  /** Keeps where a light was found; what was not found is looked for again. */
  private void addEarlier(Map<String, String> row) {
    if (!text(row, FieldColumn.REGISTRATION).equals(Outcome.REGISTERED.label())) {
      return;
    }
    for (Kept reference : kept) {
      if (reference.field.name().equals(text(row, FieldColumn.FIELD))) {
        Transform transform =
            new Transform(
                number(row, FieldColumn.CENTRE_X) - 1,
                number(row, FieldColumn.CENTRE_Y) - 1,
                number(row, FieldColumn.UNIT),
                terms(text(row, FieldColumn.X_TERMS)),
                terms(text(row, FieldColumn.Y_TERMS)));
        Placement placement =
            new Placement(
                reference.field.name(),
                reference.field.reference(),
                Outcome.REGISTERED,
                transform,
                integer(row, FieldColumn.STARS),
                integer(row, FieldColumn.MATCHED),
                number(row, FieldColumn.RMS_PX),
                number(row, FieldColumn.FLUX_RATIO),
                new ColourRatios(
                    number(row, FieldColumn.FLUX_RATIO_RED),
                    number(row, FieldColumn.FLUX_RATIO_BLUE)),
                "");
        earlier.put(
            key(text(row, FieldColumn.LIGHT), integer(row, FieldColumn.HDU)),
            new Earlier(
                text(row, FieldColumn.CATALOGUE),
                text(row, FieldColumn.REFERENCE_CATALOGUE),
                placement));
      }
    }
  }

  /** Returns whether no other light lay on the reference of a field in the last run. */
  boolean isAlone(Field field) {
    return earlier.values().stream()
        .noneMatch(light -> light.placement.field().equals(field.name()));
  }

  private static String key(String light, int hdu) {
    return hdu + " " + light;
  }

  private static double[] terms(String text) {
    double[] terms = Stream.of(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    terms[0] -= 1;
    return terms;
  }

  /**
   * Returns a transform as it comes back from the table, where pixels count from 1: the last bit of
   * a number may differ. Nothing else is handed on, so that a later run has the same.
   */
  static Transform asWritten(Transform transform) {
    double[] xs = transform.xs().clone();
    double[] ys = transform.ys().clone();
    xs[0] = xs[0] + 1 - 1;
    ys[0] = ys[0] + 1 - 1;
    return new Transform(
        transform.centreX() + 1 - 1, transform.centreY() + 1 - 1, transform.unit(), xs, ys);
  }

  /**
   * Returns where an earlier run has found a light; null if it has not, or by other catalogues.
   *
   * @param fields of its camera
   * @param referenceCatalogues of the references that are in this run
   */
  Placement earlier(
      FrameRow light, List<Field> fields, Map<FieldReference, String> referenceCatalogues) {
    Earlier found = earlier.get(key(light.output(), light.hdu()));
    if (found == null
        || !found.catalogue.equals(Target.catalogue(light))
        || withoutColours && light.frame().configuration().isColour()) {
      return null;
    }
    for (Field field : fields) {
      if (field.reference().equals(found.placement.reference())
          && field.name().equals(found.placement.field())
          && found.referenceCatalogue.equals(
              referenceCatalogues.getOrDefault(
                  field.reference(), catalogueOf(field.reference())))) {
        return found.placement;
      }
    }
    return null;
  }

  /** Returns what the catalogue of a reference was; empty if it is not in this table. */
  private String catalogueOf(FieldReference reference) {
    return kept.stream()
        .filter(known -> known.field.reference().equals(reference))
        .map(Kept::catalogue)
        .findFirst()
        .orElse("");
  }

  /** Returns the name of the field that a light was registered in; null for none. */
  String fieldOf(FrameRow light) {
    Earlier found = earlier.get(key(light.output(), light.hdu()));
    return found == null ? null : found.placement.field();
  }

  /** Returns the fields, in their order. */
  List<Field> fields() {
    return kept.stream().map(Kept::field).toList();
  }

  /**
   * Writes a table: the lights by field, and before them the references of this table that are of
   * earlier runs.
   *
   * @param lights in the order of their fields, then of their rows
   */
  void write(Storage storage, String uri, List<FrameRow> lights) throws IOException {
    Set<String> withReference = new HashSet<>();
    Map<FieldReference, String> catalogues = new HashMap<>();
    for (FrameRow light : lights) {
      if (light.placement().outcome() == Outcome.REFERENCE) {
        withReference.add(light.placement().field());
        catalogues.put(light.placement().reference(), Target.catalogue(light));
      }
    }
    kept.forEach(
        reference -> catalogues.putIfAbsent(reference.field.reference(), reference.catalogue()));
    try (NewFile file = storage.create(uri);
        Writer writer =
            new BufferedWriter(Channels.newWriter(file.channel(), StandardCharsets.UTF_8))) {
      CSVPrinter printer = new CSVPrinter(writer, FORMAT);
      for (Kept reference : kept) {
        // What it says is kept as long as no other light takes its place.
        if (withReference.add(reference.field.name())) {
          printer.printRecord(reference.values.stream().map(FormulaGuard::guarded));
        }
      }
      for (FrameRow light : lights) {
        printer.printRecord(
            Stream.of(FieldColumn.values())
                .map(
                    column ->
                        column == FieldColumn.REFERENCE_CATALOGUE
                            ? catalogues.getOrDefault(light.placement().reference(), "")
                            : column.value(light))
                .map(value -> FormulaGuard.guarded(Objects.toString(value, ""))));
      }
      writer.flush();
      file.commit();
    }
  }
}
