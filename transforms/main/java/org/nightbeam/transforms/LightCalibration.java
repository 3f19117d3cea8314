package org.nightbeam.transforms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.nightbeam.calibrate.LightCalibrator;
import org.nightbeam.correction.MatchedLight;
import org.nightbeam.correction.Measurement;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.plan.NamedLight;
import org.nightbeam.preview.LightPicture;
import org.nightbeam.preview.PreviewPath;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.rerun.Journal;
import org.nightbeam.rerun.Recipe;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.transforms.work.Overlapped;
import org.nightbeam.transforms.work.Progress;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * Calibrates the lights that a worker is given: those that are not up to date, some of them
 * together, each once however often a runner gives it.
 */
final class LightCalibration {
  private static final int LIGHTS_AT_A_TIME = 4;

  /**
   * Pixels along the side of a picture that takes tens of megabytes while a light is calibrated.
   */
  private static final int LARGE_PICTURE = 1024;

  /**
   * Largest number of lights calibrated together: more would save little memory traffic, and make
   * the pieces of work larger.
   */
  private static final int LIGHTS_TOGETHER = 5;

  /** Where lights are kept in memory as they are measured, for each thread. */
  private static final long PIXELS_KEPT = 4 << 20;

  private final RunSettings run;
  private final Worker worker;
  private final Masters masters;

  LightCalibration(Worker worker, Masters masters) {
    this.run = worker.run();
    this.worker = worker;
    this.masters = masters;
  }

  void of(Iterable<LightTask> batch, Consumer<FrameRow> out) throws IOException {
    Overlapped.forEach(
        together(left(batch, out)),
        first ->
            run.atATimeWriting(
                first.get(0).light().frame().uri(),
                run.previewSide() > LARGE_PICTURE ? 1 : LIGHTS_AT_A_TIME),
        this::calibrated,
        rows -> {
          rows.forEach(out);
          worker.counts().add(Progress.LIGHTS_DONE, rows.size());
          worker.counts().add(Progress.BYTES_CALIBRATED, calibratedBytes(rows));
        });
  }

  /**
   * Returns the lights that have to be calibrated. The others are up to date: masters that were
   * made again have come out as they were.
   *
   * @param out takes the rows of the others
   */
  private List<NamedLight> left(Iterable<LightTask> batch, Consumer<FrameRow> out)
      throws IOException {
    List<NamedLight> left = new ArrayList<>();
    Map<String, List<LightTask>> products = new LinkedHashMap<>();
    for (LightTask task : batch) {
      products.computeIfAbsent(task.light().name(), none -> new ArrayList<>()).add(task);
    }
    for (List<LightTask> product : products.values()) {
      List<NamedLight> lights = product.stream().map(LightTask::light).toList();
      if (product.stream().allMatch(task -> isUpToDate(task, lights))) {
        for (LightTask task : product) {
          out.accept(upToDate(task));
        }
        worker.counts().add(Progress.LIGHTS_DONE, product.size());
      } else {
        left.addAll(lights);
      }
    }
    return left;
  }

  private boolean isUpToDate(LightTask task, List<NamedLight> ofProduct) {
    if (task.earlier() == null) {
      return false;
    }
    try {
      MatchedLight image = image(task.light());
      Journal.Entry earlier = task.earlier().entry();
      return recipes(List.of(image), ofProduct).get(0).equals(earlier.recipe())
          && earlier.raw().isStill(worker.storage(), image.light().frame());
    } catch (Masters.MissingMasterException | UnreadableFileException missing) {
      return false; // which its row will say
    }
  }

  private FrameRow upToDate(LightTask task) throws IOException {
    LightFrame light = task.light().light();
    Journal.Entry entry = task.earlier().entry();
    if (!entry.raw().stamp().equals(light.frame().stamp())) {
      worker.journal().restamp(entry.ofRaw(light.frame().stamp()));
    }
    return task.earlier()
        .row(
            light,
            masters.path(light.biasId()),
            masters.path(light.darkId()),
            masters.path(light.flatId()));
  }

