package org.nightbeam.transforms.storage;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.storage.Storage;

class S3ContractTest extends StorageContract {
  protected static S3Server server;

  @TempDir Path scratch;
  private BeamStorage storage;
  private String prefix;

  @BeforeAll
  static void startServer() throws IOException {
    server = S3Server.startStrict();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @BeforeEach
  void openStorage(TestInfo test) {
    storage = new BeamStorage(scratch, server.pipelineOptions());
    prefix = Integer.toHexString(test.getDisplayName().hashCode()) + "/";
  }

  @AfterEach
  void closeStorage() throws IOException {
    storage.close();
  }

  @Override
  protected Storage storage() {
    return storage;
  }

  @Override
  protected String uri(String name) {
    return S3Server.uri(prefix + name);
  }
}
