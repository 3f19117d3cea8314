package org.nightbeam.transforms.master;

import java.io.IOException;
import java.util.List;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.BandCombiner;
import org.nightbeam.master.MasterJob;
import org.nightbeam.reason.Reason;
import org.nightbeam.transforms.work.Worker;

/**
 * Some rows of a master that were combined.
 *
 * @param masterId of the master
 * @param jobName of the master and its inputs, see {@link Band#jobName}
 * @param job the master, with the first of its tiles; null with the others
 * @param firstRow its first row
 * @param uri of the temporary file with the rows; null if there is none
 * @param sums of the inputs over these rows, see {@link BandCombiner#combine}
 * @param unreadable the frame that could not be read; null if all could
 * @param failure what happened to it; null if nothing
 */
public record Tile(
    String masterId,
    String jobName,
    MasterJob job,
    int firstRow,
    String uri,
    List<Long> sums,
    Frame unreadable,
    Reason failure) {

  /** Combines a band; where the master cannot be made, only the job is passed on. */
  static Tile of(Band band, Worker worker) throws IOException {
    MasterJob job = band.job();
    String id = job.spec().id();
    MasterJob once = band.firstRow() == 0 ? job : null;
    String name = band.jobName();
    if (!job.canBeMade()) {
      return new Tile(id, name, once, 0, null, List.of(), null, null);
    }
    String uri = band.uri(worker.run());
    try {
      List<Long> sums = band.combine(uri, worker);
      return new Tile(id, name, once, band.firstRow(), uri, sums, null, null);
    } catch (BandCombiner.InputException e) {
      Reason failure = e.reason();
      return new Tile(id, name, once, band.firstRow(), null, List.of(), e.frame(), failure);
    }
  }

  /**
   * Returns the job of the master that some tiles are of.
   *
   * @throws IllegalStateException if they are not of one job: two workers decided differently at
   *     the same moment what it is made of. Its steps are then to be tried again.
   */
  static MasterJob jobOf(List<Tile> tiles) {
    MasterJob job = null;
    for (Tile tile : tiles) {
      if (!tile.jobName.equals(tiles.get(0).jobName)) {
        throw new IllegalStateException("two workers began " + tile.masterId + " differently");
      }
      job = tile.job == null ? job : tile.job;
    }
    if (job == null) {
      throw new IllegalStateException(
          "the first rows of " + tiles.get(0).masterId + " are missing");
    }
    return job;
  }
}
