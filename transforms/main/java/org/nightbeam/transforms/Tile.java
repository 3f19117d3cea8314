package org.nightbeam.transforms;

import java.io.IOException;
import java.util.List;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.BandCombiner;
import org.nightbeam.master.MasterJob;

/**
 * Some rows of a master that were combined.
 *
 * @param masterId of the master
 * @param job the master, with the first of its tiles; null with the others
 * @param firstRow its first row
 * @param uri of the temporary file with the rows; null if there is none
 * @param sums of the inputs over these rows, see {@link BandCombiner#combine}
 * @param unreadable the frame that could not be read; null if all could
 * @param failure what happened to it; null if nothing
 */
record Tile(
    String masterId,
    MasterJob job,
    int firstRow,
    String uri,
    List<Long> sums,
    Frame unreadable,
    String failure) {

  /** Combines a band; one of a master that cannot be made only passes the job on. */
  static Tile of(Band band, Worker worker) throws IOException {
    MasterJob job = band.job();
    String id = job.spec().id();
    MasterJob once = band.firstRow() == 0 ? job : null;
    if (!job.canBeMade()) {
      return new Tile(id, once, 0, null, List.of(), null, null);
    }
    String uri = band.uri(worker.run());
    try {
      List<Long> sums = band.combine(uri, worker);
      return new Tile(id, once, band.firstRow(), uri, sums, null, null);
    } catch (BandCombiner.InputException e) {
      String failure = e.getCause().getMessage();
      return new Tile(id, once, band.firstRow(), null, List.of(), e.frame(), failure);
    }
  }

  /** Returns the job of the master that some tiles are of. */
  static MasterJob jobOf(List<Tile> tiles) {
    for (Tile tile : tiles) {
      if (tile.job != null) {
        return tile.job;
      }
    }
    throw new IllegalStateException("the first rows of " + tiles.get(0).masterId + " are missing");
  }
}
