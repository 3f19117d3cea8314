package org.nightbeam.transforms.work;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nightbeam.rerun.DoneFinder;
import org.nightbeam.rerun.Journal;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NameTakenException;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.transforms.coder.RecordFile;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.storage.RemoteFiles;

/** The journal of an output, for the run that owns the output. */
public final class JournalFile {
  private static final int READ_AT_A_TIME = 32;

  private final BeamStorage storage;
  private final RunSettings run;
  private final String uri;
  private final Path file; // null where it is on another file system

  /** The journal of the output of a run. */
  public JournalFile(BeamStorage storage, RunSettings run) {
    this.storage = storage;
    this.run = run;
    this.uri = OutputLayout.in(run.output(), OutputLayout.JOURNAL);
    this.file = BeamStorage.isLocal(uri) ? LocalStorage.path(uri) : null;
  }

  /** Returns where the entries of a run are that cannot be added to the journal as they come. */
  static String entries(RunSettings run) {
    return run.folder().entries();
  }

  /** Reads it; a journal without entries if there is none. */
  public Journal read() throws IOException {
    if (file != null && LocalStorage.isLinked(file)) {
      throw new NameTakenException(
          file.toString(), "is a link, not a journal of this program; remove it");
    }
    try (SeekableByteChannel journal = storage.openIfThere(uri)) {
      return Journal.read(
          journal == null
              ? Reader.nullReader()
              : Channels.newReader(journal, StandardCharsets.ISO_8859_1));
    }
  }

  /**
   * Removes the beginning of a line at the end, which a run that was killed has left: the next line
   * would be damaged with it. To be called before any worker of the run writes.
   */
  public void removeTornLine() throws IOException {
    if (file == null || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (FileChannel journal =
        LocalStorage.openInPlace(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = journal.size();
      ByteBuffer last = ByteBuffer.allocate(1);
      while (end > 0 && journal.read(last.clear(), end - 1) > 0 && last.get(0) != '\n') {
        end--;
      }
      if (end < journal.size()) {
        journal.truncate(end);
      }
    }
  }

  /** Returns how the products are looked at: elsewhere by one list of all, not one by one. */
  public DoneFinder.Stamps stamps() throws IOException {
    if (file != null) {
      return product -> storage.stamp(product).orElse(null);
    }
    return listed()::get;
  }

  private Map<String, FileStamp> listed() throws IOException {
    Map<String, FileStamp> stamps = new HashMap<>();
    for (RemoteFiles.Found found : storage.below(run.output())) {
      stamps.put(found.name(), found.stamp());
    }
    return stamps;
  }

  /** Adds entries. */
  public void add(List<Journal.Entry> entries) throws IOException {
    if (entries.isEmpty()) {
      return;
    }
    if (file == null) {
      Journal journal = read();
      entries.forEach(journal::put);
      write(journal);
      return;
    }
    try (FileChannel end =
        LocalStorage.openInPlace(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (Journal.Entry entry : entries) {
        entry.writeTo(end);
      }
    }
  }

  /**
   * Ends the journal of a run, when that has ended: puts together what the workers noted, where
   * they could not add it to the journal; else leaves out what no longer counts, if that is most of
   * it.
   */
  public void settle() throws IOException {
    if (file == null) {
      add(noted());
      return;
    }
    Journal journal = read();
    if (journal.isMostlyOld()) {
      write(journal);
    }
  }

  /**
   * Takes over what workers of runs noted that did not come to their end. Whether such a product is
   * there, its own contents must tell.
   *
   * @param folders of those runs, on another file system
   */
  void adopt(Collection<String> folders) throws IOException {
    List<Journal.Entry> entries = new ArrayList<>();
    for (String folder : folders) {
      String noted = RunFolder.entries(folder);
      Overlapped.forEach(
          storage.names(noted),
          first -> READ_AT_A_TIME,
          name -> RecordFile.read(storage, noted + "/" + name, Journal.Entry.class),
          entry -> entries.add(entry.restamped(null)));
    }
    add(entries);
  }

  private List<Journal.Entry> noted() throws IOException {
    List<Journal.Entry> entries = new ArrayList<>();
    List<String> names = storage.names(entries(run));
    if (names.isEmpty()) {
      return entries;
    }
    Map<String, FileStamp> stamps = listed();
    Overlapped.forEach(
        names,
        first -> READ_AT_A_TIME,
        name -> RecordFile.read(storage, entries(run) + "/" + name, Journal.Entry.class),
        entry -> entries.add(entry.restamped(stamps.get(run.output() + "/" + entry.product()))));
    return entries;
  }

  private void write(Journal journal) throws IOException {
    try (NewFile tidied = storage.create(uri)) {
      journal.writeTo(tidied.channel());
      tidied.commit();
    }
  }

  /** Forgets all products. */
  public void delete() throws IOException {
    storage.deleteIfExists(uri);
  }
}
