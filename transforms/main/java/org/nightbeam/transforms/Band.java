package org.nightbeam.transforms;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.master.BandCombiner;
import org.nightbeam.master.MasterFile;
import org.nightbeam.master.Pedestal;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.storage.NewFile;

/** Some rows of a master to be combined. */
record Band(String masterId, int firstRow, int rows) {
  private static final int WRITTEN_AT_ONCE = 1 << 18;

  /** All bands of a master. */
  static List<Band> of(MasterSpec spec, RunSettings run) {
    List<Band> bands = new ArrayList<>();
    int height = spec.configuration().height();
    int rows = run.rowsOfBand(spec.configuration().width());
    for (int y = 0; y < height; y += rows) {
      bands.add(new Band(spec.id(), y, Math.min(rows, height - y)));
    }
    return bands;
  }

  /** Bytes of these rows in all inputs, uncompressed. */
  long bytes(MasterJob job) {
    return job.inputs().stream()
        .mapToLong(
            input -> (long) rows * input.frame().width() * input.frame().format().bytesPerPixel())
        .sum();
  }

  /**
   * Combines the rows to a file.
   *
   * @return the sums of the inputs over these rows
   * @throws BandCombiner.InputException if a frame cannot be read
   */
  List<Long> combine(MasterJob job, String uri, Worker worker) throws IOException {
    int rowBytes = Float.BYTES * job.spec().configuration().width();
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(rowBytes * Math.max(1, WRITTEN_AT_ONCE / rowBytes));
    BandCombiner combiner = worker.borrowCombiner(job.inputs().get(0).frame().uri());
    boolean counted = worker.masterPlanes().counts();
    try (Pedestal pedestal = Pedestal.open(worker.masters(), job.bias(), job.dark());
        NewFile tile = worker.storage().create(uri);
        NewFile counts = counted ? worker.storage().create(MasterFile.countsOf(uri)) : null) {
      List<Long> sums =
          combiner.combine(
              job.spec().type(),
              job.inputs(),
              pedestal,
              firstRow,
              rows,
              counted,
              (values, numbers) -> {
                if (counted) {
                  counts.write(shorts(numbers));
                }
                buffer.asFloatBuffer().put(values, 0, rowBytes / Float.BYTES);
                buffer.position(buffer.position() + rowBytes);
                if (!buffer.hasRemaining()) {
                  tile.write(buffer.flip());
                  buffer.clear();
                }
              });
      tile.write(buffer.flip());
      tile.commit();
      if (counted) {
        counts.commit();
      }
      return sums;
    } finally {
      worker.giveBack(combiner);
    }
  }

  private static ByteBuffer shorts(int[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Short.BYTES * numbers.length);
    for (int number : numbers) {
      bytes.putShort((short) Math.min(number, Short.MAX_VALUE));
    }
    return bytes.flip();
  }
}
