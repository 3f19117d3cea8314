package org.nightbeam.run;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.frame.Frame;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.plan.CalibratedName;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.rerun.Done;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.Storage;
import org.nightbeam.transforms.storage.BeamStorage;
import org.nightbeam.transforms.work.InputFile;
import org.nightbeam.transforms.work.RunSettings;

/**
 * Checks before a run whether the disks of this host have room for its output. If there is plenty
 * by the sizes of the input alone, no header is read.
 */
final class RoomCheck {
  /** Bytes of product per byte of input, at most: pixels of 8 bits become floats. */
  private static final int GROWTH = 4;

  /** The same of a compressed input, as a rule; the true ratio is found later. */
  private static final int GROWTH_OF_COMPRESSED = 20;

  private static final Pattern COMPRESSED =
      Pattern.compile(".*\\.[gf]z", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Bytes of the header of a product, with the list of inputs. */
  private static final long HEADER = 20L * FitsScanner.BLOCK;

  /** Bytes for tables, plans and temporary files. */
  private static final long SMALL_FILES = 10_000_000;

  private final RunSettings run;
  private final Path output;
  private final Path scratch;

  RoomCheck(RunSettings run) {
    this.run = run;
    this.output = LocalStorage.path(run.output());
    this.scratch = Path.of(run.scratch());
  }

  /**
   * Refuses a run for which there is no room.
   *
   * @param earlier null if nothing was done before
   * @param known the frames, where their headers are read already; null if not
   * @throws IOException if there is not room enough
   */
  static void require(
      ProgramOptions options,
      RunSettings run,
      Storage storage,
      GivenMasters library,
      EarlierRuns earlier,
      KnownFrames known)
      throws UsageException, IOException {
    boolean local =
        BeamStorage.isLocal(run.output())
            && options.getInput().stream().allMatch(BeamStorage::isLocal);
    if (!local) {
      return; // nobody says how large they are, or how much room there is
    }
    RoomCheck check = new RoomCheck(run);
    if (earlier != null) {
      check.require(earlier.scan(), earlier.done());
    } else if (known != null) {
      check.require(known.scan(), Done.NOTHING);
    } else if (!check.hasPlenty(options)) {
      check.require(HeaderScan.of(options, storage, library), Done.NOTHING);
    }
  }

  private boolean hasPlenty(ProgramOptions options) throws IOException {
    long bytes = SMALL_FILES;
    for (InputFile file : HeaderScan.files(options)) {
      long size;
      try {
        size = Files.size(LocalStorage.path(file.uri()));
      } catch (IOException unreadable) {
        continue; // its row will say so
      }
      bytes +=
          (COMPRESSED.matcher(file.path()).matches() ? GROWTH_OF_COMPRESSED : GROWTH) * size
              + HEADER;
    }
    return 2 * bytes <= Math.min(free(output), free(scratch));
  }

  private void require(HeaderScan scan, Done done) throws IOException {
    Set<String> doneIds = new HashSet<>();
    done.masters().forEach(master -> doneIds.add(master.reference().id()));
    done.lights().forEach(light -> doneIds.add(light.id()));
    long products = SMALL_FILES;
    long cached = 0;
    long decompressed = 0;
    for (Map.Entry<MasterSpec, List<Frame>> group : scan.plan().framesByMaster().entrySet()) {
      MasterSpec master = group.getKey();
      if (!doneIds.contains(master.id())) {
        long pixels = 4L * master.configuration().width() * master.configuration().height();
        products += 2 * pixels + HEADER; // its rows on their way, and the master
        cached += pixels;
        decompressed +=
            group.getValue().stream().filter(Frame::isCompressed).mapToLong(Frame::dataBytes).sum();
      }
    }
    for (Map.Entry<LightFrame, String> light :
        CalibratedName.ofAll(scan.plan().lights()).entrySet()) {
      Frame frame = light.getKey().frame();
      if (!doneIds.contains(CalibratedName.id(frame, light.getValue()))) {
        Path before = output.resolve(light.getValue());
        long replaced = frame.onlyImage() && Files.isRegularFile(before) ? Files.size(before) : 0;
        long size =
            FitsScanner.padded(run.lights().bytesPerPixel() * frame.width() * frame.height())
                + HEADER;
        products += Math.max(0, size - replaced);
      }
    }
    long temporary = Math.min(cached, run.masterCacheLimit()) + decompressed;
    if (Files.getFileStore(output).equals(Files.getFileStore(scratch))) {
      requireFree(output, products + temporary, "--output or --scratch");
    } else {
      requireFree(output, products, "--output");
      requireFree(scratch, temporary, "--scratch");
    }
  }

  private static void requireFree(Path folder, long bytes, String option) throws IOException {
    long free = free(folder);
    if (bytes > free) {
      throw new IOException(
          String.format(
              "%s has room for %s, and the run needs about %s; make room, or choose another %s",
              folder, size(free), size(bytes), option));
    }
  }

  private static String size(long bytes) {
    return bytes < 1e9
        ? String.format("%.1f MB", bytes / 1e6)
        : String.format("%.1f GB", bytes / 1e9);
  }

  private static long free(Path folder) throws IOException {
    FileStore disk = Files.getFileStore(folder);
    return disk.getUsableSpace();
  }
}
