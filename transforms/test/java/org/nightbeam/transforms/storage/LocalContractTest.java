package org.nightbeam.transforms.storage;

import java.nio.file.Path;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.storage.Storage;

class LocalContractTest extends StorageContract {
  @TempDir Path folder;

  @Override
  protected Storage storage() {
    return new BeamStorage(folder.resolve("scratch"), PipelineOptionsFactory.create());
  }

  @Override
  protected String uri(String name) {
    return folder.resolve("files").resolve(name).toString();
  }
}
