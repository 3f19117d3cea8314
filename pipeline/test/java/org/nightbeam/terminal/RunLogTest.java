package org.nightbeam.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
  private static final Clock EVENING =
      Clock.fixed(Instant.parse("2026-03-01T21:05:06Z"), ZoneId.of("Europe/Berlin"));

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  private PrintStream beside(RunLog log) {
    return log.beside(new PrintStream(shown, true, StandardCharsets.UTF_8));
  }

  @Test
  void eachLineHasDateTimeAndZoneAndIsShownAsItIs(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("run.log");
    Files.writeString(file, "an older line\n");
    try (RunLog log = RunLog.open(file, EVENING)) {
      PrintStream out = beside(log);
      out.print("M 31 ");
      out.printf("Übersicht%n");
      out.print("\033[33mwarning\033[0m: no flat\n");
    }
    assertEquals(
        List.of(
            "an older line",
            "2026-03-01T22:05:06+01:00  M 31 Übersicht",
            "2026-03-01T22:05:06+01:00  warning: no flat"),
        Files.readAllLines(file));
    assertEquals(
        "M 31 Übersicht\n\033[33mwarning\033[0m: no flat\n",
        shown.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aLineMayEndAsOnWindows(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("run.log");
    try (RunLog log = RunLog.open(file, EVENING)) {
      beside(log).print("one\r\ntwo\r\n");
    }
    assertEquals(
        List.of("2026-03-01T22:05:06+01:00  one", "2026-03-01T22:05:06+01:00  two"),
        Files.readAllLines(file));
  }

  @Test
  void aLogThatIsMovedAwayIsBegunAnew(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("run.log");
    try (RunLog log = RunLog.open(file, EVENING)) {
      PrintStream out = beside(log);
      out.println("before");
      Files.move(file, folder.resolve("run.log.1"));
      out.println("after");
    }
    assertEquals(List.of("2026-03-01T22:05:06+01:00  after"), Files.readAllLines(file));
    assertEquals(
        List.of("2026-03-01T22:05:06+01:00  before"),
        Files.readAllLines(folder.resolve("run.log.1")));
  }

  @Test
  void whatIsWrittenOverOrBlankIsForEyesOnly(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("run.log");
    try (RunLog log = RunLog.open(file, EVENING)) {
      PrintStream out = beside(log);
      out.print("\rLights 1 of 2\033[K");
      out.print("\r\033[K");
      out.println();
      out.println("done");
    }
    assertEquals(List.of("2026-03-01T22:05:06+01:00  done"), Files.readAllLines(file));
  }

  @Test
  void ofAMutedStreamTheLogIsLeft(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("run.log");
    try (RunLog log = RunLog.open(file, EVENING)) {
      RunLog.muted(beside(log)).println("only here");
    }
    assertEquals("", shown.toString());
    assertEquals(List.of("2026-03-01T22:05:06+01:00  only here"), Files.readAllLines(file));
    RunLog.muted(new PrintStream(shown)).println("nowhere");
    assertEquals("", shown.toString());
  }

  @Test
  void aLogThatCannotBeWrittenIsToldAtTheEndAndNothingIsLostOfTheRun() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "no /dev/full here");
    RunLog log = RunLog.open(full, EVENING);
    beside(log).println("a result");
    assertEquals("a result\n", shown.toString());
    IOException failure = assertThrows(IOException.class, log::close);
    assertFalse(failure.getMessage().isEmpty());
  }
}
