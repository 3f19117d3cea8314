package org.nightbeam.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;

/**
 * Products as other programs see them: fitsverify (CFITSIO) and astropy, where they are installed.
 */
class ProductValidityTest {
  private static final List<String> ODD_CARDS =
      List.of(
          "OBSERVER= 'D''Artagnan & Cie' / with a quote and an ampersand",
          "CCD-PRES=     1013,25 / decimal comma, not quoted",
          "TARGET  = NGC 7000 / text without quotes",
          "lowcase = 5 / keyword in small letters",
          "BADQUOTE= 'never closed",
          "PLACE   = 'K\u00f6ln \u0001' / bytes outside ASCII",
          "HIERARCH ESO DET CHIP1 NAME = 'EEV' / hierarchical",
          "LONGTEXT= 'a text that goes on in the next card because it does not fit in h&'",
          "CONTINUE  'ere' / end of it",
          "DUPLICAT=                    1 / first",
          "DUPLICAT=                    2 / second",
          "COMMENT anything goes here: = / '",
          "HISTORY raw history",
          "DATE-OBS= '2026-01-15T20:00:00'",
          "FILTER  = 'V       '");

  @TempDir static Path folder;
  private static Path reduced;

  @BeforeAll
  static void calibrateANightWithAnOddHeader() throws IOException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(50, 40, 3, 3, 3, 1, List.of("V"), 2).writeTo(raw);
    Path light = raw.resolve("ScienceImages/field_V_001.fits");
    String file = Files.readString(light, StandardCharsets.ISO_8859_1);
    StringBuilder header = new StringBuilder();
    for (int at = 0; !file.startsWith("END ", at); at += 80) {
      String card = file.substring(at, at + 80);
      if (!card.startsWith("DATE-OBS") && !card.startsWith("FILTER")) {
        header.append(card);
      }
    }
    ODD_CARDS.forEach(card -> header.append(String.format("%-80s", card)));
    header.append(String.format("%-80s", "END"));
    int blocks = (header.length() + 2879) / 2880;
    header.append(" ".repeat(blocks * 2880 - header.length()));
    int data = file.length() - (50 * 40 * 2 + 2879) / 2880 * 2880;
    Files.writeString(light, header + file.substring(data), StandardCharsets.ISO_8859_1);
    reduced = folder.resolve("reduced");
    Program program = Program.calibrate(raw, reduced);
    assertEquals(0, program.status(), program.out());
  }

  private static String output(List<String> command) throws Exception {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException absent) {
      Assumptions.abort(command.get(0) + " is not installed");
      return "";
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), command + " does not end");
    return text;
  }

  @Test
  void fitsverifyFindsNoErrorAndNoWrongChecksum() throws Exception {
    List<String> command = new ArrayList<>(List.of("fitsverify", "-e"));
    Program.files(reduced).values().stream()
        .map(Path::toString)
        .filter(name -> name.endsWith(".fits"))
        .forEach(command::add);
    assertEquals(2 + 3 + 1, command.size(), "three masters and a light");
    String report = output(command);
    assertEquals(4, report.split("and 0 error\\(s\\)", -1).length - 1, report);
    assertTrue(!report.contains("checksum is not"), report);
  }

  @Test
  void astropyReadsTheLightWithAllItsCards() throws Exception {
    String script =
        """
        import sys, warnings
        try:
            from astropy.io import fits
        except ImportError:
            print('ABSENT'); sys.exit()
        warnings.simplefilter('error')
        with fits.open(sys.argv[1], checksum=True) as f:
            f.verify('exception')
            h = f[0].header
            print(f[0].data.shape, f[0].data.dtype.kind, h['OBSERVER'], '|', h['CCD-PRES'], '|',
                  h['TARGET'], '|', h['LOWCASE'], '|', h['BADQUOTE'], '|', h['PLACE'], '|',
                  h['ESO DET CHIP1 NAME'], '|', h['LONGTEXT'], '|',
                  [c.value for c in h.cards if c.keyword == 'DUPLICAT'], '|',
                  'anything goes here' in str(h['COMMENT']), 'raw history' in str(h['HISTORY']), '|',
                  h['CALSTAT'], h['BUNIT'])
        """;
    String python = Files.exists(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";
    Path light = reduced.resolve("calibrated/ScienceImages/field_V_001.fits");
    String read = output(List.of(python, "-c", script, light.toString())).trim();
    Assumptions.assumeFalse(read.equals("ABSENT"), "astropy is not installed");
    assertEquals(
        "(40, 50) f D'Artagnan & Cie | 1013.25 | NGC 7000 | 5 | never closed | K?ln ? | EEV |"
            + " a text that goes on in the next card because it does not fit in here | [1, 2] |"
            + " True True | BDF adu",
        read);
  }
}
