package org.nightbeam.transforms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.nightbeam.fits.DataSum;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.BandCombiner;
import org.nightbeam.master.MasterFile;
import org.nightbeam.master.MasterReference;
import org.nightbeam.preview.LightStatistics;
import org.nightbeam.rerun.Journal;
import org.nightbeam.rerun.Recipe;

/**
 * Puts the rows of masters together and writes them. A frame that turned out not to be what it was
 * taken for while it was combined is rejected, and its master combined again without it.
 */
final class MasterAssembly {
  private final RunSettings run;
  private final Worker worker;

  MasterAssembly(RunSettings run, Worker worker) {
    this.run = run;
    this.worker = worker;
  }

  /**
   * Makes a master.
   *
   * @param tiles all of its rows, or why they could not be combined
   */
  CombineMasters.WrittenMaster of(MasterJob job, List<CombineMasters.Tile> tiles)
      throws IOException {
    List<MasterJob.Rejection> rejected = new ArrayList<>();
    tiles.sort(Comparator.comparingInt(CombineMasters.Tile::firstRow));
    Rows rows = new Rows(new ArrayList<>(), new long[job.inputs().size()]);
    for (CombineMasters.Tile tile : tiles) {
      if (tile.unreadable() != null) {
        reject(tile.unreadable(), tile.failure(), rejected);
      } else {
        rows.add(tile.uri(), tile.sums());
      }
    }
    if (!rejected.isEmpty()) {
      rows = null; // they hold what could be read of the rejected
    }
    MasterJob left = job.without(rejected);
    while (!left.inputs().isEmpty()) {
      try {
        if (rows == null) {
          rows = combinedAgain(left);
        }
        if (!rejectChanged(left, rows, rejected)) {
          return new CombineMasters.WrittenMaster(written(job, left, rows, rejected), rejected);
        }
      } catch (BandCombiner.InputException e) {
        reject(e.frame(), e.getCause().getMessage(), rejected);
      }
      rows = null;
      left = job.without(rejected);
    }
    return new CombineMasters.WrittenMaster(null, rejected);
  }

  /** The files of all rows of a master, and the sums of the pixels of its inputs. */
  private record Rows(List<String> uris, long[] sums) {
    void add(String uri, List<Long> ofInputs) {
      uris.add(uri);
      for (int k = 0; k < sums.length; k++) {
        sums[k] = DataSum.sum(sums[k], ofInputs.get(k));
      }
    }
  }

  /** Rejects the frames whose pixels are not those that their headers tell of; whether any is. */
  private boolean rejectChanged(MasterJob job, Rows rows, List<MasterJob.Rejection> rejected) {
    int before = rejected.size();
    for (int k = 0; k < rows.sums.length; k++) {
      Frame frame = job.inputs().get(k).frame();
      try {
        frame.verify(rows.sums[k]);
        frame.verifyUnchanged(worker.storage());
      } catch (UnreadableFileException changed) {
        reject(frame, changed.getMessage(), rejected);
      }
    }
    return rejected.size() > before;
  }

  private static void reject(Frame frame, String reason, List<MasterJob.Rejection> rejected) {
    if (rejected.stream().noneMatch(known -> known.frame().equals(frame))) {
      rejected.add(new MasterJob.Rejection(frame, reason));
    }
  }

  /** All rows once more, here: it is rare that a frame fails after its check. */
  private Rows combinedAgain(MasterJob job) throws IOException {
    Rows rows = new Rows(new ArrayList<>(), new long[job.inputs().size()]);
    for (Band band : Band.of(job.spec(), run)) {
      String uri = worker.jobs().anotherTile(band.masterId(), band.firstRow());
      rows.add(uri, band.combine(job, uri, worker));
    }
    return rows;
  }

  /**
   * Writes a master.
   *
   * @param planned all inputs that were found to be good at first
   * @param left those that are still
   */
  private MasterReference written(
      MasterJob planned, MasterJob left, Rows rows, List<MasterJob.Rejection> rejected)
      throws IOException {
    List<MasterReference> needed =
        Stream.of(left.bias(), left.dark()).filter(master -> master != null).toList();
    MasterFile.Finished finished =
        new MasterFile(
                worker.storage(),
                worker.masters(),
                run.output(),
                run.version(),
                run.combine(),
                worker.masterPlanes(),
                run.previews())
            .write(
                left.spec(),
                left.inputs(),
                Arrays.stream(rows.sums).boxed().toList(),
                rows.uris,
                needed);
    List<Frame> group = new ArrayList<>();
    planned.inputs().forEach(input -> group.add(input.frame()));
    planned.rejected().forEach(bad -> group.add(bad.frame()));
    group.sort(Frame.ORDER);
    List<Journal.Refused> refused =
        Stream.concat(planned.rejected().stream(), rejected.stream())
            .map(bad -> new Journal.Refused(bad.frame().uri(), bad.frame().hdu(), bad.reason()))
            .toList();
    worker
        .journal()
        .add(
            left.spec().id(),
            Recipe.of(
                left.spec(), group, left.bias(), left.dark(), run.combine(), worker.masterPlanes()),
            finished.reference().path(),
            finished.file(),
            finished.reference().sha256(),
            "",
            "",
            refused,
            LightStatistics.UNKNOWN);
    return finished.reference();
  }
}
