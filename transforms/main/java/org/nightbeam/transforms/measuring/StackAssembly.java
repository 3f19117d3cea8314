package org.nightbeam.transforms.measuring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import org.nightbeam.stack.StackFile;
import org.nightbeam.stack.StackJob;
import org.nightbeam.stack.StackWork;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.work.Overlapped;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * Makes stacks, or assembles them from rows that exist already. A light that proves unreadable is
 * left out, and its stack is made again without it.
 */
final class StackAssembly {
  private static final int BANDS_AT_A_TIME = 2;

  private final RunSettings run;
  private final StackWork work;

  StackAssembly(Worker worker) {
    this.run = worker.run();
    this.work =
        new StackWork(
            worker.storage(),
            worker.pixels(),
            run.output(),
            !BeamStorage.isLocal(run.output()),
            run.version(),
            run.headers().words());
  }

  StackWork work() {
    return work;
  }

  /**
   * Makes a stack.
   *
   * @return the stack that was made, maybe of fewer lights
   */
  StackJob made(StackJob planned) throws IOException {
    StackJob job = planned;
    while (job.canBeMade()) {
      try (StackFile file = work.begin(job, run.previews())) {
        Overlapped.forEach(
            StackBand.of(job),
            first -> run.atATime(run.output(), BANDS_AT_A_TIME),
            band -> work.rows(band.job(), band.firstRow(), band.rows()),
            rows -> {
              try {
                file.add(rows);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
        file.finish();
        break;
      } catch (UncheckedIOException e) {
        throw e.getCause();
      } catch (IOException e) {
        job = work.without(job, e);
        if (job == null) {
          throw e;
        }
      } finally {
        work.clear();
      }
    }
    return job;
  }

  /** Makes the rows of a band, and keeps them. */
  StackTile tile(StackBand band) throws IOException {
    StackJob job = band.job();
    String uri = band.uri(run);
    try {
      work.keep(work.rows(job, band.firstRow(), band.rows()), uri);
    } catch (IOException e) {
      if (work.without(job, e) == null) {
        throw e;
      }
      uri = null;
    }
    return StackTile.of(job, band.firstRow(), band.rows(), uri);
  }

  /**
   * Writes a stack whose rows are there.
   *
   * @return the stack that was made, maybe of fewer lights
   */
  StackJob put(List<StackTile> tiles) throws IOException {
    tiles.sort(Comparator.comparingInt(StackTile::firstRow));
    StackJob job = tiles.get(0).job();
    if (job == null) {
      throw new IllegalStateException("the first rows of " + tiles.get(0).path() + " are missing");
    }
    if (tiles.stream().anyMatch(tile -> tile.uri() == null)) {
      return made(job); // finds out once more which light it is
    }
    try (StackFile file = work.begin(job, run.previews())) {
      for (StackTile tile : tiles) {
        file.add(work.kept(job, tile.firstRow(), tile.rows(), tile.uri()));
      }
      file.finish();
    }
    return job;
  }
}
