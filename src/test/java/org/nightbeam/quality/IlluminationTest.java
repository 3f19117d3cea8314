package org.nightbeam.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.frame.FrameType;
import org.nightbeam.quality.MadeUpCamera.Light;
import org.nightbeam.quality.Misfits.Found;

class IlluminationTest {
  private static final int HEIGHT = 240;
  private static final int WIDTH = 320;
  private static final double ELECTRONS = 30_000;
  private static final double PEDESTAL = 1000;

  private final MadeUpCamera camera = new MadeUpCamera(HEIGHT, WIDTH, 17);

  private Found find(List<Light> lights) {
    List<FrameSample> samples = new ArrayList<>();
    lights.forEach(light -> samples.add(camera.sample(light, 0)));
    return Misfits.find(FrameType.FLAT, samples, PEDESTAL);
  }

  /** Light of a lamp by the mains: of each frame the bands begin elsewhere. */
  private static List<Light> flickering(int frames, double part, boolean rows) {
    List<Light> lights = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      double phase = 2.4 * i;
      lights.add(
          (y, x) -> ELECTRONS * (1 + part * Math.sin(2 * Math.PI * (rows ? y : x) / 41 + phase)));
    }
    return lights;
  }

  @ParameterizedTest
  @CsvSource({"2, 0.2", "3, 0.05", "7, 0.05", "12, 0.2"})
  void flickerOfALampIsTold(int frames, double part) {
    Found byRows = find(flickering(frames, part, true));
    assertTrue(byRows.doubt().contains("along their rows"), byRows.doubt());
    assertTrue(byRows.doubt().contains("flickering"), byRows.doubt());
    Found byColumns = find(flickering(frames, part, false));
    assertTrue(byColumns.doubt().contains("along their columns"), byColumns.doubt());
  }

  @Test
  void lampThatAlwaysLightsTheSameBandsIsPartOfTheFlat() {
    List<Light> same = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      same.add((y, x) -> ELECTRONS * (1 + 0.2 * Math.sin(2 * Math.PI * y / 41)));
    }
    assertEquals("", find(same).doubt());
  }

  @Test
  void skyThatFadesAndTurnsIsNoFlicker() {
    List<Light> twilight = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      double level = ELECTRONS * Math.pow(0.7, i);
      double slope = 0.02 * (i - 4) / 4;
      twilight.add(
          (y, x) ->
              level
                  * (1 + slope * (2.0 * y / HEIGHT - 1) - slope * (2.0 * x / WIDTH - 1))
                  * (1 + 0.01 * (2.0 * y / HEIGHT - 1) * (2.0 * y / HEIGHT - 1)));
    }
    assertEquals("", find(twilight).doubt());
  }

  /** Light of one side, or of the middle, by this part more. */
  private static Light lopsided(double part) {
    return (y, x) -> ELECTRONS * (1 + part * x / WIDTH);
  }

  private static Light bulging(double part) {
    return (y, x) ->
        ELECTRONS
            * (1 - part * (Math.pow(2.0 * x / WIDTH - 1, 2) + Math.pow(2.0 * y / HEIGHT - 1, 2)));
  }

  @ParameterizedTest
  @CsvSource({"3, 0.06", "5, 0.08", "9, 0.15"})
  void flatOfAnotherLampAmongThoseOfTheSkyIsTold(int frames, double part) {
    for (Light other : List.of(lopsided(part), bulging(part))) {
      List<Light> lights = new ArrayList<>();
      for (int i = 0; i < frames; i++) {
        double level = Math.pow(0.9, i);
        lights.add((y, x) -> level * ELECTRONS * (1 + 0.002 * y / HEIGHT));
      }
      lights.set(frames - 2, other);
      Found found = find(lights);
      assertEquals(List.of(), found.misfits());
      assertTrue(
          found
              .doubt()
              .contains("1 of " + frames + " flats is illuminated differently from the others"),
          found.doubt());
      assertTrue(found.doubt().endsWith("number " + (frames - 1) + " in time"), found.doubt());
    }
  }

  @Test
  void faintFlatsAreNoisyAndNotBanded() {
    List<Light> faint = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      faint.add(Light.even(250));
    }
    assertEquals("", find(faint).doubt());
  }

  @Test
  void starsInFlatsOfTheSkyAreNoBands() {
    List<Light> sky = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int shift = 11 * i;
      sky.add(
          (y, x) ->
              ELECTRONS
                  + 40_000 * Math.exp(-(Math.pow(y - 60 - shift, 2) + Math.pow(x - 90, 2)) / 8.0));
    }
    assertEquals("", find(sky).doubt());
  }
}
