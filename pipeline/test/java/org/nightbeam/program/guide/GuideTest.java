package org.nightbeam.program.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nightbeam.cli.Program;
import org.nightbeam.commandline.BeamOptions;
import org.nightbeam.commandline.CommandLine;
import org.nightbeam.commandline.Option;
import org.nightbeam.commandline.OptionCatalogue;
import org.nightbeam.commandline.SplitOptions;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.options.MatchingOptions;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.options.annotation.Place;
import org.nightbeam.run.CalibrateRun;
import org.nightbeam.synthetic.SyntheticNight;
import org.nightbeam.table.FrameColumn;

/**
 * The guide and README.md: each command in their blocks of code is run on made-up frames, and what
 * they show of its output compared; those that need a cluster, or another file system, or that
 * would stay, are read as the program reads them. The descriptions of options in options.md are
 * those of the program: {@code -Dguide.write=true} writes them anew.
 */
class GuideTest {
  private static final SyntheticNight NIGHT =
      new SyntheticNight(160, 120, 6, 5, 5, 4, List.of("V", "R"), 1609);

  private static final String OPTIONS_PAGE = "options.md";

  /** Options whose values are places. */
  private static final Pattern PLACE =
      Pattern.compile(
          new OptionCatalogue()
              .all().stream()
                  .filter(option -> option.place() != Place.NONE)
                  .map(Option::name)
                  .collect(Collectors.joining("|", "--(", ")=(.*)")));

  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--([a-z]\\w*)");

  /** Options of other programs that pages name, and of the launcher. */
  private static final Set<String> OF_OTHERS =
      Set.of("runnerConfig", "help", "version", "option", "offline", "download");

  /** What cannot be run within this process. */
  private static final Pattern ELSEWHERE =
      Pattern.compile(
          "--runnerConfig=|--runner=|s3://|hdfs://|--watch|\\bflink run\\b|java .*@runner-configs");

  private static final Pattern PROGRAM =
      Pattern.compile("^(?:[A-Z_]+=(?:\"[^\"]*\"|\\S*) )*(?:\\./)?nightbeam(?: (.*))?$");

  @TempDir Path folder;

  static List<GuidePage> pages() throws IOException {
    return GuidePage.all();
  }

