package org.nightbeam.program.rerun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.cli.Program;
import org.nightbeam.run.PlanJson;
import org.nightbeam.synthetic.SyntheticNight;
import org.nightbeam.terminal.ExitStatus;

/** Runs that nobody looks at: what they print, and what they leave in their log. */
class UnattendedTest {
  private static final String STAMP =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d  .*";

  @TempDir Path folder;

  private Path night() throws IOException {
    Path raw = folder.resolve("raw");
    SyntheticNight.of(32, 3, 3, 3, 2).writeTo(raw);
    return raw;
  }

  @Test
  void aNightWithoutFramesFailsWithAWordOnStandardError() throws IOException {
    Path none = Files.createDirectories(folder.resolve("none"));
    Program program = Program.calibrate(none, folder.resolve("out"), "--quiet");
    assertEquals(ExitStatus.FAILED.code(), program.status());
    assertEquals("", program.out());
    assertTrue(program.err().contains("no FITS files were found"), program.err());
  }

  @Test
  void quietRunPrintsNothingAndItsLogSaysAll() throws IOException {
    Path log = folder.resolve("nightbeam.log");
    Program program = Program.calibrate(night(), folder.resolve("out"), "--quiet", "--log=" + log);
    assertEquals(0, program.status());
    assertEquals("", program.out());
    assertEquals("", program.err());
    List<String> lines = Files.readAllLines(log);
    assertTrue(lines.stream().allMatch(line -> line.matches(STAMP)), lines.toString());
    assertTrue(
        lines.stream().anyMatch(line -> line.endsWith("calibrated    2 of 2 lights")),
        lines.toString());
  }

  @Test
  void quietRunStillWarnsAndTheNextOneAppends() throws IOException {
    Path raw = night();
    Path log = folder.resolve("nightbeam.log");
    Files.writeString(raw.resolve("broken.fits"), "no FITS", StandardCharsets.US_ASCII);
    Path facts = folder.resolve("facts.yaml");
    Files.writeString(facts, "\"**/nothing*\": {type: bias}\n");
    Path out = folder.resolve("out");
    Program first = Program.calibrate(raw, out, "--quiet", "--log=" + log, "--facts=" + facts);
    assertEquals(3, first.status());
    assertEquals("", first.out());
    assertTrue(first.err().contains("warning"), first.err());
    String before = Files.readString(log);
    assertTrue(before.contains(first.err().strip()), before);
    assertTrue(before.contains("rejected      1"), before);
    Program again = Program.calibrate(raw, out, "--log=" + log);
    assertEquals(3, again.status());
    assertTrue(again.out().contains("up to date    2 of 2 lights"), again.out());
    assertTrue(Files.readString(log).startsWith(before));
    assertTrue(Files.readString(log).contains("up to date    2 of 2 lights"));
  }

  @Test
  void failureIsInTheLogToo() throws IOException {
    Path log = folder.resolve("nightbeam.log");
    Path raw = night();
    Path out = folder.resolve("out");
    Files.createDirectories(out);
    Files.createDirectory(out.resolve("frames.csv"));
    Files.writeString(out.resolve("frames.csv/in-the-way"), "");
    Program program = Program.calibrate(raw, out, "--quiet", "--log=" + log);
    assertEquals(1, program.status());
    assertFalse(program.err().isEmpty());
    for (String line : program.err().lines().toList()) {
      assertTrue(Files.readString(log).contains("  " + line + "\n"), Files.readString(log));
    }
  }

  @Test
  void logThatCannotBeOpenedIsAMistakeOfTheCommandLine() throws IOException {
    Program program =
        Program.calibrate(
            night(), folder.resolve("out"), "--log=" + folder.resolve("none/nightbeam.log"));
    assertEquals(2, program.status());
    assertTrue(program.err().startsWith("nightbeam: --log="), program.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @Test
  void planEndsAsARunWould() throws IOException {
    Path raw = night();
    assertEquals(0, Program.run("plan", "--input=" + raw).status());
    Files.writeString(raw.resolve("broken.fits"), "no FITS", StandardCharsets.US_ASCII);
    assertEquals(3, Program.run("plan", "--input=" + raw).status());
    Files.delete(raw.resolve("broken.fits"));
    for (Path flat : Program.files(raw).values()) {
      if (flat.getParent().endsWith("Flats")) {
        Files.delete(flat);
      }
    }
    assertEquals(3, Program.run("plan", "--input=" + raw).status());
  }

  @Test
  void planAsJsonIsWhatItsSchemaSaysAndWhatTheTableSays() throws IOException {
    Path raw = night();
    Files.writeString(raw.resolve("broken.fits"), "no FITS", StandardCharsets.US_ASCII);
    Path facts = folder.resolve("facts.yaml");
    Files.writeString(facts, "\"**/nothing*\": {type: bias}\n");
    Program program = Program.run("plan", "--format=JSON", "--input=" + raw, "--facts=" + facts);
    assertEquals(3, program.status(), program.err());
    JsonNode plan = new ObjectMapper().readTree(program.out());
    JsonSchema.of(PlanJson.class, "plan.schema.json").require(plan);
    assertEquals(12, plan.get("frames").size());
    assertEquals(2, plan.at("/counts/calibrated").asInt());
    assertEquals(9, plan.at("/counts/used-in-master").asInt());
    assertEquals(1, plan.at("/counts/rejected").asInt());
    assertEquals(3, plan.get("masters").size());
    assertEquals("rejected", plan.at("/reasons/0/status").asText());
    assertEquals("broken.fits", plan.at("/reasons/0/first").asText());
    assertFalse(plan.at("/reasons/0/reason_code").asText().isEmpty());
    assertTrue(plan.at("/warnings/0").asText().contains("**/nothing*"), plan.toString());
  }

  @Test
  void runJsonSaysWhyFramesAreLeft() throws IOException {
    Path raw = night();
    Files.writeString(raw.resolve("broken.fits"), "no FITS", StandardCharsets.US_ASCII);
    Path out = folder.resolve("out");
    assertEquals(3, Program.calibrate(raw, out).status());
    JsonNode run = new ObjectMapper().readTree(out.resolve("run.json").toFile());
    assertEquals("rejected", run.at("/reasons/0/status").asText());
    assertEquals(1, run.at("/reasons/0/frames").asInt());
    assertEquals(
        Program.table(out).get("broken.fits").get("reason"), run.at("/reasons/0/reason").asText());
  }

  @Test
  void listOfGoodLightsGoesWithTheRunThatMeasuredThem() throws IOException {
    Path raw = night();
    Path out = folder.resolve("out");
    assertEquals(0, Program.calibrate(raw, out, "--sources").status());
    assertTrue(Files.exists(out.resolve("good.txt")));
    assertEquals(0, Program.calibrate(raw, out).status());
    assertFalse(Files.exists(out.resolve("good.txt")));
  }
}
