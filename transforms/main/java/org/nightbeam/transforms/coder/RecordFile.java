package org.nightbeam.transforms.coder;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

/** A record in a file of its own, for other workers of the run. */
public final class RecordFile {
  private RecordFile() {}

  /**
   * Returns a file name for a key; names never differ in capitals alone, which some disks ignore.
   */
  public static String nameOf(String key) {
    return UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Writes a record; the file appears whole. */
  public static <T extends Record> void write(Storage storage, String uri, Class<T> type, T record)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    RecordCoder.of(type).encode(record, bytes);
    write(storage, uri, ByteBuffer.wrap(bytes.toByteArray()));
  }

  /** Writes bytes; the file appears whole. */
  public static void write(Storage storage, String uri, ByteBuffer bytes) throws IOException {
    try (NewFile file = storage.create(uri)) {
      file.write(bytes);
      file.commit();
    }
  }

  /**
   * Reads a record.
   *
   * @throws java.nio.file.NoSuchFileException or {@link java.io.FileNotFoundException} if there is
   *     none
   */
  public static <T extends Record> T read(Storage storage, String uri, Class<T> type)
      throws IOException {
    try (InputStream in = new BufferedInputStream(Channels.newInputStream(storage.open(uri)))) {
      return RecordCoder.of(type).decode(in);
    }
  }
}
