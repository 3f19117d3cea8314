package org.nightbeam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Compression;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.frame.Sensor;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;

/** What holds of every plan, whatever the frames. */
class PlannerPropertiesTest {
  private static final LocalDate FIRST = LocalDate.of(2023, 12, 30);

  /** Frames of a few cameras, nights, filters and exposures, so that much matches by chance. */
  private static final class Frames {
    private final Random random;
    private int number;

    Frames(long seed) {
      random = new Random(seed);
    }

    private <T> T any(List<T> values) {
      return values.get(random.nextInt(values.size()));
    }

    Frame next() {
      return of(any(List.of("A", "A", "A", "B", "")));
    }

    Frame of(String camera) {
      FrameType type = any(List.of(FrameType.values()));
      LocalDate night = random.nextInt(12) == 0 ? null : FIRST.plusDays(random.nextInt(5));
      String path = String.format("%s/f%04d.fits", any(List.of("a", "b")), number++);
      boolean setAside = type == FrameType.UNKNOWN || random.nextInt(20) == 0;
      return new Frame(
          "/in/" + path,
          path,
          0,
          true,
          Compression.NONE,
          2880,
          new PixelFormat(16, 1, 32768, null),
          type,
          new CameraConfiguration(
              camera,
              0,
              camera.equals("unrelated") ? 77 : 10,
              8,
              any(List.of(1, 1, 2)),
              1,
              any(List.of("100", "")),
              "",
              "",
              "",
              ""),
          any(List.of(0d, 10d, 10.2, 60d, 300d, Double.NaN)),
          any(List.of("V", "R", "")),
          any(List.of(-20d, -19d, -10d, Double.NaN)),
          Double.NaN,
          night == null ? null : night.atTime(22, 0).toInstant(ZoneOffset.UTC),
          night,
          setAside ? Reason.of(ReasonCode.UNREADABLE, "set aside") : null,
          Frame.Notes.NONE,
          type.isCalibration() && random.nextInt(8) == 0 ? Processing.CORRECTED : Processing.RAW,
          null,
          null,
          Sensor.UNKNOWN,
          RawLayout.whole(1, 1));
    }

    MatchingRules rules() {
      MatchingRules usual = MatchingRules.defaults();
      return new MatchingRules(
          usual.exposureTolerance(),
          usual.temperatureTolerance(),
          random.nextBoolean(),
          any(List.of(0, 2, 90)),
          any(List.of(0, 2, 365)),
          any(List.of(0, 2, 30)),
          any(List.of(MatchingRules.MissingMasters.values())),
          any(List.of(MatchingRules.MasterNights.values())),
          any(List.of(1, 1, 2)),
          any(List.of(Set.of(), Set.of(CameraConfiguration.Setting.GAIN))),
          usual.rotatorTolerance());
    }
  }

  private static List<String> rows(List<Frame> frames, MatchingRules rules) {
    return Planner.rows(Planner.plan(frames, rules)).stream().map(FrameRow::toString).toList();
  }

  @RepeatedTest(200)
  void everyFrameIsInExactlyOneRow(RepetitionInfo repetition) {
    Frames made = new Frames(repetition.getCurrentRepetition());
    List<Frame> frames = new ArrayList<>();
    for (int i = made.random.nextInt(60); i >= 0; i--) {
      frames.add(made.next());
    }
    MatchingRules rules = made.rules();
    List<FrameRow> rows = Planner.rows(Planner.plan(frames, rules));
    assertEquals(frames.size(), rows.size());
    Set<String> seen = new HashSet<>();
    Set<String> products = new HashSet<>();
    for (FrameRow row : rows) {
      assertTrue(seen.add(row.uri()), row.toString());
      if (row.status() == FrameStatus.CALIBRATED) {
        assertTrue(products.add(row.output()), "two products of one name: " + row);
      }
      boolean used =
          row.status() == FrameStatus.CALIBRATED || row.status() == FrameStatus.USED_IN_MASTER;
      assertEquals(used, !row.output().isEmpty(), row.toString());
      assertTrue(used || !row.reason().isEmpty(), "no reason: " + row);
    }
  }

  @RepeatedTest(200)
  void orderOfTheFramesDoesNotMatter(RepetitionInfo repetition) {
    Frames made = new Frames(1000 + repetition.getCurrentRepetition());
    List<Frame> frames = new ArrayList<>();
    for (int i = made.random.nextInt(60); i >= 0; i--) {
      frames.add(made.next());
    }
    MatchingRules rules = made.rules();
    List<String> expected = rows(frames, rules);
    for (int i = 0; i < 3; i++) {
      Collections.shuffle(frames, made.random);
      assertEquals(expected, rows(frames, rules));
    }
  }

  /** One of a camera that no other frame has, and that differs in size too. */
  @RepeatedTest(200)
  void unrelatedFrameChangesNoOtherRow(RepetitionInfo repetition) {
    Frames made = new Frames(5000 + repetition.getCurrentRepetition());
    List<Frame> frames = new ArrayList<>();
    for (int i = made.random.nextInt(60); i >= 0; i--) {
      frames.add(made.next());
    }
    MatchingRules rules = made.rules();
    List<FrameRow> before = Planner.rows(Planner.plan(frames, rules));
    Frame unrelated = made.of("unrelated");
    frames.add(made.random.nextInt(frames.size()), unrelated);
    List<FrameRow> after = new ArrayList<>(Planner.rows(Planner.plan(frames, rules)));
    assertTrue(after.removeIf(row -> row.uri().equals(unrelated.uri())));
    assertEquals(before.stream().map(FrameRow::status).toList(), status(after));
    assertEquals(before.stream().map(PlannerPropertiesTest::whatWasDone).toList(), done(after));
  }

  private static List<FrameStatus> status(List<FrameRow> rows) {
    return rows.stream().map(FrameRow::status).toList();
  }

  private static List<String> done(List<FrameRow> rows) {
    return rows.stream().map(PlannerPropertiesTest::whatWasDone).toList();
  }

  /** All but the reason: where none fits, the nearest master that does not may be the new one. */
  private static String whatWasDone(FrameRow row) {
    return String.join("|", row.uri(), row.bias(), row.dark(), row.flat(), row.output());
  }
}
