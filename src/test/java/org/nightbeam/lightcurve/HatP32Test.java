package org.nightbeam.lightcurve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.nightbeam.photometry.FrameMeasurer;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.MeasuredSource;
import org.nightbeam.photometry.PhotometrySettings;
import org.nightbeam.pixels.ProductImage;
import org.nightbeam.registration.Registrar;
import org.nightbeam.registration.Registration;
import org.nightbeam.registration.StarField;
import org.nightbeam.registration.Transform;
import org.nightbeam.storage.LocalStorage;

/**
 * A real night, without calibration frames and with a drift of hundreds of pixels: what the light
 * of HAT-P-32 scatters before its transit. Where there is one, in the folder {@code shared} beside
 * the project.
 */
class HatP32Test {
  private static final Path NIGHT =
      Path.of("..", "..", "shared", "frames", "set16_hatp32").toAbsolutePath().normalize();

  private static ProductImage read(Path file) throws IOException {
    return ProductImage.read(new LocalStorage(), file.toString(), 0);
  }

  private static MeasuredFrame sources(Path file) throws IOException {
    return new FrameMeasurer(PhotometrySettings.DEFAULT)
        .measure(read(file).pixels(), null, null, Double.NaN);
  }

  private static FieldStars field(MeasuredFrame reference, double x, double y) {
    List<MeasuredSource> sources = new ArrayList<>(reference.sources());
    int count = sources.size();
    double[] unknown = new double[count];
    Arrays.fill(unknown, Double.NaN);
    String[] targets = new String[count];
    Arrays.fill(targets, "");
    for (int i = 0; i < count; i++) {
      if (Math.hypot(sources.get(i).xWin() - x, sources.get(i).yWin() - y) < 3) {
        targets[i] = "HAT-P-32";
      }
    }
    return new FieldStars(
        "HATP-32",
        "",
        "first",
        0,
        650,
        500,
        reference.fwhm(),
        "adu",
        sources.stream().mapToDouble(MeasuredSource::xWin).toArray(),
        sources.stream().mapToDouble(MeasuredSource::yWin).toArray(),
        sources.stream().mapToDouble(s -> s.apertures()[3]).toArray(),
        sources.stream().mapToDouble(s -> s.apertureErrors()[3]).toArray(),
        sources.stream().mapToInt(MeasuredSource::flags).toArray(),
        targets,
        unknown,
        unknown,
        List.of());
  }

  @Test
  void theStarScattersByHalfAPercent() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(NIGHT), "no real frames in " + NIGHT);
    List<Path> files = new ArrayList<>();
    try (var all = Files.newDirectoryStream(NIGHT, "*.FITS.gz")) {
      all.forEach(files::add);
    }
    Collections.sort(files);
    MeasuredFrame reference = sources(files.get(0));
    FieldStars stars = field(reference, 423, 286);
    Registrar registrar = new Registrar(StarField.of(reference, 650, 500));
    List<byte[]> blocks = new ArrayList<>();
    for (int k = 0; k < files.size(); k++) {
      MeasuredFrame catalogue = k == 0 ? reference : sources(files.get(k));
      Registration found = registrar.register(StarField.of(catalogue, 650, 500));
      Transform transform = k == 0 ? Transform.IDENTITY : found.transform();
      MeasuredLight.About about =
          new MeasuredLight.About(
              files.get(k).getFileName().toString(),
              "2026-01-15",
              k * 0.002,
              60,
              Double.NaN,
              catalogue.fwhm(),
              31.04,
              46.69,
              Double.NaN,
              Double.NaN,
              "SKY");
      blocks.add(
          new LightMeasurer(stars, 64)
              .measure(about, read(files.get(k)), catalogue, Double.NaN, transform, "")
              .coded());
    }
    FieldCurves curves = new FieldSolver(stars, CurveSettings.DEFAULT).solve(blocks);
    LightCurve target = curves.curves().get(0);
    assertEquals("HAT-P-32", target.name());
    assertEquals(files.size(), target.points());
    double scatter = Variability.fromLightToLight(target.flux());
    assertTrue(scatter < 0.0055, "point to point " + scatter);
  }
}
