package org.nightbeam.header;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
   * Returns the cards of a frame as they stand in its file. Those of an extension come after what
   * only the primary header says (FITS 4.0, section 4.4.2.6).
   *
   * @throws UnreadableFileException if the file cannot be read, or has changed since it was planned
   */
  public static List<String> cards(Storage storage, Frame frame) throws UnreadableFileException {
    Headers headers = read(storage, frame);
    return frame.hdu() == 0 ? headers.own.cards() : inherited(headers.primary, headers.own);
  }

  /**
   * Returns the cards of a frame's own HDU alone.
   *
   * @throws UnreadableFileException if the file cannot be read, or has changed since it was planned
   */
  public static List<String> ownCards(Storage storage, Frame frame) throws UnreadableFileException {
    return read(storage, frame).own.cards();
  }

  /**
   * Returns the cards of the primary header of a frame's file.
   *
   * @throws UnreadableFileException if the file cannot be read, or has changed since it was planned
   */
  public static List<String> primaryCards(Storage storage, Frame frame)
      throws UnreadableFileException {
    return read(storage, frame).primary.cards();
  }

  private record Headers(FitsHeader primary, FitsHeader own) {}

  private static Headers read(Storage storage, Frame frame) throws UnreadableFileException {
    try (SeekableByteChannel channel = storage.open(frame.uri(), frame.stamp())) {
      Optional<FitsHeader> extension = extension(channel, frame);
      if (extension.isPresent()) {
        return new Headers(FitsScanner.primary(channel), extension.get());
      }
      FitsContents contents = FitsScanner.scan(channel.position(0));
      for (ImageHdu image : contents.images()) {
        if (image.index() == frame.hdu()) {
          return new Headers(contents.primary(), image.header());
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

  /**
   * Returns the header of a whole image in an extension, by its place; empty if it is not seen
   * there.
   */
  private static Optional<FitsHeader> extension(SeekableByteChannel channel, Frame frame)
      throws IOException {
    return frame.hdu() == 0
            || frame.isCompressed()
            || channel.size() < frame.dataOffset() + frame.dataBytes()
        ? Optional.empty()
        : FitsScanner.headerBefore(channel, frame.dataOffset());
  }

  private static List<String> inherited(FitsHeader primary, FitsHeader own) {
    List<String> cards = new ArrayList<>();
    for (String card : primary.cards()) {
      if (!own.has(FitsHeader.keyword(card))) {
        cards.add(card);
      }
    }
    cards.addAll(own.cards());
    return cards;
  }
}
