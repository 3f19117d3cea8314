package org.nightbeam.badpixels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.RawFrames;
import org.nightbeam.correction.LightContext;
import org.nightbeam.correction.LightRow;
import org.nightbeam.correction.MatchedLight;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Sensor;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

class BadPixelFinderTest {
  @TempDir Path folder;
  private Frame light;
  private Path map;

  @BeforeEach
  void writeALightAndAMap() throws IOException {
    Path file = RawFrames.write(folder.resolve("Lights/l.fits"), new short[8][8], header -> {});
    light = RawFrames.read(folder, file);
    map = Files.writeString(folder.resolve("bad.txt"), "3 4\n");
  }

  private BadPixelFinder finder(Storage storage) {
    return new BadPixelFinder(
        storage,
        new MasterStore(storage, folder.resolve("cache"), Long.MAX_VALUE),
        new BadPixelSettings(
            BadPixelSettings.Treatment.INVALIDATE,
            new BadPixelRules(10, 10, 0.2),
            map.toString(),
            "",
            5));
  }

  @Test
  void lightAfterALostConnectionIsNotRejectedForIt() throws IOException {
    FailingOnce storage = new FailingOnce(new IOException("connection reset"));
    BadPixelFinder finder = finder(storage);
    UnreadableFileException failure =
        assertThrows(UnreadableFileException.class, () -> finder.found(light, null, null));
    assertTrue(failure.getMessage().contains("connection reset"), failure.getMessage());

    assertEquals(1, finder.found(light, null, null).count());
  }

  @Test
  void errorIsThrownAsItIsAndNotRemembered() throws IOException {
    OutOfMemoryError error = new OutOfMemoryError("for the test");
    BadPixelFinder finder = finder(new FailingOnce(error));
    assertSame(error, assertThrows(OutOfMemoryError.class, () -> finder.found(light, null, null)));

    assertEquals(1, finder.found(light, null, null).count());
  }

  @Test
  void whatWasFoundIsFoundOnce() throws IOException {
    FailingOnce storage = new FailingOnce(null);
    BadPixelFinder finder = finder(storage);
    BadPixels first = finder.found(light, null, null);
    int opened = storage.opened;
    assertSame(first, finder.found(light, null, null));
    assertEquals(opened, storage.opened);
  }

  @Test
  void lightsOfTwoSizesHaveBadPixelsOfTheirOwnAlsoWithoutMastersAndMap() throws IOException {
    Path file = RawFrames.write(folder.resolve("Lights/m.fits"), new short[16][12], header -> {});
    Frame larger = RawFrames.read(folder, file);
    BadPixelFinder finder =
        new BadPixelFinder(
            new LocalStorage(),
            new MasterStore(new LocalStorage(), folder.resolve("cache"), Long.MAX_VALUE),
            new BadPixelSettings(
                BadPixelSettings.Treatment.KEEP, new BadPixelRules(10, 10, 0.2), "", "", 5));
    finder.found(light, null, null).mark(7, new byte[8]);
    finder.found(larger, null, null).mark(15, new byte[12]);
  }

  @Test
  void theHashIsThatOfThePlacesAndWhy() throws IOException {
    String hash = finder(new LocalStorage()).found(light, null, null).hash();
    assertEquals(hash, finder(new LocalStorage()).found(light, null, null).hash());
    Files.writeString(map, "4 3\n"); // as many, elsewhere
    assertNotEquals(hash, finder(new LocalStorage()).found(light, null, null).hash());
  }

  @Test
  void lightWithTooManyIsRejectedForItsProductButNotForAMeasurement() throws IOException {
    StringBuilder tenth = new StringBuilder();
    for (int x = 1; x <= 7; x++) {
      tenth.append(x).append(" 1\n"); // 7 of 64
    }
    Files.writeString(map, tenth);
    BadPixelFinder finder =
        new BadPixelFinder(
            new LocalStorage(),
            new MasterStore(new LocalStorage(), folder.resolve("cache"), Long.MAX_VALUE),
            new BadPixelSettings(
                BadPixelSettings.Treatment.KEEP,
                new BadPixelRules(10, 10, 0.2),
                map.toString(),
                "",
                5));
    UnreadableFileException failure =
        assertThrows(UnreadableFileException.class, () -> finder.of(context(Plane.MASK)));
    assertTrue(failure.getMessage().startsWith("7 of 64 pixels are bad"), failure.getMessage());

    byte[] flags = new byte[8];
    float[] values = {1, 2, 3, Float.NaN, 5, 6, 7, 8};
    finder.of(context()).row(new LightRow(0, 8, values, null, flags, LightRow.MasterRow.NONE));
    byte noData = PixelFlag.NO_DATA.bit();
    assertArrayEquals(new byte[] {0, 0, 0, noData, 0, 0, 0, 0}, flags);
  }

  private LightContext context(Plane... planes) {
    LightFrame planned = new LightFrame(light, null, null, null, null);
    MatchedLight matched =
        new MatchedLight(planned, null, null, null, "out", "calibrated/l.fits", "l.fits", null);
    return new LightContext(matched, Sensor.UNKNOWN, null, false, List.of(planes), false, true);
  }

  /** Local files, of which the first cannot be opened the first time. */
  private static final class FailingOnce implements Storage {
    private final Storage files = new LocalStorage();
    private Throwable failure;
    private int opened;

    FailingOnce(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public SeekableByteChannel open(String uri) throws IOException {
      opened++;
      Throwable now = failure;
      failure = null;
      if (now instanceof Error error) {
        throw error;
      }
      if (now instanceof IOException lost) {
        throw lost;
      }
      return files.open(uri);
    }

    @Override
    public CompletableFuture<Void> read(String uri, long position, ByteBuffer bytes) {
      return files.read(uri, position, bytes);
    }

    @Override
    public NewFile create(String uri) throws IOException {
      return files.create(uri);
    }
  }
}
