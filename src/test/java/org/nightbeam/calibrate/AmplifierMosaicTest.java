package org.nightbeam.calibrate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.fixture.Cameras;
import org.nightbeam.fixture.Frames;
import org.nightbeam.fixture.Lights;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;

class AmplifierMosaicTest {
  private static final LightSettings WITH_PLANES =
      Lights.settings()
          .unit(PixelUnit.ELECTRON)
          .planes(List.of(Plane.UNCERT, Plane.MASK))
          .assembly(Assembly.DETSEC)
          .build();

  private static AmplifierPlace place(String section, int width, int height, int xbin, int ybin)
      throws UnreadableFileException {
    CameraConfiguration configuration =
        Cameras.camera("").hdu(1).size(width, height).binning(xbin, ybin).build();
    Frame frame =
        Frames.light()
            .path("a.fits")
            .uri("a.fits")
            .hdu(1)
            .oneOfSeveral()
            .dataOffset(0)
            .format(new PixelFormat(16, 1, 0, null))
            .camera(configuration)
            .exposure(1)
            .temperature(Double.NaN)
            .build();
    return AmplifierPlace.of(
        "DETSEC", List.of(FitsBuilder.padded("DETSEC  = '" + section + "'")), frame);
  }

  /** Keeps what a mosaic writes. */
  private static final class Written implements LightSink {
    private final List<float[]> pixels = new ArrayList<>();
    private final List<float[]> sigmas = new ArrayList<>();
    private final List<byte[]> flags = new ArrayList<>();

    private static float[] floats(ByteBuffer row) {
      float[] values = new float[row.remaining() / 4];
      row.asFloatBuffer().get(values);
      return values;
    }

    @Override
    public void pixels(ByteBuffer rows) {
      pixels.add(floats(rows));
    }

    @Override
    public void plane(Plane plane, ByteBuffer rows) {
      if (plane == Plane.UNCERT) {
        sigmas.add(floats(rows));
      } else {
        byte[] values = new byte[rows.remaining()];
        rows.get(values);
        flags.add(values);
      }
    }
  }

  private static ByteBuffer rows(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  @Test
  void fourAmplifiersThatReadInAllDirectionsMakeOneImage() throws Exception {
    // Each is 2 x 2 and counts its pixels as they are read, from its corner of the detector.
    List<AmplifierPlace> places =
        List.of(
            place("[11:12,21:22]", 2, 2, 1, 1),
            place("[14:13,21:22]", 2, 2, 1, 1),
            place("[11:12,24:23]", 2, 2, 1, 1),
            place("[14:13,24:23]", 2, 2, 1, 1));
    AmplifierMosaic mosaic = new AmplifierMosaic(places, WITH_PLANES);
    for (int i = 0; i < 4; i++) {
      LightSink sink = mosaic.sink(places.get(i), i + 1);
      sink.pixels(rows(1, 2)); // row by row, or several at a time
      sink.pixels(rows(3, 4));
      sink.plane(Plane.UNCERT, rows(0.1f, 0.2f, 0.3f, 0.4f));
      sink.plane(Plane.MASK, ByteBuffer.wrap(new byte[] {0, 2, 4, (byte) 128}));
    }
    Written written = new Written();
    mosaic.writeTo(written);

    assertEquals(10, mosaic.left());
    assertEquals(20, mosaic.bottom());
    float[][] expected = {
      {1, 2, 2 * 2, 2}, {3, 4, 2 * 4, 2 * 3}, {3 * 3, 3 * 4, 4 * 4, 4 * 3}, {3, 3 * 2, 4 * 2, 4}
    };
    for (int y = 0; y < 4; y++) {
      assertArrayEquals(expected[y], written.pixels.get(y));
      for (int x = 0; x < 4; x++) {
        assertEquals(0.1f * expected[y][x], written.sigmas.get(y)[x], 1e-6f);
      }
    }
    assertArrayEquals(new byte[] {0, 2, 2, 0}, written.flags.get(0));
    assertArrayEquals(new byte[] {4, -128, -128, 4}, written.flags.get(2));
  }

  @Test
  void whatNoAmplifierCoversHasNoValue() throws Exception {
    // Binned by 2 x 3; one amplifier is missing between them, and one is higher.
    List<AmplifierPlace> places =
        List.of(place("[1:4,1:3]", 2, 1, 2, 3), place("[8:7,1:6]", 1, 2, 2, 3));
    AmplifierMosaic mosaic = new AmplifierMosaic(places, WITH_PLANES);
    for (int i = 0; i < 2; i++) {
      LightSink sink = mosaic.sink(places.get(i), 1);
      sink.pixels(rows(5, 6));
      sink.plane(Plane.UNCERT, rows(5, 6));
      sink.plane(Plane.MASK, ByteBuffer.wrap(new byte[2]));
    }
    Written written = new Written();
    mosaic.writeTo(written);

    float nan = Float.NaN;
    float[][] expected = {{5, 6, nan, 5}, {nan, nan, nan, 6}};
    byte none = PixelFlag.NO_DATA.bit();
    byte[][] flags = {{0, 0, none, 0}, {none, none, none, 0}};
    for (int y = 0; y < 2; y++) {
      assertArrayEquals(expected[y], written.pixels.get(y));
      assertArrayEquals(expected[y], written.sigmas.get(y));
      assertArrayEquals(flags[y], written.flags.get(y));
    }
    assertEquals(2, written.pixels.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "; expects [x1:x2,y1:y2] in every image",
        "[1:4]; expects [x1:x2,y1:y2] in every image",
        "[1:4,1:3:2]; expects [x1:x2,y1:y2] in every image",
        "[1:5,1:3]; 5 x 3 pixels at a binning of 1 x 1, but the trimmed image has 4 x 3",
        "[1:4,1:30]; is --trim missing?",
        "[0:3,1:3]; is --trim missing?",
      })
  void placeThatIsNoneIsRefused(String section, String message) {
    UnreadableFileException refused =
        assertThrows(
            UnreadableFileException.class, () -> place(section == null ? "" : section, 4, 3, 1, 1));
    assertTrue(refused.getMessage().startsWith("DETSEC = '"), refused.getMessage());
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
  }
}
