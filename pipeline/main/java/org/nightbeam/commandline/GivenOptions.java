package org.nightbeam.commandline;

import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.options.PathChecks;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.transforms.storage.S3ClientFactory;

/** Reads the options of a command line. */
public final class GivenOptions {
  private static final String OUTPUT = "--output=";

  private GivenOptions() {}

  /**
   * Returns the options of a command line, and makes the file systems that it names known to Beam.
   *
   * @param arguments without the inputs
   * @throws UsageException if Beam refuses one, or a place that they name cannot be used
   */
  public static ProgramOptions read(List<String> inputs, List<String> arguments)
      throws UsageException {
    if (arguments.contains("--watch=true")) {
      PathChecks.requireLocalPatterns("input", inputs); // they may come to be
    } else {
      PathChecks.requireLocalInputs("input", inputs);
    }
    for (String argument : arguments) {
      if (argument.startsWith(OUTPUT)) {
        PathChecks.requireLocalOutput(argument.substring(OUTPUT.length()));
      }
    }
    ProgramOptions options;
    try {
      options = SplitOptions.read(arguments);
    } catch (IllegalArgumentException refused) {
      throw new UsageException(String.valueOf(refused.getMessage()).replaceAll("\\s+", " "));
    }
    options.setInput(inputs);
    if (options.getMasters() != null) {
      PathChecks.requireLocalInputs("masters", options.getMasters());
    }
    // Beam's file system of S3 is made also where all is local, and must not look for a region
    // then.
    S3ClientFactory.setIn(options);
    if (Stream.concat(inputs.stream(), arguments.stream())
        .noneMatch(word -> word.contains("://"))) {
      return options; // of this host's files; a runner makes the other file systems by itself
    }
    FileSystems.setDefaultPipelineOptions(options.as(PipelineOptions.class));
    for (String input : inputs) {
      PathChecks.requireFileSystem("input", input);
    }
    if (options.getOutput() != null) {
      PathChecks.requireFileSystem("output", options.getOutput());
    }
    return options;
  }
}
