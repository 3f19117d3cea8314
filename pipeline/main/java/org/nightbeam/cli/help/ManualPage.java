package org.nightbeam.cli.help;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.nightbeam.commandline.Option;
import org.nightbeam.commandline.OptionCatalogue;
import org.nightbeam.options.annotation.Verb;

/** The manual page, in the language of man(7). */
public final class ManualPage {
  private static final int LONGEST_LINE = 72;

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "CI", "If it is set, there are no colours, and progress is plain lines.",
          "COLUMNS", "Width of the terminal, instead of what it reports itself.",
          "JAVA_HOME", "The Java that runs it, instead of the first one in PATH.",
          "NIGHTBEAM_JAVA_OPTS", "More options for the JVM, such as -Xmx4g.",
          "NO_COLOR", "As CI.",
          "TERM", "As CI if it is dumb, or not set.");

  private static final List<String[]> STATUSES =
      List.of(
          new String[] {"0", "All went well; --watch was ended by Ctrl-C with nothing left."},
          new String[] {"1", "The run failed."},
          new String[] {"2", "The command line is wrong."},
          new String[] {"3", "The run finished, but a frame was rejected or left uncalibrated."},
          new String[] {"130", "It was interrupted by Ctrl-C; what was finished stays."},
          new String[] {"143", "The same by SIGTERM."});

  private static final List<String[]> EXAMPLES =
      List.of(
          new String[] {"nightbeam plan --input=night/", "What would be done, and why."},
          new String[] {"nightbeam --input=night/ --output=reduced/", "Do it."},
          new String[] {
            "nightbeam --watch --input=night/ --output=reduced/ --masters=library/",
            "During the night, each frame as it arrives, with masters from a library."
          });

  private ManualPage() {}

  public static void print(PrintStream out, String version) {
    out.println(".TH NIGHTBEAM 1 \"\" \"Nightbeam " + text(version) + "\" \"User Commands\"");
    out.println(".SH NAME");
    out.println("nightbeam \\- raw FITS frames in, science\\-ready frames out");
    out.println(".SH SYNOPSIS");
    String next = "";
    for (Verb verb : Verb.values()) {
      out.print(next);
      out.println(".B nightbeam");
      out.println(text(verb.usage()));
      next = ".br\n";
    }
    out.println(".SH DESCRIPTION");
    for (Verb verb : Verb.values()) {
      out.println(".SS " + verb.word());
      String start = "";
      for (String paragraph : verb.text()) {
        out.print(start);
        out.println(text(paragraph));
        start = ".PP\n";
      }
    }
    out.println(".SH OPTIONS");
    out.println(
        text(
            "Each may be given to every verb; nightbeam help VERB lists those that have an effect."
                + " Options of Beam and its runners work as well, such as --targetParallelism."));
    new OptionCatalogue()
        .byHeading()
        .forEach(
            (heading, options) -> {
              out.println(".SS " + text(heading));
              for (Option option : options) {
                out.println(".TP");
                out.println("\\fB" + text("--" + option.name()) + "\\fR=" + text(option.values()));
                out.println(text(option.inWords()));
              }
            });
    out.println(".SS Launcher");
    item(out, "--runnerConfig=FILE", "Where it runs, a file in runner-configs/.");
    out.println(".SH EXIT STATUS");
    STATUSES.forEach(status -> item(out, status[0], status[1]));
    out.println(".SH ENVIRONMENT");
    ENVIRONMENT.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(variable -> item(out, variable.getKey(), variable.getValue()));
    out.println(".SH EXAMPLES");
    EXAMPLES.forEach(example -> item(out, example[0], example[1]));
  }

  private static void item(PrintStream out, String name, String what) {
    out.println(".TP");
    out.println(".B " + text(name).replace("\n", " ")); // a command ends with its line
    out.println(text(what));
  }

  /** Returns a text as it is, in lines: no character of it is a command. */
  private static String text(String plain) {
    StringBuilder text = new StringBuilder();
    int length = 0;
    for (String word : plain.split(" ")) {
      String escaped = word.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
      boolean first = length == 0;
      boolean full = length + 1 + escaped.length() > LONGEST_LINE;
      text.append(first ? "" : full ? "\n" : " ");
      boolean command = (first || full) && (escaped.startsWith(".") || escaped.startsWith("'"));
      text.append(command ? "\\&" : "").append(escaped);
      length = (full ? 0 : length + 1) + escaped.length();
    }
    return text.toString();
  }
}
