package org.nightbeam.transforms.work;

import java.nio.file.Path;
import java.util.Locale;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.transforms.coder.RecordFile;

/**
 * The names of the files that a run needs only while it lasts: in a folder of its own in the
 * output, for what its workers share, and in one in the scratch folder of each host.
 *
 * @param output folder or URI of the products
 * @param scratch local folder of each host for cache and temporary files
 * @param runId tells this run apart from all others
 */
public record RunFolder(String output, String scratch, String runId) {
  /** Start of the names of the folders of runs in the output. */
  static final String PREFIX = OutputLayout.OF_A_RUN;

  private static final String SCRATCH_PREFIX = "run-";

  /** Selects the folders of runs in a scratch folder. */
  static final String IN_SCRATCH_GLOB = SCRATCH_PREFIX + "*";

  /** Name of the folder in which files are written until they are whole. */
  static final String UNFINISHED = "unfinished";

  private static final String ENTRIES = "journal";

  /** Returns the folder or URI in the output; it is removed when the run ends. */
  public String inOutput() {
    return OutputLayout.in(output, PREFIX + runId);
  }

  /** Returns where files of the output are written until they are whole. */
  public String unfinished() {
    return inOutput() + "/" + UNFINISHED;
  }

  /** Returns where workers note what they made, if they cannot add it to the journal. */
  String entries() {
    return entries(inOutput());
  }

  /** Returns where workers of another run note what they made. */
  static String entries(String inOutput) {
    return inOutput + "/" + ENTRIES;
  }

  /** Returns the folder of the notes that work of a kind is finished. */
  String finished(Progress kind) {
    return inOutput() + "/ledger/" + kind.name();
  }

  /** Returns where a decision is noted that all workers keep to. */
  String decision(String key) {
    return inOutput() + "/ledger/decided/" + RecordFile.nameOf(key);
  }

  /** Returns the file of some combined rows of a master. */
  public String rows(String masterJob, int firstRow) {
    return String.format(Locale.ROOT, "%s/masters/%s/%08d.f32", inOutput(), masterJob, firstRow);
  }

  /** Returns the file of the stars that are measured in a field. */
  public String fieldStars(String field) {
    return inOutput() + "/fields/" + RecordFile.nameOf(field);
  }

  /**
   * Returns the folder in the scratch folder of each host; it is removed when the run ends, and by
   * a later run on hosts other than the one where it was started.
   */
  public Path inScratch() {
    return Path.of(scratch, SCRATCH_PREFIX + runId);
  }

  /** Returns the folder of each host for the frames that it has decompressed. */
  public Path decompressed() {
    return inScratch().resolve("decompressed");
  }
}
