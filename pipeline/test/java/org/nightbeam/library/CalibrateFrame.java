package org.nightbeam.library;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.nightbeam.calibrate.LightCalibrator;
import org.nightbeam.calibrate.LightSettings;
import org.nightbeam.calibrate.Reduction;
import org.nightbeam.correction.LightServices;
import org.nightbeam.correction.MatchedLight;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.master.LibraryMaster;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.storage.LocalStorage;

/** Calibrates one light with masters that a run has made. */
final class CalibrateFrame {
  private CalibrateFrame() {}

  /**
   * Writes the calibrated frame.
   *
   * @param light a raw frame of one image
   * @param product file to write
   * @param scratch folder for what is mapped or decompressed
   */
  static void calibrate(Path light, Path bias, Path dark, Path flat, Path product, Path scratch)
      throws IOException {
    LocalStorage storage = new LocalStorage();
    Frame frame =
        new FrameReader(HeaderRules.DEFAULTS)
            .read(storage, light.toString(), light.getFileName().toString())
            .frames()
            .get(0);
    try (MasterStore masters = new MasterStore(storage, scratch.resolve("masters"), 1L << 30)) {
      LightServices services =
          new LightServices(
              storage, new FramePixels(storage, scratch), masters, HeaderRules.DEFAULTS, "mine");
      MatchedLight matched =
          new MatchedLight(
              new LightFrame(frame, null, null, null, null),
              master(storage, bias),
              master(storage, dark),
              master(storage, flat),
              product.getParent().toString(),
              product.getFileName().toString(),
              product.toString(),
              null);
      LightCalibrator calibrator =
          new LightCalibrator(new Reduction(services, LightSettings.DEFAULTS), 1);
      LightCalibrator.Outcome outcome =
          calibrator.calibrate(List.of(matched), LightCalibrator.NOBODY).get(0);
      if (outcome.failure() != null) {
        throw outcome.failure();
      }
    }
  }

  private static MasterReference master(LocalStorage storage, Path file) throws IOException {
    return LibraryMaster.read(storage, file.toString(), "").orElseThrow().reference();
  }
}
