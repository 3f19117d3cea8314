package org.nightbeam.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nightbeam.options.CommandLine.Verb;

/**
 * What a verb is for, in words: for help, the manual page and the completion of shells.
 *
 * @param usage how it is called, without the name of the program
 * @param summary one line, without a full stop
 * @param text paragraphs
 * @param groups headings of the options that it heeds, see {@link OptionCatalogue#byGroup}
 * @param options that it heeds besides
 */
public record VerbHelp(
    String usage, String summary, List<String> text, Set<String> groups, Set<String> options) {

  private static final String INPUT_OUTPUT = "Input and output";
  private static final String CALIBRATION = "Calibration";
  private static final String MATCHING = "Matching";
  private static final String RUN = "Run";

  /** Of a verb. */
  public static VerbHelp of(Verb verb) {
    return switch (verb) {
      case CALIBRATE ->
          new VerbHelp(
              "[calibrate] --input=PATH --output=PATH [options]",
              "calibrate (the default verb)",
              List.of(
                  "Finds the frames below each --input, combines biases, darks and flats into"
                      + " masters, and calibrates every light with those that belong to it. Below"
                      + " --output are then calibrated/, masters/, frames.csv with a row a frame"
                      + " that says what became of it and why, and run.json.",
                  "The same command may be given again at any moment: it does what is new, and"
                      + " nothing else. Ctrl-C ends a run; what is finished stays.",
                  "With --watch it stays and calibrates each frame as it comes, until Ctrl-C. A file"
                      + " counts when it has not changed for a second and its length is what its"
                      + " header says. Lights go first, with the masters that there are; masters are"
                      + " made anew when no calibration frame has come for --masterDelay (3 s where"
                      + " lights lack a master), and with them the lights that the older ones went"
                      + " into. Input and output must be on this machine; an input may be missing"
                      + " at first."),
              Set.of(INPUT_OUTPUT, CALIBRATION, MATCHING, RUN),
              Set.of());
      case PLAN ->
          new VerbHelp(
              "plan --input=PATH [options]",
              "what would happen and why",
              List.of(
                  "Reads the headers, and says what a run would do. Writes nothing."
                      + " --format=CSV prints the table of frames, --format=MATCHES every candidate"
                      + " for each match, criterion by criterion, --format=FACTS a draft for --facts of"
                      + " the frames whose type is unknown."),
              Set.of(INPUT_OUTPUT, MATCHING),
              Set.of("format", "verbose", "overscan", "trim"));
      case NOISE ->
          new VerbHelp(
              "noise --input=PATH [options]",
              "gain and read noise of each camera",
              List.of(
                  "Measures the electrons an ADU and the read noise of each camera configuration"
                      + " from pairs of its biases and flats (photon transfer), and prints the"
                      + " options that give them. Writes nothing."),
              Set.of(INPUT_OUTPUT),
              Set.of("overscan", "trim", "verbose"));
      case REPORT ->
          new VerbHelp(
              "report OUTPUT",
              "the pages to look at, made again",
              List.of(
                  "Makes report.html again from frames.csv, run.json and the previews of an output,"
                      + " also of one on S3 or HDFS. Previews of masters that are missing are made"
                      + " from their files."),
              Set.of(),
              Set.of());
      case EXPLAIN ->
          new VerbHelp(
              "explain FILE... [options]",
              "where each fact of a frame came from",
              List.of(
                  "Shows for each fact of a frame the card of its header that it came from, what"
                      + " was passed over, and what was looked for in vain."),
              Set.of(),
              Set.of(
                  "typeFrom",
                  "overscan",
                  "trim",
                  "dialect",
                  "facts",
                  "verifyChecksums",
                  "longitude",
                  "timeZone",
                  "nightOffset",
                  "verbose"));
      case DEMO ->
          new VerbHelp(
              "demo [--output=PATH] [options]",
              "make and calibrate a night",
              List.of("Makes a small night up, calibrates it, and says where the results are."),
              Set.of(CALIBRATION, MATCHING, RUN),
              Set.of("output", "scratch"));
      case HELP ->
          new VerbHelp(
              "help [VERB | --OPTION]",
              "this text, or of one verb or option",
              List.of("Explains a verb with the options that it heeds, or one option."),
              Set.of(),
              Set.of());
      case MAN ->
          new VerbHelp(
              "man",
              "the manual page, for man -l",
              List.of(
                  "Prints the manual page: nightbeam man | man -l -, or to a file nightbeam.1 in a"
                      + " folder man1 that man searches."),
              Set.of(),
              Set.of());
      case COMPLETION ->
          new VerbHelp(
              "completion bash|zsh",
              "completion of words for a shell",
              List.of(
                  "Prints what lets a shell complete verbs, options, their values and paths. For"
                      + " bash, in ~/.bashrc: source <(nightbeam completion bash). For zsh, in"
                      + " ~/.zshrc after compinit: source <(nightbeam completion zsh)."),
              Set.of(),
              Set.of());
      case VERSION ->
          new VerbHelp("version", "the version", List.of("Prints it."), Set.of(), Set.of());
    };
  }

  /** The options that the verb heeds, by their headings. */
  public Map<String, List<OptionCatalogue.Option>> optionsByGroup() {
    Map<String, List<OptionCatalogue.Option>> heeded = new LinkedHashMap<>();
    new OptionCatalogue()
        .byGroup()
        .forEach(
            (heading, all) -> {
              List<OptionCatalogue.Option> some = new ArrayList<>(all);
              some.removeIf(
                  option -> !groups.contains(heading) && !options.contains(option.name()));
              if (!some.isEmpty()) {
                heeded.put(heading, some);
              }
            });
    return heeded;
  }
}
