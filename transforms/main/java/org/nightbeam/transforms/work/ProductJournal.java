package org.nightbeam.transforms.work;

import java.io.Closeable;
import java.io.IOException;
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

/**
 * The journal that this worker adds to, see {@link Journal}. Where the output is on another file
 * system nothing can be added to a file: there each entry is a file in the run's own folder, and
 * {@link JournalFile#settle} puts them together at the end.
 */
public final class ProductJournal implements Closeable {
  private final Storage storage;
  private final RunSettings run;
  private final String output;
  private FileChannel file; // null until there is something to add

  ProductJournal(Storage storage, RunSettings run) {
    this.storage = storage;
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
      String uri = JournalFile.entries(run) + "/" + RecordFile.nameOf(entry.id());
      RecordFile.write(storage, uri, Journal.Entry.class, entry);
    }
  }

  private synchronized void appendLine(Journal.Entry entry) throws IOException {
    if (file == null) {
      Path path = LocalStorage.path(output).resolve(OutputLayout.JOURNAL);
      file = LocalStorage.openInPlace(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    entry.writeTo(file);
  }

  @Override
  public synchronized void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
