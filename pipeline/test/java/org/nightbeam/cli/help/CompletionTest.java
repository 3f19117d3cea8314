package org.nightbeam.cli.help;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.cli.Program;
import org.nightbeam.commandline.OptionCatalogue;
import org.nightbeam.options.annotation.Verb;

/** The scripts, by the shells themselves; skipped where a shell is not installed. */
class CompletionTest {
  @TempDir Path folder;

  private Path script(String shell) throws IOException {
    Program program = Program.run("completion", shell);
    assertEquals(0, program.status(), program.err());
    return Files.writeString(folder.resolve("script." + shell), program.out());
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    } catch (IOException notInstalled) {
      assumeTrue(false, command[0] + " is not installed");
      throw notInstalled;
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), output);
    return output;
  }

  /** What bash offers for the last of some words, separated by blanks; _ is an empty one. */
  private Set<String> bash(String words) throws IOException, InterruptedException {
    Path script = script("bash");
    String array = words.replaceAll("(^| )_($| )", "$1''$2");
    String answer =
        run(
            "bash",
            "--norc",
            "-c",
            "source "
                + script
                + "; COMP_WORDS=("
                + array
                + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _nightbeam;"
                + " printf '%s\\n' \"${COMPREPLY[@]}\"");
    Set<String> offered = new TreeSet<>(answer.lines().toList());
    offered.remove("");
    return offered;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nightbeam pl | plan",
        "nightbeam --comb | --combine=",
        "nightbeam --wat | --watch",
        "nightbeam --combine = MI | MIN_MAX",
        "nightbeam --combine = | MEDIAN MEAN SIGMA_CLIP MIN_MAX WINSORIZED WEIGHTED_MEAN AUTO",
        "nightbeam --combine=WI | --combine=WINSORIZED",
        "nightbeam --force = _ | true false",
        "nightbeam --runner = Fl | FlinkRunner",
        "nightbeam plan --form | --format=",
        "nightbeam explain --comb | ",
        "nightbeam help ver | version",
        "nightbeam help --sigma | --sigmaLow --sigmaHigh",
        "nightbeam completion _ | bash zsh",
        "nightbeam --input = ni | night night.fits",
        "nightbeam --output = ni | night",
        "nightbeam --output=ni | --output=night",
        "nightbeam --facts = ni | night night.fits",
        "nightbeam explain ni | night night.fits"
      })
  void bashOffersWhatFits(String words, String expected) throws Exception {
    Files.createDirectories(folder.resolve("night"));
    Files.createFile(folder.resolve("night.fits"));
    assertEquals(
        expected == null ? Set.of() : new TreeSet<>(List.of(expected.split(" "))), bash(words));
  }

  @Test
  void bashKnowsEveryVerbAndOption() throws Exception {
    Set<String> verbs = new TreeSet<>();
    for (Verb verb : Verb.values()) {
      verbs.add(verb.word());
    }
    assertEquals(verbs, bash("nightbeam _"));
    Set<String> offered = new TreeSet<>();
    for (Verb verb : Verb.values()) {
      offered.addAll(bash("nightbeam " + verb.word() + " --"));
    }
    for (String name : new OptionCatalogue().names()) {
      assertTrue(offered.contains("--" + name + "=") || offered.contains("--" + name), name);
    }
    assertFalse(bash("nightbeam --").contains("--format="), "no effect on calibrate");
  }

  @Test
  void aNameWithABlankIsOneFile() throws Exception {
    Files.createFile(folder.resolve("a night.fits"));
    assertEquals(Set.of("a night.fits"), bash("nightbeam --input = a"));
  }

  /**
   * What zsh makes of a beginning after a tab, in a terminal of its own. A sign that it adds so
   * that one may type on is taken away as the line is accepted.
   */
  private String zsh(String beginning) throws IOException, InterruptedException {
    Path script = script("zsh");
    Path session =
        Files.writeString(
            folder.resolve("session.zsh"),
            """
            zmodload zsh/zpty
            zpty shell 'PS1= zsh -f -i'
            zpty -w shell 'PROMPT=; unsetopt beep list_beep; autoload -Uz compinit; compinit -u -D; source SCRIPT; bindkey "^I" complete-word; bindkey "^X" accept-line; function preexec { print -r -- "<${1}>"; exit }; print REA""DY'
            while zpty -r shell line; do [[ $line == *READY* ]] && break; done
            zpty -w -n shell $'BEGINNING\\t\\C-x'
            while zpty -r shell line; do print -r -- $line; done
            """
                .replace("SCRIPT", script.toString())
                .replace("BEGINNING", beginning));
    String answer = run("zsh", "-f", session.toString());
    int from = answer.indexOf('<');
    int to = answer.indexOf('>', from);
    assertTrue(from >= 0 && to > from, answer);
    return answer.substring(from + 1, to).strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nightbeam pl | nightbeam plan",
        "nightbeam --comb | nightbeam --combine",
        "nightbeam --combine=WI | nightbeam --combine=WINSORIZED",
        "nightbeam plan --form | nightbeam plan --format",
        "nightbeam plan --format=C | nightbeam plan --format=CSV",
        "nightbeam --output=nig | nightbeam --output=night",
        "nightbeam explain night.f | nightbeam explain night.fits",
        "nightbeam help ver | nightbeam help version",
        "nightbeam completion z | nightbeam completion zsh"
      })
  void zshOffersWhatFits(String beginning, String expected) throws Exception {
    Files.createDirectories(folder.resolve("night"));
    Files.createFile(folder.resolve("night.fits"));
    assertEquals(expected, zsh(beginning));
  }

  @Test
  void theManualPageHasNoFaultThatGroffOrMandocKnow() throws Exception {
    Program page = Program.run("man");
    assertEquals(0, page.status(), page.err());
    for (String name : new OptionCatalogue().names()) {
      assertTrue(page.out().contains("\\fB\\-\\-" + name + "\\fR="), name);
    }
    for (Verb verb : Verb.values()) {
      assertTrue(page.out().contains(".SS " + verb.word() + "\n"), verb.word());
    }
    Path file = Files.writeString(folder.resolve("nightbeam.1"), page.out());
    assertEquals("", run("groff", "-man", "-ww", "-z", file.toString()));
  }
}
