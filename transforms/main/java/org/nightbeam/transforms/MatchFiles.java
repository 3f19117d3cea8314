package org.nightbeam.transforms;

import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Finds the files of the inputs, each once however many inputs name it, spread over the workers.
 */
public final class MatchFiles extends PTransform<PBegin, PCollection<InputFile>> {
  private static final long serialVersionUID = 1L;

  private final List<String> inputs;
  private final String output;

  private MatchFiles(List<String> inputs, String output) {
    this.inputs = List.copyOf(inputs);
    this.output = output;
  }

  /**
   * @param inputs folders, globs and files, see {@link InputFinder}
   * @param output folder of the products, which is no input
   */
  public static MatchFiles of(List<String> inputs, String output) {
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("no input");
    }
    return new MatchFiles(inputs, output);
  }

  @Override
  public PCollection<InputFile> expand(PBegin begin) {
    return begin
        .apply("Inputs", Create.of(inputs))
        .apply("Find", ParDo.of(new FindFn(output)))
        .apply("ByUri", GroupByKey.create())
        .apply("Once", ParDo.of(new OnceFn()));
  }

  private static final class FindFn extends DoFn<String, KV<String, String>> {
    private static final long serialVersionUID = 1L;
    private final String output;

    FindFn(String output) {
      this.output = output;
    }

    @ProcessElement
    public void process(@Element String input, OutputReceiver<KV<String, String>> out)
        throws IOException {
      for (InputFile file : new InputFinder(output).find(input)) {
        out.output(KV.of(file.uri(), file.path()));
      }
    }
  }

  private static final class OnceFn extends DoFn<KV<String, Iterable<String>>, InputFile> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<String, Iterable<String>> file, OutputReceiver<InputFile> out) {
      InputFile best = null;
      for (String path : file.getValue()) {
        InputFile named = new InputFile(file.getKey(), path);
        best = best == null ? named : best.better(named);
      }
      out.output(best);
    }
  }
}
