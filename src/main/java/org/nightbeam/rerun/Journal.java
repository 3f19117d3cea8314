package org.nightbeam.rerun;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.nightbeam.calibrate.RawContents;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.grading.LightQuality;
import org.nightbeam.plan.ShortHash;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.LightStatistics;

/**
 * The products of earlier runs. A line is added when a product is whole and about to be given its
 * name, and one more, with the stamp of the file, when it has it: so a run that is killed has its
 * journal up to that moment. A line that was not written whole has no right checksum and does not
 * count. Of several with one id the last does; where that has no stamp, the one before counts as
 * well, as its product may be there still. A journal only saves work: without it everything is made
 * again, with the same pixels.
 */
public final class Journal {
  /** It is announced, and has its name. */
  private static final int LINES_OF_A_PRODUCT = 2;

  /**
   * Begins the statistics of a light in a line; fields have no plain equals sign but after these.
   */
  private static final String STATISTICS = "light=";

  /** In place of a recipe: nothing that was there before is up to date. */
  private static final String BEGUN = "-";

  /** Begins what the raw frame of a light was. */
  private static final String RAW = "raw=";

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** The earlier entries in place of which entries without a stamp stand. */
  private final Map<String, Entry> replaced = new HashMap<>();

  private int lines;
  private int damaged;

