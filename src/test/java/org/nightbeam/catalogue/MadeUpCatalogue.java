package org.nightbeam.catalogue;

import java.io.IOException;
import java.nio.file.Path;
import org.nightbeam.MadeUpSky;
import org.nightbeam.photometry.FrameMeasurer;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.PhotometrySettings;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;

/** A frame of twenty stars and one more at its edge, and catalogues of it. */
final class MadeUpCatalogue {
  static final int STARS = 21;
  private static final int WIDTH = 300;
  private static final int HEIGHT = 200;
  private static final double GAIN = 1.5;

  private MadeUpCatalogue() {}

  /** What is measured in the frame. */
  static MeasuredFrame measured() {
    MadeUpSky sky = new MadeUpSky(HEIGHT, WIDTH, 300, GAIN, 8);
    sky.star(2, 100, 9000, 3); // at the edge: some of its fluxes are not known
    for (int i = 0; i < STARS - 1; i++) {
      sky.star(30 + i % 5 * 60, 25 + i / 5 * 50, 9000 + 500 * i, 3);
    }
    return new FrameMeasurer(PhotometrySettings.DEFAULT).measure(sky.exposed(1), null, null, GAIN);
  }

  /** Writes a catalogue. */
  static Path write(Path file, MeasuredFrame measured) throws IOException {
    try (NewFile target = new LocalStorage().create(file.toString())) {
      new CatalogueFile(measured, WIDTH, HEIGHT, "adu")
          .write(target, CatalogueFile.settings(PhotometrySettings.DEFAULT, GAIN, false));
    }
    return file;
  }
}
