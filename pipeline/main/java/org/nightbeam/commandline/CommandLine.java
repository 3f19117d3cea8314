package org.nightbeam.commandline;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nightbeam.options.PathChecks;
import org.nightbeam.options.UsageException;
import org.nightbeam.options.annotation.Verb;
import org.nightbeam.transforms.storage.BeamStorage;

/**
 * A command line: a verb, then options. It is checked word for word before Beam sees it, so that a
 * mistake costs one line and no work.
 *
 * @param verb what to do
 * @param inputs the inputs, which Beam would cut at every comma, also in a file's name; of help and
 *     completion, what is asked for
 * @param options for Beam, {@code --name=value} each, without the inputs
 */
public record CommandLine(Verb verb, List<String> inputs, List<String> options) {

  private static final String INPUT = "--input=";
  private static final String HELP_ON = "--help=";

  /**
   * Reads a command line.
   *
   * @throws UsageException if it is wrong
   */
  public static CommandLine parse(String... arguments) throws UsageException {
    List<String> words = new ArrayList<>(List.of(arguments));
    Verb verb = words.isEmpty() ? Verb.HELP : Verb.CALIBRATE;
    if (!words.isEmpty() && !words.get(0).startsWith("-")) {
      verb = verb(words.remove(0));
    }
    if (words.remove("--help") || words.remove("-h")) {
      List<String> topic =
          arguments[0].startsWith("-") || verb == Verb.HELP ? List.of() : List.of(verb.word());
      return new CommandLine(Verb.HELP, topic, List.of());
    }
    for (String word : words) {
      if (word.startsWith(HELP_ON)) { // as Beam's own programs have it
        return new CommandLine(Verb.HELP, List.of(word.substring(HELP_ON.length())), List.of());
      }
    }
    if (words.remove("--version")) {
      return new CommandLine(Verb.VERSION, List.of(), List.of());
    }
    if (verb.operand() == Verb.Operand.TOPIC || verb.operand() == Verb.Operand.SHELL) {
      return about(verb, words);
    }
    OptionCatalogue catalogue = new OptionCatalogue();
    List<String> inputs = new ArrayList<>();
    List<String> options = new ArrayList<>();
    Set<String> given = new TreeSet<>();
    for (String word : words) {
      boolean operand = !word.startsWith("-");
      if (operand && verb.operand() == Verb.Operand.FILES) {
        inputs.add(word); // as it is: a shell has separated the files
        given.add(verb.operand().option());
        continue;
      }
      boolean output = operand && verb.operand() == Verb.Operand.OUTPUT;
      String option = checked(output ? "--output=" + word : word, catalogue, given);
      if (option.startsWith(INPUT)) {
        inputs.addAll(inputs(option.substring(INPUT.length())));
      } else {
        options.add(option);
      }
    }
    for (String name : given) {
      Optional<Option> option = catalogue.find(name); // others are Beam's
      if (option.isPresent() && !isOf(verb, option.get())) {
        throw new UsageException(
            String.format(
                "--%s: has no effect on %s; nightbeam help %s lists the options that have",
                name, verb.word(), verb.word()));
      }
    }
    for (String option : verb.needed()) {
      if (!given.contains(option)) {
        throw new UsageException(verb.missing(option));
      }
    }
    return new CommandLine(verb, List.copyOf(inputs), List.copyOf(options));
  }

  /**
   * Returns whether an option may stand after a verb: one that would do nothing is a mistake. Plan
   * takes the command line of the run to come.
   */
  private static boolean isOf(Verb verb, Option option) {
    return option.isHeededBy(verb)
        || verb == Verb.PLAN && option.isHeededBy(Verb.CALIBRATE)
        || verb.needed().contains(option.name())
        || verb.operand().option().equals(option.name());
  }

  /** Returns a verb with a word of what it is about. */
  private static CommandLine about(Verb verb, List<String> words) throws UsageException {
    boolean alone = verb.operand() == Verb.Operand.TOPIC && words.isEmpty();
    int expected = alone ? 0 : 1;
    if (words.size() != expected) {
      throw new UsageException(
          String.format("%s: expected nightbeam %s", verb.word(), verb.usage()));
    }
    return new CommandLine(verb, List.copyOf(words), List.of());
  }

