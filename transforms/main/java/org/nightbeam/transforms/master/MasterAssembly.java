package org.nightbeam.transforms.master;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.checksum.DataSum;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.master.BandCombiner;
import org.nightbeam.master.MasterFile;
import org.nightbeam.master.MasterJob;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.rerun.Journal;
import org.nightbeam.rerun.Recipe;
import org.nightbeam.storage.NameTakenException;
import org.nightbeam.table.LightStatistics;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * Assembles the rows of masters and writes them. A frame that proved unreadable or changed while it
 * was combined is rejected, and its master is combined again without it.
 */
final class MasterAssembly {
  private final RunSettings run;
  private final Worker worker;
  private final Dialect words;

  MasterAssembly(Worker worker) {
    this.run = worker.run();
    this.worker = worker;
    this.words = run.headers().words();
  }

  /**
   * Makes a master.
   *
   * @param tiles all of its rows, or why they could not be combined; none if it cannot be made
   */
  WrittenMaster of(MasterJob planned, List<Tile> tiles) throws IOException {
    if (!planned.canBeMade()) {
      return new WrittenMaster(planned, null);
    }
    List<Tile> inOrder = new ArrayList<>(tiles);
    inOrder.sort(Comparator.comparingInt(Tile::firstRow));
    MasterJob job = planned.without(unreadable(inOrder));
    // Rows that were combined before a frame failed hold what could be read of it.
    Rows rows = job == planned ? Rows.of(inOrder, job) : null;
    while (job.canBeMade()) {
      List<MasterJob.Rejection> bad = new ArrayList<>();
      try {
        if (rows == null) {
          rows = combinedAgain(job);
        }
        bad.addAll(changed(job, rows));
        if (bad.isEmpty()) {
          return new WrittenMaster(job, written(job, rows));
        }
      } catch (BandCombiner.InputException e) {
        bad.add(new MasterJob.Rejection(e.frame(), e.reason()));
      } catch (NameTakenException e) {
        return new WrittenMaster(job.failingFor(e.getMessage()), null);
      }
      rows = null;
      job = job.without(bad);
    }
    return new WrittenMaster(job, null);
  }

  /** Returns the frames that could not be read, each once. */
  private static List<MasterJob.Rejection> unreadable(List<Tile> tiles) {
    List<MasterJob.Rejection> bad = new ArrayList<>();
    for (Tile tile : tiles) {
      Frame frame = tile.unreadable();
      if (frame != null && bad.stream().noneMatch(known -> known.frame().equals(frame))) {
        bad.add(new MasterJob.Rejection(frame, tile.failure()));
      }
    }
    return bad;
  }

  /** The files of all rows of a master, and the sums of the pixels of its inputs. */
  private record Rows(List<String> uris, long[] sums) {
    static Rows of(List<Tile> tiles, MasterJob job) {
      Rows rows = new Rows(new ArrayList<>(), new long[job.inputs().size()]);
      tiles.forEach(tile -> rows.add(tile.uri(), tile.sums()));
      return rows;
    }

    void add(String uri, List<Long> ofInputs) {
      uris.add(uri);
      for (int k = 0; k < sums.length; k++) {
        sums[k] = DataSum.sum(sums[k], ofInputs.get(k));
      }
    }
  }

  /** Returns the frames whose pixels are not those that their headers tell of. */
  private List<MasterJob.Rejection> changed(MasterJob job, Rows rows) {
    List<MasterJob.Rejection> bad = new ArrayList<>();
    for (int k = 0; k < rows.sums.length; k++) {
      Frame frame = job.inputs().get(k).frame();
      try {
        frame.verify(rows.sums[k]);
        frame.verifyUnchanged(worker.storage());
      } catch (UnreadableFileException changed) {
        bad.add(new MasterJob.Rejection(frame, changed.reason()));
      }
    }
    return bad;
  }

  /** Returns all rows once more, here: it is rare that a frame fails after its check. */
  private Rows combinedAgain(MasterJob job) throws IOException {
    Rows rows = new Rows(new ArrayList<>(), new long[job.inputs().size()]);
    for (Band band : Band.of(job, run)) {
      String uri = band.anotherUri(run);
      rows.add(uri, band.combine(uri, worker));
    }
    return rows;
  }

  private MasterReference written(MasterJob job, Rows rows) throws IOException {
    List<MasterReference> needed =
        Stream.of(job.bias(), job.dark()).filter(master -> master != null).toList();
    boolean mayBeWholeNextTime =
        job.rejected().stream().anyMatch(bad -> bad.reason().code().mayPass());
    String recipe = mayBeWholeNextTime ? "" : recipe(job); // none: it is made again
    MasterFile.Finished finished =
        new MasterFile(
                worker.storage(),
                worker.masters(),
                run.output(),
                run.version(),
                run.combine(),
                worker.masterPlanes(),
                run.previews(),
                words)
            .write(
                job.spec(),
                job.inputs(),
                Arrays.stream(rows.sums).boxed().toList(),
                rows.uris,
                needed,
                whole -> worker.journal().announce(entry(job, recipe, whole)));
    worker.journal().add(entry(job, recipe, finished));
    return finished.reference();
  }

  private String recipe(MasterJob job) {
    List<Frame> group = new ArrayList<>();
    job.inputs().forEach(input -> group.add(input.frame()));
    job.rejected().forEach(bad -> group.add(bad.frame()));
    group.sort(Frame.ORDER);
    return Recipe.of(
        job.spec(),
        group,
        job.bias(),
        job.dark(),
        run.combine(),
        worker.masterPlanes(),
        run.excludeMisfits());
  }

  private static Journal.Entry entry(MasterJob job, String recipe, MasterFile.Finished master) {
    return new Journal.Entry(
        job.spec().id(),
        recipe,
        master.reference().path(),
        null,
        master.file().dataOffset(),
        master.file().sum(),
        master.reference().sha256(),
        "",
        null,
        job.doubt() == null ? "" : job.doubt(),
        job.rejected().stream()
            .map(
                bad ->
                    new Journal.Refused(
                        bad.frame().uri(), bad.frame().hdu(), bad.reason().stored()))
            .toList(),
        LightStatistics.UNKNOWN);
  }
}
