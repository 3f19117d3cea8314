package org.nightbeam.transforms;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import org.nightbeam.frame.FramePixels;
import org.nightbeam.master.MasterStore;
import org.nightbeam.storage.Storage;

/**
 * What the threads of one worker process share in a run: the masters that it has mapped, the frames
 * that it has decompressed.
 */
final class Worker {
  private static final ConcurrentHashMap<RunSettings, Worker> OF_RUNS = new ConcurrentHashMap<>();

  private final Storage storage;
  private final MasterStore masters;
  private final FramePixels pixels;

  private Worker(RunSettings run) {
    storage = new BeamStorage(run.temporaryScratch());
    masters = new MasterStore(storage, Path.of(run.scratch(), "masters"), run.masterCacheLimit());
    pixels = new FramePixels(storage, run.temporaryScratch().resolve("decompressed"));
  }

  static Worker of(RunSettings run) {
    return OF_RUNS.computeIfAbsent(run, Worker::new);
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
