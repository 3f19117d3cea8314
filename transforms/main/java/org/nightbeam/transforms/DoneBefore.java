package org.nightbeam.transforms;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import org.nightbeam.rerun.Done;
import org.nightbeam.storage.Storage;

/**
 * What earlier runs have done and this one need not: found before the run begins, in a file that
 * each worker reads once.
 */
public final class DoneBefore {
  private final Storage storage;
  private final RunSettings run;
  private Map<String, Done.Master> masters;
  private Map<String, Done.Light> lights;

  DoneBefore(Storage storage, RunSettings run) {
    this.storage = storage;
    this.run = run;
  }

  /** Says what is done, before the run begins. */
  public static void put(Storage storage, RunSettings run, Done done) throws IOException {
    RecordFile.write(storage, uri(run), Done.class, done);
  }

  private static String uri(RunSettings run) {
    return run.temporaryOutput() + "/done";
  }

  /** The master of this id; null if it is to be made. */
  synchronized Done.Master master(String id) throws IOException {
    read();
    return masters.get(id);
  }

  /** The light of this id; null if it is to be calibrated. */
  synchronized Done.Light light(String id) throws IOException {
    read();
    return lights.get(id);
  }

  private void read() throws IOException {
    if (masters != null) {
      return;
    }
    Done done;
    try {
      done = RecordFile.read(storage, uri(run), Done.class);
    } catch (NoSuchFileException | FileNotFoundException nothing) {
      done = Done.NOTHING;
    }
    lights = new HashMap<>();
    for (Done.Light light : done.lights()) {
      lights.put(light.id(), light);
    }
    masters = new HashMap<>();
    for (Done.Master master : done.masters()) {
      masters.put(master.reference().id(), master);
    }
  }
}
