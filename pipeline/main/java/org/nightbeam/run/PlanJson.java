package org.nightbeam.run;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.StatedFacts;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.plan.Plan;
import org.nightbeam.run.summary.RunSummary;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameTable;
import org.nightbeam.terminal.Version;

/** A plan as JSON, for programs; its schema is {@code plan.schema.json} beside this class. */
public final class PlanJson {
  private PlanJson() {}

  /**
   * A master that would be made.
   *
   * @param bias id of the master bias that would be subtracted; null if there is none
   * @param dark likewise
   */
  private record Master(String id, String type, int frames, String bias, String dark) {
    static Master of(MasterSpec master, List<Frame> frames) {
      return new Master(
          master.id(), master.type().label(), frames.size(), master.biasId(), master.darkId());
    }
  }

  /**
   * Writes a plan, frame by frame.
   *
   * @param stated patterns of the facts stated by hand
   * @param warnings about what was given beside the frames
   */
  public static void write(
      Plan plan,
      List<FrameRow> rows,
      StatedFacts.Patterns stated,
      List<String> warnings,
      Writer out)
      throws IOException {
    List<Map<String, String>> frames = rows.stream().map(FrameTable::texts).toList();
    RunSummary summary = RunSummary.of(frames, stated, List.of());
    try (JsonGenerator json = new ObjectMapper().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("nightbeam", Version.ofProgram());
      json.writePOJOField("counts", summary.counts());
      json.writePOJOField(
          "masters",
          plan.framesByMaster().entrySet().stream()
              .map(group -> Master.of(group.getKey(), group.getValue()))
              .sorted(Comparator.comparing(Master::id))
              .toList());
      json.writePOJOField("reasons", summary.reasons());
      List<String> all = new ArrayList<>(warnings);
      all.addAll(summary.warnings());
      json.writePOJOField("warnings", all);
      json.writePOJOField("frame_warnings", summary.frameWarnings());
      json.writeArrayFieldStart("frames");
      for (Map<String, String> frame : frames) {
        json.writePOJO(frame);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
  }
}
