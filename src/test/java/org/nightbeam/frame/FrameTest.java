package org.nightbeam.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fixture.Cameras;
import org.nightbeam.fixture.Frames;

class FrameTest {
  private static final CameraConfiguration CAMERA =
      Cameras.camera("ST-7").size(4, 3).gain("100").readoutMode("Fast").colours("RGGB").build();

  @Test
  void orderIsByNightThenTimeThenPathThenHduAndUnknownsAreLast() {
    List<Frame> ordered =
        List.of(
            frame("z", 0, "2024-01-30T12:00:00Z", "2024-01-30"),
            frame("c", 0, "2024-01-31T11:00:00Z", "2024-01-31"),
            frame("a", 0, "2024-01-31T12:00:00Z", "2024-01-31"),
            frame("a", 1, "2024-01-31T12:00:00Z", "2024-01-31"),
            frame("b", 0, "2024-01-31T12:00:00Z", "2024-01-31"),
            frame("a", 2, null, null),
            frame("b", 1, null, null));
    List<Frame> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(3));
    shuffled.sort(Frame.ORDER);

    assertEquals(ordered, shuffled);
  }

  @Test
  void bytesOfALargeFrameDoNotOverflow() {
    CameraConfiguration large = Cameras.camera("").size(60_000, 50_000).build();
    Frame frame = frame("a", 0, null, null, large, new PixelFormat(64, 1, 0, null));

    assertEquals(24_000_000_000L, frame.dataBytes());
  }

  @Test
  void differencesOfConfigurationsAreSaidInWords() {
    CameraConfiguration other =
        Cameras.camera("ST-8")
            .hdu(1)
            .size(8, 3)
            .binning(2, 2)
            .offset("5")
            .readoutMode("Slow")
            .rowOrder("TOP-DOWN")
            .build();

    assertEquals(
        List.of(
            "camera ST-8, expected ST-7",
            "HDU 1, expected 0",
            "size 8 x 3, expected 4 x 3",
            "binning 2 x 2, expected 1 x 1",
            "gain (not given), expected 100",
            "offset 5, expected (not given)",
            "readout mode Slow, expected Fast",
            "row order TOP-DOWN, expected (not given)",
            "colour pattern (not given), expected RGGB"),
        CAMERA.differences(other).stream().map(Object::toString).toList());
  }

  @Test
  void sameConfigurationHasNoDifferences() {
    assertEquals(
        List.of(),
        CAMERA.differences(
            Cameras.camera("ST-7")
                .size(4, 3)
                .gain("100")
                .readoutMode("Fast")
                .colours("RGGB")
                .build()));
  }

  @ParameterizedTest
  @CsvSource({
    "bias, BIAS, false",
    "dark, DARK, true",
    "flat, FLAT, false",
    "dark-flat, DARK_FLAT, true",
    "light, LIGHT, false",
    "other, OTHER, false",
    "unknown, UNKNOWN, false"
  })
  void everyTypeHasItsLabel(String label, FrameType type, boolean dark) {
    assertEquals(type, FrameType.ofLabel(label));
    assertEquals(label, type.label());
    assertEquals(dark, type.isDark());
  }

  @Test
  void labelThatNoTypeHasIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> FrameType.ofLabel("lights"));
  }

  private static Frame frame(String path, int hdu, String time, String night) {
    return frame(path, hdu, time, night, CAMERA, new PixelFormat(16, 1, 0, null));
  }

  private static Frame frame(
      String path,
      int hdu,
      String time,
      String night,
      CameraConfiguration camera,
      PixelFormat format) {
    return Frames.light()
        .path(path)
        .uri("/" + path)
        .hdu(hdu)
        .format(format)
        .camera(camera)
        .exposure(30)
        .filter("V")
        .time(time == null ? null : Instant.parse(time))
        .night(night == null ? null : LocalDate.parse(night))
        .build();
  }
}
