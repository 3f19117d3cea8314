package org.nightbeam.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.nightbeam.commandline.Option;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;

/**
 * A draft of a file for {@code --facts}: a line per beginning of a name of the frames whose type is
 * unknown. A type that the names themselves say is filled in, to be looked at; others are left to
 * be filled in.
 */
public final class FactsDraft {
  private FactsDraft() {}

  /** Returns the lines; none if the type of every frame is known. */
  public static List<String> lines(List<FrameRow> rows, Dialect dialect) {
    Map<String, List<Frame>> byName = new TreeMap<>();
    for (FrameRow row : rows) {
      boolean unknown =
          row.status() == FrameStatus.REJECTED
              && row.frame() != null
              && row.frame().type() == FrameType.UNKNOWN
              && (row.why().code() == ReasonCode.TYPE_UNKNOWN
                  || row.why().code() == ReasonCode.CONTRADICTION);
      if (unknown) {
        byName.computeIfAbsent(pattern(row.path()), pattern -> new ArrayList<>()).add(row.frame());
      }
    }
    List<String> lines = new ArrayList<>();
    byName.forEach((pattern, frames) -> lines.add(line(pattern, frames, dialect)));
    return lines;
  }

  /** Returns the folder, and the letters with which the name begins. */
  private static String pattern(String path) {
    int name = path.lastIndexOf('/') + 1;
    int end = name;
    while (end < path.length() && Character.isLetter(path.charAt(end))) {
      end++;
    }
    return path.substring(0, end).replaceAll("[\\[\\]{}?*\\\\\"]", "?") + "*";
  }

  private static String line(String pattern, List<Frame> frames, Dialect dialect) {
    String name = pattern.substring(pattern.lastIndexOf('/') + 1, pattern.length() - 1);
    String type = name.isEmpty() ? "" : dialect.folderType(name).map(FrameType::label).orElse("");
    TreeSet<String> filters = new TreeSet<>();
    double shortest = Double.POSITIVE_INFINITY;
    double longest = Double.NEGATIVE_INFINITY;
    for (Frame frame : frames) {
      filters.add(frame.filter());
      shortest = Math.min(shortest, frame.exposure());
      longest = Math.max(longest, frame.exposure());
    }
    filters.remove("");
    String exposures =
        !Double.isFinite(shortest) || !Double.isFinite(longest)
            ? ""
            : ", "
                + Option.shown(shortest)
                + (longest > shortest ? " to " + Option.shown(longest) : "")
                + " s";
    return String.format(
        "%s\"%s\": {type: %s}  # %d file%s%s%s",
        type.isEmpty() ? "# " : "",
        pattern,
        type.isEmpty() ? "?" : type,
        frames.size(),
        frames.size() == 1 ? "" : "s",
        exposures,
        filters.isEmpty() ? "" : ", " + String.join(" ", filters));
  }
}
