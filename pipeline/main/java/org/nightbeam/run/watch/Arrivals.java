package org.nightbeam.run.watch;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.nightbeam.frame.Compression;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.header.FrameReader;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.Storage;
import org.nightbeam.transforms.work.InputFile;
import org.nightbeam.transforms.work.InputFinder;

/**
 * The files of the inputs as they arrive. A file is complete when two scans some time apart find it
 * unchanged and its length is what its headers say; the length of a gzipped file cannot be known,
 * so it must stay unchanged for longer. What cannot be read is tried until it has not changed for a
 * while, and is then taken as it is, to be rejected with the reason.
 *
 * <p>Folders are looked at again and again: a network disk tells nobody of what others write to it.
 */
final class Arrivals {
  /** Factor by which a file whose length is not known must be unchanged for longer. */
  private static final int LONGER_IF_GZIPPED = 3;

  /** A file that is whole, and has been the same for so long, is looked at seldom. */
  private static final Duration SETTLED = Duration.ofSeconds(30);

  /** Looks after which such a file is looked at again. */
  private static final int SELDOM = 10;

  /**
   * The times that are waited.
   *
   * @param steady a file must have been the same for so long to be whole
   * @param stalled a file that is not whole is given up when it has been the same for so long
   */
  record Patience(Duration steady, Duration stalled) {}

  /**
   * A whole file.
   *
   * @param stamp what it was when it was read
   * @param reading of its headers
   */
  record Arrival(FileStamp stamp, Frame.Reading reading) {
    /** Returns whether it is for masters. */
    boolean isCalibration() {
      return reading.frames().stream()
          .map(Frame::type)
          .anyMatch(type -> type == FrameType.BIAS || type == FrameType.FLAT || type.isDark());
    }
  }

  private static final class Seen {
    private final String path;
    private final FileStamp stamp;
    private final long since; // the time of the first look at which it was so
    private Frame.Reading reading; // null until it is tried

    Seen(String path, FileStamp stamp, long since) {
      this.path = path;
      this.stamp = stamp;
      this.since = since;
    }
  }

  private final List<String> inputs;
  private final InputFinder finder;
  private final FrameReader reader;
  private final Storage storage;
  private final Patience patience;
  private final Map<String, Seen> seen = new HashMap<>();
  private final Map<String, Arrival> whole = new TreeMap<>();
  private final Set<String> missing = new HashSet<>();
  private final List<String> notes = new ArrayList<>();
  private int incomplete;
  private int looks;

  /**
   * @param inputs folders, which need not be there yet, globs and files
   * @param output folder of the products, which are no input
   */
  Arrivals(
      List<String> inputs, String output, FrameReader reader, Storage storage, Patience patience) {
    this.inputs = inputs;
    this.finder = new InputFinder(output, null);
    this.reader = reader;
    this.storage = storage;
    this.patience = patience;
  }

  /** Returns the files that are whole, by URI; one that is being changed is there as it was. */
  Map<String, Arrival> whole() {
    return whole;
  }

  /**
   * Returns the files that are not whole yet, by URI, so that they have their rows when nobody
   * waits for them any more: each is rejected, with the reason.
   */
  Map<String, Arrival> unfinished() {
    Map<String, Arrival> unfinished = new TreeMap<>();
    seen.forEach(
        (uri, file) -> {
          if (!whole.containsKey(uri)) {
            boolean isRefused = file.reading != null && !file.reading.rejected().isEmpty();
            unfinished.put(
                uri, new Arrival(file.stamp, isRefused ? file.reading : notYet(uri, file.path)));
          }
        });
    return unfinished;
  }

  private static Frame.Reading notYet(String uri, String path) {
    Reason why =
        Reason.of(
            ReasonCode.CHANGED,
            "it was still incomplete when the watch ended; run again when it is complete");
    return new Frame.Reading(List.of(), List.of(new Frame.Rejected(uri, path, -1, why, null)));
  }

