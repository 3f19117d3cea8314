package org.nightbeam.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.nightbeam.fixture.Cameras;
import org.nightbeam.fixture.Matching;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;

/** The matcher looks at a few masters; it must find what a look at all of them finds. */
class MasterMatcherTest {
  private static final List<FrameType> TYPES =
      List.of(FrameType.BIAS, FrameType.DARK, FrameType.DARK_FLAT, FrameType.FLAT);
  private static final LocalDate NIGHT = LocalDate.of(2024, 3, 1);

  /** A search by the definition: every master against every criterion. */
  private record PlainSearch(MasterPlan plan, Criteria criteria) {
    MasterSpec find(FrameType type, Wanted wanted, List<String> missing) {
      List<MasterSpec> masters =
          plan.usable().stream()
              .filter(master -> master.type() == type)
              .map(master -> master.orSectionFor(wanted.configuration()))
              .toList();
      MasterSpec best =
          masters.stream()
              .filter(master -> criteria.failures(master, wanted).isEmpty())
              .min(
                  Comparator.comparing(
                          (MasterSpec master) ->
                              master.processing().isMaster()
                                  ? criteria.unknowns(master, wanted).size()
                                  : 0)
                      .thenComparing(criteria.preference(wanted)))
              .orElse(null);
      if (best == null && masters.isEmpty()) {
        missing.add(
            "no master "
                + type.label()
                + ": "
                + plan.unmakeable().stream()
                    .filter(master -> master.type() == type)
                    .findFirst()
                    .map(master -> master.id() + " cannot be made (" + master.reason() + ")")
                    .orElse("there are no usable " + type.label() + " frames"));
      } else if (best == null) {
        List<MasterSpec> nearest =
            masters.stream().sorted(criteria.nearness(wanted)).limit(2).toList();
        List<String> sentences =
            nearest.stream()
                .map(m -> m.id() + " has " + Criteria.joined(criteria.failures(m, wanted)))
                .toList();
        String camera = wanted.configuration().camera();
        String reason = "no master " + type.label();
        if (!criteria.isOfCamera(nearest.get(0), wanted)) {
          reason +=
              String.format(
                  ": there are %s of %s, none of %s",
                  type == FrameType.BIAS ? "biases" : type.label() + "s",
                  camera.isEmpty() ? "cam" : "a camera without a name",
                  camera.isEmpty() ? "a camera without a name" : "cam");
        } else {
          reason += " matches: " + sentences.get(0);
          int shown = 1;
          CameraConfiguration found = nearest.get(0).configuration();
          if (found.height() > wanted.configuration().height()
              && !(found.setup() + wanted.configuration().setup()).matches("window.*window.*")) {
            reason += "; a section of it would do if both headers said where on the chip they lie";
          } else if (sentences.size() > 1 && reason.length() + sentences.get(1).length() <= 220) {
            reason += "; " + sentences.get(1);
            shown = 2;
          }
          reason +=
              masters.size() > shown ? "; and " + (masters.size() - shown) + " further away" : "";
        }
        missing.add(reason);
      }
      return best;
    }
  }

  /** Things that agree often, nearly agree often, and are often not known. */
  private static final class Chance {
    private final SplittableRandom random;
    private final int spread;

    Chance(long seed) {
      random = new SplittableRandom(seed);
      spread = 1 + random.nextInt(60);
    }

    boolean oneIn(int times) {
      return random.nextInt(times) == 0;
    }

    CameraConfiguration configuration() {
      String gain = random.nextInt(3) < 2 ? "0" : "100";
      String camera = oneIn(4) ? "" : "cam";
      int height = oneIn(6) ? 50 : 80;
      String window = oneIn(3) ? "" : height == 80 || oneIn(2) ? "window=0,0" : "window=0,20";
      return Cameras.camera(camera).size(100, height).gain(gain).setup(window).build();
    }

    LocalDate night() {
      return oneIn(12) ? null : NIGHT.plusDays(random.nextInt(spread) - spread / 2);
    }

    double exposure() {
      double[] usual = {30, 60, 60, 60, 60.0004, 60.3, 61, 300};
      return usual[random.nextInt(usual.length)];
    }

    double temperature() {
      double[] usual = {-10, -10, -10, -10.5, -12, -12.01, -8, -20, -0.0, 0, Double.NaN};
      return oneIn(5) ? -15 + 10 * random.nextDouble() : usual[random.nextInt(usual.length)];
    }

    double rotator() {
      double[] usual = {0, 358, 4, 90, 90, Double.NaN};
      return usual[random.nextInt(usual.length)];
    }

