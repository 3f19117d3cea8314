package org.nightbeam.transforms;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.nightbeam.rerun.Journal;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

/** The journal of an output, for whoever has the right to write there. */
public final class JournalFile {
  private final String output;
  private final Path file; // null where there is none

  /**
   * @param output folder or URI of the products
   */
  public JournalFile(String output) {
    this.output = output;
    this.file =
        BeamStorage.isLocal(output) ? LocalStorage.path(output).resolve(Journal.NAME) : null;
  }

  /** Reads it; a journal without entries if there is none. */
  public Journal read() throws IOException {
    if (file == null) {
      return Journal.read(Reader.nullReader());
    }
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      return Journal.read(text);
    } catch (NoSuchFileException none) {
      return Journal.read(Reader.nullReader());
    }
  }

  /** Adds entries. */
  public void add(Iterable<Journal.Entry> entries) throws IOException {
    try (FileChannel end =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (Journal.Entry entry : entries) {
        write(entry, end);
      }
    }
  }

  /** Leaves out what no longer counts, if that is most of it. */
  public void tidy(Storage storage) throws IOException {
    Journal journal = read();
    if (journal.isMostlyOld()) {
      try (NewFile tidied = storage.create(output + "/" + Journal.NAME)) {
        for (Journal.Entry entry : journal.entries()) {
          write(entry, tidied.channel());
        }
        tidied.commit();
      }
    }
  }

  private static void write(Journal.Entry entry, FileChannel file) throws IOException {
    for (ByteBuffer line = entry.line(); line.hasRemaining(); ) {
      file.write(line);
    }
  }

  /** Forgets all products. */
  public void delete() throws IOException {
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }
}
