package org.nightbeam.transforms.measuring;

import java.util.ArrayList;
import java.util.List;
import org.nightbeam.stack.StackJob;
import org.nightbeam.transforms.coder.RecordFile;
import org.nightbeam.transforms.work.RunSettings;

/**
 * Some rows of a stack to be made. It carries its lights, whose names cost nothing beside the
 * reading of their rows.
 *
 * @param job the stack
 * @param firstRow the first of the rows, counted over all planes
 * @param rows how many
 */
record StackBand(StackJob job, int firstRow, int rows) {
  /** Returns all bands of a stack. */
  static List<StackBand> of(StackJob job) {
    List<StackBand> bands = new ArrayList<>();
    int rows = job.rowsOfBand();
    for (int plane = 0; plane < job.colours(); plane++) {
      int first = plane * job.height();
      for (int y = 0; y < job.height(); y += rows) {
        bands.add(new StackBand(job, first + y, Math.min(rows, job.height() - y)));
      }
    }
    return bands;
  }

  /** Returns where the rows are kept until the stack is put together. */
  String uri(RunSettings run) {
    return run.folder().rows(RecordFile.nameOf(job.path() + " " + job.fingerprint()), firstRow);
  }
}
