package org.nightbeam.transforms;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.nightbeam.storage.LocalStorage;

/**
 * What runs have left that were killed. Whoever calls has the right to write there, so no other run
 * is alive whose work is done in its own process; one on a cluster may be, as long as it goes on
 * writing.
 */
public final class DeadRuns {
  private static final Duration SILENT = Duration.ofHours(1);
  private static final String ON_CLUSTER = "on-cluster";

  private DeadRuns() {}

  /** Removes the temporary folders of dead runs from the output and the scratch of this one. */
  public static void sweep(RunSettings run) throws IOException {
    OldRuns.sweep(Path.of(run.scratch()));
    if (!BeamStorage.isLocal(run.output())) {
      return;
    }
    Path output = LocalStorage.path(run.output());
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(output, RunSettings.TEMPORARY_PREFIX + "????????-????-*")) {
      for (Path folder : folders) {
        boolean onCluster = Files.exists(folder.resolve(ON_CLUSTER));
        if (!onCluster || OldRuns.lastWritten(folder).isBefore(Instant.now().minus(SILENT))) {
          LocalStorage.deleteFolder(folder);
        }
      }
    }
  }

  /** Says that the work of a run is not done by the process that has begun it. */
  public static void markOnCluster(RunSettings run) throws IOException {
    if (BeamStorage.isLocal(run.output())) {
      Path folder = Files.createDirectories(LocalStorage.path(run.temporaryOutput()));
      Files.write(folder.resolve(ON_CLUSTER), new byte[0]);
    }
  }
}
