package org.nightbeam.transforms;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.nightbeam.master.MasterReference;

/** The masters that earlier stages have made, as a side input of references. */
public final class FinishedMasters {
  private final List<PCollection<KV<String, MasterOutcome>>> stages;
  private final PCollection<KV<String, MasterOutcome>> all;
  private final PCollectionView<Map<String, MasterOutcome>> view;

  private FinishedMasters(String name, List<PCollection<KV<String, MasterOutcome>>> stages) {
    this.all =
        stages.size() == 1
            ? stages.get(0)
            : PCollectionList.of(stages).apply(name, Flatten.pCollections());
    this.stages = stages;
    this.view = all.apply(name + "References", View.asMap());
  }

  /** Before the first stage. */
  public static FinishedMasters none(Pipeline pipeline) {
    return new FinishedMasters(
        "NoMasters",
        List.of(
            pipeline.apply(
                "NoMasters",
                Create.empty(
                    KvCoder.of(StringUtf8Coder.of(), RecordCoder.of(MasterOutcome.class))))));
  }

  /**
   * These and those of one more stage.
   *
   * @param name names the step in the pipeline
   */
  public FinishedMasters and(String name, PCollection<KV<String, MasterOutcome>> outcomes) {
    List<PCollection<KV<String, MasterOutcome>>> more = new ArrayList<>(stages);
    more.add(outcomes);
    return new FinishedMasters(name, more);
  }

  PCollection<KV<String, MasterOutcome>> all() {
    return all;
  }

  PCollectionView<Map<String, MasterOutcome>> view() {
    return view;
  }

  /**
   * The reference of a master; null for a null id.
   *
   * @throws MissingMasterException if the master could not be made
   */
  static MasterReference get(String id, Map<String, MasterOutcome> masters)
      throws MissingMasterException {
    if (id == null) {
      return null;
    }
    MasterOutcome outcome = masters.get(id);
    if (outcome == null) {
      throw new IllegalStateException("master " + id + " is of no earlier stage");
    }
    if (outcome.reference() == null) {
      throw new MissingMasterException(id, outcome.failure());
    }
    return outcome.reference();
  }

  /** A master's path in the table of frames; null for none. */
  static String path(MasterReference master) {
    return master == null ? null : master.path();
  }

  /** A planned master could not be made. */
  static final class MissingMasterException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingMasterException(String id, String why) {
      // What a master of an earlier stage lacks is the cause for all that need it.
      super(why.startsWith("master ") ? why : "master " + id + " could not be made: " + why);
    }
  }
}
