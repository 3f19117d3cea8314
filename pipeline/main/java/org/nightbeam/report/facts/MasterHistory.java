package org.nightbeam.report.facts;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.preview.MasterHistogram;
import org.nightbeam.preview.MasterPreview;
import org.nightbeam.preview.PreviewPath;
import org.nightbeam.storage.DaemonThreads;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/**
 * The masters of an output and those of earlier runs to it, with their statistics: kept in one
 * file, so that a report of one night can compare it with the nights before. A master without a
 * preview gets one here, from its file.
 */
public final class MasterHistory {
  private static final int PIECE = 1 << 20;
  private static final int AT_A_TIME = 16; // where storage is far, most of them wait for it

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String MADE_ANEW =
      "it is made anew, without masters of earlier nights that the table does not name";

  private final Storage storage;
  private final String output;
  private final Map<String, MasterHistogram> known = new TreeMap<>();
  private final Map<String, List<Master>> byKind = new HashMap<>(); // in order of their nights

  /** Masters by path. */
  public record Kept(Map<String, MasterHistogram> masters) {
    boolean isWhole() {
      return masters != null && masters.values().stream().allMatch(MasterHistory::isWhole);
    }
  }

  private static boolean isWhole(MasterHistogram statistics) {
    return statistics != null && statistics.histogram() != null;
  }

  private record Found(String path, MasterHistogram statistics) {}

  private MasterHistory(Storage storage, String output) {
    this.storage = storage;
    this.output = output;
  }

  /**
   * Reads what is known, and looks at masters that are not.
   *
   * @param masters paths below the output of those in the table
   */
  public static MasterHistory of(
      Storage storage, String output, Collection<String> masters, Damaged files)
      throws IOException {
    MasterHistory history = new MasterHistory(storage, output);
    Kept kept = files.read(OutputLayout.MASTER_HISTORY, Kept.class, MADE_ANEW);
    if (kept != null && kept.isWhole()) {
      history.known.putAll(kept.masters());
    } else if (kept != null) {
      files.damaged(OutputLayout.MASTER_HISTORY, "it lacks values", MADE_ANEW);
    }
    List<String> fresh =
        masters.stream()
            .filter(path -> Master.isPath(path) && !history.known.containsKey(path))
            .toList();
    history.add(fresh);
    history.known.forEach(
        (path, statistics) -> {
          Master master = Master.of(path, statistics);
          if (master != null) {
            history.byKind.computeIfAbsent(master.kind(), kind -> new ArrayList<>()).add(master);
          }
        });
    return history;
  }

  private void add(List<String> paths) throws IOException {
    if (paths.isEmpty()) {
      return;
    }
    for (Found found : DaemonThreads.map(paths, AT_A_TIME, this::found)) {
      if (found.statistics != null) {
        known.put(found.path, found.statistics);
      }
    }
    write(
        storage,
        OutputLayout.in(output, OutputLayout.MASTER_HISTORY),
        JSON.writeValueAsBytes(new Kept(known)));
  }

  private Found found(String path) throws IOException {
    byte[] written = bytes(PreviewPath.statistics(path));
    MasterHistogram known = written == null ? null : statistics(written);
    return new Found(path, known == null ? looked(path) : known);
  }

  /** Returns what was written beside a preview; null if it is damaged, and the master is there. */
  private static MasterHistogram statistics(byte[] written) {
    try {
      MasterHistogram statistics = MasterHistogram.of(written);
      return isWhole(statistics) ? statistics : null;
    } catch (IOException damaged) {
      return null;
    }
  }

  /** Looks at a master's file; null if it is gone, or is none that can be read. */
  private MasterHistogram looked(String path) throws IOException {
    try (SeekableByteChannel file = storage.open(output + "/" + path)) {
      FitsContents contents = FitsScanner.scan(file);
      if (contents.images().isEmpty() || contents.images().get(0).format().bitpix() != -32) {
        return null;
      }
      ImageHdu image = contents.images().get(0);
      FitsHeader header = contents.primary();
      MasterPreview look =
          new MasterPreview(
              image.width(), image.height(), !header.text("NBCFA").orElse("").isEmpty());
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      file.position(image.dataOffset());
      while (file.read(piece.clear()) >= 0) {
        look.add(piece.flip());
      }
      look.files().write(storage, output, path);
      return look.statistics();
    } catch (NoSuchFileException | FileNotFoundException | UnreadableFileException gone) {
      return null;
    }
  }

  private byte[] bytes(String path) throws IOException {
    try (InputStream in = Channels.newInputStream(storage.open(output + "/" + path))) {
      return in.readAllBytes();
    } catch (NoSuchFileException | FileNotFoundException none) {
      return null;
    }
  }

  private static void write(Storage storage, String uri, byte[] bytes) throws IOException {
    try (NewFile file = storage.createReplaceable(uri)) {
      file.write(ByteBuffer.wrap(bytes));
      file.commit();
    }
  }

  /** Returns a master of the table; null if its path is none of an output. */
  public Master get(String path) {
    return Master.of(path, known.get(path));
  }

  /** Returns the masters of each kind, in order of their nights; the kinds by their names. */
  public List<List<Master>> kinds() {
    return new TreeMap<>(byKind).values().stream().map(List::copyOf).toList();
  }

  /**
   * Returns the masters of the same kind and size up to a night and with it, in order of their
   * nights.
   */
  public List<Master> until(Master master) {
    return byKind.getOrDefault(master.kind(), List.of()).stream()
        .filter(other -> other.night().compareTo(master.night()) <= 0)
        .filter(
            other -> other.path().equals(master.path()) || !other.night().equals(master.night()))
        .toList();
  }
}
