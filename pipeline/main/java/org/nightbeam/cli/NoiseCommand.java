package org.nightbeam.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.nightbeam.commandline.CommandLine;
import org.nightbeam.commandline.GivenOptions;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Sensor;
import org.nightbeam.master.MasterLibrary;
import org.nightbeam.options.ProgramOptions;
import org.nightbeam.options.UsageException;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.plan.MatchingRules;
import org.nightbeam.quality.noise.PhotonTransfer;
import org.nightbeam.quality.noise.PixelBoxes;
import org.nightbeam.run.GivenMasters;
import org.nightbeam.run.HeaderScan;
import org.nightbeam.terminal.ExitStatus;
import org.nightbeam.terminal.Messages;
import org.nightbeam.transforms.storage.BeamStorage;

/**
 * The verb {@code noise}: measures gain and read noise of each camera from its biases and flats, by
 * photon transfer, and says with which options they are given. Writes nothing.
 */
final class NoiseCommand {
  /** Largest number of pairs: more would add little, and each has to be read. */
  private static final int MOST_PAIRS = 5;

  private NoiseCommand() {}

  static ExitStatus run(CommandLine line, PrintStream out, PrintStream err)
      throws UsageException, IOException {
    ProgramOptions options = GivenOptions.read(line.inputs(), line.options());
    try (BeamStorage storage = new BeamStorage(options)) {
      Path scratch =
          Path.of(System.getProperty("java.io.tmpdir"), "nightbeam-noise-" + UUID.randomUUID());
      options.setMissingMasters(
          MatchingRules.MissingMasters.SKIP_STEP); // flats are of use without any
      HeaderScan scan =
          HeaderScan.of(options, storage, new GivenMasters(MasterLibrary.EMPTY, List.of()));
      Map<CameraConfiguration, Cameras> cameras = new LinkedHashMap<>();
      scan.plan()
          .framesByMaster()
          .forEach(
              (spec, frames) ->
                  cameras
                      .computeIfAbsent(
                          spec.configuration().of(FrameType.BIAS), // not by telescope, as flats are
                          c -> new Cameras())
                      .add(spec, frames));
      FramePixels pixels = new FramePixels(storage, scratch);
      List<String> warnings = new ArrayList<>();
      scan.rejected().forEach(row -> warnings.add(row.path() + ": " + row.reason()));
      boolean measured = false;
      try {
        for (Map.Entry<CameraConfiguration, Cameras> camera : cameras.entrySet()) {
          measured |= print(camera.getKey(), camera.getValue(), pixels, out, warnings);
        }
      } finally {
        remove(scratch);
      }
      Messages.warn(warnings, err);
      if (!measured) {
        out.println(
            "No camera has two biases of one night; two flats of one filter give its gain.");
      }
      return measured ? ExitStatus.DONE : ExitStatus.FAILED;
    }
  }

  /** Removes the folder of decompressed frames, if there were any. */
  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  /** The pairs of frames of one camera configuration. */
  private static final class Cameras {
    private final List<List<Frame>> biases = new ArrayList<>();
    private final List<List<Frame>> flats = new ArrayList<>();
    private Sensor sensor = Sensor.UNKNOWN;

    /** Neighbours in time are a pair: light and sensor change slowly. */
    void add(MasterSpec spec, List<Frame> frames) {
      List<List<Frame>> pairs =
          spec.type() == FrameType.BIAS ? biases : spec.type() == FrameType.FLAT ? flats : null;
      for (int i = 0; pairs != null && i + 1 < frames.size(); i += 2) {
        pairs.add(List.of(frames.get(i), frames.get(i + 1)));
      }
      sensor = sensor.or(frames.get(0).sensor());
    }
  }

  /** Returns whether there was something to measure. */
  private static boolean print(
      CameraConfiguration camera,
      Cameras frames,
      FramePixels pixels,
      PrintStream out,
      List<String> warnings)
      throws IOException {
    List<PhotonTransfer.Pair> biases = read(frames.biases, pixels, warnings);
    List<PhotonTransfer.Pair> flats = read(frames.flats, pixels, warnings);
    if (biases.isEmpty()) {
      return false;
    }
    PhotonTransfer.Result found = PhotonTransfer.measure(biases, flats, frames.sensor.saturation());
    out.printf(
        "%s, HDU %d, %d x %d, binning %d x %d%s%n",
        camera.camera().isEmpty() ? "camera without a name" : Messages.printable(camera.camera()),
        camera.hdu(),
        camera.width(),
        camera.height(),
        camera.xbin(),
        camera.ybin(),
        camera.gain().isEmpty() ? "" : ", gain setting " + Messages.printable(camera.gain()));
    if (Double.isNaN(found.gain())) {
      out.println("  gain        not known: there is no usable pair of flats");
    } else {
      out.println(
          String.format(
              Locale.ROOT,
              "  gain        %.4g +- %.2g e-/ADU, from %d pairs of flats%s",
              found.gain(),
              found.gainError(),
              found.flatPairs(),
              ofHeader(frames.sensor.electronsPerAdu())));
    }
    out.println(
        String.format(
            Locale.ROOT,
            "  read noise  %.4g +- %.2g ADU%s, from %d pairs of biases%s",
            found.readNoise(),
            found.readNoiseError(),
            Double.isNaN(found.gain())
                ? ""
                : String.format(
                    Locale.ROOT,
                    " = %.4g +- %.2g e-",
                    found.readNoiseElectrons(),
                    found.readNoiseElectronsError()),
            found.biasPairs(),
            ofHeader(frames.sensor.readNoise())));
    found.notes().forEach(note -> out.println("  " + note));
    if (!Double.isNaN(found.readNoiseElectrons())) {
      out.println(
          String.format(
              Locale.ROOT,
              "  --electronsPerAdu=%.4g --readNoise=%.4g",
              found.gain(),
              found.readNoiseElectrons()));
    }
    return true;
  }

  private static String ofHeader(double value) {
    return Double.isNaN(value) ? "" : "; its headers say " + value;
  }

  private static List<PhotonTransfer.Pair> read(
      List<List<Frame>> pairs, FramePixels pixels, List<String> warnings) throws IOException {
    List<PhotonTransfer.Pair> read = new ArrayList<>();
    for (List<Frame> pair : pairs) {
      if (read.size() == MOST_PAIRS) {
        break;
      }
      try {
        read.add(
            new PhotonTransfer.Pair(
                PixelBoxes.of(pair.get(0), pixels), PixelBoxes.of(pair.get(1), pixels)));
      } catch (UnreadableFileException e) {
        warnings.add(pair.get(0).path() + " or " + pair.get(1).path() + ": " + e.getMessage());
      }
    }
    return read;
  }
}