  /**
   * A product.
   *
   * @param id a master's in the plan, or the path of a calibrated frame
   * @param recipe of all that shaped it, see {@link Recipe}
   * @param product path below the output; empty if nothing was made, see {@code note}
   * @param stamp of the product; null if nothing was made, or the product may not have its name
   * @param dataOffset byte behind its first header
   * @param sum of all bytes from there on, see {@link org.nightbeam.fits.checksum.DataSum}
   * @param fingerprint of a calibrated frame its NBFPRINT, of a master the hash of its pixels
   * @param source URI of the raw frame of a calibrated one; empty for a master
   * @param raw what that frame was; null for a master
   * @param note why nothing was made, or what is odd about it; empty for nothing
   * @param refused of a master, the frames that were found to be bad
   * @param statistics of a light
   */
  public record Entry(
      String id,
      String recipe,
      String product,
      FileStamp stamp,
      long dataOffset,
      long sum,
      String fingerprint,
      String source,
      Raw raw,
      String note,
      List<Refused> refused,
      LightStatistics statistics) {

    /** Returns the entry of a product whose surroundings are about to change; of no recipe. */
    public static Entry begun(String id, String product, Frame raw) {
      return new Entry(
          id,
          BEGUN,
          product,
          null,
          0,
          0,
          "",
          raw.uri(),
          new Raw(raw.stamp(), ""),
          "",
          List.of(),
          LightStatistics.UNKNOWN);
    }

    /** Returns the entry of the same product as it is now. */
    public Entry restamped(FileStamp now) {
      return new Entry(
          id,
          recipe,
          product,
          now,
          dataOffset,
          sum,
          fingerprint,
          source,
          raw,
          note,
          refused,
          statistics);
    }

    /** Returns the entry of the same product, whose raw frame has another stamp by now. */
    public Entry ofRaw(FileStamp now) {
      return new Entry(
          id,
          recipe,
          product,
          stamp,
          dataOffset,
          sum,
          fingerprint,
          source,
          new Raw(now, raw.contents),
          note,
          refused,
          statistics);
    }

    /** Writes the line of the journal, with its end. */
    public void writeTo(WritableByteChannel file) throws IOException {
      for (ByteBuffer line = line(); line.hasRemaining(); ) {
        file.write(line);
      }
    }

    private ByteBuffer line() {
      List<String> fields = new ArrayList<>();
      fields.add(encoded(id));
      fields.add(recipe);
      fields.add(encoded(product));
      fields.add(line(stamp));
      fields.add(dataOffset + "," + sum);
      fields.add(encoded(fingerprint));
      fields.add(encoded(source));
      fields.add(encoded(note));
      if (raw != null) {
        fields.add(RAW + raw.contents + ";" + line(raw.stamp));
      }
      if (!statistics.equals(LightStatistics.UNKNOWN)) {
        fields.add(STATISTICS + line(statistics));
      }
      for (Refused frame : refused) {
        fields.add(encoded(frame.uri) + "," + frame.hdu + "," + encoded(frame.reason));
      }
      String text = String.join(" ", fields);
      return ByteBuffer.wrap(
          (text + " " + ShortHash.of(text) + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the entry of a line; null if it is damaged, or of a version that wrote others. */
    static Entry of(String line) {
      int end = line.lastIndexOf(' ');
      if (end < 0 || !line.substring(end + 1).equals(ShortHash.of(line.substring(0, end)))) {
        return null;
      }
      try {
        return of(List.of(line.substring(0, end).split(" ", -1)).iterator());
      } catch (IllegalArgumentException | IndexOutOfBoundsException | NoSuchElementException e) {
        return null; // fields of another kind, or too few
      }
    }

    private static Entry of(Iterator<String> fields) {
      String id = decoded(fields.next());
      String recipe = fields.next();
      String product = decoded(fields.next());
      FileStamp stamp = stamp(fields.next());
      String[] pixels = fields.next().split(",");
      String fingerprint = decoded(fields.next());
      String source = decoded(fields.next());
      String note = decoded(fields.next());
      List<Refused> refused = new ArrayList<>();
      LightStatistics statistics = LightStatistics.UNKNOWN;
      Raw raw = null;
      while (fields.hasNext()) {
        String field = fields.next();
        if (field.startsWith(RAW)) {
          String[] known = field.substring(RAW.length()).split(";", 2);
          raw = new Raw(stamp(known[1]), known[0]);
          continue;
        }
        if (field.startsWith(STATISTICS)) {
          statistics = statistics(field.substring(STATISTICS.length()));
          continue;
        }
        String[] frame = field.split(",", -1);
        refused.add(new Refused(decoded(frame[0]), Integer.parseInt(frame[1]), decoded(frame[2])));
      }
      return new Entry(
          id,
          recipe,
          product,
          stamp,
          Long.parseLong(pixels[0]),
          Long.parseLong(pixels[1]),
          fingerprint,
          source,
          raw,
          note,
          refused,
          statistics);
    }

    private static String line(FileStamp stamp) {
      return stamp == null
          ? "-"
          : stamp.size()
              + ","
              + stamp.modified()
              + ","
              + stamp.changed()
              + ","
              + stamp.inode()
              + (stamp.tag() == null ? "" : "," + encoded(stamp.tag()));
    }

    private static String line(LightStatistics light) {
      return String.join(
          ",",
          Double.toString(light.sky()),
          Double.toString(light.noise()),
          Double.toString(light.saturated()),
          Double.toString(light.stars()),
          Double.toString(light.fwhm())
              + (light.quality().equals(LightQuality.NONE) ? "" : "," + light.quality().line()));
    }

    private static LightStatistics statistics(String field) {
      String[] n = field.split(",", 6);
      return new LightStatistics(
          Double.parseDouble(n[0]),
          Double.parseDouble(n[1]),
          Double.parseDouble(n[2]),
          Double.parseDouble(n[3]),
          Double.parseDouble(n[4]),
          n.length > 5 ? LightQuality.ofLine(n[5]) : LightQuality.NONE);
    }

    private static FileStamp stamp(String field) {
      if (field.equals("-")) {
        return null;
      }
      String[] n = field.split(",", 5);
      return new FileStamp(
          Long.parseLong(n[0]),
          Long.parseLong(n[1]),
          Long.parseLong(n[2]),
          Long.parseLong(n[3]),
          n.length > 4 ? decoded(n[4]) : null);
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
  }

  /**
   * What the raw frame of a product was when that was made.
   *
   * @param stamp of its file; null if it was not known
   * @param contents hash of all that the product takes from it, see {@link
   *     org.nightbeam.calibrate.RawContents}; empty where it could not be read
   */
  public record Raw(FileStamp stamp, String contents) {

    /** Returns whether this frame is certainly the same. */
    boolean is(Frame frame) {
      return stamp != null && stamp.equals(frame.stamp());
    }

    /** Returns whether this frame may be the same, which its contents will tell. */
    boolean mayBe(Frame frame) {
      return stamp != null && stamp.size() == frame.stamp().size() && !contents.isEmpty();
    }

    /**
     * Returns whether this frame is the same; if it was touched, it is read.
     *
     * @throws UnreadableFileException if it cannot be
     */
    public boolean isStill(Storage storage, Frame frame) throws UnreadableFileException {
      return is(frame) || mayBe(frame) && RawContents.of(storage, frame).equals(contents);
    }
  }

  /** A frame that was found to be bad when its master was made. */
  public record Refused(String uri, int hdu, String reason) {}

  /** Reads a journal; what is damaged in it is left out. */
  public static Journal read(Reader text) throws IOException {
    Journal journal = new Journal();
    BufferedReader lines = new BufferedReader(text);
    boolean wasDamaged = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      journal.lines++;
      journal.damaged += wasDamaged ? 1 : 0;
      Entry entry = Entry.of(line);
      wasDamaged = entry == null;
      if (entry != null) {
        journal.enter(entry);
      }
    }
    return journal;
  }

  /**
   * Returns how many lines say nothing as they are damaged; the last one is not counted, which a
   * killed run leaves unfinished.
   */
  public int damaged() {
    return damaged;
  }

  /** Takes an entry in the place of an earlier one of its id. */
  public void put(Entry entry) {
    lines++;
    enter(entry);
  }

  private void enter(Entry entry) {
    Entry before = entries.put(entry.id, entry);
    if (entry.stamp != null || entry.product.isEmpty() || entry.recipe.equals(BEGUN)) {
      replaced.remove(entry.id);
    } else if (before != null && before.stamp != null) {
      replaced.put(entry.id, before);
    }
  }

  /** Returns the last entry of an id; null if there is none. */
  public Entry get(String id) {
    return entries.get(id);
  }

  /**
   * Returns the last entry of an id that is of this recipe, and may be true still; null for none.
   */
  public Entry get(String id, String recipe) {
    for (Entry entry : Arrays.asList(entries.get(id), replaced.get(id))) {
      if (entry != null && entry.recipe.equals(recipe)) {
        return entry;
      }
    }
    return null;
  }

  /** Returns the last entry of each id. */
  public Collection<Entry> entries() {
    return entries.values();
  }

  /** Writes the lines that count. */
  public void writeTo(WritableByteChannel file) throws IOException {
    for (Entry entry : entries.values()) {
      Entry before = replaced.get(entry.id);
      if (before != null) {
        before.writeTo(file);
      }
      entry.writeTo(file);
    }
  }

  /** Returns whether most lines say nothing that counts. */
  public boolean isMostlyOld() {
    return lines > LINES_OF_A_PRODUCT * entries.size();
  }
}