  static List<GuidePage> pagesWithCommands() throws IOException {
    return pages().stream()
        .filter(page -> page.blocks().stream().anyMatch(block -> block.language().equals("sh")))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pagesWithCommands")
  void everyCommandDoesWhatThePageSays(GuidePage page) throws Exception {
    NIGHT.writeTo(folder.resolve("night"));
    if (page.name().equals("README.md")) {
      addALight();
      NIGHT.writeTo(folder.resolve("nightbeam-demo/raw")); // the demo itself is in first-night.md
    }
    String output = "";
    for (GuidePage.Block block : page.blocks()) {
      String where = page.name() + ", line " + block.line();
      if (block.isMarked("prepare")) {
        bash("", "", where, block.marker().replaceFirst("prepare ", ""));
      } else if (block.isMarked("file")) {
        Files.writeString(aFile(block.marker().split(" ")[1]), String.join("\n", block.lines()));
      } else if (block.isMarked("frames")) {
        List<String> words = List.of(block.marker().split(" "));
        new GuideFrames(block.lines(), words.subList(2, words.size()))
            .writeTo(folder.resolve(words.get(1)));
      } else if (block.isMarked("output")) {
        assertPrinted(block.lines(), output, where);
      } else if (block.language().equals("sh")) {
        int status = block.isMarked("exit") ? Integer.parseInt(block.marker().split(" ")[1]) : 0;
        for (String command : commands(block.lines())) {
          output = run(command, status, where + ": " + command);
        }
      }
    }
  }

  /** A light that names its type, as it is in no folder of one. */
  private void addALight() throws IOException {
    byte[] light = Files.readAllBytes(folder.resolve("night/ScienceImages/field_V_001.fits"));
    String text = new String(light, StandardCharsets.ISO_8859_1);
    String typed = text.replaceFirst("TELESCOP= 'none    '", "IMAGETYP= 'LIGHT   '");
    Files.write(aFile("night/a.fits"), typed.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Path aFile(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }

  /** Commands, those of several lines made one, without what is said of them. */
  private static List<String> commands(List<String> lines) {
    List<String> commands = new ArrayList<>();
    String begun = "";
    for (String line : lines) {
      String text = begun + line.strip().replaceFirst("(^|\\s+)# .*", "");
      if (text.endsWith("\\")) {
        begun = text.substring(0, text.length() - 1);
      } else {
        begun = "";
        if (!text.isBlank()) {
          commands.add(text.strip());
        }
      }
    }
    return commands;
  }

  /** Runs a command of the program, or reads it; gives what it prints. */
  private String run(String command, int status, String where) throws Exception {
    Matcher program = PROGRAM.matcher(command.replaceFirst("^source <\\((.*)\\)$", "$1"));
    if (ELSEWHERE.matcher(command).find()) {
      read(command, where);
      return "";
    } else if (!program.matches()) {
      runOther(command, where);
      return "";
    }
    String[] piped = (program.group(1) == null ? "" : program.group(1)).split(" (?=[|>] )", 2);
    List<Object> words = new ArrayList<>(located(words(piped[0])));
    Set<String> verbs = new HashSet<>(List.of("calibrate", "demo"));
    if (!words.isEmpty() && (verbs.contains(words.get(0)) || isOption(words.get(0)))) {
      words.add("--scratch=" + folder.resolve("scratch"));
      words.add("--durable=false");
    }
    if (words.contains("demo")) {
      words.add("--output=" + folder.resolve("nightbeam-demo"));
    }
    Program done = Program.run(withoutDoubles(words).toArray());
    assertEquals(status, done.status(), where + "\n" + done.out() + done.err());
    return piped.length == 1 ? done.out() + done.err() : bash(piped[1], done.out(), where);
  }

  private static boolean isOption(Object word) {
    return word.toString().startsWith("--") && !word.toString().matches("--(help|version)");
  }

  /** What is given by the command goes before what is added here. */
  private static List<Object> withoutDoubles(List<Object> words) {
    List<Object> once = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Object word : words) {
      String name = word.toString().replaceFirst("=.*", "");
      boolean own = name.matches("--(scratch|durable|output)");
      if (!own || names.add(name)) {
        once.add(word);
      }
    }
    return once;
  }

  /** What the shell makes of the words of a command, in the folder. */
  private List<String> words(String text) throws Exception {
    String separated =
        bash("", "", "", "shopt -s nullglob; set -- " + text + "; printf '%s\\0' \"$@\"");
    return separated.isEmpty() || separated.equals("\0")
        ? List.of()
        : List.of(separated.split("\0"));
  }

  /** With the places in the folder. */
  private List<String> located(List<String> words) {
    List<String> located = new ArrayList<>();
    boolean places = !words.isEmpty() && words.get(0).matches("explain|report");
    for (String word : words) {
      Matcher option = PLACE.matcher(word);
      if (option.matches()) {
        List<String> paths = Arrays.stream(option.group(2).split(",")).map(this::located).toList();
        located.add("--" + option.group(1) + "=" + String.join(",", paths));
      } else {
        boolean first = located.isEmpty();
        located.add(places && !first && !word.startsWith("-") ? located(word) : word);
      }
    }
    return located;
  }

  private String located(String path) {
    return path.startsWith("/") || path.contains("://") ? path : folder + "/" + path;
  }

  /** Checks a command that cannot be run here: that the program takes its words. */
  private void read(String command, String where) throws Exception {
    Matcher config = Pattern.compile("(?:--runnerConfig=|@)(\\S+)").matcher(command);
    if (config.find()) {
      assertTrue(Files.exists(Path.of("..", config.group(1))), where);
    }
    String options =
        command
            .replaceFirst("--runnerConfig=\\S+", "")
            .replaceFirst("^java .*@\\S+", "")
            .replaceFirst("^flink run.*?\\.jar", "")
            .replaceFirst("^(\\./)?nightbeam", "");
    try {
      CommandLine line = CommandLine.parse(words(options).toArray(String[]::new));
      ProgramOptions parsed = SplitOptions.read(line.options());
      CalibrateRun.settings(parsed);
      MatchingOptions.matchingRules(parsed);
    } catch (UsageException wrong) {
      throw new AssertionError(where + ": " + wrong.getMessage(), wrong);
    }
  }

  /** Commands that are not of the program: those of the project, and of the shell. */
  private void runOther(String command, String where) throws Exception {
    if (command.startsWith("runner-configs/flink-cluster ")) {
      String script = Files.readString(Path.of("../runner-configs/flink-cluster"));
      assertTrue(script.contains("#   " + command), where); // its usage
    } else if (command.startsWith("mvn ")) {
      for (String module : command.replaceFirst(".*-pl (\\S+).*", "$1").split(",")) {
        boolean named = command.contains(" -pl ");
        assertTrue(!named || Files.exists(Path.of("..", module, "pom.xml")), where);
      }
    } else {
      assertTrue(command.matches("(cp|mkdir|rm|head|cut) .*"), where + ": what is this?");
      bash("", "", where, command);
    }
  }

  private String bash(String pipe, String input, String where) throws Exception {
    return bash(pipe, input, where, "cat " + pipe);
  }

  private String bash(String pipe, String input, String where, String script) throws Exception {
    Path in = Files.writeString(aFile("scratch/in"), input);
    Process process =
        new ProcessBuilder("bash", "-c", script)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), where + pipe + "\n" + out);
    return out;
  }

