package org.nightbeam.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.nightbeam.transforms.BeamStorage;
import org.nightbeam.transforms.RemoteFiles;
import org.nightbeam.transforms.RunSettings;

/** The folders that a run fills on its way: removed when it ends, also when it is interrupted. */
final class TemporaryFolders implements AutoCloseable {
  private final RunSettings run;
  private final Thread whenInterrupted = new Thread(this::removeOnInterrupt);

  TemporaryFolders(RunSettings run) {
    this.run = run;
    Runtime.getRuntime().addShutdownHook(whenInterrupted);
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(whenInterrupted);
    } catch (IllegalStateException alreadyShuttingDown) {
      return; // the hook does it
    }
    remove();
  }

  private void removeOnInterrupt() {
    try {
      remove();
    } catch (IOException e) {
      System.err.println("nightbeam: temporary files stay behind: " + e.getMessage());
    }
  }

  private void remove() throws IOException {
    removeLocal(run.temporaryScratch());
    String output = run.temporaryOutput();
    if (BeamStorage.isLocal(output)) {
      removeLocal(Path.of(output));
      return;
    }
    RemoteFiles.deleteFolder(output);
  }

  private static void removeLocal(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
