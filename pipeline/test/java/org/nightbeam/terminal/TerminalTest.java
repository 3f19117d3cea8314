package org.nightbeam.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

  @ParameterizedTest
  @CsvSource({
    "true, TERM=xterm, true",
    "false, TERM=xterm, false",
    "true, TERM=dumb, false",
    "true, '', false",
    "true, TERM=xterm NO_COLOR=1, false",
    "true, TERM=xterm NO_COLOR=, true",
    "true, TERM=xterm CI=true, false",
    "true, TERM=xterm CI=false, true"
  })
  void coloursAndBarsAreForTerminalsThatWantThem(
      boolean terminal, String environment, boolean live) {
    assertEquals(live, Terminal.of(terminal, variables(environment)).isLive());
  }

  private static Map<String, String> variables(String words) {
    Map<String, String> variables = new HashMap<>();
    for (String word : words.split(" ")) {
      if (word.contains("=")) {
        variables.put(word.replaceFirst("=.*", ""), word.replaceFirst("[^=]*=", ""));
      }
    }
    return variables;
  }

  @Test
  void aStreamOfOnesOwnIsNoTerminal() {
    assertFalse(Terminal.of(new PrintStream(new ByteArrayOutputStream())).isLive());
  }

  @Test
  void theWidthIsThatOfColumnsIfItIsGiven() {
    assertEquals(57, Terminal.of(true, Map.of("TERM", "xterm", "COLUMNS", "57")).width());
    assertEquals(20, Terminal.of(true, Map.of("TERM", "xterm", "COLUMNS", "3")).width());
  }
}
