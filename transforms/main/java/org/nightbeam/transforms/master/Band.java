package org.nightbeam.transforms.master;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.nightbeam.master.BandCombiner;
import org.nightbeam.master.MasterFile;
import org.nightbeam.master.MasterInput;
import org.nightbeam.master.MasterJob;
import org.nightbeam.master.Pedestal;
import org.nightbeam.storage.NewFile;
import org.nightbeam.transforms.coder.RecordFile;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * Some rows of a master to be combined. It carries its inputs, whose names cost nothing beside the
 * reading of their rows.
 *
 * @param job the master
 * @param firstRow the first of the rows
 * @param rows how many; none of a master that cannot be made
 */
public record Band(MasterJob job, int firstRow, int rows) {
  private static final int WRITTEN_AT_ONCE = 1 << 18;

  /** Returns all bands of a master; an empty one of a master that cannot be made. */
  static List<Band> of(MasterJob job, RunSettings run) {
    if (!job.canBeMade()) {
      return List.of(new Band(job, 0, 0));
    }
    List<Band> bands = new ArrayList<>();
    int height = job.spec().configuration().height();
    int rows = run.rowsOfBand(job.spec().configuration().width());
    for (int y = 0; y < height; y += rows) {
      bands.add(new Band(job, y, Math.min(rows, height - y)));
    }
    return bands;
  }

  /** Returns the bytes of these rows in all inputs, uncompressed. */
  long bytes() {
    return job.inputs().stream()
        .mapToLong(
            input -> (long) rows * input.frame().width() * input.frame().format().bytesPerPixel())
        .sum();
  }

  /**
   * Returns the URI of one of the inputs; where the master cannot be made, the input may be a
   * rejected one.
   */
  String anyInput() {
    return job.inputs().isEmpty()
        ? job.rejected().get(0).frame().uri()
        : job.inputs().get(0).frame().uri();
  }

  /** Returns a name shared only by bands of the same master made of the same inputs. */
  String jobName() {
    StringBuilder inputs = new StringBuilder(job.spec().id());
    for (MasterInput input : job.inputs()) {
      inputs.append('\n').append(input.frame().uri()).append('#').append(input.frame().hdu());
    }
    return RecordFile.nameOf(inputs.toString());
  }

  /** Returns where the rows are kept until the master is put together. */
  String uri(RunSettings run) {
    return run.folder().rows(jobName(), firstRow);
  }

  /**
   * Returns where the rows are kept if they are combined once more; each attempt has a name of its
   * own.
   */
  String anotherUri(RunSettings run) {
    return uri(run) + "-" + UUID.randomUUID();
  }

  /**
   * Combines the rows to a file.
   *
   * @return the sums of the inputs over these rows
   * @throws BandCombiner.InputException if a frame cannot be read
   */
  List<Long> combine(String uri, Worker worker) throws IOException {
    int rowBytes = Float.BYTES * job.spec().configuration().width();
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(rowBytes * Math.max(1, WRITTEN_AT_ONCE / rowBytes));
    BandCombiner combiner = worker.borrowCombiner(anyInput());
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
