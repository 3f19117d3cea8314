package org.nightbeam.transforms.work;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.storage.Storage;
import org.nightbeam.transforms.coder.RecordFile;
import org.nightbeam.transforms.storage.BeamStorage;

/**
 * Records the finished work of a run as small files in its own folder. A worker that takes over
 * from a lost one finds there what need not be done again, and the program that started the run
 * counts them: on a cluster, Beam's own counters are known at the end only.
 *
 * <p>An entry is a file {@code <progress>/<hash of its key>-<number>}: to note the same twice does
 * no harm. Where all work is in one process, which is lost as a whole, nothing is noted.
 */
public final class Ledger {
  private static final Pattern ENTRY = Pattern.compile(".{36}-(\\d{1,18})");

  private final Storage storage;
  private final RunSettings run;

  Ledger(Storage storage, RunSettings run) {
    this.storage = storage;
    this.run = run;
  }

  /** A piece of work with a result. */
  public interface Work<T> {
    T done() throws IOException;
  }

  /**
   * Notes that so much is planned or done.
   *
   * @param key of the piece of work; the same when it is done again
   */
  public void note(Progress progress, String key, long number) throws IOException {
    if (run.ledger()) {
      RecordFile.write(storage, entry(progress, key, number), ByteBuffer.allocate(1));
    }
  }

  /** Does a piece of work, unless it is noted as done: then its result is as it was noted. */
  public <T extends Record> T once(Progress progress, String key, Class<T> type, Work<T> work)
      throws IOException {
    T result = result(progress, key, type);
    if (result == null) {
      result = work.done();
      note(progress, key, type, result);
    }
    return result;
  }

  /** Returns the result of a piece of work; null if it is not noted as done. */
  public <T extends Record> T result(Progress progress, String key, Class<T> type)
      throws IOException {
    if (!run.ledger()) {
      return null;
    }
    try {
      return RecordFile.read(storage, entry(progress, key, 1), type);
    } catch (NoSuchFileException | FileNotFoundException notDone) {
      return null;
    }
  }

  /** Notes that a piece of work is done. */
  public <T extends Record> void note(Progress progress, String key, Class<T> type, T result)
      throws IOException {
    if (run.ledger()) {
      RecordFile.write(storage, entry(progress, key, 1), type, result);
    }
  }

  /**
   * Decides something once: a decision that is noted stays. Two workers that decide at the same
   * moment may still see one decision each.
   *
   * @param key of what is decided
   */
  public <T extends Record> T decided(String key, Class<T> type, Work<T> decision)
      throws IOException {
    if (!run.ledger()) {
      return decision.done();
    }
    String uri = run.folder().decision(key);
    try {
      return RecordFile.read(storage, uri, type);
    } catch (NoSuchFileException | FileNotFoundException notYet) {
      RecordFile.write(storage, uri, type, decision.done());
      return RecordFile.read(storage, uri, type); // of whoever wrote last
    }
  }

  private String entry(Progress progress, String key, long number) {
    return folder(run, progress) + "/" + RecordFile.nameOf(key) + "-" + number;
  }

  private static String folder(RunSettings run, Progress progress) {
    return run.folder().finished(progress);
  }

  /**
   * Returns how far a run is by its ledger, while it runs; all counts are there.
   *
   * @param storage of the run
   */
  public static Map<Progress, Long> progress(RunSettings run, BeamStorage storage)
      throws IOException {
    Map<Progress, Long> counts = Progress.none();
    for (Progress progress : Progress.values()) {
      if (!progress.isInLedger()) {
        continue;
      }
      long sum = 0;
      for (String name : storage.names(folder(run, progress))) {
        Matcher entry = ENTRY.matcher(name);
        sum += entry.matches() ? Long.parseLong(entry.group(1)) : 0; // else not of ours
      }
      counts.put(progress, sum);
    }
    return counts;
  }
}