  private MatchedLight image(NamedLight light) throws Masters.MissingMasterException {
    return new MatchedLight(
        light.light(),
        masters.get(light.light().biasId()),
        masters.get(light.light().darkId()),
        masters.get(light.light().flatId()),
        run.output(),
        light.name(),
        run.output() + "/" + file(light),
        picture(light));
  }

  private static long calibratedBytes(List<FrameRow> rows) {
    return rows.stream()
        .filter(row -> row.status() == FrameStatus.CALIBRATED)
        .mapToLong(row -> row.frame().dataBytes())
        .sum();
  }

  /** Returns the file of a product, below the output. */
  private String file(NamedLight light) {
    return light.name() + run.lights().compression().suffix();
  }

  /** What lights must have in common to be calibrated together, row by row. */
  private record Common(
      String biasId, String darkId, String flatId, double exposure, int width, int height) {
    static Common of(LightFrame light) {
      return new Common(
          light.biasId(),
          light.darkId(),
          light.flatId(),
          light.frame().exposure(),
          light.frame().width(),
          light.frame().height());
    }
  }

  /**
   * Returns lights that have much in common, a few at a time; all threads get some. The images of
   * one file, which go into one product, by themselves.
   */
  private List<List<NamedLight>> together(List<NamedLight> lights) {
    lights.sort((a, b) -> Frame.ORDER.compare(a.light().frame(), b.light().frame()));
    int most =
        run.lights().needsWholeFrame() || run.previewSide() > LARGE_PICTURE
            ? 1
            : Math.max(1, Math.min(LIGHTS_TOGETHER, lights.size() / (2 * run.threads())));
    boolean kept = run.lights().measuresWholeFrames();
    List<List<NamedLight>> groups = new ArrayList<>();
    Map<Common, List<NamedLight>> growing = new HashMap<>();
    Map<String, List<NamedLight>> files = new LinkedHashMap<>();
    for (NamedLight light : lights) {
      if (!light.light().frame().onlyImage()) {
        files.computeIfAbsent(light.name(), name -> new ArrayList<>()).add(light);
        continue;
      }
      Common common = Common.of(light.light());
      List<NamedLight> group = growing.get(common);
      if (group == null || group.size() >= (kept ? Math.min(most, keptTogether(common)) : most)) {
        group = new ArrayList<>();
        groups.add(group);
        growing.put(common, group);
      }
      group.add(light);
    }
    groups.addAll(files.values());
    return groups;
  }

  /** Returns how many lights of a size may be in memory at a time per thread. */
  private static int keptTogether(Common common) {
    return (int) Math.max(1, PIXELS_KEPT / ((long) common.width * common.height));
  }

  private List<FrameRow> calibrated(List<NamedLight> lights) throws IOException {
    List<FrameRow> rows = new ArrayList<>();
    List<NamedLight> left = new ArrayList<>();
    for (NamedLight light : lights) {
      FrameRow done = worker.ledger().result(Progress.LIGHTS_DONE, light.id(), FrameRow.class);
      if (done == null) {
        left.add(light);
      } else {
        rows.add(done);
      }
    }
    if (left.isEmpty()) {
      return rows;
    }
    if (!left.get(0).light().frame().onlyImage()) {
      rows.clear(); // of one file, all or none are done
      left = lights;
    }
    List<FrameRow> fresh = calibratedNow(left);
    for (int i = 0; i < left.size(); i++) {
      FrameRow row = fresh.get(i);
      worker.ledger().note(Progress.LIGHTS_DONE, left.get(i).id(), FrameRow.class, row);
      rows.add(row);
    }
    return rows;
  }

  private List<FrameRow> calibratedNow(List<NamedLight> lights) throws IOException {
    Map<NamedLight, FrameRow> rows = new LinkedHashMap<>();
    List<NamedLight> matched = new ArrayList<>();
    List<MatchedLight> images = new ArrayList<>();
    for (NamedLight light : lights) {
      rows.put(light, null);
      try {
        images.add(image(light));
        matched.add(light);
      } catch (Masters.MissingMasterException missing) {
        rows.put(
            light,
            FrameRow.of(
                light.light().frame(),
                FrameStatus.UNCALIBRATED,
                Reason.of(ReasonCode.MASTER_FAILED, missing.getMessage())));
      }
    }
    if (!images.isEmpty()) {
      List<String> recipes = recipes(images, lights);
      List<LightCalibrator.Outcome> outcomes = outcomes(images, matched, recipes);
      for (int i = 0; i < images.size(); i++) {
        NamedLight light = matched.get(i);
        rows.put(light, row(images.get(i), recipes.get(i), light, outcomes.get(i)));
      }
    }
    return List.copyOf(rows.values());
  }

