package org.nightbeam.program.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of what is promised: each sentence has a test, and the test is there. */
class PromisesTest {
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");
  private static final Pattern HEAD = Pattern.compile("\\| \\| .*|\\|---.*");

  private static Set<String> tests() throws IOException {
    Set<String> tests = new HashSet<>();
    for (String module : List.of("src", "transforms", "pipeline")) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "test", "java"))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .forEach(name -> tests.add(name.replace(".java", "")));
      }
    }
    return tests;
  }

  /** Rows of tables and items of lists, but for what is said not to hold. */
  private static List<String> promises() throws IOException {
    List<String> promises = new ArrayList<>();
    boolean holds = true;
    boolean within = false;
    for (String line : Files.readAllLines(Path.of("guide/promises.md"))) {
      holds = line.startsWith("What does **not** hold") ? false : holds || line.startsWith("#");
      boolean begins = line.startsWith("- ") || line.startsWith("| ");
      if (begins && holds && !HEAD.matcher(line).matches()) {
        promises.add(line);
      } else if (within && line.startsWith("  ")) {
        promises.set(promises.size() - 1, promises.get(promises.size() - 1) + line);
      }
      within = begins && holds || within && line.startsWith("  ");
    }
    return promises;
  }

  @Test
  void everyPromiseHasATest() throws IOException {
    List<String> promises = promises();
    assertTrue(promises.size() > 20, promises.toString());
    assertEquals(
        List.of(), promises.stream().filter(promise -> !TEST.matcher(promise).find()).toList());
  }

  @Test
  void everyTestIsThere() throws IOException {
    Set<String> tests = tests();
    assertEquals(
        List.of(),
        TEST.matcher(Files.readString(Path.of("guide/promises.md")))
            .results()
            .map(named -> named.group(1))
            .filter(name -> !tests.contains(name))
            .toList());
  }
}
