package org.nightbeam.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.nightbeam.photometry.FrameMeasurer;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.PhotometrySettings;

/**
 * A real night of a telescope that drifts by hundreds of pixels, without calibration: hot pixels
 * stay where they are. Where there is one, in the folder {@code shared} beside the project.
 */
class DriftingNightTest {
  private static final Path NIGHT =
      Path.of("..", "..", "shared", "frames", "set16_hatp32").toAbsolutePath().normalize();

  private static StarField stars(Path file) throws IOException {
    short[][] stored;
    try (InputStream stream = new GZIPInputStream(Files.newInputStream(file));
        Fits fits = new Fits(stream)) {
      stored = (short[][]) fits.readHDU().getKernel();
    } catch (FitsException e) {
      throw new IOException(e);
    }
    float[][] pixels = new float[stored.length][stored[0].length];
    for (int y = 0; y < pixels.length; y++) {
      for (int x = 0; x < pixels[y].length; x++) {
        pixels[y][x] = stored[y][x];
      }
    }
    MeasuredFrame measured =
        new FrameMeasurer(PhotometrySettings.DEFAULT).measure(pixels, null, null, Double.NaN);
    return StarField.of(measured, stored[0].length, stored.length);
  }

  @Test
  void everyFrameIsRegistered() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(NIGHT), "no real frames in " + NIGHT);
    List<Path> files = new ArrayList<>();
    try (var all = Files.newDirectoryStream(NIGHT, "*.FITS.gz")) {
      all.forEach(files::add);
    }
    Collections.sort(files);
    List<StarField> frames = new ArrayList<>();
    // Measuring takes most of the time: -Dtrials=1 looks at all 71.
    int step = Math.max(1, Math.min(4, Integer.getInteger("trials", 4)));
    List<Path> some = new ArrayList<>();
    for (int k = 0; k < files.size(); k += step) {
      some.add(files.get(k));
      frames.add(stars(files.get(k)));
    }
    assertTrue(frames.size() > 15, frames.size() + " frames");
    Registrar toFirst = new Registrar(frames.get(0));
    Registrar toLast = new Registrar(frames.get(frames.size() - 1));
    Registration apart = toLast.register(frames.get(0));
    assertTrue(apart.isFound(), apart.failure());
    double before = 0;
    for (int k = 0; k < frames.size(); k++) {
      Registration found = toFirst.register(frames.get(k));
      assertTrue(found.isFound(), some.get(k) + ": " + found.failure());
      assertTrue(found.rms() < 0.5, some.get(k) + ": " + found);
      // A telescope that drifts does not jump, nor does it turn or zoom.
      double x = found.transform().x(325, 250) - 325;
      double y = found.transform().y(325, 250) - 250;
      assertTrue(Math.abs(Math.hypot(x, y) - before) < 80, some.get(k) + ": " + found);
      before = Math.hypot(x, y);
      assertEquals(1, found.transform().scale(), 2e-3);
      assertEquals(0, found.transform().rotation(), 0.5);
      // By way of another reference the way is the same.
      Registration other = toLast.register(frames.get(k));
      assertTrue(other.isFound(), some.get(k) + ": " + other.failure());
      double[] place = apart.transform().back(325, 250); // of the first on the last
      assertEquals(found.transform().x(325, 250), other.transform().x(place[0], place[1]), 0.3);
      assertEquals(found.transform().y(325, 250), other.transform().y(place[0], place[1]), 0.3);
    }
    assertTrue(before > 100, "the night drifts by " + before + " pixels");
  }
}
