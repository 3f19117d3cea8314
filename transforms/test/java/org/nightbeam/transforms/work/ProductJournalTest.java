package org.nightbeam.transforms.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.fixture.Frames;
import org.nightbeam.fixture.Headers;
import org.nightbeam.fixture.Lights;
import org.nightbeam.rerun.Journal;
import org.nightbeam.transforms.storage.BeamStorage;

class ProductJournalTest {
  @TempDir Path folder;

  private RunSettings run() {
    return new RunSettings(
        "run",
        folder.toString(),
        folder.resolve("scratch").toString(),
        "test",
        CombineSettings.median(),
        Headers.rules().behindUtc(Duration.ZERO).build(),
        true,
        Lights.PLAIN,
        0,
        0,
        1,
        1,
        false,
        false,
        0);
  }

  /** Flink interrupts the threads of a task that it cancels; others of the process go on. */
  @Test
  void aThreadThatIsInterruptedSpoilsTheJournalForNoOther() throws IOException {
    RunSettings run = run();
    BeamStorage storage = run.storage(PipelineOptionsFactory.create());
    try (ProductJournal journal = new ProductJournal(storage, storage, run)) {
      journal.addFailure("first", "recipe", Frames.light().build(), "why");
      Thread.currentThread().interrupt();
      assertThrows(
          ClosedByInterruptException.class,
          () -> journal.addFailure("interrupted", "recipe", Frames.light().build(), "why"));
      assertEquals(true, Thread.interrupted());
      journal.addFailure("last", "recipe", Frames.light().build(), "why");
    }
    Journal read = new JournalFile(storage, run).read();
    assertEquals("why", read.get("first").note());
    assertEquals("why", read.get("last").note());
  }

  @Test
  void theBeginningOfALineAtTheEndIsRemoved() throws IOException {
    RunSettings run = run();
    BeamStorage storage = run.storage(PipelineOptionsFactory.create());
    JournalFile file = new JournalFile(storage, run);
    file.removeTornLine(); // there is none
    Path journal = folder.resolve(".nightbeam-journal");
    for (String whole : new String[] {"", "one\n", "one\ntwo\n"}) {
      for (String torn : new String[] {"", "t", "three of many"}) {
        Files.writeString(journal, whole + torn);
        file.removeTornLine();
        assertEquals(whole, Files.readString(journal));
      }
    }
  }
}
