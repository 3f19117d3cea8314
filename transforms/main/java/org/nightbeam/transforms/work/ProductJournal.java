package org.nightbeam.transforms.work;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.nightbeam.frame.Frame;
import org.nightbeam.rerun.Journal;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.LightStatistics;
import org.nightbeam.transforms.coder.RecordFile;
import org.nightbeam.transforms.storage.BeamStorage;

/**
 * The journal that this worker adds to, see {@link Journal}. Where the output is on another file
 * system nothing can be added to a file: there each entry is a file in the run's own folder, and
 * {@link JournalFile#settle} puts them together at the end.
 */
public final class ProductJournal implements Closeable {
  private static final byte[] END_OF_LINE = {'\n'};

  private final Storage storage;
  private final BeamStorage files;
  private final RunSettings run;
  private final String output;
  private FileChannel file; // null until there is something to add
  private boolean torn; // whether the last line may not be whole

  /**
   * @param storage of the run, for files that are written
   * @param files the same, to be asked what is there
   */
  ProductJournal(Storage storage, BeamStorage files, RunSettings run) {
    this.storage = storage;
    this.files = files;
    this.run = run;
    this.output = run.output();
  }

  /**
   * Notes a product that is whole and about to be given its name. So no product that has its name
   * is unknown: if nothing is heard of it any more, the next run compares it with this.
   */
  public void announce(Journal.Entry product) throws IOException {
    append(product);
  }

  /** Notes that a product that was announced has its name. */
  public void add(Journal.Entry product) throws IOException {
    if (BeamStorage.isLocal(output)) {
      FileStamp now = FileStamp.of(LocalStorage.path(output + "/" + product.product()));
      appendLine(product.restamped(now));
    } // else settle looks at all of them together
  }

  /**
   * Notes that something of another product is about to be written over, such as a catalogue beside
   * it: should nothing be heard any more, neither is that product up to date, nor this one.
   *
   * @param product path below the output
   */
  public void begin(String id, String product, Frame raw) throws IOException {
    append(Journal.Entry.begun(id, product, raw));
  }

  /**
   * Takes back what an attempt that was lost may have announced, as there will be no product this
   * time: what has its name is of an earlier run. Where lines are added to a journal, its stamp
   * tells.
   *
   * @param product path below the output
   */
  public void withdraw(String id, String product, Frame raw) throws IOException {
    if (!BeamStorage.isLocal(output) && files.mayBeThere(uri(id))) {
      begin(id, product, raw);
    }
  }

  private String uri(String id) {
    return JournalFile.entries(run) + "/" + RecordFile.nameOf(id);
  }

  /** Adds that there will be no product, and why. */
  public void addFailure(String id, String recipe, Frame raw, String why) throws IOException {
    append(
        new Journal.Entry(
            id,
            recipe,
            "",
            null,
            0,
            0,
            "",
            raw.uri(),
            new Journal.Raw(raw.stamp(), ""),
            why,
            List.of(),
            LightStatistics.UNKNOWN));
  }

  /** Notes that the raw frame of a product, which stays, has another stamp by now. */
  public void restamp(Journal.Entry product) throws IOException {
    append(product);
  }

  private void append(Journal.Entry entry) throws IOException {
    if (BeamStorage.isLocal(output)) {
      appendLine(entry);
    } else {
      RecordFile.write(storage, uri(entry.id()), Journal.Entry.class, entry);
    }
  }

  private synchronized void appendLine(Journal.Entry entry) throws IOException {
    // To interrupt a thread that writes closes the file for all others.
    if (file == null || !file.isOpen()) {
      Path path = LocalStorage.path(output).resolve(OutputLayout.JOURNAL);
      file = LocalStorage.openInPlace(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    if (torn) {
      file.write(ByteBuffer.wrap(END_OF_LINE));
    }
    torn = true;
    entry.writeTo(file);
    torn = false;
  }

  @Override
  public synchronized void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
