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
import org.nightbeam.fixture.Cameras;
import org.nightbeam.fixture.Frames;
import org.nightbeam.fixture.Matching;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;

/** What holds of every plan, whatever the frames. */
class PlannerPropertiesTest {
  private static final LocalDate FIRST = LocalDate.of(2023, 12, 30);

  /** Frames of a few cameras, nights, filters and exposures, so that much matches by chance. */
  private static final class Chance {
    private final Random random;
    private int number;

    Chance(long seed) {
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
      return Frames.of(type)
          .path(path)
          .camera(
              Cameras.camera(camera)
                  .size(camera.equals("unrelated") ? 77 : 10, 8)
                  .binning(any(List.of(1, 1, 2)), 1)
                  .gain(any(List.of("100", "")))
                  .build())
          .exposure(any(List.of(0d, 10d, 10.2, 60d, 300d, Double.NaN)))
          .filter(any(List.of("V", "R", "")))
          .temperature(any(List.of(-20d, -19d, -10d, Double.NaN)))
          .time(night == null ? null : night.atTime(22, 0).toInstant(ZoneOffset.UTC))
          .night(night)
          .refused(setAside ? Reason.of(ReasonCode.UNREADABLE, "set aside") : null)
          .processing(
              type.isCalibration() && random.nextInt(8) == 0
                  ? Processing.CORRECTED
                  : Processing.RAW)
          .layout(RawLayout.whole(1, 1))
          .build();
    }

    MatchingRules rules() {
      MatchingRules usual = Matching.PLAIN;
      return Matching.rules()
          .scaleDarkUp(random.nextBoolean())
          .missingMasters(any(List.of(MatchingRules.MissingMasters.values())))
          .masterNights(any(List.of(MatchingRules.MasterNights.values())))
          .minimumFrames(any(List.of(1, 1, 2)))
          .ignoring(any(List.of(Set.of(), Set.of(CameraConfiguration.Setting.GAIN))))
          .maxAges(any(List.of(0, 2, 90)), any(List.of(0, 2, 365)), any(List.of(0, 2, 30)))
          .build();
    }
  }

  private static List<String> rows(List<Frame> frames, MatchingRules rules) {
    return Planner.rows(Planner.plan(frames, List.of(), rules)).stream()
        .map(FrameRow::toString)
        .toList();
  }

  @RepeatedTest(200)
  void everyFrameIsInExactlyOneRow(RepetitionInfo repetition) {
    Chance made = new Chance(repetition.getCurrentRepetition());
    List<Frame> frames = new ArrayList<>();
    for (int i = made.random.nextInt(60); i >= 0; i--) {
      frames.add(made.next());
    }
    MatchingRules rules = made.rules();
    List<FrameRow> rows = Planner.rows(Planner.plan(frames, List.of(), rules));
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
    Chance made = new Chance(1000 + repetition.getCurrentRepetition());
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
    Chance made = new Chance(5000 + repetition.getCurrentRepetition());
    List<Frame> frames = new ArrayList<>();
    for (int i = made.random.nextInt(60); i >= 0; i--) {
      frames.add(made.next());
    }
    MatchingRules rules = made.rules();
    List<FrameRow> before = Planner.rows(Planner.plan(frames, List.of(), rules));
    Frame unrelated = made.of("unrelated");
    frames.add(made.random.nextInt(frames.size()), unrelated);
    List<FrameRow> after = new ArrayList<>(Planner.rows(Planner.plan(frames, List.of(), rules)));
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
