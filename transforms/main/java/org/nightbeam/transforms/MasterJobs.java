package org.nightbeam.transforms;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.nightbeam.storage.Storage;

/**
 * The masters that are being made: each is written once to a temporary file, which the workers of
 * its bands read. So a band that travels is a few numbers, not a list of all inputs.
 */
final class MasterJobs {
  private static final int JOBS_KEPT = 16;

  private final Storage storage;
  private final RunSettings run;
  private final Map<String, MasterJob> kept =
      new LinkedHashMap<>(JOBS_KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, MasterJob> eldest) {
          return size() > JOBS_KEPT;
        }
      };

  MasterJobs(Storage storage, RunSettings run) {
    this.storage = storage;
    this.run = run;
  }

  /**
   * Begins a master. What is begun stays: if a lost worker has begun it, and a frame is found good
   * or bad now that was not then, its bands are still all made of the same inputs.
   *
   * @return the master as it was begun first
   */
  MasterJob begin(MasterJob job) throws IOException {
    String id = job.spec().id();
    try {
      return get(id);
    } catch (NoSuchFileException | FileNotFoundException notYet) {
      RecordFile.write(storage, folder(id) + "/job", MasterJob.class, job);
      return get(id);
    }
  }

  MasterJob get(String id) throws IOException {
    synchronized (kept) {
      MasterJob job = kept.get(id);
      if (job != null) {
        return job;
      }
    }
    MasterJob job = RecordFile.read(storage, folder(id) + "/job", MasterJob.class);
    synchronized (kept) {
      kept.put(id, job);
    }
    return job;
  }

  /** Where a master's rows are kept that are combined once more; no other attempt has the name. */
  String anotherTile(String id, int firstRow) {
    return tile(id, firstRow) + "-" + UUID.randomUUID();
  }

  /** Where some rows of a master are kept until it is put together. */
  String tile(String id, int firstRow) {
    return String.format("%s/%08d.f32", folder(id), firstRow);
  }

  private String folder(String id) {
    return run.temporaryOutput() + "/masters/" + RecordFile.nameOf(id);
  }
}
