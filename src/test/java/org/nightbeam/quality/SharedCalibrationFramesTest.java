package org.nightbeam.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.RawFrames;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.quality.Misfits.Kind;
import org.nightbeam.quality.Misfits.Misfit;
import org.nightbeam.quality.noise.PhotonTransfer;
import org.nightbeam.quality.noise.PhotonTransfer.Pair;
import org.nightbeam.quality.noise.PhotonTransfer.Result;
import org.nightbeam.quality.noise.PixelBoxes;
import org.nightbeam.storage.LocalStorage;

/** Real calibration frames, where there are any: the folder {@code shared} beside the project. */
class SharedCalibrationFramesTest {
  private static final Path FRAMES =
      Path.of("..", "..", "shared", "frames").toAbsolutePath().normalize();
  private static final String ST7 = "set01_sbig_st7_iraf/raw";
  private static final String ORION = "set02_orion_g3_ptc/";
  private static final String ASI = "set15_zwo_osc/ASI120/";

  @TempDir Path scratch;
  private FramePixels pixels;

  @BeforeEach
  void onlyWhereThereAreRealFrames() {
    Assumptions.assumeTrue(Files.isDirectory(FRAMES), "no real frames in " + FRAMES);
    pixels = new FramePixels(new LocalStorage(), scratch);
  }

  private static List<Frame> frames(String folder, String names) throws IOException {
    List<Path> files = new ArrayList<>();
    try (var all = Files.newDirectoryStream(FRAMES.resolve(folder), names)) {
      all.forEach(files::add);
    }
    Collections.sort(files);
    return files.stream().map(file -> RawFrames.read(FRAMES, file)).toList();
  }

  private List<Pair> pairs(List<Frame> frames) throws IOException {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i + 1 < frames.size(); i += 2) {
      pairs.add(
          new Pair(PixelBoxes.of(frames.get(i), pixels), PixelBoxes.of(frames.get(i + 1), pixels)));
    }
    return pairs;
  }

  private Result transfer(List<Frame> biases, List<Frame> flats) throws IOException {
    return PhotonTransfer.measure(pairs(biases), pairs(flats), Double.NaN);
  }

  private List<Misfit> misfits(FrameType type, double pedestal, List<Frame> frames)
      throws IOException {
    List<FrameSample> samples = new ArrayList<>();
    for (Frame frame : frames) {
      samples.add(FrameSample.of(frame, pixels));
    }
    return Misfits.find(type, samples, pedestal).misfits();
  }

  /** The headers say 2.66 e-/ADU. */
  @Test
  void gainOfTheSt7IsThatOfItsHeaders() throws IOException {
    List<Frame> biases = frames(ST7, "bias*");
    for (String filter : new String[] {"b[0-9]*", "g[0-9]*"}) {
      Result found = transfer(biases, frames(ST7, filter));
      assertEquals(biases.get(0).sensor().electronsPerAdu(), found.gain(), 0.04, filter);
      assertTrue(found.gainError() < 0.02, found.toString());
      assertEquals(7.62, found.readNoise(), 0.05);
      assertEquals(List.of(), found.notes());
    }
  }

  /**
   * Four levels from 390 to 17,500 ADU, which agree; two have less photon noise than read noise.
   */
  @Test
  void gainOfTheOrionIsTheSameAtAllLevels() throws IOException {
    List<Frame> biases = frames(ORION + "bias", "*");
    Result found = transfer(biases, frames(ORION + "flat", "*"));
    assertEquals(0.965, found.gain(), 3 * found.gainError());
    assertEquals(16.55, found.readNoiseElectrons(), 3 * found.readNoiseElectronsError());
    assertEquals(4, found.flatPairs());
    assertEquals(2, found.notes().size());
    for (String exposure : new String[] {"08", "32", "128", "512"}) {
      Result one = transfer(biases, frames(ORION + "flat", "Flat" + exposure + "[12]F*"));
      assertEquals(found.gain(), one.gain(), 0.03 * found.gain(), exposure);
    }
  }

  /**
   * 12 bits in 16, colour, and a lamp that flickers from row to row. About 3.8 electrons a step of
   * 16 ADU.
   */
  @Test
  void gainOfTheAsi120() throws IOException {
    Result found = transfer(frames(ASI + "bias", "*"), frames(ASI + "flat", "*"));
    assertEquals(16, found.step());
    assertEquals(3.8 / 16, found.gain(), 0.01);
    assertEquals(6.5, found.readNoiseElectrons(), 0.4);
  }

  @Test
  void goodFramesBelong() throws IOException {
    assertEquals(List.of(), misfits(FrameType.BIAS, 0, frames(ST7, "bias*")));
    assertEquals(List.of(), misfits(FrameType.FLAT, 938, frames(ST7, "b[0-9]*")));
    assertEquals(List.of(), misfits(FrameType.FLAT, 938, frames(ST7, "g[0-9]*")));
    assertEquals(List.of(), misfits(FrameType.BIAS, 0, frames(ORION + "bias", "*")));
    for (String exposure : new String[] {"D005*", "D08*", "D128*", "D204*"}) {
      List<Frame> darks = frames(ORION + "dark", exposure);
      assertEquals(2, darks.size());
      assertEquals(List.of(), misfits(FrameType.DARK, 537, darks));
    }
    for (String folder : new String[] {"bias", "dark"}) {
      FrameType type = FrameType.ofLabel(folder);
      assertEquals(List.of(), misfits(type, 2304, frames(ASI + folder, "*")), folder);
    }
    assertEquals(List.of(), misfits(FrameType.FLAT, 2304, frames(ASI + "flat", "*")));
    String arcsat = "set04_arcsat_maxim";
    assertEquals(List.of(), misfits(FrameType.FLAT, 1358, frames(arcsat, "domeflat*")));
    String t5 = "set12_darks_misc/itelescope_t05_st10";
    assertEquals(List.of(), misfits(FrameType.DARK, Double.NaN, frames(t5, "*")));
  }

  /** Of its flats from 0.05 to 51.2 s those of 0.05 and 0.2 s have next to no light. */
  @Test
  void flatsWithoutLightDoNot() throws IOException {
    List<Misfit> found = misfits(FrameType.FLAT, 537, frames(ORION + "flat", "*"));
    assertEquals(List.of(0, 1, 2, 3), found.stream().map(Misfit::index).toList());
    for (Misfit misfit : found) {
      assertEquals(Kind.NO_LIGHT, misfit.kind(), misfit.reason());
    }
  }

  @Test
  void framesOfOtherTypesDoNot() throws IOException {
    List<Frame> biases = new ArrayList<>(frames(ST7, "bias*"));
    biases.add(3, frames(ST7, "b10*").get(0));
    List<Misfit> found = misfits(FrameType.BIAS, 0, biases);
    assertEquals(1, found.size(), found.toString());
    assertEquals(
        new Misfit(
            3, Kind.LEVEL, "level 28883 ADU, the other 10 biases have 938 +- 0.14: light in it?"),
        found.get(0));
    List<Frame> flats = new ArrayList<>(frames(ST7, "b[0-9]*"));
    flats.add(biases.get(0));
    flats.addAll(frames(ST7, "alpind_b1*"));
    found = misfits(FrameType.FLAT, 938, flats);
    assertEquals(List.of(5, 6), found.stream().map(Misfit::index).toList());
    assertEquals(Kind.NO_LIGHT, found.get(1).kind());
  }
}
