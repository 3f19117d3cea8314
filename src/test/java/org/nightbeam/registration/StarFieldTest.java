package org.nightbeam.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nightbeam.MadeUpSky;
import org.nightbeam.photometry.ColourMeasurer;
import org.nightbeam.photometry.FrameMeasurer;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.PhotometrySettings;

class StarFieldTest {
  private static final int SIZE = 240;
  private static final double[][] PLACES = {{50.3, 60.7}, {180.1, 40.2}, {120.5, 170.9}};

  private static MadeUpSky sky(double brightness) {
    MadeUpSky sky = new MadeUpSky(SIZE, SIZE, 200 * brightness, 1.5, 5);
    for (double[] place : PLACES) {
      sky.star(place[0], place[1], 200_000 * brightness, 6);
    }
    return sky;
  }

  private static void assertTheThreeStars(StarField field) {
    assertEquals(PLACES.length, field.size());
    for (double[] place : PLACES) {
      assertTrue(
          field.spread(PLACES.length).stream()
              .anyMatch(s -> Math.hypot(s.x() - place[0], s.y() - place[1]) < 0.1),
          "a star at " + place[0] + ", " + place[1]);
    }
  }

  @Test
  void sourcesAreStars() {
    MeasuredFrame measured =
        new FrameMeasurer(PhotometrySettings.DEFAULT).measure(sky(1).exposed(1), null, null, 1.5);
    assertTheThreeStars(StarField.of(measured, SIZE, SIZE));
  }

  /** Each star is a source of four colours, and one star all the same. */
  @Test
  void aStarOfFourColoursIsOne() {
    float[][] frame = new float[SIZE][SIZE];
    double[] passes = {0.5, 1, 1, 0.25};
    for (int k = 0; k < passes.length; k++) {
      float[][] exposed = sky(passes[k]).exposed(2 + k);
      for (int y = k / 2; y < SIZE; y += 2) {
        for (int x = k % 2; x < SIZE; x += 2) {
          frame[y][x] = exposed[y][x];
        }
      }
    }
    MeasuredFrame measured =
        new ColourMeasurer(PhotometrySettings.DEFAULT).measure(frame, null, null, 1.5);
    assertTrue(measured.sources().size() >= 4 * PLACES.length);
    assertTheThreeStars(StarField.of(measured, SIZE, SIZE));
  }

  /** A cluster has the thousand brightest stars; the field around it is not forgotten. */
  @Test
  void everyPartOfTheFrameGivesStars() {
    Random random = new Random(1);
    List<Star> stars = new ArrayList<>();
    for (int k = 0; k < 1000; k++) {
      stars.add(
          new Star(
              500 + 20 * random.nextGaussian(),
              500 + 20 * random.nextGaussian(),
              100 + random.nextDouble(),
              0.1));
    }
    for (int k = 0; k < 200; k++) {
      stars.add(new Star(1000 * random.nextDouble(), 1000 * random.nextDouble(), 1, 0.1));
    }
    List<Star> spread = new StarField(stars, 1000, 1000).spread(50);
    assertEquals(50, spread.size());
    long ofField = spread.stream().filter(s -> s.flux() == 1).count();
    assertTrue(ofField >= 20, ofField + " stars beside the cluster");
    assertEquals(100.9, spread.get(0).flux(), 0.2, "the brightest of all comes first");
  }
}
