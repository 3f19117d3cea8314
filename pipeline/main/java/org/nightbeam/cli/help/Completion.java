package org.nightbeam.cli.help;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nightbeam.commandline.Option;
import org.nightbeam.commandline.OptionCatalogue;
import org.nightbeam.options.UsageException;
import org.nightbeam.options.annotation.Place;
import org.nightbeam.options.annotation.Verb;

/**
 * The script by which a shell completes the words of a command line, filled in from the verbs and
 * options.
 */
public final class Completion {
  private static final String RUNNER = "runner"; // of Beam
  private static final String RUNNER_CONFIG = "runnerConfig"; // of the launcher
  private static final String RUNNERS = "DirectRunner FlinkRunner";
  private static final String SHELLS = "bash zsh";

  private Completion() {}

  /**
   * Prints the script of a shell.
   *
   * @throws UsageException if the shell is not known
   */
  public static void print(PrintStream out, String shell) throws UsageException, IOException {
    switch (shell) {
      case "bash" -> out.print(bash(template(shell)));
      case "zsh" -> out.print(zsh(template(shell)));
      default ->
          throw new UsageException(
              String.format("completion %s: expected one of %s", shell, SHELLS));
    }
  }

  private static String template(String shell) throws IOException {
    try (InputStream script = Completion.class.getResourceAsStream("completion." + shell)) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String bash(String template) {
    List<Option> all = all();
    String choices =
        all.stream()
            .filter(option -> !option.choices().isEmpty())
            .map(option -> bashChoice(option.name(), String.join(" ", option.choices())))
            .collect(Collectors.joining("\n"));
    return template
        .replace("@VERBS@", verbs())
        .replace("@CHOICES@", choices + "\n" + bashChoice(RUNNER, RUNNERS))
        .replace("@FOLDERS@", bashNames(all, List.of(Place.FOLDER)))
        .replace(
            "@PATHS@", bashNames(all, List.of(Place.PATH, Place.FILE)) + " | --" + RUNNER_CONFIG)
        .replace(
            "@NAMES@",
            eachVerb(
                verb -> String.format("    %s) names='%s' ;;", verb.word(), bashWords(verb, all))));
  }

  private static String bashChoice(String option, String words) {
    return String.format("      --%s) _nightbeam_words '%s' ;;", option, words);
  }

  private static String bashNames(List<Option> all, List<Place> places) {
    return all.stream()
        .filter(option -> places.contains(option.place()))
        .map(option -> "--" + option.name())
        .collect(Collectors.joining(" | "));
  }

  private static String bashWords(Verb verb, List<Option> all) {
    List<String> words = new ArrayList<>();
    if (verb.operand() == Verb.Operand.TOPIC) {
      words.add(verbs());
      all.forEach(option -> words.add("--" + option.name()));
    } else if (verb.operand() == Verb.Operand.SHELL) {
      words.add(SHELLS);
    }
    heeded(verb)
        .forEach(option -> words.add("--" + option.name() + (option.isSwitch() ? "" : "=")));
    if (verb.runsPipeline()) {
      words.add("--" + RUNNER + "=");
      words.add("--" + RUNNER_CONFIG + "=");
    }
    return String.join(" ", words);
  }

  private static String zsh(String template) {
    return template
        .replace("@VERBS@", eachVerb(verb -> "    " + quoted(verb.word() + ":" + verb.summary())))
        .replace(
            "@OPTIONS@",
            eachVerb(
                verb ->
                    zshSpecs(verb).stream()
                        .map(spec -> "        " + quoted(spec) + "\n")
                        .collect(
                            Collectors.joining(
                                "",
                                "    " + verb.word() + ")\n      options=(\n",
                                "      )\n      ;;"))));
  }

  private static List<String> zshSpecs(Verb verb) {
    List<String> specs = new ArrayList<>();
    heeded(verb).forEach(option -> specs.add(zshSpec(option)));
    if (verb.runsPipeline()) {
      specs.add("--" + RUNNER + "=-[runner of Beam]:runner:(" + RUNNERS + ")");
      specs.add("--" + RUNNER_CONFIG + "=-[where it runs]:file:_files");
    }
    switch (verb.operand()) {
      case FILES -> specs.add("*:file:_files");
      case OUTPUT -> specs.add("1:folder:_files -/");
      case SHELL -> specs.add("1:shell:(" + SHELLS + ")");
      case TOPIC -> specs.add("1:verb:(" + verbs() + ")");
      case NONE -> {}
    }
    return specs;
  }

  private static String zshSpec(Option option) {
    String what = option.inWords().replaceAll("[\\\\\\[\\]]", "\\\\$0");
    String values =
        switch (option.place()) {
          case FOLDER -> "folder:_files -/";
          case PATH, FILE -> "path:_files";
          case NONE ->
              option.choices().isEmpty()
                  ? "value: "
                  : "value:(" + String.join(" ", option.choices()) + ")";
        };
    return (option.isList() ? "*" : "")
        + ("--" + option.name())
        + ("=-[" + what + "]")
        + (option.isSwitch() ? "::" : ":") // its value may be left out
        + values;
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static String eachVerb(Function<Verb, String> line) {
    return Arrays.stream(Verb.values()).map(line).collect(Collectors.joining("\n"));
  }

  private static String verbs() {
    return Arrays.stream(Verb.values()).map(Verb::word).collect(Collectors.joining(" "));
  }

  private static List<Option> all() {
    return new OptionCatalogue().all();
  }

  private static List<Option> heeded(Verb verb) {
    return new OptionCatalogue().heededBy(verb).values().stream().flatMap(List::stream).toList();
  }
}
