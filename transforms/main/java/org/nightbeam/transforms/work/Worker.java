package org.nightbeam.transforms.work;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.calibrate.LightCalibrator;
import org.nightbeam.calibrate.Reduction;
import org.nightbeam.correction.LightServices;
import org.nightbeam.master.BandCombiner;
import org.nightbeam.master.FrameCheck;
import org.nightbeam.master.MasterPlanes;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.storage.Claim;
import org.nightbeam.storage.RetryingStorage;
import org.nightbeam.storage.Storage;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.storage.ProcessEnd;

/**
 * Resources shared by the threads of one worker process in a run: mapped masters, decompressed
 * frames. It exists while steps of the run do.
 */
public final class Worker {
  /** Workers by the id of their run. */
  private static final Map<String, Shared> OF_RUNS = new HashMap<>();

  /** Raw data that a thread holds: what it reads should be in the cache still when it is used. */
  private static final int NEAR_TILE = 2 << 20;

  /**
   * Raw data that a thread holds where storage is far: few reads, and a bounded sum where there are
   * many cores.
   */
  private static final int FAR_TILE =
      Math.min(16 << 20, (96 << 20) / Runtime.getRuntime().availableProcessors());

  private final RunSettings run;
  private final BeamStorage files;
  private final Storage storage;
  private final MasterStore masters;
  private final FramePixels pixels;
  private final FrameCheck frameCheck;
  private final Reduction reduction;
  private final RunCounts counts;
  private final Ledger ledger;
  private final ProductJournal journal;
  private final Map<Integer, Queue<BandCombiner>> idleCombiners = new ConcurrentHashMap<>();
  private final Queue<LightCalibrator> idleCalibrators = new ConcurrentLinkedQueue<>();
  private final Claim alive; // null on a cluster

  /** The worker of a run, made by the first step that joins, and how many steps have it. */
  private static final class Shared {
    private final CompletableFuture<Worker> worker = new CompletableFuture<>();
    private int steps; // guarded by OF_RUNS
  }

  private Worker(RunSettings run, BeamStorage files, Claim alive) {
    this.run = run;
    this.files = files;
    this.alive = alive;
    storage = new RetryingStorage(files);
    counts = RunCounts.of(run);
    masters =
        new MasterStore(
            storage,
            Path.of(run.scratch(), "masters"),
            run.masterCacheLimit(),
            run.folder().inScratch().resolve("masters-" + UUID.randomUUID()),
            counts::note);
    pixels = new FramePixels(storage, run.folder().decompressed());
    frameCheck = new FrameCheck(pixels, masters, run.preparation(), run.excludeMisfits());
    reduction =
        new Reduction(
            new LightServices(storage, pixels, masters, run.headers(), run.version()),
            run.lights());
    ledger = new Ledger(storage, run);
    journal = new ProductJournal(storage, files, run);
  }

  private static Worker make(RunSettings run, PipelineOptions options) throws IOException {
    OldRuns.sweep(Path.of(run.scratch()));
    // On a cluster several processes of a host share the folder, and come and go.
    Claim alive = run.ledger() ? null : OldRuns.claim(run);
    BeamStorage files = run.storage(options);
    try {
      return new Worker(run, files, alive);
    } catch (Throwable failure) {
      try (files;
          alive) {
        throw failure;
      }
    }
  }

  /**
   * Returns the worker of a run, for a step that is being set up; it must {@link #leave} at the
   * end.
   *
   * @param settings of the run, asked for by the first step in this process
   * @param options of the run: how its file systems are reached
   */
  public static Worker join(String runId, Supplier<RunSettings> settings, PipelineOptions options)
      throws IOException {
    ProcessEnd.check();
    Shared shared = new Shared();
    boolean first;
    synchronized (OF_RUNS) {
      Shared known = OF_RUNS.putIfAbsent(runId, shared);
      first = known == null;
      shared = first ? shared : known;
      shared.steps++;
    }
    if (first) {
      // Of a worker of a cluster, too, numbers are those of FITS and CSV.
      Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
      // Not under the lock: files are looked at, and other runs need not wait for that.
      try {
        shared.worker.complete(make(settings.get(), options));
      } catch (Throwable failure) {
        synchronized (OF_RUNS) {
          OF_RUNS.remove(runId, shared); // whoever joins next tries again
        }
        shared.worker.completeExceptionally(failure);
      }
    }
    return made(shared.worker);
  }

  private static Worker made(CompletableFuture<Worker> worker) throws IOException {
    try {
      return worker.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw e;
    }
  }

  /**
   * Leaves the worker, to be called once by a step that has joined; after the last one the masters
   * are closed.
   */
  public void leave() throws IOException {
    synchronized (OF_RUNS) {
      if (--OF_RUNS.get(run.runId()).steps > 0) {
        return;
      }
      OF_RUNS.remove(run.runId());
    }
    try (files;
        journal;
        alive) {
      masters.close();
    }
  }

  public RunSettings run() {
    return run;
  }

  /**
   * Borrows a combiner, which {@link #giveBack(BandCombiner)} returns: each holds megabytes, and no
   * more are needed than there are threads.
   *
   * @param input URI of a frame that it will read
   */
  public BandCombiner borrowCombiner(String input) {
    int tile = BeamStorage.isLocal(input) ? NEAR_TILE : FAR_TILE;
    BandCombiner idle = idle(tile).poll();
    return idle != null
        ? idle
        : new BandCombiner(pixels, run.combine(), run.preparation().linearity(), tile);
  }

  public void giveBack(BandCombiner combiner) {
    idle(combiner.tileBytes()).add(combiner);
  }

  private Queue<BandCombiner> idle(int tileBytes) {
    return idleCombiners.computeIfAbsent(tileBytes, bytes -> new ConcurrentLinkedQueue<>());
  }

  /** Borrows a calibrator; {@link #giveBack(LightCalibrator)} returns it. */
  public LightCalibrator borrowCalibrator() {
    LightCalibrator idle = idleCalibrators.poll();
    return idle != null ? idle : new LightCalibrator(reduction, run.threads());
  }

  public void giveBack(LightCalibrator calibrator) {
    idleCalibrators.add(calibrator);
  }

  /** Returns the planes that are written beside the pixels of masters. */
  public MasterPlanes masterPlanes() {
    return run.lights().masterPlanes();
  }

  public Storage storage() {
    return storage;
  }

  /** Returns whether a file is there; an answer that costs little, and may be wrong. */
  public boolean isThere(String uri) throws IOException {
    return files.mayBeThere(uri);
  }

  public MasterStore masters() {
    return masters;
  }

  /** Returns what decompresses frames. */
  public FramePixels pixels() {
    return pixels;
  }

  public FrameCheck frameCheck() {
    return frameCheck;
  }

  public RunCounts counts() {
    return counts;
  }

  public Ledger ledger() {
    return ledger;
  }

  public ProductJournal journal() {
    return journal;
  }
}
