package org.nightbeam.transforms;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.nightbeam.fits.FloatImageFile;
import org.nightbeam.rerun.Journal;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.Storage;

/**
 * The journal that this worker adds to, see {@link Journal}. Where the output is on another file
 * system there is none: nothing can be added to a file there.
 */
final class ProductJournal implements Closeable {
  private final Storage storage;
  private final String output;
  private FileChannel file; // null until there is something to add

  /**
   * @param output folder of the products
   */
  ProductJournal(Storage storage, String output) {
    this.storage = storage;
    this.output = output;
  }

  /** Adds a product that was written. */
  void add(
      String id,
      String recipe,
      String product,
      FloatImageFile.Written written,
      String fingerprint,
      String source,
      String note,
      List<Journal.Refused> refused)
      throws IOException {
    if (BeamStorage.isLocal(output)) {
      append(
          new Journal.Entry(
              id,
              recipe,
              product,
              storage.stamp(output + "/" + product).orElseThrow(),
              written.dataOffset(),
              written.dataSum(),
              fingerprint,
              source,
              note,
              refused));
    }
  }

  /** Adds that there will be no product, and why. */
  void addFailure(String id, String recipe, String source, String why) throws IOException {
    if (BeamStorage.isLocal(output)) {
      append(new Journal.Entry(id, recipe, "", null, 0, 0, "", source, why, List.of()));
    }
  }

  private synchronized void append(Journal.Entry entry) throws IOException {
    if (file == null) {
      Path path = LocalStorage.path(output).resolve(Journal.NAME);
      file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    for (ByteBuffer line = entry.line(); line.hasRemaining(); ) {
      file.write(line);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
