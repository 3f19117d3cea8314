package org.nightbeam.program.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Who makes a storage closes it, by what is written in the sources: neither javac nor a run on
 * local files sees that a client of S3 is left open.
 */
class ClosedStoragesTest {
  private static final Pattern MADE = Pattern.compile("new BeamStorage\\(|BeamStorage\\.of\\(");

  /** In the head of a try statement, or a field of what is closed itself. */
  private static final Pattern HELD =
      Pattern.compile("try \\(BeamStorage storage =\\s*$|this\\.storage = $");

  @Test
  void everyStorageIsAResource() throws IOException {
    List<String> leaks = new ArrayList<>();
    int made = 0;
    try (Stream<Path> files = Files.walk(Path.of("main/java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        for (Matcher found = MADE.matcher(source); found.find(); ) {
          made++;
          if (!HELD.matcher(source.substring(0, found.start())).find()) {
            leaks.add(file + ": " + source.substring(found.start(), found.end()));
          }
        }
        if (source.contains("this.storage = new BeamStorage(")) {
          boolean closed = source.contains("storage.close();") || source.contains(" storage) {");
          assertTrue(closed, file + " does not close its storage");
        }
      }
    }
    assertEquals(List.of(), leaks);
    assertTrue(made >= 6, made + " storages: is the pattern still right?");
  }
}
