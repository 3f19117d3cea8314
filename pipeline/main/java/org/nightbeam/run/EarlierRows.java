package org.nightbeam.run;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.nightbeam.registration.Outcome;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameTable;
import org.nightbeam.table.RowOrder;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.work.InputFinder;

/**
 * The rows of earlier runs to an output whose frames are not in the input of this one, such as
 * those of the nights before: they stay in the table. What lies in the input has its row from this
 * run alone. While a run lasts, they wait in a file of their own: a run that fails loses none.
 */
final class EarlierRows {
  private static final Pattern NIGHT = Pattern.compile("[+-]?\\d{4,9}-\\d{2}-\\d{2}");

  private final BeamStorage storage;
  private final String output;
  private final List<PathMatcher> inputs;

  /** The rows that stay: products, and of which frames they are. */
  private final Map<String, Source> products = new HashMap<>();

  /** Rows of references of lights. */
  private final List<Map<String, String>> references = new ArrayList<>();

  private long kept;

  /**
   * The frame that a product is of.
   *
   * @param time when it was taken; empty if not known
   */
  record Source(String uri, String time) {}

  private EarlierRows(BeamStorage storage, String output, List<String> inputs) {
    this.storage = storage;
    this.output = output;
    this.inputs = inputs.stream().map(EarlierRows::matcher).toList();
  }

  /**
   * Puts the rows that stay aside, before a run writes its table.
   *
   * @param inputs folders, globs and files of the run
   */
  static EarlierRows keep(BeamStorage storage, String output, List<String> inputs)
      throws IOException {
    EarlierRows rows = new EarlierRows(storage, output, inputs);
    rows.putAside();
    return rows;
  }

  /** Returns what an input names, as {@link InputFinder} finds it. */
  private static PathMatcher matcher(String input) {
    Path path = path(input);
    if (!InputFinder.isGlob(input)) {
      return file -> file.startsWith(path);
    }
    PathMatcher glob = FileSystems.getDefault().getPathMatcher("glob:" + path);
    return file -> {
      for (Path above = file; above != null; above = above.getParent()) {
        if (glob.matches(above)) {
          return true;
        }
      }
      return false;
    };
  }

  /** Returns the place of a file on any storage as a path, to compare places with each other. */
  private static Path path(String uri) {
    return BeamStorage.isLocal(uri)
        ? LocalStorage.path(uri).toAbsolutePath().normalize()
        : Path.of("/" + uri.replaceFirst("^([^:]+):/*", "$1/")).normalize();
  }

  private boolean stays(Map<String, String> row) {
    try {
      Path file = path(row.getOrDefault(FrameColumn.URI.label(), ""));
      return inputs.stream().noneMatch(input -> input.matches(file));
    } catch (InvalidPathException unknown) {
      return false;
    }
  }

  private void putAside() throws IOException {
    String table = OutputLayout.in(output, OutputLayout.TABLE);
    String aside = OutputLayout.in(output, OutputLayout.EARLIER_ROWS);
    try {
      putAside(table, aside);
    } catch (IllegalArgumentException damaged) {
      throw new IOException(
          String.format(
              "%s is not a table of frames (%s); restore it, or delete it, then the rows of frames"
                  + " that are not in this input are lost",
              table, damaged.getMessage()));
    }
  }

  private void putAside(String table, String aside) throws IOException {
    try (Reader last = open(table);
        Reader before = open(aside)) { // of a run that has failed
      if (last == null && before == null) {
        return;
      }
      Set<String> frames = new HashSet<>();
      try (NewFile file = storage.createReplaceable(aside);
          Writer writer =
              new BufferedWriter(Channels.newWriter(file.channel(), StandardCharsets.UTF_8))) {
        writer.write(FrameTable.head());
        for (Reader rows : new Reader[] {last, before}) {
          for (Map<String, String> row :
              rows == null ? List.<Map<String, String>>of() : FrameTable.read(rows)) {
            if (!row.containsKey(FrameColumn.URI.label())) {
              throw new IllegalArgumentException("it has no column " + FrameColumn.URI.label());
            }
            if (stays(row)
                && frames.add(
                    row.get(FrameColumn.URI.label()) + "\n" + row.get(FrameColumn.HDU.label()))) {
              FrameTable.writeTexts(row, writer);
              products.put(
                  text(row, FrameColumn.OUTPUT),
                  new Source(text(row, FrameColumn.URI), text(row, FrameColumn.TIME_UTC)));
              if (Outcome.REFERENCE.label().equals(text(row, FrameColumn.REGISTRATION))) {
                references.add(row);
              }
              kept++;
            }
          }
        }
        writer.flush();
        if (kept > 0) {
          file.commit();
          return;
        }
      }
    }
    storage.deleteIfExists(aside);
  }

  private Reader open(String uri) throws IOException {
    SeekableByteChannel table = storage.openIfThere(uri);
    return table == null
        ? null
        : new BufferedReader(Channels.newReader(table, StandardCharsets.UTF_8));
  }

  /** Returns whether the product of an earlier run is that of a row which stays. */
  boolean have(String product) {
    return products.containsKey(product);
  }

