package org.nightbeam.transforms;

import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.Impulse;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.nightbeam.transforms.coder.Coders;
import org.nightbeam.transforms.work.InputFile;
import org.nightbeam.transforms.work.InputFinder;
import org.nightbeam.transforms.work.Progress;
import org.nightbeam.transforms.work.RunSettings;
import org.nightbeam.transforms.work.Worker;

/**
 * Finds the files of the inputs, in batches that are spread over the workers. A file that several
 * inputs name is in one batch, as often as it is named.
 */
public final class MatchFiles
    extends PTransform<PBegin, PCollection<KV<Integer, Iterable<InputFile>>>> {
  private static final long serialVersionUID = 1L;

  private final List<String> inputs;
  private final RunSettings run;

  private MatchFiles(List<String> inputs, RunSettings run) {
    this.inputs = List.copyOf(inputs);
    this.run = run;
  }

  /**
   * @param inputs folders, globs and files, see {@link InputFinder}
   * @param run whose products are no input
   */
  public static MatchFiles of(List<String> inputs, RunSettings run) {
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("no input");
    }
    return new MatchFiles(inputs, run);
  }

  @Override
  public PCollection<KV<Integer, Iterable<InputFile>>> expand(PBegin begin) {
    return begin
        .apply("Begin", Impulse.create())
        .apply("Find", Step.of(run, new Find(inputs)))
        .setCoder(Coders.byBatch(InputFile.class))
        .apply("Batches", GroupByKey.create());
  }

  private record Find(List<String> inputs) implements Step<byte[], KV<Integer, InputFile>> {
    @Override
    public void process(DoFn<byte[], KV<Integer, InputFile>>.ProcessContext context, Worker worker)
        throws IOException {
      RunSettings run = worker.run();
      InputFinder finder = new InputFinder(run.output(), context.getPipelineOptions());
      for (String input : inputs) {
        List<InputFile> files = finder.find(input);
        worker.counts().add(Progress.FILES_FOUND, files.size());
        for (InputFile file : files) {
          context.output(KV.of(run.batchOf(file.uri()), file));
        }
      }
    }
  }
}
