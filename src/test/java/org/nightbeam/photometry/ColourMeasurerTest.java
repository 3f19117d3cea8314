package org.nightbeam.photometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nightbeam.MadeUpSky;

/** Frames behind a colour filter array, made of one sky per colour. */
class ColourMeasurerTest {
  private static final int SIZE = 200;
  private static final double GAIN = 1.5;
  private static final double FWHM = 6;

  /** What passes the filter at each place of the cell. */
  private static final double[] PASSES = {0.5, 1, 1, 0.25};

  private static final double[] SKIES = {100, 300, 300, 60};
  private static final double FLUX = 400_000;

  /** A frame with a star of all colours at (60.3, 80.7), and one at (140, 120) of one colour. */
  private static float[][] frame(int onlyPlace) {
    float[][] frame = new float[SIZE][SIZE];
    for (int k = 0; k < PASSES.length; k++) {
      MadeUpSky sky = new MadeUpSky(SIZE, SIZE, SKIES[k], GAIN, 5);
      sky.star(60.3, 80.7, FLUX * PASSES[k], FWHM);
      if (k == onlyPlace) {
        sky.star(140, 120, FLUX, FWHM);
      }
      float[][] exposed = sky.exposed(11 + k);
      for (int y = k / 2; y < SIZE; y += 2) {
        for (int x = k % 2; x < SIZE; x += 2) {
          frame[y][x] = exposed[y][x];
        }
      }
    }
    return frame;
  }

  private static List<MeasuredSource> near(MeasuredFrame frame, double x, double y) {
    return frame.sources().stream()
        .filter(s -> Math.hypot(s.xWin() - x, s.yWin() - y) < 2)
        .toList();
  }

  @Test
  void eachColourHasItsOwnPlacesAndFluxes() {
    MeasuredFrame measured =
        new ColourMeasurer(PhotometrySettings.DEFAULT).measure(frame(-1), null, null, GAIN);
    List<MeasuredSource> star = near(measured, 60.3, 80.7);
    assertEquals(List.of(1, 2, 3, 4), star.stream().map(MeasuredSource::cell).sorted().toList());
    int widest = measured.radii().length - 1;
    for (MeasuredSource source : star) {
      assertEquals(60.3, source.xWin(), 0.05);
      assertEquals(80.7, source.yWin(), 0.05);
      double passes = PASSES[source.cell() - 1];
      // One pixel in four has this colour.
      assertEquals(
          1, source.apertures()[widest] / (FLUX * passes / 4), 0.01, "place " + source.cell());
      assertEquals(SKIES[source.cell() - 1], source.background(), 1);
      assertTrue(Math.abs(source.fwhm() / FWHM - 1) < 0.06, "width " + source.fwhm());
    }
  }

  /** The place of a pixel in the cell tells its colour; another one is of another sensitivity. */
  @Test
  void eachSourceHasTheSensitivityOfItsColour() {
    MeasuredFrame measured =
        new ColourMeasurer(PhotometrySettings.DEFAULT)
            .measure(
                frame(-1),
                null,
                null,
                GAIN,
                (x, y) ->
                    PASSES[(int) Math.rint(y) % 2 * 2 + (int) Math.rint(x) % 2]
                        * (1 + Math.floor(x / 2) / SIZE));
    List<MeasuredSource> star = near(measured, 60.3, 80.7);
    assertEquals(PASSES.length, star.size());
    for (MeasuredSource source : star) {
      double flat = PASSES[source.cell() - 1] * (1 + 30.0 / SIZE);
      assertEquals(1, source.flat() / flat, 0.01, "place " + source.cell());
    }
  }

  @Test
  void whatHasOneColourIsASourceOfThatAlone() {
    for (int k = 0; k < PASSES.length; k++) {
      MeasuredFrame measured =
          new ColourMeasurer(PhotometrySettings.DEFAULT).measure(frame(k), null, null, GAIN);
      List<MeasuredSource> star = near(measured, 140, 120);
      assertEquals(List.of(k + 1), star.stream().map(MeasuredSource::cell).toList());
    }
  }
}