  /** Asserts that lines were printed in this order; others may be between them after a …. */
  private void assertPrinted(List<String> expected, String output, String where) {
    String printed = comparable(output.replace(folder + "/", "").replace(folder.toString(), "."));
    StringBuilder pattern = new StringBuilder("(?s).*?");
    for (String line : expected) {
      for (String part : comparable(line.strip()).split("(?=…)|(?<=…)")) {
        pattern.append(part.equals("…") ? ".*?" : Pattern.quote(part));
      }
      pattern.append("\\s*?\\n\\s*");
    }
    assertTrue(
        Pattern.compile(pattern + ".*").matcher(printed + "\n").matches(),
        where + ": the program printed\n" + output);
  }

  /** Without what differs from run to run: times, hashes, the version. */
  private static String comparable(String text) {
    return text.replaceAll("\\d+(\\.\\d)? s\\b(?= *[\\n,)]|$)", "# s")
        .replaceAll("-[0-9a-f]{12}\\.fits", "-#.fits")
        .replaceAll("\\b[0-9a-f]{64}\\b", "#")
        .replace("0.1.0-SNAPSHOT", "development")
        .replaceAll("(?m) +$", "");
  }

  // --- What is said of options.

  private static List<String> names(String text) {
    return OPTION.matcher(text).results().map(found -> found.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void noOptionIsNamedThatThereIsNot(GuidePage page) {
    Set<String> known = new TreeSet<>(new OptionCatalogue().names());
    known.addAll(new BeamOptions().names());
    known.addAll(OF_OTHERS);
    Set<String> unknown = new TreeSet<>(names(page.text()));
    unknown.removeAll(known);
    for (GuidePage.Block block : page.blocks()) {
      if (block.marker().equals("exit 2")) {
        unknown.removeAll(names(String.join("\n", block.lines()))); // shown to be refused
      }
    }
    assertEquals(Set.of(), unknown);
  }

  @Test
  void everyOptionHasAnExample() throws IOException {
    Set<String> missing = new TreeSet<>(new OptionCatalogue().names());
    for (GuidePage page : pages()) {
      for (GuidePage.Block block : page.blocks()) {
        if (block.language().equals("sh")) {
          commands(block.lines()).forEach(command -> missing.removeAll(names(command)));
        }
      }
    }
    assertEquals(Set.of(), missing);
  }

  /** A table of options, made from the catalogue. */
  private static String table(List<Option> options) {
    StringBuilder table = new StringBuilder("| option | value | meaning |\n|---|---|---|\n");
    for (Option option : options) {
      String values =
          option.choices().isEmpty()
              ? "*" + option.values() + "*"
              : option.choices().stream()
                  .map(word -> "`" + word + "`")
                  .collect(Collectors.joining(", "));
      table.append(
          String.format("| `--%s` | %s | %s |\n", option.name(), values, option.inWords()));
    }
    return table.toString();
  }

  @Test
  void descriptionsOfOptionsAreThoseOfTheProgram() throws IOException {
    String page = GuidePage.read(OPTIONS_PAGE).text();
    String right = page;
    Set<String> described = new TreeSet<>();
    Pattern.compile("(?m)^\\| `--(\\w+)` ")
        .matcher(page)
        .results()
        .forEach(found -> described.add(found.group(1)));
    for (Map.Entry<String, List<Option>> group : new OptionCatalogue().byHeading().entrySet()) {
      String heading = "## " + group.getKey() + "\n\n";
      if (!right.contains(heading)) {
        right += "\n" + heading;
      }
      right =
          right.replaceFirst(
              Pattern.quote(heading) + "(\\|.*\n)*",
              Matcher.quoteReplacement(heading + table(group.getValue())));
    }
    if (Boolean.getBoolean("guide.write")) {
      GuidePage.write(OPTIONS_PAGE, right);
    } else {
      described.removeAll(new OptionCatalogue().names());
      assertEquals(Set.of(), described, "options that there are not any more");
      assertEquals(right, page, "-Dguide.write=true writes it anew");
    }
  }

  // --- What is said of other things that the program defines.

  @Test
  void everyBitOfTheMaskIsExplained() throws IOException {
    String page = GuidePage.read("corrections.md").text();
    for (PixelFlag flag : PixelFlag.values()) {
      String row = String.format("| %d | `%s` |", flag.bit() & 0xff, flag);
      assertTrue(page.contains(row), row);
    }
  }

  @Test
  void everyColumnOfTheTableIsExplainedAndNoOther() throws IOException {
    String page = GuidePage.read("report.md").text();
    String table = page.substring(page.indexOf("| column |"), page.indexOf("| status |"));
    List<String> explained = new ArrayList<>();
    for (String row : table.split("\n")) {
      Matcher name =
          Pattern.compile("`([^`]*)`")
              .matcher(row.split("\\|").length > 1 ? row.split("\\|")[1] : "");
      while (name.find()) {
        explained.add(name.group(1));
      }
    }
    List<String> columns =
        Stream.of(FrameColumn.values()).map(FrameColumn::label).sorted().toList();
    assertEquals(columns, explained.stream().sorted().toList());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(GuidePage page) throws IOException {
    Matcher link = Pattern.compile("\\]\\(([^)#\\s]*)(#[^)\\s]*)?\\)").matcher(page.text());
    while (link.find()) {
      String target = link.group(1);
      if (!target.contains("://")) {
        Path file =
            target.isEmpty()
                ? page.linked(page.name().replaceFirst("guide/", ""))
                : page.linked(target);
        assertTrue(Files.exists(file), page.name() + ": " + target);
        if (link.group(2) != null) {
          Set<String> anchors = new HashSet<>();
          Files.readString(file)
              .lines()
              .filter(line -> line.startsWith("#"))
              .forEach(line -> anchors.add(anchor(line)));
          assertTrue(anchors.contains(link.group(2)), page.name() + ": " + link.group());
        }
      }
    }
  }

  /** As GitHub makes it. */
  private static String anchor(String heading) {
    return "#"
        + heading
            .replaceFirst("^#+ ", "")
            .toLowerCase()
            .replaceAll("[^\\w\\- ]", "")
            .replace(' ', '-');
  }
}
