package org.nightbeam.run;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.nightbeam.frame.FrameType;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameTable;
import org.nightbeam.transforms.WriteFrameTable;

/**
 * The list of good lights for other programs: a path below the output per line, in the order of the
 * table of frames. A product of several images is in it if none of them is odd.
 */
final class GoodLights {
  private final Writer list;
  private String product = "";
  private boolean good;

  private GoodLights(Writer list) {
    this.list = list;
  }

  /** Writes the list of the table that is there. */
  static void write(Storage storage, String output) throws IOException {
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
    GoodLights lights = new GoodLights(list);
    for (Map<String, String> row : rows) {
      lights.add(row);
    }
    lights.end();
  }

  /** Returns whether the row is of a light that was compared with others. */
  static boolean isMeasured(Map<String, String> row) {
    return row.get("type").equals(FrameType.LIGHT.label())
        && !row.getOrDefault(FrameColumn.LIMITING_MAG.label(), "").isEmpty();
  }

  /** The images of a product follow one another. */
  private void add(Map<String, String> row) throws IOException {
    String path = row.get(FrameColumn.OUTPUT.label());
    if (!row.get("type").equals(FrameType.LIGHT.label()) || path.isEmpty()) {
      return;
    }
    if (!path.equals(product)) {
      end();
      product = path;
      good = true;
    }
    good &= isMeasured(row) && row.get(FrameColumn.ODD.label()).isEmpty();
  }

  private void end() throws IOException {
    if (good) {
      list.write(product);
      list.write('\n');
    }
    good = false;
  }
}
