package org.nightbeam.cli.help;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.commandline.BeamOptions;
import org.nightbeam.commandline.CommandLine;
import org.nightbeam.commandline.Option;
import org.nightbeam.commandline.OptionCatalogue;
import org.nightbeam.options.UsageException;
import org.nightbeam.options.annotation.Verb;
import org.nightbeam.terminal.Screen;
import org.nightbeam.terminal.Terminal;

/** The text that {@code nightbeam help} prints. */
public final class HelpText {
  private static final int WIDTH = 96;
  private static final int USAGE = 48;
  private static final String INDENT = "      ";

  private HelpText() {}

  /**
   * Prints the help of all, or of a verb or an option.
   *
   * @param topic what was asked for; null for all
   * @throws UsageException if there is no such verb or option
   */
  public static void print(PrintStream out, String topic) throws UsageException {
    if (topic == null) {
      printAll(out);
      return;
    }
    List<String> known = new ArrayList<>();
    for (Verb verb : Verb.values()) {
      if (verb.word().equals(topic)) {
        print(out, verb);
        return;
      }
      known.add(verb.word());
    }
    String name = topic.replaceFirst("^--", "").replaceFirst("=.*", "");
    OptionCatalogue catalogue = new OptionCatalogue();
    var option = catalogue.find(name);
    if (option.isPresent()) {
      print(out, List.of(option.get()));
      return;
    }
    BeamOptions beams = new BeamOptions();
    List<BeamOptions.Described> ofBeam = beams.about(name);
    if (!ofBeam.isEmpty()) {
      ofBeam.forEach(
          beam -> {
            out.println("  --" + beam.name() + "=" + beam.type());
            out.println(wrapped(beam.text(), INDENT));
          });
      return;
    }
    known.addAll(catalogue.names());
    known.addAll(beams.names());
    throw new UsageException(
        String.format(
            "help %s: no such verb or option%s",
            topic, CommandLine.suggestion("", name, known, "nightbeam help")));
  }

  private static void printAll(PrintStream out) {
    out.println("Nightbeam: raw FITS frames in, science-ready frames out.");
    out.println();
    for (Verb verb : Verb.values()) {
      String usage = verb.usage().replace("[calibrate] ", "");
      out.printf("  nightbeam %-" + USAGE + "s %s%n", usage, verb.summary());
    }
    new OptionCatalogue()
        .byHeading()
        .forEach(
            (heading, options) -> {
              out.println();
              Screen.print(out, Terminal.Colour.HEADING, heading);
              out.println();
              print(out, options);
            });
    out.println();
    out.println("./nightbeam --runnerConfig=FILE: where it runs, a file in runner-configs/.");
    out.println("PATH may be local, s3:// or hdfs://. Options of Beam and its runners work as");
    out.println(
        "well (--runner, --targetParallelism, --parallelism, --awsRegion, --endpoint ...).");
    out.println("Exit status: 0 all went well; 1 the run failed; 2 the command line is wrong;");
    out.println("3 the run finished, but a frame was rejected or left uncalibrated;");
    out.println("130 it was interrupted by Ctrl-C.");
  }

  private static void print(PrintStream out, Verb verb) {
    Screen.print(out, Terminal.Colour.HEADING, "nightbeam " + verb.usage());
    out.println();
    for (String paragraph : verb.text()) {
      out.println();
      out.println(wrapped(paragraph, "  "));
    }
    new OptionCatalogue()
        .heededBy(verb)
        .forEach(
            (heading, options) -> {
              out.println();
              Screen.print(out, Terminal.Colour.HEADING, heading);
              out.println();
              print(out, options);
            });
  }

  private static void print(PrintStream out, List<Option> options) {
    for (Option option : options) {
      out.println("  --" + option.name() + "=" + option.values());
      out.println(wrapped(option.inWords(), INDENT));
    }
  }

  private static String wrapped(String text, String indent) {
    StringBuilder lines = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ")) {
      if (line.length() + word.length() + 1 > WIDTH) {
        lines.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    return lines.append(line.toString().stripTrailing()).toString();
  }
}
