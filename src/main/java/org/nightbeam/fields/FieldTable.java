package org.nightbeam.fields;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.registration.Outcome;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FormulaGuard;
import org.nightbeam.table.FrameRow;

/**
 * The table of a target: a line for each of its lights, how it lies on its reference, for other
 * programs; and what a later run knows the references by.
 */
final class FieldTable {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setRecordSeparator("\n")
          .setHeader(Stream.of(FieldColumn.values()).map(FieldColumn::label).toArray(String[]::new))
          .get();

  private final List<Kept> kept = new ArrayList<>();

  /** The line of a reference. */
  private record Kept(Field field, List<String> values) {}

  private FieldTable() {}

  /** Reads the references of a table; of one that is not there, none. */
  static FieldTable read(Storage storage, String uri) throws IOException {
    FieldTable table = new FieldTable();
    try (Reader in =
        new BufferedReader(Channels.newReader(storage.open(uri), StandardCharsets.UTF_8))) {
      CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
      for (CSVRecord line : format.parse(in)) {
        if (!line.isConsistent()) {
          throw new IllegalArgumentException("line " + (line.getRecordNumber() + 1) + " is short");
        }
        Map<String, String> row = line.toMap();
        row.replaceAll((column, text) -> FormulaGuard.plain(text));
        if (Outcome.REFERENCE.label().equals(row.get(FieldColumn.REGISTRATION.label()))) {
          table.kept.add(kept(row));
        }
      }
    } catch (NoSuchFileException | FileNotFoundException none) {
      return new FieldTable();
    } catch (IllegalArgumentException | UncheckedIOException damaged) {
      throw new IOException(
          uri
              + ": not a table of how lights lie on a reference ("
              + damaged.getMessage()
              + "); restore it, or remove it, and a reference is chosen anew",
          damaged);
    }
    return table;
  }

  private static Kept kept(Map<String, String> row) {
    List<String> values = new ArrayList<>();
    for (FieldColumn column : FieldColumn.values()) {
      String value = row.get(column.label());
      if (value == null) {
        throw new IllegalArgumentException("a line has no column " + column.label());
      }
      values.add(value);
    }
    return new Kept(
        new Field(
            row.get(FieldColumn.FIELD.label()),
            row.get(FieldColumn.CAMERA.label()),
            new FieldReference(
                row.get(FieldColumn.LIGHT.label()),
                Integer.parseInt(row.get(FieldColumn.HDU.label())),
                Integer.parseInt(row.get(FieldColumn.WIDTH.label())),
                Integer.parseInt(row.get(FieldColumn.HEIGHT.label())))),
        values);
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
    for (FrameRow light : lights) {
      if (light.placement().outcome() == Outcome.REFERENCE) {
        withReference.add(light.placement().field());
      }
    }
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
                .map(column -> FormulaGuard.guarded(Objects.toString(column.value(light), ""))));
      }
      writer.flush();
      file.commit();
    }
  }
}
