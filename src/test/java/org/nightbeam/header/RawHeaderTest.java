package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.storage.LocalStorage;

class RawHeaderTest {
  @TempDir Path input;

  @Test
  void cardsOfAPrimaryImageAreThoseOfItsFile() throws IOException {
    Frame frame =
        FrameFiles.light(input, "GAIN    = 3,5 / \u00e9", "COMMENT  hello", "GAIN    = 4");

    assertEquals(
        padded(
            "SIMPLE  =                    T",
            "BITPIX  = 16",
            "NAXIS   = 2",
            "NAXIS1  = 4",
            "NAXIS2  = 3",
            "GAIN    = 3,5 / \u00e9",
            "COMMENT  hello",
            "GAIN    = 4"),
        RawHeader.cards(new LocalStorage(), frame));
  }

  @Test
  void cardsOfAnExtensionComeAfterWhatOnlyThePrimaryHeaderSays() throws IOException {
    Frame frame = extension();

    assertEquals(
        padded(
            "SIMPLE  =                    T",
            "TELESCOP= 'T1'",
            "COMMENT of the primary header",
            "XTENSION= 'IMAGE   '",
            "BITPIX  = 16",
            "NAXIS   = 2",
            "NAXIS1  = 4",
            "NAXIS2  = 3",
            "EXPTIME = 6"),
        RawHeader.cards(new LocalStorage(), frame));
  }

  @Test
  void fileThatVanishedIsUnreadable() throws IOException {
    Frame frame = extension();
    Files.delete(Path.of(frame.uri()));

    assertThrows(UnreadableFileException.class, () -> RawHeader.cards(new LocalStorage(), frame));
  }

  @Test
  void fileWhoseImageIsNoLongerWholeIsUnreadable() throws IOException {
    Frame frame = extension();
    Path file = Path.of(frame.uri());
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 2 * 2880 + 5));
    UnreadableFileException refusal =
        assertThrows(
            UnreadableFileException.class, () -> RawHeader.cards(new LocalStorage(), frame));

    assertTrue(refusal.getMessage().contains("HDU 1"), refusal.getMessage());
  }

  /** A file may have thousands of images, and each header is asked for. */
  @Test
  void anExtensionIsFoundWithoutThoseBeforeIt() throws IOException {
    byte[] file =
        FitsBuilder.concat(
            FitsBuilder.primary(8).card("TELESCOP= 'T1'").bytes(),
            FitsBuilder.extension("IMAGE", 16, 4, 3).card("EXPTIME = 6").bytes(),
            FitsBuilder.extension("IMAGE", 16, 4, 3).card("EXPTIME = 7").bytes());
    Path path = input.resolve("Lights/a.fits");
    FrameFiles.write(path, file);
    List<Frame> frames = FrameFiles.read(input, "Lights/a.fits", TypeFrom.AUTO).frames();
    assertEquals(2, frames.size());
    List<String> cards = RawHeader.cards(new LocalStorage(), frames.get(1));
    assertTrue(cards.contains(FitsBuilder.padded("EXPTIME = 7")), cards.toString());
    assertTrue(cards.contains(FitsBuilder.padded("TELESCOP= 'T1'")), cards.toString());
    file[2880] = '?'; // of the first extension
    Files.write(path, file);
    assertEquals(cards, RawHeader.cards(new LocalStorage(), frames.get(1)));
    file[3 * 2880] = '?'; // now its own: where it ends cannot be told
    file[3 * 2880 + 1] = '?';
    Files.write(path, file);
    assertThrows(
        UnreadableFileException.class, () -> RawHeader.cards(new LocalStorage(), frames.get(1)));
  }

  private Frame extension() throws IOException {
    byte[] file =
        FitsBuilder.concat(
            FitsBuilder.primary(8)
                .card("TELESCOP= 'T1'")
                .card("EXPTIME = 5")
                .card("COMMENT of the primary header")
                .bytes(),
            FitsBuilder.extension("IMAGE", 16, 4, 3).card("EXPTIME = 6").bytes());
    FrameFiles.write(input.resolve("Lights/a.fits"), file);
    return FrameFiles.only(FrameFiles.read(input, "Lights/a.fits", TypeFrom.AUTO));
  }

  private static List<String> padded(String... cards) {
    return Stream.of(cards).map(FitsBuilder::padded).toList();
  }
}
