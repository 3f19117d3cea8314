package org.nightbeam.report.facts;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.frame.FrameType;
import org.nightbeam.preview.MasterHistogram;
import org.nightbeam.storage.OutputLayout;

/**
 * A master of the output.
 *
 * @param path below the output
 * @param night of its name
 * @param kind what masters of other nights share with it: type, exposure, filter, camera
 * @param statistics null if not known
 */
public record Master(String path, String night, String kind, MasterHistogram statistics) {
  private static final Pattern PATH =
      Pattern.compile(OutputLayout.MASTERS + "/([^/]+)/(.+?)(?:-[0-9a-f]{12})?\\.fits");

  /** Returns the master of a path; null if it is none of an output. */
  static Master of(String path, MasterHistogram statistics) {
    Matcher parts = PATH.matcher(path);
    return parts.matches() ? new Master(path, parts.group(1), parts.group(2), statistics) : null;
  }

  /** Returns whether a path is that of a master that lies in the output. */
  public static boolean isPath(String path) {
    return PATH.matcher(path).matches();
  }

  public FrameType type() {
    for (FrameType type : new FrameType[] {FrameType.DARK_FLAT, FrameType.DARK, FrameType.FLAT}) {
      if (kind.startsWith(type.label() + "-")) {
        return type;
      }
    }
    return FrameType.BIAS;
  }

  /** Returns the unit of its pixels; empty for none. */
  public String unit() {
    return switch (type()) {
      case BIAS -> "ADU";
      case FLAT -> "";
      default -> "ADU/s";
    };
  }
}
