package org.nightbeam.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.util.ReleaseInfo;
import org.nightbeam.commandline.Option;
import org.nightbeam.commandline.OptionCatalogue;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.run.summary.RunSummary;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.storage.Storage;

/** The file {@code run.json} of an output: the options of the last run, and its outcome. */
public final class RunDocument {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Storage storage;
  private final String uri;

  /** A document that may be there or not. */
  public RunDocument(Storage storage, String output) {
    this.storage = storage;
    this.uri = OutputLayout.in(output, OutputLayout.RUN);
  }

  /**
   * Writes it anew.
   *
   * @param version of Nightbeam
   * @param watching whether the input is watched, and the run one of many
   * @param seconds that the run took
   */
  void write(
      ProgramOptions options,
      String version,
      boolean watching,
      RunSummary summary,
      List<String> warnings,
      Instant start,
      double seconds)
      throws IOException {
    Map<String, Object> given = new LinkedHashMap<>();
    for (Option option : new OptionCatalogue().all()) {
      Object value = option.valueIn(options);
      if (value != null) {
        given.put(option.name(), value);
      }
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("nightbeam", version);
    document.put("beam", ReleaseInfo.getReleaseInfo().getVersion());
    document.put("java", System.getProperty("java.version"));
    document.put("runner", options.getRunner().getSimpleName());
    document.put("options", given);
    document.put("counts", summary.counts());
    document.put("masters", summary.masters());
    document.put("reasons", summary.reasons());
    document.put("warnings", warnings);
    document.put("frame_warnings", summary.frameWarnings());
    document.put("odd", summary.oddFrames());
    document.put("watching", watching);
    document.put("started", start.toString());
    document.put("seconds", seconds);
    try (NewFile file = storage.create(uri)) {
      commit(file, document);
    }
  }

  /** Says in it that nobody watches the input any more. */
  public void endWatch() throws IOException {
    ObjectNode document;
    try (InputStream in = Channels.newInputStream(storage.open(uri))) {
      document = (ObjectNode) JSON.readTree(in);
    }
    document.put("watching", false);
    try (NewFile file = storage.createReplaceable(uri)) {
      commit(file, document);
    }
  }

  private static void commit(NewFile file, Object document) throws IOException {
    file.write(ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document)));
    file.commit();
  }
}