  /** Returns where the preview of a light is put; null for none. */
  private LightPicture picture(NamedLight light) {
    int hdu = light.light().frame().hdu();
    return run.previews()
        ? new LightPicture(
            run.output() + "/" + PreviewPath.picture(file(light), hdu), run.previewSide())
        : null;
  }

  /**
   * Returns the recipes of lights.
   *
   * @param lights all that were to be calibrated together: of a file with several images, all that
   *     are to be in its product
   */
  private List<String> recipes(List<MatchedLight> images, List<NamedLight> lights) {
    List<LightFrame> ofFile = lights.stream().map(NamedLight::light).toList();
    return images.stream()
        .map(
            image ->
                Recipe.of(
                    image.light(),
                    image.light().frame().onlyImage() ? List.of(image.light()) : ofFile,
                    image.bias(),
                    image.dark(),
                    image.flat(),
                    run.lights()))
        .toList();
  }

  private List<LightCalibrator.Outcome> outcomes(
      List<MatchedLight> images, List<NamedLight> lights, List<String> recipes) throws IOException {
    LightCalibrator.ProductListener journal =
        new LightCalibrator.ProductListener() {
          @Override
          public void isWhole(int number, LightCalibrator.Outcome outcome) throws IOException {
            worker.journal().announce(entry(lights.get(number), recipes.get(number), outcome));
          }

          @Override
          public void hasItsName(int number, LightCalibrator.Outcome outcome) throws IOException {
            worker.journal().add(entry(lights.get(number), recipes.get(number), outcome));
          }
        };
    beginAnew(lights);
    LightCalibrator calibrator = worker.borrowCalibrator();
    try {
      if (!lights.get(0).light().frame().onlyImage()) {
        return calibrator.calibrateFile(images, journal);
      }
      return calibrator.calibrate(images, journal);
    } finally {
      worker.giveBack(calibrator);
    }
  }

  /** Notes of which lights something is there that will be written over before the product is. */
  private void beginAnew(List<NamedLight> lights) throws IOException {
    for (NamedLight light : lights) {
      for (Measurement measurement : run.lights().measurements()) {
        String file = measurement.file(light.name(), light.light().frame());
        if (file != null && worker.isThere(OutputLayout.in(run.output(), file))) {
          worker.journal().begin(light.id(), file(light), light.light().frame());
          break;
        }
      }
    }
  }

  private Journal.Entry entry(NamedLight named, String recipe, LightCalibrator.Outcome outcome) {
    return new Journal.Entry(
        named.id(),
        recipe,
        file(named),
        null,
        outcome.written().dataOffset(),
        outcome.written().sum(),
        outcome.fingerprint(),
        named.light().frame().uri(),
        new Journal.Raw(named.light().frame().stamp(), outcome.contents()),
        outcome.suspicion() == null ? "" : outcome.suspicion(),
        List.of(),
        outcome.statistics());
  }

  private FrameRow row(
      MatchedLight image, String recipe, NamedLight named, LightCalibrator.Outcome outcome)
      throws IOException {
    LightFrame light = named.light();
    if (outcome.failure() != null) {
      Reason why = outcome.failure().reason();
      if (why.code().mayPass()) {
        worker.journal().withdraw(named.id(), file(named), light.frame());
      } else { // what a frame is, it stays
        worker.journal().addFailure(named.id(), recipe, light.frame(), why.stored());
      }
      return FrameRow.of(light.frame(), FrameStatus.REJECTED, why);
    }
    return FrameRow.of(
            light.frame().warned(outcome.suspicion()),
            FrameStatus.CALIBRATED,
            Reason.remark(light.remark()))
        .with(Masters.path(image.bias()), Masters.path(image.dark()), Masters.path(image.flat()))
        .into(file(named))
        .looking(outcome.statistics());
  }
}
