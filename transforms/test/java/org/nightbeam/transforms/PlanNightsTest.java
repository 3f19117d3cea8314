package org.nightbeam.transforms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.fixture.Lights;
import org.nightbeam.fixture.Matching;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.master.MasterLibrary;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.CalibratedName;
import org.nightbeam.plan.CalibrationFrame;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.plan.MatchingRules;
import org.nightbeam.plan.NamedLight;
import org.nightbeam.plan.Plan;
import org.nightbeam.plan.Planner;
import org.nightbeam.rerun.Done;
import org.nightbeam.rerun.Journal;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.synthetic.SyntheticNight;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.table.LightStatistics;
import org.nightbeam.transforms.work.InputFile;
import org.nightbeam.transforms.work.InputFinder;
import org.nightbeam.transforms.work.RunSettings;

class PlanNightsTest implements Serializable {
  private static final long serialVersionUID = 1L;

  // What the assertions count, which Beam copies.
  private static final AtomicInteger LIGHTS = new AtomicInteger();
  private static final AtomicInteger UP_TO_DATE = new AtomicInteger();

  @TempDir transient Path folder;
  private transient List<Frame> frames;
  private RunSettings run;

  @BeforeEach
  void readANight() throws Exception {
    run =
        new RunSettings(
            "id",
            folder.resolve("out").toString(),
            folder.resolve("scratch").toString(),
            "test",
            CombineSettings.median(),
            HeaderRules.DEFAULTS,
            true,
            Lights.PLAIN,
            0,
            0,
            5,
            1,
            false,
            false,
            0);
    new SyntheticNight(16, 12, 3, 2, 2, 3, List.of("V", "R"), 1).writeTo(folder);
    frames = new ArrayList<>();
    FrameReader reader = new FrameReader(HeaderRules.DEFAULTS);
    for (InputFile file : new InputFinder(null, null).find(folder.toString())) {
      frames.addAll(reader.read(new LocalStorage(), file.uri(), file.path()).frames());
    }
  }

  @Test
  void thePipelinePlansWhatThePlannerPlans() {
    check(Matching.PLAIN, frames);
  }

  @Test
  void alsoWhereMastersAreMissing() {
    List<Frame> withoutFlatsOfR =
        frames.stream().filter(frame -> !frame.path().startsWith("Flats/flat_R")).toList();
    check(Matching.PLAIN, withoutFlatsOfR);
  }

  @Test
  void alsoWithoutAnyCalibrationFrame() {
    check(
        Matching.PLAIN,
        frames.stream().filter(frame -> frame.path().startsWith("Science")).toList());
  }

  @Test
  void whatIsUpToDateIsNotPlannedAgain() {
    assertEquals(0, planned(doneWithFramesLess(0)));
  }

  @Test
  void framesThatComeWhileARunStartsMakeWhatNeedsThemAnew() {
    // Earlier runs were looked at before one more frame came to each master.
    Plan plan = Planner.plan(frames, List.of(), Matching.PLAIN);
    assertEquals(plan.lights().size(), planned(doneWithFramesLess(1)));
    assertEquals(
        plan.lights().size(), planned(new Done(List.of(), doneWithFramesLess(0).lights())));
  }

  private Done doneWithFramesLess(int less) {
    Plan plan = Planner.plan(frames, List.of(), Matching.PLAIN);
    List<Done.Master> masters = new ArrayList<>();
    for (MasterSpec spec : plan.framesByMaster().keySet()) {
      MasterReference reference =
          new MasterReference(spec.id(), spec.type(), "uri", spec.id(), 16, 12, 2880, "hash");
      masters.add(new Done.Master(reference, spec.frames() - less, List.of(), ""));
    }
    List<Done.Light> lights = new ArrayList<>();
    CalibratedName.ofAll(plan.lights())
        .forEach(
            (light, name) ->
                lights.add(
                    new Done.Light(
                        name,
                        new Journal.Entry(
                            CalibratedName.id(light.frame(), name),
                            "recipe",
                            name,
                            null,
                            2880,
                            0,
                            "fingerprint",
                            light.frame().uri(),
                            new Journal.Raw(light.frame().stamp(), "contents"),
                            "",
                            List.of(),
                            LightStatistics.UNKNOWN),
                        true)));
    return new Done(masters, lights);
  }

  /** Returns how many lights are planned; each other one has a row that says up-to-date. */
  private int planned(Done done) {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PlanNights.Planned planned =
        pipeline
            .apply(Create.of(frames))
            .apply(PlanNights.of(run, Matching.PLAIN, MasterLibrary.EMPTY, done));
    int all = Planner.plan(frames, List.of(), Matching.PLAIN).lights().size();
    LIGHTS.set(0);
    PAssert.that(planned.lights())
        .satisfies(
            lights -> {
              lights.forEach(light -> LIGHTS.incrementAndGet());
              return null;
            });
    PAssert.that(planned.rows().apply("Rows", Flatten.pCollections()))
        .satisfies(
            rows -> {
              int upToDate = 0;
              for (FrameRow row : rows) {
                upToDate += row.status() == FrameStatus.UP_TO_DATE ? 1 : 0;
              }
              UP_TO_DATE.set(upToDate);
              return null;
            });
    pipeline.run().waitUntilFinish();
    assertEquals(all, LIGHTS.get() + UP_TO_DATE.get());
    return LIGHTS.get();
  }

  private void check(MatchingRules rules, List<Frame> frames) {
    Plan expected = Planner.plan(frames, List.of(), rules);
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    PlanNights.Planned planned =
        pipeline
            .apply(Create.of(frames))
            .apply(PlanNights.of(run, rules, MasterLibrary.EMPTY, Done.NOTHING));
    TreeSet<String> uses = new TreeSet<>();
    expected.calibration().forEach(use -> uses.add(use.toString()));
    TreeSet<String> lights = new TreeSet<>();
    expected.lights().forEach(light -> lights.add(light.toString()));
    PAssert.that(planned.rows().apply("Rows", Flatten.pCollections()))
        .containsInAnyOrder(expected.rows());
    PAssert.that(planned.lights())
        .satisfies(
            tasks -> {
              TreeSet<String> matched = new TreeSet<>();
              tasks.forEach(
                  light -> {
                    NamedLight named = light.getValue().light();
                    assertEquals(CalibratedName.of(named.light().frame()), named.name());
                    assertEquals(run.batchOf(CalibratedName.folded(named.name())), light.getKey());
                    matched.add(named.light().toString());
                  });
              assertEquals(lights, matched);
              return null;
            });
    PAssert.that(
            PCollectionList.of(planned.biases())
                .and(planned.darks())
                .and(planned.flats())
                .apply(Flatten.pCollections()))
        .satisfies(
            all -> {
              TreeSet<String> got = new TreeSet<>();
              for (KV<Integer, CalibrationFrame> use : all) {
                got.add(use.getValue().toString());
              }
              assertEquals(uses, got);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }
}
