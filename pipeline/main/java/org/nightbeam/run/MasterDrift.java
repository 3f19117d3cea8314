package org.nightbeam.run;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.LibraryMaster;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.quality.MasterComparison;
import org.nightbeam.storage.DaemonThreads;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/**
 * Compares each master of a run with that of the night before it, of the same kind: of the run, or
 * of the library. Some rows of each are read. What is found is a warning, not a decision.
 */
final class MasterDrift {
  private static final int ROWS = 64;

  private final Storage storage;
  private final String output;

  /**
   * @param output of the run
   */
  MasterDrift(Storage storage, String output) {
    this.storage = storage;
    this.output = output;
  }

  /** What is the same for masters of one kind. */
  private record Kind(FrameType type, Object configuration, String filter, long milliseconds) {
    static Kind of(MasterSpec spec) {
      return new Kind(
          spec.type(),
          spec.configuration(),
          spec.filter(),
          spec.type().isDark() ? Math.round(1000 * spec.exposure()) : 0);
    }
  }

  /**
   * Returns a sentence for each master that differs more from the one before than noise can
   * explain.
   *
   * @param paths of the masters of the run, below its output
   * @param library masters of earlier runs
   */
  List<String> warnings(List<String> paths, List<LibraryMaster> library) throws IOException {
    Map<Kind, List<LibraryMaster>> kinds = new HashMap<>();
    List<LibraryMaster> ofRun = read(paths);
    ofRun.forEach(master -> put(kinds, master));
    library.forEach(master -> put(kinds, master));
    List<String> warnings = new ArrayList<>();
    for (LibraryMaster master : ofRun) {
      LibraryMaster before = before(master, kinds.get(Kind.of(master.spec())));
      if (before != null) {
        compare(master.reference(), before.reference(), warnings);
      }
    }
    return warnings;
  }

  /** Reads all of them at a time: far storage answers slowly. */
  private List<LibraryMaster> read(List<String> paths) throws IOException {
    return DaemonThreads.map(paths, DaemonThreads.FILES_AT_A_TIME, this::read).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<LibraryMaster> read(String path) throws IOException {
    String uri = path.startsWith(OutputLayout.MASTERS + "/") ? output + "/" + path : path;
    return LibraryMaster.read(storage, uri, output);
  }

  private static void put(Map<Kind, List<LibraryMaster>> kinds, LibraryMaster master) {
    kinds.computeIfAbsent(Kind.of(master.spec()), kind -> new ArrayList<>()).add(master);
  }

  /** Returns the master of the last night before, of so many rows and columns; null for none. */
  private static LibraryMaster before(LibraryMaster master, List<LibraryMaster> ofKind) {
    LocalDate night = master.spec().night();
    return ofKind.stream()
        .filter(
            other ->
                night != null
                    && other.spec().night() != null
                    && other.spec().night().isBefore(night))
        .max(
            Comparator.comparing((LibraryMaster other) -> other.spec().night())
                .thenComparing(other -> other.reference().path()))
        .orElse(null);
  }

  private void compare(MasterReference master, MasterReference before, List<String> warnings)
      throws IOException {
    MasterComparison found =
        MasterComparison.ofRows(sample(master), sample(before), master.width());
    if (found.isSuspicious()) {
      String unit =
          switch (master.type()) {
            case BIAS -> "ADU";
            case FLAT -> "";
            default -> "ADU/s";
          };
      warnings.add(master.path() + ": " + found.text(before.path(), unit));
    }
  }

  /** Returns some rows, spread evenly. */
  private float[] sample(MasterReference master) throws IOException {
    int rows = Math.min(ROWS, master.height());
    float[] values = new float[rows * master.width()];
    ByteBuffer row = ByteBuffer.allocate(Float.BYTES * master.width());
    try (SeekableByteChannel channel = storage.open(master.uri())) {
      for (int k = 0; k < rows; k++) {
        long y = (long) k * master.height() / rows;
        channel.position(master.dataOffset() + y * row.capacity());
        row.clear();
        while (row.hasRemaining()) {
          if (channel.read(row) < 0) {
            throw new EOFException(master.uri() + " ends too early");
          }
        }
        row.flip().asFloatBuffer().get(values, k * master.width(), master.width());
      }
    }
    return values;
  }
}
