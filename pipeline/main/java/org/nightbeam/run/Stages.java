package org.nightbeam.run;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.nightbeam.frame.Frame;
import org.nightbeam.options.GradingOptions;
import org.nightbeam.options.LightCurveOptions;
import org.nightbeam.options.MatchingOptions;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.RegistrationOptions;
import org.nightbeam.options.StackOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.rerun.Done;
import org.nightbeam.table.FrameRow;
import org.nightbeam.transforms.CalibrateLights;
import org.nightbeam.transforms.GivenFrames;
import org.nightbeam.transforms.GradeLights;
import org.nightbeam.transforms.MatchFiles;
import org.nightbeam.transforms.PlanNights;
import org.nightbeam.transforms.ReadFrames;
import org.nightbeam.transforms.WriteFrameTable;
import org.nightbeam.transforms.coder.RecordCoder;
import org.nightbeam.transforms.master.CombineMasters;
import org.nightbeam.transforms.measuring.MeasureCurves;
import org.nightbeam.transforms.measuring.RegisterLights;
import org.nightbeam.transforms.measuring.StackLights;
import org.nightbeam.transforms.work.RunSettings;

/** The stages of a run, from files to the table of frames. */
public final class Stages {
  private Stages() {}

  /**
   * Builds the pipeline of a run.
   *
   * @param known the frames, where their headers are read already; null to find and read them
   * @param done products of earlier runs that are up to date
   */
  public static Pipeline of(
      ProgramOptions options, RunSettings run, GivenMasters library, KnownFrames known, Done done)
      throws UsageException {
    Pipeline pipeline = Pipeline.create(options.as(PipelineOptions.class));

    WithFailures.Result<PCollection<Frame>, FrameRow> frames =
        known == null ? read(pipeline, options, run) : given(pipeline, known);

    PlanNights.Planned plan =
        withForeignMasters(frames.output(), library)
            .apply(
                "PlanNights",
                PlanNights.of(
                    run, MatchingOptions.matchingRules(options), library.masters(), done));

    CombineMasters.Made biases =
        plan.biases().apply("CombineBiases", CombineMasters.of(run, plan.masters()));
    CombineMasters.Made darks =
        plan.darks()
            .apply("CombineDarks", CombineMasters.of(run, plan.masters().and(biases.masters())));
    CombineMasters.Made flats =
        plan.flats()
            .apply(
                "CombineFlats",
                CombineMasters.of(run, plan.masters().and(biases.masters(), darks.masters())));

    PCollection<FrameRow> lights =
        plan.lights()
            .apply(
                "CalibrateLights",
                CalibrateLights.of(
                    run, plan.masters().and(biases.masters(), darks.masters(), flats.masters())));

    PCollection<FrameRow> rows =
        PCollectionList.of(frames.failures())
            .and(plan.rows().getAll())
            .and(biases.rows())
            .and(darks.rows())
            .and(flats.rows())
            .and(lights)
            .apply("AllRows", Flatten.pCollections());
    // Without catalogues there is nothing to compare.
    PCollection<FrameRow> graded =
        run.measures()
            ? rows.apply("GradeLights", GradeLights.of(run, GradingOptions.gradingLimits(options)))
            : rows;
    PCollection<FrameRow> placed =
        RegistrationOptions.registers(options)
            ? graded.apply(
                "RegisterLights", RegisterLights.of(run, RegistrationOptions.references(options)))
            : graded;
    PCollection<FrameRow> stacked =
        options.getStack()
            ? placed.apply("StackLights", StackLights.of(run, StackOptions.stackSettings(options)))
            : placed;
    stacked.apply("WriteFrameTable", WriteFrameTable.of(run));
    if (options.getLightCurves()) {
      placed.apply(
          "MeasureCurves", MeasureCurves.of(run, LightCurveOptions.curveSettings(options)));
    }
    return pipeline;
  }

  private static WithFailures.Result<PCollection<Frame>, FrameRow> read(
      Pipeline pipeline, ProgramOptions options, RunSettings run) {
    return pipeline
        .apply("MatchFiles", MatchFiles.of(options.getInput(), run))
        .apply("ReadFrames", ReadFrames.of(run));
  }

  private static WithFailures.Result<PCollection<Frame>, FrameRow> given(
      Pipeline pipeline, KnownFrames known) {
    return WithFailures.Result.of(
        pipeline.apply("KnownFrames", GivenFrames.of(known.frames())),
        pipeline.apply(
            "Unusable",
            Create.of(known.scan().rejected()).withCoder(RecordCoder.of(FrameRow.class))));
  }

  /** Adds the masters of other software, if there are any: frames that masters are made of. */
  private static PCollection<Frame> withForeignMasters(
      PCollection<Frame> frames, GivenMasters library) {
    return library.foreign().isEmpty()
        ? frames
        : PCollectionList.of(frames)
            .and(frames.getPipeline().apply("ForeignMasters", GivenFrames.of(library.foreign())))
            .apply("AllFrames", Flatten.pCollections());
  }
}
