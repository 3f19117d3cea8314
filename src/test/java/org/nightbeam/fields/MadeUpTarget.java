package org.nightbeam.fields;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.nightbeam.catalogue.CatalogueFile;
import org.nightbeam.catalogue.CataloguePath;
import org.nightbeam.fixture.Cameras;
import org.nightbeam.fixture.Frames;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Pointing;
import org.nightbeam.grading.LightQuality;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.MeasuredSource;
import org.nightbeam.reason.Reason;
import org.nightbeam.registration.Transform;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.table.LightStatistics;

/** Lights of known places, with catalogues in an output. */
final class MadeUpTarget {
  static final int WIDTH = 1000;
  static final int HEIGHT = 800;
  private static final double ERROR = 0.03;

  /** Flux of a source behind a colour filter that is found. */
  private static final double FAINTEST = 300;

  final Path output;
  private final Random random = new Random(11);
  private final List<double[]> sky = new ArrayList<>();

  MadeUpTarget(Path output) {
    this.output = output;
    for (int i = 0; i < 400; i++) { // on a sky four times as large as a light
      sky.add(
          new double[] {
            (2 * random.nextDouble() - 0.5) * WIDTH,
            (2 * random.nextDouble() - 0.5) * HEIGHT,
            300 * Math.pow(1 - random.nextDouble(), -1 / 1.2)
          });
    }
  }

  /** How a light is made; what is not said is usual. */
  static final class Light {
    String name = "a";
    String object = "M 31";
    CameraConfiguration camera = Cameras.camera("cam").size(WIDTH, HEIGHT).build();
    Transform sky = Transform.IDENTITY; // from places of the sky to those of the light
    double fwhm = 3;
    double flux = 1;
    int minute;
    int most = 1000; // stars
    boolean noise; // in place of stars
    int flags;
    double[] colours; // fluxes in the places of a colour cell, R G / G B

    Light name(String value) {
      name = value;
      return this;
    }

    Light at(double dx, double dy) {
      return sky(new Transform(0, 0, 1, new double[] {dx, 1, 0}, new double[] {dy, 0, 1}));
    }

    Light sky(Transform value) {
      sky = value;
      return this;
    }

    Light fwhm(double value) {
      fwhm = value;
      return this;
    }
  }

  private static MeasuredSource source(
      double x, double y, double flux, double fwhm, int cell, int flags) {
    double[] one = {flux};
    double[] error = {Math.sqrt(flux)};
    return new MeasuredSource(
        x,
        y,
        x,
        y,
        ERROR,
        ERROR,
        (int) x,
        (int) y,
        flux / 10,
        Math.sqrt(flux),
        flux,
        Math.sqrt(flux),
        one,
        error,
        100,
        fwhm,
        fwhm / 2.35,
        fwhm / 2.35,
        0,
        1,
        0,
        3,
        20,
        1,
        cell,
        flags);
  }

  /** Writes the catalogue of a light; returns its row. */
  FrameRow write(Light light) throws IOException {
    List<MeasuredSource> sources = new ArrayList<>();
    int width = light.camera.width();
    int height = light.camera.height();
    for (double[] star : sky) {
      double x = light.sky.x(star[0], star[1]) + ERROR * random.nextGaussian();
      double y = light.sky.y(star[0], star[1]) + ERROR * random.nextGaussian();
      if (light.noise) {
        x = random.nextDouble() * 2 * width;
        y = random.nextDouble() * 2 * height;
      }
      if (x > 0 && y > 0 && x < width - 1 && y < height - 1 && sources.size() < light.most) {
        double flux = star[2] * light.flux;
        if (light.colours == null) {
          sources.add(source(x, y, flux, light.fwhm, 0, light.flags));
        }
        for (int cell = 1; light.colours != null && cell <= light.colours.length; cell++) {
          double ofColour = flux * light.colours[cell - 1];
          if (ofColour > FAINTEST) {
            sources.add(source(x, y, ofColour, light.fwhm, cell, light.flags));
          }
        }
      }
    }
    MeasuredFrame frame =
        new MeasuredFrame(
            sources, 100, 10, light.fwhm, 1, 0, new double[] {3}, new double[] {30}, 100);
    String product = "calibrated/" + light.name + ".fits";
    Path file = output.resolve(CataloguePath.of(product, light.camera.hdu()));
    Files.createDirectories(file.getParent());
    try (NewFile target = new LocalStorage().create(file.toString())) {
      new CatalogueFile(frame, width, height, "adu")
          .write(
              target,
              light.colours == null
                  ? List.of()
                  : List.of(String.format("%-80s", "NBCFA   = 'RGGB    '")));
    }
    Pointing pointing =
        new Pointing(
            light.object, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    LightQuality quality =
        LightQuality.of(frame, light.colours == null ? 0 : 2, width, height, pointing);
    return FrameRow.of(
            Frames.light()
                .path("night/" + light.name + ".fits")
                .hdu(light.camera.hdu())
                .camera(light.camera)
                .pointing(pointing)
                .night("2024-03-02")
                .time(Instant.parse("2024-03-02T20:00:00Z").plusSeconds(60L * light.minute))
                .build(),
            FrameStatus.CALIBRATED,
            Reason.NONE)
        .into(product)
        .looking(new LightStatistics(100, 10, 0, sources.size(), light.fwhm, quality));
  }
}
