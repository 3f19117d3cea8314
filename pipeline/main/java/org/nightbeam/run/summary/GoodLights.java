package org.nightbeam.run.summary;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.nightbeam.frame.FrameType;
import org.nightbeam.grading.LightQuality;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameTable;
import org.nightbeam.transforms.WriteFrameTable;

/**
 * The list of good lights for other programs: a path below the output per line, in the order of the
 * table of frames. A product of several images is in it if none of them is odd. One whose stars
 * were not recognised is not in it where they were in other lights of its target and filter:
 * nothing says that it is good.
 */
public final class GoodLights {
  private static final List<FrameColumn> COMPARED =
      List.of(
          FrameColumn.CAMERA,
          FrameColumn.FILTER,
          FrameColumn.XBIN,
          FrameColumn.YBIN,
          FrameColumn.WIDTH,
          FrameColumn.HEIGHT,
          FrameColumn.GAIN,
          FrameColumn.OFFSET,
          FrameColumn.READOUT_MODE);

  /** Products, and of which targets images are in them whose transparency is not known. */
  private final Map<String, Set<String>> products = new LinkedHashMap<>();

  private final Set<String> odd = new HashSet<>();
  private final Set<String> recognised = new HashSet<>(); // targets

  private GoodLights() {}

  /** Writes the list of the table that is there. */
  public static void write(Storage storage, String output) throws IOException {
    try (Reader table = WriteFrameTable.open(storage, output);
        NewFile file = storage.createReplaceable(OutputLayout.in(output, OutputLayout.GOOD));
        Writer writer =
            new BufferedWriter(Channels.newWriter(file.channel(), StandardCharsets.UTF_8))) {
      write(FrameTable.read(table), writer);
      writer.flush();
      file.commit();
    }
  }

  /** Writes the list of the rows of a table. */
  static void write(Iterable<Map<String, String>> rows, Writer list) throws IOException {
    GoodLights lights = new GoodLights();
    for (Map<String, String> row : rows) {
      lights.add(row);
    }
    for (Map.Entry<String, Set<String>> product : lights.products.entrySet()) {
      if (!lights.odd.contains(product.getKey())
          && Collections.disjoint(product.getValue(), lights.recognised)) {
        list.write(product.getKey());
        list.write('\n');
      }
    }
  }

  /** Returns whether the row is of a light that was compared with others. */
  static boolean isMeasured(Map<String, String> row) {
    return row.get("type").equals(FrameType.LIGHT.label())
        && !row.getOrDefault(FrameColumn.LIMITING_MAG.label(), "").isEmpty();
  }

  private void add(Map<String, String> row) {
    String path = row.get(FrameColumn.OUTPUT.label());
    if (!row.get("type").equals(FrameType.LIGHT.label()) || path.isEmpty()) {
      return;
    }
    Set<String> unrecognised = products.computeIfAbsent(path, any -> new HashSet<>());
    if (!isMeasured(row) || !row.get(FrameColumn.ODD.label()).isEmpty()) {
      odd.add(path);
    }
    boolean known = !row.getOrDefault(FrameColumn.TRANSPARENCY.label(), "").isEmpty();
    (known ? recognised : unrecognised).add(target(row));
  }

  /** Returns a text that is the same for lights whose transparencies are compared. */
  private static String target(Map<String, String> row) {
    String target =
        LightQuality.target(
            row.getOrDefault(FrameColumn.OBJECT.label(), ""), row.get(FrameColumn.NIGHT.label()));
    return COMPARED.stream()
        .map(column -> row.getOrDefault(column.label(), ""))
        .collect(Collectors.joining("\n", target + "\n", ""));
  }
}
