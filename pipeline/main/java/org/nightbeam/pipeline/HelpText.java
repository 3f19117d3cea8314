package org.nightbeam.pipeline;

import java.io.PrintStream;
import java.util.List;

/** What {@code nightbeam help} prints. */
final class HelpText {
  private static final int WIDTH = 96;
  private static final String INDENT = "      ";

  private HelpText() {}

  static void print(PrintStream out) {
    out.println("Nightbeam: raw FITS frames in, science-ready frames out.");
    out.println();
    out.println(
        "  nightbeam --input=PATH --output=PATH [options]     calibrate (the default verb)");
    out.println("  nightbeam plan --input=PATH [options]              what would happen and why");
    out.println(
        "  nightbeam explain FILE... [options]                where each fact of a frame came from");
    out.println(
        "  nightbeam report OUTPUT                            the pages to look at, made again");
    out.println("  nightbeam demo [--output=PATH]                     make and calibrate a night");
    out.println("  nightbeam help                                     this text");
    out.println("  nightbeam version                                  the version");
    new OptionCatalogue()
        .byGroup()
        .forEach(
            (heading, options) -> {
              out.println();
              out.println(heading);
              print(out, options);
            });
    out.println();
    out.println("./nightbeam --runnerConfig=FILE: where it runs, a file of runner-configs/.");
    out.println(
        "PATH may be of this host, s3:// or hdfs://. Options of Beam and its runners work as");
    out.println(
        "well (--runner, --targetParallelism, --parallelism, --awsRegion, --endpoint ...).");
    out.println("Exit status: 0 all went well; 1 the run failed; 2 the command line is wrong;");
    out.println("3 the run finished, and a frame was rejected or left uncalibrated.");
  }

  private static void print(PrintStream out, List<OptionCatalogue.Option> options) {
    for (OptionCatalogue.Option option : options) {
      out.println("  --" + option.name() + "=" + option.values());
      StringBuilder text = new StringBuilder(option.description());
      Range range = option.range();
      if (range != null) {
        text.append(
            String.format(
                " (%s to %s%s)",
                OptionCatalogue.shown(range.min()),
                OptionCatalogue.shown(range.max()),
                range.unit().isEmpty() ? "" : " " + range.unit()));
      }
      if (option.byDefault() != null) {
        text.append("; default ").append(option.byDefault());
      }
      out.println(wrapped(text.toString()));
    }
  }

  private static String wrapped(String text) {
    StringBuilder lines = new StringBuilder();
    StringBuilder line = new StringBuilder(INDENT);
    for (String word : text.split(" ")) {
      if (line.length() + word.length() + 1 > WIDTH) {
        lines.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(INDENT);
      }
      line.append(word).append(' ');
    }
    return lines.append(line.toString().stripTrailing()).toString();
  }
}
