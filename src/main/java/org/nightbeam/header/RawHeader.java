package org.nightbeam.header;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.storage.ChangedFileException;
import org.nightbeam.storage.Storage;

/** The header of a frame, read again when its product is written: cards do not travel. */
public final class RawHeader {
  private RawHeader() {}

  /**
   * The cards of a frame as they stand in its file. Those of an extension come after what only the
   * primary header says (FITS 4.0, section 4.4.2.6).
   *
   * @throws UnreadableFileException if the file cannot be read, or has changed since it was planned
   */
  public static List<String> cards(Storage storage, Frame frame) throws UnreadableFileException {
    Hdus hdus = read(storage, frame);
    return frame.hdu() == 0
        ? hdus.image.header().cards()
        : inherited(hdus.contents.primary(), hdus.image);
  }

  /**
   * The cards of a frame's own HDU alone.
   *
   * @throws UnreadableFileException if the file cannot be read, or has changed since it was planned
   */
  public static List<String> ownCards(Storage storage, Frame frame) throws UnreadableFileException {
    return read(storage, frame).image.header().cards();
  }

  /**
   * The cards of the primary header of a frame's file.
   *
   * @throws UnreadableFileException if the file cannot be read, or has changed since it was planned
   */
  public static List<String> primaryCards(Storage storage, Frame frame)
      throws UnreadableFileException {
    return read(storage, frame).contents.primary().cards();
  }

  private record Hdus(FitsContents contents, ImageHdu image) {}

  private static Hdus read(Storage storage, Frame frame) throws UnreadableFileException {
    try (SeekableByteChannel channel = storage.open(frame.uri(), frame.stamp())) {
      FitsContents contents = FitsScanner.scan(channel);
      for (ImageHdu image : contents.images()) {
        if (image.index() == frame.hdu()) {
          return new Hdus(contents, image);
        }
      }
    } catch (UnreadableFileException known) {
      throw known;
    } catch (NoSuchFileException | FileNotFoundException gone) {
      throw new UnreadableFileException(
          ReasonCode.CHANGED, "the file has vanished since it was found", gone);
    } catch (ChangedFileException changed) {
      throw Frame.changed(changed);
    } catch (IOException e) {
      throw new UnreadableFileException("the header cannot be read again: " + e.getMessage(), e);
    }
    throw new UnreadableFileException(
        ReasonCode.CHANGED,
        "the file has changed since it was planned: HDU " + frame.hdu() + " has no whole image");
  }

  private static List<String> inherited(FitsHeader primary, ImageHdu image) {
    List<String> cards = new ArrayList<>();
    for (String card : primary.cards()) {
      if (!image.header().has(FitsHeader.keyword(card))) {
        cards.add(card);
      }
    }
    cards.addAll(image.header().cards());
    return cards;
  }
}
