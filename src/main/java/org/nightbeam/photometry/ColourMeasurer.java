package org.nightbeam.photometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.nightbeam.background.BackgroundMap;
import org.nightbeam.sources.Sensitivity;
import org.nightbeam.sources.SkySubtracted;
import org.nightbeam.statistics.Spread;

/**
 * Measures frames of sensors with a colour filter array of 2 x 2 pixels: the pixels of each place
 * in the cell by themselves, as a frame of half the width and height, and never across colours.
 * Fluxes are those of the pixels of one colour, places and sizes those of the whole frame.
 */
public final class ColourMeasurer implements PixelMeasurer {
  private static final int CELL = 2;
  private static final int PLACES = CELL * CELL;

  private final FrameMeasurer measurer;
  private final BackgroundMap[] skies = new BackgroundMap[PLACES]; // of the last frame

  /**
   * @param settings how sources are found and measured; radii in pixels are those of the whole
   *     frame
   */
  public ColourMeasurer(PhotometrySettings settings) {
    this.measurer = new FrameMeasurer(settings.inCells(CELL));
  }

  /**
   * Measures a frame, as the interface says it.
   *
   * @return the sources of all colours, each with its place in the cell, from 1, row by row
   */
  @Override
  public MeasuredFrame measure(
      float[][] pixels, float[][] sigmas, byte[][] flags, double gain, Sensitivity sensitivity) {
    SkySubtracted[] planes = new SkySubtracted[PLACES];
    double[] widths = new double[PLACES];
    for (int k = 0; k < PLACES; k++) {
      float[][] own = plane(pixels, k);
      byte[][] ownFlags = flags == null ? null : plane(flags, k);
      float[][] ownSigmas = sigmas == null ? null : plane(sigmas, k);
      int column = k % CELL;
      int row = k / CELL;
      planes[k] =
          measurer.subtractSky(
              own,
              ownSigmas,
              ownFlags,
              gain,
              // The pixel of this colour that is next to the place, not one of another.
              (x, y) -> sensitivity.about(CELL * Math.rint(x) + column, CELL * Math.rint(y) + row));
      skies[k] = planes[k].sky();
      widths[k] = measurer.width(planes[k]);
    }
    // Apertures are the same for all colours, so that their fluxes can be compared.
    double width = median(widths);
    List<MeasuredSource> sources = new ArrayList<>();
    MeasuredFrame[] measured = new MeasuredFrame[PLACES];
    for (int k = 0; k < PLACES; k++) {
      measured[k] = measurer.measure(planes[k], width);
      for (MeasuredSource source : measured[k].sources()) {
        sources.add(source.inCell(k + 1, k % CELL, k / CELL, CELL));
      }
    }
    sources.sort(
        Comparator.comparingInt(MeasuredSource::yPeak).thenComparingInt(MeasuredSource::xPeak));
    return new MeasuredFrame(
        List.copyOf(sources),
        median(Arrays.stream(measured).mapToDouble(MeasuredFrame::sky).toArray()),
        median(Arrays.stream(measured).mapToDouble(MeasuredFrame::skyNoise).toArray()),
        CELL * median(Arrays.stream(measured).mapToDouble(MeasuredFrame::fwhm).toArray()),
        median(Arrays.stream(measured).mapToDouble(MeasuredFrame::elongation).toArray()),
        measured[1].theta(), // of a green, in most patterns
        Arrays.stream(measured[0].radii()).map(radius -> CELL * radius).toArray(),
        measured[1].zeroFluxNoise(),
        median(Arrays.stream(measured).mapToDouble(MeasuredFrame::limitingFlux).toArray()));
  }

  @Override
  public void measureSky(float[][] pixels, byte[][] flags) {
    for (int k = 0; k < PLACES; k++) {
      byte[][] ownFlags = flags == null ? null : plane(flags, k);
      skies[k] =
          measurer
              .subtractSky(plane(pixels, k), null, ownFlags, Double.NaN, Sensitivity.EVEN)
              .sky();
    }
  }

  /** NaN is also in cells that are not complete. */
  @Override
  public void sky(int y, float[] out) {
    Arrays.fill(out, Float.NaN);
    int row = y / CELL;
    for (int column = 0; column < CELL; column++) {
      BackgroundMap sky = skies[y % CELL * CELL + column];
      if (row < sky.height()) {
        float[] level = new float[sky.width()];
        sky.level(row, level);
        for (int x = 0; x < level.length; x++) {
          out[CELL * x + column] = level[x];
        }
      }
    }
  }

  /** Returns the median of the values that are known; NaN if none is. */
  private static double median(double[] values) {
    return Spread.median(Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray());
  }

  /** Returns the pixels of one place in all cells; incomplete cells at the edge are left out. */
  private static float[][] plane(float[][] whole, int place) {
    float[][] plane = new float[whole.length / CELL][whole[0].length / CELL];
    for (int y = 0; y < plane.length; y++) {
      float[] row = whole[CELL * y + place / CELL];
      for (int x = 0; x < plane[y].length; x++) {
        plane[y][x] = row[CELL * x + place % CELL];
      }
    }
    return plane;
  }

  private static byte[][] plane(byte[][] whole, int place) {
    byte[][] plane = new byte[whole.length / CELL][whole[0].length / CELL];
    for (int y = 0; y < plane.length; y++) {
      byte[] row = whole[CELL * y + place / CELL];
      if (row == null) {
        plane[y] = null;
        continue;
      }
      for (int x = 0; x < plane[y].length; x++) {
        plane[y][x] = row[CELL * x + place % CELL];
      }
    }
    return plane;
  }
}
