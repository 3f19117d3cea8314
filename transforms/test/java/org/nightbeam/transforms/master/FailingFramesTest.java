package org.nightbeam.transforms.master;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.fits.checksum.RecordedSums;
import org.nightbeam.fixture.Frames;
import org.nightbeam.fixture.Lights;
import org.nightbeam.fixture.Matching;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.master.MasterInput;
import org.nightbeam.master.MasterJob;
import org.nightbeam.master.MasterLibrary;
import org.nightbeam.plan.MasterGroup;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.rerun.Done;
import org.nightbeam.rerun.Journal;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.synthetic.SyntheticNight;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameTable;
import org.nightbeam.transforms.CalibrateLights;
import org.nightbeam.transforms.MasterViews;
import org.nightbeam.transforms.PlanNights;
import org.nightbeam.transforms.Step;
import org.nightbeam.transforms.WriteFrameTable;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.work.InputFile;
import org.nightbeam.transforms.work.InputFinder;
import org.nightbeam.transforms.work.Ledger;
import org.nightbeam.transforms.work.Progress;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/** Frames that go bad after their headers were read: one bad frame costs what needs it, no more. */
@ParameterizedClass(name = "batches: {0}")
@ValueSource(ints = {1, 7})
class FailingFramesTest {
  /** 1: all in one process; more: spread as on a cluster. */
  @Parameter int batches;

  @TempDir Path folder;
  private Path raw;
  private List<Frame> frames;
  private boolean ledger;
  private PipelineResult result;

  @BeforeEach
  void readANight() throws IOException {
    raw = folder.resolve("raw");
    new SyntheticNight(64, 48, 3, 3, 3, 2, List.of("V"), 1).writeTo(raw);
    frames = new ArrayList<>();
    FrameReader reader = new FrameReader(HeaderRules.DEFAULTS);
    for (InputFile file : new InputFinder(null, null).find(raw.toString())) {
      frames.addAll(reader.read(new LocalStorage(), file.uri(), file.path()).frames());
    }
  }

  private RunSettings settings() {
    return new RunSettings(
        "id",
        folder.resolve("out").toString(),
        folder.resolve("scratch").toString(),
        "test",
        CombineSettings.median(),
        HeaderRules.DEFAULTS,
        true,
        Lights.PLAIN,
        0,
        1_000_000_000L,
        ledger ? 7 : batches,
        batches == 1 ? 3 : 1,
        ledger,
        false,
        0);
  }

  /** Runs all stages after the headers; gives status and reason of each frame. */
  private Map<String, String> run() throws IOException {
    RunSettings run = settings();
    Files.createDirectories(Path.of(run.folder().unfinished()));
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    PlanNights.Planned plan =
        pipeline
            .apply(Create.of(frames))
            .apply("Plan", PlanNights.of(run, Matching.PLAIN, MasterLibrary.EMPTY, Done.NOTHING));
    MasterViews masters = plan.masters();
    List<PCollection<FrameRow>> rows = new ArrayList<>(plan.rows().getAll());
    for (var stage : List.of(plan.biases(), plan.darks(), plan.flats())) {
      CombineMasters.Made made =
          stage.apply("Stage" + rows.size(), CombineMasters.of(run, masters));
      rows.add(made.rows());
      masters = masters.and(made.masters());
    }
    rows.add(plan.lights().apply("Lights", CalibrateLights.of(run, masters)));
    PCollectionList.of(rows)
        .apply("Rows", Flatten.pCollections())
        .apply("Table", WriteFrameTable.of(run));
    result = pipeline.run();
    result.waitUntilFinish();
    Map<String, String> statuses = new HashMap<>();
    try (var table = Files.newBufferedReader(folder.resolve("out/frames.csv"))) {
      for (Map<String, String> row : FrameTable.read(table)) {
        String twice = statuses.put(row.get("path"), row.get("status") + ": " + row.get("reason"));
        assertEquals(null, twice, "two rows for " + row.get("path"));
      }
    }
    assertEquals(frames.size(), statuses.size());
    return statuses;
  }

