package org.nightbeam.transforms.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.storage.RetryingStorage;
import org.nightbeam.storage.Storage;

/** A network disk that loses every fifth request: whoever tries again notices nothing of it. */
class FaultyStorageContractTest extends StorageContract {
  @TempDir Path folder;
  private FaultyStorage faulty;

  @BeforeEach
  void makeStorage() {
    faulty =
        new FaultyStorage(
            new BeamStorage(folder.resolve("scratch"), PipelineOptionsFactory.create()), 5);
  }

  @AfterEach
  void thereWereFaults() {
    assertTrue(faulty.requests() < 5 || faulty.faults() > 0, faulty.requests() + " requests");
  }

  @Override
  protected Storage storage() {
    return new RetryingStorage(faulty);
  }

  @Override
  protected String uri(String name) {
    return folder.resolve("files").resolve(name).toString();
  }
}
