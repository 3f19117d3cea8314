package org.nightbeam.transforms;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A sign that a run lives whose work is done in this process alone: a locked file in its scratch
 * folder. The system unlocks it when the process dies, however it does.
 */
final class RunIsAlive implements Closeable {
  private static final String NAME = "alive";

  /** To open and close such a file here would unlock it. */
  private static final Set<Path> HERE = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  RunIsAlive(Path scratchOfRun) throws IOException {
    file = Files.createDirectories(scratchOfRun).resolve(NAME);
    HERE.add(file);
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.lock();
  }

  /** Whether a run had this sign and has it no more. */
  static boolean hasDied(Path scratchOfRun) throws IOException {
    Path file = scratchOfRun.resolve(NAME);
    if (HERE.contains(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (NoSuchFileException noSign) {
      return false;
    } catch (OverlappingFileLockException ofThisProcess) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HERE.remove(file);
  }
}
