package org.nightbeam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.FitsFactory;
import nom.tam.fits.Header;
import org.nightbeam.fixture.Headers;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.FrameReader;
import org.nightbeam.header.HeaderRules;
import org.nightbeam.header.NightRule;
import org.nightbeam.signal.Preparation;
import org.nightbeam.storage.LocalStorage;

/** Writes small raw frames by nom-tam-fits, and reads products back by it. */
public final class RawFrames {
  private RawFrames() {}

  /** Adds the cards of a frame. */
  public interface Cards {
    /** Adds cards to the header. */
    void addTo(Header header) throws FitsException;
  }

  /**
   * Writes an image.
   *
   * @param pixels a rectangular array {@code [height][width]} of a primitive type, as stored
   */
  public static Path write(Path file, Object pixels, Cards cards) throws IOException {
    Files.createDirectories(file.getParent());
    try (Fits fits = new Fits()) {
      BasicHDU<?> hdu = FitsFactory.hduFactory(pixels);
      cards.addTo(hdu.getHeader());
      fits.addHDU(hdu);
      fits.write(file.toFile());
    } catch (FitsException e) {
      throw new IOException(e);
    }
    return file;
  }

  /** Reads the header of a file whose type its folder or header names. */
  public static Frame read(Path root, Path file) {
    return read(root, file, Preparation.NONE);
  }

  /** The same where something is done to the stored numbers first. */
  public static Frame read(Path root, Path file, Preparation preparation) {
    NightRule nightRule = NightRule.behindUtc(Duration.ofHours(10));
    HeaderRules rules = Headers.rules().nights(nightRule).preparation(preparation).build();
    Frame.Reading reading =
        new FrameReader(rules)
            .read(new LocalStorage(), file.toString(), root.relativize(file).toString());
    if (reading.frames().size() != 1) {
      throw new AssertionError(reading);
    }
    return reading.frames().get(0);
  }

  /** The pixels of a float32 product {@code [height][width]}. */
  public static float[][] pixels(Path file) throws IOException {
    try (Fits fits = new Fits(file.toFile())) {
      return (float[][]) fits.getHDU(0).getKernel();
    } catch (FitsException e) {
      throw new IOException(e);
    }
  }

  /** The header of the primary HDU. */
  public static Header header(Path file) throws IOException {
    try (Fits fits = new Fits(file.toFile())) {
      return fits.getHDU(0).getHeader();
    } catch (FitsException e) {
      throw new IOException(e);
    }
  }

  /** All files below a folder that are no folders themselves. */
  public static List<Path> files(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
