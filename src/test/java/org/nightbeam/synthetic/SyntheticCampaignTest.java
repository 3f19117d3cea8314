package org.nightbeam.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.RawFrames;
import org.nightbeam.fixture.Matching;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.plan.Plan;
import org.nightbeam.plan.Planner;

class SyntheticCampaignTest {
  @TempDir Path folder;

  private List<Frame> frames(Path campaign) throws Exception {
    return RawFrames.files(campaign).stream().map(file -> RawFrames.read(campaign, file)).toList();
  }

  @ParameterizedTest
  @CsvSource({"132, 1", "133, 1", "499, 1", "500, 2", "10000, 30", "99999, 300", "100000, 300"})
  void nightsGrowWithFrames(int frames, int nights) {
    assertEquals(nights, SyntheticCampaign.of(frames).nights());
  }

  @Test
  void theNumberOfFramesIsMetExactly() throws Exception {
    for (int number : new int[] {132, 143, 701}) {
      Path campaign = folder.resolve("of" + number);
      SyntheticCampaign.of(number).writeTo(campaign);
      List<Frame> frames = frames(campaign);
      assertEquals(number, frames.size());
      assertEquals(
          SyntheticCampaign.of(number).lights(),
          frames.stream().filter(frame -> frame.type() == FrameType.LIGHT).count());
      assertEquals(
          SyntheticCampaign.of(number).nights(),
          frames.stream().map(Frame::night).distinct().count());
    }
  }

  @Test
  void theSameSettingsGiveTheSameFiles() throws Exception {
    SyntheticCampaign.of(140).writeTo(folder.resolve("a"));
    SyntheticCampaign.of(140).writeTo(folder.resolve("b"));
    List<Path> files = RawFrames.files(folder.resolve("a"));
    assertEquals(140, files.size());
    Set<String> contents = new HashSet<>();
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      Path twin = folder.resolve("b").resolve(folder.resolve("a").relativize(file));
      assertArrayEquals(bytes, Files.readAllBytes(twin), file.toString());
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      assertTrue(contents.add(text.substring(2880)), file + " has the pixels of another frame");
      assertEquals("conforms to the FITS standard", text.substring(33, 80).strip());
    }
  }

  @Test
  void everyLightFindsItsMastersInItsOwnNight() throws Exception {
    SyntheticCampaign campaign = SyntheticCampaign.of(700);
    campaign.writeTo(folder);
    Plan plan = Planner.plan(frames(folder), List.of(), Matching.PLAIN);
    assertEquals(List.of(), plan.rows());
    assertEquals(campaign.lights(), plan.lights().size());
    assertEquals(campaign.nights() * 3 * (1 + 1 + 4), plan.masters().makeable().size());
    Set<String> series = new HashSet<>();
    for (LightFrame light : plan.lights()) {
      String night = light.frame().night() + "/";
      String camera = light.frame().configuration().camera().replace(' ', '_');
      for (String master : List.of(light.biasId(), light.darkId(), light.flatId())) {
        assertTrue(master.startsWith(night) && master.contains(camera), light.toString());
      }
      series.add(night + camera + light.frame().filter());
    }
    assertEquals(campaign.nights() * 3 * 4, series.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "campaign | expected two arguments: FOLDER NUMBER_OF_FRAMES",
        "campaign 200 seed | expected two arguments: FOLDER NUMBER_OF_FRAMES",
        "campaign many | many: expected a whole number of frames, 132 to 10000000",
        "campaign 131 | 131 frames: expected 132 to 10000000",
        "campaign 10000001 | 10000001 frames: expected 132 to 10000000",
        "file 132 | file: expected a new or empty folder",
        "full 132 | full: expected a new or empty folder"
      })
  void wrongArgumentsAreRefusedBeforeAnythingIsWritten(String words, String message)
      throws Exception {
    Files.createFile(folder.resolve("file"));
    Files.createFile(Files.createDirectory(folder.resolve("full")).resolve("precious"));
    String[] arguments = words.split(" ");
    arguments[0] = folder.resolve(arguments[0]).toString();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = SyntheticCampaign.run(new PrintStream(err), new PrintStream(err), arguments);
    assertEquals(2, status);
    assertTrue(err.toString().contains(message), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertFalse(Files.exists(folder.resolve("campaign")));
    assertEquals(2, RawFrames.files(folder).size());
  }

  @Test
  void theProgramSaysWhatItMade() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Path campaign = folder.resolve("campaign");
    PrintStream printed = new PrintStream(out);
    assertEquals(0, SyntheticCampaign.run(printed, printed, campaign.toString(), "132"));
    assertEquals(
        "132 frames of 16 x 16, 12 of them lights, of 1 night, in " + campaign,
        out.toString().strip());
    assertEquals(132, RawFrames.files(campaign).size());
  }

  @Test
  void tooFewFramesForANightAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new SyntheticCampaign(131, 1));
  }
}
