package org.nightbeam.options.annotation;

import java.util.List;
import java.util.Locale;

/**
 * The verbs of the program: what each needs, and its texts for help, manual page and completion.
 * Each option names the verbs it has an effect on, see {@link HeededBy}.
 */
public enum Verb {
  CALIBRATE(
      "[calibrate] --input=PATH --output=PATH [options]",
      "calibrate (the default verb)",
      Operand.NONE,
      List.of("input", "output"),
      "Finds the frames in each --input, combines biases, darks and flats into masters, and"
          + " calibrates every light with the masters that match it. Writes calibrated/,"
          + " masters/, report.html, run.json and frames.csv to --output; frames.csv has one row"
          + " per frame, which says what was done with it and why.",
      "Run the same command again at any time: it does only what is new. Ctrl-C ends a run;"
          + " finished products stay.",
      "With --watch it keeps running until Ctrl-C, and calibrates each frame as it arrives."
          + " A file is taken once it has not changed for a second and is as long as its header"
          + " says. Lights go first, with the masters that exist. When no calibration frame has"
          + " arrived for --masterDelay (3 s if lights lack a master), masters are made again,"
          + " and so are the lights that used the older ones. Input and output must be on this"
          + " machine; an input need not exist at first."),
  PLAN(
      "plan --input=PATH [options]",
      "what would happen and why",
      Operand.NONE,
      List.of("input"),
      "Reads the headers and says what a run would do. Writes nothing. --format=CSV prints"
          + " the table of frames, --format=MATCHES every candidate for each match, criterion by"
          + " criterion, and --format=FACTS a draft file for --facts with the frames of unknown"
          + " type."),
  EXPLAIN(
      "explain FILE... [options]",
      "where each fact of a frame came from",
      Operand.FILES,
      List.of("input"),
      "Shows for each fact of a frame the header card it came from, the cards that were"
          + " passed over, and the keywords that were not found."),
  REPORT(
      "report OUTPUT",
      "make the report again",
      Operand.OUTPUT,
      List.of("output"),
      "Makes report.html again from frames.csv, run.json and the previews of an output,"
          + " which may be on S3 or HDFS. Missing previews of masters are made from the masters."),
  NOISE(
      "noise --input=PATH [options]",
      "gain and read noise of each camera",
      Operand.NONE,
      List.of("input"),
      "Measures the gain in e-/ADU and the read noise of each camera configuration from"
          + " pairs of biases and flats (photon transfer), and prints the options that set them."
          + " Writes nothing."),
  EXPORT(
      "export --masters=PATH --output=PATH [options]",
      "masters for other programs",
      Operand.NONE,
      List.of("masters", "output"),
      "Writes the masters of a run in the form other programs expect: one image of 32-bit"
          + " floats in ADU, a dark for its own exposure time rather than as a rate. By default a"
          + " dark includes its bias, as Siril, PixInsight, MaxIm DL and DeepSkyStacker expect;"
          + " for ccdproc, IRAF and AstroImageJ give --exportDarks=BIAS_SUBTRACTED."),
  DEMO(
      "demo [--output=PATH] [options]",
      "simulate and calibrate a night",
      Operand.NONE,
      List.of(),
      "Simulates a small night, calibrates it, and says where the results are."),
  HELP(
      "help [VERB | --OPTION]",
      "this text, or help on one verb or option",
      Operand.TOPIC,
      List.of(),
      "Explains a verb and its options, or one option."),
  MAN(
      "man",
      "the manual page, for man -l",
      Operand.NONE,
      List.of(),
      "Prints the manual page: nightbeam man | man -l -, or write it to a file nightbeam.1 in a"
          + " folder man1 that man searches."),
  COMPLETION(
      "completion bash|zsh",
      "shell completion",
      Operand.SHELL,
      List.of(),
      "Prints a script that lets a shell complete verbs, options, their values and paths. For bash,"
          + " in ~/.bashrc: source <(nightbeam completion bash). For zsh, in ~/.zshrc after"
          + " compinit: source <(nightbeam completion zsh)."),
  VERSION("version", "the version", Operand.NONE, List.of(), "Prints it.");

  /** What a word without dashes means after a verb. */
  public enum Operand {
    /** A mistake. */
    NONE,
    /** Files to read: {@code --input}. */
    FILES("input", "a file"),
    /** The output of a run: {@code --output}. */
    OUTPUT("output", "the output of a run"),
    /** A verb or an option. */
    TOPIC,
    /** A shell. */
    SHELL;

    private final String option;
    private final String inWords;

    Operand() {
      this("", "");
    }

    Operand(String option, String inWords) {
      this.option = option;
      this.inWords = inWords;
    }

    /** Returns the option that such a word stands for; empty for none. */
    public String option() {
      return option;
    }
  }

  private final String usage;
  private final String summary;
  private final Operand operand;
  private final List<String> needed;
  private final List<String> text;

  Verb(String usage, String summary, Operand operand, List<String> needed, String... text) {
    this.usage = usage;
    this.summary = summary;
    this.operand = operand;
    this.needed = needed;
    this.text = List.of(text);
  }

  /** Returns the verb as it is typed. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns how it is called, without the name of the program. */
  public String usage() {
    return usage;
  }

  /** Returns one line of help, without a full stop. */
  public String summary() {
    return summary;
  }

  /** Returns paragraphs of help. */
  public List<String> text() {
    return text;
  }

  /** Returns what a word without dashes means after this verb. */
  public Operand operand() {
    return operand;
  }

  /** Returns the names of the options that it cannot do without. */
  public List<String> needed() {
    return needed;
  }

  /** Returns the message for a missing option that the verb needs. */
  public String missing(String option) {
    return operand.option.equals(option)
        ? String.format("%s needs %s: nightbeam %s", word(), operand.inWords, usage)
        : String.format("%s needs --%s=PATH; see nightbeam help", word(), option);
  }

  /** Returns whether it runs a pipeline, so that a runner can be chosen. */
  public boolean runsPipeline() {
    return this == CALIBRATE || this == DEMO;
  }
}