  /** Returns the number of files that are not whole yet. */
  int incomplete() {
    return incomplete;
  }

  /** Returns what the user should know, one sentence each, and forgets it. */
  List<String> takeNotes() {
    List<String> taken = List.copyOf(notes);
    notes.clear();
    return taken;
  }

  /**
   * Looks at the inputs.
   *
   * @param now in nanoseconds, of any clock that goes on
   * @throws IOException if they cannot be listed
   */
  void look(long now) throws IOException {
    Map<String, InputFile> files = files();
    if (files.isEmpty() && !seen.isEmpty()) {
      // A disk that went, most likely: nobody takes a whole night away.
      if (missing.add("")) {
        notes.add("all files of the input are gone; waiting for new ones");
      }
      return;
    }
    missing.remove("");
    seen.keySet().retainAll(files.keySet());
    whole.keySet().retainAll(files.keySet());
    incomplete = 0;
    looks++;
    for (InputFile file : files.values()) {
      look(file, now);
    }
  }

  private void look(InputFile file, long now) {
    Seen before = seen.get(file.uri());
    Arrival arrived = whole.get(file.uri());
    if (before != null
        && arrived != null
        && arrived.reading.rejected().isEmpty() // else it may be mended at any moment
        && now - before.since > SETTLED.toNanos()
        && looks % SELDOM != 0) {
      return;
    }
    FileStamp stamp = stamp(file.uri());
    if (before == null || !before.stamp.equals(stamp)) {
      seen.put(file.uri(), new Seen(file.path(), stamp, now));
      incomplete++;
      return;
    }
    if (arrived != null && arrived.stamp.equals(stamp)) {
      return;
    }
    Duration unchanged = Duration.ofNanos(now - before.since);
    if (unchanged.compareTo(patience.steady) >= 0 && before.reading == null) {
      before.reading = reader.read(storage, file.uri(), file.path(), stamp);
    }
    if (before.reading != null && isWhole(before.reading, unchanged)) {
      whole.put(file.uri(), new Arrival(stamp, before.reading));
    } else if (before.reading != null && unchanged.compareTo(patience.stalled) >= 0) {
      // Read again: what kept it from being read may have passed.
      Frame.Reading last = reader.read(storage, file.uri(), file.path(), stamp);
      if (!isWhole(last, unchanged)) {
        notes.add(
            String.format(
                "%s is not complete, and has not grown for %d s: %s; if it changes, it is"
                    + " read again",
                file.path(),
                patience.stalled.toSeconds(),
                last.rejected().isEmpty() ? "" : last.rejected().get(0).reason()));
      }
      whole.put(file.uri(), new Arrival(stamp, last));
    } else {
      incomplete++;
    }
  }

  private boolean isWhole(Frame.Reading reading, Duration unchanged) {
    if (!reading.rejected().isEmpty()) {
      return reading.rejected().stream().allMatch(Frame.Rejected::isResourceFork);
    }
    boolean gzipped =
        reading.frames().stream().anyMatch(frame -> frame.compression() == Compression.GZIP);
    return !gzipped || unchanged.compareTo(patience.steady.multipliedBy(LONGER_IF_GZIPPED)) >= 0;
  }

  private static FileStamp stamp(String uri) {
    try {
      return FileStamp.of(LocalStorage.path(uri));
    } catch (IOException unreadable) {
      return new FileStamp(0, 0, 0, 0); // and its row will say why
    }
  }

  private Map<String, InputFile> files() throws IOException {
    Map<String, InputFile> files = new TreeMap<>();
    for (String input : inputs) {
      try {
        for (InputFile file : finder.find(input)) {
          files.merge(file.uri(), file, InputFile::better);
        }
        missing.remove(input);
      } catch (FileNotFoundException notYet) {
        if (missing.add(input)) {
          notes.add("there is no " + input + " yet; waiting for it");
        }
      }
    }
    return files;
  }
}
