package org.nightbeam.transforms.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.storage.Claim;

class OldRunsTest {
  @TempDir private Path scratch;

  private void age(Path path, Duration age) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(age)));
  }

  private Path run(String name, Duration ageOfFile, Duration ageOfFolder) throws IOException {
    Path inner = Files.createDirectories(scratch.resolve(name).resolve("decompressed"));
    age(Files.writeString(inner.resolve("frame"), "pixels"), ageOfFile);
    age(inner, ageOfFolder);
    age(inner.getParent(), ageOfFolder);
    return inner;
  }

  @Test
  void onlyRunsThatWroteNothingForLongAreSwept() throws IOException {
    run("run-old", Duration.ofDays(3), Duration.ofDays(3));
    run("run-young", Duration.ofHours(1), Duration.ofHours(1));
    run("run-long", Duration.ofHours(1), Duration.ofDays(3));
    run("masters", Duration.ofDays(30), Duration.ofDays(30));
    OldRuns.sweep(scratch);
    try (Stream<Path> left = Files.list(scratch)) {
      assertEquals(
          Set.of("run-young", "run-long", "masters"),
          left.map(path -> path.getFileName().toString()).collect(Collectors.toSet()));
    }
  }

  @Test
  void runWhoseProcessIsDeadIsSweptAndOneThatLivesIsNot() throws IOException {
    Path dead = run("run-dead", Duration.ZERO, Duration.ZERO).getParent();
    // Its process was stopped for days, or somebody set the clock.
    Path alive = run("run-alive", Duration.ofDays(3), Duration.ofDays(3)).getParent();
    Files.writeString(dead.resolve("alive-1-of-a-process-that-is-gone"), "");
    try (Claim claim = Claim.make(alive, "alive-")) {
      age(claim.file(), Duration.ofDays(3));
      age(alive, Duration.ofDays(3));
      OldRuns.sweep(scratch);
      assertEquals(true, Files.exists(claim.file()));
    }
    try (Stream<Path> left = Files.list(scratch)) {
      assertEquals(
          Set.of("run-alive"),
          left.map(path -> path.getFileName().toString()).collect(Collectors.toSet()));
    }
  }

  @Test
  void aScratchFolderThatIsNotThereHasNothingToSweep() throws IOException {
    OldRuns.sweep(scratch.resolve("none"));
    assertEquals(false, Files.exists(scratch.resolve("none")));
  }
}
