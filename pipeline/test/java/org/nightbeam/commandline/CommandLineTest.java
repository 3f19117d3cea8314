package org.nightbeam.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.cli.Program;
import org.nightbeam.options.annotation.Verb;

class CommandLineTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--inptu=x | --inptu: no such option; did you mean --input?",
        "--input=x --output=y --sigmalow=2 | did you mean --sigmaLow?",
        "--input=x --output=y --targetParalelism=2 | did you mean --targetParallelism?",
        "--input=x --output=y --sigmaLow=-1 | expected a number from 0 to 100 standard deviations",
        "--input=x --output=y --sigmaLow=NaN | expected a number from 0 to 100",
        "--input=x --output=y --clipIterations=2.5 | expected a whole number from 1 to 100",
        "--input=x --output=y --combine=average | expected one of MEDIAN, MEAN, SIGMA_CLIP",
        "--input=x --output=y --scaleDarkUp=maybe | expected true or false",
        "--input=x --output=y --output=z | --output: given twice",
        "--input=x --output | expected --output=PATH",
        "--input=x --output= | expected a value",
        "--input=x | calibrate needs --output=PATH",
        "plan | plan needs --input=PATH",
        "--hue=x | --hue: no such option; nightbeam help lists all",
        "frobnicate --input=x | frobnicate: no such verb; nightbeam help lists all",
        "help --endpiont | did you mean endpoint?",
        "calibrat --input=x | did you mean calibrate?",
        "night/ | --input=night/",
        "--input=x --output=y night/ | expected an option",
        "--input=/no/such/folder --output=y | there is no such file or folder",
        "plan --input=/no/such/folder | there is no such file or folder",
        "demo --input=x | --input: has no effect on demo; nightbeam help demo lists",
        "export --masters=. --output=y --stack | --stack: has no effect on export; nightbeam help export",
        "explain a.fits --readNoise=5 | --readNoise: has no effect on explain",
        "report . --input=x | --input: has no effect on report",
        "noise --input=. --stack | --stack: has no effect on noise",
        "--input=. --output=y --runner=Nope | Unknown 'runner' specified 'Nope'",
        "--input=. --output=y --targetParallelism=x | --targetParallelism=x: expected a whole number",
        "--input=. --output=y --targetParallelism=0 | expected 1 or more",
        "plan --input=. --targetParallelism=0 | expected 1 or more",
        "plan --input=,. | expected a path before and after each comma",
        "plan --input=file:A | --input=file:A: ",
        "plan --input=/tmp/[ | no valid glob",
        "plan --input=gs://bucket/night | No filesystem found for scheme gs; expected s3:// or hdfs://",
        "--input=. --output=gs://bucket/night | No filesystem found for scheme gs; expected s3:// or hdfs://",
        "--input=. --output=pom.xml | is a file, expected a folder",
        "explain | explain needs a file",
        "explain --typeFrom=HEADER | explain needs a file",
        "explain /no/such/file.fits | there is no such file or folder",
        "plan --input=. --dialect=/no/such.yaml | --dialect=/no/such.yaml: there is no such file",
        "plan --input=. --facts=/no/such.yaml | --facts=/no/such.yaml: there is no such file",
        "plan --input=. --timeZone=Mars | --timeZone=Mars: expected a time zone such as",
        "plan --input=. --longitude=361 | expected a number from -180 to 360 degrees east",
        "plan --input=. --minimumFrames=0 | expected a whole number from 1 to 10000 frames",
        "plan --input=. --ignoreSettings=GAIN,SIZE | --ignoreSettings=SIZE: expected one of [CAMERA,",
        "--watch --input=s3://night --output=y | s3://night is on another file system; expected",
        "--watch --input=. --output=y --runner=FlinkRunner | --watch works on this machine only",
        "--watch --input=. --output=y --masterDelay=-1 | expected a number from 0 to 86400 s",
        "--watch --input=/tmp/[ --output=y | no valid glob",
        "help plna | help plna: no such verb or option; did you mean plan?",
        "help --sigmalow | did you mean sigmaLow?",
        "help plan demo | expected nightbeam help [VERB | --OPTION]",
        "completion | expected nightbeam completion bash|zsh",
        "completion fish | completion fish: expected one of bash zsh",
        "plan --input=. --overscan=[1:2 | --overscan: section '[1:2': the closing bracket is missing",
        "plan --input=. --overscan=[1:9:2,*] | a range has a step; expected [x1:x2,y1:y2]",
        "plan --input=. --trim=DATASEC | --trim: section 'DATASEC'",
        "plan --input=. --overscanOrder=51 | options of the overscan: order is 51; it must be 1 to 50",
        "plan --input=. --linearity=1 | --linearity=1: expected two or more finite coefficients",
        "plan --input=. --linearity=0,one | --linearity=0,one: expected two or more finite",
        "--input=. --output=y --planes=NOISE | --planes=NOISE: expected one of [UNCERT, MASK",
        "--input=. --output=y --unit=PHOTON | --unit=PHOTON: expected one of ADU, ELECTRON",
        "--input=. --output=y --assemble=DETSEC | --assemble=DETSEC: amplifiers differ in gain",
        "plan --input=. --masterNights=SOON | expected one of ANY, BEFORE, AFTER"
      })
  void aMistakeCostsOneLineAndStatusTwo(String words, String message) {
    Program program = Program.run((Object[]) words.split(" "));
    assertEquals(2, program.status(), program.err());
    assertTrue(program.err().contains(message), program.err());
    assertEquals(1, program.err().lines().count(), program.err());
    assertEquals("", program.out());
  }

  @Test
  void helpListsEveryOptionWithItsDefaultAndRange() {
    Program help = Program.run("help");
    assertEquals(0, help.status());
    for (String name : new OptionCatalogue().names()) {
      assertTrue(help.out().contains("  --" + name + "="), name);
    }
    String text = help.out().replaceAll("\\s+", " ");
    assertTrue(text.contains("(0 to 100 standard deviations); default 3"), text);
    assertTrue(text.contains("--combine=MEDIAN|MEAN|SIGMA_CLIP"), text);
    assertTrue(text.contains("default MEDIAN"), text);
    assertEquals(help.out(), Program.run("--help").out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "help --runner | --runner=Class",
        "help targetParallelism | --targetParallelism=int",
        "help --awsRegion | (Beam: AwsOptions)",
        "--help=FlinkPipelineOptions | --checkpointingInterval=",
        "--help=PipelineOptions | --jobName=String",
        "--help=plan | nightbeam plan --input=PATH",
      })
  void optionsOfBeamAreExplainedToo(String words, String text) {
    Program help = Program.run((Object[]) words.split(" "));
    assertEquals(0, help.status(), help.err());
    assertTrue(help.out().contains(text), help.out());
  }

  @Test
  void helpOfAVerbListsWhatItHeeds() {
    for (Verb verb : Verb.values()) {
      Program help = Program.run("help", verb.word());
      assertEquals(0, help.status(), help.err());
      assertTrue(help.out().startsWith("nightbeam "), help.out());
      assertTrue(help.out().contains(verb.word()), help.out());
    }
    String plan = Program.run("plan", "--help").out();
    assertEquals(Program.run("help", "plan").out(), plan);
    assertTrue(plan.contains("  --format=TEXT|CSV|JSON|MATCHES"), plan);
    assertFalse(plan.contains("--combine"), plan);
    String calibrate = Program.run("help", "calibrate").out();
    assertTrue(calibrate.contains("  --combine=MEDIAN|"), calibrate);
    assertTrue(calibrate.contains("With --watch it keeps running"), calibrate);
  }

  @Test
  void helpOfAnOptionIsThatOptionAlone() {
    String help = Program.run("help", "--sigmaLow").out();
    assertEquals(help, Program.run("help", "sigmaLow").out());
    assertTrue(help.startsWith("  --sigmaLow=N"), help);
    assertTrue(
        help.replaceAll("\\s+", " ").contains("(0 to 100 standard deviations); default 3"), help);
    assertFalse(help.contains("--sigmaHigh"), help);
  }

  @Test
  void everyNumericOptionHasARange() {
    for (Option option : new OptionCatalogue().all()) {
      boolean number = Set.of(int.class, double.class, Double.class).contains(option.type());
      assertEquals(number, option.range() != null, option.name());
      assertFalse(option.description().isBlank(), option.name());
    }
  }

  @Test
  void everyOptionIsHeededByAVerb() {
    OptionCatalogue catalogue = new OptionCatalogue();
    for (Option option : catalogue.all()) {
      assertTrue(Arrays.stream(Verb.values()).anyMatch(option::isHeededBy), option.name());
    }
    assertEquals(
        Set.of(
            "bandRows",
            "durable",
            "force",
            "log",
            "masterCacheLimit",
            "previewSize",
            "quiet",
            "report",
            "verbose"),
        catalogue.heededBy(Verb.DEMO).get("Run").stream()
            .map(Option::name)
            .collect(Collectors.toSet()));
  }

  @Test
  void theDemoMakesANightAndCalibratesIt() throws Exception {
    Program demo = Program.run("demo", "--output=" + folder, "--scratch=" + folder.resolve("s"));
    assertEquals(0, demo.status(), demo.err());
    assertTrue(demo.out().contains("calibrated    16 of 16 lights"), demo.out());
    String look = demo.out().lines().reduce((a, b) -> b).orElseThrow();
    for (String word : look.split(" ")) {
      if (word.endsWith(".fits")) {
        assertTrue(Files.exists(Path.of(word)), word);
      }
    }
  }
}
