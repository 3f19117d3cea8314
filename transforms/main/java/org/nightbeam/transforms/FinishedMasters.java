package org.nightbeam.transforms;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.nightbeam.master.MasterReference;

/** The masters that earlier stages have made, as side inputs of references. */
public final class FinishedMasters implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<PCollectionView<Map<String, MasterOutcome>>> views;

  private FinishedMasters(List<PCollectionView<Map<String, MasterOutcome>>> views) {
    this.views = views;
  }

  /** Before the first stage. */
  public static FinishedMasters none() {
    return new FinishedMasters(List.of());
  }

  /**
   * These and those of one more stage.
   *
   * @param stage names the stage's step in the pipeline
   */
  public FinishedMasters and(String stage, PCollection<MasterOutcome> outcomes) {
    List<PCollectionView<Map<String, MasterOutcome>>> more = new ArrayList<>(views);
    more.add(
        outcomes
            .apply(
                stage + "ById",
                WithKeys.of(MasterOutcome::id).withKeyType(TypeDescriptors.strings()))
            .apply(stage + "References", View.asMap()));
    return new FinishedMasters(more);
  }

  List<PCollectionView<Map<String, MasterOutcome>>> views() {
    return views;
  }

  /**
   * The reference of a master; null for a null id.
   *
   * @throws MissingMasterException if the master could not be made
   */
  MasterReference get(String id, DoFn<?, ?>.ProcessContext context) throws MissingMasterException {
    if (id == null) {
      return null;
    }
    for (PCollectionView<Map<String, MasterOutcome>> view : views) {
      MasterOutcome outcome = context.sideInput(view).get(id);
      if (outcome != null) {
        if (outcome.reference() == null) {
          throw new MissingMasterException(id, outcome.failure());
        }
        return outcome.reference();
      }
    }
    throw new IllegalStateException("master " + id + " is of no earlier stage");
  }

  /** A planned master could not be made. */
  static final class MissingMasterException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingMasterException(String id, String why) {
      super("master " + id + " could not be made: " + why);
    }
  }
}
