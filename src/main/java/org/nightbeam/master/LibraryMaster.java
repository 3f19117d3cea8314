package org.nightbeam.master;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.storage.Storage;

/**
 * A master that an earlier run has made, found by its file. Its inputs are read from the cards that
 * it was written with, see {@link MasterKeyword}, so it matches by the same criteria as a master to
 * be made.
 *
 * @param spec what it is matched by; its id is its place
 * @param reference where its pixels are
 */
public record LibraryMaster(MasterSpec spec, MasterReference reference) {
  private static final PixelFormat FLOAT32 = new PixelFormat(-32, 1, 0, null);

  /**
   * Reads the header of a file.
   *
   * @param output folder of the run's products: of a master there the path below it is recorded
   * @return the master; empty if the file is none of Nightbeam's masters
   * @throws UnreadableFileException if it is one, but lacks what it is matched by
   * @throws IOException if it cannot be read
   */
  public static Optional<LibraryMaster> read(Storage storage, String uri, String output)
      throws IOException {
    FitsContents contents;
    try (SeekableByteChannel channel = storage.open(uri)) {
      contents = FitsScanner.scan(channel);
    }
    FitsHeader header = contents.primary();
    if (!header.has(MasterKeyword.NBMASTER.name())) {
      return Optional.empty();
    }
    // Extensions hold what was written beside the pixels.
    if (contents.images().isEmpty()
        || contents.images().get(0).index() != 0
        || !contents.images().get(0).format().equals(FLOAT32)) {
      throw new UnreadableFileException(
          "expected an image of float32 in the primary HDU of a master");
    }
    ImageHdu image = contents.images().get(0);
    if (image.tiles() != null) {
      throw new UnreadableFileException(
          "a master of Nightbeam that is tile-compressed; decompress it with funpack");
    }
    FrameType type = MasterKeyword.type(header);
    String path = uri.startsWith(output + "/") ? uri.substring(output.length() + 1) : uri;
    MasterReference reference =
        new MasterReference(
            uri,
            type,
            uri,
            path,
            image.width(),
            image.height(),
            image.dataOffset(),
            MasterKeyword.hash(header));
    return Optional.of(new LibraryMaster(MasterKeyword.read(uri, header, image), reference));
  }
}