  /** Returns whether an option is given. */
  public boolean has(String name) {
    return options.stream()
        .anyMatch(option -> option.equals("--" + name) || option.startsWith("--" + name + "="));
  }

  /** Returns the value that an option is given; null if it is not given. */
  public String value(String name) {
    String start = "--" + name + "=";
    return options.stream()
        .filter(option -> option.startsWith(start))
        .map(option -> option.substring(start.length()))
        .findFirst()
        .orElse(null);
  }

  /**
   * Returns inputs that were separated by commas, unless there is a file or folder with a comma in
   * its name.
   */
  private static List<String> inputs(String value) throws UsageException {
    if (BeamStorage.isLocal(value) && Files.exists(PathChecks.path("input", value))) {
      return List.of(value);
    }
    List<String> parts = List.of(value.split(",", -1));
    if (parts.contains("")) {
      throw new UsageException(INPUT + value + ": expected a path before and after each comma");
    }
    return parts;
  }

  private static Verb verb(String word) throws UsageException {
    List<String> known = new ArrayList<>();
    for (Verb verb : Verb.values()) {
      if (verb.word().equals(word)) {
        return verb;
      }
      known.add(verb.word());
    }
    if (word.matches(".*[/.].*")) {
      throw new UsageException(word + ": a path needs its option: --input=" + word);
    }
    throw new UsageException(
        String.format("%s: no such verb%s", word, suggestion("", word, known, "nightbeam help")));
  }

  private static String checked(String word, OptionCatalogue catalogue, Set<String> given)
      throws UsageException {
    if (!word.startsWith("--")) {
      throw new UsageException(word + ": expected an option such as --input=" + word);
    }
    int equals = word.indexOf('=');
    String name = word.substring(2, equals < 0 ? word.length() : equals);
    var option = catalogue.find(name);
    if (option.isEmpty()) {
      BeamOptions beams = new BeamOptions();
      Class<?> type = beams.type(name);
      if (type != null) {
        given.add(name);
        if (type == int.class && !word.matches("[^=]*=[+-]?\\d{1,9}")) {
          throw new UsageException(word + ": expected a whole number");
        }
        if (name.equals("targetParallelism") && Integer.parseInt(word.substring(equals + 1)) < 1) {
          throw new UsageException(word + ": expected 1 or more");
        }
        return word;
      }
      List<String> all = new ArrayList<>(catalogue.names());
      all.addAll(beams.names());
      throw new UsageException(
          String.format(
              "--%s: no such option%s", name, suggestion("--", name, all, "nightbeam help")));
    }
    if (equals < 0 && !option.get().isSwitch()) {
      throw new UsageException(
          String.format("--%s: expected --%s=%s", name, name, option.get().values()));
    }
    if (!given.add(name) && !option.get().isList()) {
      throw new UsageException("--" + name + ": given twice");
    }
    String value = equals < 0 ? "true" : word.substring(equals + 1);
    if (option.get().type().isEnum()) {
      value = value.toUpperCase(Locale.ROOT);
    }
    option.get().check(value);
    return "--" + name + "=" + value;
  }

  /**
   * Returns the end of a sentence that says of a word that it is unknown: what was meant, if a
   * known word is near, else where all are listed.
   *
   * @param before stands before each word
   * @param list a command that lists the words
   */
  public static String suggestion(String before, String word, List<String> known, String list) {
    String nearest =
        known.stream()
            .min(
                Comparator.comparingInt((String candidate) -> distance(word, candidate))
                    .thenComparing(Comparator.naturalOrder()))
            .orElseThrow();
    return distance(word, nearest) <= Math.max(2, word.length() / 3)
        ? "; did you mean " + before + nearest + "?"
        : "; " + list + " lists all";
  }

  /** Returns Levenshtein's distance, capitals and small letters being the same. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        int best = Math.min(diagonal + (same ? 0 : 1), 1 + Math.min(row[j], row[j - 1]));
        diagonal = row[j];
        row[j] = best;
      }
    }
    return row[b.length()];
  }
}
