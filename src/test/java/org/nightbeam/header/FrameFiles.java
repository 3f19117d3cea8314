package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fixture.Headers;
import org.nightbeam.frame.Frame;
import org.nightbeam.storage.LocalStorage;

/** Small files whose headers are read. */
public final class FrameFiles {
  public static final Duration TEN_HOURS = Duration.ofHours(10);

  private FrameFiles() {}

  public static Path write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  /** Reads a file of an input folder. */
  public static Frame.Reading read(Path input, String path, TypeFrom typeFrom) {
    return new FrameReader(Headers.rules().typeFrom(typeFrom).behindUtc(TEN_HOURS).build())
        .read(new LocalStorage(), input.resolve(path).toString(), path);
  }

  /** Writes an image of 4 x 3 pixels with these cards, and reads its header. */
  static Frame frame(Path input, String path, TypeFrom typeFrom, String... cards)
      throws IOException {
    FitsBuilder image = FitsBuilder.primary(16, 4, 3);
    for (String card : cards) {
      image.card(card);
    }
    write(input.resolve(path), image.bytes());
    return only(read(input, path, typeFrom));
  }

  /** Reads the header of a light with these cards. */
  public static Frame light(Path input, String... cards) throws IOException {
    return frame(input, "Lights/a.fits", TypeFrom.AUTO, cards);
  }

  /** The frame of a file that has one and nothing else. */
  static Frame only(Frame.Reading reading) {
    assertEquals(List.of(), reading.rejected().stream().map(Frame.Rejected::reason).toList());
    assertEquals(1, reading.frames().size());
    return reading.frames().get(0);
  }
}