  /** Returns the frame of such a product; null if it is of no row which stays. */
  Source source(String product) {
    return products.get(product);
  }

  static String text(Map<String, String> row, FrameColumn column) {
    return row.getOrDefault(column.label(), "");
  }

  /** Returns whether a row that stays is that of a reference with a name, path or place. */
  boolean haveReference(String name) {
    return references.stream()
        .anyMatch(
            row ->
                GivenReferences.isMeant(name, row.get("path"), row.get(FrameColumn.URI.label())));
  }

  /**
   * Puts the rows into the table that a run has written, in the order of tables; and writes a table
   * of each night beside it, where it is new or its rows are others than before.
   *
   * @return what a person should know of what the run has replaced
   */
  List<String> join() throws IOException {
    Set<String> tables = nightTables();
    if (kept == 0 && tables.isEmpty()) {
      return List.of();
    }
    String table = OutputLayout.in(output, OutputLayout.TABLE);
    String aside = OutputLayout.in(output, OutputLayout.EARLIER_ROWS);
    ReplacedProducts replaced = new ReplacedProducts();
    try (Reader own = open(table)) {
      FrameTable.read(own).forEach(replaced::own);
    }
    if (kept > 0) {
      try (Reader earlier = open(aside)) {
        FrameTable.read(earlier).forEach(replaced::earlier);
      }
    }
    NightTable ofNight = new NightTable(replaced.nights, tables);
    try (Reader own = open(table);
        Reader earlier = kept > 0 ? open(aside) : null;
        NewFile file = storage.createReplaceable(table);
        Writer writer =
            new BufferedWriter(Channels.newWriter(file.channel(), StandardCharsets.UTF_8));
        ofNight) {
      writer.write(FrameTable.head());
      Iterator<Map<String, String>> a = FrameTable.read(own).iterator();
      Iterator<Map<String, String>> b =
          earlier == null ? Collections.emptyIterator() : FrameTable.read(earlier).iterator();
      Map<String, String> first = next(a);
      Map<String, String> second = next(b);
      while (first != null || second != null) {
        boolean takeFirst =
            second == null || first != null && RowOrder.OF_TEXTS.compare(first, second) <= 0;
        Map<String, String> row = takeFirst ? first : second;
        if (takeFirst || !replaced.hasProductOf(row)) {
          if (!takeFirst) {
            replaced.correct(row);
          }
          FrameTable.writeTexts(row, writer);
          ofNight.add(row);
        }
        if (takeFirst) {
          first = next(a);
        } else {
          second = next(b);
        }
      }
      ofNight.end();
      writer.flush();
      file.commit();
    }
    for (String night : tables) {
      if (!ofNight.seen.contains(night)) {
        storage.deleteIfExists(nightTable(night));
      }
    }
    storage.deleteIfExists(aside);
    return replaced.warnings();
  }

  private String nightTable(String night) {
    return OutputLayout.in(output, OutputLayout.NIGHTS) + "/" + night + OutputLayout.NIGHT_TABLE;
  }

  /** Returns the nights that have a table. */
  private Set<String> nightTables() throws IOException {
    Set<String> nights = new HashSet<>();
    for (String name : storage.names(OutputLayout.in(output, OutputLayout.NIGHTS))) {
      if (name.endsWith(OutputLayout.NIGHT_TABLE)) {
        String night = name.substring(0, name.length() - OutputLayout.NIGHT_TABLE.length());
        if (NIGHT.matcher(night).matches()) {
          nights.add(night);
        }
      }
    }
    return nights;
  }

  /** Returns the night of a row; an empty text if it names none. */
  static String night(Map<String, String> row) {
    String night = row.getOrDefault(FrameColumn.NIGHT.label(), "");
    return NIGHT.matcher(night).matches() ? night : "";
  }

  /** Tables of single nights, one after the other. */
  private final class NightTable implements AutoCloseable {
    /** Nights that have rows. */
    final Set<String> seen = new HashSet<>();

    private final Set<String> changed;
    private final Set<String> there;
    private String current = "";
    private NewFile file;
    private Writer writer;

    /**
     * @param changed nights whose tables are written even where there is one
     * @param there nights that have a table
     */
    NightTable(Set<String> changed, Set<String> there) {
      this.changed = changed;
      this.there = there;
    }

    void add(Map<String, String> row) throws IOException {
      String night = night(row);
      if (!night.equals(current)) {
        end();
        current = night;
        seen.add(night);
        if (!night.isEmpty() && (changed.contains(night) || !there.contains(night))) {
          file = storage.createReplaceable(nightTable(night));
          writer = new BufferedWriter(Channels.newWriter(file.channel(), StandardCharsets.UTF_8));
          writer.write(FrameTable.head());
        }
      }
      if (writer != null) {
        FrameTable.writeTexts(row, writer);
      }
    }

    void end() throws IOException {
      if (writer != null) {
        writer.flush();
        file.commit();
        close();
      }
    }

    @Override
    public void close() throws IOException {
      if (file != null) {
        file.close();
        file = null;
        writer = null;
      }
    }
  }

  private static Map<String, String> next(Iterator<Map<String, String>> rows) {
    return rows.hasNext() ? rows.next() : null;
  }
}