  private long counted(String name) {
    long sum = 0;
    for (MetricResult<Long> counter :
        result
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.named(Step.METRICS, name))
                    .build())
            .getCounters()) {
      sum += counter.getAttempted();
    }
    return sum;
  }

  @Test
  void metricsCountFramesBytesAndRejections() throws IOException {
    truncate("Bias/bias_002.fits");
    run();
    assertEquals(2, counted("frames.calibrated"));
    assertEquals(8, counted("frames.used-in-master"));
    assertEquals(1, counted("frames.rejected"));
    assertEquals(1, counted("rejected.truncated"));
    assertEquals(2 * 64 * 48 * 2, counted("bytes.light"));
    assertEquals(2 * 64 * 48 * 2, counted("bytes.bias"));
    assertEquals(11, counted("ByNight.elements"));
    assertTrue(counted("ByNight.microseconds") > 0);
  }

  private void truncate(String path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(raw.resolve(path).toFile(), "rw")) {
      file.setLength(2880 + 1000);
    }
  }

  @Test
  void nothingBadNothingLost() throws IOException {
    Map<String, String> rows = run();
    assertEquals("calibrated: ", rows.get("ScienceImages/field_V_001.fits"));
    assertEquals("used-in-master: ", rows.get("Flats/flat_V_003.fits"));
  }

  @Test
  void aTruncatedBiasIsRejectedAndTheOthersMakeTheMaster() throws IOException {
    truncate("Bias/bias_002.fits");
    Map<String, String> rows = run();
    assertTrue(rows.get("Bias/bias_002.fits").startsWith("rejected: truncated"), rows.toString());
    assertEquals("used-in-master: ", rows.get("Bias/bias_001.fits"));
    assertEquals("calibrated: ", rows.get("ScienceImages/field_V_002.fits"));
  }

  @Test
  void aVanishedLightIsRejectedAndTheOthersAreCalibrated() throws IOException {
    Files.delete(raw.resolve("ScienceImages/field_V_001.fits"));
    Map<String, String> rows = run();
    assertTrue(
        rows.get("ScienceImages/field_V_001.fits").startsWith("rejected: "), rows.toString());
    assertEquals("calibrated: ", rows.get("ScienceImages/field_V_002.fits"));
  }

  private Journal journal() throws IOException {
    try (var text = Files.newBufferedReader(folder.resolve("out/.nightbeam-journal"))) {
      return Journal.read(text);
    }
  }

  /** A share that is gone for a moment must not cost frames for ever. */
  @Test
  void whatMayPassIsNotRemembered() throws IOException {
    Files.delete(raw.resolve("ScienceImages/field_V_001.fits"));
    Frame bad = frame("ScienceImages/field_V_002.fits");
    frames.remove(bad);
    frames.add(withSums(bad, new RecordedSums(12L, null)));
    Files.delete(raw.resolve("Bias/bias_002.fits"));
    truncate("Darks/dark_002.fits");
    run();
    assertNull(
        journal().get("calibrated/ScienceImages/field_V_001.fits"), "it is looked for again");
    assertEquals("", journal().get("calibrated/ScienceImages/field_V_002.fits").product());
    for (Journal.Entry entry : journal().entries()) {
      if (entry.id().contains("/bias")) {
        assertEquals("", entry.recipe(), "that of none of its frames, so it is made again");
      } else if (entry.id().contains("/dark")) {
        assertFalse(entry.recipe().isEmpty(), "a truncated frame stays so");
      }
    }
  }

  @Test
  void withoutAnyGoodBiasWhatNeedsItIsLeftWithTheReason() throws IOException {
    for (int i = 1; i <= 3; i++) {
      Files.delete(raw.resolve("Bias/bias_00" + i + ".fits"));
    }
    Map<String, String> rows = run();
    assertTrue(rows.get("Bias/bias_001.fits").contains("vanished"), rows.toString());
    String dark = rows.get("Darks/dark_001.fits");
    assertTrue(dark.startsWith("unused: master 2026-01-15/bias"), dark);
    assertTrue(dark.contains("none of its frames can be used"), dark);
    assertTrue(rows.get("Flats/flat_V_001.fits").startsWith("unused: "), rows.toString());
    String light = rows.get("ScienceImages/field_V_001.fits");
    assertTrue(light.startsWith("uncalibrated: master"), light);
  }

  @Test
  void aBiasThatFailsAfterItsCheckIsRejectedAndTheOthersMakeTheMaster() throws IOException {
    Map<String, byte[]> expected = new HashMap<>();
    Frame bad = frame("Bias/bias_002.fits");
    frames.remove(bad);
    run();
    expected.putAll(products());
    deleteProducts();

    frames.add(ofHdu(bad, 5)); // its pixels are there, but not the header of that HDU
    Map<String, String> rows = run();
    assertEquals(
        "rejected: the file has changed since it was planned: HDU 5 has no whole image",
        rows.get("Bias/bias_002.fits"));
    assertEquals("used-in-master: ", rows.get("Bias/bias_001.fits"));
    assertEquals("calibrated: ", rows.get("ScienceImages/field_V_001.fits"));
    Map<String, byte[]> found = products();
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
  }

  @Test
  void aMasterWhoseFramesAllFailAfterTheirCheckIsNotMade() throws IOException {
    List<Frame> biases = frames.stream().filter(f -> f.type() == FrameType.BIAS).toList();
    frames.removeAll(biases);
    biases.forEach(bias -> frames.add(ofHdu(bias, 7)));
    Map<String, String> rows = run();
    assertTrue(rows.get("Bias/bias_003.fits").startsWith("rejected: "), rows.toString());
    assertTrue(
        rows.get("ScienceImages/field_V_001.fits").contains("none of its frames can be used"),
        rows.toString());
  }

  @Test
  void sumsAreVerifiedAlsoAfterAFrameCouldNotBeRead() throws IOException {
    Frame gone = frame("Bias/bias_001.fits");
    Frame good = frame("Bias/bias_002.fits");
    Frame changed = withSums(frame("Bias/bias_003.fits"), new RecordedSums(12L, null));
    List<Frame> biases = List.of(gone, good, changed);
    MasterSpec spec = MasterGroup.group(biases, Matching.PLAIN).get(0).master();
    List<MasterInput> inputs =
        biases.stream().map(bias -> new MasterInput(bias, null, null)).toList();
    MasterJob job = new MasterJob(spec, inputs, List.of(), null, null, null, null);
    List<Tile> tiles =
        List.of(
            new Tile(
                spec.id(),
                "job",
                job,
                0,
                null,
                List.of(),
                gone,
                Reason.of(ReasonCode.CHANGED, "it is gone")));
    RunSettings run = settings();
    Files.createDirectories(Path.of(run.folder().unfinished()));
    Worker worker = Worker.join(run.runId(), () -> run, PipelineOptionsFactory.create());
    try {
      WrittenMaster made = new MasterAssembly(worker).of(job, tiles);
      assertEquals(
          List.of(gone, changed),
          made.job().rejected().stream().map(MasterJob.Rejection::frame).toList());
      assertEquals(
          Reason.of(ReasonCode.CHANGED, "it is gone"), made.job().rejected().get(0).reason());
      assertTrue(
          made.job()
              .rejected()
              .get(1)
              .reason()
              .text()
              .startsWith("DATASUM = 12, but the pixels sum"));
      assertTrue(Files.exists(Path.of(made.reference().uri())));
    } finally {
      worker.leave();
    }
  }

  private static Frame withSums(Frame f, RecordedSums sums) {
    return Frames.like(f).sums(sums).build();
  }

  @Test
  void whatTheLedgerHasIsNotDoneAgain() throws IOException {
    ledger = true;
    Map<String, String> rows = run();
    Map<String, byte[]> before = products();
    String light = "calibrated/ScienceImages/field_V_001.fits";
    Files.delete(folder.resolve("out").resolve(light));
    Files.delete(raw.resolve("Flats/flat_V_001.fits"));

    assertEquals(rows.get("Flats/flat_V_002.fits"), run().get("Flats/flat_V_002.fits"));
    Map<String, byte[]> after = products();
    assertTrue(before.containsKey(light));
    before.remove(light);
    assertEquals(before.keySet(), after.keySet());
  }

  @Test
  void theLedgerSaysHowFarTheRunIs() throws IOException {
    ledger = true;
    run();
    Map<Progress, Long> progress =
        Ledger.progress(settings(), new BeamStorage(folder, PipelineOptionsFactory.create()));
    assertEquals(2, progress.get(Progress.LIGHTS_PLANNED));
    assertEquals(2, progress.get(Progress.LIGHTS_DONE));
    assertEquals(3, progress.get(Progress.FLATS_MEASURED));
    assertEquals(3, progress.get(Progress.MASTERS_WRITTEN));
    assertEquals(3, progress.get(Progress.BANDS_PLANNED));
    assertEquals(3, progress.get(Progress.BANDS_COMBINED));
    assertEquals(0, progress.get(Progress.FILES_READ), "headers were read before");
  }

  private Frame frame(String path) {
    return frames.stream().filter(f -> f.path().equals(path)).findFirst().orElseThrow();
  }

  private static Frame ofHdu(Frame f, int hdu) {
    return Frames.like(f).hdu(hdu).rotator(Double.NaN).build();
  }

  private Map<String, byte[]> products() throws IOException {
    Map<String, byte[]> products = new HashMap<>();
    Path out = folder.resolve("out");
    for (String kind : List.of("calibrated", "masters")) {
      try (Stream<Path> files = Files.walk(out.resolve(kind))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          products.put(out.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }
    return products;
  }

  private void deleteProducts() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
