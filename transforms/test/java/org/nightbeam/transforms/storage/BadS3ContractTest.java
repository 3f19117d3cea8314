package org.nightbeam.transforms.storage;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.nightbeam.storage.RetryingStorage;
import org.nightbeam.storage.Storage;

/** A server of S3 that answers every seventh request badly, each time in another way. */
class BadS3ContractTest extends S3ContractTest {
  private static final int EVERY = 7;

  /** Common to all tests: each kind meets requests of each kind. */
  private static final AtomicInteger REQUESTS = new AtomicInteger();

  @BeforeEach
  void spoilAnswers() {
    CountingRelay.Fault[] faults = CountingRelay.Fault.values();
    server
        .relay()
        .spoil(
            request -> {
              int number = REQUESTS.incrementAndGet();
              return number % EVERY > 0
                  ? CountingRelay.Fault.NONE
                  : faults[1 + number / EVERY % (faults.length - 1)];
            });
  }

  @AfterEach
  void spoilNoMore() {
    server.relay().spoil(null);
  }

  @Override
  protected Storage storage() {
    return new RetryingStorage(super.storage());
  }
}