    String filter() {
      return List.of("V", "R", "").get(random.nextInt(3));
    }

    MasterSpec master(int number) {
      FrameType type = TYPES.get(random.nextInt(TYPES.size()));
      double exposure = type == FrameType.BIAS ? 0 : exposure();
      return new MasterSpec(
          String.format("%04d-%s-%d", random.nextInt(10_000), type.label(), number),
          type,
          configuration(),
          night(),
          1,
          exposure,
          oneIn(3) ? exposure / 2 : exposure,
          temperature(),
          type == FrameType.FLAT ? rotator() : Double.NaN,
          type == FrameType.FLAT ? filter() : "",
          oneIn(4) ? null : "some bias",
          null,
          "",
          oneIn(2),
          oneIn(8) ? Processing.CORRECTED : Processing.RAW);
    }

    MasterPlan plan() {
      List<MasterSpec> masters = new ArrayList<>();
      int number = random.nextInt(random.nextInt(300) + 1);
      for (int i = 0; i < number; i++) {
        masters.add(master(i));
      }
      masters.sort(Comparator.comparing(MasterSpec::id));
      List<MasterPlan.Unmakeable> unmakeable = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        MasterSpec master = master(i);
        unmakeable.add(
            new MasterPlan.Unmakeable(
                master.id(),
                master.type(),
                Reason.of(ReasonCode.TOO_FEW_FRAMES, "reason " + i),
                "reason " + i,
                null));
      }
      int made = random.nextInt(masters.size() + 1);
      return new MasterPlan(
          masters.subList(0, made), unmakeable, masters.subList(made, masters.size()));
    }

    Wanted wanted() {
      double exposure = exposure();
      return new Wanted(
          FrameType.LIGHT,
          configuration(),
          night(),
          exposure,
          oneIn(3) ? exposure / 2 : exposure,
          temperature(),
          rotator(),
          filter(),
          !oneIn(3),
          Processing.RAW);
    }

    Set<CameraConfiguration.Setting> ignored() {
      return oneIn(2)
          ? Set.of()
          : Set.of(
              CameraConfiguration.Setting.values()[
                  random.nextInt(CameraConfiguration.Setting.values().length)]);
    }

    MatchingRules rules() {
      double[] tolerances = {0, 1e-9, 0.5, 2, 2, 100};
      return Matching.rules()
          .exposureTolerance(tolerances[random.nextInt(tolerances.length)])
          .temperatureTolerance(tolerances[random.nextInt(tolerances.length)])
          .scaleDarkUp(oneIn(2))
          .masterNights(MatchingRules.MasterNights.values()[random.nextInt(3)])
          .ignoring(ignored())
          .rotatorTolerance(oneIn(2) ? 180 : 5)
          .maxAges(random.nextInt(spread), random.nextInt(2 * spread), random.nextInt(10))
          .build();
    }
  }

  @RepeatedTest(300)
  void theIndexFindsWhatAPlainSearchFinds(RepetitionInfo repetition) {
    Chance chance = new Chance(repetition.getCurrentRepetition());
    MasterPlan plan = chance.plan();
    MatchingRules rules = chance.rules();
    MasterMatcher matcher = new MasterMatcher(plan, rules);
    PlainSearch plain = new PlainSearch(plan, new Criteria(rules));
    for (int i = 0; i < 40; i++) {
      Wanted wanted = chance.wanted();
      for (FrameType type : TYPES) {
        List<String> expectedReason = new ArrayList<>();
        MasterSpec expected = plain.find(type, wanted, expectedReason);
        List<Reason> reason = new ArrayList<>();
        assertEquals(expected, matcher.find(type, wanted, reason), wanted::toString);
        assertEquals(expectedReason, reason.stream().map(Reason::text).toList(), wanted::toString);
      }
    }
  }

  @Test
  void theRandomPlansHaveBothMatchesAndNone() {
    int found = 0;
    int missing = 0;
    for (int seed = 1; seed <= 50; seed++) {
      Chance chance = new Chance(seed);
      MasterMatcher matcher = new MasterMatcher(chance.plan(), chance.rules());
      for (int i = 0; i < 40; i++) {
        Wanted wanted = chance.wanted();
        for (FrameType type : TYPES) {
          boolean any = matcher.find(type, wanted, new ArrayList<>()) != null;
          found += any ? 1 : 0;
          missing += any ? 0 : 1;
        }
      }
    }
    assertTrue(found > 1000 && missing > 1000, found + " found, " + missing + " missing");
  }
}
