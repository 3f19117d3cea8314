package org.nightbeam.transforms.work;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import org.nightbeam.storage.Claim;
import org.nightbeam.storage.LocalStorage;

/**
 * Leftovers of earlier runs in the scratch folder of a host: frames that they decompressed, and
 * unfinished files of lost workers. A run removes what is on the host that it was started from; on
 * others it waits here for a later run.
 */
final class OldRuns {
  /** No live run goes this long without writing a file. */
  private static final Duration OLD = Duration.ofDays(2);

  /** A run claims its folder as soon as it has made it. */
  private static final Duration TO_CLAIM = Duration.ofMillis(500);

  /** Begins the name of the claim of a run whose work is done in one process alone. */
  private static final String ALIVE = "alive-";

  private OldRuns() {}

  /** Claims the scratch folder of a run for this process: when it dies, the run has died. */
  static Claim claim(RunSettings run) throws IOException {
    try {
      return Claim.appear(Files.createDirectories(run.folder().inScratch()), ALIVE);
    } catch (NoSuchFileException swept) {
      // Another run took the folder, which was empty still, for that of a dead one.
      return Claim.appear(Files.createDirectories(run.folder().inScratch()), ALIVE);
    }
  }

  /** What the claims of a run say about it. */
  private enum State {
    ALIVE,
    DEAD,
    /** It died before it could claim its folder, or has nothing in it at the moment. */
    EMPTY,
    /** Nobody has claimed it: it is of a worker of a cluster, of which a host may have several. */
    UNKNOWN
  }

  /** Returns what is known of a run. */
  private static State state(Path run) throws IOException {
    boolean claimed = false;
    try (DirectoryStream<Path> claims = Files.newDirectoryStream(run, ALIVE + "*")) {
      for (Path claim : claims) {
        claimed = true;
        if (Claim.isHeld(claim)) {
          return State.ALIVE;
        }
      }
    } catch (NoSuchFileException | NotDirectoryException goneOrNoRun) {
      return State.UNKNOWN;
    }
    if (claimed) {
      return State.DEAD;
    }
    return isEmptyForLong(run) ? State.EMPTY : State.UNKNOWN;
  }

  private static boolean isEmptyForLong(Path run) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(run)) {
      return !files.iterator().hasNext()
          && Files.getLastModifiedTime(run).toInstant().isBefore(Instant.now().minus(TO_CLAIM));
    } catch (NoSuchFileException | NotDirectoryException goneOrNoRun) {
      return false;
    }
  }

  /** Removes the folders of runs that have died, or in which nothing was written for long. */
  static void sweep(Path scratch) throws IOException {
    Instant limit = Instant.now().minus(OLD);
    if (!Files.isDirectory(scratch)) {
      return;
    }
    try (DirectoryStream<Path> runs =
        Files.newDirectoryStream(scratch, RunFolder.IN_SCRATCH_GLOB)) {
      for (Path run : runs) {
        try {
          State state = state(run);
          if (state == State.EMPTY) {
            Files.deleteIfExists(run); // alone: what has appeared in it meanwhile is in use
          }
          // One that lives is left alone, whatever the clock says: it may have been set.
          if (state == State.DEAD || state == State.UNKNOWN && lastWritten(run).isBefore(limit)) {
            LocalStorage.deleteFolder(run);
          }
        } catch (AccessDeniedException | DirectoryNotEmptyException ofSomebodyElse) {
          continue; // whose next run removes it
        }
      }
    }
  }

  /** Returns when a run last wrote: a folder changes when a file appears in it. */
  static Instant lastWritten(Path run) throws IOException {
    Instant[] last = {Instant.MIN};
    Files.walkFileTree(
        run,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return seen(attributes);
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return seen(attributes);
          }

          private FileVisitResult seen(BasicFileAttributes attributes) {
            Instant written = attributes.lastModifiedTime().toInstant();
            last[0] = last[0].isBefore(written) ? written : last[0];
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // another worker of the host sweeps too
            }
            throw e;
          }
        });
    return last[0];
  }
}
