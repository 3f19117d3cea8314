package org.nightbeam.transforms;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.frame.FramePixels;
import org.nightbeam.master.BandCombiner;
import org.nightbeam.master.MasterStore;
import org.nightbeam.storage.Storage;

/**
 * What the threads of one worker process share in a run: the masters that it has mapped, the frames
 * that it has decompressed.
 */
final class Worker {
  private static final ConcurrentHashMap<RunSettings, Worker> OF_RUNS = new ConcurrentHashMap<>();

  /** Raw data that one thread holds: long reads where cores are few, a bounded sum where many. */
  private static final int TILE_BYTES =
      Math.min(16 << 20, (192 << 20) / Runtime.getRuntime().availableProcessors());

  private final Storage storage;
  private final MasterStore masters;
  private final FramePixels pixels;
  private final Queue<BandCombiner> idleCombiners = new ConcurrentLinkedQueue<>();
  private final CombineSettings settings;

  private Worker(RunSettings run, PipelineOptions options) {
    storage = new BeamStorage(run.unfinished(), run.temporaryScratch(), options);
    masters = new MasterStore(storage, Path.of(run.scratch(), "masters"), run.masterCacheLimit());
    settings = run.combine();
    pixels = new FramePixels(storage, run.temporaryScratch().resolve("decompressed"));
  }

  /**
   * The worker of a run, made if this process has none yet.
   *
   * @param options of the run: how its file systems are reached
   */
  static Worker of(RunSettings run, PipelineOptions options) {
    return OF_RUNS.computeIfAbsent(run, r -> new Worker(r, options));
  }

  /** The worker of a run, which the set-up of a step has made. */
  static Worker of(RunSettings run) {
    Worker worker = OF_RUNS.get(run);
    if (worker == null) {
      throw new IllegalStateException("a step of run " + run.runId() + " was not set up");
    }
    return worker;
  }

  /**
   * A combiner to be given back: each holds tens of megabytes, and no more are needed than threads.
   */
  BandCombiner borrowCombiner() {
    BandCombiner idle = idleCombiners.poll();
    return idle != null ? idle : new BandCombiner(pixels, settings, TILE_BYTES);
  }

  void giveBack(BandCombiner combiner) {
    idleCombiners.add(combiner);
  }

  Storage storage() {
    return storage;
  }

  MasterStore masters() {
    return masters;
  }

  FramePixels pixels() {
    return pixels;
  }
}
