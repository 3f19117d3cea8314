package org.nightbeam.header;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.nightbeam.fits.FitsContents;
import org.nightbeam.fits.FitsScanner;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.FactOrigin;
import org.nightbeam.frame.FactRecord;
import org.nightbeam.frame.FactTrace;
import org.nightbeam.frame.ForeignDarks;
import org.nightbeam.frame.Frame;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.header.dialect.HeaderRulesException;
import org.nightbeam.pixels.PixelScale;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.signal.Preparation;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.storage.Storage;
import org.nightbeam.storage.TaggedChannel;

/**
 * Reads the headers of a file and makes a {@link Frame} from each image in it. Nothing is guessed:
 * a fact that the header does not give is unknown, and a frame whose type is unknown is set aside.
 */
public final class FrameReader {
  private final ScannedFile.Rules rules;

  /**
   * @throws HeaderRulesException if a file of the rules is wrong
   */
  public FrameReader(HeaderRules rules) {
    this(rules, null);
  }

  private FrameReader(HeaderRules rules, ForeignDarks darks) {
    Dialect dialect = Dialect.overlaid(rules.dialect(), rules.dialectName());
    boolean ofMasters = darks != null;
    this.rules =
        new ScannedFile.Rules(
            dialect,
            StatedFacts.read(rules.facts(), rules.factsName()),
            new TypeFinder(dialect, rules.typeFrom()),
            rules.nightRule(),
            rules.verifyChecksums(),
            ofMasters ? Preparation.NONE : rules.preparation(),
            ofMasters ? new ForeignMaster.Reader(dialect, darks) : null);
  }

  /**
   * Returns a reader of masters made by other software; anything else is set aside.
   *
   * @param darks contents of darks whose header does not say
   * @throws HeaderRulesException if a file of the rules is wrong
   */
  public static FrameReader ofMasters(HeaderRules rules, ForeignDarks darks) {
    return new FrameReader(rules, darks);
  }

  /**
   * A frame, and the origin of each fact about it.
   *
   * @param frame the frame; it may be set aside
   * @param facts every fact of the header
   */
  public record Explained(Frame frame, List<FactOrigin> facts) {}

  /**
   * Reads one file. What is wrong with it is in the result, not thrown.
   *
   * @param uri where the file is
   * @param path its path below the input that named it; its folders may name the type
   */
  public Frame.Reading read(Storage storage, String uri, String path) {
    return read(storage, uri, path, null);
  }

  /**
   * Reads one file. What is wrong with it is in the result, not thrown.
   *
   * @param uri where the file is
   * @param path its path below the input that named it; its folders may name the type
   * @param stamp what the file is, if that is known; null to ask the storage
   */
  public Frame.Reading read(Storage storage, String uri, String path, FileStamp stamp) {
    return read(storage, uri, path, stamp, hdu -> FactTrace.NONE);
  }

  /**
   * Reads one file and keeps a record of how.
   *
   * @param uri where the file is
   * @param path its path below the input that named it
   * @param rejected receives the images from which no frame could be made
   */
  public List<Explained> explain(
      Storage storage, String uri, String path, Consumer<Frame.Rejected> rejected) {
    Map<Integer, FactRecord> records = new HashMap<>();
    Frame.Reading reading =
        read(
            storage,
            uri,
            path,
            null,
            hdu -> records.computeIfAbsent(hdu, number -> new FactRecord()));
    List<Frame> frames = new ArrayList<>(reading.frames());
    for (Frame.Rejected bad : reading.rejected()) {
      rejected.accept(bad);
      if (bad.header() != null) {
        frames.add(bad.header());
      }
    }
    return frames.stream()
        .map(frame -> new Explained(frame, records.get(frame.hdu()).origins()))
        .toList();
  }

  private Frame.Reading read(
      Storage storage, String uri, String path, FileStamp known, IntFunction<FactTrace> traces) {
    FileStamp stamp;
    try (SeekableByteChannel channel = storage.open(uri)) {
      stamp = known != null ? known : storage.stamp(uri).orElse(null);
      FitsContents contents = FitsScanner.scan(channel);
      if (channel instanceof TaggedChannel tagged && tagged.tag() != null) {
        // The listing may be older than the header, and what counts is what the header is of.
        stamp =
            (stamp == null ? new FileStamp(channel.size(), 0, 0, 0) : stamp).tagged(tagged.tag());
      }
      Frame.Reading reading = new ScannedFile(rules, uri, path, contents, stamp, traces).read();
      return rules.masters() == null ? scaled(channel, contents, reading) : reading;
    } catch (UnreadableFileException unusable) {
      return rejected(uri, path, unusable.reason());
    } catch (NoSuchFileException | FileNotFoundException gone) {
      return rejected(
          uri,
          path,
          Reason.of(
              ReasonCode.CHANGED, "the file is gone, or may not be opened: " + gone.getMessage()));
    } catch (AccessDeniedException denied) {
      return rejected(
          uri,
          path,
          Reason.of(ReasonCode.NO_ACCESS, "permission denied; make the file or folder readable"));
    } catch (FileSystemException fault) {
      return rejected(
          uri,
          path,
          Reason.of(
              ReasonCode.NO_ACCESS,
              fault.getReason() == null ? fault.getMessage() : fault.getReason()));
    } catch (IOException e) {
      return rejected(
          uri, path, Reason.of(ReasonCode.NO_ACCESS, "cannot be read: " + e.getMessage()));
    }
  }

  /** Returns the reading with the scale of frames whose pixels are found to be scaled. */
  private static Frame.Reading scaled(
      SeekableByteChannel file, FitsContents contents, Frame.Reading reading) {
    List<Frame> frames = new ArrayList<>();
    for (Frame frame : reading.frames()) {
      ImageHdu image =
          contents.images().stream()
              .filter(there -> there.index() == frame.hdu())
              .findFirst()
              .orElseThrow();
      frames.add(PixelScale.told(file, image, frame));
    }
    return new Frame.Reading(frames, reading.rejected());
  }

  private static Frame.Reading rejected(String uri, String path, Reason reason) {
    return new Frame.Reading(List.of(), List.of(new Frame.Rejected(uri, path, -1, reason, null)));
  }
}
